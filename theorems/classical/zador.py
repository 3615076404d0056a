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
from boundkit.evidence import Case, certified, derives, identity, instances, too_strong
from boundkit.statements import LOWER, UPPER, Claim, Theorem, cite, natural, quantity

# notation ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cuboid:
    """A box with the given sides, centred at 0."""

    sides: tuple

    @property
    def d(self):
        return len(self.sides)

    @property
    def volume(self):
        return prod(self.sides, start=fmpq(1))

    def second(self):
        """The integral of |x|^2."""
        return self.volume * sum((side**2 for side in self.sides), fmpq(0)) / 12

    def moment(self):
        root = self.sides[0] if len(set(self.sides)) == 1 else arb(self.volume) ** (arb(1) / self.d)
        return self.second() / self.volume / self.d / root**2


@dataclass(frozen=True)
class Polygon:
    """The polygon of the points (x, sqrt(s) v), centred at 0; x, v rational and in the order of its boundary."""

    points: tuple
    s: int = 1
    d = 2

    @property
    def sides(self):
        return pairwise((*self.points, self.points[0]))

    @property
    def volume(self):
        return arb(self.s).sqrt() * sum((x * V - v * X for (x, v), (X, V) in self.sides), fmpq(0)) / 2

    def second(self):
        """The integral of |x|^2."""
        total = fmpq(0)
        for (x, v), (X, V) in self.sides:
            total += (x * V - v * X) * (x * x + x * X + X * X + self.s * (v * v + v * V + V * V)) / 12
        return arb(self.s).sqrt() * total

    def moment(self):
        return self.second() / (2 * self.volume**2)


def least_moment(cell):
    """G_d lies below the moment of a cell that tiles space; no interval differs from another, so G_1 is that moment."""
    measured = enclose(cell.moment())
    return Enclosure(measured.lower if cell.d == 1 else None, measured.upper)


d = natural("d", "dimension")
unit_ball = pi ** (d / 2) / gamma(d / 2 + 1)
ball = gamma(d / 2 + 1) ** (2 / d) / ((d + 2) * pi)
upper = gamma(d / 2 + 1) ** (2 / d) * gamma(1 + 2 / d) / (d * pi)
moment = quantity("M", "normalised second moment of a cell about 0, per dimension", measure=lambda cell: cell.moment())
least = quantity("G", "least normalised second moment of the cells of a quantizer, per dimension", measure=least_moment)

STATEMENT = Theorem(
    id="classical.zador",
    title="The least second moment of cells, between a ball and random cells",
    source=cite("zador1982", "bounds of the constant", "memory"),
    notes="G_1 = 1/12. The regular hexagon has 5/(36 sqrt 3) = 0.0801875.., and cubes 1/12 in every dimension: from "
          "d = 7 on that is above the upper bound, so that other cells are better.",
    claims=(
        Claim("lower", LOWER, moment >= ball, status="published",
              proof="Of all sets of one volume a ball about the point has the least integral of |x|^2."),
        Claim("upper", UPPER, least <= upper, status="published",
              on="cells that tile space",
              proof="The expected squared distance to the nearest of random points of one density."),
    ),
)  # fmt: skip

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


def second_moment_at_ball_volume(cell):
    """The integral of |x|^2 over the cell, scaled to the volume of the unit ball, as a ball of numbers."""
    d = arb(cell.d)
    return cell.second() * (arb.pi() ** (d / 2) / (d / 2 + 1).gamma() / cell.volume) ** (1 + 2 / d)


# evidence for parts of the claims ---------------------------------------------------------------------------------


def interval_is_a_ball(claim):
    length = sympy.Symbol("D", positive=True)
    yield identity("(D^3/12)/D^3 is the claim at d = 1", length**3 / 12 / length**3, claim.expression.subs(d, 1))


def random_points(claim):
    """Points of a Poisson process of intensity 1: none lies within r of x with probability exp(-v r^d)."""
    v, r, t = sympy.symbols("v r t", positive=True)
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
    yield certified("the lower bound is no more than the upper one, in every dimension", ball <= claim.expression)


THEOREM = STATEMENT.supported_by(
    derives("lower", interval_is_a_ball, scope="equality at d = 1"),
    instances("lower", cube, d=range(2, 9)),
    instances("lower", cuboid, sides=((1, 2), (1, "1/3", 2), (1, 1, 1, 5))),
    instances("lower", hexagon),
    instances("lower", triangle),
    too_strong("lower", moment >= Rational(1, 12), hexagon, name="too strong: no better than cubes"),
    too_strong("lower", moment >= Rational(101, 100) * ball, interval, side=1),
    derives("upper", random_points, scope="the integral of the expected squared distance to a random point"),
    derives("upper", above_the_ball, scope="above the claim lower, in every dimension"),
    instances("upper", cube, name="cubes, d <= 6", d=range(1, 7)),
    instances("upper", hexagon, name="hexagons"),
    too_strong("upper", least <= upper / 7, interval, side=1),
)  # fmt: skip
