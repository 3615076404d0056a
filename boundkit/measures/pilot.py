"""Segmentations of data on a line by the formulas of dar2025, with what is unknown estimated; in floating point.

A place is told by its rank u, the share of the data below it. In u the density of x is 1, and the best point density
(beta'^2 p)^(1/3) is |g'(u)|^(2/3), where g is the regression function of y on u. The pilot is an estimate of g. A
segmentation into m runs of places is told by where they end, m + 1 numbers of places from 0 on; runs may be empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.polynomial import Legendre
from numpy.polynomial.legendre import legvander
from numpy.typing import NDArray

from boundkit.errors import DomainError
from boundkit.measures.line_points import LinePoints
from boundkit.measures.training_sets import divisions, expected_error

Floats = NDArray[np.float64]
Ends = NDArray[np.int64]
_HIGHEST = 24  # degree
_GRID = 2048
_MOST_PLACES = 2048
_MOST_CELLS = 256


@dataclass(frozen=True, eq=False)
class Pilot:
    """What is estimated from pairs (x, y): ``g`` as a polynomial in the rank, and the variance ``noise`` around it.

    Pairs of one x share a place, and where there are very many x neighbours do: ``low`` and ``high`` are the least and
    the greatest x of the places, ascending, ``counts`` the pairs there and ``sums`` the sums of their y.
    """

    low: Floats
    high: Floats
    counts: Floats
    sums: Floats
    g: Legendre
    noise: float

    @classmethod
    def of(cls, x: Any, y: Any) -> Pilot:
        """The polynomial has the degree that Schwarz's criterion takes: least RSS n^(coefficients/n).

        Raises DomainError unless there are as many y as x, at least one, and all are finite.
        """
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        if x.ndim != 1 or x.shape != y.shape or not x.size or not (np.isfinite(x).all() and np.isfinite(y).all()):
            raise DomainError(f"a pilot needs as many finite y as x, in rows; got the shapes {x.shape} and {y.shape}")
        values, group, counts = np.unique(x, return_inverse=True, return_counts=True)
        starts = np.arange(0, values.size, -(-values.size // _MOST_PLACES))
        group, counts = group // (starts[1] if starts.size > 1 else values.size), np.add.reduceat(counts, starts)
        high = values[[*(starts[1:] - 1), -1]]
        sums = np.bincount(group, y).astype(float)
        within = float(((y - (sums / counts)[group]) ** 2).sum())
        g, missed = _fitted(_ranks(counts), sums / counts, counts, within)
        free = x.size - len(g.coef)
        return cls(values[starts], high, counts.astype(float), sums, g, missed / free if free else 0.0)

    @property
    def n(self) -> int:
        """Pairs."""
        return int(self.counts.sum())

    @property
    def places(self) -> int:
        """How many there are."""
        return self.counts.size

    @property
    def ranks(self) -> Floats:
        """In [0, 1], in the middle of those that share a place."""
        return _ranks(self.counts)

    @cached_property
    def _steps(self) -> Floats:
        """The integral of |g'|^(2/3) from 0 to the ends of a grid."""
        slopes = self.g.deriv()((np.arange(_GRID) + 0.5) / _GRID)
        return np.concatenate([[0.0], (np.abs(slopes) ** (2 / 3)).cumsum()]) / _GRID

    @cached_property
    def _totals(self) -> tuple[Floats, Floats, Floats, Floats]:
        """The sums over the first places of the pairs, of their y, and of g and g^2."""
        values = self.g(self.ranks)
        columns = (self.counts, self.sums, self.counts * values, self.counts * values**2)
        first, second, third, fourth = (np.concatenate([[0.0], column.cumsum()]) for column in columns)
        return first, second, third, fourth

    @property
    def constant(self) -> float:
        """(1/12) (integral of |g'|^(2/3))^3: the least error of many cells is about noise + constant/m^2."""
        return float(self._steps[-1]) ** 3 / 12

    @property
    def closed_form(self) -> float:
        """The number of cells (2 constant n/noise)^(1/3) of dar2025.learning:optimal_experts."""
        return float(np.cbrt(2 * self.constant * self.n / self.noise)) if self.noise > 0 else float("inf")

    @property
    def most_cells(self) -> int:
        """Up to where a best number is looked for: well beyond the closed form, but no more than there are places."""
        return int(min(4 * self.closed_form + 8, self.places, _MOST_CELLS))

    def by_density(self, m: int) -> Ends:
        """m cells of the point density |g'|^(2/3), as far as places allow; equal cells where g is constant."""
        wanted, total = np.arange(1, m) / m, self._steps
        edges = np.linspace(0, 1, _GRID + 1)
        inner = np.interp(wanted, total / total[-1], edges) if total[-1] > 0 else wanted
        return np.array([0, *np.searchsorted(self.ranks, inner), self.places])

    def exact(self, numbers: Iterable[int]) -> list[Ends]:
        """For each number m the cells of least error against g, among all runs, with rounded sums."""
        numbers = list(numbers)
        points = LinePoints.of(self.g(self.ranks), self.counts)
        return [np.array([*ends, *[self.places] * (m + 1 - len(ends))])
                for m, ends in zip(numbers, divisions(points, numbers), strict=True)]  # fmt: skip

    def predicted_errors(self, segmentations: Sequence[Ends], n: int) -> Floats:
        """The expected test errors of dar2025.learning for these cells and n samples.

        The probabilities are the shares of the pairs, means and variances those of the pilot and its noise, and an
        empty cell answers with the mean of g.
        """
        mass, _, first, second = self._totals
        weight, one, two = (
            np.concatenate([np.diff(total[ends]) for ends in segmentations]) for total in (mass, first, second)
        )
        some = np.maximum(weight, 1)
        c = one / some
        v = self.noise + np.maximum(two / some - c**2, 0)
        starts = np.cumsum([0, *(len(ends) - 1 for ends in segmentations)])[:-1]
        p, outside = weight / self.n, float(first[-1]) / self.n
        return np.add.reduceat(expected_error(n, p[:, None], c[:, None], v[:, None], outside), starts)

    def thresholds(self, ends: Ends) -> Floats:
        """The x at which cells meet, halfway between places; infinite before the first and beyond the last place."""
        middle = self.high[:-1] / 2 + self.low[1:] / 2
        middle = np.where(middle > self.high[:-1], middle, self.low[1:])  # neighbours among floats have none between
        between = np.concatenate([[-np.inf], middle, [np.inf]])
        return between[ends[1:-1]]

    def constants(self, ends: Ends) -> Floats:
        """The means of y in the cells; of all y where a cell is empty."""
        mass, total = self._totals[:2]
        counts, sums = np.diff(mass[ends]), np.diff(total[ends])
        return np.where(counts > 0, sums / np.maximum(counts, 1), total[-1] / mass[-1])


def _ranks(counts: Any) -> Floats:
    return (np.cumsum(counts) - counts / 2) / np.sum(counts)


def _fitted(u: Floats, means: Floats, counts: Any, within: float) -> tuple[Legendre, float]:
    """The polynomial and its sum of squares, of which ``within`` is what no function of u could serve."""
    highest = min(_HIGHEST, u.size - 1, (int(np.sum(counts)) - 1) // 3)
    weights = np.sqrt(counts)
    basis, triangle = np.linalg.qr(weights[:, None] * legvander(2 * u - 1, highest))
    coefficients = basis.T @ (weights * means)
    used = np.arange(1, highest + 2)
    missed = within + np.maximum(((weights * means) ** 2).sum() - np.cumsum(coefficients**2), 0)
    total = float(np.sum(counts))
    size = int(used[np.argmin(missed * total ** (used / total))])
    solved = np.linalg.solve(triangle[:size, :size], coefficients[:size])
    return Legendre(solved, domain=[0, 1]), float(missed[size - 1])
