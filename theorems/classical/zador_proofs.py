"""Proofs of Zador's two bounds, from the moment of a ball and from random points."""

from boundkit.theorems.classical.zador import ball, d, least, moment, second_moment_at_ball_volume, unit_ball
from sympy import Eq, gamma

from boundkit.evidence import proof
from boundkit.proofs import Fact, algebra, chain, premise, times, unknown


@proof("lower")
def ball_is_best() -> Fact:
    second = unknown("I", "integral of |x|^2 over the cell, scaled to the volume of the unit ball", at_least=0,
                     measure=second_moment_at_ball_volume)  # fmt: skip
    normalised = 1 / (d * unit_ball ** (1 + 2 / d))
    scaled = premise("the normalised second moment does not change with the scale", Eq(moment, second * normalised))
    farther = premise(
        "what the scaled cell has outside the unit ball has the volume of what it lacks inside and is farther from 0; "
        "over the ball the integral is that of d v r^(d+1) over r from 0 to 1, v the volume of the ball",
        second >= d * unit_ball / (d + 2),
    )  # fmt: skip
    value = algebra(Eq(d * unit_ball / (d + 2) * normalised, ball))
    return chain(value, times(farther, normalised), scaled)


@proof("upper")
def random_points() -> Fact:
    a = unknown("a", "expected squared distance from 0 to the nearest of random points, one a unit of volume")
    cells = premise("the best cells are on average no worse than those of random points", least <= a / d)
    none = premise(
        "no point is within r with probability exp(-v r^d), v the volume of the unit ball, and a is the integral of "
        "2 r exp(-v r^d) over r from 0 on",
        a <= gamma(1 + 2 / d) * unit_ball ** (-2 / d),
    )  # fmt: skip
    return chain(cells, times(none, 1 / d))
