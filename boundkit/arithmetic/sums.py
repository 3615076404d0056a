"""Sums, products and least values over ranges of integers: term by term where short, else by Taylor polynomials.

A long sum of terms that are smooth in the index is taken block by block: the terms of a block are a polynomial about
its middle plus a remainder, which the next coefficient bounds, worked out at a ball that holds the block. The sums of
the powers are exact, so a sum of 10^12 terms costs some hundred evaluations, and what comes out is a ball.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from itertools import count
from typing import Any

from flint import arb, arb_series, ctx, fmpq

from boundkit.arithmetic.elementary import ZERO, ball, integer, whole_power
from boundkit.errors import BoundkitError, DomainError, NotEvaluableError

_MOST_TERMS = 1 << 20
_SHORTEST_BY_BLOCKS = 1 << 10
_SHORTEST_BLOCK = 64
_MOST_BLOCKS = 1 << 12
_MOST_EXACT_WORK = 1 << 33  # bits that are added up
_IN_BLOCK: ContextVar[bool] = ContextVar("in_block", default=False)

Term = Callable[[Any], Any]


def total(term: Term, low: Any, high: Any, coefficients: Callable[[], list[Any]] | None = None) -> Any:
    """term(low) + .. + term(high): exact where every term is and that is not long, else a ball.

    ``coefficients`` gives those of a term that is a polynomial in the index, the constant one first. Raises
    NotEvaluableError for ends that are no integers or run downward, and for more than 2**20 terms that are not smooth
    in the index.
    """
    first, last = ends(low, high, "a sum")
    if coefficients and last - first >= _SHORTEST_BY_BLOCKS:
        powers = (_bernoulli(j + 1, last + 1) - _bernoulli(j + 1, first) for j in count())
        return sum((c * p / j for c, p, j in zip(coefficients(), powers, count(1))), ZERO)
    if last - first >= _SHORTEST_BY_BLOCKS and not _is_short_and_exact(term, first, last):
        found = _by_blocks(term, first, last)
        if found is not None:
            return found
    return _one_by_one(term, first, last, "a sum", ZERO, lambda a, b: a + b)


def product(factor: Term, log_factor: Term | None, low: Any, high: Any) -> Any:
    """factor(low) .. factor(high), a long one of positive factors by the sum of the logarithms; as for ``total``."""
    first, last = ends(low, high, "a product")
    if log_factor and last - first >= _SHORTEST_BY_BLOCKS and not _is_short_and_exact(factor, first, last):
        found = _by_blocks(log_factor, first, last)
        if found is not None:
            return found.exp()
    return _one_by_one(factor, first, last, "a product", fmpq(1), lambda a, b: a * b)


def repeated_total(term: Callable[[], Any], low: Any, high: Any) -> Any:
    """The sum of a term that does not depend on the index."""
    first, last = ends(low, high, "a sum")
    return term() * fmpq(last - first + 1) if last >= first else ZERO


def repeated_product(factor: Callable[[], Any], low: Any, high: Any) -> Any:
    """The product of a factor that does not depend on the index."""
    first, last = ends(low, high, "a product")
    return whole_power(factor(), last - first + 1) if last >= first else fmpq(1)


def whole_range(low: Any, high: Any, what: str) -> Iterator[fmpq]:
    """The integers of a range, one by one; at most 2**20."""
    first, last = ends(low, high, what)
    if last - first > _MOST_TERMS:
        raise NotEvaluableError(f"{what} of {last - first + 1} terms is too long to take one by one")
    return map(fmpq, range(first, last + 1))


def ends(low: Any, high: Any, what: str) -> tuple[int, int]:
    """The ends of a range as integers; an empty one ends just below its start."""
    first, last = integer(low, f"{what}'s lower end"), integer(high, f"{what}'s upper end")
    if last < first - 1:
        raise NotEvaluableError(f"{what} that runs down from {first} to {last} has no agreed meaning; mend its ends")
    return first, last


def _one_by_one(term: Term, first: int, last: int, what: str, start: fmpq, join: Callable[[Any, Any], Any]) -> Any:
    """Term by term; exact until that becomes long work, then as a ball."""
    found: Any = start
    work = 0
    for index in whole_range(fmpq(first), fmpq(last), what):
        found = join(found, term(index))
        if isinstance(found, fmpq):
            work += int(found.height_bits())
            if work > _MOST_EXACT_WORK:
                found = arb(found)
    return found


def _is_short_and_exact(term: Term, first: int, last: int) -> bool:
    return last - first <= _MOST_TERMS and isinstance(term(fmpq(first)), fmpq)


def _by_blocks(term: Term, first: int, last: int) -> arb | None:
    """The sum by Taylor polynomials; None where the terms are not smooth, or not in so many blocks."""
    if _IN_BLOCK.get():
        return None
    inside = _IN_BLOCK.set(True)
    try:
        return _sum_of_blocks(term, first, last)
    except (BoundkitError, TypeError, AttributeError):  # an operation that has no series
        return None
    finally:
        _IN_BLOCK.reset(inside)


def _sum_of_blocks(term: Term, first: int, last: int) -> arb | None:
    found = arb(0)
    pending = [(first, last)]
    for _ in range(_MOST_BLOCKS):
        if not pending:
            return found
        low, high = pending.pop()
        if high - low < _SHORTEST_BLOCK:
            found += sum((ball(term(fmpq(index))) for index in range(low, high + 1)), arb(0))
            continue
        part = _block(term, low, high)
        if part is None:
            middle = (low + high) // 2
            pending += [(middle + 1, high), (low, middle)]
        else:
            found += part
    return None


def _block(term: Term, low: int, high: int) -> arb | None:
    """The sum over one block, or None where its remainder is not small beside it."""
    degree = ctx.prec // 4 * 2 + 7  # odd, so that the power of the remainder is even
    middle, half = fmpq(low + high, 2), fmpq(high - low, 2)
    try:
        coefficients = _series(term, arb(middle), degree + 1)
        beyond = _series(term, arb(middle, arb(half).upper()), degree + 2)[degree + 1]
    except (DomainError, ValueError, ZeroDivisionError):  # not smooth in all of the block, or not known to be
        return None
    found = sum((a * _power_sum(half, j) for j, a in enumerate(coefficients) if j % 2 == 0), arb(0))
    remainder = beyond * _power_sum(half, degree + 1)
    small = remainder.abs_upper() <= found.abs_lower() * arb(2) ** -ctx.prec
    return found + remainder if small and found.is_finite() else None


def _series(term: Term, about: arb, length: int) -> list[arb]:
    """The first coefficients of the Taylor series of a term; enclosures for all points of the ball ``about``."""
    outer, ctx.cap = ctx.cap, length
    try:
        found = ball(term(arb_series([about, 1])))
    finally:
        ctx.cap = outer
    if not isinstance(found, arb_series):
        return [found, *[arb(0)] * (length - 1)]
    if found.prec < length:
        raise NotEvaluableError(f"the series has {found.prec} of {length} coefficients")
    return [found[j] for j in range(length)]


def _bernoulli(degree: int, at: int) -> fmpq:
    """The Bernoulli polynomial, whose differences are degree times the powers below it."""
    return sum((math.comb(degree, k) * fmpq.bernoulli(k) * fmpq(at) ** (degree - k) for k in range(degree + 1)), ZERO)


def _power_sum(half: fmpq, exponent: int) -> arb:
    """The sum of t**exponent over t = -half, -half + 1, .., half, for an even exponent."""
    return 2 * arb(half + 1).bernoulli_poly(exponent + 1) / (exponent + 1)


def least(body: Term, low: Any, high: Any) -> list[Any]:
    """The values of a body over a range that is not empty."""
    values = [body(index) for index in whole_range(low, high, "a minimum")]
    if not values:
        raise DomainError("the least value over an empty range is not defined")
    return values
