"""Training sets drawn at random, and what constants learnt from them err by; in floating point, with error bars.

beta = x^k, x uniform on [0, 1], normal noise. Given the set every test error is a formula, so that only the sets are
sampled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from statistics import NormalDist
from typing import Any

import numpy as np
from flint import arb, fmpq
from numpy.typing import NDArray

from boundkit.errors import DomainError
from boundkit.measures.learning import PowerCells
from boundkit.measures.line_points import LinePoints
from boundkit.measures.quantizer import places_of
from boundkit.networks.affine import to_float

Floats = NDArray[np.float64]
_SERIES_FROM, _SERIES_TERMS = 40.0, 12  # expected samples; the remainder is below 1e-11 of the sum
_MOST_TERMS = 200
_AT_ONCE = 100  # training sets


@dataclass(frozen=True)
class Mean:
    """A sample mean and its standard error."""

    value: float
    error: float

    @classmethod
    def of(cls, sample: Any) -> Mean:
        """Of independent draws."""
        values = np.asarray(sample, dtype=float)
        return cls(float(values.mean()), float(values.std(ddof=1)) / values.size**0.5)

    def interval(self, confidence: float = 0.99, tests: int = 1) -> tuple[float, float]:
        """Both ends; with ``tests`` of them, all hold together at this confidence (Bonferroni)."""
        reach = NormalDist().inv_cdf(1 - (1 - confidence) / (2 * tests)) * self.error
        return self.value - reach, self.value + reach

    def score(self, expected: float) -> float:
        """How many standard errors it lies above a number."""
        return (self.value - expected) / self.error


@dataclass(frozen=True)
class TrainingSets:
    """Constants of fixed cells learnt from ``sets`` training sets of n samples each, drawn from ``seed``."""

    cells: PowerCells
    n: int
    sets: int
    seed: int

    @cached_property
    def _sums(self) -> tuple[Floats, Floats, Floats]:
        """Number, sum and sum of squares of the y in every cell, shape (sets, m) each."""
        x, y = _drawn(self.cells, self.n, self.sets, np.random.default_rng(self.seed))
        m = self.cells.m
        places = (np.arange(1, m) / m) ** _float(self.cells.exponent)
        cell = (np.searchsorted(places, x) + m * np.arange(self.sets)[:, None]).ravel()
        counts, sums, squares = (
            np.bincount(cell, weights, self.sets * m).reshape(self.sets, m).astype(float)
            for weights in (None, y.ravel(), y.ravel() ** 2)
        )
        return counts, sums, squares

    @cached_property
    def constants(self) -> Floats:
        """Of every cell, the value for empty cells where it got no sample; shape (sets, m)."""
        counts, sums, _ = self._sums
        return np.where(counts > 0, sums / np.maximum(counts, 1), _float(self.cells.outside))

    @cached_property
    def distances(self) -> Floats:
        """Squared distance of every constant from the mean of y in its cell, shape (sets, m)."""
        _, c, _ = _columns(self.cells)
        return (self.constants - c) ** 2

    @property
    def test_errors(self) -> Floats:
        """Of every set, exact given the set up to rounding."""
        p, _, v = _columns(self.cells)
        return (v + self.distances) @ p

    @property
    def training_errors(self) -> Floats:
        """Mean squared distance of the y of every set from their constants."""
        counts, sums, squares = self._sums
        return (squares - sums**2 / np.maximum(counts, 1)).sum(axis=1) / self.n

    def constants_learnt(self, cell: int) -> Floats:
        """The constants of a cell, numbered from 0, in the sets that have samples there."""
        return self.constants[self._sums[0][:, cell] > 0, cell]


@lru_cache(maxsize=4)
def training_sets(cells: PowerCells, n: int, sets: int, seed: int) -> TrainingSets:
    """The same sets for the same arguments."""
    return TrainingSets(cells, n, sets, seed)


@dataclass(frozen=True)
class Optimism:
    """Of cells chosen on the samples: the error on them, on new points, and by the formula for fixed cells.

    ``optimism`` is the second minus the first, ``beyond`` the second minus the third, of the same training sets.
    """

    training: Mean
    test: Mean
    formula: Mean
    optimism: Mean
    beyond: Mean


def optimism(cells: PowerCells, n: int, sets: int, seed: int, *, chosen: bool = True) -> Optimism:
    """What choosing the m cells of least error on each training set costs, beside cells fixed before (not ``chosen``).

    The cells are runs of neighbouring samples with borders halfway between, of least squared error on the samples. The
    formula is that of dar2025.learning for cells like those, at the same n. Raises DomainError for fewer samples than
    cells, or fewer than two sets.
    """
    if n < cells.m or sets < 2:
        raise DomainError(f"{cells.m} cells need as many samples, and two training sets; got {n} and {sets}")
    if chosen:
        rows = np.concatenate(list(_chosen(cells, n, sets, seed)))
    else:
        fixed = TrainingSets(cells, n, sets, seed)
        formula = np.full(sets, float(cells.test_error(n)))
        rows = np.stack([fixed.training_errors, fixed.test_errors, formula], axis=1)
    training, test, formula = rows.T
    return Optimism(*map(Mean.of, (training, test, formula, test - training, test - formula)))


def _chosen(cells: PowerCells, n: int, sets: int, seed: int) -> Iterator[Floats]:
    """Error on the samples, on new points and by the formula, shape (sets, 3), some sets after the other."""
    draw = np.random.default_rng(seed)
    for start in range(0, sets, _AT_ONCE):
        x, y = _drawn(cells, n, min(_AT_ONCE, sets - start), draw)
        order = np.argsort(x, axis=1)
        x, y = (np.take_along_axis(values, order, axis=1) for values in (x, y))
        ends = np.array([next(divisions(LinePoints.of(row), [cells.m])) for row in y])
        borders = np.concatenate([np.zeros((len(x), 1)), (x + np.pad(x[:, 1:], ((0, 0), (0, 1)))) / 2], axis=1)
        borders[:, -1] = 1
        p, c, v = _moments(np.take_along_axis(borders, ends, axis=1), cells.k, _float(cells.s2))
        totals = np.take_along_axis(np.pad(y.cumsum(axis=1), ((0, 0), (1, 0))), ends, axis=1)
        sums, counts = np.diff(totals, axis=1), np.diff(ends, axis=1)
        constants = sums / counts
        missed = (y**2).sum(axis=1) - (sums * constants).sum(axis=1)
        test = (p * (v + (constants - c) ** 2)).sum(axis=1)
        yield np.stack([missed / n, test, expected_error(n, p, c, v, _float(cells.outside))], axis=1)


def divisions(points: LinePoints, numbers: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """Where the runs of least squared error end, 0 included, for each number of them, or of points if these are fewer.

    As ``quantizer.best_cells``, for several numbers at once and without certificates.
    """
    from boundkit.measures.quantizer_kernel import layered

    numbers = list(numbers)
    before = layered(points.rows, min(max(numbers), points.size))
    for m in numbers:
        yield places_of(before[:m], points.size)


def expected_error(n: int, p: Floats, c: Floats, v: Floats, outside: float) -> Floats:
    """The expected test error of dar2025.learning in floating point; the last axis goes over the cells."""
    learnt = v * mean_inverses(n, p) + (c - outside) ** 2 * (1 - p) ** n
    return (p * (v + learnt)).sum(axis=-1)


def mean_inverses(n: int, p: Any) -> Floats:
    """E[1/J, J >= 1] for J successes of n draws, at many probabilities; 11 digits of ``learning.mean_inverse``.

    0 where p is 0. Raises DomainError unless n >= 1 and 0 <= p <= 1.

    >>> mean_inverses(2, [0, 0.5, 1])
    array([0.   , 0.625, 0.5  ])
    """
    p = np.asarray(p, dtype=float)
    if n < 1 or not ((p >= 0) & (p <= 1)).all():
        raise DomainError(f"E[1/J] needs n >= 1 draws of probabilities in [0, 1]; got n = {n}, p = {p}")
    found = np.zeros(p.shape)
    few = n * p < _SERIES_FROM
    found[few] = _summed(n, p[few])
    scale = 1 / ((n + 1) * p[~few])
    for k in range(1, _SERIES_TERMS + 1):
        found[~few] += scale
        scale = scale * k / ((n + k + 1) * p[~few])
    return found


def _summed(n: int, p: Floats) -> Floats:
    """The sum over the likely numbers of successes; by h(k) = (1 - p) h(k - 1) + (1 - (1 - p)^k)/k where p is large."""
    found = np.zeros(p.shape)
    small, large = p <= 0.5, p[p > 0.5]
    weight, odds = (1 - p[small]) ** n, p[small] / (1 - p[small])
    for j in range(1, min(n, _MOST_TERMS) + 1):
        weight = weight * odds * (n - j + 1) / j
        found[small] += weight / j
    mean, failures = np.zeros(large.shape), np.ones(large.shape)
    for k in range(1, n + 1 if large.size else 1):
        failures = failures * (1 - large)
        mean = (1 - large) * mean + (1 - failures) / k
    found[~small] = mean
    return found


def _drawn(cells: PowerCells, n: int, sets: int, draw: np.random.Generator) -> tuple[Floats, Floats]:
    """Inputs and outputs, shape (sets, n)."""
    x = draw.uniform(size=(sets, n))
    return x, x**cells.k + _float(cells.s2) ** 0.5 * draw.standard_normal((sets, n))


def _columns(cells: PowerCells) -> tuple[Floats, ...]:
    """Probability, mean and variance of every cell."""
    return tuple(np.array([_float(value) for value in column]) for column in zip(*cells.cells, strict=True))


def _moments(borders: Floats, k: int, s2: float) -> tuple[Floats, Floats, Floats]:
    """The same for cells with these borders, along the last axis."""
    p = np.diff(borders, axis=-1)
    c, square = (np.diff(borders ** (power + 1), axis=-1) / ((power + 1) * p) for power in (k, 2 * k))
    return p, c, s2 + square - c**2


def _float(value: fmpq | arb) -> float:
    return float(value) if isinstance(value, arb) else to_float(value)
