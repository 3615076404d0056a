"""Formulas over boxes: where the values lie when every symbol runs through an interval, and which way they move.

Symbols that sympy knows to be integers take whole values only. Two devices keep the answer narrow: where a formula
certainly rises or falls with a symbol, its least and greatest values stand at that symbol's ends; a part of the formula
that cannot be followed (a long sum, the solution of an inequality) is evaluated at single points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, cast

import sympy
from flint import arb, ctx, fmpq
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational

from boundkit.arithmetic import span as spans
from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.nodes import Least
from boundkit.arithmetic.operation import NotSupported, rises
from boundkit.arithmetic.registrations import operation, operation_of
from boundkit.arithmetic.span import Span, span
from boundkit.arithmetic.span import times_sign as _times
from boundkit.calculus.ranges.box import Box, End
from boundkit.errors import DomainError, MissingValueError, NotEvaluableError, UndecidedError
from boundkit.formulas.binders import with_own_indices
from boundkit.formulas.evaluation import expand
from boundkit.formulas.smooth import derivative, is_smooth
from boundkit.formulas.text import plain

_MOST_TERMS = 512


def over(expression: sympy.Expr, box: Box) -> arb | None:
    """A ball that holds every value on the box; None where the formula is not defined or not bounded there.

    >>> x, y = sympy.symbols("x y")
    >>> over(x / y, Box.of({"x": (1, 2), "y": (1, 4)})).contains(fmpq(1, 4))
    True
    >>> over(x / y, Box.of({"x": (1, 2), "y": (-1, 4)})) is None
    True
    """
    (formula,) = with_own_indices([expand(expression)], box.ends)
    found = span_over(formula, box)
    return found.ball if found is not None and found.is_finite else None


def span_over(expression: sympy.Expr, box: Box) -> Span | None:
    """A span of every value on the box, ends of ``oo`` among them; None where the formula may not be defined.

    Monotone symbols stand at their ends. Abbreviations must be written out. Raises MissingValueError for a symbol that
    the box does not have and NotEvaluableError for a function without an arithmetic.
    """
    whole = natural(expression, box)
    if whole is None or not box.wide():
        return whole
    for corner, end in zip(corner_boxes(expression, box), ("lower", "upper"), strict=True):
        sharper = natural(expression, corner) if corner is not box else None
        if sharper is not None:
            lower, upper = (sharper.lower, whole.upper) if end == "lower" else (whole.lower, sharper.upper)
            whole = spans.common(whole, Span(lower, upper))
    return whole


def direction(expression: sympy.Expr, symbol: sympy.Symbol, box: Box) -> int | None:
    """Which way the formula certainly moves with the symbol on the box: 1, -1, 0 for not at all, or None."""
    structural = trend(expression, symbol, box)
    return slope_sign(expression, symbol, box) if structural is None else structural


def corner_boxes(expression: sympy.Expr, box: Box) -> tuple[Box, Box]:
    """Two parts of the box: the least value on it lies in the first, the greatest in the second."""
    low = high = box
    for symbol in symbols_of(expression):
        rising = None if box.is_point(symbol.name) else direction(expression, symbol, box)
        if rising is not None:
            low, high = _at_end(low, symbol.name, rising < 0), _at_end(high, symbol.name, rising > 0)
    return low, high


def slope_sign(expression: sympy.Expr, symbol: sympy.Symbol, box: Box) -> int | None:
    """1 or -1 where the derivative has that sign on the whole box, so that the formula is monotone there, else None."""
    if not is_smooth(expression):
        return None
    slope = natural(derivative(expression, symbol), box)
    return None if slope is None else slope.sign


def _at_end(box: Box, name: str, upper: bool) -> Box:
    end = box.ends[name][upper]
    return box if end is None else box.put(name, end, end)


@lru_cache(maxsize=1 << 14)
def symbols_of(expression: sympy.Basic) -> tuple[sympy.Symbol, ...]:
    return tuple(sorted(expression.free_symbols, key=lambda s: s.name))


def natural(node: sympy.Basic, box: Box) -> Span | None:
    """The span by the operations of the formula, one after the other."""
    if isinstance(node, sympy.Symbol):
        if node.name not in box.ends:
            raise MissingValueError(f"the box has no interval for {node}; it has {', '.join(box.ends) or 'none'}")
        return span(*box.ends[node.name], bool(node.is_positive))
    if isinstance(node, sympy.Number | sympy.NumberSymbol):
        return _number(node)
    known = operation_of(node)
    if known is None or isinstance(known.span, NotSupported) or known.span is None:
        return _by_points(node, box)
    if known.binds:
        return known.span(node, box)
    parts = []
    for argument in node.args:
        part = natural(argument, box)
        if part is None:
            return None
        parts.append(part)
    return known.span(node, *parts)


@lru_cache(maxsize=1 << 12)
def _number_at(node: sympy.Expr, precision: int) -> Span:
    return spans.around(exact_or_ball(node, {}))


def _number(node: sympy.Expr) -> Span:
    return _number_at(node, ctx.prec)


def _piecewise(node: sympy.Expr, box: Box) -> Span | None:
    """The hull of the branches that may apply; None when it may be that none does."""
    possible: list[Span] = []
    for value, condition in node.args:
        holds = truth_on(condition, box)
        if holds is not False:
            part = natural(value, box)
            if part is None:
                return None
            possible.append(part)
        if holds:
            return spans.hull(*possible)
    return None


def truth_on(condition: sympy.Basic, box: Box) -> bool | None:
    """Whether a relation holds on the whole box (True), nowhere on it (False), or neither is certain (None).

    Where a side has no value, the relation does not hold, though the difference of the sides may have one.
    """
    if condition in (sympy.true, sympy.false):
        return bool(condition)
    if isinstance(condition, sympy.And | sympy.Or | sympy.Not):
        parts = [truth_on(part, box) for part in condition.args]
        if isinstance(condition, sympy.Not):
            return None if parts[0] is None or not _has_values(condition, box) else not parts[0]
        deciding = isinstance(condition, sympy.Or)
        return deciding if deciding in parts else None if None in parts else not deciding
    if not isinstance(condition, Relational):
        return None
    gap = span_over(condition.lhs - condition.rhs, box)
    holds = None if gap is None else RELATIONS[condition.rel_op](gap)
    return None if holds and not _has_values(condition, box) else holds


def _has_values(condition: sympy.Basic, box: Box) -> bool:
    """Whether every side of the relations in a condition is certainly defined on the whole box."""
    if isinstance(condition, Relational):
        return all(natural(side, box) is not None for side in condition.args)
    return all(_has_values(part, box) for part in condition.args)


def _either(yes: bool, no: bool) -> bool | None:
    return True if yes else False if no else None


RELATIONS: dict[str, Callable[[Span], bool | None]] = {
    "<=": lambda gap: _either(gap.upper <= 0, gap.is_positive),
    "<": lambda gap: _either(gap.is_negative, gap.is_nonnegative),
    ">=": lambda gap: _either(gap.is_nonnegative, gap.is_negative),
    ">": lambda gap: _either(gap.is_positive, gap.upper <= 0),
    "==": lambda gap: _either(gap.sign == 0, gap.is_positive or gap.is_negative),
    "!=": lambda gap: _either(gap.is_positive or gap.is_negative, gap.sign == 0),
}


def _by_points(node: sympy.Basic, box: Box) -> Span | None:
    """A sum, a product or another part with a range of its own: at single points, or between its monotone corners."""
    if isinstance(node, AppliedUndef):
        raise NotEvaluableError(f"{plain(node)} is a function that was not given; put a formula in its place")
    wide = [symbol for symbol in symbols_of(node) if not box.is_point(symbol.name)]
    if not wide:
        try:
            return spans.around(exact_or_ball(node, {s.name: box.ends[s.name][0] for s in symbols_of(node)}))
        except (DomainError, UndecidedError):
            return None
    low = high = box
    for symbol in wide:
        rising = trend(node, symbol, box)
        if rising is None or None in box.ends[symbol.name]:
            return _term_by_term(node, box) if isinstance(node, sympy.Sum | sympy.Product) else None
        low, high = _at_end(low, symbol.name, rising < 0), _at_end(high, symbol.name, rising > 0)
    ends = _by_points(node, low), _by_points(node, high)
    return None if ends[0] is None or ends[1] is None else Span(ends[0].lower, ends[1].upper)


def _term_by_term(node: Any, box: Box) -> Span | None:
    """A short sum or product whose terms may lie anywhere in their spans, and which may end at several places."""
    body, index, first, last = _parts(node)
    starts, stops = natural(first, box), natural(last, box)
    if starts is None or stops is None or not (starts.is_finite and stops.is_finite) or starts.lower != starts.upper:
        return None
    start, (shortest, longest) = starts.lower.fmpq(), (stops.lower.fmpq().ceil(), stops.upper.fmpq().floor())
    if start.q != 1 or longest - start > _MOST_TERMS or not start - 1 <= shortest <= longest:
        return None
    join = spans.add if isinstance(node, sympy.Sum) else spans.multiply
    neutral = 0 if isinstance(node, sympy.Sum) else 1
    total = span(neutral, neutral)
    reached: list[Span] = [total] if shortest < start else []
    for place in range(int(start), int(longest) + 1):
        term = natural(body, _with_index(box, index, fmpq(place), fmpq(place)))
        if term is None:
            return None
        total = join(total, term)
        if place >= shortest:
            reached.append(total)
    return spans.hull(*reached)


def _parts(node: Any) -> tuple[sympy.Expr, sympy.Symbol, sympy.Expr, sympy.Expr]:
    """(body, index, first, last) of a sum, a product or a least value; of several ranges the outermost."""
    *inner, (index, first, last) = node.args[1:]
    return (node.func(node.args[0], *inner) if inner else node.args[0]), index, first, last


def _with_index(box: Box, index: sympy.Symbol, low: End, high: End) -> Box:
    return Box({**box.ends, index.name: (low, high)}, box.integers | {index.name})


def trend(node: sympy.Basic, symbol: sympy.Symbol, box: Box) -> int | None:
    """1 where the formula does not fall with the symbol on the box, -1 where it does not rise, 0 for constant.

    Read off the structure: sums, products of known sign, monotone functions of monotone arguments. None when that does
    not tell; integer symbols are compared at whole places.

    >>> n, k = sympy.symbols("n k", integer=True, positive=True)
    >>> box = Box.of({"n": (4, 9), "k": (1, 2)}, integers="nk")
    >>> trend(sympy.binomial(n, k) / sympy.log(n + 1), k, box), trend(sympy.ceiling(-n / 2), n, box)
    (1, -1)
    """
    if symbol not in symbols_of(node):
        return 0
    if node == symbol:
        return 1
    known = operation_of(node)
    if known is None or known.direction is None or isinstance(known.direction, NotSupported):
        return None
    if known.binds:
        moves_by: Any = known.direction(node, symbol, box)
        return moves_by
    moves = [trend(argument, symbol, box) for argument in node.args]
    if known.direction is rises:
        return _join(*moves)
    by_argument = known.direction(node, *(natural(argument, box) for argument in node.args))
    return _join(*map(_times, moves, cast("Sequence[int | None]", by_argument)))


def _join(*directions: int | None) -> int | None:
    if None in directions:
        return None
    seen = set(directions) - {0}
    return 0 if not seen else seen.pop() if len(seen) == 1 else None


def _of_range(node: Any, symbol: sympy.Symbol, box: Box) -> int | None:
    """Of a sum of nonnegative terms, a product of factors of at least 1, or a least value, over a range."""
    body, index, first, last = _parts(node)
    starts, stops = natural(first, box), natural(last, box)
    if starts is None or stops is None or not starts.is_finite:
        return None
    low, high = starts.lower.fmpq(), stops.upper.fmpq() if stops.upper.is_finite() else None
    if high is not None and high < low:
        return 0
    inside = _with_index(box, index, low, high)
    value = natural(body, inside)
    if value is None:
        return None
    longer = _join(trend(last, symbol, box), _times(trend(first, symbol, box), -1))
    if isinstance(node, Least):
        return _join(trend(body, symbol, inside), _times(longer, -1))
    if isinstance(node, sympy.Sum):
        return _join(trend(body, symbol, inside), _times(longer, value.sign))
    if not value.is_nonnegative:
        return None
    return _join(trend(body, symbol, inside), _times(longer, spans.add(value, span(-1, -1)).sign))


def _of_greatest_integer(node: Any, symbol: sympy.Symbol, box: Box) -> int | None:
    """It moves with its bound; where it starts does not matter."""
    bound, variable, _ = node.args
    if symbol not in bound.free_symbols:
        return 0
    for end, rising in ((0, 1), (1, -1)):
        inside = _with_index(box, variable, _solution_at_end(node, symbol, box, end), None)
        if natural(bound, inside) is not None and trend(bound, symbol, inside) in (0, rising):
            return rising
    return None


def _solution_at_end(node: Any, symbol: sympy.Symbol, box: Box, end: int) -> fmpq:
    """The greatest integer at one end of the symbol, when it is exact there and nothing else varies, else 1.

    If the bound rises with the symbol from there on, no value is smaller than the one at the lower end.
    """
    names = {s.name for s in node.free_symbols}
    point = {name: ends[end] for name, ends in box.ends.items() if name in names}
    if None in point.values() or any(name in names and name != symbol.name for name in box.wide()):
        return fmpq(1)
    value = exact_or_ball(node, point)
    return max(value, fmpq(1)) if isinstance(value, fmpq) else fmpq(1)


def _of_piecewise(node: sympy.Basic, symbol: sympy.Symbol, box: Box) -> int | None:
    directions = []
    for value, condition in node.args:
        holds = truth_on(condition, box)
        if holds is None and condition.has(symbol):
            return None
        if holds is not False:
            directions.append(trend(value, symbol, box))
        if holds:
            break
    return _join(*directions)


_BINDING: dict[str, tuple[Callable[..., Span | None], Callable[..., int | None] | NotSupported]] = {
    **dict.fromkeys(("Sum", "Product", "Least"), (_by_points, _of_range)),
    "Piecewise": (_piecewise, _of_piecewise), "GreatestInteger": (_by_points, _of_greatest_integer),
    "Integral": (_by_points, NotSupported("which way it moves with its ends and its integrand is not read off")),
    "PathSum": (_by_points, NotSupported("which way it moves with its choices and states is not read off")),
}  # fmt: skip
for _name, (_span, _direction) in _BINDING.items():
    operation(_name).answers(span=_span, direction=_direction)
