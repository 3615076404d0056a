"""Simplicial interpolation of a Lipschitz function on the Kuhn triangulation.

The grid of mesh h on a cube, each grid cube cut into D! simplices by the order of the coordinates: the interpolant of a
function with |f(x) - f(y)| <= Lip |x - y|_inf errs by at most 3/4 Lip h in every dimension. The best constant is below
3/4 in every dimension and tends to it: 1/2, 4/7, 5/8, 11/17 for D = 1, 2, 3, 4.
"""

from functools import cache
from itertools import pairwise
from random import Random

import sympy
from flint import fmpq
from sympy import Eq, Lambda, exp, floor, sin, sqrt

from boundkit.constructions.kuhn import sup_distance, worst_place
from boundkit.evidence import (
    Case,
    attained,
    decided,
    derives,
    fails_without,
    instances,
    too_strong,
)
from boundkit.measures.certificates import own
from boundkit.measures.approximation import kuhn_approximation
from boundkit.measures.smoothness import is_lipschitz, lipschitz_bound
from boundkit.measures.supnorm import critical_values
from boundkit.measures.targets import inputs
from boundkit.networks import ReLUNetwork
from boundkit.statements import (
    UPPER,
    Claim,
    Theorem,
    cite,
    define,
    hypothesis,
    natural,
    positive,
    quantity,
)

# notation ---------------------------------------------------------------------------------------------------------

D = natural("D", "dimension of the cube")
Lip = positive("Lip", "Lipschitz constant of the target for |x - y|_inf")
h = positive("h", "mesh of the grid")
G = define("G", "largest product of two natural numbers with sum D + 1", floor((D + 1) ** 2 / 4))
error = quantity("error", "sup norm of target - interpolant on the cube",
                 measure=lambda thing: thing.error, certificate=own)  # fmt: skip

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("the target satisfies |f(x) - f(y)| <= Lip |x - y|_inf")
def lipschitz(fit):
    return is_lipschitz(fit)


@hypothesis("the cube is an interval, D = 1", shape=(Eq(D, 1),))
def on_a_line(thing):
    return inputs(thing.target) == 1


def best_constant(product, dimension):
    """The mean distance to the vertices, at worst, where n1 n2 = product for the runs of n1 and n2 gaps."""
    return (3 * product + dimension) / (4 * product + 2 * dimension + 2)


STATEMENT = Theorem(
    id="classical.kuhn_lipschitz",
    title="Kuhn interpolation of a Lipschitz function errs by less than 3/4 Lip h",
    source=cite("kuhn1960", "the triangulation; the bounds are elementary and ours", "memory"),
    given=(lipschitz, on_a_line),
    claims=(
        Claim("upper", UPPER, error <= 3 * Lip * h / 4, given=(lipschitz,),
              proof="From the claim `sharp`, whose constant is below 3/4 in every dimension."),
        Claim("line", UPPER, error <= Lip * h / 2, given=(lipschitz, on_a_line),
              proof="On a line the mean distance to the two ends is 2 y (1 - y) h."),
        Claim("sharp", UPPER, error <= Lip * h * best_constant(G, D), status="derived", given=(lipschitz,),
              proof="The error at x is at most Lip times the mean distance to the vertices, which is largest for equal "
                    "gaps between the coordinates above and below one point; |x - c|_inf with c there attains it."),
    ),
)  # fmt: skip

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


# the largest mean distance ----------------------------------------------------------------------------------------


@cache
def largest_mean_distance(dimension):
    """max S over the simplex: exact critical values on all its faces, for every place where the runs meet."""

    def run_sum(place, first):
        ends = [fmpq(1), *place, fmpq(0)]
        return sum(((u - v) * (v if k < first else 1 - u) for k, (u, v) in enumerate(pairwise(ends))), fmpq(0))

    corners = [[fmpq(int(axis < ones)) for axis in range(dimension)] for ones in range(dimension + 1)]
    return max(
        value
        for first in range(dimension + 2)
        for value in critical_values(lambda place: run_sum(place, first), corners)  # noqa: B023
    )


def maximum_over_the_simplex(dimensions=range(1, 7)):
    for d in dimensions:
        best, claimed = largest_mean_distance(d), best_constant(fmpq((d + 1) ** 2 // 4), d)
        yield decided(f"D = {d}: max S = {best}", best == claimed, claimed=claimed)


THEOREM = STATEMENT.supported_by(
    instances("upper", interpolated, name="curves", f=CURVES, N=(1, 2, 5, 16), full={"N": (1, 2, 4, 8, 16, 32)}),
    instances("upper", interpolated, name="surfaces", f=SURFACES, N=(1, 2), full={"N": (1, 2, 4, 8)}),
    instances("upper", interpolated, name="solids", f=SOLIDS, N=1, full={"N": (1, 2, 3)}),
    instances("upper", random_distance, D=(1, 2, 3), N=(1, 2), seed=0, full={"seed": range(20)}),
    too_strong("upper", error <= Lip * h / 2, worst_distance, D=2, N=(1, 3)),
    too_strong("upper", error <= 5 * Lip * h / 8, worst_distance, D=4, N=1),
    fails_without(lipschitz, "upper", square_root, N=(4, 16), Lip=1),
    fails_without(lipschitz, "upper", one_norm_distance, D=2),
    attained("line", worst_distance, name="attained on a line", D=1, N=(1, 2, 7, 40)),
    too_strong("line", error <= 2 * Lip * h / 5, worst_distance, D=1, N=(1, 5)),
    fails_without(lipschitz, "line", square_root, name="not Lipschitz, on a line", N=9, Lip=1),
    fails_without(on_a_line, "line", worst_distance, D=2, N=2),
    derives("sharp", maximum_over_the_simplex, scope="D = 1 .. 6"),
    attained("sharp", worst_distance, D=(1, 2, 3, 4), N=(1, 2, 3), only=lambda D, N: N**D <= 9),
    instances("sharp", random_distance, name="random distances", D=(1, 2, 3), N=(1, 2), seed=0,
              full={"seed": range(2, 30)}),
    too_strong("sharp", error <= Lip * h * best_constant(G - 1, D), worst_distance, D=(2, 3), N=1),
    fails_without(lipschitz, "sharp", one_norm_distance, name="Lipschitz in the wrong norm", D=3),
)  # fmt: skip
