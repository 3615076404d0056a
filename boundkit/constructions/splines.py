"""Piecewise affine functions of one variable as ReLU networks: shallow splines, and the deep sawtooth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from boundkit.arithmetic.rational import rational
from boundkit.errors import DomainError, ShapeError
from boundkit.networks.relu import ReLUNetwork


def spline(values: Sequence[Any], knots: Iterable[Any] | None = None) -> ReLUNetwork:
    """values[0] + sum_j c_j sigma(x - knots[j]), j < m: the two-layer network of m units through m + 1 points.

    It takes ``values[j]`` at ``knots[j]``, j = 0..m, is affine in between, and constant left of the first knot; c_j is
    the change of slope. Knots are j/m unless given. Raises ShapeError for fewer than two values or unequal lengths,
    DomainError for knots that do not increase.

    >>> spline([1, 0, 1])(["1/4"]), spline([1, 0, 1]).widths
    ([1/2], (2,))
    """
    heights = [rational(value) for value in values]
    units = len(heights) - 1
    if units < 1:
        raise ShapeError(f"a spline needs at least two values; got {len(heights)}")
    places = [rational(j) / units for j in range(units + 1)] if knots is None else [rational(knot) for knot in knots]
    if len(places) != len(heights):
        raise ShapeError(f"{len(heights)} values but {len(places)} knots are given; give one knot per value")
    if any(a >= b for a, b in pairwise(places)):
        raise DomainError(f"the knots {', '.join(map(str, places))} must increase")
    slopes = [(heights[j + 1] - heights[j]) / (places[j + 1] - places[j]) for j in range(units)]
    jumps = [slopes[0], *(b - a for a, b in pairwise(slopes))]
    return ReLUNetwork.of([[[1]] * units, [jumps]], [[-place for place in places[:-1]], [heights[0]]])


def sawtooth_square(n: int) -> ReLUNetwork:
    """A deep network of 3 n - 1 units whose error for x^2 on [0, 1] is exactly 1/(2 4^(n + 1)).

    x - sum_s g^(s)(x) / 4^s, g the tent, interpolates x^2 at the multiples of 2^-n (D. Yarotsky, Error bounds for
    approximations with deep ReLU networks, Neural Networks 94, 2017); half its error is taken off at the end.

    >>> sawtooth_square(2)(["1/2"]), sawtooth_square(2).widths
    ([31/128], (2, 3))
    """
    if n < 1:
        raise ShapeError(f"the sawtooth needs at least one layer, not {n}")
    half, shift = rational("1/2"), rational(1) / (2 * 4 ** (n + 1))
    weights: list[Any] = [[[1], [1]]]
    tent, rest = [rational(2), rational(-4)], [half, rational(1)]  # of the units sigma(x), sigma(x - 1/2)
    for s in range(2, n + 1):
        wave = tent + [rational(0)] * (s > 2)
        weights.append([wave, wave, rest])
        rest = [-entry / 4**s for entry in tent] + [rational(1)]
    return ReLUNetwork.of([*weights, [rest]], [[0, -half], *[[0, -half, 0]] * (n - 1), [-shift]])
