"""Errors of one constant per polygon, for polynomials of degree 2 on the unit square: exact on any convex cells.

The sums beside the error are those of ``boundkit.measures.box_cells``, with the centroids for the centres of the cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from flint import arb, ctx, fmpq

from boundkit.measures.convex_cells import Polygon, Polygons
from boundkit.measures.paraboloid import Point, integrals
from boundkit.measures.regression import BALL_BITS
from boundkit.measures.voronoi import voronoi

_ZERO = fmpq(0)


@dataclass(frozen=True)
class Quadratic:
    """beta(x, y) = xx x^2 + xy x y + yy y^2 + x x + y y, by its coefficients."""

    xx: fmpq = _ZERO
    xy: fmpq = _ZERO
    yy: fmpq = _ZERO
    x: fmpq = _ZERO
    y: fmpq = _ZERO

    @classmethod
    def norm(cls) -> Quadratic:
        """x^2 + y^2."""
        return cls(xx=fmpq(1), yy=fmpq(1))

    def polar(self, one: Point, other: Point) -> fmpq:
        """The symmetric form, affine in each point, that is beta where both are one."""
        (a, b), (u, v) = one, other
        mixed = self.xy * (a * v + b * u) + self.x * (a + u) + self.y * (b + v)
        return self.xx * a * u + self.yy * b * v + mixed / 2

    def gradient(self, point: Point) -> tuple[fmpq, fmpq]:
        a, b = point
        return 2 * self.xx * a + self.xy * b + self.x, self.xy * a + 2 * self.yy * b + self.y


_X, _Y, _SUM = Quadratic(x=fmpq(1)), Quadratic(y=fmpq(1)), Quadratic(x=fmpq(1), y=fmpq(1))


@dataclass(frozen=True)
class QuadraticCells:
    """beta and a partition of the unit square into convex polygons; x is uniform."""

    beta: Quadratic
    partition: Polygons

    d = 2

    @property
    def m(self) -> int:
        return self.partition.m

    @cached_property
    def excess(self) -> fmpq:
        """With the means of beta as constants."""
        return sum((_variation(_sums(cell, self.beta)) for cell in self.partition.cells), _ZERO)

    @cached_property
    def leading(self) -> fmpq:
        return sum((a * a * xx + 2 * a * b * xy + b * b * yy for (a, b), xx, xy, yy, _ in self._moments), _ZERO)

    @cached_property
    def sharpened(self) -> fmpq:
        """The eigenvalues are square roots: the sum is rounded up, to about 190 bits."""
        with ctx.workprec(BALL_BITS):
            total = sum(((a * a + b * b) * (xx + yy + arb((xx - yy) ** 2 + 4 * xy * xy).sqrt()) / 2
                         for (a, b), xx, xy, yy, _ in self._moments), arb(0))  # fmt: skip
            return total.upper().fmpq()

    @cached_property
    def published(self) -> fmpq:
        return sum(((a * a + b * b) * (xx + yy) for (a, b), xx, _, yy, _ in self._moments), _ZERO)

    @property
    def volume(self) -> fmpq:
        """Of the largest cell."""
        return max(cell.area for cell in self.partition.cells)

    @property
    def reach(self) -> fmpq:
        """The square of the largest distance of a point of a cell from its centroid."""
        return max(reach for *_, reach in self._moments)

    @property
    def gap(self) -> arb:
        """The distance between the roots of the excess and of the leading sum."""
        if self.excess == self.leading:
            return arb(0)
        with ctx.workprec(BALL_BITS):
            return abs(arb(self.excess).sqrt() - arb(self.leading).sqrt())

    @cached_property
    def _moments(self) -> list[tuple[tuple[fmpq, fmpq], fmpq, fmpq, fmpq, fmpq]]:
        """For each cell the gradient at its centroid, its second moments xx, xy, yy about it, and its reach."""
        found = []
        for cell in self.partition.cells:
            sums = [_sums(cell, line) for line in (_X, _Y, _SUM)]
            xx, yy, both = map(_variation, sums)
            centre = sums[0][1] / cell.area, sums[1][1] / cell.area
            reach = max((x - centre[0]) ** 2 + (y - centre[1]) ** 2 for x, y in cell.corners)
            found.append((self.beta.gradient(centre), xx, (both - xx - yy) / 2, yy, reach))
        return found


def _sums(cell: Polygon, beta: Quadratic) -> list[fmpq]:
    """The area, and the integrals of beta and of its square."""
    first, *rest = cell.corners
    parts = [integrals((first, *pair), beta.polar) for pair in pairwise(rest)]
    return [sum(column, _ZERO) for column in zip(*parts, strict=True)]


def _variation(sums: Sequence[fmpq]) -> fmpq:
    """The least integral of (beta - c)^2."""
    area, first, second = sums
    return second - first * first / area


def hexagons(rows: int) -> Polygons:
    """The unit square in so many rows of nearly regular hexagons, cut off at its edges: 13/15 stands for sqrt(3)/2.

    >>> hexagons(1).m, hexagons(6).m
    (1, 33)
    """
    across = max(1, round(rows * 13 / 15))
    width = fmpq(1, across)
    sites = tuple(
        ((column + fmpq(1 - row % 2, 2)) * width, fmpq(2 * row + 1, 2 * rows))
        for row in range(rows) for column in range(across + row % 2)
    )  # fmt: skip
    return voronoi(sites)
