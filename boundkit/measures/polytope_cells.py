"""Convex cells of the unit cube in any dimension, as linear gates cut them, and how well constants on them do.

The target is beta of boundkit.measures.paraboloid; all volumes, oscillations and moments are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product
from random import Random
from typing import Any

from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.errors import ShapeError
from boundkit.measures.paraboloid import Cells, integrals, oscillation
from boundkit.networks import Affine, LinearGate, Mixture, stack
from boundkit.regions.cells import split
from boundkit.regions.polytope import Polytope

Row = Sequence[Any]
_ZERO, _ONE = fmpq(0), fmpq(1)


@dataclass(frozen=True)
class ConvexCell:
    """A polytope.

    >>> square = ConvexCell(Polytope.box([0, 0], [1, 1]))
    >>> square.area, square.oscillation, square.variation
    (1, 2, 31/180)
    """

    polytope: Polytope

    @property
    def d(self) -> int:
        return self.polytope.dimension

    @cached_property
    def area(self) -> fmpq:
        """The volume, in d dimensions."""
        return self.polytope.volume

    @cached_property
    def oscillation(self) -> fmpq:
        """The greatest less the least value of beta."""
        return oscillation(self.polytope.vertices)

    @cached_property
    def variation(self) -> fmpq:
        """The least integral of (beta - c)^2."""
        parts = [integrals(simplex) for simplex in self.polytope.simplices]
        first, second = (sum((part[power] for part in parts), _ZERO) for power in (1, 2))
        return second - first * first / self.area

    def cut(self, normal: Row, level: fmpq) -> list[ConvexCell]:
        """The parts on both sides of a hyperplane, those with a volume."""
        sides = Affine([[-u for u in normal]], [level]), Affine([normal], [-level])
        return [ConvexCell(part) for side in sides if (part := self.polytope.above(side)) is not None]

    def witness(self) -> dict[str, Any]:
        return {"vertices": self.polytope.vertices}


@dataclass(frozen=True)
class ConvexCells(Cells):
    """A partition of the unit cube into convex cells."""

    cells: tuple[ConvexCell, ...]

    @property
    def d(self) -> int:
        return self.cells[0].d

    def witness(self) -> dict[str, Any]:
        return {"cells": list(self.cells)}


def unit_cube(d: int) -> ConvexCell:
    return ConvexCell(Polytope.box([0] * d, [1] * d))


def cut_tree(cuts: Sequence[Row]) -> ConvexCells:
    """The cells of a tree of linear gates: each cut goes through the cell on which beta oscillates most.

    A cut has d numbers from 0 to 1: d - 1 for the direction of its normal, (s, t, .., 1 - |s| - |t| - ..) with s, t, ..
    from -1 to 1, and one for its place between the supporting hyperplanes of the cell; at 0 and 1 it cuts nothing. Any
    tree can be cut in this order, as far as its sup error goes: a cell that oscillates no more than the worst waits.
    """
    cells = [unit_cube(len(cuts[0]))]
    for cut in cuts:
        *turn, place = map(rational, cut)
        turn = [2 * s - 1 for s in turn]
        normal = [*turn, 1 - sum(map(abs, turn), _ZERO)]
        worst = max(cells, key=lambda cell: cell.oscillation)
        low, high = worst.polytope.range(Affine([normal], [0]))
        cells.remove(worst)
        cells += worst.cut(normal, low + place * (high - low))
    return ConvexCells(tuple(cells))


def power_gate(sites: Sequence[Row]) -> LinearGate:
    """The linear gate of a power diagram: rows of a site and its weight w, x to the least |x - site|^2 - w."""
    rows = [[rational(entry) for entry in row] for row in sites]
    return LinearGate([[2 * x for x in site] for *site, _ in rows],
                      [weight - sum((x * x for x in site), _ZERO) for *site, weight in rows])  # fmt: skip


def gate_cells(mixture: Mixture) -> ConvexCells:
    """The cells of the routing of a mixture whose experts are affine, on the unit cube."""
    whole = unit_cube(mixture.inputs).polytope
    parts = (region.polytope for region in split(mixture, whole))
    return ConvexCells(tuple(ConvexCell(part) for part in parts if isinstance(part, Polytope)))


def power_diagram(sites: Sequence[Row]) -> ConvexCells:
    """The cells of one linear gate, see ``power_gate``."""
    gate = power_gate(sites)
    return gate_cells(stack((gate, [_constant(gate.inputs)] * gate.experts)))


def stacked_gates(layers: Sequence[Sequence[Row]]) -> ConvexCells:
    """The cells of layers of linear gates, one row an expert.

    A row has d + 1 numbers of ``power_gate``; in all layers but the last one d (d + 1) more, the matrix of its affine
    expert row by row and what it adds.
    """
    d = len(layers[-1][0]) - 1
    return gate_cells(stack(*((power_gate([row[: d + 1] for row in rows]), [_expert(row[d + 1 :], d) for row in rows])
                              for rows in layers)))  # fmt: skip


def _constant(d: int) -> Affine:
    return Affine([[0] * d], [0])


def _expert(numbers: Row, d: int) -> Affine:
    if not numbers:
        return _constant(d)
    if len(numbers) != d * (d + 1):
        raise ShapeError(f"an affine map of {d} coordinates has {d * (d + 1)} numbers, not {len(numbers)}")
    return Affine([numbers[row * d : (row + 1) * d] for row in range(d)], numbers[d * d :])


def cut_cell(halfspaces: Sequence[Row]) -> ConvexCell:
    """The cube [-1, 1]^d without what lies beyond hyperplanes: rows (normal, level) keep normal x <= level.

    A half space that has no interior point of what is left is passed over.
    """
    left = Polytope.box([-1] * (len(halfspaces[0]) - 1), [1] * (len(halfspaces[0]) - 1))
    for *normal, level in halfspaces:
        left = left.above(Affine([[-rational(u) for u in normal]], [level])) or left
    return ConvexCell(left)


def circumscribed_cap(d: int, parts: int) -> ConvexCell:
    """The polytope between x_1 = 0 and tangents of x_1 = 1 - |x'|^2 at the nodes of a grid of ``parts`` an axis."""
    places = [fmpq(2 * k, parts) - 1 for k in range(parts + 1)]
    left = Polytope.box([0, *[-1] * (d - 1)], [1] * d)
    for node in product(places, repeat=d - 1):
        tangent = Affine([[-1, *(-2 * c for c in node)]], [1 + sum((c * c for c in node), _ZERO)])
        left = left.above(tangent) or left
    return ConvexCell(left)


def random_polytope(d: int, seed: int) -> ConvexCell:
    """Up to 12 random hyperplanes around 0, every second one along a level set of beta at some place."""
    draw = Random(f"{d} {seed}")
    rows: list[list[fmpq]] = []
    for number in range(draw.randint(2, 12)):
        normal = [fmpq(draw.randint(-8, 8), 8) for _ in range(d)]
        if number % 2:
            normal = [_ONE, *(2 * u for u in normal[1:])]
        rows.append([*normal, fmpq(draw.randint(1, 8), 8)])
    return cut_cell(rows)


def cubes_in_slabs(d: int, G: int, N: int) -> ConvexCells:
    """G^d cubes, each cut into N slabs of equal width across the gradient of beta at its centre."""
    cells: list[ConvexCell] = []
    for corner in product(range(G), repeat=d):
        cube = ConvexCell(Polytope.box([fmpq(i, G) for i in corner], [fmpq(i + 1, G) for i in corner]))
        cells += slabs_of(cube, [_ONE, *(fmpq(2 * i + 1, G) for i in corner[1:])], N)
    return ConvexCells(tuple(cells))


def prism_cells(d: int, G: int, N: int) -> ConvexCells:
    """The cells of ``PrismSlabs``, one by one: G^(d-1) prisms, each cut into N slabs of x_1 + 2 c' x'."""
    cells: list[ConvexCell] = []
    for corner in product(range(G), repeat=d - 1):
        sides = [fmpq(i, G) for i in corner], [fmpq(i + 1, G) for i in corner]
        prism = ConvexCell(Polytope.box([_ZERO, *sides[0]], [_ONE, *sides[1]]))
        cells += slabs_of(prism, [_ONE, *(fmpq(2 * i + 1, G) for i in corner)], N)
    return ConvexCells(tuple(cells))


def slabs_of(cell: ConvexCell, normal: Row, N: int) -> list[ConvexCell]:
    """N parts of equal width along a normal."""
    along = Affine([normal], [0])
    low, high = cell.polytope.range(along)
    places = [low + (high - low) * fmpq(k, N) for k in range(N + 1)]
    parts: list[ConvexCell] = []
    for below, above in pairwise(places):
        part = cell.polytope.above(Affine([normal], [-below]))
        part = part and part.above(Affine([[-u for u in normal]], [above]))
        parts += [] if part is None else [ConvexCell(part)]
    return parts
