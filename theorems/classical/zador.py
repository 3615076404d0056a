"""How small the second moment of a cell can be: Zador's two bounds.  (Zador 1982)

A quantizer of a d-dimensional density errs like d G_d m^(-2/d) times an integral of the density, m the cells. G_d is
the least normalised second moment that cells of one volume can have: (1/d) (integral of |x - c|^2) / V^(1 + 2/d). No
cell is better than a ball, which gives the lower bound; the cells of random points give the upper one.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import prod

import sympy
from flint import arb, fmpq
from sympy import Rational, exp, expand_log, gamma, log, oo, pi

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.arithmetic.rational import rational
from boundkit.evidence import Case, certified, derives, identity, instances, nonnegative, too_strong
from boundkit.statements import LOWER, UPPER, Claim, Theorem, cite, natural, quantity

# notation ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cuboid:
    """A box with the given sides, centred at 0."""

    sides: tuple

    @property
    def d(self):
        return len(self.sides)

    def moment(self):
        volume = prod(self.sides, start=fmpq(1))
        squares = sum((side**2 for side in self.sides), fmpq(0)) / (12 * self.d)
        root = self.sides[0] if len(set(self.sides)) == 1 else arb(volume) ** (arb(1) / self.d)
        return squares / root**2


@dataclass(frozen=True)
class Polygon:
    """The polygon of the points (x, sqrt(s) v), centred at 0; x, v rational and in the order of its boundary."""

    points: tuple
    s: int = 1
    d = 2

    def moment(self):
        area = along_x = along_v = fmpq(0)
        for (x, v), (X, Y) in pairwise((*self.points, self.points[0])):
            cross = x * Y - X * v
            area += cross / 2
            along_x += cross * (x * x + x * X + X * X) / 12
            along_v += cross * (v * v + v * Y + Y * Y) / 12
        return (along_x + self.s * along_v) / (2 * arb(self.s).sqrt() * area**2)


def least_moment(cell):
    """G_d lies below the moment of a cell that tiles space; no interval differs from another, so G_1 is that moment."""
    measured = enclose(cell.moment())
    return Enclosure(measured.lower if cell.d == 1 else None, measured.upper)


d = natural("d", "dimension")
ball = gamma(d / 2 + 1) ** (2 / d) / ((d + 2) * pi)
moment = quantity("M", "normalised second moment of a cell about 0, per dimension", measure=lambda cell: cell.moment())
least = quantity("G", "least normalised second moment of the cells of a quantizer, per dimension", measure=least_moment)

# objects ----------------------------------------------------------------------------------------------------------


def cube(d):
    return Cuboid((fmpq(1),) * d)


def cuboid(sides):
    return Case(Cuboid(tuple(map(rational, sides))), {"d": len(sides)})


def interval(side):
    return Case(Cuboid((rational(side),)), {"d": 1})


def hexagon():
    half = fmpq(1, 2)
    corners = (1, 0), (half, half), (-half, half), (-1, 0), (-half, -half), (half, -half)
    return Case(Polygon(tuple((fmpq(x), fmpq(v)) for x, v in corners), 3), {"d": 2})


def triangle():
    corners = (2, 0), (-1, 1), (-1, -1)
    return Case(Polygon(tuple((fmpq(x), fmpq(v)) for x, v in corners), 3), {"d": 2})


# derivations ------------------------------------------------------------------------------------------------------

rho, t = sympy.symbols("rho t", positive=True)
unit_ball = pi ** (d / 2) / gamma(d / 2 + 1)


def ball_is_best(claim):
    """A cell A about its point and the ball B of the same volume about it, radius rho."""
    outside, depth = sympy.symbols("p q", nonnegative=True)
    yield nonnegative("where A is without B, |x|^2 = rho^2 + p; where B is without A, rho^2 - q; these parts have one "
                      "volume, so that A has no smaller integral of |x|^2",
                      (rho**2 + outside) - (rho**2 - depth))  # fmt: skip
    shell = d * unit_ball * t ** (d - 1)
    inertia = d * unit_ball * rho ** (d + 2) / (d + 2)
    yield identity("the volume of B is that of its shells", sympy.integrate(shell, (t, 0, rho)), unit_ball * rho**d)
    yield identity("and its integral of |x|^2", sympy.integrate(t**2 * shell, (t, 0, rho)), inertia)
    yield identity("the logarithm of the normalised moment of B is that of the claim",
                   expand_log(log(inertia / d) - (1 + 2 / d) * log(unit_ball * rho**d), force=True),
                   expand_log(log(claim.expression), force=True))  # fmt: skip


def interval_is_a_ball(claim):
    length = sympy.Symbol("D", positive=True)
    yield identity("(D^3/12)/D^3 is the claim at d = 1", length**3 / 12 / length**3, claim.expression.subs(d, 1))


def random_points(claim):
    """Points of a Poisson process of intensity 1: none lies within r of x with probability exp(-v r^d)."""
    v, r = sympy.symbols("v r", positive=True)
    tail = exp(-v * r**d)
    yield identity("E |x - nearest|^2 is the integral of 2 r exp(-v r^d); with t = v r^d, r = (t/v)^(1/d), its "
                   "integrand is (2/d) v^(-2/d) t^(2/d - 1) exp(-t)",
                   sympy.powdenest((2 * r * tail).subs(r, (t / v) ** (1 / d)) * sympy.diff((t / v) ** (1 / d), t),
                                   force=True),
                   2 / d * v ** (-2 / d) * t ** (2 / d - 1) * exp(-t))  # fmt: skip
    mean = 2 / d * v ** (-2 / d) * sympy.integrate(t ** (2 / d - 1) * exp(-t), (t, 0, oo))
    yield identity("which is Gamma(1 + 2/d) v^(-2/d)", sympy.gammasimp(mean),
                   sympy.gammasimp(gamma(1 + 2 / d) * v ** (-2 / d)))  # fmt: skip
    yield identity("per dimension, with v the volume of the unit ball: the logarithm of the claim",
                   expand_log(log(gamma(1 + 2 / d)) - 2 / d * log(unit_ball) - log(d), force=True),
                   expand_log(log(claim.expression), force=True))  # fmt: skip


def above_the_ball(claim):
    yield certified("the lower bound is no more than the upper one, in every dimension",
                    THEOREM.claim("lower").expression <= claim.expression)  # fmt: skip


THEOREM = Theorem(
    id="classical.zador",
    title="The least second moment of cells, between a ball and random cells",
    source=cite("zador1982", "bounds of the constant", "memory"),
    notes="G_1 = 1/12. The regular hexagon has 5/(36 sqrt 3) = 0.0801875.., and cubes 1/12 in every dimension: from "
          "d = 7 on that is above the upper bound, so that other cells are better.",
    claims=(
        Claim("lower", LOWER, moment >= ball, status="published",
              proof="Of all sets of one volume a ball about the point has the least integral of |x|^2."),
        Claim("upper", UPPER, least <= gamma(d / 2 + 1) ** (2 / d) * gamma(1 + 2 / d) / (d * pi), status="published",
              on="cells that tile space",
              proof="The expected squared distance to the nearest of random points of one density."),
    ),
    evidence=(
        derives("lower", ball_is_best),
        derives("lower", interval_is_a_ball, scope="equality at d = 1"),
        instances("lower", cube, d=range(2, 9)),
        instances("lower", cuboid, sides=((1, 2), (1, "1/3", 2), (1, 1, 1, 5))),
        instances("lower", hexagon),
        instances("lower", triangle),
        too_strong("lower", moment >= Rational(1, 12), hexagon, name="too strong: no better than cubes"),
        too_strong("lower", moment >= Rational(101, 100) * ball, interval, side=1),
        derives("upper", random_points, stated=("random points are no better than the best",)),
        derives("upper", above_the_ball, scope="above the claim lower, in every dimension"),
        instances("upper", cube, name="cubes, d <= 6", d=range(1, 7)),
        instances("upper", hexagon, name="hexagons"),
        too_strong("upper", least <= gamma(d / 2 + 1) ** (2 / d) * gamma(1 + 2 / d) / (7 * d * pi), interval, side=1),
    ),
)  # fmt: skip
