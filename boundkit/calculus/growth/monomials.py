"""Log-exp monomials in one scale that tends to infinity, and which of them outgrows which.

A monomial is the exponential of a finite sum of constants times monomials or iterated logarithms; the scale n itself,
n^a log(n)^b and exp(n^(1/2)) log(n) are of this kind. Exponents are exact; they may hold parameters, whose signs
decide. What cannot be decided raises UndecidedError.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy

from boundkit.calculus.growth.constants import normal, sign
from boundkit.errors import UndecidedError


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


def is_at_most(left: Monomial, right: Monomial) -> bool:
    """Whether left = O(right) is known."""
    try:
        return order(left * right**-1) <= 0
    except UndecidedError:
        return False
