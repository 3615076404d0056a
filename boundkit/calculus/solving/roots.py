"""Where on its domain a condition on one symbol holds: every integer, every real number, the unbounded ends included.

The domain is cut into intervals on each of which the condition holds throughout or nowhere, by the range of the two
sides; where it changes once, because the difference of its sides is monotone, the change is bracketed. So an answer is
a partition of the whole domain, or of the part up to the first solution.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import count

import sympy
from flint import ctx, fmpq
from sympy.core.relational import Relational

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.solving.partial import edges, put
from boundkit.calculus.solving.runs import Branch, Piece, plain_number, simplest_between
from boundkit.calculus.solving.truths import (
    LEAST_PRECISION,
    Trend,
    equal_at,
    holds_after,
    holds_at,
    holds_from,
    holds_on,
    joined,
)
from boundkit.errors import DomainError, UndecidedError
from boundkit.formulas.domain import Bounds
from boundkit.formulas.numbers import to_sympy
from boundkit.formulas.smooth import is_smooth
from boundkit.formulas.text import plain

_THOROUGH = (3, 8, 12)  # steps away from where the walk begins
_FINEST = 200  # halvings of a real interval, below which the two sides may touch
DIGITS = 17
BUDGET = 3_000


class _Left:
    """How many intervals may still be looked at."""

    def __init__(self, budget: int) -> None:
        self.budget = self.left = budget


class Sweep:
    """The conditions, all of which must hold, as functions of one symbol over a span.

    ``budget`` is the number of intervals that may be looked at; beyond it UndecidedError is raised. Real ends are
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
        low, high, opens = self.bounds.low, self.bounds.high, self.bounds.open
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
        if high is not None and self.bounds.open_above:
            return min(pivot, high - 1 if low is None else (low + high) / 2)
        return pivot if high is None else min(pivot, high)

    def _towards(self, low: fmpq | None, pivot: fmpq, opens: bool) -> Iterator[Piece]:
        """From the lower end, which is open or infinite, to the pivot: blocks that double, or halve, away from it."""
        blocks: list[tuple[fmpq, fmpq]] = []
        right, step = pivot, fmpq(1)
        for steps in count(1):
            head = self._state(low, self._before(right), opens, steps)
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
        for steps in count(1):
            if high is not None and left > high:
                return
            rest = self._state(left, high, False, steps)
            if isinstance(rest, bool):
                yield Piece(left, high, rest)
                return
            right = left + step
            if high is not None:
                right = min(right, (left + high) / 2 if self.bounds.open_above else high)
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
            elif not self.integer and (place := self._place_apart(low, high, self._zeros)) is not None:
                yield from self._around(place, low, high)
            elif halvings == _FINEST:
                raise UndecidedError(
                    f"near {self.symbol} = {plain_number(low)} the two sides touch, or one has no value, or balls do "
                    "not tell them apart"
                )
            else:
                middle = self._middle(low, high)
                right = middle + 1 if self.integer else middle
                pending += [(right, high, halvings + 1), (low, middle, halvings + 1)]

    def _place_apart(self, low: fmpq, high: fmpq, zeros: Iterable[sympy.Expr]) -> fmpq | None:
        """The simplest number between two, if one of the formulas is 0 there."""
        place = simplest_between(low, high)
        return place if any(equal_at(zero, self.symbol, place) for zero in zeros) else None

    @cached_property
    def _borders(self) -> tuple[sympy.Expr, ...]:
        """Formulas that are 0 where a side begins or ceases to have a value."""
        sides = [side for condition, _ in self.conditions for side in condition.args]
        return tuple(dict.fromkeys(edge for side in sides for edge in edges(side) if edge.has(self.symbol)))

    @cached_property
    def _zeros(self) -> tuple[sympy.Expr, ...]:
        """Formulas that are 0 where sides are equal, or where they begin or cease to have values."""
        return (*(difference for _, difference in self.conditions), *self._borders)

    def _around(self, place: fmpq, low: fmpq, high: fmpq) -> Iterator[Piece]:
        """What is below a place, the place itself, and what is above it."""
        if low < place:
            yield from self._part(Bounds(low, place, open_above=True)).pieces()
        yield Piece(place, place, bool(self.truth_at(place)))
        if place < high:
            yield from self._part(Bounds(place, high, True)).pieces()

    def _crossing(self, low: fmpq, high: fmpq) -> Iterator[Piece]:
        """The condition changes once at most: bisection, and the simplest number in the bracket looked at."""
        first, last = bool(self.truth_at(low)), bool(self.truth_at(high))
        if first == last:
            yield Piece(low, high, first)
            return
        begin, end = low, high
        while high - low > self._finest(low, high):
            middle, truth = self._decided_between(low, high)
            low, high = (middle, high) if truth == first else (low, middle)
        yield Piece(begin, low, first)
        if not self.integer and (place := self._place_apart(low, high, self._borders)) is not None:
            yield from self._around(place, low, high)
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
            raise UndecidedError(
                f"{self.intervals.budget} intervals did not decide {_short(self.conditions)} for all {self.symbol}; "
                f"they reached {plain_number(reached)}. Ask for the least solution (--want least), for a part of the "
                "domain (--between A B), or for more intervals (--budget N)"
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
    def _above_low(self) -> Sweep:
        return self._by_distance(self.bounds.low, 1)

    @cached_property
    def _below_high(self) -> Sweep:
        return self._by_distance(self.bounds.high, -1)

    def _by_distance(self, end: fmpq | None, sign: int) -> Sweep:
        """The conditions as functions of the distance from an excluded end, which spans know to be positive."""
        assert end is not None
        distance = sympy.Symbol(self.symbol.name, positive=True)
        place = to_sympy(end) + sign * distance
        conditions = [put(condition, self.symbol, place) for condition, _ in self.conditions]
        return self._part(Bounds(fmpq(0), None, True), conditions, distance)

    def _part(
        self, bounds: Bounds, conditions: Iterable[Relational] | None = None, symbol: sympy.Symbol | None = None
    ) -> Sweep:
        """The same question between other bounds; what it looks at is counted together."""
        own = [condition for condition, _ in self.conditions] if conditions is None else conditions
        part = Sweep(own, self.symbol if symbol is None else symbol, bounds)
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
                and equal_at(difference, self.symbol, simplest)
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
            return holds_at(condition, self.symbol, point)
        except DomainError:
            return False


def _is_due(number: int) -> bool:
    """Whether the end is looked at from afar after so many steps: ever more seldom, 1, 2, 3, 4, 6, 8, 12, 16, 24, .."""
    return number.bit_length() - (number & -number).bit_length() <= 1


def _short(conditions: Iterable[tuple[Relational, sympy.Expr]]) -> str:
    text = " and ".join(plain(condition) for condition, _ in conditions)
    return text if len(text) <= 120 else text[:120] + " .."


def _bits(end: fmpq | None) -> int:
    return 0 if end is None else int(end.height_bits())
