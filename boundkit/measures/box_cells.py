"""Errors of one constant per box, for polynomials on the cube cut into equal boxes: exact, in every dimension.

y = beta(x) + noise, x uniform on [0, 1]^d. The excess is the test error above the variance of the noise. With the
second moments S_i of the cells about their centres and the gradients g_i of beta there, three sums stand beside it:
``leading`` of g_i^T S_i g_i, ``sharpened`` of |g_i|^2 lambda_max(S_i), ``published`` of |g_i|^2 trace S_i.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from flint import arb, ctx, fmpq

from boundkit.arithmetic.rational import rational
from boundkit.errors import ShapeError
from boundkit.measures import certificates
from boundkit.measures.regression import BALL_BITS

Powers = tuple[int, ...]
_ZERO = fmpq(0)


def distance_of_roots(first: fmpq, second: fmpq) -> arb:
    """|sqrt(first) - sqrt(second)|, exactly 0 for equal numbers."""
    if first == second:
        return arb(0)
    with ctx.workprec(BALL_BITS):
        return abs(arb(first).sqrt() - arb(second).sqrt())


@dataclass(frozen=True)
class BoxCells:
    """A polynomial, from exponents to coefficients, and into how many boxes every axis is cut.

    >>> BoxCells.of({(1,): 1}, (3,)).excess
    1/108
    """

    terms: tuple[tuple[Powers, fmpq], ...]
    counts: tuple[int, ...]

    @classmethod
    def of(cls, terms: Mapping[Powers, Any], counts: tuple[int, ...]) -> BoxCells:
        """Raises ShapeError unless all exponents have one entry an axis and every axis is cut into one part or more."""
        if any(len(powers) != len(counts) for powers in terms) or min(counts, default=0) < 1:
            raise ShapeError(
                f"a polynomial on boxes needs {len(counts)} exponents a term and at least one part an axis"
            )
        return cls(tuple((powers, rational(value)) for powers, value in terms.items()), counts)

    @classmethod
    def linear(cls, slopes: Sequence[Any], counts: tuple[int, ...]) -> BoxCells:
        """For the linear function of these slopes, one an axis."""
        axes = range(len(slopes))
        return cls.of({tuple(int(axis == own) for axis in axes): slopes[own] for own in axes if slopes[own]}, counts)

    @property
    def d(self) -> int:
        return len(self.counts)

    @property
    def volume(self) -> fmpq:
        """Of every cell."""
        return fmpq(1, math.prod(self.counts))

    @property
    def reach(self) -> fmpq:
        """The square of the largest distance of a point of a cell from its centre."""
        return sum((fmpq(1, 4 * count * count) for count in self.counts), _ZERO)

    @cached_property
    def excess(self) -> fmpq:
        """With the means of beta as constants: the integral of beta^2, less (integral of beta)^2/volume a cell."""
        squares = sum(
            (one * two * math.prod((fmpq(1, i + j + 1) for i, j in zip(p, q, strict=True)), start=fmpq(1))
             for (p, one), (q, two) in product(self.terms, repeat=2)),
            _ZERO,
        )  # fmt: skip
        return squares - sum((self._integral(cell) ** 2 for cell in self._cells), _ZERO) / self.volume

    @cached_property
    def leading(self) -> fmpq:
        return self._sum(lambda slopes, seconds: sum((g * g * s for g, s in zip(slopes, seconds, strict=True)), _ZERO))

    @cached_property
    def sharpened(self) -> fmpq:
        return self._sum(lambda slopes, seconds: sum((g * g for g in slopes), _ZERO) * max(seconds))

    @cached_property
    def published(self) -> fmpq:
        return self._sum(lambda slopes, seconds: sum((g * g for g in slopes), _ZERO) * sum(seconds, _ZERO))

    @property
    def gap(self) -> arb:
        """The distance between the roots of the excess and of the leading sum."""
        return distance_of_roots(self.excess, self.leading)

    def certificate(self) -> dict[str, Any] | None:
        """How the excess is integrated again."""
        axes = [[fmpq(place, count) for place in range(count + 1)] for count in self.counts]
        one = [((0,) * self.d, fmpq(1))]
        return certificates.excess(axes, [([(0, 1)] * self.d, self.terms, one)])

    @property
    def _cells(self) -> Any:
        return product(*map(range, self.counts))

    def _integral(self, cell: tuple[int, ...]) -> fmpq:
        return sum((value * math.prod((self._power(axis, place, power) for axis, (place, power) in
                                       enumerate(zip(cell, powers, strict=True))), start=fmpq(1))
                    for powers, value in self.terms), _ZERO)  # fmt: skip

    def _power(self, axis: int, place: int, power: int) -> fmpq:
        """The integral of x^power over a part of an axis."""
        count = self.counts[axis]
        return fmpq((place + 1) ** (power + 1) - place ** (power + 1), (power + 1) * count ** (power + 1))

    def _sum(self, of: Any) -> fmpq:
        seconds = [fmpq(1, 12 * count * count) for count in self.counts]
        return sum((of(self._slopes(cell), seconds) for cell in self._cells), _ZERO) * self.volume

    def _slopes(self, cell: tuple[int, ...]) -> list[fmpq]:
        centre = [fmpq(2 * place + 1, 2 * count) for place, count in zip(cell, self.counts, strict=True)]
        return [
            sum((value * powers[axis] * math.prod((x ** (power - (other == axis)) for other, (x, power) in
                                                   enumerate(zip(centre, powers, strict=True))), start=fmpq(1))
                 for powers, value in self.terms if powers[axis]), _ZERO)
            for axis in range(self.d)
        ]  # fmt: skip
