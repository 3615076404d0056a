"""Prototypes near the centres of a grid of cells, and how far their Voronoi cells reach beyond the grid's, exactly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from random import Random
from typing import Any

from flint import fmpq

from boundkit.networks.affine import Affine
from boundkit.regions.polytope import Polytope

Index = tuple[int, ...]
Point = tuple[fmpq, ...]


@dataclass(frozen=True)
class Reach:
    """A point, and the cell of a prototype that is nearest to it."""

    point: Point
    index: Index
    beyond: fmpq


@dataclass(frozen=True)
class DisplacedGrid:
    """A prototype for each cell of the grid of G^D cells of the unit cube, in lexicographic order of the cells.

    ``moves`` are their distances from the centres, coordinate by coordinate, in units of a side. Inputs come from the
    cube that is ``margin`` larger on every side.
    """

    D: int
    G: int
    moves: tuple[Point, ...]
    margin: fmpq

    @property
    def h(self) -> fmpq:
        return fmpq(1, self.G)

    @property
    def indices(self) -> list[Index]:
        return list(product(range(self.G), repeat=self.D))

    @cached_property
    def prototypes(self) -> list[Point]:
        return [self._prototype(index, move) for index, move in zip(self.indices, self.moves, strict=True)]

    def _prototype(self, index: Index, move: Point) -> Point:
        return tuple((i + fmpq(1, 2) + m) * self.h for i, m in zip(index, move, strict=True))

    def outside(self, index: Index, point: Sequence[fmpq]) -> list[fmpq]:
        """How far a point lies outside of a cell, along each axis."""
        offsets = (abs(x - (i + fmpq(1, 2)) * self.h) - self.h / 2 for i, x in zip(index, point, strict=True))
        return [max(offset, fmpq(0)) for offset in offsets]

    @cached_property
    def farthest(self) -> Reach:
        """Where the sum of ``outside`` is the largest for a nearest prototype, ties included.

        It is a convex function of the point, so a corner of a Voronoi cell.
        """
        corners = (Reach(corner, index, sum(self.outside(index, corner), fmpq(0)))
                   for index in self.indices for corner in self._corners(index))  # fmt: skip
        return max(corners, key=lambda reach: reach.beyond)

    def _corners(self, index: Index) -> list[Point]:
        own = self.prototypes[self.indices.index(index)]
        cell: Any = Polytope.box([-self.margin] * self.D, [1 + self.margin] * self.D)
        for other in self.prototypes:
            if other != own and cell is not None:
                normal = [2 * (a - b) for a, b in zip(own, other, strict=True)]
                cell = cell.above(Affine([normal], [_square(other) - _square(own)]))
        return [] if cell is None else [tuple(corner) for corner in cell.vertices]

    @cached_property
    def nearer_along(self) -> list[fmpq]:
        """Axis by axis, how much less the squared distance of the farthest point is to the prototype of the neighbour.

        The neighbour is the one across all sides beyond which the point lies.
        """
        reach = self.farthest
        crossed = [amount > 0 for amount in self.outside(reach.index, reach.point)]
        middle = [(i + fmpq(1, 2)) * self.h for i in reach.index]
        signs = [(1 if x > m else -1) * c for x, m, c in zip(reach.point, middle, crossed, strict=True)]
        neighbour = tuple(i + sign for i, sign in zip(reach.index, signs, strict=True))
        own, other = (self.prototypes[self.indices.index(index)] for index in (reach.index, neighbour))
        return [(x - a) ** 2 - (x - b) ** 2 for x, a, b in zip(reach.point, own, other, strict=True)]

    def witness(self) -> dict[str, Any]:
        return {
            "prototypes": [list(map(str, point)) for point in self.prototypes],
            "farthest point": list(map(str, self.farthest.point)),
            "its cell": list(self.farthest.index),
        }


def displaced(D: int, G: int, move: Callable[[Index], Sequence[fmpq]], margin: fmpq | int = 0) -> DisplacedGrid:
    """The grid with a move for every cell.

    >>> displaced(1, 2, lambda index: [fmpq(1, 4)]).farthest.beyond
    1/8
    """
    return DisplacedGrid(D, G, tuple(tuple(move(i)) for i in product(range(G), repeat=D)), fmpq(margin))


def randomly_displaced(D: int, G: int, rho: fmpq, seed: int) -> DisplacedGrid:
    """Each coordinate moved by one of nine multiples of rho/4, extremes more often."""
    draw = Random(f"{D} {G} {seed}")
    return displaced(D, G, lambda _: [rho * draw.choice((-4, -4, -2, -1, 0, 1, 2, 4, 4)) / 4 for _ in range(D)])


def worst_displaced(D: int, G: int, rho: fmpq, *, back: bool = False) -> DisplacedGrid:
    """Moves that let the first cell of the last row reach farthest, for G >= 2.

    Its prototype moves by rho along all axes, that of its neighbour along the first by rho (by -rho if ``back``, which
    reaches farther above rho = 1/(2 D)), and back along the others; all others away from where the two meet.
    """
    own = (0, *[G - 1] * (D - 1))
    neighbour = (1, *[G - 1] * (D - 1))
    meeting = [fmpq(3, 2), *[fmpq(2 * G + 1, 2)] * (D - 1)]

    def move(index: Index) -> list[fmpq]:
        if index == own:
            return [rho] * D
        if index == neighbour:
            return [-rho if back else rho, *[-rho] * (D - 1)]
        return [rho if i + fmpq(1, 2) > m else -rho for i, m in zip(index, meeting, strict=True)]

    return displaced(D, G, move)


def _square(point: Sequence[fmpq]) -> fmpq:
    return sum((entry * entry for entry in point), fmpq(0))
