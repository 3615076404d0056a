"""Factorials, binomials and sums of a row of binomials: exact where short, else balls by their logarithms."""

from __future__ import annotations

import math
from typing import Any

from flint import arb, ctx, fmpq, fmpz

from boundkit.arithmetic.elementary import integer, log, whole_power
from boundkit.arithmetic.sums import ends, total
from boundkit.errors import DomainError

_LARGEST_EXACT_COUNT = 1 << 20
_LONGEST_LISTED = 64
_LARGEST_EXACT_FACTORIAL = 10_000
_MOST_TERMS = 1 << 14


def binomial(top: Any, bottom: Any) -> Any:
    """C(n, k) for integers n, k of any sign."""
    return _binomial_of(*_entries(top, bottom))


def log_binomial(top: Any, bottom: Any) -> Any:
    """log C(n, k), without the binomial itself where that is long."""
    n, k = _entries(top, bottom)
    if min(k, n - k) > _LONGEST_LISTED:
        return _log_binomial_ball(n, k)
    return log(_binomial_of(n, k))


def factorial(value: Any) -> Any:
    """n! for an integer n >= 0."""
    n = integer(value, "a factorial's argument")
    if n < 0:
        raise DomainError(f"the factorial of {n} is not defined")
    return fmpq(math.factorial(n)) if n <= _LARGEST_EXACT_FACTORIAL else _log_factorial(n).exp()


def log_factorial(value: Any) -> Any:
    """log n!, without the factorial itself where that is long."""
    if isinstance(value, fmpq) and value > _LONGEST_LISTED:
        return _log_factorial(integer(value, "a factorial's argument"))
    return log(factorial(value))


def binomial_total(top: Any, last: Any) -> Any:
    """C(n, 0) + .. + C(n, q): exact when short, else a ball."""
    n, q = _row(top, last)
    if n < 0:
        return total(lambda index: _binomial_of(n, int(index.p)), fmpq(0), fmpq(q))
    if 2 * q > n:
        return whole_power(fmpq(2), n) - (binomial_total(fmpq(n), fmpq(n - q - 1)) if q < n else fmpq(0))
    if q <= _LONGEST_LISTED:
        return fmpq(sum(math.comb(n, index) for index in range(q + 1)))
    return _binomial_of(n, q) * _total_over_last(n, q)


def log_binomial_total(top: Any, last: Any) -> Any:
    """log(C(n, 0) + .. + C(n, q)), without the sum itself where that is long."""
    n, q = _row(top, last)
    if n < 0 or q <= _LONGEST_LISTED:
        return log(binomial_total(top, last))
    if 2 * q <= n:
        return _log_binomial_ball(n, q) + _total_over_last(n, q).log()
    whole = n * arb(2).log()
    return whole + (-(log_binomial_total(fmpq(n), fmpq(n - q - 1)) - whole).exp()).log1p() if q < n else whole


def _row(top: Any, last: Any) -> tuple[int, int]:
    return integer(top, "a binomial's upper entry"), ends(fmpq(0), last, "a sum")[1]


def _total_over_last(n: int, q: int) -> arb:
    """(C(n, 0) + .. + C(n, q)) / C(n, q) for 2 q <= n: its largest terms, and a bound of the others."""
    term = sum_of_terms = arb(1)
    for index in range(q, 0, -1):
        ratio = fmpq(index, n - index + 1)  # of the next term to this one; below 1, and it decreases with the index
        rest = term * (ratio / (1 - ratio))
        if rest < sum_of_terms * arb(2) ** -ctx.prec or q - index >= _MOST_TERMS:
            return sum_of_terms + arb(0).union(rest)
        term = term * ratio
        sum_of_terms = sum_of_terms + term
    return sum_of_terms


def _entries(top: Any, bottom: Any) -> tuple[int, int]:
    return integer(top, "a binomial's upper entry"), integer(bottom, "a binomial's lower entry")


def _binomial_of(n: int, k: int) -> Any:
    if k < 0 or (0 <= n < k):
        return fmpq(0)
    if n < 0:
        return (-1) ** (k % 2) * _binomial_of(k - n - 1, k)
    k = min(k, n - k)
    if k <= _LONGEST_LISTED:
        return fmpq(math.comb(n, k))
    return fmpq(fmpz.bin_uiui(n, k)) if n <= _LARGEST_EXACT_COUNT else _log_binomial_ball(n, k).exp()


def _log_binomial_ball(n: int, k: int) -> arb:
    return _log_factorial(n) - _log_factorial(k) - _log_factorial(n - k)


def _log_factorial(n: int) -> arb:
    return arb(n + 1).lgamma()
