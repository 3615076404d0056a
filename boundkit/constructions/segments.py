"""Segmentations of [0, 1] into m cells, as increasing boundaries 0 = t_0 < .. < t_m = 1."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from itertools import accumulate
from typing import Any

import sympy
from flint import arb, ctx, fmpq

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.rational import rational
from boundkit.errors import DomainError
from boundkit.formulas.numbers import to_sympy

Boundaries = tuple[fmpq | arb, ...]
_BISECTIONS = 60
_BINARY_DIGITS = 48
_BALL_BITS = 192


def uniform(m: int) -> Boundaries:
    """m cells of equal length.

    >>> uniform(3)
    (0, 1/3, 2/3, 1)
    """
    return companded(lambda u: u, m)


def companded(compander: Callable[[fmpq], Any], m: int) -> Boundaries:
    """The boundaries compander(i/m); its inverse is the cumulative point density.

    ``compander`` increases from 0 to 1 on [0, 1]; its values are exact or balls. Raises DomainError for m < 1.

    >>> companded(lambda u: u * u, 2)
    (0, 1/4, 1)
    """
    _require_cells(m)
    return (fmpq(0), *(compander(fmpq(i, m)) for i in range(1, m)), fmpq(1))


def power_law(exponent: Any, m: int) -> Boundaries:
    """The boundaries (i/m)^exponent, of point density x^(1/exponent - 1)/exponent: exact where rational, else balls.

    >>> power_law(2, 2), power_law("3/5", 32)[1]
    ((0, 1/4, 1), 1/8)
    """
    power = rational(exponent)
    formula = sympy.Symbol("u", positive=True) ** to_sympy(power)
    with ctx.workprec(_BALL_BITS):
        return companded(lambda u: exact_or_ball(formula, {"u": u}), m)


def by_density(weight: Callable[[float], float], m: int, n: int) -> Boundaries:
    """m cells of nearly equal weight, with boundaries on the grid j/n.

    ``weight`` need not be normalised. Floating point chooses the boundaries; they are exact from then on. Raises
    DomainError when the grid is too coarse (m > n), or the weight is negative or vanishes.

    >>> by_density(lambda x: x, 2, 10)
    (0, 7/10, 1)
    """
    _require_cells(m)
    if m > n:
        raise DomainError(f"{m} cells do not fit on a grid of {n} steps; take n >= m")
    masses = [weight((j + 0.5) / n) for j in range(n)]
    if min(masses) < 0 or not 0 < sum(masses) < float("inf"):
        raise DomainError("a point density must be nonnegative, with a positive finite integral")
    cumulative = [0.0, *accumulate(masses)]
    places = [0]
    for i in range(1, m):
        wanted = cumulative[-1] * i / m
        right = bisect_left(cumulative, wanted)
        nearest = right if cumulative[right] - wanted <= wanted - cumulative[right - 1] else right - 1
        places.append(min(max(nearest, places[-1] + 1), n - m + i))
    return tuple(fmpq(place, n) for place in (*places, n))


def self_similar(k: int, m: int, j: int = 0) -> Boundaries:
    """The best m cells for beta = x^k and the density (j + 1) x^j of x, to 48 binary digits.

    Each boundary t has beta(t) halfway between the means of beta on its two cells. For powers this fixes the ratio of
    every boundary to the next, whatever m is, so the boundaries for m are those for m + 1, rescaled.
    """
    _require_cells(m)
    places = [0.0, 1.0]
    while len(places) <= m:
        before, here = places[-2:]
        wanted = 2 * here**k - _mean(k, j, before, here)
        low, high = here, 4 * here
        for _ in range(_BISECTIONS):
            middle = (low + high) / 2
            low, high = (low, middle) if _mean(k, j, here, middle) > wanted else (middle, high)
        places.append(low)
    scale = 1 << _BINARY_DIGITS
    return (fmpq(0), *(fmpq(round(place / places[-1] * scale), scale) for place in places[1:-1]), fmpq(1))


def _mean(k: int, j: int, a: float, b: float) -> float:
    """The mean of x^k on [a, b] for a density proportional to x^j."""
    top, bottom = (sum(a**i * b ** (degree - i) for i in range(degree + 1)) for degree in (k + j, j))
    return (j + 1) * top / ((k + j + 1) * bottom)


def around(place: fmpq | arb, m: int) -> Boundaries:
    """m >= 2 cells with one boundary at ``place``, of equal length on either side of it.

    The left part gets ceil(place (m - 1)) cells, so both parts have cells of length at most 1/(m - 1). Raises
    DomainError for m < 2 or a place outside (0, 1).

    >>> around(fmpq(1, 3), 3)
    (0, 1/3, 2/3, 1)
    """
    if m < 2 or not 0 < place < 1:
        raise DomainError(f"a boundary at {place} inside (0, 1) needs m >= 2 cells; got m = {m}")
    count = arb((place * (m - 1)).ceil()).unique_fmpz()
    if count is None:
        raise DomainError(f"the ball {place} is too wide to place {m} cells around it; raise its precision")
    left = int(count)
    with ctx.workprec(_BALL_BITS):
        before = [place * fmpq(i, left) for i in range(1, left)]
        after = [place + (1 - place) * fmpq(i, m - left) for i in range(1, m - left)]
    return (fmpq(0), *before, place, *after, fmpq(1))


def _require_cells(m: int) -> None:
    if m < 1:
        raise DomainError(f"a segmentation has at least one cell; got m = {m}")
