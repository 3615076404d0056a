"""Polytopes from half-spaces: their vertices found exactly, one half-space after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flint import fmpq, fmpq_mat

from boundkit.arithmetic.rational import rational
from boundkit.errors import UnboundedDomainError
from boundkit.networks.affine import Affine
from boundkit.regions.polygon import polygon
from boundkit.regions.polytope import Polytope, unwatched

Row = list[fmpq]


def halfspaces(
    normals: Sequence[Sequence[Any]], offsets: Sequence[Any], *, watch: Callable[[], None] = unwatched
) -> Polytope:
    """The polytope of all x with <normals[i], x> <= offsets[i] for every i.

    Exact, in the plane by envelopes of lines, else by double description (Motzkin, Raiffa, Thompson and Thrall 1953):
    it starts from a cone with d + 1 edges, so the work grows with the vertices of what is cut out. ``watch`` as in
    ``Polytope``. Raises ShapeError when the parts do not fit, UnboundedDomainError when the polyhedron is empty, flat
    or unbounded.

    >>> halfspaces([[-1, 0], [0, -1], [1, 1]], [0, 0, 1]).volume
    1/2
    """
    sides = Affine(normals, [rational(offset) for offset in offsets])
    rows = [[offset, *(-entry for entry in normal)] for normal, offset in zip(
        sides.weight.tolist(), sides.bias.entries(), strict=True)]  # fmt: skip
    for number, (offset, *normal) in enumerate(rows):
        if offset < 0 and not any(normal):
            raise UnboundedDomainError(
                f"half-space {number}, counted from 0, is 0 x <= {offset}, which holds for no x; mend or remove it"
            )
    flat = polygon(sides.weight.tolist(), sides.bias.entries(), watch) if sides.inputs == 2 else None
    if flat is not None:
        return flat
    part = _cut_out([row for row in rows if any(row[1:])], sides.inputs, watch)
    if part is None or not part.bounded:
        raise UnboundedDomainError("the half-spaces leave an unbounded set; add constraints, or give a box")
    return part


def _cut_out(rows: list[Row], dimension: int, watch: Callable[[], None]) -> Polytope | None:
    """The points x with row (1, x) >= 0 for all rows, None when they contain a line."""
    chosen, columns = _pivots([row[1:] for row in rows])
    if len(chosen) < dimension:
        if chosen:
            _cut_out([[row[0], *(row[1 + column] for column in columns)] for row in rows], len(chosen), watch)
        return None
    infinity = [fmpq(1), *[fmpq(0)] * dimension]
    edges = fmpq_mat([infinity, *(rows[index] for index in chosen)]).inv().transpose()
    everything = (1 << (dimension + 1)) - 1
    part: Polytope | None = Polytope(
        edges, [everything & ~(1 << number) for number in range(dimension + 1)], dimension + 1, watch
    )
    for index, row in enumerate(rows):
        if part is not None and index not in chosen:
            part = part.above(Affine([row[1:]], [row[0]]))
    if part is None:
        raise UnboundedDomainError("the half-spaces have no common interior point; give a full-dimensional polytope")
    return part


def _pivots(rows: list[Row]) -> tuple[list[int], list[int]]:
    """The first rows, and the first columns, that are independent and span all others."""
    if not rows:
        return [], []
    matrix = fmpq_mat(rows)
    return _leading(matrix.transpose()), _leading(matrix)


def _leading(matrix: fmpq_mat) -> list[int]:
    reduced, rank = matrix.rref()
    return [next(j for j, entry in enumerate(row) if entry != 0) for row in reduced.tolist()[:rank]]
