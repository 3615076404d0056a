"""Formulas as plain text, with numbers of any length; E is never Euler's number."""

from __future__ import annotations

from typing import Any

import sympy
from flint import fmpz
from sympy.core.parameters import global_parameters
from sympy.printing.str import StrPrinter

_LARGEST_WORKED_OUT = 1000  # an exponent


def digits(number: Any) -> str:
    """All digits; flint writes a million of them in the time that Python refuses."""
    return str(fmpz(int(number)))


class _Plain(StrPrinter):
    def _as_ordered_terms(self, expression: sympy.Expr, order: str | None = None) -> list[sympy.Expr]:
        """Not in order where sums are among the terms of a long formula: sympy would work out the value of each."""
        if not global_parameters.evaluate and expression.has(sympy.Sum, sympy.Product):
            return list(sympy.Add.make_args(expression))
        found: list[sympy.Expr] = super()._as_ordered_terms(expression, order=order)
        return found

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
    with sympy.evaluate(not has_large_powers(expression)):
        return printer.doprint(expression)


def has_large_powers(expression: Any) -> bool:
    """Whether a power in a formula has more digits than its sign is worth."""
    powers = expression.atoms(sympy.Pow) if isinstance(expression, sympy.Basic) else ()
    return any(p.exp.is_Integer and abs(p.exp) > _LARGEST_WORKED_OUT for p in powers)
