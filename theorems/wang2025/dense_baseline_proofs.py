"""Proofs of the explicit bounds of wang2025.dense_baseline."""

from functools import lru_cache

from boundkit.theorems.classical import kuhn_c2, kuhn_lipschitz
from boundkit.theorems.wang2025.dense_baseline import D, Lip, M, N, error, m
from flint import fmpq
from sympy import Abs, Le, Rational

from boundkit.evidence import proof
from boundkit.formulas.symbols import real
from boundkit.measures.mesh import pieces
from boundkit.measures.squares import OnSegment
from boundkit.proofs import HOLE, Fact, add, algebra, apply, chain, lemma, other, premise, substitute, times, unknown

s = real("s", "share of an interval", least=0, at_most=1)
t, r = real("t", "a number"), real("r", "half of it")

SPLINE = (
    "the spline of m units: a unit for each knot j/m, j < m, changes the slope there, so that it is affine in between "
    "and takes the values of the target at j/m, as the Kuhn interpolant of mesh 1/m on the line does"
)
KUHN = "the Kuhn interpolant with N cells per axis"


@proof("upper_lipschitz", assuming=("classical.kuhn_lipschitz:line",))
def lipschitz_on_a_line() -> Fact:
    return lemma(kuhn_lipschitz.THEOREM, "line", other(SPLINE, error), h=1 / m, Lip=Lip)


@proof("upper_smooth", assuming=("classical.kuhn_c2:upper",))
def smooth_on_a_line() -> Fact:
    return lemma(kuhn_c2.THEOREM, "upper", other(SPLINE, error), h=1 / m, M=M, D=1)


@proof("upper_kuhn_lipschitz", assuming=("classical.kuhn_lipschitz:upper",))
def coarser_than_three_quarters() -> Fact:
    fine = lemma(kuhn_lipschitz.THEOREM, "upper", other(KUHN, error), h=1 / N, Lip=Lip)
    return chain(fine, algebra(Le(3 * Lip / (4 * N), Lip / N, evaluate=False)))


@proof("upper_kuhn_smooth", assuming=("classical.kuhn_c2:upper",))
def mesh_of_the_grid() -> Fact:
    return lemma(kuhn_c2.THEOREM, "upper", other(KUHN, error), h=1 / N, M=M, D=D)


def on_segment(thing):
    return thing.seen if isinstance(thing, OnSegment) else thing


@lru_cache
def longest_piece(network, mesh):
    """Of the intervals of the mesh, on each of which the network is affine: the longest, with the affine map."""
    return max(pieces(network, mesh), key=lambda piece: piece.vertices[1][0] - piece.vertices[0][0])


def of_longest_piece(measure):
    """The measure of an approximation and its longest piece on the segment 0 <= x_1 <= 1."""
    return lambda thing: measure(fit := on_segment(thing), longest_piece(fit.network, fit.mesh))


@of_longest_piece
def start(fit, piece):
    return piece.vertices[0][0]


@of_longest_piece
def length(fit, piece):
    return piece.vertices[1][0] - piece.vertices[0][0]


@of_longest_piece
def slope(fit, piece):
    return piece.affine.weight[0, 0] - coefficient(fit.target, 1)


@of_longest_piece
def offset(fit, piece):
    return piece.affine.bias[0, 0] - coefficient(fit.target, 0)


def coefficient(target, power):
    (variable,) = target.signature
    part = target.expr.as_poly(variable).coeff_monomial(variable**power)
    return fmpq(int(part.p), int(part.q))


@proof("lower_square")
def one_interval_is_long() -> Fact:
    p = unknown("p", "intervals of the segment 0 <= x_1 <= 1, others fixed, on which the network is affine", whole=True,
                at_least=1, measure=lambda thing: len(on_segment(thing).mesh))  # fmt: skip
    l = unknown("l", "length of the longest", at_least=0, measure=length)  # noqa: E741
    c = unknown("c", "where it starts", measure=start)
    a = unknown("a", "slope there of the network less the affine part of the target", measure=slope)
    b = unknown("b", "value of the same at x_1 = 0, if continued", measure=offset)

    def gap(place):
        return place**2 - a * place - b

    bends = premise("a unit bends the network at one place of a line at most", p <= m + 1)
    whole = premise("the intervals cover a segment of length 1, and none is longer than l", p * l >= 1)
    near = premise("on the interval the error is no less than target - network, x_1^2 and an affine function there",
                   Abs(gap(c + s * l)) <= error, for_all=(s,))  # fmt: skip

    above, below = algebra(Le(t, Abs(t), evaluate=False)), algebra(Le(-t, Abs(t), evaluate=False))
    places = {0: above, Rational(1, 2): below, 1: above}
    ends = [chain(substitute(side, {t: gap(c + at * l)}), substitute(near, {s: at})) for at, side in places.items()]
    first, middle, last = ends
    bent = add(first, times(middle, 2), last)
    long = chain(whole, times(bends, l))
    least = times(long, 1 / (m + 1))
    return chain(apply(HOLE**2 / 8, least), times(bent, Rational(1, 4)))
