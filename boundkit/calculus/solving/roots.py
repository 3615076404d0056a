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
from flint import fmpq
from sympy.core.relational import Relational

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.calculus.solving.partial import edges
from boundkit.calculus.solving.question import Question
from boundkit.calculus.solving.runs import Branch, Stretch, plain_number, simplest_between
from boundkit.calculus.solving.truths import equal_at, holds_at
from boundkit.errors import DomainError, UndecidedError
from boundkit.formulas.domain import Bounds
from boundkit.formulas.smooth import is_smooth

_FINEST = 200  # halvings of a real interval, below which the two sides may touch


class Sweep(Question):
    """The domain of a question cut into pieces, and the runs of its solutions. Raises UndecidedError."""

    def branches(self) -> tuple[Branch, ...]:
        """All solutions of the domain, as runs from left to right."""
        return tuple(self._runs(list(self.pieces())))

    def first(self) -> tuple[Branch | None, Stretch | None]:
        """The run that begins with the least solution, its end left open, and the piece before it that is excluded."""
        last: Stretch | None = None
        for piece in self._line():
            if piece.truth:
                return next(self._runs([piece] if last is None else [last, piece])), last
            last = piece
        return None, last

    def pieces(self) -> Iterator[Stretch]:
        """Pieces from left to right, neighbours of one truth joined, found as they are asked for."""
        last: Stretch | None = None
        for piece in self._line():
            if last is not None and last.truth == piece.truth:
                last = Stretch(last.low, piece.high, last.truth, last.opens)
                continue
            if last is not None:
                yield last
            last = piece
        if last is not None:
            yield last

    # the line, cut ------------------------------------------------------------------------------------------------

    def _line(self) -> Iterator[Stretch]:
        low, high, opens = self.bounds.low, self.bounds.high, self.bounds.open
        if low is not None and not opens and not self.integer and self.truth_at(low) is None:
            yield Stretch(low, low, False)  # not defined at the end, where the condition does not hold
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

    def _towards(self, low: fmpq | None, pivot: fmpq, opens: bool) -> Iterator[Stretch]:
        """From the lower end, which is open or infinite, to the pivot: blocks that double, or halve, away from it."""
        blocks: list[tuple[fmpq, fmpq]] = []
        right, step = pivot, fmpq(1)
        for steps in count(1):
            head = self._state(low, self._before(right), opens, steps)
            if isinstance(head, bool):
                yield Stretch(low, self._before(right), head, opens)
                break
            left = right - step if low is None else low + (right - low) / 2
            blocks.append((left, self._before(right)))
            right, step = left, step * 2
        for block in reversed(blocks):
            yield from self._cut(*block)

    def _before(self, end: fmpq) -> fmpq:
        return end - 1 if self.integer else end

    def _onwards(self, pivot: fmpq, high: fmpq | None) -> Iterator[Stretch]:
        left, step = pivot, fmpq(1)
        for steps in count(1):
            if high is not None and left > high:
                return
            rest = self._state(left, high, False, steps)
            if isinstance(rest, bool):
                yield Stretch(left, high, rest)
                return
            right = left + step
            if high is not None:
                right = min(right, (left + high) / 2 if self.bounds.open_above else high)
            yield from self._cut(left, right)
            if right == high:
                return
            left, step = right + 1 if self.integer else right, step * 2

    def _cut(self, low: fmpq, high: fmpq) -> Iterator[Stretch]:
        """Pieces of a bounded interval."""
        pending = [(low, high, 0)]
        while pending:
            low, high, halvings = pending.pop()
            state = self._state(low, high, False)
            if isinstance(state, bool):
                yield Stretch(low, high, state)
            elif low == high:
                yield Stretch(low, high, bool(self.truth_at(low)))
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

    def _around(self, place: fmpq, low: fmpq, high: fmpq) -> Iterator[Stretch]:
        """What is below a place, the place itself, and what is above it."""
        if low < place:
            yield from self._part(Bounds(low, place, open_above=True)).pieces()
        yield Stretch(place, place, bool(self.truth_at(place)))
        if place < high:
            yield from self._part(Bounds(place, high, True)).pieces()

    def _crossing(self, low: fmpq, high: fmpq) -> Iterator[Stretch]:
        """The condition changes once at most: bisection, and the simplest number in the bracket looked at."""
        first, last = bool(self.truth_at(low)), bool(self.truth_at(high))
        if first == last:
            yield Stretch(low, high, first)
            return
        begin, end = low, high
        while high - low > self._finest(low, high):
            middle, truth = self._decided_between(low, high)
            low, high = (middle, high) if truth == first else (low, middle)
        yield Stretch(begin, low, first)
        if not self.integer and (place := self._place_apart(low, high, self._borders)) is not None:
            yield from self._around(place, low, high)
        yield Stretch(high, end, last)

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

    # the answer ---------------------------------------------------------------------------------------------------

    def _runs(self, pieces: Sequence[Stretch]) -> Iterator[Branch]:
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
