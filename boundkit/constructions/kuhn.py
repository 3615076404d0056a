"""Interpolation on the Kuhn triangulation of the unit cube, as explicit ReLU networks.

The cube [0, 1]^D is cut into N^D equal cubes and each of them into D! simplices by the order of its coordinates
(H. W. Kuhn, Some combinatorial lemmas in topology, IBM J. Res. Dev. 4, 1960). Nodes are listed in lexicographic order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations, product, zip_longest
from typing import Any

from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.errors import DomainError, ShapeError
from boundkit.networks.affine import Affine
from boundkit.networks.parallel import Parallel
from boundkit.networks.relu import ReLUNetwork

Point = tuple[fmpq, ...]
Simplex = tuple[Point, ...]
_Row = list[int]


def nodes(D: int, N: int) -> list[Point]:
    """The (N + 1)^D nodes of the grid of mesh 1/N, in lexicographic order.

    >>> nodes(1, 2)
    [(0,), (1/2,), (1,)]
    """
    _check_grid(D, N)
    return [tuple(fmpq(i, N) for i in index) for index in product(range(N + 1), repeat=D)]


def simplices(D: int, N: int) -> Iterator[Simplex]:
    """The N^D D! simplices: from the lowest corner of a cube one step along each axis, in every order of the axes.

    >>> len(list(simplices(3, 2)))
    48
    """
    _check_grid(D, N)
    for corner in product(range(N), repeat=D):
        for order in permutations(range(D)):
            place, path = list(corner), [corner]
            for axis in order:
                place[axis] += 1
                path.append(tuple(place))
            yield tuple(tuple(fmpq(i, N) for i in index) for index in path)


def interpolate(values: Sequence[Any], D: int, N: int, point: Iterable[Any]) -> fmpq:
    """The interpolant of the node ``values`` at a point of the cube, by sorting: exact, without a network.

    Raises ShapeError for a wrong number of values or coordinates, DomainError outside the cube.

    >>> interpolate([0, 0, 0, 1], 2, 1, ["1/2", "1/3"])
    1/3
    """
    _check_values(values, D, N)
    scaled = [rational(entry) * N for entry in point]
    if len(scaled) != D:
        raise ShapeError(f"the interpolant takes {D} inputs; the point has {len(scaled)}")
    if not all(0 <= entry <= N for entry in scaled):
        raise DomainError(f"the point {[str(entry / N) for entry in scaled]} lies outside [0, 1]^{D}")
    corner = [min(int(entry.floor()), N - 1) for entry in scaled]
    rest = [entry - low for entry, low in zip(scaled, corner, strict=True)]
    order = sorted(range(D), key=lambda axis: -rest[axis])
    steps = [fmpq(1), *(rest[axis] for axis in order), fmpq(0)]
    place, result = corner, fmpq(0)
    for k in range(D + 1):
        result += (steps[k] - steps[k + 1]) * rational(values[_position(place, N)])
        if k < D:
            place = [index + (axis == order[k]) for axis, index in enumerate(place)]
    return result


def hat(D: int) -> ReLUNetwork:
    """The nodal function at the origin for mesh 1: 1 there, 0 at all other integer points, affine on Kuhn simplices.

    sigma(1 - max_i sigma(x_i) - max_i sigma(-x_i)), the maxima taken by pairs: 2 + ceil(log2 D) hidden layers.

    >>> hat(2)(["1/2", "1/4"]), hat(2).widths
    ([1/2], (4, 4, 1))
    """
    if D < 1:
        raise ShapeError(f"a hat needs at least one input, not {D}")
    first = Affine([[sign * (row == axis) for axis in range(D)] for row in range(D) for sign in (1, -1)], [0] * 2 * D)
    units = [_unit(index, 2 * D) for index in range(2 * D)]
    layers, (highest, lowest) = largest_by_pairs([units[::2], units[1::2]])
    bump = Affine([[-a - b for a, b in zip(highest, lowest, strict=True)]], [1])
    return ReLUNetwork((first, *layers, bump, Affine([[1]], [0])))


def hats(values: Sequence[Any], D: int, N: int) -> Parallel:
    """sum_v values[v] hat(N (x - v)) over the nodes v: the Kuhn interpolant on the cube, a hat for every node.

    >>> hats([0, 0, 0, 1], 2, 1)(["1/2", "1/3"])
    [1/3]
    """
    _check_values(values, D, N)
    first, *inner, _ = hat(D).layers
    scale = [[N * (row == axis) for axis in range(D)] for row in range(D)]
    return Parallel(tuple(
        ReLUNetwork((first.after(Affine(scale, [-N * entry for entry in node])), *inner, Affine([[value]], [0])))
        for node, value in zip(nodes(D, N), values, strict=True)
    ))  # fmt: skip


def interpolant(values: Sequence[Any], D: int, N: int) -> ReLUNetwork:
    """The same as one dense network, whose matrices have (N + 1)^D blocks: for grids of up to 1000 nodes.

    >>> interpolant([0, 0, 0, 1], 2, 1)(["1/2", "1/3"])
    [1/3]
    """
    return hats(values, D, N).whole


def worst_place(D: int) -> Point:
    """The point c of the unit cube at which the Kuhn interpolant of |x - c|_inf for mesh 1 errs most.

    Its sorted coordinates cut [0, 1] into D + 1 gaps, equal above a place q and equal below it. The error is
    (3 G + D)/(4 G + 2 D + 2), G = floor((D + 1)^2/4), and no function of Lipschitz constant 1 has a larger one.

    >>> worst_place(1), worst_place(3)
    ((1/2,), (3/4, 1/2, 1/4))
    """
    _check_grid(D, 1)
    above, below = (D + 1) // 2, D + 1 - (D + 1) // 2
    q = (1 + fmpq(1, above)) / (2 + fmpq(1, above) + fmpq(1, below))
    return tuple([1 - (1 - q) * k / above for k in range(1, above + 1)] + [q - q * k / below for k in range(1, below)])


def sup_distance(centre: Iterable[Any]) -> ReLUNetwork:
    """x -> |x - centre|_inf as a ReLU network.

    >>> sup_distance([0, "1/2"])(["1/4", 2])
    [3/2]
    """
    place = [rational(entry) for entry in centre]
    D = len(place)
    first = Affine([[sign * (row == axis) for axis in range(D)] for row in range(D) for sign in (1, -1)],
                   [-sign * entry for entry in place for sign in (1, -1)])  # fmt: skip
    sizes = [[int(unit // 2 == axis) for unit in range(2 * D)] for axis in range(D)]
    layers, (largest,) = largest_by_pairs([sizes])
    return ReLUNetwork((first, *layers, Affine([largest], [0])))


def largest_by_pairs(groups: list[list[_Row]]) -> tuple[list[Affine], list[_Row]]:
    """Layers that take the maximum of every group of nonnegative linear forms, max(a, b) = sigma(a - b) + sigma(b)."""
    layers = []
    while max(map(len, groups)) > 1:
        units: list[_Row] = []
        shares = []
        for group in groups:
            kept = []
            for first, second in zip_longest(group[::2], group[1::2]):
                pair = [first] if second is None else [[a - b for a, b in zip(first, second, strict=True)], second]
                kept.append(range(len(units), len(units) + len(pair)))
                units += pair
            shares.append(kept)
        layers.append(Affine(units, [0] * len(units)))
        groups = [[[int(index in share) for index in range(len(units))] for share in kept] for kept in shares]
    return layers, [group[0] for group in groups]


def _unit(index: int, length: int) -> _Row:
    return [int(position == index) for position in range(length)]


def _position(index: Sequence[int], N: int) -> int:
    place = 0
    for entry in index:
        place = place * (N + 1) + entry
    return place


def _check_grid(D: int, N: int) -> None:
    if D < 1 or N < 1:
        raise ShapeError(f"a grid needs D >= 1 dimensions and N >= 1 cells per axis; got D = {D}, N = {N}")


def _check_values(values: Sequence[Any], D: int, N: int) -> None:
    _check_grid(D, N)
    if len(values) != (N + 1) ** D:
        raise ShapeError(f"the grid has {(N + 1) ** D} nodes, but {len(values)} values are given; give one per node")
