"""What sympy deduces wrongly of signs, mended where it deduces it.

sympy simplifies by signs wherever a formula is made, Max(0, a) to a among others, so a wrong one would be in the
formula before anything can look at it.
"""

from __future__ import annotations

import sympy
from sympy.core import exprtools

_value_nearest_zero = exprtools._monotonic_sign


def _nearest_zero(formula: sympy.Expr) -> sympy.Expr | None:
    """The value nearest to 0 of a formula of one sign, where sympy finds it: of polynomials, and in one symbol.

    Of 1/(m n) sympy takes the value at m = n = 1, and so 1/(m n) - 1/2 for positive, which m = n = 2 refutes.
    """
    if len(formula.free_symbols) > 1 and not formula.is_polynomial():
        return None
    found: sympy.Expr | None = _value_nearest_zero(formula)
    return found


def mend() -> None:
    """Put this in the place of what sympy has; done where the package of formulas is imported."""
    exprtools._monotonic_sign = _nearest_zero
