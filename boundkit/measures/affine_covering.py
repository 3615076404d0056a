"""Covering numbers of affine functions of one input, given by slope and intercept, in the sup norm."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.errors import DomainError
from boundkit.measures.covering import positive

_MOST_AFFINE_CELLS = 64


def affine_covering(B: Any, delta: Any, *, symmetric: bool = False) -> Enclosure:
    """N(delta) of {x -> a x + b : |a|, |b| <= B} in the sup norm on [0, 1], or on [-1, 1] when ``symmetric``.

    With n = B/delta whole it is n (n + 1) on [0, 1] and 2 n (n + 1) on [-1, 1], and the enclosure is exact; else n
    rounded down and up gives its two ends (and one ball does for n <= 1/2). Both sides are verified by affine_cover and
    affine_load; balls centred anywhere do no better. Raises DomainError when n is above 64.

    >>> affine_covering(1, "1/4"), affine_covering(1, "1/4", symmetric=True).lower
    (Enclosure(lower=20, upper=20, rigorous=True), 40)
    """
    ratio = positive("B", B) / positive("delta", delta)
    low, high = int(ratio.floor()), int(ratio.ceil())
    if high > _MOST_AFFINE_CELLS:
        raise DomainError(f"B/delta = {ratio} is beyond {_MOST_AFFINE_CELLS}; give a larger delta")
    if 2 * ratio <= 1:
        return enclose(1)
    return Enclosure(fmpq(_affine_counts(low, symmetric)[0] if low else 1), fmpq(_affine_counts(high, symmetric)[1]))


@lru_cache
def _affine_counts(n: int, symmetric: bool) -> tuple[int, int]:
    """Lower and upper bound at B/delta = n: the total of a measure over its largest load, and the size of a cover."""
    total = sum(length for *_, length in affine_measure(n, symmetric=symmetric))
    lower = (fmpq(total, 2) / affine_load(n, symmetric=symmetric)).ceil()
    return int(lower), len(affine_cover(n, symmetric=symmetric))


def affine_cover(n: int, *, symmetric: bool = False) -> list[tuple[int, int]]:
    """Centres of balls that cover the class at B = n, delta = 1, as pairs (u, v) of the values at the interval's ends.

    The class is the parallelogram |u|, |v - u| <= n (the diamond |u| + |v| <= 2n when symmetric), balls are squares of
    side 2: columns of n + 1 squares, or rows that shorten by two. All corners are whole numbers, so each triangle that
    the diagonals cut from a unit square lies in the class or outside, and in a ball or outside; that none of the class
    is left over is verified.
    """
    if symmetric:
        rows = [(2 * (n - row) - 1, 2 * row + 1) for row in range(n)]
        centres = [(u, v) for end, height in rows for v in (-height, height) for u in range(-end, end + 1, 2)]
    else:
        centres = [(u, u + slope) for u in range(1 - n, n, 2) for slope in range(-n, n + 1, 2)]
    covered = {(u + i, v + j) for u, v in centres for i in (-1, 0) for j in (-1, 0)}
    for i, j in product(range(-2 * n, 2 * n), repeat=2):
        inner = [(4 * i + p, 4 * j + q) for p, q in ((2, 1), (2, 3), (1, 2), (3, 2))]
        if (i, j) not in covered and any(_in_class(u, v, 4 * n, symmetric) for u, v in inner):
            raise AssertionError(f"the unit square at {i}, {j} is not covered")
    if not all(_in_class(u, v, n, symmetric) for u, v in centres):
        raise AssertionError("a centre lies outside the class")
    return centres


def _in_class(u: int, v: int, n: int, symmetric: bool) -> bool:
    return abs(u) + abs(v) <= 2 * n if symmetric else abs(u) <= n and abs(v - u) <= n


def affine_measure(n: int, *, symmetric: bool = False) -> list[tuple[int, int, int, int]]:
    """Segments (u, v, slope, length) in the class at B = n, delta = 1, that bear half a unit of mass per unit of u.

    Each starts at (u, v) and runs along v = const + slope u for ``length`` in u. On [0, 1] they are the functions with
    a = -n, 2 - n, .., n; on [-1, 1] those with max(|a|, |b|) = 1, .., n.
    """
    if not symmetric:
        return [(-n, a - n, 1, 2 * n) for a in range(-n, n + 1, 2)]
    return [
        segment
        for r in range(1, n + 1)
        for segment in ((-2 * r, 0, 1, 2 * r), (0, -2 * r, 1, 2 * r), (0, 2 * r, -1, 2 * r), (-2 * r, 0, -1, 2 * r))
    ]


def affine_load(n: int, *, symmetric: bool = False) -> fmpq:
    """The largest mass of affine_measure(n) in a square of side 2, wherever it is placed.

    The mass is continuous and piecewise affine in the centre, and its pieces are bounded by lines x = i, y = i,
    x + y = i, x - y = i with whole i. These meet in points with coordinates in Z/2, so the largest value there is the
    largest of all. Exact integers throughout.
    """
    x, y = np.meshgrid(*[np.arange(-4 * n - 4, 4 * n + 5)] * 2, indexing="ij")  # centres, doubled
    mass = np.zeros_like(x)
    for u, v, slope, length in affine_measure(n, symmetric=symmetric):
        crossing = slope * (y - 2 * v) + 2 * u  # where the segment's line has the height of the centre
        low = np.maximum(np.maximum(x, crossing) - 2, 2 * u)
        high = np.minimum(np.minimum(x, crossing) + 2, 2 * (u + length))
        mass += np.maximum(high - low, 0)
    return fmpq(int(mass.max()), 4)
