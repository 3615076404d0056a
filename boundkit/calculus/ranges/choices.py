"""Maxima, minima, absolute values, case distinctions and rounded numbers as what they are throughout a box."""

from __future__ import annotations

import sympy
from flint import fmpq

from boundkit.arithmetic.registrations import CHOICES, ROUNDINGS
from boundkit.arithmetic.span import Span
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.boxes import span_over, truth_on
from boundkit.errors import DomainError, NotEvaluableError
from boundkit.formulas.numbers import to_sympy
from boundkit.formulas.placing import placed


def with_choices_taken(form: sympy.Expr, box: Box) -> sympy.Expr:
    """A formula with the same values on the box, where each choice that is the same throughout has been taken.

    Choices inside sums and products stay, since they may differ from term to term; so do those without which a power
    would be too long to be worked with.

    >>> x = sympy.Symbol("x")
    >>> with_choices_taken(sympy.Abs(x - 6) + sympy.Max(x, 1) + sympy.floor(x / 9), Box.of({"x": (2, 5)}))
    6
    """
    own = {symbol for symbol in form.free_symbols if symbol.name in box.ends}
    seen: set[sympy.Basic] = set()

    def is_new(node: sympy.Basic) -> bool:
        return isinstance(node, CHOICES) and node not in seen and node.free_symbols <= own

    while (node := next(filter(is_new, sympy.postorder_traversal(form)), None)) is not None:
        seen.add(node)
        made = placed(form, {node: _taken(node, box)})
        form = form if made is None else made
    return form


def _taken(node: sympy.Expr, box: Box) -> sympy.Expr:
    if isinstance(node, ROUNDINGS):
        value = _span(node, box)
        same = value is not None and value.is_finite and value.lower == value.upper
        return to_sympy(fmpq(value.lower.fmpq())) if value is not None and same else node
    if isinstance(node, sympy.Piecewise):
        return _case(node, box)
    if isinstance(node, sympy.Abs):
        value = _span(node.args[0], box)
        sign = None if value is None else value.sign
        return node if sign is None else sign * node.args[0]
    rising = 1 if isinstance(node, sympy.Max) else -1
    for best in node.args:
        others = [_span(rising * (best - other), box) for other in node.args if other != best]
        if all(gap is not None and gap.is_nonnegative for gap in others):
            return best
    return node


def _case(node: sympy.Piecewise, box: Box) -> sympy.Expr:
    """The value of the first case that holds, if those before it certainly hold nowhere."""
    for value, condition in node.args:
        try:
            holds = truth_on(condition, box)
        except (DomainError, NotEvaluableError):
            return node
        if holds is not False:
            return value if holds else node
    return node


def _span(form: sympy.Expr, box: Box) -> Span | None:
    try:
        return span_over(form, box)
    except (DomainError, NotEvaluableError):
        return None
