"""Which formulas have derivatives, and their derivatives."""

from __future__ import annotations

from functools import lru_cache

import sympy

from boundkit.arithmetic.registrations import kinds
from boundkit.interruption import within

_LONGEST = 2000  # operations
_SECONDS = 3
_SMOOTH = (sympy.Symbol, sympy.Number, sympy.NumberSymbol, *kinds(smooth=True))


@lru_cache(maxsize=4096)
def is_smooth(expression: sympy.Expr) -> bool:
    """Whether a formula of moderate length has a derivative wherever it is defined, inner ends of its domain apart."""
    short = expression.count_ops() <= _LONGEST
    return short and all(isinstance(node, _SMOOTH) for node in sympy.preorder_traversal(expression))


@lru_cache(maxsize=4096)
def derivative(expression: sympy.Expr, symbol: sympy.Symbol) -> sympy.Expr:
    """The derivative. Raises BudgetExhaustedError when sympy does not come to an end.

    It is taken without ``sympy.diff``, which asks whether the result is zero and multiplies out long powers for that.
    """
    with within(_SECONDS):
        return expression._eval_derivative(symbol)
