"""What conditions on one symbol say of a part of its domain: throughout, nowhere, or with one change at most."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Self

import sympy
from flint import ctx, fmpq
from sympy.core.relational import Relational

from boundkit.calculus.ranges.box import Box
from boundkit.calculus.solving.partial import put
from boundkit.calculus.solving.runs import plain_number
from boundkit.calculus.solving.truths import (
    LEAST_PRECISION,
    Trend,
    holds_after,
    holds_at,
    holds_from,
    holds_on,
    joined,
)
from boundkit.errors import DomainError, SearchExhaustedError, UndecidedError
from boundkit.formulas.domain import Bounds
from boundkit.formulas.numbers import to_sympy
from boundkit.formulas.text import plain

_THOROUGH = (3, 8, 12)  # steps away from where the walk begins
DIGITS = 17
BUDGET = 3_000


class _Left:
    """How many intervals may still be looked at."""

    def __init__(self, budget: int) -> None:
        self.budget = self.left = budget


class Question:
    """Conditions, all of which must hold, as functions of one symbol over a span of values.

    ``budget`` is the number of intervals that may be looked at; beyond it SearchExhaustedError is raised. Real ends are
    bracketed to ``digits`` significant digits.
    """

    def __init__(
        self,
        conditions: Iterable[Relational],
        symbol: sympy.Symbol,
        bounds: Bounds,
        digits: int = DIGITS,
        budget: int = BUDGET,
    ) -> None:
        self.conditions = [(condition, condition.lhs - condition.rhs) for condition in conditions]
        self.symbol, self.bounds = symbol, bounds
        self.integer = bool(symbol.is_integer)
        self.width = fmpq(1, 10**digits)
        self.intervals = _Left(budget)

    def _state(self, low: fmpq | None, high: fmpq | None, opens: bool, steps: int = 0) -> bool | Trend | None:
        """True or False where that is so throughout; a trend where the truth never falls, or never rises.

        After so many ``steps`` towards an end that is open, it is looked at from afar as well, ever more seldom.
        """
        self._spend(low if high is None else high)
        if opens and low is not None and not (low == 0 and self.symbol.is_positive):
            return self._above_low._state(fmpq(0), None if high is None else high - low, True, steps)
        if high is not None and self.bounds.open_above and high == self.bounds.high:
            return self._below_high._state(fmpq(0), None if low is None else high - low, True, steps)
        name, precision = self.symbol.name, LEAST_PRECISION + max(_bits(low), _bits(high))
        box = Box({name: (low, high)}, frozenset([name] if self.integer else []))
        trends: set[int | None] = set()
        with ctx.workprec(precision):
            for condition, _ in self.conditions:
                truth = holds_on(condition, self.symbol, box, opens)
                if truth is False:
                    return False
                if truth is not True:
                    trends.add(truth)
        known = joined(trends)
        if isinstance(known, Trend):
            known = self._from_one_end(known, None if opens else low, high)
        if known is None and steps and _is_due(steps) and (opens or low is None or high is None):
            return self._far_out(low, high, steps in _THOROUGH)
        return known

    def _spend(self, reached: fmpq | None) -> None:
        self.intervals.left -= 1
        if self.intervals.left < 0:
            raise SearchExhaustedError(
                f"{self.intervals.budget} intervals did not decide {_short(self.conditions)} for all {self.symbol}; "
                f"they reached {plain_number(reached)}"
            )

    def _far_out(self, low: fmpq | None, high: fmpq | None, thorough: bool) -> bool | None:
        """What holds towards an end without limit, or towards 0, which is left out."""
        scale = sympy.Symbol(self.symbol.name, positive=True, integer=self.symbol.is_integer)
        truths: list[bool | None] = []
        for condition, _ in self.conditions:
            if low is not None and high is not None:
                truths.append(holds_after(condition, self.symbol, high))
            elif low is not None:
                truths.append(holds_from(put(condition, self.symbol, scale), scale, low, thorough=thorough))
            elif high is not None:
                truths.append(holds_from(put(condition, self.symbol, -scale), scale, -high, thorough=thorough))
        return False if False in truths else None if None in truths else True

    @cached_property
    def _above_low(self) -> Self:
        return self._by_distance(self.bounds.low, 1)

    @cached_property
    def _below_high(self) -> Self:
        return self._by_distance(self.bounds.high, -1)

    def _by_distance(self, end: fmpq | None, sign: int) -> Self:
        """The conditions as functions of the distance from an excluded end, which spans know to be positive."""
        assert end is not None
        distance = sympy.Symbol(self.symbol.name, positive=True)
        place = to_sympy(end) + sign * distance
        conditions = [put(condition, self.symbol, place) for condition, _ in self.conditions]
        return self._part(Bounds(fmpq(0), None, True), conditions, distance)

    def _part(
        self, bounds: Bounds, conditions: Iterable[Relational] | None = None, symbol: sympy.Symbol | None = None
    ) -> Self:
        """The same question between other bounds; what it looks at is counted together."""
        own = [condition for condition, _ in self.conditions] if conditions is None else conditions
        part = type(self)(own, self.symbol if symbol is None else symbol, bounds)
        part.width, part.intervals = self.width, self.intervals
        return part

    def _from_one_end(self, trend: Trend, low: fmpq | None, high: fmpq | None) -> bool | Trend | None:
        """What a monotone truth that is known at one end says of all; the trend itself where both ends are there."""
        for end, falls in ((low, trend < 0), (high, trend > 0)):
            if end is not None and bool(self.truth_at(end)) is not falls:
                return not falls
        return trend if low is not None and high is not None else None

    def truth_at(self, point: fmpq) -> bool | None:
        """Whether all conditions hold at a point; None where one of them is not defined, or no value is allowed.

        Raises UndecidedError where balls of 16384 bits do not tell the sides apart and no identity makes them equal.
        """
        if self.bounds.open_above and point == self.bounds.high:
            return None
        try:
            return all(holds_at(condition, self.symbol, point) for condition, _ in self.conditions)
        except UndecidedError:
            raise
        except DomainError:
            return None


def _is_due(number: int) -> bool:
    """Whether the end is looked at from afar after so many steps: ever more seldom, 1, 2, 3, 4, 6, 8, 12, 16, 24, .."""
    return number.bit_length() - (number & -number).bit_length() <= 1


def _short(conditions: Iterable[tuple[Relational, sympy.Expr]]) -> str:
    text = " and ".join(plain(condition) for condition, _ in conditions)
    return text if len(text) <= 120 else text[:120] + " .."


def _bits(end: fmpq | None) -> int:
    return 0 if end is None else int(end.height_bits())
