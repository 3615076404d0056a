"""Simplicial interpolation of a Lipschitz function on the Kuhn triangulation.

The grid of mesh h on a cube, each grid cube cut into D! simplices by the order of the coordinates: the interpolant of a
function with |f(x) - f(y)| <= Lip |x - y|_inf errs by at most 3/4 Lip h in every dimension. The best constant is below
3/4 in every dimension and tends to it: 1/2, 4/7, 5/8, 11/17 for D = 1, 2, 3, 4.
"""

from itertools import pairwise
from random import Random

import sympy
from flint import fmpq
from sympy import Eq, Lambda, Rational, exp, floor, integrate, sin, sqrt

from boundkit.constructions.kuhn import sup_distance, worst_place
from boundkit.evidence import (
    Case,
    attained,
    certified,
    decided,
    derives,
    fails_without,
    identity,
    instances,
    nonnegative,
    too_strong,
)
from boundkit.measures.approximation import kuhn_approximation
from boundkit.measures.smoothness import is_lipschitz, lipschitz_bound
from boundkit.measures.supnorm import critical_values
from boundkit.measures.targets import inputs
from boundkit.networks import ReLUNetwork
from boundkit.statements import UPPER, Claim, Theorem, cite, define, given, natural, positive, quantity, real

# notation ---------------------------------------------------------------------------------------------------------

D = natural("D", "dimension of the cube")
Lip = positive("Lip", "Lipschitz constant of the target for |x - y|_inf")
h = positive("h", "mesh of the grid")
G = define("G", "largest product of two natural numbers with sum D + 1", floor((D + 1) ** 2 / 4))
error = quantity("error", "sup norm of target - interpolant on the cube", measure=lambda thing: thing.error)

# hypotheses -------------------------------------------------------------------------------------------------------


def is_one_dimensional(thing):
    return inputs(thing.target) == 1


lipschitz = given(is_lipschitz, "the target satisfies |f(x) - f(y)| <= Lip |x - y|_inf")
on_a_line = given(is_one_dimensional, "the cube is an interval, D = 1", shape=(Eq(D, 1),))

# objects ----------------------------------------------------------------------------------------------------------

x, y, z = sympy.symbols("x y z", real=True)
CURVES = (Lambda(x, sin(3 * x)), Lambda(x, exp(x)), Lambda(x, 1 / (1 + x**2)), Lambda(x, x**2))
SURFACES = (Lambda((x, y), exp(x + y) / 4), Lambda((x, y), sin(3 * x * y)), Lambda((x, y), x**2 + x * y))
SOLIDS = (Lambda((x, y, z), z * exp(x + y)), Lambda((x, y, z), x * y - z**2))


def interpolated(f, N, Lip=None):
    """The Kuhn interpolant of f with N cells per axis, as a network; its least known Lip unless one is given."""
    fit = kuhn_approximation(f, N, Lip=lipschitz_bound(f) if Lip is None else Lip)
    return Case(fit, {"D": inputs(f), "h": fmpq(1, N), **fit.constants})


def random_distance(D, N, seed):
    """The distance |x - c|_inf to a random point."""
    draw = Random(f"{D} {N} {seed}")
    return interpolated(sup_distance([fmpq(draw.randint(0, 60), 60) for _ in range(D)]), N)


def worst_distance(D, N):
    """The distance to the worst place of the first grid cube."""
    return interpolated(sup_distance([entry / N for entry in worst_place(D)]), N)


def one_norm_distance(D):
    """The distance sum_i |x_i - 1/2|, for which Lip = 1 holds in the 1-norm only."""
    units = [[sign * (row == axis) for axis in range(D)] for row in range(D) for sign in (1, -1)]
    return interpolated(ReLUNetwork.of([units, [[1] * 2 * D]], [[fmpq(-1, 2), fmpq(1, 2)] * D, [0]]), 1, Lip=1)


def square_root(N, Lip):
    """sqrt(x), whose slope is not bounded."""
    return interpolated(Lambda(x, sqrt(x)), N, Lip)


# derivations ------------------------------------------------------------------------------------------------------
# x in the simplex 1 >= y_1 >= .. >= y_D >= 0 of the cube of mesh 1, with y_0 = 1 and y_(D+1) = 0, is the mean of the
# vertices v_k = (1, .., 1, 0, .., 0), k ones, with weights y_k - y_(k+1).

a, b, t = sympy.symbols("a b t", real=True)
p, q, r = sympy.symbols("p q r", nonnegative=True)


def distances_to_vertices():
    """|f(x) - If(x)| <= Lip S, S = sum_k (y_k - y_(k+1)) max(1 - y_k, y_(k+1))."""
    yield nonnegative("|x - v_k|_inf = max(1 - y_k, y_(k+1)): 1 - y_j <= 1 - y_k for y_j = y_k + p",
                      (1 - a) - (1 - (a + p)))  # fmt: skip
    yield nonnegative("and y_j <= y_(k+1) for y_j = y_(k+1) - p", b - (b - p))
    yield identity("weights, telescoping: (a - b) + (b - t) = a - t, so they add up to y_0 - y_(D+1) = 1",
                   (a - b) + (b - t), a - t)  # fmt: skip


def three_quarters(claim):
    """S is a lower Darboux sum of the integral of max(t, 1 - t) over [0, 1]."""
    yield from distances_to_vertices()
    yield nonnegative("for y_(k+1) = b <= t = b + p: t >= y_(k+1)", (b + p) - b)
    yield nonnegative("and for t <= y_k = t + r: 1 - t >= 1 - y_k", (1 - t) - (1 - (t + r)))
    half = Rational(1, 2)
    integral = integrate(1 - t, (t, 0, half)) + integrate(t, (t, half, 1))
    yield identity("S <= integral of max(t, 1 - t) over [0, 1], which times Lip h is the claim", Lip * h * integral,
                   claim.expression)  # fmt: skip


def best_constant(product, dimension):
    return (3 * product + dimension) / (4 * product + 2 * dimension + 2)


def two_runs_of_gaps():
    """max(1 - y_k, y_(k+1)) is y_(k+1) for the first n1 of the D + 1 gaps and 1 - y_k for the other n2."""
    yield from distances_to_vertices()
    yield nonnegative("y_k + y_(k+1) - 1 falls with k, so y_(k+1) is the larger one first: y_(k+2) = b, "
                      "y_(k+1) = b + p, y_k = b + p + r", ((b + p + r) + (b + p)) - ((b + p) + b))  # fmt: skip
    yield identity("(a - b) b = (a^2 - b^2 - (a - b)^2)/2", (a - b) * b, (a**2 - b**2 - (a - b) ** 2) / 2)
    yield identity("(a - b)(1 - a) = ((1 - b)^2 - (1 - a)^2 - (a - b)^2)/2",
                   (a - b) * (1 - a), ((1 - b) ** 2 - (1 - a) ** 2 - (a - b) ** 2) / 2)  # fmt: skip
    n, n1, n2, D = (natural(name, "gaps") for name in ("n", "n1", "n2", "D"))
    total, squares = sympy.symbols("T Q", real=True)
    yield identity("n gaps of sum T have sum of squares Q >= T^2/n: the sum of (gap - T/n)^2 is Q - T^2/n",
                   squares - 2 * (total / n) * total + n * (total / n) ** 2, squares - total**2 / n)  # fmt: skip
    bound = (1 - q**2 - (1 - q) ** 2 / n1) / 2 + (1 - (1 - q) ** 2 - q**2 / n2) / 2
    steep = 2 + 1 / n1 + 1 / n2
    peak = (1 + 1 / n1) / steep
    yield identity("so S <= best - (2 + 1/n1 + 1/n2)/2 (q - peak)^2, with q where the runs meet",
                   bound, best_constant(n1 * n2, n1 + n2 - 1) - steep / 2 * (q - peak) ** 2)  # fmt: skip
    yield identity("with one run only, S <= (1 - 1/(D + 1))/2: the same with n1 n2 = 0",
                   (1 - 1 / (D + 1)) / 2, best_constant(0, D))  # fmt: skip
    yield nonnegative("best grows with n1 n2", best_constant(p + r, D) - best_constant(p, D))
    yield identity("and n1 n2 <= G, for it is an integer and at most (D + 1)^2/4",
                   (n1 + n2) ** 2 / 4 - n1 * n2, (n1 - n2) ** 2 / 4)  # fmt: skip
    yield nonnegative("best is below 3/4", Rational(3, 4) - best_constant(p, D))


def line_is_the_case_one(claim):
    """On a line S = 2 y (1 - y)."""
    y = real("y", "the point, in a cell [0, 1]", least=0, at_most=1)
    yield certified("Lip h ((1 - y) y + y (1 - y)) is at most the claim for all y in [0, 1]",
                    Lip * h * ((1 - y) * y + y * (1 - y)) <= claim.expression)  # fmt: skip


def maximum_over_the_simplex(dimensions=range(1, 7)):
    """max S over the simplex: exact critical values on all its faces, for every place where the runs meet."""

    def run_sum(place, first):
        ends = [fmpq(1), *place, fmpq(0)]
        return sum(((u - v) * (v if k < first else 1 - u) for k, (u, v) in enumerate(pairwise(ends))), fmpq(0))

    for d in dimensions:
        corners = [[fmpq(int(axis < ones)) for axis in range(d)] for ones in range(d + 1)]
        best = max(
            value
            for first in range(d + 2)
            for value in critical_values(lambda place, first=first: run_sum(place, first), corners)
        )
        claimed = best_constant(fmpq((d + 1) ** 2 // 4), d)
        yield decided(f"D = {d}: max S = {best}", best == claimed, claimed=claimed)


THEOREM = Theorem(
    id="classical.kuhn_lipschitz",
    title="Kuhn interpolation of a Lipschitz function errs by less than 3/4 Lip h",
    source=cite("kuhn1960", "the triangulation; the bounds are elementary and ours", "memory"),
    given=(lipschitz, on_a_line),
    claims=(
        Claim("upper", UPPER, error <= 3 * Lip * h / 4, given=(lipschitz,),
              proof="The error at x is at most Lip times the mean distance to the vertices, a lower sum of "
                    "max(t, 1 - t) over [0, 1]."),
        Claim("line", UPPER, error <= Lip * h / 2, given=(lipschitz, on_a_line),
              proof="On a line the mean distance to the two ends is 2 y (1 - y) h."),
        Claim("sharp", UPPER, error <= Lip * h * best_constant(G, D), status="derived", given=(lipschitz,),
              proof="The lower sum is largest for equal gaps above and below one point; |x - c|_inf with c there "
                    "attains it."),
    ),
    evidence=(
        derives("upper", three_quarters),
        instances("upper", interpolated, name="curves", f=CURVES, N=(1, 2, 5, 16), full={"N": (1, 2, 4, 8, 16, 32)}),
        instances("upper", interpolated, name="surfaces", f=SURFACES, N=(1, 2, 4), full={"N": (1, 2, 4, 8)}),
        instances("upper", interpolated, name="solids", f=SOLIDS, N=(1, 2), full={"N": (1, 2, 3)}),
        instances("upper", random_distance, D=(1, 2, 3), N=(1, 2), seed=range(2), full={"seed": range(20)}),
        too_strong("upper", error <= Lip * h / 2, worst_distance, D=2, N=(1, 3)),
        too_strong("upper", error <= 5 * Lip * h / 8, worst_distance, D=4, N=1),
        fails_without(lipschitz, "upper", square_root, N=(4, 16), Lip=1),
        fails_without(lipschitz, "upper", one_norm_distance, D=2),
        derives("line", line_is_the_case_one),
        attained("line", worst_distance, name="attained on a line", D=1, N=(1, 2, 7, 40)),
        too_strong("line", error <= 2 * Lip * h / 5, worst_distance, D=1, N=(1, 5)),
        fails_without(lipschitz, "line", square_root, name="without is_lipschitz, on a line", N=9, Lip=1),
        fails_without(on_a_line, "line", worst_distance, D=2, N=2),
        derives("sharp", two_runs_of_gaps),
        derives("sharp", maximum_over_the_simplex, scope="D = 1 .. 6"),
        attained("sharp", worst_distance, D=(1, 2, 3, 4), N=(1, 2, 3), only=lambda D, N: N**D <= 9),
        instances("sharp", random_distance, name="random distances", D=(1, 2, 3), N=(1, 2), seed=range(2, 4),
                  full={"seed": range(2, 30)}),
        too_strong("sharp", error <= Lip * h * best_constant(G - 1, D), worst_distance, D=(2, 3), N=1),
        fails_without(lipschitz, "sharp", one_norm_distance, name="without is_lipschitz, in the wrong norm", D=3),
    ),
)  # fmt: skip
