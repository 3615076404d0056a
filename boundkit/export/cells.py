"""Cells of tables: mathematics and numbers, as LaTeX, as MathML, and as data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure


@dataclass(frozen=True)
class Math:
    """A cell of mathematics: LaTeX formulas, MathML for pages, plain text for spreadsheets."""

    formulas: tuple[str, ...]
    mathml: str
    plain: str

    @property
    def latex(self) -> str:
        """The formulas between dollars, so that a line may break after each."""
        return ", ".join(f"${formula}$" for formula in self.formulas)


@dataclass(frozen=True)
class Number:
    """A cell of a number: a few digits on paper, rounded down or ``up``; all that is known of it as data."""

    value: Enclosure
    up: bool = False
    at_least: bool = False
    digits: int = 4

    @property
    def data(self) -> int | float | str:
        """An integer where it is one of at most 4000 digits, else a float, or text where that has no room for it."""
        exact = self.value.lower if self.value.exact else None
        if isinstance(exact, fmpq) and exact.q == 1 and exact.height_bits() < _LONGEST_WRITTEN_BITS:
            return int(exact.p)
        text = self._decimal(17)
        number = float(text)
        return text if math.isinf(number) or (number == 0 and text != "0") else number

    @property
    def exact(self) -> str | None:
        """The exact rational as text, or None where it is not known or longer than 4000 digits."""
        exact = self.value.lower if self.value.exact else None
        return str(exact) if isinstance(exact, fmpq) and exact.height_bits() < _LONGEST_WRITTEN_BITS else None

    @property
    def plain(self) -> str:
        """All digits of an integer, else 17 digits, rounded as on paper: a float of ``data`` is the nearest one."""
        data = self.data
        return str(fmpq(data)) if isinstance(data, int) else self._decimal(17)

    def _decimal(self, digits: int) -> str:
        return self.value.decimals(digits)[self.up].replace("oo", "inf")

    @cached_property
    def _parts(self) -> tuple[str, str]:
        """Mantissa and exponent of ten, which may be empty."""
        if self.value.exact and len(text := str(self.value.lower)) <= _LONGEST_EXACT:
            return text, ""
        mantissa, _, exponent = self._decimal(self.digits).partition("e")
        whole = mantissa.lstrip("-").partition(".")[0]
        if not exponent and len(whole) > _LONGEST_WHOLE:
            sign = "-" if mantissa.startswith("-") else ""
            return f"{sign}{whole[0]}.{whole[1 : self.digits]}", str(len(whole) - 1)
        return mantissa, exponent.lstrip("+")

    @property
    def latex(self) -> str:
        mantissa, exponent = self._parts
        power = rf" \times 10^{{{exponent}}}" if exponent else ""
        sign = r"\geq " if self.at_least else ""
        return f"${sign}{mantissa}{power}$"

    @property
    def mathml(self) -> str:
        mantissa, exponent = self._parts
        power = f"<mo>×</mo><msup><mn>10</mn><mn>{exponent}</mn></msup>" if exponent else ""
        return f"<math>{'<mo>≥</mo>' if self.at_least else ''}<mn>{mantissa}</mn>{power}</math>"


Cell = str | Math | Number
_LONGEST_EXACT = 8  # characters
_LONGEST_WHOLE = 7  # digits before the point
_LONGEST_WRITTEN_BITS = 13_000  # less than Python's limit of 4300 digits
