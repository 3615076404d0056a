"""Risks a A^(-p) + s A^r of a model with A active parameters, and where they are least, by exact signs of slopes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import arb, ctx, fmpq

from boundkit.arithmetic.elementary import power
from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.arithmetic.rational import rational
from boundkit.measures.bisection import sign_change

_HALVINGS = 80
_PRECISION = 256


@dataclass(frozen=True)
class Tradeoff:
    """approximation A^(-p) + estimation A^rise for 1 <= A <= most: all rational, positive; most None for no end."""

    approximation: fmpq
    p: fmpq
    estimation: fmpq
    rise: int
    most: fmpq | None = None

    def falls_at(self, size: fmpq) -> int:
        """1 where the risk falls, -1 where it rises, 0 where its slope is 0; exact.

        The slope is negative where A^(p + rise) < p approximation/(rise estimation).
        """
        whole = self.p + self.rise
        left = size ** int(whole.p)
        right = (self.p * self.approximation / (self.rise * self.estimation)) ** int(whole.q)
        return int(left < right) - int(left > right)

    def bracket(self) -> tuple[fmpq, fmpq]:
        """Two sizes with the one of least risk between them, equal where it is known exactly.

        >>> Tradeoff(fmpq(4), fmpq(1), fmpq(1), 1).bracket()
        (2, 2)
        """
        least = fmpq(1)
        if self.falls_at(least) <= 0:
            return least, least
        if self.most is not None and self.falls_at(self.most) > 0:
            return self.most, self.most
        low, high = sign_change(self.falls_at, least, self.most or fmpq(2), _HALVINGS)
        simplest = _simplest(low, high) if low < high else low
        return (simplest, simplest) if not self.falls_at(simplest) else (low, high)

    @property
    def best_size(self) -> Enclosure:
        """The size of least risk: exact where it is a rational of short terms, else within 2^-79 of its scale."""
        return Enclosure(*self.bracket())

    def risk(self, size: fmpq) -> fmpq | arb:
        """approximation size^(-p) + estimation size^rise, exact where it is rational."""
        return self.approximation * power(size, -self.p) + self.estimation * power(size, fmpq(self.rise))

    @property
    def least_risk(self) -> Enclosure:
        """The risk at the best size: exact where both terms are rational."""
        low, high = self.bracket()
        with ctx.workprec(_PRECISION):
            if low == high:
                return enclose(self.risk(low))
            below = self.approximation * power(high, -self.p) + self.estimation * power(low, fmpq(self.rise))
            return Enclosure(enclose(below).lower, enclose(self.risk(low)).upper)

    def witness(self) -> dict[str, Any]:
        names = ("approximation", "p", "estimation", "rise", "most")
        return {name: str(getattr(self, name)) for name in names if getattr(self, name) is not None}


def tradeoff(approximation: Any, p: Any, estimation: Any, rise: int, most: Any = None) -> Tradeoff:
    """A trade-off from numbers in any exact form."""
    end = None if most is None else rational(most)
    return Tradeoff(rational(approximation), rational(p), rational(estimation), rise, end)


def _simplest(low: fmpq, high: fmpq) -> fmpq:
    """The fraction of least denominator in [low, high], 0 < low < high."""
    whole = fmpq(low.ceil())
    if whole <= high:
        return whole
    part = fmpq(low.floor())
    return part + 1 / _simplest(1 / (high - part), 1 / (low - part))
