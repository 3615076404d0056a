"""Weighted points on a line in a fixed order, each of which may stand for many: their sums, exact and in float64."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from flint import fmpq, fmpz

from boundkit.arithmetic.rational import rational
from boundkit.errors import DomainError, ShapeError

_BITS_OF_ROWS = 1000


@dataclass(frozen=True)
class Sums:
    """Whole numbers: sums over the first j points of the weights, of weight times value, of weight times value^2.

    ``unit`` is what the error of a cell is multiplied by, for these whole numbers.
    """

    mass: list[int]
    first: list[int]
    second: list[int]
    unit: int

    @classmethod
    def of(cls, mass: Sequence[int], first: Sequence[int], second: Sequence[int], unit: int) -> Sums:
        """From the moments of each point: the masses freed of a common factor, the values about their mean."""
        common = math.gcd(*mass) or 1
        mass = [value // common for value in mass]
        centre = sum(first) // max(1, sum(mass))
        firsts = (f - centre * w for w, f in zip(mass, first, strict=True))
        squares = (s * common - centre * (2 * f - centre * w) for w, f, s in zip(mass, first, second, strict=True))
        w, f, s = ([0, *accumulate(column)] for column in (mass, firsts, squares))
        return cls(w, f, s, unit * common)

    def cost(self, i: int, j: int) -> fmpq:
        """The least weighted sum of squares about one value over the points i, .., j - 1, exactly."""
        w, f, s = self._cell(i, j)
        return fmpq(s * w - f * f, w * self.unit) if w else fmpq(s, self.unit)

    def floor(self, i: int, j: int, bits: int) -> int:
        """The cost in units of 2^-bits, rounded down."""
        w, f, s = self._cell(i, j)
        return ((s * w - f * f) << bits) // (w * self.unit) if w else (s << bits) // self.unit

    def _cell(self, i: int, j: int) -> tuple[int, int, int]:
        return self.mass[j] - self.mass[i], self.first[j] - self.first[i], self.second[j] - self.second[i]

    @cached_property
    def rows(self) -> tuple[np.ndarray, fmpq]:
        """As the compiled searches read them, and the cost of which theirs is 1."""
        whole = self.mass[-1].bit_length()
        least = -(-(self.second[-1].bit_length() + whole - _BITS_OF_ROWS) // 2)
        half = max(max(map(abs, self.first)).bit_length(), least)
        shifts = whole, half, 2 * half - whole
        columns = [_halves(column, shift) for column, shift in
                   zip((self.mass, self.first, self.second), shifts, strict=True)]  # fmt: skip
        return np.ascontiguousarray(np.hstack(columns)), fmpq(2) ** shifts[2] / self.unit


def _halves(column: Sequence[int], shift: int) -> np.ndarray:
    """Whole numbers over 2^shift as float64 and the remainders that these leave."""
    found = np.zeros((len(column), 2))
    up, down = max(0, -shift), max(0, shift)
    for row, value in enumerate(column):
        raised = value << up
        high = raised / (1 << down)
        p, q = high.as_integer_ratio()
        found[row] = high, (raised - (p << down) // q) / (1 << down)
    return found


@dataclass(frozen=True, eq=False)
class LinePoints:
    """Points that are divided into runs of neighbours.

    ``rows`` are sums in float64, see ``Sums.rows``; ``scale`` the cost of which theirs is 1; ``ordered`` whether the
    values rise, or fall, all along.
    """

    rows: np.ndarray
    scale: fmpq
    ordered: bool
    exactly: Callable[[], Sums]

    @classmethod
    def of(cls, values: Any, weights: Any = None, within: Any = None) -> LinePoints:
        """Values in order, with weights (1 unless given) and weighted sums of squares that points have within them.

        Arrays of float64 are taken as the binary fractions that they hold. Raises ShapeError unless there are equally
        many, and at least one; DomainError for what is negative, infinite or no number.

        >>> LinePoints.of([0, 1, 3], weights=[1, 2, 1]).sums.cost(0, 2)
        2/3
        """
        size = len(values)
        if not size or any(len(column) != size for column in (weights, within) if column is not None):
            raise ShapeError("as many weights, and sums within the points, are needed as values, and one at least")
        given = [values, [1] * size if weights is None else weights, [0] * size if within is None else within]
        if isinstance(values, np.ndarray) and values.dtype != object:
            return cls._of_floats(*(np.ascontiguousarray(column, dtype=np.float64) for column in given))
        return cls._of_sums(_sums(*([rational(entry) for entry in column] for column in given)))

    @classmethod
    def of_moments(cls, mass: Iterable[fmpq], first: Iterable[fmpq], second: Iterable[fmpq]) -> LinePoints:
        """From the integrals over each point of the density, of value times density, and of value^2 times density."""
        columns = [list(column) for column in (mass, first, second)]
        _require(min(columns[0]) >= 0)
        common = fmpz(1)
        for column in columns:
            for value in column:
                common = common.lcm(value.q)
        w, f, s = ([int((value * common).p) for value in column] for column in columns)
        return cls._of_sums(Sums.of(w, f, s, int(common)))

    @classmethod
    def _of_sums(cls, sums: Sums) -> LinePoints:
        rows, scale = sums.rows
        steps = [(w, f) for w, f in zip(_steps(sums.mass), _steps(sums.first), strict=True) if w]
        turns = [b * v - a * w for (v, a), (w, b) in pairwise(steps)]
        return cls(rows, scale, min(turns, default=0) >= 0 or max(turns, default=0) <= 0, lambda: sums)

    @classmethod
    def _of_floats(cls, values: np.ndarray, weights: np.ndarray, within: np.ndarray) -> LinePoints:
        from boundkit.measures.quantizer_kernel import sums

        with np.errstate(over="ignore", invalid="ignore"):
            rows = sums(values, weights, within)
        _require(bool(np.isfinite(rows).all()) and weights.min() >= 0 and within.min() >= 0)
        steps = np.diff(values)
        ordered = bool((steps >= 0).all() or (steps <= 0).all())
        return cls(rows, fmpq(1), ordered, lambda: _sums(*map(_dyadic, (values, weights, within))))

    def every(self, stride: int) -> LinePoints:
        """The same with that many neighbours as one point each; the last one may stand for fewer."""
        places = [*range(0, self.size, stride), self.size]

        def sums() -> Sums:
            own = self.sums
            mass, first, second = ([column[j] for j in places] for column in (own.mass, own.first, own.second))
            return Sums(mass, first, second, own.unit)

        return LinePoints(np.ascontiguousarray(self.rows[places]), self.scale, self.ordered, sums)

    @property
    def size(self) -> int:
        return len(self.rows) - 1

    @cached_property
    def sums(self) -> Sums:
        return self.exactly()


def _sums(values: Sequence[fmpq], weights: Sequence[fmpq], within: Sequence[fmpq]) -> Sums:
    _require(min(weights) >= 0 and min(within) >= 0)
    (values_, u), (weights_, v) = _whole(values), _whole(weights)
    within_, r = _whole(within)
    first = [w * y * r for w, y in zip(weights_, values_, strict=True)]
    second = [f * y + s * u * u * v for f, y, s in zip(first, values_, within_, strict=True)]
    return Sums.of([w * r for w in weights_], first, second, unit=v * u * u * r)


def _whole(column: Sequence[fmpq]) -> tuple[list[int], int]:
    common = fmpz(1)
    for value in column:
        common = common.lcm(value.q)
    return [int((value * common).p) for value in column], int(common)


def _dyadic(column: np.ndarray) -> list[fmpq]:
    return [fmpq(*value.as_integer_ratio()) for value in column.tolist()]


def _steps(column: Sequence[int]) -> list[int]:
    return [b - a for a, b in pairwise(column)]


def _require(well: bool) -> None:
    if not well:
        raise DomainError("values must be finite; weights, and sums of squares within the points, must not be negative")
