"""Polytopes with exact vertices, cut by half-spaces without tolerances; orthants that reach to infinity too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import product
from math import factorial, prod
from typing import Any

from flint import fmpq, fmpq_mat

from boundkit.arithmetic.rational import rational
from boundkit.errors import ShapeError, UnboundedDomainError
from boundkit.networks.affine import Affine

_FEW_PAIRS = 256
_BETWEEN_LOOKS = 1024


def unwatched() -> None:
    """The watch of a polytope that may take its time."""


class Polytope:
    """A full-dimensional pointed polyhedron: its vertices and rays, and for each the facets that it lies on.

    ``rays`` has one row (t, x) per vertex x (t = 1) or direction x of an unbounded edge (t = 0), shape
    (vertices, 1 + dimension). ``facets[i]`` is a bit mask; facets that shrank to a face of lower dimension may stay.
    ``watch`` is called now and then by what takes long, here and in the parts, and may raise to end it.
    """

    is_box = False

    def __init__(
        self, rays: fmpq_mat, facets: list[int], facet_count: int, watch: Callable[[], None] = unwatched
    ) -> None:
        self.rays = rays
        self.facets = facets
        self.facet_count = facet_count
        self.watch = watch
        self.dimension = int(rays.ncols()) - 1

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.rays.tolist(), self.facets, self.facet_count, self.is_box)

    @classmethod
    def box(cls, lower: Sequence[Any], upper: Sequence[Any], watch: Callable[[], None] = unwatched) -> Polytope:
        """The box with the given corners. Raises UnboundedDomainError when it has no interior."""
        low, high = [rational(v) for v in lower], [rational(v) for v in upper]
        if len(low) != len(high) or not low:
            raise ShapeError(f"a box needs two corners of one dimension; got {len(low)} and {len(high)}")
        require_interior(low, high)
        rows, facets = [], []
        for number, corner in enumerate(product((0, 1), repeat=len(low))):
            if number % _BETWEEN_LOOKS == 0:
                watch()
            rows.append([fmpq(1), *[(low, high)[side][axis] for axis, side in enumerate(corner)]])
            facets.append(sum(1 << (2 * axis + side) for axis, side in enumerate(corner)))
        box = cls(fmpq_mat(rows), facets, 2 * len(low), watch)
        box.is_box = True
        return box

    def watched(self, watch: Callable[[], None]) -> Polytope:
        """The same polytope under another watch."""
        copy = Polytope(self.rays, self.facets, self.facet_count, watch)
        copy.is_box = self.is_box
        return copy

    @classmethod
    def orthant(cls, signs: Sequence[int], watch: Callable[[], None] = unwatched) -> Polytope:
        """The points whose coordinate i has the sign signs[i] (1 or -1), an unbounded polyhedron."""
        size = len(signs)
        rows = [[1] + [0] * size, *([0] + [sign * (axis == j) for j in range(size)] for axis, sign in enumerate(signs))]
        everything = (1 << (size + 1)) - 1
        return cls(fmpq_mat(rows), [everything & ~(1 << number) for number in range(size + 1)], size + 1, watch)

    @property
    def bounded(self) -> bool:
        return all(self.rays[i, 0] != 0 for i in range(self.rays.nrows()))

    def values(self, functional: Affine) -> fmpq_mat:
        """Values of an affine map at the vertices, and slopes along the rays, shape (vertices, outputs)."""
        return self.rays * fmpq_mat([functional.bias.entries(), *functional.weight.transpose().tolist()])

    def range(self, functional: Affine) -> tuple[fmpq, fmpq]:
        """Least and greatest value of a scalar affine map on a bounded polytope."""
        values = self.values(functional).entries()
        return min(values), max(values)

    def above(self, functional: Affine) -> Polytope | None:
        """The part where a scalar affine map is >= 0, or None when that part has no interior."""
        values = self.values(functional).entries()
        if all(value <= 0 for value in values):
            return None
        if all(value >= 0 for value in values):
            return self
        kept = [index for index, value in enumerate(values) if value >= 0]
        table = self._rows
        rows = [table[i] for i in kept]
        bit = 1 << self.facet_count
        facets = [self.facets[i] | (bit if values[i] == 0 else 0) for i in kept]
        for inside, outside in self._crossing(
            [i for i in kept if values[i] > 0], [i for i, value in enumerate(values) if value < 0]
        ):
            rows.append(_between(table[inside], table[outside], values[inside], values[outside]))
            facets.append(self.facets[inside] & self.facets[outside] | bit)
        return Polytope(fmpq_mat(rows), *_renumbered(facets, self.facet_count + 1), self.watch)

    def _crossing(self, inside: list[int], outside: list[int]) -> Iterator[tuple[int, int]]:
        """The edges that lead from one set of vertices to another.

        A vertex on exactly d facets has d edges, each on all but one of them; where most are such, ends of one edge
        are looked up by the facets that they share, and only the other vertices are compared in pairs.
        """
        self.watch()
        simple: dict[int, int] = {}
        if len(inside) * len(outside) > _FEW_PAIRS:
            simple = {ridge: i for i in outside if self._is_simple(i) for ridge in self._ridges(i)}
        others = [i for i in outside if not self._is_simple(i)] if simple else outside
        for i in inside:
            self.watch()
            looked_up = simple and self._is_simple(i)
            if looked_up:
                yield from ((i, simple[ridge]) for ridge in self._ridges(i) if ridge in simple)
            for j in others if looked_up else outside:
                if self._is_edge(i, j, self.facets[i] & self.facets[j]):
                    yield i, j

    def _is_simple(self, vertex: int) -> bool:
        return self.facets[vertex].bit_count() == self.dimension

    def _ridges(self, vertex: int) -> Iterator[int]:
        """The facets through a vertex with one of them left out, for each."""
        left = mask = self.facets[vertex]
        while left:
            yield mask & ~(left & -left)
            left &= left - 1

    def _is_edge(self, first: int, second: int, shared: int) -> bool:
        """Whether two vertices span an edge: no third vertex lies on all the facets that they share."""
        if shared.bit_count() < self.dimension - 1:
            return False
        return all(mask & shared != shared for index, mask in enumerate(self.facets) if index not in (first, second))

    def centre(self) -> list[fmpq]:
        """An interior point: the mean of the vertices, moved along the rays if there are any."""
        return _mean(self.rays.tolist())

    @property
    def vertices(self) -> list[list[fmpq]]:
        """The vertices."""
        return [row[1:] for row in self.rays.tolist() if row[0] != 0]

    def facet_centre(self, functional: Affine) -> list[fmpq] | None:
        """A point inside the facet on which a scalar affine map vanishes, or None when that is no facet."""
        values = self.values(functional).entries()
        rows = [row for row, value in zip(self.rays.tolist(), values, strict=True) if value == 0]
        if len(rows) < self.dimension or fmpq_mat(rows).rank() < self.dimension:
            return None
        return _mean(rows)

    @cached_property
    def facet_vertices(self) -> list[tuple[int, ...]]:
        """For every facet the indices of the vertices and rays on it, in increasing order."""
        found = self.facets_of(tuple(range(self.rays.nrows())), self.dimension)
        return sorted(facet for facet in found if any(self.rays[index, 0] != 0 for index in facet))

    def facet_functional(self, facet: tuple[int, ...]) -> Affine:
        """An affine function that vanishes on the facet and is positive inside; its largest weight has size 1."""
        found = hyperplane([self._rows[i] for i in facet])
        off = self._rows[next(index for index, other in enumerate((*facet, -1)) if index != other)]
        value = sum((a * b for a, b in zip(off, found, strict=True)), fmpq(0))
        side = Affine([found[1:]], [found[0]])
        return side if value > 0 else -side

    @cached_property
    def volume(self) -> fmpq:
        """The exact volume of a bounded polytope. Raises UnboundedDomainError when there are rays."""
        if not self.bounded:
            raise UnboundedDomainError("an unbounded region has no volume; count on a box or a bounded polytope")
        table = self._rows
        if self.is_box:
            return prod((high - low for low, high in zip(table[0][1:], table[-1][1:], strict=True)), start=fmpq(1))
        total = sum((abs(fmpq_mat([[1, *point] for point in simplex]).det()) for simplex in self.simplices), fmpq(0))
        return total / factorial(self.dimension)

    @property
    def simplices(self) -> Iterator[list[list[fmpq]]]:
        """A triangulation of a bounded polytope: the d + 1 corners of every simplex."""
        table = self._rows
        for simplex in self._simplices(tuple(range(len(table))), self.dimension):
            yield [table[index][1:] for index in simplex]

    def _simplices(self, face: tuple[int, ...], dimension: int) -> Iterable[tuple[int, ...]]:
        """The face cut into simplices: its first vertex joined to the simplices of the facets that miss it."""
        if dimension == 0:
            yield face
            return
        for facet in self.facets_of(face, dimension):
            if face[0] not in facet:
                yield from ((face[0], *simplex) for simplex in self._simplices(facet, dimension - 1))

    def facets_of(self, face: tuple[int, ...], dimension: int) -> set[tuple[int, ...]]:
        """The facets of a face of the given dimension, as tuples of vertices."""
        parts: dict[int, list[int]] = defaultdict(list)
        for index in face:
            self.watch()
            for facet in _set_bits(self.facets[index]):
                parts[facet].append(index)
        proper = {tuple(part) for part in parts.values() if len(face) > len(part) >= dimension}
        return {part for part in proper if self._rank(part) == dimension}

    def _rank(self, part: tuple[int, ...]) -> int:
        self.watch()
        return 1 if len(part) == 1 else int(fmpq_mat([self._rows[i] for i in part]).rank())

    @cached_property
    def _rows(self) -> list[list[fmpq]]:
        return self.rays.tolist()


def hyperplane(rows: Sequence[Sequence[fmpq]]) -> list[fmpq]:
    """Bias and weights of an affine function that vanishes at rows (t, x) of rank d; its largest weight has size 1."""
    reduced, rank = fmpq_mat(rows).rref()
    independent = reduced.tolist()[:rank]
    pivots = [next(j for j, entry in enumerate(row) if entry != 0) for row in independent]
    free = next(j for j in range(len(rows[0])) if j not in pivots)
    solution = [fmpq(0)] * len(rows[0])
    solution[free] = fmpq(1)
    for row, pivot in zip(independent, pivots, strict=True):
        solution[pivot] = -row[free]
    size = max(abs(entry) for entry in solution[1:])
    return [entry / size for entry in solution]


def require_interior(lower: Sequence[fmpq], upper: Sequence[fmpq]) -> None:
    """Raise UnboundedDomainError for a box without interior points."""
    for axis, (a, b) in enumerate(zip(lower, upper, strict=True)):
        if a >= b:
            raise UnboundedDomainError(f"the box is empty or flat along axis {axis}: {a} .. {b}; give lower < upper")


def _restored(rays: list[list[fmpq]], facets: list[int], facet_count: int, is_box: bool) -> Polytope:
    polytope = Polytope(fmpq_mat(rays), facets, facet_count)
    polytope.is_box = is_box
    return polytope


def _between(inside: list[fmpq], outside: list[fmpq], above: fmpq, below: fmpq) -> list[fmpq]:
    """Where the edge from a vertex or ray with value above > 0 to one with value below < 0 meets zero."""
    row = [above * b - below * a for a, b in zip(inside, outside, strict=True)]
    return [entry / row[0] for entry in row] if row[0] != 0 else row


def _set_bits(mask: int) -> Iterator[int]:
    """The bits that are set in a mask, in increasing order."""
    while mask:
        least = mask & -mask
        yield least.bit_length() - 1
        mask ^= least


def _mean(rows: list[list[fmpq]]) -> list[fmpq]:
    total = [sum(column, fmpq(0)) for column in zip(*rows, strict=True)]
    return [entry / total[0] for entry in total[1:]]


def _renumbered(facets: list[int], count: int) -> tuple[list[int], int]:
    """The same incidences with the facets that lost all vertices dropped, so that masks stay short."""
    used = 0
    for mask in facets:
        used |= mask
    if used.bit_count() == count or count < 48:
        return facets, count
    bits = [bit for bit in range(count) if used >> bit & 1]
    return [_gather(mask, bits) for mask in facets], len(bits)


def _gather(mask: int, bits: Iterable[int]) -> int:
    return sum((mask >> bit & 1) << position for position, bit in enumerate(bits))
