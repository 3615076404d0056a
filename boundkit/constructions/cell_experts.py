"""Mixtures with an expert for each of G^D equal cells of the unit cube: Kuhn interpolants, or constants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.constructions.kuhn import Point, interpolant, nodes
from boundkit.constructions.routing_tree import Cell, cells, centre
from boundkit.errors import DomainError
from boundkit.networks.affine import Affine
from boundkit.networks.gate import nearest_prototype
from boundkit.networks.mixture import Mixture, stack
from boundkit.networks.program import PiecewiseAffine, Program
from boundkit.networks.relu import ReLUNetwork, rectified


def cell_nodes(cell: Cell, G: int, N: int) -> list[Point]:
    """The (N + 1)^D nodes of mesh 1/(G N) of a cell of side 1/G, in lexicographic order.

    >>> cell_nodes((1,), 2, 1)
    [(1/2,), (1,)]
    """
    return [placed(cell, G, node) for node in nodes(len(cell), N)]


def placed(cell: Cell, G: int, point: Point) -> Point:
    """A point of the unit cube as a point of the cell."""
    return tuple((i + entry) / G for i, entry in zip(cell, point, strict=True))


def cell_interpolant(values: Sequence[Any], cell: Cell, G: int, N: int, *, clamped: bool = False) -> ReLUNetwork:
    """The Kuhn interpolant of values at the nodes of a cell; a clamped one reads the nearest point of the cell.

    >>> inside, everywhere = (cell_interpolant([3, 4], (1,), 2, 1, clamped=clamped) for clamped in (False, True))
    >>> inside(["3/4"]), inside(["1/4"]), everywhere(["1/4"])
    ([7/2], [3/2], [3])
    """
    D = len(cell)
    network = interpolant(values, D, N)
    first, *rest = network.layers
    if not clamped:
        return ReLUNetwork((first.after(_stretched(D, G, [-fmpq(i) for i in cell])), *rest))
    ends = _stretched(D, G, [-fmpq(i) for i in cell], copies=2)
    back = Affine([[(column == axis) - (column == axis + D) for column in range(2 * D)] for axis in range(D)], [0] * D)
    return ReLUNetwork((ends, first.after(back), *rest))


def _stretched(D: int, G: int, offsets: Sequence[fmpq], copies: int = 1) -> Affine:
    """x -> G x + offsets, and then the same less 1."""
    rows = [[G * (axis == other) for other in range(D)] for axis in range(D)]
    return Affine(rows * copies, [offset - copy for copy in range(copies) for offset in offsets])


def served_by_nearest(
    experts: Iterable[PiecewiseAffine | Affine], D: int, G: int, prototypes: Sequence[Sequence[Any]] | None = None
) -> Mixture:
    """An expert for each cell in lexicographic order, routed to the nearest prototype: the cells' centres by default.

    >>> served_by_nearest([Affine([[0]], [1]), Affine([[0]], [2])], 1, 2)(["2/3"])
    [2]
    """
    places = [centre(cell, G) for cell in cells(D, G)] if prototypes is None else prototypes
    return stack((nearest_prototype(places), list(experts)))


def as_prelu(network: ReLUNetwork, slope: Any) -> Program:
    """The network with units PReLU(t) = max(t, 0) + slope min(t, 0), the same function on the unit cube.

    max(t, 0) is (PReLU(t) + slope PReLU(-t))/(1 - slope^2); for slope -1, where PReLU is |t|, it is (|t + C| - C +
    |t|)/2 for |t| <= C. Raises DomainError for slope 1, by which all networks are affine.

    >>> bent = ReLUNetwork.of([[[1], [-1]], [[1, 2]]], [["-1/2", "1/3"], [1]])
    >>> [as_prelu(bent, slope)(["1/4"]) == bent(["1/4"]) for slope in (0, "1/10", -1, 2)]
    [True, True, True, True]
    """
    a = rational(slope)
    if a == 1:
        raise DomainError("units of slope 1 do not bend: no network of them is the same; give another slope")
    pairs = _absolute if a == -1 else _opposite
    made = list(network.layers)
    ranges = [(fmpq(0), fmpq(1))] * network.inputs
    for number in range(len(made) - 1):
        layer = network.layers[number]
        ranges = [_range(row, b, ranges) for row, b in zip(layer.weight.tolist(), layer.bias.entries(), strict=True)]
        reach = [max(-low, high, fmpq(0)) for low, high in ranges]
        made[number : number + 2] = pairs(made[number], network.layers[number + 1], a, reach)
        ranges = [(max(low, fmpq(0)), max(high, fmpq(0))) for low, high in ranges]
    return rectified(made, [a] * (len(made) - 1))


def _opposite(units: Affine, following: Affine, a: fmpq, reach: Sequence[fmpq]) -> tuple[Affine, Affine]:
    """Units t and -t, of which the next layer takes (PReLU(t) + a PReLU(-t))/(1 - a^2)."""
    share = 1 / (1 - a * a)
    rows = [[*(w * share for w in row), *(w * a * share for w in row)] for row in following.weight.tolist()]
    both = [*units.weight.tolist(), *(-units.weight).tolist()]
    return Affine(both, [*units.bias.entries(), *(-units.bias).entries()]), Affine(rows, following.bias)


def _absolute(units: Affine, following: Affine, a: fmpq, reach: Sequence[fmpq]) -> tuple[Affine, Affine]:
    """Units t and t + C, of which the next layer takes (|t| + |t + C| - C)/2."""
    raised = [b + C for b, C in zip(units.bias.entries(), reach, strict=True)]
    rows = [[w / 2 for w in row] * 2 for row in following.weight.tolist()]
    shifts = [
        b - sum((w * C / 2 for w, C in zip(row, reach, strict=True)), fmpq(0))
        for row, b in zip(following.weight.tolist(), following.bias.entries(), strict=True)
    ]
    return Affine(units.weight.tolist() * 2, [*units.bias.entries(), *raised]), Affine(rows, shifts)


def _range(row: Sequence[fmpq], bias: fmpq, ranges: Sequence[tuple[fmpq, fmpq]]) -> tuple[fmpq, fmpq]:
    """Numbers between which an affine form of intervals lies."""
    ends = [sorted((w * low, w * high)) for w, (low, high) in zip(row, ranges, strict=True)]
    return bias + sum((low for low, _ in ends), fmpq(0)), bias + sum((high for _, high in ends), fmpq(0))
