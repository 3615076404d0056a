"""What sympy deduces wrongly of signs, mended where it deduces it, and what it deduces anew each time, remembered.

sympy simplifies by signs wherever a formula is made, Max(0, a) to a among others, so a wrong one would be in the
formula before anything can look at it. A maximum compares all pairs of its arguments whenever it is made, also where a
symbol elsewhere in the formula is replaced.
"""

from __future__ import annotations

from functools import lru_cache

import sympy
from sympy.core import exprtools
from sympy.functions.elementary.miscellaneous import MinMaxBase

_value_nearest_zero = exprtools._monotonic_sign
_compare = MinMaxBase._is_connected.__func__


@lru_cache(maxsize=1 << 14)
def _compared(kind: type[MinMaxBase], left: sympy.Expr, right: sympy.Expr) -> bool | type[MinMaxBase]:
    """How two arguments of Max or Min compare, as sympy finds it: Max or Min, True where they are equal, else False."""
    found: bool | type[MinMaxBase] = _compare(kind, left, right)
    return found


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
    MinMaxBase._is_connected = classmethod(_compared)  # type: ignore[arg-type]
