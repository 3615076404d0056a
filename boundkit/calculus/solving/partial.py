"""Formulas that have a value on a part of a box only: the values that they take there, and where that part is."""

from __future__ import annotations

from collections.abc import Iterator

import sympy
from flint import arb
from sympy.core.relational import Relational

from boundkit.arithmetic import span as spans
from boundkit.arithmetic.operation import Defined, NotSupported
from boundkit.arithmetic.registrations import operation_of
from boundkit.arithmetic.span import Span
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.boxes import RELATIONS, span_over
from boundkit.errors import DomainError, NotEvaluableError
from boundkit.formulas.long_numbers import kept
from boundkit.formulas.smooth import derivative, is_smooth
from boundkit.formulas.text import plain


class NowhereError(DomainError):
    """A formula has no value anywhere on a box."""


def span_where_defined(node: sympy.Expr, box: Box) -> Span | None:
    """A span of the values at those points of the box where there is one; None where that is not known.

    Raises NowhereError where there is none at any point.

    >>> x = sympy.Symbol("x")
    >>> span_where_defined(sympy.log(x), Box.of({"x": (-1, 1)})).upper == 0
    True
    """
    whole = _span_or_none(node, box)
    known = operation_of(node)
    if whole is not None or known is None or known.binds or isinstance(known.span, NotSupported) or known.span is None:
        return whole
    parts = []
    for argument in node.args:
        part = span_where_defined(argument, box)
        if part is None:
            return None
        parts.append(part)
    if isinstance(node, sympy.log):
        parts[0] = _above_zero(parts[0])
    elif isinstance(node, sympy.Pow) and node.exp.is_Rational and not node.exp.is_Integer:
        parts[0] = _above_zero(parts[0], node.exp.is_positive)
    elif isinstance(node, sympy.Pow) and node.exp.is_Integer and node.exp.is_negative:
        return _reciprocal_where_defined(parts[0], int(-node.exp))
    return known.span(node, *parts)


def truth_where_defined(condition: Relational, box: Box) -> bool | None:
    """Whether a relation holds wherever its sides have values on the box, or fails at every point of it."""
    try:
        gap = span_where_defined(condition.lhs - condition.rhs, box)
        for side in condition.args:
            span_where_defined(side, box)
    except NowhereError:
        return False
    return None if gap is None else RELATIONS[condition.rel_op](gap)


def requirements(node: sympy.Expr, box: Box) -> list[Relational] | None:
    """The relations that hold exactly where the formula has a value on the box; None where they are not known.

    >>> x = sympy.Symbol("x")
    >>> requirements(sympy.log(x - 1) + 1 / (x + 1), Box.of({"x": (0, 5)}))
    [x - 1 > 0]
    """
    try:
        return list(dict.fromkeys(_requirements(node, box)))
    except NotEvaluableError:
        return None


def put(condition: Relational, symbol: sympy.Symbol, place: sympy.Expr) -> Relational:
    """The relation with a formula in the place of the symbol; one that never holds where a side has no real value."""
    for node in condition.atoms(sympy.log, sympy.Pow):
        inner = kept(node.args[0], {symbol: place})
        positive = isinstance(node, sympy.log) or node.exp.is_negative
        whole = isinstance(node, sympy.Pow) and node.exp.is_integer
        if not whole and (inner.is_negative or (positive and inner.is_zero)):
            return sympy.Lt(sympy.S.One, sympy.S.Zero, evaluate=False)
    sides = (kept(side, {symbol: place}).replace(sympy.floor, _rounded_down) for side in condition.args)
    return condition.func(*sides, evaluate=False)


def _rounded_down(argument: sympy.Expr) -> sympy.Expr:
    """The floor of a formula; of a negative one by the ceiling of its opposite, which spans know to be at least 1."""
    return -sympy.ceiling(-argument) if argument.could_extract_minus_sign() else sympy.floor(argument)


def edges(node: sympy.Expr) -> Iterator[sympy.Expr]:
    """Formulas that are 0 where one may begin or cease to have a value, or where a linear part is rounded anew."""
    for part in node.atoms(sympy.log, sympy.Pow):
        if isinstance(part, sympy.log) or not (part.exp.is_Integer and part.exp.is_positive):
            yield part.args[0]
    for part in node.atoms(sympy.ceiling, sympy.floor):
        if _is_linear(part.args[0]):
            yield part.args[0] - part


def _is_linear(form: sympy.Expr) -> bool:
    """Whether a formula moves evenly, so that spans tell on which side of a whole number it is, by its distance."""
    return is_smooth(form) and all(derivative(form, symbol).is_number for symbol in form.free_symbols)


def _requirements(node: sympy.Expr, box: Box) -> Iterator[Relational]:
    if not node.args or _span_or_none(node, box) is not None:
        return
    if isinstance(node, sympy.log):
        yield sympy.Gt(node.args[0], 0, evaluate=False)
    elif isinstance(node, sympy.Pow) and node.exp.is_Rational:
        if not node.exp.is_Integer:
            yield (sympy.Gt if node.exp.is_negative else sympy.Ge)(node.base, 0, evaluate=False)
        elif node.exp.is_negative:
            yield sympy.Ne(node.base, 0, evaluate=False)
    elif not (_is_everywhere(node) or (isinstance(node, sympy.Pow) and _is_positive(node.base, box))):
        raise NotEvaluableError(f"where {plain(node)} has a value is not known")
    for argument in node.args:
        yield from _requirements(argument, box)


def _is_everywhere(node: sympy.Expr) -> bool:
    known = operation_of(node)
    return known is not None and known.defined is Defined.EVERYWHERE


def _is_positive(node: sympy.Expr, box: Box) -> bool:
    values = _span_or_none(node, box)
    return values is not None and values.is_positive


def _span_or_none(node: sympy.Expr, box: Box) -> Span | None:
    try:
        return span_over(node, box)
    except (DomainError, NotEvaluableError):
        return None


def _above_zero(value: Span, with_zero: bool = False) -> Span:
    """The positive numbers of a span, and 0 where it is allowed. Raises NowhereError when there are none."""
    if value.upper < 0 or (value.upper == 0 and not with_zero):
        raise NowhereError("no number of the span is allowed")
    if value.is_positive or (with_zero and value.is_nonnegative):
        return value
    return Span(arb(0), value.upper, positive=not with_zero)


def _reciprocal_where_defined(base: Span, exponent: int) -> Span | None:
    """base**-exponent wherever the base is not 0."""
    if base.lower == 0 and base.upper == 0:
        raise NowhereError("division by 0")
    if base.is_nonnegative:
        return spans.integer_power(_above_zero(base), -exponent)
    if base.upper <= 0:
        turned = spans.integer_power(_above_zero(-base), -exponent)
        return turned if turned is None or exponent % 2 == 0 else -turned
    if exponent % 2:
        return spans.span(None, None)
    furthest = spans.absolute(base)
    return spans.integer_power(Span(arb(0), furthest.upper, positive=True), -exponent)
