"""Formulas as plain text, with numbers of any length; E is never Euler's number."""

from __future__ import annotations

from typing import Any

import sympy
from flint import fmpz
from sympy.printing.str import StrPrinter

_LARGEST_WORKED_OUT = 1000  # an exponent


def digits(number: Any) -> str:
    """All digits; flint writes a million of them in the time that Python refuses."""
    return str(fmpz(int(number)))


class _Plain(StrPrinter):
    def _print_Exp1(self, expression: sympy.Expr) -> str:
        return "exp(1)"

    def _print_Integer(self, number: sympy.Integer) -> str:
        return digits(number)

    def _print_Rational(self, number: sympy.Rational) -> str:
        return f"{digits(number.p)}/{digits(number.q)}"

    def _print_Equality(self, relation: sympy.Eq) -> str:
        return f"{self._print(relation.lhs)} = {self._print(relation.rhs)}"


def plain(expression: Any) -> str:
    """A formula as one line of text.

    >>> E = sympy.Symbol("E")
    >>> plain(sympy.Eq(E, 2 * sympy.E * E))
    'E = 2*exp(1)*E'
    """
    return written(_Plain(), expression) if isinstance(expression, sympy.Basic) else str(expression)


def written(printer: Any, expression: Any) -> str:
    """What a printer makes of a formula, without the digits of its large powers, which it would work out for a sign."""
    powers = expression.atoms(sympy.Pow) if isinstance(expression, sympy.Basic) else ()
    with sympy.evaluate(not any(p.exp.is_Integer and abs(p.exp) > _LARGEST_WORKED_OUT for p in powers)):
        return printer.doprint(expression)
