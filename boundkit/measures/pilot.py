"""Segmentations of data on a line by the formulas of dar2025, with what is unknown estimated; in floating point.

A place is told by its rank u, the share of the data below it. In u the density of x is 1, and the best point density
(beta'^2 p)^(1/3) is |g'(u)|^(2/3), where g is the regression function of y on u. The pilot is an estimate of g.
"""

from __future__ import annotations

from collections.abc import Iterable
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
_HIGHEST = 24  # degree
_GRID = 2048
_MOST_GROUPS = 512
_MOST_CELLS = 256


@dataclass(frozen=True, eq=False)
class Pilot:
    """What is estimated from pairs (x, y): ``g`` as a polynomial in the rank, and the variance ``noise`` around it.

    ``places`` are the x, each once and ascending, ``ranks`` the middle ranks of their ``counts``; where there are very
    many x, neighbours share a place.
    """

    places: Floats
    counts: Floats
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
        places, group, counts = np.unique(x, return_inverse=True, return_counts=True)
        shared = -(-places.size // _MOST_GROUPS)
        if shared > 1:
            group = group // shared
            starts = np.arange(0, places.size, shared)
            places = np.add.reduceat(places * counts, starts) / np.add.reduceat(counts, starts)
            counts = np.add.reduceat(counts, starts)
        means = np.bincount(group, y) / counts
        g, missed = _fitted(_ranks(counts), means, counts, float(((y - means[group]) ** 2).sum()))
        free = x.size - len(g.coef)
        return cls(places, counts.astype(float), g, missed / free if free else 0.0)

    @property
    def n(self) -> int:
        """Pairs."""
        return int(self.counts.sum())

    @property
    def ranks(self) -> Floats:
        """In [0, 1], in the middle of those that share a place."""
        return _ranks(self.counts)

    @cached_property
    def _sums(self) -> tuple[Floats, Floats, Floats]:
        """The integrals of g, g^2 and |g'|^(2/3) from 0 to the ends of the grid."""
        u = (np.arange(_GRID) + 0.5) / _GRID
        values, slopes = self.g(u), self.g.deriv()(u)
        first, second, third = (
            np.concatenate([[0.0], f.cumsum()]) / _GRID for f in (values, values**2, np.abs(slopes) ** (2 / 3))
        )
        return first, second, third

    @property
    def constant(self) -> float:
        """(1/12) (integral of |g'|^(2/3))^3: the least error of many cells is about noise + constant/m^2."""
        return float(self._sums[2][-1]) ** 3 / 12

    @property
    def closed_form(self) -> float:
        """The number of cells (2 constant n/noise)^(1/3) of dar2025.learning:optimal_experts."""
        return float(np.cbrt(2 * self.constant * self.n / self.noise)) if self.noise > 0 else float("inf")

    @property
    def most_cells(self) -> int:
        """Up to where a best number is looked for: well beyond the closed form, but no more than there are places."""
        return int(min(4 * self.closed_form + 8, self.places.size, _MOST_CELLS))

    def by_density(self, m: int) -> Floats:
        """The ranks that end m cells of the point density |g'|^(2/3); equal cells where g is constant."""
        steps, total = np.arange(1, m) / m, self._sums[2]
        edges = np.linspace(0, 1, _GRID + 1)
        inner = np.interp(steps, total / total[-1], edges) if total[-1] > 0 else steps
        return np.array([0.0, *inner, 1.0])

    def exact(self, numbers: Iterable[int]) -> list[Floats]:
        """For each number m of cells the ranks that end those of least error against g; past the places they are empty.

        All divisions of the places into runs are compared, with rounded sums.
        """
        numbers = list(numbers)
        mass = np.concatenate([[0.0], self.counts.cumsum()]) / self.n
        empty = [np.ones(max(0, m - self.places.size)) for m in numbers]
        points = LinePoints.of(self.g(self.ranks), self.counts)
        return [np.concatenate([mass[list(each)], more])
                for each, more in zip(divisions(points, numbers), empty, strict=True)]  # fmt: skip

    def predicted_errors(self, segmentations: list[Floats], n: int) -> Floats:
        """The expected test errors of dar2025.learning for cells that end at these ranks and n samples.

        Probabilities are lengths, means and variances those of the pilot and its noise, and an empty cell answers with
        the mean of g.
        """
        edges = np.linspace(0, 1, _GRID + 1)
        whole, square = self._sums[0], self._sums[1]
        lengths = [np.diff(each) for each in segmentations]
        first, second = (
            np.concatenate([np.diff(np.interp(each, edges, total)) for each in segmentations])
            for total in (whole, square)
        )
        p = np.concatenate(lengths)
        solid = p > 0
        c = np.where(solid, first / np.where(solid, p, 1), whole[-1])
        v = self.noise + np.where(solid, np.maximum(second / np.where(solid, p, 1) - c**2, 0), 0)
        starts = np.concatenate([[0], np.cumsum([len(each) for each in lengths])[:-1]])
        each = expected_error(n, p[:, None], c[:, None], v[:, None], float(whole[-1]))
        return np.add.reduceat(each, starts)

    def thresholds(self, ends: Floats) -> Floats:
        """The x at which cells that end at these ranks meet; infinite from the first and the last place outwards."""
        inner, ranks = ends[1:-1], self.ranks
        between = np.interp(inner, ranks, self.places)
        return np.where(inner <= ranks[0], -np.inf, np.where(inner >= ranks[-1], np.inf, between))


def _ranks(counts: Any) -> Floats:
    return (np.cumsum(counts) - counts / 2) / np.sum(counts)


def _fitted(u: Floats, means: Floats, counts: Any, within: float) -> tuple[Legendre, float]:
    """The polynomial and its sum of squares, of which ``within`` is what no function of u could serve."""
    highest = min(_HIGHEST, (u.size - 1) // 3)
    weights = np.sqrt(counts)
    basis, triangle = np.linalg.qr(weights[:, None] * legvander(2 * u - 1, highest))
    coefficients = basis.T @ (weights * means)
    used = np.arange(1, highest + 2)
    missed = within + np.maximum(((weights * means) ** 2).sum() - np.cumsum(coefficients**2), 0)
    total = float(np.sum(counts))
    size = int(used[np.argmin(missed * total ** (used / total))])
    solved = np.linalg.solve(triangle[:size, :size], coefficients[:size])
    return Legendre(solved, domain=[0, 1]), float(missed[size - 1])
