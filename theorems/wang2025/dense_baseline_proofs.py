"""Proofs of the explicit bounds of wang2025.dense_baseline."""

from functools import lru_cache

from boundkit.theorems.classical import kuhn_c2, kuhn_lipschitz
from boundkit.theorems.wang2025.dense_baseline import CURVES, KINK, RATE, SOLIDS, SURFACES, D, K, Lip, M, N, error, m
from flint import fmpq
from sympy import Abs, Le, Rational

from boundkit.arithmetic.rational import decimal
from boundkit.evidence import certified, decided, derives, identity, nonnegative, proof
from boundkit.formulas.symbols import real
from boundkit.measures.approximation import kuhn_approximation, spline_approximation
from boundkit.measures.mesh import pieces
from boundkit.measures.segmentation import best_segmentation, best_square_error
from boundkit.measures.squares import SQUARE, OnSegment
from boundkit.proofs import HOLE, Fact, add, algebra, apply, chain, lemma, other, premise, substitute, times, unknown
from boundkit.verdict import Verdict

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


# steps of parts of claims -------------------------------------------------------------------------------------------


def errors_by_doubling(target, exponent, slack=0):
    """error(m)/error(2m) = 2^exponent for m = 1, 2, 4, .., 32; up to the factor 1 +- slack, and at m = 32 only."""
    fits = [spline_approximation(target, 2**level).error for level in range(7)]
    exact = all(fit.exact for fit in fits)
    for level in range(6) if exact else (5,):
        coarse, fine = fits[level], fits[level + 1]
        low, high = coarse.lower / fine.upper, coarse.upper / fine.lower
        rate = fmpq(2) ** exponent
        yield decided(f"the error of {2**level} units is {'' if exact else 'within 2 percent of '}{rate} times that of "
                      f"{2 ** (level + 1)}", rate * (1 - slack) <= low and high <= rate * (1 + slack),
                      ratio=f"[{decimal(low, 7, up=False)}, {decimal(high, 7, up=True)}]")  # fmt: skip


def exponent_one():
    """|x - 1/3|, whose kink lies a third into a cell for every power of two."""
    yield from errors_by_doubling(KINK, 1)


def exponent_two():
    """x^2 exactly; sin(3x) and 1/(1 + x^2) nearly so."""
    yield from errors_by_doubling(SQUARE, 2)
    yield from errors_by_doubling(CURVES[0], 2, slack=fmpq(1, 50))
    yield from errors_by_doubling(CURVES[2], 2, slack=fmpq(1, 50))


def exponent_two_in_the_plane_and_in_space():
    """x y + x^2 and x y - z^2, whose errors on 1/N grids are a multiple of N^(-2): (nodes)^(-2/D)."""
    for target, most in ((SURFACES[2], 8), (SOLIDS[1], 2)):
        sides = [N for N in (1, 2, 4, 8) if N <= most]
        errors = [kuhn_approximation(target, N).error.lower for N in sides]
        alike = len({error * N**2 for error, N in zip(errors, sides, strict=True)}) == 1
        yield decided(f"{target.expr}: the error on N cells an axis times N^2 is the same for N = {sides}", alike,
                      errors=[str(error) for error in errors])  # fmt: skip


def best_divisions():
    """Of 37 places on [0, 1] into runs on each of which an affine function is best for x^2."""
    places = [fmpq(i, 36) for i in range(37)]
    for cells in (2, 3, 6, 9):
        least, _ = best_segmentation(places, [place**2 for place in places], cells)
        yield decided(f"m = {cells - 1}: the best division of 37 points into {cells} runs misses x^2 by {least}",
                      least == best_square_error(cells), error=least)  # fmt: skip


def open_between():
    """(D + 3)/2 <= K <= 2D, D >= 2: the printed condition ends below, the witness x_1^2 begins above."""
    yield nonnegative("at K = 2D the witness leaves the ratio m^2/(8 (m + 1)^2) <= 1/8, which breaks nothing",
                      Rational(1, 8) - m**2 / (8 * (m + 1) ** 2))  # fmt: skip
    ends = [(D + 3) / 2, 2 * D]
    yield identity("D = 1 leaves K = 2 alone, where upper_smooth proves the claim", *(end.subs(D, 1) for end in ends))
    yield decided("for D >= 2 and (D + 3)/2 <= K <= 2D we know neither a proof nor a counterexample: open to us", None)


def once_differentiable_on_the_line():
    """D = K = 1: upper_lipschitz is the claim with its constant."""
    yield identity("Lip/(2m) = (Lip/2) m^(-K/D) at K = D = 1", Lip / (2 * m), Lip / 2 * RATE.subs({K: 1, D: 1}))


def twice_differentiable_on_the_line():
    """D = 1, K = 2: upper_smooth is the claim with its constant."""
    yield identity("M/(8 m^2) = (M/8) m^(-K/D) at K = 2, D = 1", M / (8 * m**2), M / 8 * RATE.subs({K: 2, D: 1}))


def holds_on_the_line():
    """D = 1, K = 1 and K = 2."""
    yield from once_differentiable_on_the_line()
    yield from twice_differentiable_on_the_line()


def below_the_square_root(claim):
    """D = 1, K >= 2: a function in C^K has a bounded second derivative, and upper_smooth is below m^(-1/2)."""
    yield certified("M/(8 m^2) <= (M/8) m^(-1/2)", M / (8 * m**2) <= M / 8 * claim.expression)


def rests_on_cited_work():
    """D >= 2: the paper cites Mao and Zhou and Yang and Zhou, whose proofs are not in this catalogue."""
    yield decided("for D >= 2 the claim rests on mao2023 and yang2024, which are not checked here", None)


of_once_differentiable_on_the_line = derives(
    "as_printed", once_differentiable_on_the_line, scope="D = 1, K = 1", assuming=("upper_lipschitz",)
)
of_rests_on_cited_work = derives("as_printed", rests_on_cited_work, expects=Verdict.INCONCLUSIVE, scope="D >= 2")
of_below_the_square_root = derives(
    "as_printed_otherwise", below_the_square_root, scope="D = 1, K >= 2", assuming=("upper_smooth",)
)
of_rests_on_cited_work_too = derives(
    "as_printed_otherwise",
    rests_on_cited_work,
    name="rests on cited work, too",
    expects=Verdict.INCONCLUSIVE,
    scope="D >= 2",
)
of_open_between = derives(
    "without_condition", open_between, expects=Verdict.INCONCLUSIVE, scope="D >= 2, (D + 3)/2 <= K <= 2D"
)
of_holds_on_the_line = derives(
    "without_condition", holds_on_the_line, scope="D = 1, K in {1, 2}", assuming=("upper_lipschitz", "upper_smooth")
)
of_exponent_one = derives("upper_lipschitz", exponent_one, scope="|x - 1/3|, m = 1, 2, 4, .., 64")
of_exponent_two = derives("upper_smooth", exponent_two, scope="x^2 at m = 1, 2, 4, .., 64; two targets at 32 and 64")
of_exponent_two_in_the_plane_and_in_space = derives(
    "upper_kuhn_smooth", exponent_two_in_the_plane_and_in_space, scope="one quadratic each for D = 2 and 3"
)
of_best_divisions = derives("lower_square", best_divisions, scope="37 points of the line in 2, 3, 6 and 9 runs")
