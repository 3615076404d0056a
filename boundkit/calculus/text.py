"""Formulas as plain text, in which E is never Euler's number."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.printing.str import StrPrinter


class _Printer(StrPrinter):
    def _print_Exp1(self, expression: sympy.Expr) -> str:
        return "exp(1)"

    def _print_Equality(self, relation: sympy.Eq) -> str:
        return f"{self._print(relation.lhs)} = {self._print(relation.rhs)}"


def plain(expression: Any) -> str:
    """A formula as one line of text.

    >>> E = sympy.Symbol("E")
    >>> plain(sympy.Eq(E, 2 * sympy.E * E))
    'E = 2*exp(1)*E'
    """
    return _Printer().doprint(expression) if isinstance(expression, sympy.Basic) else str(expression)
