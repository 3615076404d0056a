"""Limits as steps of a derivation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import sympy

from boundkit.calculus.growth.rays import along, compare_growth
from boundkit.calculus.inequalities.steps import Step, exact_form, identity
from boundkit.errors import BoundkitError
from boundkit.formulas.text import plain


def limit_is(text: str, expression: Any, symbol: sympy.Symbol, value: Any) -> Step:
    """The limit of an expression as the symbol tends to infinity, by its expansion as a transseries.

    Other symbols are parameters, of which the signs and domains are used; where these leave the limit open, so is the
    step.

    >>> x, a, b = sympy.symbols("x a b", positive=True)
    >>> limit_is("1 wins", (1 + 1 / x) ** 2, x, 1).holds, limit_is("b wins", (1 + a / b**x) * b, x, b).holds
    (True, None)
    >>> limit_is("x^a loses", (x**a + x**3) / x**3, x, 1).holds
    """
    expression, value = exact_form(expression), exact_form(value)
    shown = "no case"
    for signs in _signs_of_parameters(expression.free_symbols - {symbol}):
        try:
            found = compare_growth(expression.xreplace(signs), 1, along(symbol)).ratio_limit
        except BoundkitError as error:
            return Step(f"{text}: {error}", None)
        agrees = None if found is None else _agree(found, value.xreplace(signs))
        shown = plain(found)
        if not agrees:
            return Step(f"{text}: {shown}", None if signs else agrees)
    return Step(f"{text}: {plain(value) if signs else shown}", True)


def _signs_of_parameters(parameters: Iterable[sympy.Symbol]) -> Iterator[dict[sympy.Symbol, sympy.Expr]]:
    """Real parameters of unknown sign as positive ones, as negative ones and as 0, whatever their signs allow."""
    unsigned = [p for p in sorted(parameters, key=str) if not (p.is_positive or p.is_negative)]
    allowed = [[*[1] * (not p.is_nonpositive), *[-1] * (not p.is_nonnegative), 0] for p in unsigned]
    for signs in product(*allowed):
        yield {p: sign * sympy.Dummy(p.name, positive=True) for p, sign in zip(unsigned, signs, strict=True)}


def _agree(left: sympy.Expr, right: sympy.Expr) -> bool | None:
    """Whether two limits are equal, however they are written; None when that is not known."""
    if {left.is_finite, right.is_finite} == {True, False}:
        return False
    return left == right or identity("", left, right).holds
