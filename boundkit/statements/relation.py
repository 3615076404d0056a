"""How a claim relates its quantity to a formula: from which side, or as growth without constants."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sympy

from boundkit.formulas.symbols import Quantity
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
    """quantity = O(expression), or soft-O: an asymptotic statement with no constants of its own."""

    quantity: Quantity
    order: str
    expression: sympy.Expr

    def __str__(self) -> str:
        return f"{self.quantity} = {self.order}({plain(self.expression)})"

    @property
    def latex(self) -> str:
        letter = {"O": "O", "soft-O": r"\widetilde{O}"}[self.order]
        return rf"{latex(self.quantity)} = {letter}\left({latex(self.expression)}\right)"


def big_o(quantity: Quantity, expression: Any) -> Growth:
    """The statement quantity = O(expression)."""
    return Growth(quantity, "O", sympy.sympify(expression))


def soft_o(quantity: Quantity, expression: Any) -> Growth:
    """The statement quantity = O(expression) up to powers of logarithms."""
    return Growth(quantity, "soft-O", sympy.sympify(expression))
