"""Where on its domain a condition on one symbol holds: every integer, every real number, the unbounded ends included.

The domain is cut into intervals on each of which the condition holds throughout or nowhere, by the range of the two
sides; where it changes once, because the difference of its sides is monotone, the change is bracketed. So an answer is
a partition of the whole domain, or of the part up to the first solution.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import sympy
from flint import arb, ctx, fmpq
from sympy.core.relational import Relational

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.enclosure import Enclosure
from boundkit.calculus.box import Box
from boundkit.calculus.boxes import decided, direction, span_over
from boundkit.calculus.smooth import is_smooth
from boundkit.calculus.steps import identity
from boundkit.calculus.text import plain
from boundkit.errors import DomainError, NotEvaluableError, UndecidedError

_LEAST_PRECISION = 64
_HIGHEST_PRECISION = 1 << 14
_FINEST = 200  # halvings of a real interval, below which the two sides may touch
DIGITS = 17
BUDGET = 3_000


@dataclass(frozen=True)
class Span:
    """The values that a symbol takes: from ``low`` (excluded if ``open``) to ``high`` (excluded if ``open_above``).

    None is no end on that side.
    """

    low: fmpq | None
    high: fmpq | None
    open: bool = False
    open_above: bool = False


@dataclass(frozen=True)
class Branch:
    """A maximal run of solutions. An end is a point, or brackets one; None where the run has no end on that side.

    ``opens`` says that the lower end is excluded, since it is the open end of the domain.
    """

    low: Enclosure | None
    high: Enclosure | None
    opens: bool = False


@dataclass(frozen=True)
class Piece:
    """An interval, ends included unless ``opens``, on which the condition holds throughout or nowhere."""

    low: fmpq | None
    high: fmpq | None
    truth: bool
    opens: bool = False


class Trend(int):
    """1 where a truth never falls as the symbol grows, -1 where it never rises; itself no truth."""


class Sweep:
    """The conditions, all of which must hold, as functions of one symbol over a span.

    ``budget`` is the number of intervals that may be looked at; beyond it UndecidedError is raised. Real ends are
    bracketed to ``digits`` significant digits.
    """

    def __init__(
        self,
        conditions: Iterable[Relational],
        symbol: sympy.Symbol,
        span: Span,
        digits: int = DIGITS,
        budget: int = BUDGET,
    ) -> None:
        self.conditions = [(condition, condition.lhs - condition.rhs) for condition in conditions]
        self.symbol, self.span = symbol, span
        self.integer = bool(symbol.is_integer)
        self.width = fmpq(1, 10**digits)
        self.left = self.budget = budget

    def branches(self) -> tuple[Branch, ...]:
        """All solutions of the domain, as runs from left to right."""
        return tuple(self._runs(list(self.pieces())))

    def first(self) -> tuple[Branch | None, Piece | None]:
        """The run that begins with the least solution, its end left open, and the piece before it that is excluded."""
        last: Piece | None = None
        for piece in self._line():
            if piece.truth:
                return next(self._runs([piece] if last is None else [last, piece])), last
            last = piece
        return None, last

    def pieces(self) -> Iterator[Piece]:
        """Pieces from left to right, neighbours of one truth joined, found as they are asked for."""
        last: Piece | None = None
        for piece in self._line():
            if last is not None and last.truth == piece.truth:
                last = Piece(last.low, piece.high, last.truth, last.opens)
                continue
            if last is not None:
                yield last
            last = piece
        if last is not None:
            yield last

    # the line, cut ------------------------------------------------------------------------------------------------

    def _line(self) -> Iterator[Piece]:
        low, high, opens = self.span.low, self.span.high, self.span.open
        if low is not None and not opens and not self.integer and self.truth_at(low) is None:
            yield Piece(low, low, False)  # not defined at the end, where the condition does not hold
            opens = True
        pivot = self._pivot(low, high)
        if pivot is None:
            return
        if low is None or opens:
            yield from self._towards(low, pivot, opens)
        elif low < pivot:
            yield from self._cut(low, pivot if not self.integer else pivot - 1)
        yield from self._onwards(pivot, high)

    def _pivot(self, low: fmpq | None, high: fmpq | None) -> fmpq | None:
        """Where the walk to the left and the walk to the right begin; None for an empty domain."""
        if low is not None and high is not None and low > high:
            return None
        pivot = fmpq(0) if low is None else low + (1 if not self.integer else 0)
        if high is not None and self.span.open_above:
            return min(pivot, high - 1 if low is None else (low + high) / 2)
        return pivot if high is None else min(pivot, high)

    def _towards(self, low: fmpq | None, pivot: fmpq, opens: bool) -> Iterator[Piece]:
        """From the lower end, which is open or infinite, to the pivot: blocks that double, or halve, away from it."""
        blocks: list[tuple[fmpq, fmpq]] = []
        right, step = pivot, fmpq(1)
        while True:
            head = self._state(low, self._before(right), opens)
            if isinstance(head, bool):
                yield Piece(low, self._before(right), head, opens)
                break
            left = right - step if low is None else low + (right - low) / 2
            blocks.append((left, self._before(right)))
            right, step = left, step * 2
        for block in reversed(blocks):
            yield from self._cut(*block)

    def _before(self, end: fmpq) -> fmpq:
        return end - 1 if self.integer else end

    def _onwards(self, pivot: fmpq, high: fmpq | None) -> Iterator[Piece]:
        left, step = pivot, fmpq(1)
        while high is None or left <= high:
            rest = self._state(left, high, False)
            if isinstance(rest, bool):
                yield Piece(left, high, rest)
                return
            right = left + step
            if high is not None:
                right = min(right, (left + high) / 2 if self.span.open_above else high)
            yield from self._cut(left, right)
            if right == high:
                return
            left, step = right + 1 if self.integer else right, step * 2

    def _cut(self, low: fmpq, high: fmpq) -> Iterator[Piece]:
        """Pieces of a bounded interval."""
        pending = [(low, high, 0)]
        while pending:
            low, high, halvings = pending.pop()
            state = self._state(low, high, False)
            if isinstance(state, bool):
                yield Piece(low, high, state)
            elif low == high:
                yield Piece(low, high, bool(self.truth_at(low)))
            elif state is not None:
                yield from self._crossing(low, high)
            elif halvings == _FINEST:
                raise UndecidedError(
                    f"near {self.symbol} = {plain_number(low)} the two sides touch, or one has no value, or balls do "
                    "not tell them apart"
                )
            else:
                middle = self._middle(low, high)
                right = middle + 1 if self.integer else middle
                pending += [(right, high, halvings + 1), (low, middle, halvings + 1)]

    def _crossing(self, low: fmpq, high: fmpq) -> Iterator[Piece]:
        """The condition changes once at most: bisection."""
        first, last = bool(self.truth_at(low)), bool(self.truth_at(high))
        if first == last:
            yield Piece(low, high, first)
            return
        begin, end = low, high
        while high - low > self._finest(low, high):
            middle, truth = self._decided_between(low, high)
            low, high = (middle, high) if truth == first else (low, middle)
        yield Piece(begin, low, first)
        yield Piece(high, end, last)

    def _finest(self, low: fmpq, high: fmpq) -> fmpq:
        """The width at which a bracket is narrow enough."""
        if self.integer:
            return fmpq(1)
        return self.width * max(abs(low), abs(high), self.width if low <= 0 <= high else fmpq(0))

    def _decided_between(self, low: fmpq, high: fmpq) -> tuple[fmpq, bool]:
        """A point near the middle and what holds there; beside it where the two sides may be equal at the middle."""
        middle = self._middle(low, high)
        try:
            return middle, bool(self.truth_at(middle))
        except UndecidedError:
            if self.integer:
                raise
            beside = middle + (high - middle) / 7
            return beside, bool(self.truth_at(beside))

    def _middle(self, low: fmpq, high: fmpq) -> fmpq:
        middle = (low + high) / 2
        return fmpq(middle.floor()) if self.integer else middle

    # what holds ---------------------------------------------------------------------------------------------------

    def _state(self, low: fmpq | None, high: fmpq | None, opens: bool) -> bool | Trend | None:
        """True or False where that is so throughout; a trend where the truth never falls, or never rises."""
        self.left -= 1
        if self.left < 0:
            reached = plain_number(low if high is None else high)
            raise UndecidedError(
                f"{self.budget} intervals did not decide {_short(self.conditions)} for all "
                f"{self.symbol}; they reached {reached}. Ask for the least solution, or raise the budget"
            )
        if opens and low is not None and low != 0:
            return self._above_low._state(fmpq(0), None if high is None else high - low, True)
        if high is not None and self.span.open_above and high == self.span.high:
            return self._below_high._state(fmpq(0), None if low is None else high - low, True)
        name, precision = self.symbol.name, _LEAST_PRECISION + max(_bits(low), _bits(high))
        box = Box({name: (low, high)}, frozenset([name] if self.integer else []))
        trends: set[int | None] = set()
        for condition, difference in self.conditions:
            with ctx.workprec(precision):
                truth = _throughout(condition, box)
                if truth is None and opens:  # spans know that 0 is excluded where they begin, not where they end
                    truth = _throughout(condition.reversed, box)
                if truth is None:
                    trends.add(_trend(condition, _direction(difference, self.symbol, box)))
            if truth is False:
                return False
        if not trends:
            return True
        trend = trends.pop()
        if trends or trend is None:
            return None
        return self._from_one_end(trend, box, None if opens else low, high)

    @cached_property
    def _above_low(self) -> Sweep:
        return self._by_distance(self.span.low, 1)

    @cached_property
    def _below_high(self) -> Sweep:
        return self._by_distance(self.span.high, -1)

    def _by_distance(self, end: fmpq | None, sign: int) -> Sweep:
        """The conditions as functions of the distance from an excluded end, which spans know to be positive."""
        assert end is not None
        distance = sympy.Symbol(self.symbol.name, positive=True)
        place = sympy.Rational(int(end.p), int(end.q)) + sign * distance
        conditions = [
            condition.func(*(side.xreplace({self.symbol: place}) for side in condition.args), evaluate=False)
            for condition, _ in self.conditions
        ]
        return Sweep(conditions, distance, Span(fmpq(0), None, True), budget=self.budget)

    def _from_one_end(self, trend: int, box: Box, low: fmpq | None, high: fmpq | None) -> bool | Trend | None:
        """What a monotone truth that is known at one end says of all; the trend itself where both ends are there.

        Where a side is not defined, the condition does not hold: only the answer False can do without that certificate.
        """
        for end, falls in ((low, trend < 0), (high, trend > 0)):
            truth = None if end is None else self.truth_at(end)
            if truth is False and falls:
                return False
            if truth is True and not falls and self._defined_on(box):
                return True
        return Trend(trend) if low is not None and high is not None and self._defined_on(box) else None

    def _defined_on(self, box: Box) -> bool:
        with ctx.workprec(_LEAST_PRECISION):
            return all(_span(side, box) is not None for condition, _ in self.conditions for side in condition.args)

    def truth_at(self, point: fmpq) -> bool | None:
        """Whether all conditions hold at a point; None where one of them is not defined, or no value is allowed.

        Raises UndecidedError where balls of 16384 bits do not tell the sides apart and no identity makes them equal.
        """
        if self.span.open_above and point == self.span.high:
            return None
        try:
            return all(_holds_at(condition, self.symbol, point) for condition, _ in self.conditions)
        except UndecidedError:
            raise
        except DomainError:
            return None

    # the answer ---------------------------------------------------------------------------------------------------

    def _runs(self, pieces: Sequence[Piece]) -> Iterator[Branch]:
        for index, piece in enumerate(pieces):
            if piece.truth:
                before = pieces[index - 1] if index else None
                after = pieces[index + 1] if index + 1 < len(pieces) else None
                low = self._end(None if before is None else before.high, piece.low, piece.low)
                high = self._end(piece.high, None if after is None else after.low, piece.high)
                yield Branch(low, high, piece.opens)

    def _end(self, left: fmpq | None, right: fmpq | None, own: fmpq | None) -> Enclosure | None:
        """The end of a run that lies between two points; ``own`` is the one that belongs to the run."""
        if own is None:
            return None
        if self.integer or left is None or right is None:
            return Enclosure(own, own)
        return self.change(left, right)

    def change(self, left: fmpq, right: fmpq) -> Enclosure:
        """Where between two points the truth changes, once.

        Exact when the simplest rational makes the analytic sides of a condition equal that changes, and every other
        condition holds there, or holds up to there.
        """
        simplest = simplest_between(left, right)
        with suppress(UndecidedError):
            true, false = (left, right) if self.truth_at(left) else (right, left)
            turning = [
                condition
                for condition, difference in self.conditions
                if is_smooth(difference)
                and _equal_at(difference, self.symbol, simplest)
                and self._holds(condition, true)
            ]
            if any(not self._holds(condition, false) for condition in turning) and all(
                condition in turning or self._holds(condition, simplest) for condition, _ in self.conditions
            ):
                return Enclosure(simplest, simplest)
        return Enclosure(left, right)

    def _holds(self, condition: Relational, point: fmpq) -> bool:
        """Whether one condition holds at a point; not where it has no value."""
        try:
            return _holds_at(condition, self.symbol, point)
        except DomainError:
            return False


def _throughout(condition: Relational, box: Box) -> bool | None:
    try:
        return decided(condition, box)
    except (DomainError, NotEvaluableError):
        return None


def _direction(difference: sympy.Expr, symbol: sympy.Symbol, box: Box) -> int | None:
    """The direction on a box, wherever it is defined; by the range of the derivative where that is needed."""
    try:
        found = direction(difference, symbol, box)
    except (DomainError, NotEvaluableError):
        return None
    if found is not None or not is_smooth(difference):
        return found
    slope = _span(_slope(difference, symbol), box)
    return None if slope is None else slope.sign


def _span(expression: sympy.Expr, box: Box) -> Any:
    try:
        return span_over(expression, box)
    except (DomainError, NotEvaluableError):
        return None


@lru_cache(maxsize=1024)
def _slope(difference: sympy.Expr, symbol: sympy.Symbol) -> sympy.Expr:
    return sympy.factor_terms(sympy.diff(difference, symbol))


def _trend(condition: Relational, direction: int | None) -> int | None:
    """How the truth of a condition moves when the difference of its sides moves that way."""
    if not direction or isinstance(condition, sympy.Eq | sympy.Ne):
        return None
    return direction if isinstance(condition, sympy.Ge | sympy.Gt) else -direction


def _holds_at(condition: Relational, symbol: sympy.Symbol, point: fmpq) -> bool:
    precision = _LEAST_PRECISION
    while precision <= _HIGHEST_PRECISION:
        try:
            with ctx.workprec(precision):
                truth = exact_or_ball(condition, {symbol.name: point})
        except UndecidedError:
            truth = None
        if truth is not None:
            return bool(truth)
        precision *= 2
    if identity("", *(_side_at(side, symbol, point) for side in condition.args)).holds:
        return isinstance(condition, sympy.Le | sympy.Ge | sympy.Eq)
    raise UndecidedError(f"{plain(condition)} is undecided at {symbol} = {plain_number(point)}: the sides may be equal")


def _side_at(side: sympy.Expr, symbol: sympy.Symbol, point: fmpq) -> sympy.Expr:
    """One side with a number put in. Raises DomainError where it has no value."""
    try:
        value = side.subs(symbol, sympy.Rational(int(point.p), int(point.q)))
    except ValueError:  # sympy's Max and Min refuse what is not comparable, such as 1/0
        value = sympy.nan
    if value.has(sympy.zoo, sympy.nan) or value.is_infinite:
        raise DomainError(f"{plain(side)} has no value at {symbol} = {plain_number(point)}")
    return value


def _equal_at(difference: sympy.Expr, symbol: sympy.Symbol, point: fmpq) -> bool:
    try:
        return bool(exact_or_ball(difference, {symbol.name: point}) == 0)
    except (DomainError, UndecidedError):
        return False


def _short(conditions: Iterable[tuple[Relational, sympy.Expr]]) -> str:
    text = " and ".join(plain(condition) for condition, _ in conditions)
    return text if len(text) <= 120 else text[:120] + " .."


def simplest_between(low: fmpq, high: fmpq) -> fmpq:
    """The rational of least denominator from low to high, both included.

    >>> simplest_between(fmpq(3, 10), fmpq(2, 5)), simplest_between(fmpq(-1, 2), fmpq(1, 2))
    (1/3, 0)
    """
    if low <= 0 <= high:
        return fmpq(0)
    if high < 0:
        return -simplest_between(-high, -low)
    whole = low.ceil()
    if whole <= high:
        return fmpq(whole)
    floor = low.floor()
    return floor + 1 / simplest_between(1 / (high - floor), 1 / (low - floor))


def _bits(end: fmpq | None) -> int:
    return 0 if end is None else int(end.height_bits())


def plain_number(end: Any) -> str:
    """A number, or an end without one, short enough to read."""
    return "no end" if end is None else str(Enclosure(end, end)) if isinstance(end, fmpq | arb) else str(end)
