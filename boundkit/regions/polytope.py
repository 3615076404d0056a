"""Bounded polytopes with exact vertices, cut by half-spaces without tolerances."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

from flint import fmpq, fmpq_mat

from boundkit.arithmetic.rational import rational
from boundkit.errors import ShapeError, UnboundedDomainError
from boundkit.networks.relu import Affine


class Polytope:
    """A full-dimensional bounded polytope: its vertices, and for each the facets that it lies on.

    ``vertices`` has one row per vertex, shape (vertices, dimension). ``facets[i]`` is a bit mask.
    """

    __slots__ = ("dimension", "facet_count", "facets", "vertices")

    def __init__(self, vertices: fmpq_mat, facets: list[int], facet_count: int) -> None:
        self.vertices = vertices
        self.facets = facets
        self.facet_count = facet_count
        self.dimension = int(vertices.ncols())

    @classmethod
    def box(cls, lower: Sequence[Any], upper: Sequence[Any]) -> Polytope:
        """The box with the given corners. Raises UnboundedDomainError when it has no interior."""
        low, high = [rational(v) for v in lower], [rational(v) for v in upper]
        if len(low) != len(high) or not low:
            raise ShapeError(f"a box needs two corners of one dimension; got {len(low)} and {len(high)}")
        for axis, (a, b) in enumerate(zip(low, high, strict=True)):
            if a >= b:
                raise UnboundedDomainError(
                    f"the box is empty or flat along axis {axis}: {a} .. {b}; give lower < upper"
                )
        rows, facets = [], []
        for corner in product((0, 1), repeat=len(low)):
            rows.append([(low, high)[side][axis] for axis, side in enumerate(corner)])
            facets.append(sum(1 << (2 * axis + side) for axis, side in enumerate(corner)))
        return cls(fmpq_mat(rows), facets, 2 * len(low))

    def values(self, functional: Affine) -> fmpq_mat:
        """Values of an affine map at the vertices, shape (vertices, outputs)."""
        ones = fmpq_mat(self.vertices.nrows(), 1, [1] * self.vertices.nrows())
        return self.vertices * functional.weight.transpose() + ones * functional.bias.transpose()

    def range(self, functional: Affine) -> tuple[fmpq, fmpq]:
        """Least and greatest value of a scalar affine map on the polytope."""
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
        rows = [[self.vertices[i, j] for j in range(self.dimension)] for i in kept]
        bit = 1 << self.facet_count
        facets = [self.facets[i] | (bit if values[i] == 0 else 0) for i in kept]
        for inside in (i for i in kept if values[i] > 0):
            for outside in (i for i, value in enumerate(values) if value < 0):
                shared = self.facets[inside] & self.facets[outside]
                if self._is_edge(inside, outside, shared):
                    share = values[inside] / (values[inside] - values[outside])
                    rows.append(
                        [
                            self.vertices[inside, j] + share * (self.vertices[outside, j] - self.vertices[inside, j])
                            for j in range(self.dimension)
                        ]
                    )
                    facets.append(shared | bit)
        return Polytope(fmpq_mat(rows), *_renumbered(facets, self.facet_count + 1))

    def _is_edge(self, first: int, second: int, shared: int) -> bool:
        """Whether two vertices span an edge: no third vertex lies on all the facets that they share."""
        if shared.bit_count() < self.dimension - 1:
            return False
        return all(mask & shared != shared for index, mask in enumerate(self.facets) if index not in (first, second))

    def centre(self) -> list[fmpq]:
        """The mean of the vertices, an interior point."""
        count = int(self.vertices.nrows())
        return [sum((self.vertices[i, j] for i in range(count)), fmpq(0)) / count for j in range(self.dimension)]


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
