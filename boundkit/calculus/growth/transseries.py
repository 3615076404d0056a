"""Transseries in one scale that tends to infinity: finite sums of log-exp monomials with constant coefficients.

A monomial is the exponential of a finite sum of constants times monomials or iterated logarithms; the scale n itself,
n^a log(n)^b and exp(n^(1/2)) log(n) are of this kind. Coefficients and exponents are exact; they may hold parameters,
whose signs decide. What cannot be decided raises UndecidedError, what cancels raises LostError.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy
from flint import ctx

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.calculus.inequalities.signs import is_zero
from boundkit.errors import BoundkitError, UndecidedError
from boundkit.formulas.bounded import rewritten
from boundkit.formulas.domain import domain_of
from boundkit.formulas.numbers import to_sympy
from boundkit.formulas.text import plain

_PRECISIONS = (64, 512)
_ORDERS_BEFORE_BOUNDED = 8


class LostError(UndecidedError):
    """The leading terms cancel, or an error hides them; more orders of the expansion may help."""


class Bounded(sympy.Dummy):
    """A positive function of the scale that stays between two positive constants, used as a coefficient."""


# constants --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def normal(constant: sympy.Expr) -> sympy.Expr:
    """One form for equal rational functions of parameters, logarithms and powers.

    >>> a = sympy.Symbol("a", positive=True)
    >>> normal((a**2 - 1) / (a + 1) - a), normal(sympy.log(6) - sympy.log(2))
    (-1, log(3))
    """
    if constant.is_Rational:
        return constant
    expanded = rewritten(sympy.expand, rewritten(sympy.expand_log, constant, factor=True))
    return expanded if expanded.is_Rational else rewritten(sympy.cancel, expanded)


@lru_cache(maxsize=65536)
def sign(constant: sympy.Expr) -> int:
    """The sign of a constant, -1, 0 or 1, the same for all admissible values of its parameters.

    Raises UndecidedError when the parameters leave it open.

    >>> a, b = sympy.symbols("a b", positive=True)
    >>> sign(2 - (2 * a + b) / a), sign(sympy.log(1 + a)), sign(sympy.log(2) - sympy.Rational(7, 10))
    (-1, 1, -1)
    """
    constant = normal(constant)
    found = _plain_sign(constant) if constant.free_symbols else _sign_of_number(constant)
    if found is None and isinstance(constant, sympy.log):
        return sign(constant.args[0] - 1)
    if found is None and constant.is_Pow and is_real(constant.exp) and sign(constant.base) > 0:
        return 1
    if found is None and isinstance(constant, sympy.binomial):
        found = _sign_of_binomial(*constant.args)
    if found is None and constant.is_Mul:
        return math.prod(map(sign, constant.args))
    if found is None and constant.is_Add:
        found = _sign_of_sum(rewritten(sympy.expand, constant.xreplace(_shifts(constant))))
        factored = rewritten(sympy.factor, constant)
        if found is None and factored.is_Mul:
            return math.prod(map(sign, factored.args))
    if found is None:
        raise UndecidedError(
            f"the sign of {plain(constant)} is not known; give its symbols signs, or tie them so that it is, "
            "as in K = 2*D + s"
        )
    return found


def is_real(constant: sympy.Expr) -> bool:
    """Whether a constant is known to be a finite real number.

    >>> a = sympy.Symbol("a", positive=True)
    >>> is_real(sympy.log(a) - 1 / a), is_real(sympy.log(sympy.log(2 + a))), is_real(sympy.log(a - 1))
    (True, True, False)
    """
    if constant.is_real:
        return True
    if isinstance(constant, sympy.log):
        with suppress(UndecidedError):
            return sign(constant.args[0]) > 0
    if isinstance(constant, sympy.Pow):
        with suppress(UndecidedError):
            return is_real(constant.exp) and sign(constant.base) > 0
    return isinstance(constant, sympy.Add | sympy.Mul | sympy.exp) and all(map(is_real, constant.args))


def _plain_sign(constant: sympy.Expr) -> int | None:
    return 0 if constant.is_zero else 1 if constant.is_positive else -1 if constant.is_negative else None


def _sign_of_sum(total: sympy.Expr) -> int | None:
    """The sign of a sum in which the number and the other terms do not disagree, and one of them is not 0."""
    terms = sympy.Add.make_args(total)
    number = sympy.Add(*(term for term in terms if not term.free_symbols))
    others = [term for term in terms if term.free_symbols]
    head = _sign_of_number(number)
    known = {head, *map(_weak_sign, others)} - {0}
    if len(known) != 1 or None in known:
        return None
    return known.pop() if head or any(term.is_positive or term.is_negative for term in others) else None


def _sign_of_binomial(top: sympy.Expr, bottom: sympy.Expr) -> int | None:
    whole = top.is_integer and bottom.is_integer
    return 1 if whole and sign(bottom + 1) > 0 and sign(top - bottom + 1) > 0 else None


def _weak_sign(term: sympy.Expr) -> int | None:
    """1 for what is not negative, -1 for what is not positive."""
    if term.is_nonnegative or term.is_nonpositive:
        return 1 if term.is_nonnegative else -1
    if term.is_Mul:
        known = [_weak_sign(factor) for factor in term.args]
        return None if None in known else math.prod(known)  # type: ignore[arg-type]
    if not isinstance(term, sympy.log):
        return None
    with suppress(UndecidedError):
        if term.args[0].is_integer and sign(term.args[0]) > 0:
            return 1
        return sign(term)
    return None


def _sign_of_number(number: sympy.Expr) -> int | None:
    if number.is_Rational:
        return _plain_sign(number)
    for precision in _PRECISIONS:
        try:
            with ctx.workprec(precision):
                ball: Any = exact_or_ball(number, {})
        except BoundkitError:
            return _plain_sign(number)
        if ball > 0 or ball < 0:
            return 1 if ball > 0 else -1
    return 0 if is_zero(number) else None


def _shifts(constant: sympy.Expr) -> dict[sympy.Basic, sympy.Expr]:
    """Symbols bounded below by a number or another symbol, as that plus a symbol that is not negative."""
    shifts = {}
    for symbol in constant.free_symbols:
        bounds = domain_of(symbol).bounds()
        if bounds.low is not None:
            shifts[symbol] = to_sympy(bounds.low) + _excess(symbol, strict=bounds.open)
    for symbol in constant.free_symbols & shifts.keys():
        greater = domain_of(symbol).greatest
        if greater in constant.free_symbols:
            shifts[greater] = shifts[symbol] + _excess(greater, strict=False)
    return shifts


def _excess(symbol: sympy.Symbol, *, strict: bool) -> sympy.Dummy:
    integer = {"integer": True} if symbol.is_integer else {}
    return sympy.Dummy(symbol.name, **{"positive" if strict else "nonnegative": True}, **integer)


# monomials --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Monomial:
    """exp of a sum of constants times monomials; the whole number i stands for the i times iterated logarithm.

    >>> n = iterated(0)
    >>> order(n), order((n ** -1) * iterated(1)), order(Monomial())
    (1, -1, 0)
    """

    parts: frozenset[tuple[Monomial | int, sympy.Expr]] = frozenset()

    def __mul__(self, other: Monomial) -> Monomial:
        total = dict(self.parts)
        for key, coefficient in other.parts:
            total[key] = normal(total.get(key, sympy.S.Zero) + coefficient)
        return Monomial(frozenset((key, c) for key, c in total.items() if c != 0))

    def __pow__(self, exponent: Any) -> Monomial:
        exponent = sympy.sympify(exponent)
        if exponent == 0:
            return Monomial()
        return Monomial(frozenset((key, normal(c * exponent)) for key, c in self.parts))

    def logarithm(self) -> dict[Monomial, sympy.Expr]:
        """The terms of the logarithm."""
        return {_monomial(key): c for key, c in self.parts}

    def expression(self, scale: sympy.Expr) -> sympy.Expr:
        """The monomial as a formula in the scale."""
        factors = []
        for key, c in self.parts:
            if isinstance(key, int) and key > 0:
                factors.append(_iterated_log(scale, key - 1) ** c)
            else:
                factors.append(sympy.exp(c * _monomial(key).expression(scale)))
        return sympy.Mul(*factors)


ONE = Monomial()


def iterated(times: int) -> Monomial:
    """The logarithm of the scale, taken so many times; 0 is the scale itself."""
    return Monomial(frozenset({(times + 1, sympy.S.One)}))


def exponential(terms: Mapping[Monomial, sympy.Expr]) -> Monomial:
    """exp of a sum of terms that tend to infinity."""
    return Monomial(frozenset((_key(monomial), c) for monomial, c in terms.items()))


def _key(monomial: Monomial) -> Monomial | int:
    if len(monomial.parts) == 1:
        ((key, c),) = monomial.parts
        if isinstance(key, int) and key > 0 and c == 1:
            return key - 1
    return monomial


def _monomial(key: Monomial | int) -> Monomial:
    return iterated(key) if isinstance(key, int) else key


def _iterated_log(scale: sympy.Expr, times: int) -> sympy.Expr:
    return scale if times == 0 else sympy.log(_iterated_log(scale, times - 1))


@lru_cache(maxsize=65536)
def order(monomial: Monomial) -> int:
    """1 when the monomial tends to infinity, -1 when it tends to 0, 0 when it is 1. Raises UndecidedError."""
    if not monomial.parts:
        return 0
    parts = dict(monomial.parts)
    key = dominant(parts)
    found = sign(parts.pop(key))
    return found if found else order(Monomial(frozenset(parts.items())))


def dominant(keys: Iterable[Monomial | int]) -> Any:
    """The one that outgrows all others. Raises UndecidedError when none is known to."""
    keys = list(keys)
    reason: UndecidedError | None = None
    for candidate in keys:
        try:
            if all(other == candidate or _outgrows(candidate, other) for other in keys):
                return candidate
        except UndecidedError as error:
            reason = error
    assert reason is not None
    raise reason


def _outgrows(left: Monomial | int, right: Monomial | int) -> bool:
    if isinstance(left, int) and isinstance(right, int):
        return left < right
    return order(_monomial(left) * _monomial(right) ** -1) > 0


def _is_at_most(left: Monomial, right: Monomial) -> bool:
    """Whether left = O(right) is known."""
    try:
        return order(left * right**-1) <= 0
    except UndecidedError:
        return False


# series -----------------------------------------------------------------------------------------------------------


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
            if not any(_is_at_most(error, other) for other in kept):
                kept = [other for other in kept if not _is_at_most(other, error)] + [error]
        visible = {m: c for m, c in terms.items() if not any(_is_at_most(m, error) for error in kept)}
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
