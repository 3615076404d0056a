"""Proofs of sharper.continuous_pieces: those of wang2025.piece_count, and what two experts are where they meet."""

from boundkit.theorems.sharper.continuous_pieces import E, N, jump
from boundkit.theorems.wang2025 import piece_count
from boundkit.theorems.wang2025.piece_count import L
from boundkit.theorems.wang2025.piece_count_proofs import cells_so_far, powers
from sympy import Abs, Eq

from boundkit.evidence import proof
from boundkit.proofs import HOLE, Fact, apply, chain, lemma, other, premise, unknown


@proof("attained")
def part_by_part() -> Fact:
    c = cells_so_far()
    apart = "no two slabs share an affine map of x_1 onto (0, 1), which has such values on one alone"
    none = "without a layer 0 < x_1 < 1 is one slab"
    layer = "the layers so far map x_1 in each of their slabs onto (0, 1), which the next one cuts into its E parts"
    return chain(premise(apart, Eq(N, c(L))), powers(c, Eq, none, layer, E))


@proof("product_attained", assuming=("wang2025.piece_count:attained_product",))
def offsets_do_not_count() -> Fact:
    return lemma(piece_count.STATEMENT, "attained_product", other("the same mixture", N))


def meeting(words, difference) -> Fact:
    """The jump where two neighbours meet, from how far apart they are at a place near it."""
    i = unknown("i", "an expert after the first, that jumps most", at_least=1)
    x = unknown("x", "where it takes over from the one before")
    apart = premise(words, Eq(jump, Abs(difference(x, i))))
    return chain(apart, apply(Abs(difference(HOLE, i)), premise("part i begins at i/E", Eq(x, i / E))))


@proof("without_jump")
def tents_meet() -> Fact:
    return meeting("of an expert and the one before it one maps upwards and one downwards, onto (0, 1) from their "
                   "parts, so they differ by 2 (E x - i)", lambda x, i: 2 * (E * x - i))  # fmt: skip


@proof("product_without_jump")
def hinges_meet() -> Fact:
    return meeting("expert i adds what the one before it adds, and x - i/E", lambda x, i: x - i / E)
