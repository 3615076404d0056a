"""Equality of two formulas at an exact point, after every choice in them has been made there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import sympy
from flint import fmpq

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.calculus.inequalities.signs import is_zero
from boundkit.calculus.ranges.box import point_box
from boundkit.calculus.ranges.boxes import truth_on
from boundkit.errors import BoundkitError
from boundkit.formulas.binders import bound_symbols
from boundkit.formulas.bounded import FAILURES
from boundkit.formulas.numbers import to_sympy
from boundkit.formulas.placing import placed

Point = Mapping[str, fmpq]


def are_equal(left: sympy.Expr, right: sympy.Expr, point: Point) -> bool:
    """Whether two formulas certainly have one value at a point: the same formula remains, or a constant that is 0.

    >>> x = sympy.Symbol("x", positive=True)
    >>> are_equal(sympy.Max(sympy.log(x), x - 9), sympy.log(x), {"x": fmpq(2)})
    True
    """
    try:
        difference = settled(left, point) - settled(right, point)
        if difference == 0:
            return True
        number = placed(difference, {s: to_sympy(point[s.name]) for s in difference.free_symbols})
        return number is not None and is_zero(number)
    except (BoundkitError, *FAILURES):
        return False


def settled(node: sympy.Expr, point: Point) -> sympy.Expr:
    """The formula with the branches that its choices take at a point, where balls decide which.

    >>> x = sympy.Symbol("x", positive=True)
    >>> settled(sympy.Max(x, 3 - x) + sympy.ceiling(x / 2), {"x": fmpq(2)})
    x + 1
    """
    if not node.args or bound_symbols(node):
        return node
    chosen = _chosen(node, point)
    if chosen is not None:
        return settled(chosen, point)
    args = [settled(argument, point) if isinstance(argument, sympy.Expr) else argument for argument in node.args]
    return node if all(new is old for new, old in zip(args, node.args, strict=True)) else node.func(*args)


def _chosen(node: sympy.Expr, point: Point) -> sympy.Expr | None:
    if isinstance(node, sympy.Piecewise):
        for value, condition in node.args:
            holds = truth_on(condition, point_box(point))
            if holds is not False:
                return value if holds else None
        return None
    if isinstance(node, sympy.Max | sympy.Min):
        sign = 1 if isinstance(node, sympy.Max) else -1
        return _greatest([(argument, _times(sign, _value(argument, point))) for argument in node.args])
    if isinstance(node, sympy.Abs):
        value = _value(node.args[0], point)
        return None if value is None else node.args[0] if value >= 0 else -node.args[0] if value <= 0 else None
    if isinstance(node, sympy.ceiling | sympy.floor):
        value = _value(node, point)
        return to_sympy(value) if isinstance(value, fmpq) else None
    return None


def _times(sign: int, value: Any) -> Any:
    return None if value is None else sign * value


def _greatest(valued: Sequence[tuple[sympy.Expr, Any]]) -> sympy.Expr | None:
    """The formula whose value is certainly not below any other."""
    for place, (formula, value) in enumerate(valued):
        others = [other for i, (_, other) in enumerate(valued) if i != place]
        if value is not None and all(other is not None and value >= other for other in others):
            return formula
    return None


def _value(formula: sympy.Expr, point: Point) -> Any:
    with suppress(BoundkitError, ValueError, OverflowError):
        return exact_or_ball(formula, point)
    return None
