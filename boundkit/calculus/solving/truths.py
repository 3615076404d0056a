"""Whether a relation holds: at a point, throughout an interval of one symbol, and from some value on.

Where a side has no value, the relation does not hold. Exact and ball arithmetic decide.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any

import sympy
from flint import ctx, fmpq
from sympy.core.relational import Relational

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.calculus.inequalities.judgement import certify
from boundkit.calculus.inequalities.steps import identity
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.boxes import direction, natural, span_over, truth_on
from boundkit.calculus.ranges.choices import with_choices_taken
from boundkit.calculus.solving.partial import put, requirements, truth_where_defined
from boundkit.calculus.solving.runs import plain_number
from boundkit.calculus.solving.tails import sign_after, sign_from
from boundkit.errors import BoundkitError, DomainError, NotEvaluableError, UndecidedError
from boundkit.formulas.bounded import rewritten
from boundkit.formulas.numbers import to_sympy
from boundkit.formulas.placing import placed
from boundkit.formulas.smooth import derivative, is_smooth
from boundkit.formulas.text import plain
from boundkit.interruption import within
from boundkit.verdict import Verdict

LEAST_PRECISION = 64
_HIGHEST_PRECISION = 1 << 14
_BUDGET = 200  # boxes for an inequality
_SECONDS = 2.0
_FARTHEST = 1 << 16
_NEARER_POWERS = (2, 4, 8, 16, 32, 64)
_POWERS = (*_NEARER_POWERS, 128, 512, 2048)


class Trend(int):
    """1 where a truth never falls as the symbol grows, -1 where it never rises; itself no truth."""


# at a point -------------------------------------------------------------------------------------------------------


def holds_at(condition: Relational, symbol: sympy.Symbol, point: fmpq) -> bool:
    """Whether a relation holds at a point.

    Raises DomainError where a side has no value, and UndecidedError where balls of 16384 bits do not tell the sides
    apart and no identity makes them equal.
    """
    precision = LEAST_PRECISION
    while precision <= _HIGHEST_PRECISION:
        try:
            with ctx.workprec(precision):
                truth = exact_or_ball(condition, {symbol.name: point})
        except UndecidedError:
            truth = None
        if truth is not None:
            return bool(truth)
        precision *= 2
    sides = [_side_at(side, symbol, point) for side in condition.args]
    if None not in sides and identity("", *sides).holds:
        return isinstance(condition, sympy.Le | sympy.Ge | sympy.Eq)
    raise UndecidedError(f"{plain(condition)} is undecided at {symbol} = {plain_number(point)}: the sides may be equal")


def _side_at(side: sympy.Expr, symbol: sympy.Symbol, point: fmpq) -> sympy.Expr | None:
    """One side with a number put in, None where that is too large. Raises DomainError where it has no value."""
    try:
        value = placed(side, {symbol: to_sympy(point)})
    except ValueError:  # sympy's Max and Min refuse what is not comparable, such as 1/0
        value = sympy.nan
    if value is None:
        return None
    if value.has(sympy.zoo, sympy.nan) or value.is_infinite:
        raise DomainError(f"{plain(side)} has no value at {symbol} = {plain_number(point)}")
    return value


def equal_at(difference: sympy.Expr, symbol: sympy.Symbol, point: fmpq) -> bool:
    """Whether a formula is exactly 0 at a point."""
    try:
        return bool(exact_or_ball(difference, {symbol.name: point}) == 0)
    except (DomainError, UndecidedError):
        return False


# on an interval ---------------------------------------------------------------------------------------------------


def holds_on(condition: Relational, symbol: sympy.Symbol, box: Box, opens: bool = False) -> bool | Trend | None:
    """True or False where that is so throughout the box, its lower end left out if it ``opens``; a trend; or None.

    >>> x = sympy.Symbol("x", real=True)
    >>> [holds_on(sympy.sqrt(x - 1) <= 4, x, Box.of({"x": ends})) for ends in ((0, 5), (2, 5), (-2, 0))]
    [1, True, False]
    """
    truth = _truth_on(condition, box)
    if truth is None and opens:  # spans know that 0 is excluded where they begin, not where they end
        truth = _truth_on(condition.reversed, box)
    if truth is not None:
        return truth
    trends: set[int | None] = set()
    where_defined = _truth_on(condition, box, truth_where_defined)
    if where_defined is False:
        return False
    if where_defined is None:
        trends.add(_trend(condition, _direction(condition.lhs - condition.rhs, symbol, box)))
    for side in condition.args:
        needs = requirements(side, box)
        for need in [None] if needs is None else needs:
            met = None if need is None else _truth_on(need, box)
            if met is False:
                return False
            if met is None:
                trends.add(None if need is None else _trend(need, _direction(need.lhs - need.rhs, symbol, box)))
    return joined(trends)


def joined(trends: set[int | None]) -> bool | Trend | None:
    """The trend of a truth that needs several, each with its own; True when it needs none."""
    if not trends:
        return True
    trend = trends.pop()
    return None if trends or trend is None else Trend(trend)


def holds_from(condition: Relational, symbol: sympy.Symbol, begins: fmpq, *, thorough: bool = False) -> bool | None:
    """True or False where that is so for all values from ``begins`` > 0 on, without end; None where it is not known.

    By the sign of the difference of the sides; where that is not known and it may take longer, by an inequality.

    >>> n = sympy.Symbol("n", integer=True, positive=True)
    >>> holds_from(sympy.log(n) ** 10 <= n, n, fmpq(2**60))
    True
    """
    if _seen(condition, symbol, begins, _NEARER_POWERS) >= {True, False}:
        return None
    truth = _by_signs(condition, Box({symbol.name: (begins, None)}), lambda form: sign_from(form, symbol, begins))
    if truth is None and thorough and begins < _FARTHEST and not isinstance(condition, sympy.Eq | sympy.Ne):
        return _by_inequality(condition, symbol, begins)
    return truth


def holds_after(condition: Relational, symbol: sympy.Symbol, last: fmpq) -> bool | None:
    """True or False where that is so for all values > 0 up to ``last``; None where it is not known.

    >>> x = sympy.Symbol("x", positive=True)
    >>> holds_after(x**2 - x**3 > 0, x, fmpq(1, 2)), holds_after(1 + x > sympy.exp(x), x, fmpq(1, 2))
    (True, False)
    """
    scale = sympy.Symbol(symbol.name, positive=True)
    turned = put(condition, symbol, 1 / scale)
    truth = holds_from(turned, scale, 1 / last)
    if truth is not None:
        return truth
    box = Box({symbol.name: (fmpq(0), last)})
    return _by_signs(condition, box, lambda form: sign_after(form, symbol, last))


def _by_signs(condition: Relational, box: Box, sign: Callable[[sympy.Expr], int | None]) -> bool | None:
    """The truth on a box by the sign of the difference there, where the sides have values."""
    found = sign(condition.lhs - condition.rhs)
    truth = None if found is None else bool(condition.func(found, 0))
    for side in condition.args if truth is True else ():
        needs = [] if _has_values(side, box) else requirements(side, box)
        signs = [] if needs is None else [sign(need.lhs) for need in needs]
        if needs is None or None in signs:
            return None
        if not all(need.func(own, 0) for need, own in zip(needs, signs, strict=True)):
            return False
    return truth


def _by_inequality(condition: Relational, symbol: sympy.Symbol, begins: fmpq) -> bool | None:
    """By a certificate for the relation or for its negation, unless the truth is seen to change further out."""
    if any(node.free_symbols - {symbol} for node in condition.atoms(sympy.Piecewise, sympy.Max, sympy.Min)):
        return None  # a choice inside a sum is one for each of its terms
    seen = _seen(condition, symbol, begins, _POWERS)
    for asked, truth in ((condition, True), (condition.negated, False)):
        if (not truth) in seen:
            continue
        with suppress(BoundkitError), within(_SECONDS):
            if certify(asked, {symbol.name: (begins, None)}, budget=_BUDGET).verdict is Verdict.CERTIFIED:
                return truth
    return None


def _seen(condition: Relational, symbol: sympy.Symbol, begins: fmpq, powers: tuple[int, ...]) -> set[bool | None]:
    """Truths at some places from ``begins`` on; no distant ones where a sum is as long as the symbol."""
    long = condition.has(sympy.Sum, sympy.Product)
    places = [begins, begins + 1, *(begins + fmpq(2) ** power for power in (() if long else powers))]
    with ctx.workprec(max(ctx.prec, 2 * powers[-1])):
        return {_truth_on(condition, Box({symbol.name: (place, place)})) for place in places}


def _has_values(side: sympy.Expr, box: Box) -> bool:
    try:
        return natural(side, box) is not None
    except (DomainError, NotEvaluableError):
        return False


def _truth_on(condition: Relational, box: Box, how: Callable[..., bool | None] = truth_on) -> bool | None:
    try:
        return how(condition, box)
    except (DomainError, NotEvaluableError):
        return None


def _direction(difference: sympy.Expr, symbol: sympy.Symbol, box: Box) -> int | None:
    """The direction on a box, wherever it is defined; by the range of the derivative where that is needed."""
    try:
        found = direction(difference, symbol, box)
    except (DomainError, NotEvaluableError):
        return None
    difference = difference if found is not None else with_choices_taken(difference, box)
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
    return rewritten(sympy.factor_terms, derivative(difference, symbol))


def _trend(condition: Relational, direction: int | None) -> int | None:
    """How the truth of a condition moves when the difference of its sides moves that way."""
    if not direction or isinstance(condition, sympy.Eq | sympy.Ne):
        return None
    return direction if isinstance(condition, sympy.Ge | sympy.Gt) else -direction
