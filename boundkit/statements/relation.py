"""How a claim relates its quantity to a formula: from which side, or as growth without constants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sympy

from boundkit.errors import StatementError
from boundkit.formulas.evaluation import expand
from boundkit.formulas.symbols import Abbreviation, Quantity
from boundkit.formulas.text import latex, plain


class Sense(StrEnum):
    """Which way a claim bounds its quantity."""

    UPPER = "upper"
    LOWER = "lower"
    EXACT = "exact"
    ASYMPTOTIC = "asymptotic"

    @property
    def sign(self) -> str:
        """Its relation as text; an asymptotic claim has none."""
        return {"upper": "<=", "lower": ">=", "exact": "="}[self.value]


UPPER, LOWER, EXACT, ASYMPTOTIC = Sense


@dataclass(frozen=True)
class Growth:
    """quantity = O(expression), or soft-O: an asymptotic statement with no constants of its own.

    Parameters
    ----------
    constants : symbols on which its constants may depend, such as a bound of a derivative.
    logarithms : formulas x >= 0 of which soft-O hides powers of 1 + log(1 + x); always the claim's own symbols, and the
        expression itself.
    """

    quantity: Quantity
    order: str
    expression: sympy.Expr
    constants: tuple[sympy.Symbol, ...] = ()
    logarithms: tuple[sympy.Expr, ...] = ()

    def __str__(self) -> str:
        return f"{self.quantity} = {self.order}({plain(self.expression)}){self.proviso}"

    @property
    def proviso(self) -> str:
        """What its constants depend on and which logarithms it hides, where it says so."""
        constants, hidden = (", ".join(map(plain, each)) for each in (self.constants, self.logarithms))
        return (f", constants depend on {constants}" if constants else "") + (
            f", logarithms of {hidden} hidden" if hidden else ""
        )

    @property
    def latex(self) -> str:
        letter = {"O": "O", "soft-O": r"\widetilde{O}"}[self.order]
        below = f"_{{{', '.join(map(latex, self.constants))}}}" if self.constants else ""
        return rf"{latex(self.quantity)} = {letter}{below}\left({latex(self.expression)}\right)"

    @property
    def hidden(self) -> tuple[sympy.Expr, ...]:
        """The logarithms that it hides by name; they count as constants."""
        return tuple(sympy.log(1 + formula, evaluate=False) for formula in self.logarithms)

    @property
    def latex_terms(self) -> tuple[str, ...]:
        """For each of these that it counts as a constant."""
        return tuple(rf"{latex(logarithm)} = \widetilde{{O}}\left(1\right)" for logarithm in self.hidden)


def big_o(quantity: Quantity, expression: Any, *, constants: Iterable[sympy.Symbol] = ()) -> Growth:
    """The statement quantity = O(expression), with constants that may depend on the symbols given.

    Raises StatementError for a constant that the expression speaks of.
    """
    return _growth(quantity, "O", expression, constants, ())


def soft_o(
    quantity: Quantity,
    expression: Any,
    *,
    constants: Iterable[sympy.Symbol] = (),
    logarithms: Iterable[Any] = (),
) -> Growth:
    """The statement quantity = O(expression) up to powers of logarithms, those of the formulas given included.

    Raises StatementError for a constant that the expression speaks of, and for the logarithm of a quantity.
    """
    return _growth(quantity, "soft-O", expression, constants, logarithms)


def _growth(
    quantity: Quantity, order: str, expression: Any, constants: Iterable[sympy.Symbol], logarithms: Iterable[Any]
) -> Growth:
    made = Growth(quantity, order, sympy.sympify(expression), tuple(constants), tuple(map(sympy.sympify, logarithms)))
    spoken = {symbol.name for symbol in expand(made.expression).free_symbols}
    for symbol in made.constants:
        if not isinstance(symbol, sympy.Symbol) or isinstance(symbol, Abbreviation | Quantity):
            raise StatementError(f"{symbol} is no symbol on which constants may depend; give symbols that have a value")
        if symbol.name in spoken:
            raise StatementError(f"{symbol} is no constant of {order}({plain(made.expression)}), which speaks of it")
    if quantities := [s for formula in made.logarithms for s in formula.free_symbols if isinstance(s, Quantity)]:
        raise StatementError(f"the logarithms of {quantities[0]} cannot be hidden: it is a quantity")
    return made
