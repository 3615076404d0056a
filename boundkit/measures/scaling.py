"""Risks a A^(-p) + s A^r of a model with A active parameters, and where they are least, by certified signs of slopes.

With a logarithm of the samples n at given compute they are a (n/most)^p + b most log(n)/n^2, A = most/n.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import arb, ctx, fmpq

from boundkit.arithmetic.elementary import power
from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.arithmetic.rational import decimal, rational
from boundkit.errors import UndecidedError
from boundkit.measures.bisection import sign_change

_HALVINGS = 80
_PRECISION = 256
_SLOPE_PRECISIONS = (64, 256, 1024, 4096)


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


@dataclass(frozen=True)
class LogTradeoff:
    """approximation (n/most)^p + estimation most log(n)/n^2 for 1 <= n <= most samples: all rational, positive."""

    approximation: fmpq
    p: fmpq
    estimation: fmpq
    most: fmpq

    def falls_at(self, samples: fmpq) -> int:
        """1 where the risk falls, -1 where it rises; at no rational number of samples is its slope 0.

        For log(n) is transcendental there and the other terms are algebraic. Raises UndecidedError beyond 4096 bits.
        """
        share = self.p * self.approximation / (self.estimation * self.most)
        for bits in _SLOPE_PRECISIONS:
            with ctx.workprec(bits):
                rise = share * samples**2 * power(samples / self.most, self.p) - 2 * arb(samples).log() + 1
                if rise > 0 or rise < 0:
                    return -1 if rise > 0 else 1
        place = decimal(samples, 12, up=False)
        raise UndecidedError(f"the slope of the risk at {place} samples is too near 0 for 4096 bits")

    def bracket(self) -> tuple[fmpq, fmpq]:
        """Two numbers with the last local minimum between them, equal where it is an end of the range.

        The slope times n^3/(estimation most) is K n^(p + 2) - 2 log(n) + 1, convex in log(n): the risk rises, falls
        and rises again, or rises throughout. Where it falls at all, it falls where K (p + 2) n^(p + 2) = 2.
        """
        if self.most > 1 and self.falls_at(self.most) > 0:
            return self.most, self.most
        share = self.p * self.approximation / (self.estimation * self.most)
        with ctx.workprec(_PRECISION):
            turn = (2 * power(arb(self.most), self.p) / (share * (self.p + 2))) ** (1 / arb(self.p + 2))
        start = turn.mid().fmpq()
        if start <= 1 or start >= self.most or self.falls_at(start) <= 0:
            return fmpq(1), fmpq(1)
        return sign_change(self.falls_at, start, 2 * start, _HALVINGS)

    @property
    def best_samples(self) -> Enclosure:
        """The samples of the last local minimum: exact at an end, else within 2^-79 of its scale."""
        return Enclosure(*self.bracket())

    @property
    def least_risk(self) -> Enclosure:
        """The least risk over the whole range, which is that of one sample: both terms are greater beyond."""
        return enclose(self.approximation * power(1 / self.most, self.p))

    def witness(self) -> dict[str, Any]:
        return {name: str(getattr(self, name)) for name in ("approximation", "p", "estimation", "most")}


def log_tradeoff(approximation: Any, p: Any, estimation: Any, most: Any) -> LogTradeoff:
    """A trade-off with a logarithm of the samples, from numbers in any exact form."""
    return LogTradeoff(*map(rational, (approximation, p, estimation, most)))


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
