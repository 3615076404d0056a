"""A network as an affine map on every simplex of a mesh, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flint import fmpq, fmpq_mat

from boundkit.arithmetic.rational import rational, vector
from boundkit.constructions.kuhn import Simplex
from boundkit.errors import ShapeError
from boundkit.measures.line_values import bends, is_on_a_line, line_values
from boundkit.measures.local_values import local_values
from boundkit.measures.unit_signs import units_at
from boundkit.networks.affine import Affine, identity
from boundkit.networks.parallel import Parallel
from boundkit.networks.relu import ReLUNetwork
from boundkit.regions import regions


@dataclass(frozen=True)
class Piece:
    """A simplex and the affine map of one output that the approximation is there."""

    vertices: Simplex
    affine: Affine


def pieces(network: ReLUNetwork | Parallel, mesh: Iterable[Simplex]) -> tuple[Piece, ...]:
    """The affine map of the network on every simplex of the mesh.

    That it is affine there is checked exactly: no hidden unit changes its sign between two vertices. Raises ShapeError
    when one does, or when the network has not one output.
    """
    cells = tuple(mesh)
    if network.outputs != 1:
        raise ShapeError(f"a sup-norm error needs a network of one output; this one has {network.outputs}")
    found = []
    for cell, values in zip(cells, _values(network, cells), strict=True):
        if values is None:
            raise ShapeError(f"the network is not affine on the simplex with vertices {_shown(cell)}; refine the mesh")
        found.append(Piece(cell, affine_through(cell, values)))
    return tuple(found)


def _values(network: ReLUNetwork | Parallel, cells: Sequence[Simplex]) -> Iterable[list[fmpq] | None]:
    """The output at the vertices of each simplex; None for a simplex inside which a hidden unit changes its sign."""
    if isinstance(network, Parallel):
        return local_values(network, cells)
    if is_on_a_line(network):
        return line_values(network, cells)
    return _values_of_all_units(network, cells)


def _values_of_all_units(network: ReLUNetwork, cells: Sequence[Simplex]) -> Iterator[list[fmpq] | None]:
    points = list(dict.fromkeys(vertex for cell in cells for vertex in cell))
    place = {point: column for column, point in enumerate(points)}
    units = units_at(network, points)
    for cell in cells:
        columns = [place[vertex] for vertex in cell]
        yield None if units.bend_between(columns) else [units.outputs[column][0] for column in columns]


def intervals(network: ReLUNetwork, low: Any = 0, high: Any = 1) -> tuple[Simplex, ...]:
    """The intervals between ``low`` and ``high`` on which a network of one input is affine, from left to right.

    >>> from boundkit.constructions.splines import spline
    >>> len(intervals(spline([0, 1, 0, 1])))
    3
    """
    if network.inputs != 1:
        raise ShapeError(f"intervals need a network of one input; this one has {network.inputs}")
    if is_on_a_line(network):
        start, stop = rational(low), rational(high)
        ends = {start, stop, *(place for place in bends(network) if start < place < stop)}
    else:
        ends = {end for region in regions(network, (low, high)) for end in region.polytope.range(identity(1))}
    return tuple(((a,), (b,)) for a, b in pairwise(sorted(ends)))


def affine_through(vertices: Sequence[Sequence[fmpq]], values: Sequence[fmpq]) -> Affine:
    """The affine map of one output that takes ``values`` at the vertices of a simplex."""
    weights = fmpq_mat([[1, *vertex] for vertex in vertices]).solve(vector(values)).entries()
    return Affine([weights[1:]], weights[:1])


def _shown(cell: Simplex) -> str:
    return ", ".join(f"({', '.join(map(str, vertex))})" for vertex in cell)
