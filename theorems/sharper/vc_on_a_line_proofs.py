"""Proofs of sharper.vc_on_a_line: changes of sign along the line, and copies of what one expert shatters."""

from boundkit.theorems.kratsios2024 import vc_dimension
from boundkit.theorems.sharper.vc_on_a_line import E, W, vc
from sympy import Eq

from boundkit.evidence import proof
from boundkit.proofs import HOLE, Fact, algebra, apply, both, chain, lemma, other, premise, unknown

TRANSLATE = "kratsios2024.vc_dimension:lower_translate"


def changes_of_labels(mixtures):
    return mixtures.E * mixtures.changes + mixtures.E - 1


def exact(changes, why, shattered) -> Fact:
    """E (changes + 1), where one expert changes sign so often at most, and shatters one point more."""
    r = unknown("r", "most changes of sign of an expert along the line", at_least=0, whole=True,
                measure=lambda mixtures: mixtures.changes)  # fmt: skip
    alternating = premise("V points of the line are labelled alternately too; E intervals have r changes at most "
                          "inside, and E - 1 between", vc - 1 <= E * r + E - 1)  # fmt: skip
    one = premise(why, r <= changes)
    at_most = chain(apply(HOLE + 1, alternating), apply(E * HOLE + E, one))
    copies = other(f"the mixtures themselves, by nearest prototypes alone, whose experts shatter {shattered}", vc)
    at_least = lemma(vc_dimension.STATEMENT, "lower_translate", copies, E=E, v=changes + 1)
    written = algebra(Eq(E * changes + E, E * (changes + 1), evaluate=False)) if changes != 0 else None
    return both(chain(at_most, written) if written else at_most, at_least)


@proof("constant", assuming=(TRANSLATE,))
def no_change_of_a_constant() -> Fact:
    return exact(0, "a constant has one sign", "any point")


@proof("affine", assuming=(TRANSLATE,))
def one_change_of_an_affine_map() -> Fact:
    return exact(1, "an affine map changes its sign once at most", "any two points")


@proof("one_layer", assuming=(TRANSLATE,))
def a_zero_for_each_piece() -> Fact:
    return exact(W + 1, "W kinks cut W + 1 pieces, on each of which the sign changes once at most",
                 "any W + 2 points: slopes m_0, .., m_W with -m_0 = m_3 - m_1 > 0 that alternate in sign come from "
                 "units of which the second and third face left, and have a zero between any neighbours, or right of "
                 "all points")  # fmt: skip


@proof("narrow", assuming=(TRANSLATE,))
def a_piece_without_a_zero() -> Fact:
    return exact(W, "the W + 1 <= 3 slopes do not alternate in sign, and a change of sign needs a zero on a piece of "
                 "its own", "any W + 1 points: W slopes that alternate come from units that face right, the first kink "
                 "left of all points")  # fmt: skip


@proof("prelu", assuming=(TRANSLATE,))
def a_zero_for_each_alternating_slope() -> Fact:
    return exact(W + 1, "W kinks cut W + 1 pieces, on each of which the sign changes once at most",
                 "any W + 2 points: where slopes alternate there is a zero between any neighbours, or right of all "
                 "points")  # fmt: skip
