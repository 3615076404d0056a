"""Numbers of many digits, which sympy does not work out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy.printing.precedence import PRECEDENCE, precedence

from boundkit.arithmetic.text import plain


class LongNumber(sympy.NumberSymbol):
    """A real number of many digits, as the formula that gives it, which sympy takes for a constant such as pi.

    >>> LongNumber(sympy.Pow(3, 10**9, evaluate=False)) * 2
    2*3**1000000000
    """

    __slots__ = ("formula",)
    is_real = True
    is_number = False  # sympy then looks for no decimals of it
    is_NumberSymbol = False  # noqa: N815 - sympy's name

    def __new__(cls, formula: sympy.Expr) -> LongNumber:
        made = sympy.AtomicExpr.__new__(cls)
        made.formula = formula
        return made

    @property
    def precedence(self) -> int:
        """How strongly it binds where it is written: as what is written, and a factorial no more than a power."""
        own: int = precedence(self.formula)
        return min(own, PRECEDENCE["Pow"]) if self.formula.args else own

    def __reduce__(self) -> tuple[Any, ...]:
        return (
            (_made_again, (self.formula.func, self.formula.args))
            if self.formula.args
            else (type(self), (self.formula,))
        )

    def _hashable_content(self) -> tuple[sympy.Expr]:
        return (self.formula,)

    __hash__ = sympy.AtomicExpr.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LongNumber) and self.formula == other.formula

    def _eval_is_positive(self) -> bool | None:
        if not isinstance(self.formula, sympy.Pow):
            return True if self.formula.args else self.formula.is_positive
        base, exponent = self.formula.args
        return True if base.is_positive else exponent.is_even if base.is_negative else None

    def _eval_is_negative(self) -> bool | None:
        positive = self._eval_is_positive()
        return None if positive is None else not positive

    def _eval_is_zero(self) -> bool | None:
        return None if self._eval_is_positive() is None else False

    def _eval_is_integer(self) -> bool | None:
        if not isinstance(self.formula, sympy.Pow):
            return True if self.formula.args else self.formula.is_integer
        base, exponent = self.formula.args
        return True if base.is_integer and exponent.is_integer and exponent.is_nonnegative else None

    def _eval_evalf(self, precision: int) -> None:
        """No float is needed of it, and its exponent may be beyond those of sympy."""

    def _sympystr(self, printer: Any) -> str:
        return plain(self.formula)

    def _latex(self, printer: Any) -> str:
        with sympy.evaluate(False):
            return str(printer._print(self.formula))


def _made_again(kind: Callable[..., sympy.Expr], arguments: tuple[sympy.Expr, ...]) -> LongNumber:
    return LongNumber(kind(*arguments, evaluate=False))
