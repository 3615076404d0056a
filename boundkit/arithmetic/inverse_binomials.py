"""Sums of C(n, j) p^j q^(n - j)/j over j = 1 .. n: exact where short, else balls from few terms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import arb, ctx, fmpq

from boundkit.arithmetic.elementary import integer

_LONGEST_EXACT = 1 << 10


def inverse_total(top: Any, p: Any, q: Any, otherwise: Callable[[], Any]) -> Any:
    """The sum for n = ``top``; what ``otherwise`` gives where p and q are not certainly positive, or q is 0."""
    if not (isinstance(p, fmpq | arb) and isinstance(q, fmpq | arb) and p > 0 and (q > 0 or q == 0)):
        return otherwise()
    n = integer(top, "a binomial's upper entry")
    if n < 1:
        return otherwise()
    if isinstance(p, fmpq) and isinstance(q, fmpq) and n <= _LONGEST_EXACT:
        return exact_inverse_total(n, p, q)
    if q == 0:
        return (fmpq(1) if p == 1 else arb(p) ** n) / n
    whole = arb(p + q)
    return whole**n * mean_inverse_ball(n, p / whole)


def exact_inverse_total(n: int, p: fmpq, q: fmpq) -> fmpq:
    """By S(k) = q S(k - 1) + ((p + q)^k - q^k)/k: the last draw fails, or it is any one of the successes.

    >>> exact_inverse_total(2, fmpq(1, 2), fmpq(1, 2))
    5/8
    """
    found, failures, whole = fmpq(0), fmpq(1), fmpq(1)
    for k in range(1, n + 1):
        failures *= q
        whole *= p + q
        found = q * found + (whole - failures) / k
    return found


def mean_inverse_ball(n: int, p: arb) -> arb:
    """E[1/J, J >= 1] for J successes of n draws with a probability p in (0, 1), at the current precision.

    By the series where it ends below the last digit of a ball, else by the sum over all numbers of successes.
    """
    terms = series_terms(n, float(p))
    return by_successes(n, p) if terms is None else by_series(n, p, terms)


def series_terms(n: int, p: float) -> int | None:
    """After how many terms the remainder of the series is below the last digit; None where it never is."""
    left, terms = 3 / ((n + 2) * p), 1
    while left > 2.0**-ctx.prec:
        if terms + 1 > (n + terms + 2) * p:
            return None
        terms += 1
        left *= terms / ((n + terms + 1) * p) * (terms + 2) / (terms + 1)
    return terms


def by_series(n: int, p: arb, terms: int) -> arb:
    """By 1/j = sum over k <= K of (k - 1)!/((j + 1) .. (j + k)) + K!/(j .. (j + K)).

    The mean of the k-th term over J >= 1 is (k - 1)! (1 - F_k)/((n + 1) .. (n + k) p^k), where F_k is the chance of at
    most k of n + k draws, and F_(k+1) - F_k = C(n + k, k + 1) p^(k+1) q^n. The remainder is at most K + 2 times the
    next term, with equality at j = 1: K = 1 is the upper bound of sharper.inverse_binomial.
    """
    below = (1 - p) ** n
    more = n * p * below
    total, scale = arb(0), 1 / ((n + 1) * p)
    below += more
    for k in range(1, terms + 1):
        total += scale * (1 - below)
        scale *= k / ((n + k + 1) * p)
        more *= (n + k) * p / (k + 1)
        below += more
    return total + arb(0).union((terms + 2) * scale)


def by_successes(n: int, p: arb) -> arb:
    """From the likeliest number outwards, until what is left is below the last digit of the sum."""
    odds = p / (1 - p)
    start = min(n, max(1, int((arb(n + 1) * p).mid().floor().unique_fmpz() or 1)))
    logs = [arb(k + 1).lgamma() for k in (n, start, n - start)]
    peak = (logs[0] - logs[1] - logs[2] + start * p.log() + (n - start) * (1 - p).log()).exp()
    least = peak / start * arb(2) ** -ctx.prec
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
