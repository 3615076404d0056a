"""The least test error of piecewise constant predictors over all segmentations with boundaries on a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from flint import fmpq, fmpz

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.errors import DomainError, ShapeError
from boundkit.measures.quantizer import excess
from boundkit.measures.regression import Number, Regression

_LARGEST_INT64 = 1 << 62
_STEEPEST = 64  # the price of a cell is at most this many times the feasible error per cell
_MOST_PASSES = 80
_MOST_LAYERED_STEPS = 1 << 19


@dataclass(frozen=True)
class Best:
    """A segmentation on a grid, and an enclosure of the least excess there; its upper end is that segmentation's."""

    boundaries: tuple[fmpq, ...]
    least: Enclosure


def best_on_grid(regression: Regression, m: int, n: int) -> Best:
    """The least excess over all segmentations into m cells with boundaries on the grid j/n.

    A price per cell turns the problem into a shortest path (one vectorised pass over the grid); weak duality bounds
    the least excess from below for every price, and the path bounds it from above when it has m cells. For monotone
    beta the least excess is convex in m, and some price closes the gap; where none does, and m n is small, one layer
    per cell decides. Costs are integers; they are exact for constant p as long as 64 bits hold them, else rounded
    down, which the lower end accounts for. Raises DomainError for m < 1 or m > n.

    >>> best_on_grid(Regression.of([0, 0, 1]), 2, 5)
    Best(boundaries=(0, 3/5, 1), least=Enclosure(lower=116/5625, upper=116/5625, rigorous=True))
    """
    if not 1 <= m <= n:
        raise DomainError(f"m = {m} cells on a grid of n = {n} steps: take 1 <= m <= n")
    start = [j * n // m for j in range(m + 1)]
    grid = _Grid(regression, n, excess(regression, [fmpq(j, n) for j in start]), m)
    if grid.feasible == 0:
        return grid.best(start, 0)
    bound, places = _priced(grid, m)
    if places is None and m * n <= _MOST_LAYERED_STEPS:
        bound, places = _layered(grid, m)
    return grid.best(start if places is None else places, bound)


class _Grid:
    """Integer costs of the cells (i/n, j/n) that a segmentation no worse than a feasible one can use."""

    def __init__(self, regression: Regression, n: int, feasible: Number, m: int) -> None:
        if not isinstance(feasible, fmpq):
            raise ShapeError("a search on a grid needs breaks of beta and p at rational places")
        self.regression, self.n, self.feasible = regression, n, feasible
        moments = [regression.moments(0, fmpq(j, n))[:3] for j in range(n + 1)]
        common = 1
        for triple in moments:
            for value in triple:
                assert isinstance(value, fmpq)
                common = int(fmpz(common).lcm(value.q))
        self._common = common
        mass, first, second = zip(*moments, strict=True)
        self._mass, self._first, self._second = (
            np.array([int((value * common).p) for value in column], dtype=object) for column in (mass, first, second)
        )
        self.scale = self._scale(m)
        self.starts, self.costs = self._windows()

    def _scale(self, m: int) -> fmpz:
        """Units per excess: those that make every cost an integer, if 64 bits hold the sums, else a power of two."""
        largest = fmpq(_LARGEST_INT64, 2 + 2 * _STEEPEST) / self.feasible if self.feasible != 0 else fmpq(1)
        if len(self.regression.pieces) == 1 and self.regression.polynomials[1].degree() == 0:
            beta, p = self.regression.polynomials
            _, first, second, _ = self.regression.pieces[0].antiderivatives
            exact = fmpz(self.n) ** (2 * beta.degree() + 1) * second.denom() * first.denom() ** 2 * p[0].p
            if exact <= largest:
                return exact
        return fmpz(2) ** max(0, largest.floor().bit_length() - 1) if largest >= 1 else fmpz(1)

    def _windows(self) -> tuple[list[int], list[np.ndarray]]:
        limit = int((self.feasible * self.scale).floor())
        starts, costs = [0], [np.zeros(0, dtype=np.int64)]
        first = 0
        for j in range(1, self.n + 1):
            row = self._row(first, j)
            skipped = int(np.argmax(row <= limit))
            first += skipped
            starts.append(first)
            costs.append(row[skipped:].astype(np.int64))
        return starts, costs

    def _row(self, first: int, j: int) -> np.ndarray:
        """Costs of the cells that end at j and start at first, first + 1, .., j - 1, rounded down."""
        mass, mean, square = (p[j] - p[first:j] for p in (self._mass, self._first, self._second))
        empty = mass == 0
        mass = np.where(empty, 1, mass)
        return np.where(empty, 0, int(self.scale) * (square * mass - mean * mean) // (self._common * mass))

    def best(self, places: Sequence[int], bound: int) -> Best:
        boundaries = tuple(fmpq(j, self.n) for j in places)
        upper = excess(self.regression, boundaries)
        assert isinstance(upper, fmpq)
        return Best(boundaries, Enclosure(min(upper, fmpq(bound) / self.scale), upper))


def _priced(grid: _Grid, m: int) -> tuple[int, list[int] | None]:
    """The best dual bound found, and the places of a path of m cells that attains it (None when no price gives one)."""
    limit = int((grid.feasible * grid.scale).floor())
    price = max(1, 2 * limit // m)
    many: tuple[int, int] | None = None  # cells and cost of a path with more than m cells, from a price too low
    few: tuple[int, int] | None = None
    bound, tried = 0, set[int]()
    for _ in range(_MOST_PASSES):
        if price in tried or price > max(1, _STEEPEST * (limit + 1) // m):
            break
        tried.add(price)
        places, total = _cheapest_path(grid, price)
        cells = len(places) - 1
        bound = max(bound, total - price * m)
        if cells == m:
            return bound, places
        line = (cells, total - price * cells)
        many, few = (line, few) if cells > m else (many, line)
        if many is None or few is None:
            price = price * 2 if few is None else price // 2
        else:
            price = (few[1] - many[1]) // (many[0] - few[0])
            price += price in tried
    return bound, None


def _cheapest_path(grid: _Grid, price: int) -> tuple[list[int], int]:
    """Boundaries that minimise cost + price * cells, and that minimum.

    No entry exceeds twice the feasible cost plus price * (cells of the feasible segmentation + 1), since a prefix of
    that segmentation is one of the choices; the scale and the steepest price keep this below 2^62.
    """
    best = np.zeros(grid.n + 1, dtype=np.int64)
    before = [0] * (grid.n + 1)
    for j in range(1, grid.n + 1):
        start = grid.starts[j]
        totals = best[start:j] + grid.costs[j]
        choice = int(totals.argmin())
        before[j] = start + choice
        best[j] = totals[choice] + price
    places = [grid.n]
    while places[-1]:
        places.append(before[places[-1]])
    return places[::-1], int(best[-1])


def _layered(grid: _Grid, m: int) -> tuple[int, list[int]]:
    """The least cost of exactly m cells, layer by layer, and where it is attained."""
    best = np.full(grid.n + 1, _LARGEST_INT64, dtype=np.int64)
    best[0] = 0
    layers = []
    for _ in range(m):
        fresh, before = np.full(grid.n + 1, _LARGEST_INT64, dtype=np.int64), [0] * (grid.n + 1)
        for j in range(1, grid.n + 1):
            start = grid.starts[j]
            totals = best[start:j] + grid.costs[j]
            choice = int(totals.argmin())
            before[j] = start + choice
            fresh[j] = min(totals[choice], _LARGEST_INT64)
        best = fresh
        layers.append(before)
    places = [grid.n]
    for before in reversed(layers):
        places.append(before[places[-1]])
    return int(best[-1]), places[::-1]
