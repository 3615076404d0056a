"""Formulas as LaTeX, with numbers of any length; as plain text they are written a floor below, for its messages."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.printing.latex import LatexPrinter

from boundkit.arithmetic.nodes import Least, PathSum
from boundkit.arithmetic.text import digits, written
from boundkit.arithmetic.text import plain as plain


class Latex(LatexPrinter):
    """The printer of formulas."""

    def _print_int(self, number: int) -> str:
        return digits(number)

    def _print_Integer(self, number: sympy.Integer) -> str:
        return digits(number)

    def _print_Rational(self, number: sympy.Rational) -> str:
        return rf"{'- ' if number.p < 0 else ''}\frac{{{digits(abs(number.p))}}}{{{digits(number.q)}}}"

    def _needs_mul_brackets(self, expr: Any, first: bool = False, last: bool = False) -> bool:
        """A factor that reaches over all that follows it needs brackets unless it is the last."""
        return super()._needs_mul_brackets(expr, first=first, last=last) or (not last and expr.has(Least, PathSum))

    def _print_factorial(self, expr: Any, exp: str | None = None) -> str:
        """A factorial is taken to a power in brackets."""
        return _to_a_power(super()._print_factorial(expr), exp)

    def _print_Piecewise(self, expr: Any, exp: str | None = None) -> str:
        return _to_a_power(super()._print_Piecewise(expr), exp)

    def _print_Sum(self, expr: Any) -> str:
        return self._with_brackets(super()._print_Sum(expr), expr.function)

    def _print_Product(self, expr: Any) -> str:
        return self._with_brackets(super()._print_Product(expr), expr.function)

    def _with_brackets(self, shown: str, term: Any) -> str:
        """A sum or product whose term begins with a sign: the term is in brackets, else the sign might end the sum."""
        own = self._print(term)
        bare = own.startswith("-") and shown.endswith(own)
        return shown.removesuffix(own) + rf"\left({own}\right)" if bare else shown


def _to_a_power(shown: Any, exponent: str | None) -> str:
    return str(shown) if exponent is None else rf"\left({shown}\right)^{{{exponent}}}"


def latex(expression: Any) -> str:
    r"""A formula as LaTeX mathematics, without dollar signs.

    >>> latex(sympy.Symbol("x") / 2)
    '\\frac{x}{2}'
    """
    return written(Latex(), expression)
