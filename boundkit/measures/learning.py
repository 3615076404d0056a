"""Test errors of constants that are learnt from samples, exactly or in balls for any number of samples."""

from __future__ import annotations

from typing import Any

from flint import arb, ctx, fmpq

from boundkit.arithmetic.rational import rational
from boundkit.errors import DomainError
from boundkit.measures.regression import BALL_BITS, Number

_MOST_EXACT = 64  # samples


def mean_inverse(n: int, p: Any) -> Number:
    """E[1/J, J >= 1] for J successes of n draws with probability p: exact up to 64 draws, else a ball.

    Raises DomainError unless n >= 1 and 0 < p <= 1.

    >>> mean_inverse(2, "1/2")
    5/8
    """
    p = p if isinstance(p, arb) else rational(p)
    if n < 1 or not (p > 0 and p <= 1):
        raise DomainError(f"E[1/J] needs n >= 1 draws of a probability in (0, 1]; got n = {n}, p = {p}")
    if p == 1:
        return fmpq(1, n)
    if isinstance(p, fmpq) and n <= _MOST_EXACT:
        return _exact(n, p)
    with ctx.workprec(BALL_BITS):
        return _ball(n, arb(p))


def _exact(n: int, p: fmpq) -> fmpq:
    """By h(k) = (1 - p) h(k - 1) + (1 - (1 - p)^k)/k: the last draw fails, or it is any one of the successes."""
    found, failures = fmpq(0), fmpq(1)
    for k in range(1, n + 1):
        failures *= 1 - p
        found = (1 - p) * found + (1 - failures) / k
    return found


def _ball(n: int, p: arb) -> arb:
    """From the likeliest number outwards, until what is left is below the last digit of the sum."""
    odds = p / (1 - p)
    start = min(n, max(1, int((arb(n + 1) * p).mid().floor().unique_fmpz() or 1)))
    logs = [arb(k + 1).lgamma() for k in (n, start, n - start)]
    peak = (logs[0] - logs[1] - logs[2] + start * p.log() + (n - start) * (1 - p).log()).exp()
    least = peak / start * arb(2) ** -BALL_BITS
    total, weight = peak / start, peak
    for j in range(start, n):  # upwards; ratios fall
        ratio = arb(n - j) / (j + 1) * odds
        weight *= ratio
        total += weight / (j + 1)
        if ratio < 1 and weight / (1 - ratio) < least:
            total += arb(0).union(weight * ratio / (1 - ratio))
            break
    weight = peak
    for j in range(start, 1, -1):  # downwards; ratios fall, and 1/j is at most 1
        ratio = arb(j) / (n - j + 1) / odds
        weight *= ratio
        total += weight / (j - 1)
        if ratio < 1 and weight / (1 - ratio) < least:
            total += arb(0).union(weight * ratio / (1 - ratio))
            break
    return total
