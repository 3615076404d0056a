"""What dense networks need: the rate m^(-K/D) and its condition.  (wang2025, Theorem 3.1; the explicit bounds are ours)

As printed, two-layer ReLU networks of m units approximate C^K functions of D variables within O(m^(-K/D)) for
K < (D + 3)/2, and within soft-O(m^(-1/2)) otherwise; the paper takes this from Mao and Zhou (2023) and Yang and Zhou
(2024), and nothing here speaks against it. A third party's summary drops the condition. Without it the rate is false:
on a line such a network has at most m + 1 affine pieces, so that it misses x_1^2, a function of every smoothness, by
1/(8 (m + 1)^2), too much for any K > 2D. The explicit bounds are for splines of m units on [0, 1] and for Kuhn
interpolants, networks of three and more layers.
"""

from fractions import Fraction

import sympy
from flint import fmpq
from sympy import Lambda, Rational, exp, sin, sqrt

from boundkit.arithmetic.rational import decimal
from boundkit.constructions.kuhn import sup_distance, worst_place
from boundkit.constructions.splines import sawtooth_square
from boundkit.evidence import (
    Case,
    along,
    attained,
    certified,
    consistent_with,
    decided,
    derives,
    fails_without,
    identity,
    implied_by,
    instances,
    nonnegative,
    refuted_by,
    too_small,
    too_strong,
)
from boundkit.measures import squares
from boundkit.measures.approximation import Approximation, kuhn_approximation, spline_approximation
from boundkit.measures.mesh import intervals
from boundkit.measures.segmentation import best_segmentation, best_square_error
from boundkit.measures.smoothness import curvature_bound, has_bounded_hessian, is_lipschitz, lipschitz_bound
from boundkit.measures.squares import SQUARE, x, y, z
from boundkit.measures.targets import inputs
from boundkit.networks import ReLUNetwork
from boundkit.statements import (
    ASYMPTOTIC,
    LOWER,
    UPPER,
    Claim,
    Reading,
    Theorem,
    big_o,
    cite,
    hypothesis,
    natural,
    positive,
    quantity,
    soft_o,
)
from boundkit.verdict import Verdict

# symbols ----------------------------------------------------------------------------------------------------------

D = natural("D", "dimension of the cube")
K = positive("K", "smoothness of the target: it is in C^K")
m = natural("m", "hidden units")
N = natural("N", "grid cells per axis, (N + 1)^D nodes")
Lip = positive("Lip", "Lipschitz constant of the target for |x - y|_inf")
margin = positive("s", "how far K is from 2D: K = 2D + s, or K = 2D/(1 + s)")
M = positive("M", "bound on the second derivative of the target (on the spectral norm of its Hessian for D >= 2)")
error = quantity("error", "sup norm of target - network on the cube [0, 1]^D", measure=lambda thing: thing.error)

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("the network has two layers: m hidden units and an affine output")
def two_layer(thing):
    return len(thing.network.widths) == 1


@hypothesis("the target satisfies |f(x) - f(y)| <= Lip |x - y|_inf")
def lipschitz(fit):
    return is_lipschitz(fit)


@hypothesis("the target is twice differentiable, its second derivatives bounded by M")
def smooth(fit):
    return has_bounded_hessian(fit)


@hypothesis("the target is x_1^2 plus an affine function")
def square(thing):
    if isinstance(thing.target, ReLUNetwork):
        return False
    first, *_ = thing.target.signature
    rest = (thing.target.expr - first**2).as_poly(*thing.target.signature)
    return rest is not None and rest.total_degree() <= 1


RATE = m ** (-K / D)
PRINTED = Reading("as_printed", "O(m^(-K/D)) for K < (D + 3)/2, and soft-O(m^(-1/2)) otherwise")
UNCONDITIONAL = Reading("without_condition", "O(m^(-K/D)) for every K, as a summary has it; the paper does not say so")
SUMMARISED = cite("wang2025", "Theorem 3.1", "summary", "a third party, without its condition")

STATEMENT = Theorem(
    id="wang2025.dense_baseline",
    title="Dense networks: the rate m^(-K/D) and its condition",
    source=cite("wang2025", "Theorem 3.1", "read"),
    notes="The refutation concerns a summary that drops the condition K < (D + 3)/2, never the paper. Without "
          "it the rate is refuted for K > 2D, and open to us for (D + 3)/2 <= K <= 2D where D >= 2. Kuhn interpolants "
          "have three and more layers, so they do not speak for Theorem 3.1.",
    given=(two_layer, lipschitz, smooth, square),
    readings=(PRINTED, UNCONDITIONAL),
    claims=(
        Claim("as_printed", ASYMPTOTIC, big_o(error, RATE), status="published", where=(2 * K < D + 3,),
              given=(two_layer,), reading=PRINTED,
              proof="At D = 1 the claim upper_lipschitz; for D >= 2 the paper cites mao2023 and yang2024."),
        Claim("as_printed_otherwise", ASYMPTOTIC, soft_o(error, 1 / sympy.sqrt(m)), status="published",
              where=(2 * K >= D + 3,), given=(two_layer,), reading=PRINTED,
              proof="At D = 1 the claim upper_smooth; for D >= 2 the paper cites mao2023 and yang2024."),
        Claim("without_condition", ASYMPTOTIC, big_o(error, RATE), status="over-reading",
              source=SUMMARISED, given=(two_layer,), reading=UNCONDITIONAL,
              proof="False for K > 2D, where the paper does not claim it: on a line, m units make at most m + 1 "
                    "pieces, so that they miss x_1^2."),
        Claim("upper_lipschitz", UPPER, error <= Lip / (2 * m), given=(two_layer, lipschitz), on="spline, D = 1",
              proof="Between two knots the error is at most 2 s (1 - s) Lip/m at the share s of the cell."),
        Claim("upper_smooth", UPPER, error <= M / (8 * m**2), given=(two_layer, smooth), on="spline, D = 1",
              proof="Between two knots the error is at most (M/2) s (1 - s)/m^2 at the share s of the cell."),
        Claim("lower_square", LOWER, error >= 1 / (8 * (m + 1) ** 2), given=(two_layer, square),
              proof="One of the at most m + 1 pieces on the segment 0 <= x_1 <= 1 has length l >= 1/(m + 1), and no "
                    "affine function comes nearer to x^2 there than l^2/8."),
        Claim("upper_kuhn_lipschitz", UPPER, error <= Lip / N, given=(lipschitz,), on="Kuhn interpolant",
              proof="classical.kuhn_lipschitz, which has 3/4 Lip h."),
        Claim("upper_kuhn_smooth", UPPER, error <= M * D / (8 * N**2), given=(smooth,), on="Kuhn interpolant",
              proof="classical.kuhn_c2 with h = 1/N."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------

CURVES = (Lambda(x, sin(3 * x)), Lambda(x, exp(x)), Lambda(x, 1 / (1 + x**2)), Lambda(x, x**3 - x))
SURFACES = (Lambda((x, y), exp(x + y) / 4), Lambda((x, y), sin(3 * x * y)), Lambda((x, y), x**2 + x * y))
SOLIDS = (Lambda((x, y, z), z * exp(x + y)), Lambda((x, y, z), x * y - z**2))
KINK = sup_distance(["1/3"])


def lipschitz_spline(f, m, Lip=None):
    """The spline of m units through f at j/m; the least known Lip of f unless one is given."""
    fit = spline_approximation(f, m, Lip=lipschitz_bound(f) if Lip is None else Lip)
    return Case(fit, fit.constants)


def smooth_spline(f, m, M=None):
    fit = spline_approximation(f, m, M=curvature_bound(f) if M is None else M)
    return Case(fit, fit.constants)


def kink_in_the_first_cell(m):
    """|x - 1/(2m)|."""
    return lipschitz_spline(sup_distance([Fraction(1, 2 * m)]), m)


def sawtooth(n):
    """A network of n hidden layers and 3n - 1 units in all whose error for x^2 is 1/(2 4^(n + 1))."""
    network = sawtooth_square(n)
    return Case(Approximation(SQUARE, network, intervals(network)), {"m": sum(network.widths)})


def fitted_kink(m):
    """|x - 1/3| by two units, and m - 2 that are off: no error at all."""
    units = [[[1], [-1], *[[0]] * (m - 2)], [[1, 1, *[0] * (m - 2)]]]
    network = ReLUNetwork.of(units, [[Fraction(-1, 3), Fraction(1, 3), *[0] * (m - 2)], [0]])
    return Approximation(KINK, network, intervals(network))


def lipschitz_kuhn(f, N, Lip=None):
    """The Kuhn interpolant of f with N cells per axis, as a network."""
    fit = kuhn_approximation(f, N, Lip=lipschitz_bound(f) if Lip is None else Lip)
    return Case(fit, fit.constants)


def smooth_kuhn(f, N, M=None):
    fit = kuhn_approximation(f, N, M=curvature_bound(f) if M is None else M)
    return Case(fit, {"D": inputs(f), **fit.constants})


def worst_distance(D, N):
    """|x - c|_inf with c where Kuhn interpolation errs most: 4/7 Lip/N for D = 2, 5/8 for D = 3."""
    return lipschitz_kuhn(sup_distance([entry / N for entry in worst_place(D)]), N)


def paraboloid(D, N):
    return smooth_kuhn(Lambda((x, y, z)[:D], sum(t**2 for t in (x, y, z)[:D]) / 2), N)


# parts of claims --------------------------------------------------------------------------------------------------


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


def best_divisions():
    """Of 37 places on [0, 1] into runs on each of which an affine function is best for x^2."""
    places = [fmpq(i, 36) for i in range(37)]
    for pieces in (2, 3, 6, 9):
        least, _ = best_segmentation(places, [place**2 for place in places], pieces)
        yield decided(f"m = {pieces - 1}: the best division of 37 points into {pieces} runs misses x^2 by {least}",
                      least == best_square_error(pieces), error=least)  # fmt: skip


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


UNITS = (1, 2, 3, 4, 8, 16, 32, 64)

THEOREM = STATEMENT.supported_by(
    derives("as_printed", once_differentiable_on_the_line, scope="D = 1, K = 1", assuming=("upper_lipschitz",)),
    derives("as_printed", rests_on_cited_work, expects=Verdict.INCONCLUSIVE, scope="D >= 2"),
    implied_by("as_printed", "upper_lipschitz", along(m, tied={K: 1, D: 1})),
    consistent_with("as_printed", "lower_square", along(m, tied={K: (D + 3) / (2 * (1 + margin))}),
                    name="x_1^2 does not touch the printed rate"),
    too_small("as_printed", big_o(error, m ** -Rational(201, 100)), "lower_square", along(m, tied={K: 1, D: 1}),
              name="x_1^2 breaks m^(-2.01)"),
    derives("as_printed_otherwise", below_the_square_root, scope="D = 1, K >= 2", assuming=("upper_smooth",)),
    derives("as_printed_otherwise", rests_on_cited_work, name="rests on cited work, too",
            expects=Verdict.INCONCLUSIVE, scope="D >= 2"),
    implied_by("as_printed_otherwise", "upper_smooth", along(m, tied={K: 2, D: 1}), name="below m^(-1/2)"),
    consistent_with("as_printed_otherwise", "lower_square", along(m, tied={K: (D + 3) * (1 + margin) / 2}),
                    name="x_1^2 does not touch m^(-1/2)"),
    too_small("as_printed_otherwise", soft_o(error, m ** -Rational(201, 100)), "lower_square",
              along(m, tied={K: 2, D: 1})),
    refuted_by("without_condition", "lower_square", along(m, tied={K: 2 * D + margin}), name="false for K > 2D",
               objects="x_1^2 is in C^K for every K, as its third derivative is 0, and m units make some network"),
    derives("without_condition", open_between, expects=Verdict.INCONCLUSIVE, scope="D >= 2, (D + 3)/2 <= K <= 2D"),
    derives("without_condition", holds_on_the_line, scope="D = 1, K in {1, 2}",
            assuming=("upper_lipschitz", "upper_smooth")),
    consistent_with("without_condition", "lower_square", along(m, tied={K: 2 * D}),
                    along(m, tied={K: 2 * D / (1 + margin)})),
    implied_by("without_condition", "upper_lipschitz", along(m, tied={K: 1, D: 1}), name="on a line, K = 1"),
    implied_by("without_condition", "upper_smooth", along(m, tied={K: 2, D: 1})),
    too_small("without_condition", big_o(error, m**-3), "lower_square", along(m, tied={K: 2 * D})),
    too_small("without_condition", big_o(error, m ** -Rational(201, 100)), "lower_square",
              along(m, tied={K: 2 * D})),

    derives("upper_lipschitz", exponent_one, scope="|x - 1/3|, m = 1, 2, 4, .., 64"),
    instances("upper_lipschitz", lipschitz_spline, f=(*CURVES, KINK), m=UNITS, full={"m": range(1, 129)}),
    attained("upper_lipschitz", kink_in_the_first_cell, m=UNITS),
    too_strong("upper_lipschitz", error <= Lip / (3 * m), kink_in_the_first_cell, m=(1, 2, 7)),
    fails_without(lipschitz, "upper_lipschitz", lipschitz_spline, name="sqrt(x) is not Lipschitz",
                  f=Lambda(x, sqrt(x)), m=(5, 17, 65), Lip=(1, 2, 4), only=lambda f, m, Lip: m > 4 * Lip**2),

    derives("upper_smooth", exponent_two, scope="x^2 at m = 1, 2, 4, .., 64; two targets at 32 and 64"),
    instances("upper_smooth", smooth_spline, f=CURVES, m=UNITS, full={"m": range(1, 129)}),
    attained("upper_smooth", smooth_spline, f=(SQUARE, Lambda(x, x - 3 * x**2)), m=UNITS),
    too_strong("upper_smooth", error <= M / (9 * m**2), smooth_spline, f=SQUARE, m=(1, 2, 7)),
    too_strong("upper_smooth", error <= M / (8 * m**3), smooth_spline, f=SQUARE, m=2),
    fails_without(smooth, "upper_smooth", smooth_spline, name="|x - 1/3| has a kink", f=KINK, m=(1, 4, 64),
                  M=(1, 16)),

    derives("lower_square", best_divisions, scope="37 points of the line in 2, 3, 6 and 9 runs"),
    instances("lower_square", squares.spline_of_square, m=UNITS),
    instances("lower_square", squares.lowered_spline, m=UNITS),
    instances("lower_square", squares.random_knots, m=(1, 2, 5, 20), seed=range(5), full={"seed": range(50)}),
    instances("lower_square", squares.random_shallow, D=(1, 2, 3), m=(1, 2, 5, 20), seed=range(5),
              full={"seed": range(50)}),
    instances("lower_square", squares.tilted_spline, D=(2, 3), m=(1, 2, 5, 20), seed=range(3),
              full={"seed": range(30)}),
    attained("lower_square", squares.best_spline, m=UNITS),
    too_strong("lower_square", error >= 1 / (8 * m**2), squares.best_spline, m=(1, 2, 7)),
    fails_without(two_layer, "lower_square", sawtooth, n=(4, 5, 8)),
    fails_without(square, "lower_square", fitted_kink, m=(2, 5)),

    instances("upper_kuhn_lipschitz", lipschitz_kuhn, name="Lipschitz surfaces", f=SURFACES, N=(1, 2, 4, 8),
              full={"N": (1, 2, 4, 8, 12)}),
    instances("upper_kuhn_lipschitz", lipschitz_kuhn, name="Lipschitz solids", f=SOLIDS, N=(1, 2),
              full={"N": (1, 2, 3, 4)}),
    instances("upper_kuhn_lipschitz", worst_distance, D=(2, 3), N=(1, 2)),
    too_strong("upper_kuhn_lipschitz", error <= Lip / (2 * N), worst_distance, D=(2, 3), N=1),
    fails_without(lipschitz, "upper_kuhn_lipschitz", lipschitz_kuhn, f=Lambda((x, y), sqrt(x + y)), N=2, Lip="1/5"),

    instances("upper_kuhn_smooth", smooth_kuhn, name="smooth surfaces", f=SURFACES, N=(1, 2, 4, 8),
              full={"N": (1, 2, 4, 8, 12)}),
    instances("upper_kuhn_smooth", smooth_kuhn, name="smooth solids", f=SOLIDS, N=(1, 2), full={"N": (1, 2, 3, 4)}),
    attained("upper_kuhn_smooth", paraboloid, D=(1, 2, 3), N=(1, 2, 4), only=lambda D, N: N**D <= 16),
    too_strong("upper_kuhn_smooth", error <= M / (8 * N**2), paraboloid, D=2, N=(1, 2)),
    too_strong("upper_kuhn_smooth", error <= M * D / (9 * N**2), paraboloid, D=2, N=2),
    fails_without(smooth, "upper_kuhn_smooth", smooth_kuhn, f=sup_distance(["1/3", "1/3"]), N=(2, 4), M=1),
)  # fmt: skip
