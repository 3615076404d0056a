"""Formulas as plain text and as LaTeX, with numbers of any length; in plain text E is never Euler's number."""

from __future__ import annotations

from typing import Any

import sympy
from flint import fmpz
from sympy.printing.latex import LatexPrinter
from sympy.printing.str import StrPrinter

from boundkit.arithmetic.nodes import Least, PathSum

_LARGEST_WORKED_OUT = 1000  # an exponent


def _digits(number: Any) -> str:
    """All digits; flint writes a million of them in the time that Python refuses."""
    return str(fmpz(int(number)))


class _Plain(StrPrinter):
    def _print_Exp1(self, expression: sympy.Expr) -> str:
        return "exp(1)"

    def _print_Integer(self, number: sympy.Integer) -> str:
        return _digits(number)

    def _print_Rational(self, number: sympy.Rational) -> str:
        return f"{_digits(number.p)}/{_digits(number.q)}"

    def _print_Equality(self, relation: sympy.Eq) -> str:
        return f"{self._print(relation.lhs)} = {self._print(relation.rhs)}"


class _Latex(LatexPrinter):
    def _print_int(self, number: int) -> str:
        return _digits(number)

    def _print_Integer(self, number: sympy.Integer) -> str:
        return _digits(number)

    def _needs_mul_brackets(self, expr: Any, first: bool = False, last: bool = False) -> bool:
        """A factor that reaches over all that follows it needs brackets unless it is the last."""
        return super()._needs_mul_brackets(expr, first=first, last=last) or (not last and expr.has(Least, PathSum))


def plain(expression: Any) -> str:
    """A formula as one line of text.

    >>> E = sympy.Symbol("E")
    >>> plain(sympy.Eq(E, 2 * sympy.E * E))
    'E = 2*exp(1)*E'
    """
    return _written(_Plain(), expression) if isinstance(expression, sympy.Basic) else str(expression)


def latex(expression: Any) -> str:
    r"""A formula as LaTeX mathematics, without dollar signs.

    >>> latex(sympy.Symbol("x") / 2)
    '\\frac{x}{2}'
    """
    return _written(_Latex(), expression)


def _written(printer: Any, expression: Any) -> str:
    """What a printer makes of a formula, without the digits of its large powers, which it would work out for a sign."""
    powers = expression.atoms(sympy.Pow) if isinstance(expression, sympy.Basic) else ()
    with sympy.evaluate(not any(p.exp.is_Integer and abs(p.exp) > _LARGEST_WORKED_OUT for p in powers)):
        return printer.doprint(expression)
