"""Proofs of mayaki2026.approximation: the interpolant of a cell, and the target between an input and its chart."""

from boundkit.theorems.classical import kuhn_c2, kuhn_lipschitz
from boundkit.theorems.mayaki2026.approximation import G, Lip, M, N, cells_of, d, eps_chart, error
from flint import fmpq
from sympy import Eq, Rational

from boundkit.evidence import proof
from boundkit.proofs import HOLE, Fact, apply, chain, lemma, other, premise, unknown

k = unknown("k", "largest error of an expert in its cell", at_least=0,
            measure=lambda thing: cells_of(thing).error_in_cells)  # fmt: skip
INTERPOLANT = other("the interpolant of a cell on which it errs most, of mesh 1/(G N)", k)
NEAREST = "the points that are nearest to a centre are those of its cell, which its expert serves"


@proof("lipschitz", assuming=("classical.kuhn_lipschitz:upper",))
def cell_by_cell() -> Fact:
    one = lemma(kuhn_lipschitz.STATEMENT, "upper", INTERPOLANT, Lip=Lip, h=1 / (G * N))
    return chain(premise(NEAREST, error <= k), one)


@proof("smooth", assuming=("classical.kuhn_c2:upper",))
def smooth_cell_by_cell() -> Fact:
    one = lemma(kuhn_c2.STATEMENT, "upper", INTERPOLANT, D=d, M=M, h=1 / (G * N))
    return chain(premise(NEAREST, error <= k), one)


@proof("two_bottlenecks", assuming=("classical.kuhn_lipschitz:upper",))
def through_the_chart() -> Fact:
    seen = premise("the mixture errs at the place that the chart sees by the error of an expert at most, and the "
                   "target moves by Lip eps_chart on the way there", error <= k + Lip * eps_chart)  # fmt: skip
    one = lemma(kuhn_lipschitz.STATEMENT, "upper", INTERPOLANT, Lip=Lip, h=1 / (G * N))
    return chain(seen, apply(HOLE + Lip * eps_chart, one))


@proof("kink")
def a_third_of_a_piece() -> Fact:
    t = unknown("t", "where the kink lies in its piece", at_least=0,
                measure=lambda thing: fmpq(cells_of(thing).G * cells_of(thing).N % 3, 3))  # fmt: skip
    chord = premise("the chord over a kink of slopes -1 and 1 at the share t is 2 t (1 - t) pieces above it",
                    Eq(error, 2 * t * (1 - t) / (G * N)))  # fmt: skip
    share = premise("1/3 is a third or two thirds of a piece from its end", Eq(t * (1 - t), Rational(2, 9)))
    return chain(chord, apply(2 * HOLE / (G * N), share))
