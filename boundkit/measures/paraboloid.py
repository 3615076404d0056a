"""The function beta(x) = x_1 + x_2^2 + .. + x_d^2 on polytopes: its range and its moments, exactly, for every d."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import factorial
from typing import Any

from flint import fmpq, fmpq_mat

Point = Sequence[fmpq]
_ZERO = fmpq(0)


@dataclass(frozen=True)
class Cells:
    """Cells that make up the unit cube, each with its oscillation and its least integral of (beta - c)^2."""

    cells: tuple[Any, ...]

    @property
    def m(self) -> int:
        return len(self.cells)

    @property
    def sup(self) -> fmpq:
        """The least sup error of one constant a cell."""
        return max(cell.oscillation for cell in self.cells) / 2

    @property
    def mse(self) -> fmpq:
        """The mean squared error of the best constants, x uniform."""
        return sum((cell.variation for cell in self.cells), _ZERO)


def height(point: Point) -> fmpq:
    """beta at a point.

    >>> height([fmpq(1), fmpq(1, 2)])
    5/4
    """
    return sum((x * x for x in point[1:]), point[0])


def oscillation(points: Sequence[Point]) -> fmpq:
    """The greatest less the least value on the convex hull: beta is convex, so the greatest is at a point."""
    return max(map(height, points)) - least(points)


def least(points: Sequence[Point]) -> fmpq:
    """The least value on the convex hull of some points, exactly.

    From one set of affinely independent points to the next, each with the least value on their affine hull inside their
    simplex (Wolfe, Math. Programming 1976, for the norm; recalled), until no point lies on the falling side of the
    tangent plane.

    >>> least([[fmpq(1), fmpq(-1)], [fmpq(1), fmpq(1)], [fmpq(2), fmpq(0)]])
    1
    """
    chosen, weights = [min(points, key=height)], [fmpq(1)]
    while True:
        place = _mean(chosen, weights)
        slopes = [fmpq(1), *(2 * x for x in place[1:])]
        entering = min(points, key=lambda point: _dot(slopes, point))
        if _dot(slopes, entering) >= _dot(slopes, place):
            return height(place)
        chosen, weights = _improved([*chosen, entering], [*weights, _ZERO])


def _improved(chosen: list[Point], weights: list[fmpq]) -> tuple[list[Point], list[fmpq]]:
    """Down to the least value on the affine hull, points left out on whose far side it lies."""
    while True:
        move, bounded = _descent(chosen, weights)
        steps = [-weight / rate for weight, rate in zip(weights, move, strict=True) if rate < 0]
        longest = min([fmpq(1), *steps] if bounded else steps)
        weights = [weight + longest * rate for weight, rate in zip(weights, move, strict=True)]
        kept = [index for index, weight in enumerate(weights) if weight > 0]
        chosen, weights = [chosen[index] for index in kept], [weights[index] for index in kept]
        if bounded and longest == 1:
            return chosen, weights


def _descent(chosen: list[Point], weights: list[fmpq]) -> tuple[list[fmpq], bool]:
    """A change of the weights: to the least value on the affine hull, or along a line on which beta falls for ever."""
    base, edges = chosen[0], [[a - b for a, b in zip(point, chosen[0], strict=True)] for point in chosen[1:]]
    if not edges:
        return [_ZERO], True
    curvature = fmpq_mat([[2 * _dot(one[1:], other[1:]) for other in edges] for one in edges])
    slopes = [fmpq(1), *(2 * x for x in base[1:])]
    if curvature.det() != 0:
        found = curvature.solve(fmpq_mat([[-_dot(slopes, edge)] for edge in edges])).entries()
        move = [new - old for new, old in zip(found, weights[1:], strict=True)]
        return [-sum(move, _ZERO), *move], True
    move = _flat(curvature)
    if sum((rate * edge[0] for rate, edge in zip(move, edges, strict=True)), _ZERO) > 0:
        move = [-rate for rate in move]
    return [-sum(move, _ZERO), *move], False


def _flat(curvature: fmpq_mat) -> list[fmpq]:
    """A vector that a singular matrix maps to 0."""
    reduced, rank = curvature.rref()
    size = curvature.ncols()
    pivots = [next(j for j in range(size) if reduced[i, j] != 0) for i in range(rank)]
    free = next(j for j in range(size) if j not in pivots)
    found = [fmpq(int(j == free)) for j in range(size)]
    for row, pivot in enumerate(pivots):
        found[pivot] = -reduced[row, free]
    return found


def polar(one: Point, other: Point) -> fmpq:
    """The symmetric form, affine in each point, that is beta where both are one."""
    return (one[0] + other[0]) / 2 + _dot(one[1:], other[1:])


def integrals(simplex: Sequence[Point], form_of: Callable[[Point, Point], fmpq] = polar) -> tuple[fmpq, fmpq, fmpq]:
    """The volume of a simplex of d + 1 points, and the integrals of beta and of its square over it.

    Of another polynomial of degree 2 when its polar form is given. In barycentric coordinates it is l^T Q l. The mean
    of a product of coordinates l_i l_j l_k l_m counts the permutations that leave (i, j, k, m) as it is, so the moments
    are sums over the cycles of permutations.

    >>> integrals([[fmpq(0)], [fmpq(1)]])
    (1, 1/2, 1/3)
    """
    d = len(simplex) - 1
    volume = abs(fmpq_mat([[fmpq(1), *point] for point in simplex]).det()) / factorial(d)
    form = [[form_of(one, other) for other in simplex] for one in simplex]
    rows = [sum(row, _ZERO) for row in form]
    diagonal = [form[index][index] for index in range(d + 1)]
    total, trace = sum(rows, _ZERO), sum(diagonal, _ZERO)
    squares = sum((_dot(row, row) for row in form), _ZERO)
    mean = (total + trace) / ((d + 1) * (d + 2))
    second = (total * total + 2 * trace * total + 4 * _dot(rows, rows) + 8 * _dot(diagonal, rows) + trace * trace
              + 2 * squares + 6 * _dot(diagonal, diagonal)) / ((d + 1) * (d + 2) * (d + 3) * (d + 4))  # fmt: skip
    return volume, volume * mean, volume * second


def _mean(points: Sequence[Point], weights: Sequence[fmpq]) -> list[fmpq]:
    return [_dot(weights, column) for column in zip(*points, strict=True)]


def _dot(one: Sequence[fmpq], other: Sequence[fmpq]) -> fmpq:
    return sum((a * b for a, b in zip(one, other, strict=True)), _ZERO)
