"""Formulas as LaTeX, with numbers of any length; as plain text they are written a floor below, for its messages."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.printing.latex import LatexPrinter

from boundkit.arithmetic.nodes import Least, PathSum
from boundkit.arithmetic.text import digits, written
from boundkit.arithmetic.text import plain as plain


class _Latex(LatexPrinter):
    def _print_int(self, number: int) -> str:
        return digits(number)

    def _print_Integer(self, number: sympy.Integer) -> str:
        return digits(number)

    def _needs_mul_brackets(self, expr: Any, first: bool = False, last: bool = False) -> bool:
        """A factor that reaches over all that follows it needs brackets unless it is the last."""
        return super()._needs_mul_brackets(expr, first=first, last=last) or (not last and expr.has(Least, PathSum))

    def _print_factorial(self, expr: Any, exp: str | None = None) -> str:
        """A factorial is taken to a power in brackets."""
        shown = str(super()._print_factorial(expr))
        return shown if exp is None else rf"\left({shown}\right)^{{{exp}}}"


def latex(expression: Any) -> str:
    r"""A formula as LaTeX mathematics, without dollar signs.

    >>> latex(sympy.Symbol("x") / 2)
    '\\frac{x}{2}'
    """
    return written(_Latex(), expression)
