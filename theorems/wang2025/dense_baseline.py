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
from sympy import Lambda, Rational, exp, sin, sqrt

from boundkit.constructions.kuhn import sup_distance, worst_place
from boundkit.constructions.splines import sawtooth_square
from boundkit.evidence import (Case, along, attained, consistent_with, fails_without, implied_by,
                               instances, refuted_by, too_small, too_strong)  # fmt: skip
from boundkit.measures.certificates import own
from boundkit.measures import squares
from boundkit.measures.approximation import Approximation, kuhn_approximation, spline_approximation
from boundkit.measures.mesh import intervals
from boundkit.measures.smoothness import curvature_bound, has_bounded_hessian, is_lipschitz, lipschitz_bound
from boundkit.measures.squares import SQUARE, x, y, z
from boundkit.measures.targets import inputs
from boundkit.networks import ReLUNetwork
from boundkit.statements import (ASYMPTOTIC, LOWER, UPPER, Claim, Reading, Theorem, big_o, cite,
                                 hypothesis, natural, positive, quantity, soft_o)  # fmt: skip

# symbols ----------------------------------------------------------------------------------------------------------

D = natural("D", "dimension of the cube")
K = positive("K", "smoothness of the target: it is in C^K")
m = natural("m", "hidden units")
N = natural("N", "grid cells per axis, (N + 1)^D nodes")
Lip = positive("Lip", "Lipschitz constant of the target for |x - y|_inf")
margin = positive("s", "how far K is from 2D: K = 2D + s, or K = 2D/(1 + s)")
M = positive("M", "bound on the second derivative of the target (on the spectral norm of its Hessian for D >= 2)")
error = quantity("error", "sup norm of target - network on the cube [0, 1]^D",
                 measure=lambda thing: thing.error, certificate=own)  # fmt: skip

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


# evidence ---------------------------------------------------------------------------------------------------------

UNITS = (1, 2, 3, 4, 8, 16, 32, 64)
MANY = (*UNITS, 256, 1024, 4096)

THEOREM = STATEMENT.supported_by(
    implied_by("as_printed", "upper_lipschitz", along(m, tied={K: 1, D: 1})),
    consistent_with("as_printed", "lower_square", along(m, tied={K: (D + 3) / (2 * (1 + margin))}),
                    name="x_1^2 does not touch the printed rate"),
    too_small("as_printed", big_o(error, m ** -Rational(201, 100)), "lower_square", along(m, tied={K: 1, D: 1}),
              name="x_1^2 breaks m^(-2.01)"),
    implied_by("as_printed_otherwise", "upper_smooth", along(m, tied={K: 2, D: 1}), name="below m^(-1/2)"),
    consistent_with("as_printed_otherwise", "lower_square", along(m, tied={K: (D + 3) * (1 + margin) / 2}),
                    name="x_1^2 does not touch m^(-1/2)"),
    too_small("as_printed_otherwise", soft_o(error, m ** -Rational(201, 100)), "lower_square",
              along(m, tied={K: 2, D: 1})),
    refuted_by("without_condition", "lower_square", along(m, tied={K: 2 * D + margin}), name="false for K > 2D",
               objects="x_1^2 is in C^K for every K, as its third derivative is 0, and m units make some network"),
    consistent_with("without_condition", "lower_square", along(m, tied={K: 2 * D}),
                    along(m, tied={K: 2 * D / (1 + margin)})),
    implied_by("without_condition", "upper_lipschitz", along(m, tied={K: 1, D: 1}), name="on a line, K = 1"),
    implied_by("without_condition", "upper_smooth", along(m, tied={K: 2, D: 1})),
    too_small("without_condition", big_o(error, m**-3), "lower_square", along(m, tied={K: 2 * D})),
    too_small("without_condition", big_o(error, m ** -Rational(201, 100)), "lower_square",
              along(m, tied={K: 2 * D})),

    instances("upper_lipschitz", lipschitz_spline, f=(*CURVES, KINK), m=UNITS,
              full={"m": (*range(1, 129), 1024, 4096)}),
    attained("upper_lipschitz", kink_in_the_first_cell, m=UNITS),
    too_strong("upper_lipschitz", error <= Lip / (3 * m), kink_in_the_first_cell, m=(1, 2, 7)),
    fails_without(lipschitz, "upper_lipschitz", lipschitz_spline, name="sqrt(x) is not Lipschitz",
                  f=Lambda(x, sqrt(x)), m=(5, 17, 65), Lip=(1, 2, 4), only=lambda f, m, Lip: m > 4 * Lip**2),

    instances("upper_smooth", smooth_spline, f=CURVES, m=UNITS, full={"m": (*range(1, 129), 1024, 4096)}),
    attained("upper_smooth", smooth_spline, f=(SQUARE, Lambda(x, x - 3 * x**2)), m=UNITS, full={"m": MANY}),
    too_strong("upper_smooth", error <= M / (9 * m**2), smooth_spline, f=SQUARE, m=(1, 2, 7)),
    too_strong("upper_smooth", error <= M / (8 * m**3), smooth_spline, f=SQUARE, m=2),
    fails_without(smooth, "upper_smooth", smooth_spline, name="|x - 1/3| has a kink", f=KINK, m=(1, 4, 64),
                  M=(1, 16)),

    instances("lower_square", squares.spline_of_square, m=UNITS, full={"m": MANY}),
    instances("lower_square", squares.lowered_spline, m=UNITS, full={"m": MANY}),
    instances("lower_square", squares.random_knots, m=(1, 2, 5, 20), seed=range(5), full={"seed": range(50)}),
    instances("lower_square", squares.random_shallow, D=(1, 2, 3), m=(1, 2, 5, 20), seed=range(5),
              full={"seed": range(50)}),
    instances("lower_square", squares.tilted_spline, D=(2, 3), m=(1, 2, 5, 20), seed=range(3),
              full={"seed": range(30)}),
    attained("lower_square", squares.best_spline, m=UNITS, full={"m": MANY}),
    attained("lower_square", squares.best_ridge, D=(2, 3), m=(1, 2, 7), full={"D": (1, 2, 3), "m": MANY}),
    too_strong("lower_square", error >= 1 / (8 * m**2), squares.best_spline, m=(1, 2, 7)),
    fails_without(two_layer, "lower_square", sawtooth, n=(4, 5, 8)),
    fails_without(square, "lower_square", fitted_kink, m=(2, 5)),

    instances("upper_kuhn_lipschitz", lipschitz_kuhn, name="Lipschitz surfaces", f=SURFACES, N=(1, 2, 4),
              full={"N": (1, 2, 4, 8, 16, 32, 64)}),
    instances("upper_kuhn_lipschitz", lipschitz_kuhn, name="Lipschitz solids", f=SOLIDS[1], N=1,
              full={"f": SOLIDS, "N": (1, 2, 4, 8, 16)}),
    instances("upper_kuhn_lipschitz", worst_distance, D=(2, 3), N=(1, 2)),
    too_strong("upper_kuhn_lipschitz", error <= Lip / (2 * N), worst_distance, D=(2, 3), N=1),
    fails_without(lipschitz, "upper_kuhn_lipschitz", lipschitz_kuhn, f=Lambda((x, y), sqrt(x + y)), N=2, Lip="1/5"),

    instances("upper_kuhn_smooth", smooth_kuhn, name="smooth surfaces", f=SURFACES, N=(1, 2, 4),
              full={"N": (1, 2, 4, 8, 16, 32, 64)}),
    instances("upper_kuhn_smooth", smooth_kuhn, name="smooth solids", f=SOLIDS[1], N=1,
              full={"f": SOLIDS, "N": (1, 2, 4, 8, 16)}),
    attained("upper_kuhn_smooth", paraboloid, D=(1, 2, 3), N=(1, 2), only=lambda D, N: N**D <= 4096,
             full={"N": (1, 2, 4, 16, 64)}),
    too_strong("upper_kuhn_smooth", error <= M / (8 * N**2), paraboloid, D=2, N=(1, 2)),
    too_strong("upper_kuhn_smooth", error <= M * D / (9 * N**2), paraboloid, D=2, N=2),
    fails_without(smooth, "upper_kuhn_smooth", smooth_kuhn, f=sup_distance(["1/3", "1/3"]), N=(2, 4), M=1),
)  # fmt: skip
