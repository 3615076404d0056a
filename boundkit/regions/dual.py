"""Which regions share a piece of a facet: the dual graph, and connected pieces, exactly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flint import fmpq, fmpq_mat

from boundkit.errors import UnboundedDomainError
from boundkit.networks.affine import Affine
from boundkit.regions.cells import Cell, Region
from boundkit.regions.interval import Interval
from boundkit.regions.polytope import Polytope, unwatched

if TYPE_CHECKING:
    import networkx as nx

Facet = tuple[tuple[fmpq, ...], ...]
Row = tuple[fmpq, ...]


def dual_graph(regions: Iterable[Region]) -> nx.Graph:
    """A node per region, an edge wherever two regions share a piece of a facet that has dimension d - 1.

    Node i is the i-th region, ``graph.nodes[i]["region"]``. An edge has ``facet``, the vertices of the shared piece,
    and ``same_map``, whether both regions have the same affine map. Regions need not meet face to face: those of a
    mixture that jumps at its gates share parts of facets. Exact; the interiors must be disjoint, as those of an
    enumeration are. Raises UnboundedDomainError for an unbounded region.

    >>> from boundkit import networks, regions
    >>> found = regions.regions(networks.ReLUNetwork.of([[[1]], [[1]]], [[0], [0]]))
    >>> list(dual_graph(found).edges(data=True))
    [(0, 1, {'facet': ((0,),), 'same_map': False})]
    """
    import networkx as nx

    listed = list(regions)
    if not all(region.polytope.bounded for region in listed):
        raise UnboundedDomainError("a dual graph needs bounded regions; count on a box or a bounded polytope")
    graph = nx.Graph()
    graph.add_nodes_from((number, {"region": region}) for number, region in enumerate(listed))
    for first, second, rows in shared_facets([(region.polytope, 0) for region in listed]):
        same = listed[first].affine == listed[second].affine
        graph.add_edge(first, second, facet=tuple(row[1:] for row in rows), same_map=same)
    return graph


def separator(graph: nx.Graph, first: int, second: int) -> Affine:
    """The affine function that vanishes on what two neighbours share and is positive on the first; exact.

    ``graph`` is a dual graph. The largest weight has size 1. Raises KeyError when the regions are no neighbours.
    """
    piece = graph.edges[first, second]["facet"]
    sides = graph.nodes[first]["region"].facets
    return next(side for side in sides if all(side(vertex)[0] == 0 for vertex in piece))


def connected_pieces(regions: Iterable[Region]) -> int:
    """The number of connected pieces on which the affine map is constant: the linear regions of the literature.

    Regions with one map count as one piece when a path leads from one to the other through facets; sharing less than
    that does not connect them. Exact for regions with disjoint interiors, bounded or not.
    """
    return components(regions, lambda region: region.affine)


def components(regions: Iterable[Region], label: Callable[[Region], Hashable]) -> int:
    """The number of connected components of the regions that have one label, summed over the labels."""
    import networkx as nx

    listed = [(region, label(region)) for region in regions]
    sizes = Counter(own for _, own in listed)
    repeated = [(region.polytope, own) for region, own in listed if sizes[own] > 1]
    graph = nx.empty_graph(len(repeated))
    graph.add_edges_from((first, second) for first, second, _ in shared_facets(repeated))
    return len(listed) - len(repeated) + int(nx.number_connected_components(graph))


def shared_facets(cells: Sequence[tuple[Cell, Hashable]]) -> Iterator[tuple[int, int, tuple[Row, ...]]]:
    """The pairs of equally labelled cells that share a piece of a facet, and its vertices and rays.

    A facet that two cells have in common has no other neighbour; only what is left is searched for overlaps.
    """
    names: dict[Row, int] = {}
    open_facets: dict[tuple[Hashable, ...], _Facet] = {}
    for number, (cell, label) in enumerate(cells):
        rows = [tuple(row) for row in cell.rays.tolist()]
        known = [names.setdefault(row, len(names)) for row in rows]
        for corners in cell.facet_vertices:
            key = (label, *sorted(known[corner] for corner in corners))
            other = open_facets.pop(key, None)
            if other is None:
                open_facets[key] = _Facet(number, cell, corners)
            else:
                yield other.number, number, tuple(rows[corner] for corner in corners)
    planes: dict[tuple[Any, ...], tuple[list[_Facet], list[_Facet]]] = defaultdict(lambda: ([], []))
    for key, facet in open_facets.items():
        below, plane = _plane(facet)
        planes[key[0], plane][below].append(facet)
    for (_, plane), sides in planes.items():
        if all(sides):
            yield from _overlaps(plane, *sides)


def _place(scale: fmpq, entry: fmpq) -> tuple[int, fmpq]:
    """Where a vertex lies or a direction leads along an axis, in an order with -oo = (-1, 0) and oo = (1, 0)."""
    return (0, entry) if scale else (1 if entry > 0 else -1, fmpq(0))


class _Facet:
    """A facet of a cell; in coordinates of its hyperplane once it was projected there."""

    def __init__(self, number: int, cell: Cell, corners: tuple[int, ...]) -> None:
        self.number = number
        self.cell = cell
        self.corners = corners

    def projected(self, kept: Sequence[int]) -> _Projected:
        """The facet in the coordinates ``kept``."""
        table = self.cell.rays.tolist()
        rows = [[table[corner][0], *(table[corner][1 + axis] for axis in kept)] for corner in self.corners]
        if len(kept) == 1 and self.cell.bounded:
            low, high = sorted(row[1] for row in rows)
            return _Projected(self.number, Interval(low, high))
        masks = [self.cell.facets[corner] for corner in self.corners]
        watch = self.cell.watch if isinstance(self.cell, Polytope) else unwatched
        return _Projected(self.number, Polytope(fmpq_mat(rows), masks, self.cell.facet_count, watch))


class _Projected:
    """A facet as a full-dimensional cell of its hyperplane, with its bounding box."""

    def __init__(self, number: int, cell: Cell) -> None:
        self.number = number
        self.cell = cell
        rows = cell.rays.tolist()
        columns = [
            [_place(row[0], row[axis]) for row in rows if row[0] or row[axis]] for axis in range(1, len(rows[0]))
        ]
        self.low = [min(column) for column in columns]
        self.high = [max(column) for column in columns]

    @cached_property
    def sides(self) -> list[Affine]:
        return [self.cell.facet_functional(facet) for facet in self.cell.facet_vertices]

    def boxes_meet(self, other: _Projected) -> bool:
        return all(a < b for a, b in zip(self.low, other.high, strict=True)) and all(
            a < b for a, b in zip(other.low, self.high, strict=True)
        )

    def common(self, other: _Projected) -> Cell | None:
        """What the two share, or None when that is not full-dimensional."""
        part: Cell | None = self.cell
        for side in other.sides:
            part = part.above(side) if part is not None else None
        return part


def _plane(facet: _Facet) -> tuple[bool, tuple[fmpq, ...]]:
    """Whether the cell is below, and the hyperplane's weights and bias, the first weight that is not 0 positive."""
    entries = facet.cell.facet_functional(facet.corners).entries
    below = next(entry for entry in entries if entry != 0) < 0
    return below, tuple(-entry if below else entry for entry in entries)


def _overlaps(
    plane: tuple[fmpq, ...], above: Sequence[_Facet], below: Sequence[_Facet]
) -> Iterator[tuple[int, int, tuple[Row, ...]]]:
    """The pairs of facets from the two sides of a hyperplane that share a set of its dimension; a sweep."""
    *weights, bias = plane
    pivot = next(axis for axis, weight in enumerate(weights) if abs(weight) == 1)
    kept = [axis for axis in range(len(weights)) if axis != pivot]
    faces = [(side, facet.projected(kept)) for side, facets in enumerate((above, below)) for facet in facets]
    active: tuple[list[_Projected], list[_Projected]] = ([], [])
    for side, face in sorted(faces, key=lambda pair: pair[1].low):
        active[1 - side][:] = [other for other in active[1 - side] if other.high[0] > face.low[0]]
        for other in active[1 - side]:
            part = face.common(other) if face.boxes_meet(other) else None
            if part is not None:
                rows = part.rays.tolist()
                yield face.number, other.number, tuple(_lifted(row, weights, bias, pivot) for row in rows)
        active[side].append(face)


def _lifted(row: Sequence[fmpq], weights: Sequence[fmpq], bias: fmpq, pivot: int) -> Row:
    """The vertex or direction in the hyperplane whose coordinates apart from the pivot are given."""
    others = [*row[1 : pivot + 1], fmpq(0), *row[pivot + 1 :]]
    value = sum((weight * entry for weight, entry in zip(weights, others, strict=True)), row[0] * bias)
    others[pivot] = -value / weights[pivot]
    return row[0], *others
