"""Cells glued from boxes, with a gate on each box, and the connected cells into which the gates cut them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise, product
from math import prod
from typing import Any

import networkx as nx
from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.networks import Affine, LinearGate
from boundkit.regions.polytope import Polytope

Part = tuple[list[fmpq], list[fmpq], LinearGate]
Face = tuple[int, fmpq, list[fmpq], list[fmpq]]


@dataclass(frozen=True)
class CutCell:
    """A cell, glued from boxes (lower, upper) that overlap in faces at most, and the gate on each of them.

    Scores agree where boxes touch.
    """

    parts: tuple[Part, ...]

    def witness(self) -> dict[str, Any]:
        return {"boxes and gates": [list(part) for part in self.parts]}


def connected_cells(cell: CutCell, first: int | None = None) -> int:
    """Connected open sets into which the routing cuts the interior of the cell, exactly; of the first experts only.

    The part of each box that an expert serves is convex; two such parts are joined where the expert serves an open
    piece of the face between the boxes.
    """
    joined = nx.Graph()
    for index, (low, high, gate) in enumerate(cell.parts):
        experts = range(gate.experts)[:first]
        joined.add_nodes_from((index, expert) for expert in experts if serves(gate, expert, low, high))
    for (i, one), (j, other) in combinations(enumerate(cell.parts), 2):
        face = common_face(one, other)
        if face is not None:
            for expert in range(one[2].experts)[:first]:
                if serves(*on_face(one[2], expert, *face)):
                    joined.add_edge((i, expert), (j, expert))
    return nx.number_connected_components(joined)


def serves(gate: LinearGate, expert: int, low: list[fmpq], high: list[fmpq]) -> bool:
    """Whether an expert serves an open part of the box; a box of dimension zero is a point."""
    if not low:
        return gate.choose([0]) == expert
    rows = list(zip(gate.scores.weight.tolist(), gate.scores.bias.entries(), strict=True))
    part: Polytope | None = Polytope.box(low, high)
    for rival, (row, offset) in enumerate(rows):
        normal = [a - b for a, b in zip(rows[expert][0], row, strict=True)]
        level = rows[expert][1] - offset
        if rival == expert or (rival > expert and level == 0 and not any(normal)):
            continue
        part = part and part.above(Affine([normal], [level]))
        if part is None:
            return False
    return True


def common_face(one: Part, other: Part) -> Face | None:
    """(axis, place, low, high) of the facet that two boxes share a part of, or None."""
    low = [max(a, b) for a, b in zip(one[0], other[0], strict=True)]
    high = [min(a, b) for a, b in zip(one[1], other[1], strict=True)]
    flat = [axis for axis, (a, b) in enumerate(zip(low, high, strict=True)) if a == b]
    if any(a > b for a, b in zip(low, high, strict=True)) or len(flat) != 1:
        return None
    axis = flat[0]
    return axis, low[axis], low[:axis] + low[axis + 1 :], high[:axis] + high[axis + 1 :]


def on_face(
    gate: LinearGate, expert: int, axis: int, place: fmpq, low: list[fmpq], high: list[fmpq]
) -> tuple[LinearGate, int, list[fmpq], list[fmpq]]:
    """The gate restricted to a face; on a point it reads one coordinate that it ignores."""
    rows = gate.scores.weight.tolist()
    offsets = [b + row[axis] * place for row, b in zip(rows, gate.scores.bias.entries(), strict=True)]
    return LinearGate([row[:axis] + row[axis + 1 :] or [0] for row in rows], offsets), expert, low, high


def is_convex(cell: CutCell) -> bool:
    """Boxes that overlap in faces at most form a convex set when they fill the box around them."""
    lows, highs = (zip(*(part[end] for part in cell.parts), strict=True) for end in (0, 1))
    around = prod(max(high) - min(low) for low, high in zip(lows, highs, strict=True))
    return around == sum(prod(b - a for a, b in zip(low, high, strict=True)) for low, high, _ in cell.parts)


def boxes(*axes: Iterable[Any]) -> Iterator[tuple[list[fmpq], list[fmpq]]]:
    """The boxes between the consecutive places given for each axis."""
    for sides in product(*(pairwise([rational(place) for place in places]) for places in axes)):
        yield [low for low, _ in sides], [high for _, high in sides]


def glued(gate: LinearGate, *axes: Iterable[Any]) -> CutCell:
    """The cell of these boxes with one gate on all of them."""
    return CutCell(tuple((low, high, gate) for low, high in boxes(*axes)))
