"""A network as an affine map on every simplex of a mesh, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flint import fmpq, fmpq_mat

from boundkit.arithmetic.rational import vector
from boundkit.constructions.kuhn import Point, Simplex
from boundkit.errors import ShapeError
from boundkit.networks.affine import Affine, identity
from boundkit.networks.relu import ReLUNetwork
from boundkit.regions import regions


@dataclass(frozen=True)
class Piece:
    """A simplex and the affine map of one output that the approximation is there."""

    vertices: Simplex
    affine: Affine


def pieces(network: ReLUNetwork, mesh: Iterable[Simplex]) -> tuple[Piece, ...]:
    """The affine map of the network on every simplex of the mesh.

    That it is affine there is checked exactly: no hidden unit changes its sign between two vertices. Raises ShapeError
    when one does, or when the network has not one output.
    """
    cells = tuple(mesh)
    if network.outputs != 1:
        raise ShapeError(f"a sup-norm error needs a network of one output; this one has {network.outputs}")
    points = list(dict.fromkeys(vertex for cell in cells for vertex in cell))
    place = {point: column for column, point in enumerate(points)}
    signs, values = _forward(network, points)
    found = []
    for cell in cells:
        columns = [place[vertex] for vertex in cell]
        ups, downs = (_union(masks[column] for column in columns) for masks in signs)
        if ups & downs:
            raise ShapeError(f"the network is not affine on the simplex with vertices {_shown(cell)}; refine the mesh")
        found.append(Piece(cell, affine_through(cell, [values[column] for column in columns])))
    return tuple(found)


def intervals(network: ReLUNetwork, low: Any = 0, high: Any = 1) -> tuple[Simplex, ...]:
    """The intervals between ``low`` and ``high`` on which a network of one input is affine, from left to right.

    >>> from boundkit.constructions.splines import spline
    >>> len(intervals(spline([0, 1, 0, 1])))
    3
    """
    if network.inputs != 1:
        raise ShapeError(f"intervals need a network of one input; this one has {network.inputs}")
    ends = {end for region in regions(network, (low, high)) for end in region.polytope.range(identity(1))}
    return tuple(((a,), (b,)) for a, b in pairwise(sorted(ends)))


def affine_through(vertices: Sequence[Sequence[fmpq]], values: Sequence[fmpq]) -> Affine:
    """The affine map of one output that takes ``values`` at the vertices of a simplex."""
    weights = fmpq_mat([[1, *vertex] for vertex in vertices]).solve(vector(values)).entries()
    return Affine([weights[1:]], weights[:1])


def _forward(network: ReLUNetwork, points: Sequence[Point]) -> tuple[tuple[list[int], list[int]], list[fmpq]]:
    """Bit masks of the hidden units above and below zero at each point, and the outputs."""
    ups, downs = [0] * len(points), [0] * len(points)
    state = fmpq_mat([list(point) for point in points]).transpose()
    unit = 0
    for layer in network.layers:
        state = layer.weight * state + layer.bias * fmpq_mat(1, len(points), [1] * len(points))
        if layer is network.layers[-1]:
            break
        for row in range(layer.outputs):
            for column in range(len(points)):
                if state[row, column] > 0:
                    ups[column] |= 1 << unit
                elif state[row, column] < 0:
                    downs[column] |= 1 << unit
                    state[row, column] = 0
            unit += 1
    return (ups, downs), state.entries()


def _union(masks: Iterable[int]) -> int:
    result = 0
    for mask in masks:
        result |= mask
    return result


def _shown(cell: Simplex) -> str:
    return ", ".join(f"({', '.join(map(str, vertex))})" for vertex in cell)
