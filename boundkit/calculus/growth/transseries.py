"""Transseries in one scale that tends to infinity: finite sums of log-exp monomials with constant coefficients.

Coefficients and exponents are exact; they may hold parameters, whose signs decide. What cannot be decided raises
UndecidedError, what cancels raises LostError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy

from boundkit.calculus.growth.constants import normal, sign
from boundkit.calculus.growth.monomials import ONE, Monomial, dominant, exponential, is_at_most, order
from boundkit.errors import UndecidedError
from boundkit.formulas.text import plain

_ORDERS_BEFORE_BOUNDED = 8


class LostError(UndecidedError):
    """The leading terms cancel, or an error hides them; more orders of the expansion may help."""


class Bounded(sympy.Dummy):
    """A positive function of the scale that stays between two positive constants, used as a coefficient."""


@dataclass(frozen=True)
class Series:
    """A sum of coefficients times monomials, up to a sum of constants times the error monomials."""

    terms: Mapping[Monomial, sympy.Expr]
    errors: frozenset[Monomial] = frozenset()

    @classmethod
    def of(cls, terms: Mapping[Monomial, sympy.Expr], errors: Iterable[Monomial] = ()) -> Series:
        """The series without zero terms, and without what its errors hide."""
        kept: list[Monomial] = []
        for error in set(errors):
            if not any(is_at_most(error, other) for other in kept):
                kept = [other for other in kept if not is_at_most(other, error)] + [error]
        visible = {m: c for m, c in terms.items() if not any(is_at_most(m, error) for error in kept)}
        seen = {m: normal(sympy.sympify(c)) for m, c in visible.items()}
        return cls({m: c for m, c in seen.items() if c != 0}, frozenset(kept))

    @classmethod
    def constant(cls, value: Any) -> Series:
        return cls.of({ONE: sympy.sympify(value)})

    @property
    def monomials(self) -> tuple[Monomial, ...]:
        return (*self.terms, *self.errors)

    @property
    def is_zero(self) -> bool:
        return not self.terms and not self.errors

    def __add__(self, other: Series) -> Series:
        terms = dict(self.terms)
        for monomial, c in other.terms.items():
            terms[monomial] = terms.get(monomial, sympy.S.Zero) + c
        return Series.of(terms, self.errors | other.errors)

    def __mul__(self, other: Series) -> Series:
        terms: dict[Monomial, sympy.Expr] = {}
        for m, c in self.terms.items():
            for q, d in other.terms.items():
                terms[m * q] = terms.get(m * q, sympy.S.Zero) + c * d
        hidden = {m * e for m in self.monomials for e in other.errors}
        return Series.of(terms, hidden | {e * m for e in self.errors for m in other.terms})

    def __sub__(self, other: Series) -> Series:
        return self + other.times(-1)

    def times(self, constant: Any) -> Series:
        """The series times a constant."""
        return self * Series.constant(constant)

    def plus(self, constant: Any) -> Series:
        """The series plus a constant."""
        return self + Series.constant(constant)

    def leading(self) -> tuple[Monomial, sympy.Expr]:
        """The monomial that outgrows the others, and its coefficient, which is not 0.

        Raises LostError when an error hides it, UndecidedError when it or its sign is not known.
        """
        if not self.terms:
            raise LostError("the terms cancel")
        monomial = dominant(self.terms)
        if sign(self.terms[monomial]) == 0:
            return Series({m: c for m, c in self.terms.items() if m != monomial}, self.errors).leading()
        for error in self.errors:
            if order(error * monomial**-1) >= 0:
                raise LostError("the terms cancel down to what is not known of them")
        return monomial, self.terms[monomial]

    def sign(self) -> int:
        """The sign for all large scales: 1, -1, or 0 for a series that is zero."""
        return 0 if self.is_zero else sign(self.leading()[1])

    def power(self, exponent: sympy.Expr, orders: int) -> Series:
        """A power with a constant exponent, the binomial series taken to so many orders."""
        if exponent.is_Integer and 0 <= exponent <= orders:
            result = Series.constant(1)
            for _ in range(int(exponent)):
                result = result * self
            return result
        monomial, c = self.leading()
        if not exponent.is_integer and sign(c) < 0:
            raise UndecidedError(f"a negative base has the exponent {plain(exponent)}, which is not known to be whole")
        factor = Series.of({monomial**exponent: c**exponent})
        return factor * compose(lambda j: sympy.binomial(exponent, j).expand(func=True), self._relative(), orders)

    def log(self, orders: int) -> Series:
        """The logarithm, that of 1 + small taken to so many orders."""
        monomial, c = self.leading()
        if sign(c) < 0:
            raise UndecidedError("the logarithm is taken of what is negative for all large values")
        head = Series.of({**monomial.logarithm(), ONE: sympy.log(c)})
        return head + compose(lambda j: sympy.Rational((-1) ** (j + 1), j) if j else 0, self._relative(), orders)

    def exp(self, orders: int) -> Series:
        """The exponential. An error that is bounded and no more becomes a Bounded factor."""
        orders_of = {m: order(m) for m in self.monomials}
        if any(orders_of[error] > 0 for error in self.errors):
            raise LostError("an exponent is not known up to a bounded error")
        large = exponential({m: c for m, c in self.terms.items() if orders_of[m] > 0})
        factor = sympy.exp(self.terms.get(ONE, sympy.S.Zero))
        if ONE in self.errors:
            if orders < _ORDERS_BEFORE_BOUNDED:
                raise LostError("an exponent is known up to a bounded error only")
            return Series.of({large: factor * Bounded("b", positive=True)})
        small = Series.of({m: c for m, c in self.terms.items() if orders_of[m] < 0}, self.errors)
        return Series.of({large: factor}) * compose(lambda j: 1 / sympy.factorial(j), small, orders)

    def _relative(self) -> Series:
        """The series over its leading term, minus 1."""
        monomial, c = self.leading()
        return (self * Series.of({monomial**-1: 1 / c})) - Series.constant(1)


def compose(coefficient: Callable[[int], Any], small: Series, orders: int) -> Series:
    """A power series at what tends to 0, taken to so many orders."""
    if any(order(m) >= 0 for m in small.monomials):
        raise LostError("an error hides the next terms")
    if small.is_zero:
        return Series.constant(coefficient(0))
    rest = Series.of({}, (m**orders for m in small.monomials))
    total, power = rest, Series.constant(1)
    for j in range(orders):
        total = total + power.times(coefficient(j))
        power = power * small + rest
    return total
