"""The best division of weighted points on a line into m cells, for squared error, with a certificate.

A price a cell turns it into a search for a cheapest way from the first point to the last, which is compiled and works
in about 100 bits; the error of what it finds, and the bound of all others, are worked out in whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.errors import DomainError
from boundkit.measures.line_points import LinePoints
from boundkit.measures.quantizer_certificate import Certificate, Layered, Priced
from boundkit.networks.affine import to_float

_MOST_LAYERED = 1 << 31  # comparisons
_MOST_EXACT = 1 << 20  # of them in exact arithmetic
_MOST_BITS = 1 << 32  # of all numbers of a certificate together
_SPARE_BITS = 160
_GUESSES = 3  # prices that are guessed between two that are sure to get on
_SAMPLED, _FEWEST_SAMPLED = 32, 4096  # points a cell, and in all, of which a first price is found


@dataclass(frozen=True, eq=False)
class Cells:
    """m cells, the runs of points between ``places``, and why no others err less."""

    points: LinePoints
    places: tuple[int, ...]
    certificate: Certificate

    @cached_property
    def error(self) -> fmpq:
        """The sum over the cells of the least weighted sums of squares about one value, exactly."""
        return _error(self.points, self.places)

    @cached_property
    def least(self) -> Enclosure:
        """The least error of as many cells: exact where the certificate shows that nothing lies between.

        Two different errors differ by one over the product of their denominators at least. Where 100 bits of the search
        were too few, and there are few points, another certificate is made in exact arithmetic.
        """
        m, n = len(self.places) - 1, self.points.size
        found = self._enclosed(self.certificate)
        if not found.exact and m * n * n <= _MOST_EXACT:
            found = self._enclosed(Layered.exactly(self.points, m))
        return found

    def _enclosed(self, certificate: Certificate) -> Enclosure:
        m, n, sums = len(self.places) - 1, self.points.size, self.points.sums
        other = m * max(2, (sums.mass[-1] // m).bit_length()) + sums.unit.bit_length()
        rounding = 2 * (m * n).bit_length() + 8
        apart = int(self.error.q).bit_length() + other
        small = max(0, int(self.error.q).bit_length() - int(self.error.p).bit_length())
        exactly = (apart + rounding) * n <= _MOST_BITS
        bits = rounding + (apart if exactly else small + _SPARE_BITS)
        bound = certificate.bound(self.points, m, bits)
        if exactly and self.error - bound < fmpq(1, 1 << apart):
            bound = self.error
        return Enclosure(min(bound, self.error), self.error)


def best_cells(points: LinePoints, m: int) -> Cells:
    """The division into m runs of neighbours that errs least, each run with its weighted mean for all its points.

    For values in order, that is a k-means clustering of points on a line. Without order it is found among all runs,
    in time n^2, and where no price leads to it, and there are many points, it may be missed; ``least`` of the result
    shows whether it was. Raises DomainError unless 1 <= m <= n.

    >>> found = best_cells(LinePoints.of([0, 1, 5, 6, 7, 20]), 3)
    >>> found.places, found.error, found.least.exact
    ((0, 2, 5, 6), 5/2, True)
    """
    if not 1 <= m <= points.size:
        raise DomainError(f"m = {m} cells of {points.size} points: take 1 <= m <= {points.size}")
    from boundkit.measures import quantizer_kernel

    ways = quantizer_kernel.ordered if points.ordered else quantizer_kernel.unordered
    search = _Search(points.rows, m, ways)
    way = search.found()
    if way.cells == m:
        return Cells(points, tuple(way.places), Priced(way.price * points.scale, way.before))
    if points.ordered or m * points.size**2 > _MOST_LAYERED:
        return _spliced(points, m, search, way.before)
    before = quantizer_kernel.layered(points.rows, m)
    return Cells(points, places_of(before, points.size), Layered(before))


def places_of(before: np.ndarray, size: int) -> tuple[int, ...]:
    """Where the runs end, 0 included, from where the last of 1, 2, .. runs of the first points starts, a row each."""
    places = [size]
    for layer in reversed(before):
        places.append(int(layer[places[-1]]))
    return tuple(reversed(places))


@dataclass(frozen=True)
class _Way:
    """A cheapest way at a price: its number of cells, what they cost without the price, in the units of the search."""

    price: fmpq
    cells: int
    cost: fmpq
    before: np.ndarray

    @property
    def places(self) -> list[int]:
        places = [len(self.before) - 1]
        while places[-1]:
            places.append(int(self.before[places[-1]]))
        return places[::-1]


class _Search:
    """The price at which a cheapest way has m cells, between one that is too high and one that is too low."""

    def __init__(self, rows: np.ndarray, m: int, ways: Callable[..., Any]) -> None:
        self._rows, self._m, self._ways = rows, m, ways
        self.few: _Way | None = None
        self.many: _Way | None = None

    def found(self) -> _Way:
        """A way of m cells; or one at the price at which those of ``few`` and ``many`` are both the cheapest."""
        way, tried, sure = self._way(self._first_price()), 1, False
        while way.cells != self._m:
            if way.cells < self._m and (self.few is None or way.cells > self.few.cells):
                self.few = way
            elif way.cells > self._m and (self.many is None or way.cells < self.many.cells):
                self.many = way
            elif sure:
                return way
            guess = way.price * fmpq(way.cells, self._m) ** 3
            sure = tried % (_GUESSES + 1) == 0 or not self._between(guess)
            tried += 1
            way = self._way(self._chord() if sure else guess)
        return way

    def _first_price(self) -> fmpq:
        """Where there are few or many cells, a price at which one cell, or all, are cheapest; else that of a sample."""
        n, m = len(self._rows) - 1, self._m
        dearest = 2 * max(fmpq(0), _fraction(*self._rows[-1, 4:])) + 1
        if m == 1 or m == n:
            return dearest if m == 1 else -dearest
        several = max(_FEWEST_SAMPLED, _SAMPLED * m)
        if n < 2 * several:
            return dearest / m**3
        sample = np.linspace(0, n, several + 1).astype(np.int64)
        return _Search(self._rows[sample], m, self._ways).found().price

    def _between(self, price: fmpq) -> bool:
        low = self.many.price if self.many is not None else fmpq(0)
        return low < price and (self.few is None or price < self.few.price)

    def _chord(self) -> fmpq:
        """The price at which the ways on either side are as cheap as each other; they are found where they are not."""
        dearest = 2 * max(fmpq(0), _fraction(*self._rows[-1, 4:])) + 1
        self.few = self.few or self._way(dearest)
        self.many = self.many or self._way(-dearest)
        return (self.few.cost - self.many.cost) / (self.many.cells - self.few.cells)

    def _way(self, price: fmpq) -> _Way:
        high = to_float(price)
        rest = to_float(price - _fraction(high))
        before, cells, best = self._ways(self._rows, high, rest)
        price, number = _fraction(high, rest), int(cells[-1])
        return _Way(price, number, _fraction(*best[-1]) - number * price, before)


def _spliced(points: LinePoints, m: int, search: _Search, before: np.ndarray) -> Cells:
    """The beginning of a way with many cells and the end of one with few: as cheap as both where both are cheapest.

    It goes over where a cell of the one lies within a cell of the other.
    """
    assert search.few is not None
    assert search.many is not None
    p, q = search.few.places, search.many.places
    r = m - search.few.cells
    k = next(k for k in range(len(p) - 1) if q[k + r + 1] <= p[k + 1])
    price = (_error(points, p) - _error(points, q)) / (search.many.cells - search.few.cells)
    return Cells(points, (*q[: k + r + 1], *p[k + 1 :]), Priced(price, before))


def _error(points: LinePoints, places: Sequence[int]) -> fmpq:
    return sum((points.sums.cost(i, j) for i, j in pairwise(places)), fmpq(0))


def _fraction(*parts: float) -> fmpq:
    return sum((fmpq(*float(part).as_integer_ratio()) for part in parts), fmpq(0))
