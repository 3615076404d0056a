"""Test errors of constants that are learnt from samples, exactly or in balls for any number of samples."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from flint import arb, ctx, fmpq

from boundkit.arithmetic.inverse_binomials import exact_inverse_total, mean_inverse_ball
from boundkit.arithmetic.rational import rational
from boundkit.constructions.segments import power_law
from boundkit.errors import DomainError
from boundkit.measures.bisection import sign_change
from boundkit.measures.regression import BALL_BITS, Number

_MOST_EXACT = 64  # samples


def mean_inverse(n: int, p: Any) -> Number:
    """E[1/J, J >= 1] for J successes of n draws with probability p: exact up to 64 draws, else a ball.

    Raises DomainError unless n >= 1 and 0 < p <= 1.

    >>> mean_inverse(2, "1/2")
    5/8
    """
    p = p if isinstance(p, arb) else rational(p)
    if n < 1 or not (p > 0 and p <= 1):
        raise DomainError(f"E[1/J] needs n >= 1 draws of a probability in (0, 1]; got n = {n}, p = {p}")
    if p == 1:
        return fmpq(1, n)
    if isinstance(p, fmpq) and n <= _MOST_EXACT:
        return exact_inverse_total(n, p, 1 - p)
    with ctx.workprec(BALL_BITS):
        return mean_inverse_ball(n, arb(p))


class _Learnt(ABC):
    """Cells whose constants are learnt: their expected test error after n samples."""

    def test_error(self, n: int) -> arb:
        """Exactly, as a ball."""
        return self._error(n, lambda p: arb(mean_inverse(n, p)))

    def enclosed(self, n: int) -> arb:
        """A ball around it that is quick to find, by the bounds of sharper.inverse_binomial."""

        def between(p: arb) -> arb:
            low = (1 - (1 - p) ** n) ** 2 / (n * p)
            return low.union(1 / ((n + 1) * p) + 3 / ((n + 1) * (n + 2) * p * p))

        return self._error(n, between)

    @abstractmethod
    def _error(self, n: int, mean: Callable[[arb], arb]) -> arb:
        """With ``mean`` of a probability in the place of E[1/J, J >= 1]."""


@dataclass(frozen=True)
class PowerCells(_Learnt):
    """beta = x^k on [0, 1], x uniform, noise of variance s2; m cells with the boundaries (i/m)^exponent."""

    k: int
    exponent: fmpq
    m: int
    s2: fmpq
    outside: fmpq

    @cached_property
    def cells(self) -> tuple[tuple[Number, Number, Number], ...]:
        """Probability, conditional mean and conditional variance of y in each cell."""
        found = []
        with ctx.workprec(BALL_BITS):
            for a, b in pairwise(power_law(self.exponent, self.m)):
                mass = b - a
                mean = (b ** (self.k + 1) - a ** (self.k + 1)) / ((self.k + 1) * mass)
                square = (b ** (2 * self.k + 1) - a ** (2 * self.k + 1)) / ((2 * self.k + 1) * mass)
                found.append((mass, mean, self.s2 + square - mean * mean))
        return tuple(found)

    def _error(self, n: int, mean: Callable[[arb], arb]) -> arb:
        total = arb(0)
        with ctx.workprec(BALL_BITS):
            for p, c, v in self.cells:
                p = arb(p)
                total += p * (v + v * mean(p) + (c - self.outside) ** 2 * (1 - p) ** n)
        return total


@dataclass(frozen=True)
class AffineCubes(_Learnt):
    """beta = x_1 + .. + x_d on [0, 1]^d, x uniform, noise of variance s2; G^d equal cubes."""

    d: int
    G: int
    s2: fmpq
    outside: fmpq

    def _error(self, n: int, mean: Callable[[arb], arb]) -> arb:
        spread, within = self.spread, fmpq(self.d, 12 * self.G**2)
        with ctx.workprec(BALL_BITS):
            p = 1 / arb(self.G**self.d)
            return (self.s2 + within) * (1 + mean(p)) + (spread - within) * (1 - p) ** n

    @property
    def spread(self) -> fmpq:
        """E (beta - outside)^2."""
        return fmpq(self.d, 12) + (fmpq(self.d, 2) - self.outside) ** 2


@dataclass(frozen=True)
class BestNumber:
    """The number of cells of least test error, and that error.

    Where no finite number is best (``exists`` is False), ``m`` is None and ``error`` what the errors fall to as m
    grows. Where it is not known (``exists`` is None), ``error`` is the least upper bound among the ``searched`` first.
    """

    m: int | None
    error: arb
    searched: int
    exists: bool | None


def best_number(k: int, exponent: Any, n: int, s2: Any, outside: Any = 0, most: int = 4096) -> BestNumber:
    """The number m of cells (i/m)^exponent of least test error after n samples of x^k, certified over all m.

    All m up to some M are compared: by the bounds of sharper.inverse_binomial, and those that these leave by the exact
    formula. Beyond M the excess over s2 is at least (s2/n) m (1 - exp(-r n/m))^2, which first rises and then falls in
    m, and (1 - p)^n E (x^k - outside)^2 for the largest probability p = m^(-r) of a cell, which rises. So the rest is
    excluded where the first is above the least excess at both ends of a range, and the second beyond it.

    No finite number is best where all errors are above E (y - outside)^2, to which they tend: those up to M by
    comparison, the others by the first bound of sharper.inverse_binomial. Raises DomainError unless 0 < exponent <= 1,
    n >= 1 and s2 > 0.

    >>> best_number(2, "3/5", 100, "1/25").m, best_number(2, 1, 5, "1/5", "1/3").exists
    (7, False)
    """
    r, s2, outside = rational(exponent), rational(s2), rational(outside)
    if not (0 < r <= 1 and n >= 1 and s2 > 0):
        raise DomainError(
            f"a best number needs boundaries with an exponent in (0, 1], samples and noise; got {r}, n = {n}, s2 = {s2}"
        )

    spread = fmpq(1, 2 * k + 1) - 2 * outside / (k + 1) + outside * outside
    farthest = spread if r == 1 else max(outside * outside, (1 - outside) ** 2)
    return _best(range(1, most + 2), lambda m: PowerCells(k, r, m, s2, outside), _Floor(n, r, s2, spread), farthest)


def best_cubes(d: int, n: int, s2: Any, outside: Any = 0, most: int = 4096) -> BestNumber:
    """The same for G^d equal cubes and beta = x_1 + .. + x_d, among all G. Raises DomainError unless n >= 1, s2 > 0.

    >>> best_cubes(2, 10**4, "1/20").m
    169
    """
    s2, outside = rational(s2), rational(outside)
    if not (d >= 1 and n >= 1 and s2 > 0):
        raise DomainError(f"a best number needs a dimension, samples and noise; got d = {d}, n = {n}, s2 = {s2}")
    sides = {G**d: G for G in range(1, most + 2)}
    spread = AffineCubes(d, 1, s2, outside).spread
    return _best(list(sides), lambda m: AffineCubes(d, sides[m], s2, outside), _Floor(n, fmpq(1), s2, spread), spread)


def _best(numbers: Sequence[int], of: Callable[[int], _Learnt], floor: _Floor, farthest: fmpq) -> BestNumber:
    """The best of ascending numbers of cells, the last of which only ends the search; see ``best_number``."""
    n, s2, limit = floor.n, floor.s2, floor.s2 + floor.spread

    def exact(m: int) -> arb:
        return of(m).test_error(n)

    with ctx.workprec(BALL_BITS):
        balls: dict[int, arb] = {}
        least = exact(numbers[0]).upper()
        for place, (m, more) in enumerate(pairwise(numbers), 1):
            if not floor.lies_above(least - s2, m):
                balls[m] = of(m).enclosed(n)
                least = balls[m].upper().min(least)
            if place.bit_count() == 1:  # a closer look at the most promising, now and then
                least = exact(min(balls, key=lambda at: balls[at].upper())).upper().min(least)
            if floor.lies_above(least - s2, more, onwards=True):
                return _least_of(balls, least, m, exact)
            if least > limit and _stays_above(m, n, floor.r, s2, farthest):
                balls |= {at: exact(at) for at, ball in balls.items() if not ball > limit}
                least = min(ball.upper() for ball in balls.values()).min(least)
                if all(ball > limit for ball in balls.values()):
                    return BestNumber(None, arb(limit), m, False)
    return BestNumber(None, least, numbers[-2], None)


def _least_of(balls: dict[int, arb], least: arb, searched: int, exact: Callable[[int], arb]) -> BestNumber:
    """The least of the errors that have these enclosures, none of them above ``least``; without m where balls tie."""
    near = {m: exact(m) for m, ball in balls.items() if not ball > least}
    best = min(near, key=lambda m: near[m].mid())
    alone = all(near[best] < error for m, error in near.items() if m != best)
    return BestNumber(best if alone else None, near[best], searched, True)


@dataclass(frozen=True)
class _Floor:
    """Lower bounds of the excess over s2 of m cells, which need no cell: see ``best_number``."""

    n: int
    r: fmpq
    s2: fmpq
    spread: fmpq

    def _learnt(self, cells: int) -> arb:
        """It first rises and then falls."""
        return self.s2 * arb(cells) / self.n * (1 - (-self.r * self.n / arb(cells)).exp()) ** 2

    def _unlearnt(self, cells: int) -> arb:
        """It rises."""
        return (1 - arb(cells) ** arb(-self.r)) ** self.n * self.spread

    def lies_above(self, excess: arb, m: int, *, onwards: bool = False) -> bool:
        """Whether an excess is certainly not reached by m cells, or by m and more."""
        if excess < self._unlearnt(m):
            return True
        if not excess < self._learnt(m):
            return False
        if not onwards:
            return True
        if not excess < self.spread:
            return False
        far = m
        while not excess < self._unlearnt(far):
            far *= 2
        return bool(excess < self._learnt(far))


def _stays_above(m: int, n: int, r: fmpq, s2: fmpq, farthest: fmpq) -> bool:
    """Whether more than m cells err by more than E (y - a)^2, whatever their number.

    The difference is sum_i p_i (v_i h(n, p_i) - (c_i - a)^2 (1 - w_i)), w_i = (1 - p_i)^n, and h(n, p) is at least
    (1 - w)^2/(n p), where (1 - w)/(n p) falls in p. ``farthest`` bounds (c_i - a)^2, for equal cells its mean.
    """
    p = arb(m + 1) ** arb(-r)
    return bool(s2 * (1 - (1 - p) ** n) / (n * p) > farthest)


@dataclass(frozen=True)
class LeastOnARay:
    """s2 + c m^(-2/d) + s2 m/n over all real m > 0."""

    c: fmpq
    n: int
    d: int
    s2: fmpq

    @property
    def place(self) -> Number:
        """The m of least value: exact where m^(1/d) has few binary digits, else a ball.

        The sign of the slope s2/n - (2 c/d) m^(-2/d - 1) is that of d s2 u^(d + 2) - 2 c n, u = m^(1/d).
        """
        low, high = sign_change(self._falls_at, fmpq(0), fmpq(1), BALL_BITS)
        if low == high:
            return low**self.d
        with ctx.workprec(BALL_BITS):
            return arb(low).union(arb(high)) ** self.d

    def _falls_at(self, u: fmpq) -> int:
        rising, falling = self.d * self.s2 * u ** (self.d + 2), 2 * self.c * self.n
        return int(rising < falling) - int(rising > falling)
