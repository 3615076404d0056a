"""How well constants on cells approximate beta(x) = x_1 + x_2^2 + .. + x_d^2: exact on polygons, boxes, level sets.

``sup`` is the least sup error of one constant a cell, half the largest oscillation; ``mse`` the mean squared error of
the best constants for x uniform on the cube.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.errors import ShapeError
from boundkit.measures.box_cells import BoxCells
from boundkit.measures.paraboloid import Cells, height, integrals

Point = tuple[fmpq, fmpq]
_ZERO = fmpq(0)


@dataclass(frozen=True)
class Polygon:
    """A convex polygon, counterclockwise; beta = x_1 + x_2^2.

    >>> square = Polygon(((0, 0), (1, 0), (1, 1), (0, 1)))
    >>> square.area, square.oscillation, square.variation
    (1, 2, 31/180)
    """

    corners: tuple[Any, ...]
    d = 2

    def __post_init__(self) -> None:
        if len(self.corners) < 3:
            raise ShapeError(f"a polygon has at least 3 corners, not {len(self.corners)}")
        object.__setattr__(self, "corners", tuple((rational(x), rational(y)) for x, y in self.corners))

    @property
    def _edges(self) -> Iterator[tuple[Point, Point]]:
        yield from zip(self.corners, (*self.corners[1:], self.corners[0]), strict=True)

    @cached_property
    def area(self) -> fmpq:
        return sum((a[0] * b[1] - b[0] * a[1] for a, b in self._edges), _ZERO) / 2

    @cached_property
    def oscillation(self) -> fmpq:
        """The greatest value is at a corner, since beta is convex; the least on an edge, since beta rises with x_1."""
        return max(map(height, self.corners)) - min(_least_on(a, b) for a, b in self._edges)

    @cached_property
    def variation(self) -> fmpq:
        """The least integral of (beta - c)^2."""
        first, second = _ZERO, _ZERO
        a = self.corners[0]
        for b, c in zip(self.corners[1:], self.corners[2:], strict=False):
            _, one, two = integrals((a, b, c))
            first, second = first + one, second + two
        return second - first * first / self.area

    def cut(self, normal: Sequence[Any], offset: Any) -> tuple[Polygon | None, Polygon | None]:
        """The parts where normal x <= offset, and where it is at least that; None for one without an area."""
        u, v, level = (rational(value) for value in (*normal, offset))
        return self._side(u, v, level), self._side(-u, -v, -level)

    def _side(self, u: fmpq, v: fmpq, level: fmpq) -> Polygon | None:
        kept: list[Point] = []
        for a, b in self._edges:
            here, there = (u * point[0] + v * point[1] - level for point in (a, b))
            if here <= 0:
                kept.append(a)
            if (here < 0 < there) or (there < 0 < here):
                t = here / (here - there)
                kept.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
        part = Polygon(tuple(kept)) if len(kept) > 2 else None
        return part if part is not None and part.area > 0 else None


UNIT_SQUARE = Polygon(((0, 0), (1, 0), (1, 1), (0, 1)))


def _least_on(a: Point, b: Point) -> fmpq:
    """The least x + y^2 on a segment."""
    ends = [height(a), height(b)]
    run, rise = b[0] - a[0], b[1] - a[1]
    if rise != 0:
        t = -(run + 2 * a[1] * rise) / (2 * rise * rise)
        if 0 < t < 1:
            ends.append(a[0] + t * run + (a[1] + t * rise) ** 2)
    return min(ends)


def random_polygon(corners: int, seed: int) -> Polygon:
    """Some of the points of a circle, sheared, so that it may lie along a level line of beta."""
    draw = Random(f"{corners} {seed}")
    shear, scale = fmpq(draw.randint(-8, 8), 4), fmpq(draw.randint(1, 8), 8)
    places = sorted({fmpq(draw.randint(-40, 40), 10) for _ in range(corners)})
    points = [((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)) for t in places]  # counterclockwise on the unit circle
    points.append((fmpq(-1), fmpq(0)))
    return Polygon(tuple((scale * x + shear * y, y) for x, y in points))


def inscribed_cap(corners: int) -> Polygon:
    """A polygon inscribed in the cap between x_1 = 0 and x_1 = 1 - x_2^2: one corner more on the parabola than asked.

    >>> inscribed_cap(2).area
    1
    """
    places = [fmpq(2 * k, corners) - 1 for k in range(corners + 1)]
    return Polygon(tuple((1 - t * t, t) for t in places))


@dataclass(frozen=True)
class Strip:
    """The part of the unit cube where 1 <= beta <= 1 + width^2: long, and not convex."""

    d: int
    width: fmpq

    @property
    def area(self) -> Enclosure:
        """Over x' the strip has the length width^2 where all of x' are from width to 1/2, and no more elsewhere."""
        return Enclosure((fmpq(1, 2) - self.width) ** (self.d - 1) * self.width**2, self.width**2)


@dataclass(frozen=True)
class Polygons(Cells):
    """A partition of the unit square into convex polygons."""

    cells: tuple[Polygon, ...]
    d = 2


def guillotine(m: int, seed: int) -> Polygons:
    """m polygons: the one that oscillates most is cut again and again, by the best of some random lines."""
    draw = Random(f"{m} {seed}")
    cells = [UNIT_SQUARE]
    while len(cells) < m:
        worst = max(cells, key=lambda cell: cell.oscillation)
        cuts = [both for both in (worst.cut(*_line(draw, worst)) for _ in range(12)) if None not in both]
        if not cuts:
            continue
        best = min(cuts, key=lambda both: max(part.oscillation for part in both if part))
        cells.remove(worst)
        cells += [part for part in best if part]
    return Polygons(tuple(cells))


def _line(draw: Random, cell: Polygon) -> tuple[tuple[fmpq, fmpq], fmpq]:
    """Across the mean of the corners, along a random direction or one that is nearly a level line of beta."""
    count = len(cell.corners)
    x, y = (sum((corner[axis] for corner in cell.corners), _ZERO) / count for axis in (0, 1))
    u, v = draw.choice([(fmpq(1), 2 * y), (fmpq(0), fmpq(1)), (fmpq(draw.randint(-8, 8)), fmpq(draw.randint(1, 8)))])
    return (u, v), u * x + v * y


@dataclass(frozen=True)
class PrismSlabs:
    """x' cut into G^(d-1) cubes with centres c', each prism into N slabs of x_1 + 2 c' x' of equal width."""

    d: int
    G: int
    N: int

    @classmethod
    def of_least_error(cls, d: int, m: int) -> PrismSlabs:
        """Those of m cells, G^(d-1) a divisor of m, whose ``sup`` has the least upper end.

        >>> PrismSlabs.of_least_error(2, 64)
        PrismSlabs(d=2, G=4, N=16)
        """
        sizes = ((G, m // G ** (d - 1)) for G in range(1, m + 1) if m % G ** (d - 1) == 0)
        return min((cls(d, G, N) for G, N in sizes), key=lambda prisms: prisms.width + prisms.bend)

    @property
    def width(self) -> fmpq:
        """Of the widest slab: it is in the prism of the largest centre."""
        farthest = 1 - fmpq(1, 2 * self.G)
        return (1 + 2 * (self.d - 1) * farthest / self.G) / self.N

    @property
    def bend(self) -> fmpq:
        """The largest |x' - c'|^2."""
        return fmpq(self.d - 1, 4 * self.G * self.G)

    @property
    def sup(self) -> Enclosure:
        """Half of width + bend at most; that much where a slab of the widest prism meets its axis and its far edge."""
        farthest, side = 1 - fmpq(1, 2 * self.G), fmpq(1, self.G)
        axis, edge = (2 * (self.d - 1) * farthest * place for place in (farthest, fmpq(1)))
        first = edge - 2 * (self.d - 1) * farthest * side
        meets = any(0 <= low - axis <= 1 and 0 <= low + self.width - edge <= 1
                    for low in (first + slab * self.width for slab in range(self.N)))  # fmt: skip
        high = (self.width + self.bend) / 2
        return Enclosure(high if meets else max(_ZERO, self.width - self.bend) / 2, high)

    def polygons(self) -> Polygons:
        """The same cells for d = 2, one by one. Raises ShapeError for another d."""
        if self.d != 2:
            raise ShapeError(f"polygons are cells for d = 2, not d = {self.d}")
        cells: list[Polygon] = []
        for place in range(self.G):
            low, high = fmpq(place, self.G), fmpq(place + 1, self.G)
            cells += _slabs(Polygon(((0, low), (1, low), (1, high), (0, high))), low + high, self.N)
        return Polygons(tuple(cells))


def _slabs(whole: Polygon, slope: fmpq, N: int) -> list[Polygon]:
    """N parts of equal width in x_1 + slope x_2; parts without an area are left out."""
    reached = [x + slope * y for x, y in whole.corners]
    first, width = min(reached), (max(reached) - min(reached)) / N
    cells: list[Polygon] = []
    rest = whole
    for slab in range(1, N):
        part, left = rest.cut((1, slope), first + slab * width)
        cells += [part] if part else []
        rest = left or rest
    return [*cells, rest]


@dataclass(frozen=True)
class Boxes:
    """The cube cut into equal boxes, so many parts an axis."""

    counts: tuple[int, ...]

    @property
    def d(self) -> int:
        return len(self.counts)

    @property
    def m(self) -> int:
        return math.prod(self.counts)

    @property
    def sup(self) -> fmpq:
        bends = (fmpq(2 * count - 1, count * count) for count in self.counts[1:])
        return (fmpq(1, self.counts[0]) + sum(bends, _ZERO)) / 2

    @property
    def mse(self) -> fmpq:
        terms = {
            tuple((1 if axis == 0 else 2) * (axis == other) for other in range(self.d)): 1 for axis in range(self.d)
        }
        return BoxCells.of(terms, self.counts).excess


@dataclass(frozen=True)
class LevelSets:
    """m cells between level sets of beta, equally far apart in beta, which runs from 0 to d: they are not convex."""

    d: int
    m: int

    @property
    def sup(self) -> fmpq:
        return fmpq(self.d, 2 * self.m)

    @property
    def mse(self) -> Enclosure:
        """A variance is at most a quarter of the squared range."""
        return Enclosure(_ZERO, fmpq(self.d, 2 * self.m) ** 2)
