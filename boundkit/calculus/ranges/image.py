"""Ranges of formulas on boxes, as tight as asked, by cutting the box."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from heapq import heappop, heappush
from itertools import count
from typing import Any

import sympy
from flint import arb, ctx, fmpq
from sympy.core.relational import Relational

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.arithmetic.span import span
from boundkit.calculus.ranges.box import Box, point_box
from boundkit.calculus.ranges.boxes import corner_boxes, natural, span_over, symbols_of
from boundkit.calculus.ranges.domains import Domains
from boundkit.errors import BudgetExhaustedError, DomainError, MissingValueError, UndecidedError
from boundkit.formulas.binders import with_own_indices
from boundkit.formulas.evaluation import expand
from boundkit.formulas.text import plain

_PRECISIONS = (128, 512, 2048)
_ROUNDING = fmpq(1, 2**96)
_MOST_BOXES = 20_000


def range_of(
    expression: sympy.Expr,
    box: Box,
    tolerance: Any = "1/100",
    *,
    where: Iterable[Relational] = (),
    most_boxes: int = _MOST_BOXES,
) -> Enclosure:
    """An interval that holds every value on the box, and whose ends are near values that are attained.

    Each end is within ``tolerance`` times the largest size of a value. Points outside the domains of the symbols
    (k > E), or where a relation of ``where`` fails, do not count; a symbol of the relations alone that the box does not
    name may be anything allowed. Raises MissingValueError for a symbol of the formula without an interval, DomainError
    where an interval leaves its domain, the formula is not defined or no point is allowed, and BudgetExhaustedError,
    saying what was reached, when ``most_boxes`` do not suffice.

    >>> n = sympy.Symbol("n", integer=True, positive=True)
    >>> str(range_of(n * (7 - n), Box.of({"n": (1, 6)})))
    '[6, 12]'
    """
    formula, allowed = expand(expression), max(rational(tolerance), _ROUNDING)
    domains = Domains.of(formula, where=where)
    (formula,) = with_own_indices([formula], (symbol.name for symbol in domains.symbols))
    own = [symbol.name for symbol in symbols_of(formula)]
    if missing := [name for name in own if name not in box.ends]:
        raise MissingValueError(f"the box has no interval for {', '.join(missing)}; give one for every symbol")
    names = [symbol.name for symbol in domains.symbols if symbol.name in box.ends]
    box = domains.box({name: box.ends[name] for name in names})
    Box({name: box.ends[name] for name in own}).balls()
    for precision in _PRECISIONS:
        with ctx.workprec(precision), suppress(_PrecisionError):
            return _range(formula, domains, box, allowed, most_boxes)
    raise UndecidedError(
        f"{_PRECISIONS[-1]} bits do not tell the values of {plain(formula)} on {box} to within {allowed}"
    )


class _PrecisionError(Exception):
    """Single points are left alone, and their values are not known well enough."""


def _range(formula: sympy.Expr, domains: Domains, box: Box, allowed: fmpq, most_boxes: int) -> Enclosure:
    sides = [_Least(side, domains, box, most_boxes) for side in (formula, -formula)]
    for looked_at in count(2):
        size = max(abs(side.attained) for side in sides)
        open_sides = [side for side in sides if not side.gap <= allowed * size]
        if not open_sides:
            break
        if looked_at >= most_boxes:
            raise BudgetExhaustedError(
                f"{most_boxes} boxes gave values from {sides[0].bounds} up to {sides[1].bounds} with the sign "
                f"changed, not within {allowed} of the largest; allow more boxes or a smaller box"
            )
        (open_sides[-1] if open_sides[-1].gap > open_sides[0].gap else open_sides[0]).refine()
    return Enclosure(_exact(sides[0].bound), _exact((-sides[1].bound).upper()))


def _exact(end: arb) -> fmpq | arb:
    return end.fmpq() if abs(end.man_exp()[1]) < 1 << 16 else end


class _Least:
    """The least value of a formula on a box, from below by spans of smaller boxes and from above by points."""

    def __init__(self, formula: sympy.Expr, domains: Domains, box: Box, most_boxes: int) -> None:
        self._formula, self._domains = formula, domains
        self._own = {symbol.name for symbol in symbols_of(formula)}
        self._pending: list[tuple[arb, int, Box]] = []
        self._numbers = count()
        self.attained = self._floor = arb.pos_inf()
        self._place(box)
        while not self.attained.is_finite() and self._pending:
            if next(self._numbers) > 2 * most_boxes:
                raise BudgetExhaustedError(
                    f"{most_boxes} boxes in {box} hold no point at which {plain(formula)} has a finite value "
                    f"and all of {self._conditions} was shown; allow more boxes or another box"
                )
            self.refine()
        if not self.attained.is_finite():
            raise DomainError(f"no point of the box {box} is allowed: {self._conditions}")

    @property
    def _conditions(self) -> str:
        return ", ".join(map(plain, self._domains.relations)) or "what is known of the symbols"

    @property
    def bound(self) -> arb:
        """No value is below it."""
        return min(self._pending[0][0], self._floor) if self._pending else self._floor

    @property
    def gap(self) -> arb:
        return self.attained - self.bound

    @property
    def bounds(self) -> str:
        return str(span(self.bound, self.attained).ball)

    def refine(self) -> None:
        """Cut the box of least bound in two."""
        if not self._pending:
            raise _PrecisionError
        _, _, box = heappop(self._pending)
        wide = box.wide()
        for half in box.halves(next((name for name in wide if name in self._own), wide[0])):
            self._place(half)

    def _place(self, box: Box) -> None:
        inside = self._domains.within(box)
        if inside is None:
            return
        values = span_over(self._formula, inside)
        point = corner_boxes(self._formula, inside)[0].middle()
        if self._domains.allow(point):
            there = natural(self._formula, point_box(point))
            if there is None:
                raise DomainError(
                    f"{plain(self._formula)} has no value at {point_box(point)}; take that point out of the box"
                )
            self.attained = min(self.attained, there.upper)
        lower = arb.neg_inf() if values is None else values.lower
        if inside.wide():
            heappush(self._pending, (lower, next(self._numbers), inside))
        elif not self._domains.exclude(point):
            if values is None:
                raise DomainError(f"{plain(self._formula)} has no value at {inside}; take that point out of the box")
            self._floor = min(self._floor, lower)
