"""Sums of many ReLU networks, each constant outside a box of its own, at the vertices of a mesh.

Parts that differ by a translation and their output layer alone are looked at once, and each part at the simplices that
meet its box, so the work grows with the number of simplices times the number of parts that meet one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import lcm

from flint import fmpq, fmpq_mat

from boundkit.arithmetic.rational import vector
from boundkit.constructions.kuhn import Point, Simplex
from boundkit.measures.unit_signs import units_at
from boundkit.networks.affine import Affine, identity
from boundkit.networks.parallel import Parallel
from boundkit.networks.relu import ReLUNetwork
from boundkit.regions import regions

Place = tuple[int, ...]  # a point times a common denominator
Box = tuple[Place, Place]


def local_values(network: Parallel, cells: Sequence[Simplex]) -> list[list[fmpq] | None]:
    """The first output at the vertices of each simplex; None for a simplex inside which a hidden unit changes its sign.

    >>> from boundkit.constructions.kuhn import hats, simplices
    >>> local_values(hats([0, 5, 1], 1, 2), list(simplices(1, 2)))
    [[0, 5], [5, 1]]
    """
    shifts = [_centre(part.layers[0]) for part in network.parts]
    scale = lcm(*(int(entry.q) for points in (shifts, *cells) for point in points for entry in point))
    mesh = _Mesh(cells, scale)
    constant = sum((part.layers[-1].bias[0, 0] for part in network.parts), fmpq(0))
    values: list[list[fmpq] | None] = [[constant] * len(cell) for cell in cells]
    for shape, parts in _by_shape(network, shifts, scale).items():
        box = shape.support(mesh.bounds, [shift for shift, _ in parts])
        if box is None:
            continue
        for shift, weights in parts:
            for index in mesh.meeting(_moved(box, shift)):
                seen, own = shape.at(mesh.less(index, shift)), values[index]
                if seen is None or own is None:
                    values[index] = None
                elif seen:
                    added = (sum((w * t for w, t in zip(weights, row, strict=True)), fmpq(0)) for row in seen)
                    values[index] = [before + more for before, more in zip(own, added, strict=True)]
    return values


def _by_shape(
    network: Parallel, shifts: Sequence[Point], scale: int
) -> Mapping[_Shape, list[tuple[Place, list[fmpq]]]]:
    """The parts by their hidden layers, each with the place to which it is moved and the weights of its output."""
    shapes: dict[tuple[Affine, ...], _Shape] = {}
    found: dict[_Shape, list[tuple[Place, list[fmpq]]]] = defaultdict(list)
    for part, shift in zip(network.parts, shifts, strict=True):
        first, *inner, last = part.layers
        layers = (first.after(Affine(identity(part.inputs).weight, shift)), *inner)
        if layers not in shapes:
            shapes[layers] = _Shape(ReLUNetwork((*layers, identity(last.inputs))), scale)
        found[shapes[layers]].append((_place(shift, scale), last.weight.tolist()[0]))
    return found


class _Shape:
    """Hidden layers, the last of which puts out its units, at places with a common denominator ``scale``."""

    def __init__(self, network: ReLUNetwork, scale: int) -> None:
        self._network, self._scale = network, scale
        self._known: dict[Place, list[list[fmpq]] | None] = {}

    def support(self, bounds: Box, shifts: Sequence[Place]) -> Box | None:
        """A box outside which the outputs are 0 in the bounds less any of the shifts; None where they are 0."""
        low, high = _box(shifts)
        inside = [[fmpq(a - b, self._scale) for a, b in zip(*pair, strict=True)]
                  for pair in zip(bounds, (high, low), strict=True)]  # fmt: skip
        found = regions(self._network, (inside[0], inside[1]))
        on = [region.polytope for region in found if any(entry != 0 for entry in region.affine.entries)]
        corners = [vertex for polytope in on for vertex in polytope.vertices]
        if not corners:
            return None
        axes = [[entry * self._scale for entry in axis] for axis in zip(*corners, strict=True)]
        return tuple(int(min(axis).floor()) for axis in axes), tuple(int(max(axis).ceil()) for axis in axes)

    def at(self, cell: Place) -> list[list[fmpq]] | None:
        """The outputs at the vertices, listed one after the other; empty where all are 0.

        None where a unit changes its sign between two vertices.
        """
        if cell not in self._known:
            step = self._network.inputs
            vertices = [[fmpq(entry, self._scale) for entry in cell[k : k + step]] for k in range(0, len(cell), step)]
            found = units_at(self._network, vertices)
            silent = all(t == 0 for row in found.outputs for t in row)
            bent = found.bend_between(range(len(vertices)))
            self._known[cell] = None if bent else [] if silent else found.outputs
        return self._known[cell]


class _Mesh:
    """Simplices by the places of their lowest corners on a grid as wide as the widest of them."""

    def __init__(self, cells: Sequence[Simplex], scale: int) -> None:
        self._cells = [[_place(vertex, scale) for vertex in cell] for cell in cells]
        self._boxes = [_box(cell) for cell in self._cells]
        self.bounds = _box([corner for box in self._boxes for corner in box])
        self._sizes = [max(high[axis] - low[axis] for low, high in self._boxes) for axis in range(len(self.bounds[0]))]
        self._kept: dict[Place, list[int]] = defaultdict(list)
        for index, (low, _) in enumerate(self._boxes):
            self._kept[tuple(a // size for a, size in zip(low, self._sizes, strict=True))].append(index)

    def less(self, index: int, shift: Place) -> Place:
        """The vertices of a simplex less the shift, one after the other."""
        return tuple(a - b for vertex in self._cells[index] for a, b in zip(vertex, shift, strict=True))

    def meeting(self, box: Box) -> Iterator[int]:
        """The simplices whose boxes overlap this one."""
        low, high = box
        axes = zip(low, high, self._sizes, strict=True)
        for key in product(*(range(a // size - 1, -(-b // size)) for a, b, size in axes)):
            for index in self._kept.get(key, ()):
                if all(a < d and c < b for a, b, c, d in zip(low, high, *self._boxes[index], strict=True)):
                    yield index


def _centre(layer: Affine) -> Point:
    """A point at which as many independent rows as there are inputs are 0; the origin where there are fewer."""
    rows: list[list[fmpq]] = []
    offsets: list[fmpq] = []
    for row, offset in zip(layer.weight.tolist(), layer.bias.entries(), strict=True):
        if fmpq_mat([*rows, row]).rank() > len(rows):
            rows, offsets = [*rows, row], [*offsets, -offset]
        if len(rows) == layer.inputs:
            return tuple(fmpq_mat(rows).solve(vector(offsets)).entries())
    return (fmpq(0),) * layer.inputs


def _place(point: Point, scale: int) -> Place:
    return tuple(int(entry * scale) for entry in point)


def _moved(box: Box, shift: Place) -> Box:
    low, high = (tuple(a + b for a, b in zip(corner, shift, strict=True)) for corner in box)
    return low, high


def _box(places: Sequence[Place]) -> Box:
    axes = list(zip(*places, strict=True))
    return tuple(map(min, axes)), tuple(map(max, axes))
