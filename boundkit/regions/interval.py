"""Intervals with exact ends: what a polytope is in one dimension, without its bookkeeping."""

from __future__ import annotations

from flint import fmpq, fmpq_mat

from boundkit.networks.affine import Affine


class Interval:
    """A closed interval with interior; the same operations as Polytope, its vertices being ``lower`` and ``upper``."""

    __slots__ = ("lower", "upper")
    dimension = 1
    bounded = True
    facet_count = 2

    def __init__(self, lower: fmpq, upper: fmpq) -> None:
        self.lower = lower
        self.upper = upper

    def values(self, functional: Affine) -> fmpq_mat:
        """Values of an affine map at the two ends, shape (2, outputs)."""
        ends = fmpq_mat(2, 2, [self.lower, 1, self.upper, 1])
        rows = [functional.weight.entries(), functional.bias.entries()]
        return ends * fmpq_mat(rows)

    def range(self, functional: Affine) -> tuple[fmpq, fmpq]:
        """Least and greatest value of a scalar affine map on the interval."""
        slope, offset = functional.weight[0, 0], functional.bias[0, 0]
        ends = slope * self.lower + offset, slope * self.upper + offset
        return ends if slope >= 0 else ends[::-1]

    def above(self, functional: Affine) -> Interval | None:
        """The part where a scalar affine map is >= 0, or None when that part has no interior."""
        slope, offset = functional.weight[0, 0], functional.bias[0, 0]
        if slope == 0:
            return self if offset > 0 else None
        root = -offset / slope
        lower, upper = (max(self.lower, root), self.upper) if slope > 0 else (self.lower, min(self.upper, root))
        return Interval(lower, upper) if lower < upper else None

    def facet_centre(self, functional: Affine) -> list[fmpq] | None:
        """The end at which a scalar affine map vanishes, or None."""
        low, high = self.values(functional).entries()
        return [self.lower] if low == 0 else [self.upper] if high == 0 else None

    @property
    def volume(self) -> fmpq:
        """The length."""
        return self.upper - self.lower

    @property
    def vertices(self) -> list[list[fmpq]]:
        """The two ends."""
        return [[self.lower], [self.upper]]

    @property
    def rays(self) -> fmpq_mat:
        """The rows (1, end), shape (2, 2)."""
        return fmpq_mat(2, 2, [1, self.lower, 1, self.upper])

    @property
    def facets(self) -> list[int]:
        """For each end the bit mask of the facets that it lies on."""
        return [1, 2]

    @property
    def facet_vertices(self) -> list[tuple[int, ...]]:
        """For every facet the index of the end that it is."""
        return [(0,), (1,)]

    def facet_functional(self, facet: tuple[int, ...]) -> Affine:
        """The affine function of slope 1 or -1 that vanishes on the facet and is positive inside."""
        return Affine([[1]], [-self.lower]) if facet == (0,) else Affine([[-1]], [self.upper])

    def centre(self) -> list[fmpq]:
        """The midpoint."""
        return [(self.lower + self.upper) / 2]
