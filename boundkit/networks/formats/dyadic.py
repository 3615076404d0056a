"""Floats taken exactly: sums and products of float64 matrices where float64 holds them, and bfloat16."""

from __future__ import annotations

import math

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from boundkit.arithmetic.rational import rational
from boundkit.networks.affine import Floats

_MOST_TERMS = 1_000_000
_NEVER = 10_000


def exact_product(a: Floats, b: Floats) -> Floats | None:
    """The matrix product a b when every entry is exactly a float64, else None.

    Exponents decide first: when all terms of an entry are multiples of 2^l and their sum stays below 2^(l + 53), no
    order of summation rounds. Other entries are summed as rationals, up to 10^6 terms in all; beyond that the answer
    is None, which claims nothing.

    >>> exact_product(np.array([[1.0, 0.5]]), np.array([[3.0], [4.0]]))
    array([[5.]])
    >>> exact_product(np.array([[0.1]]), np.array([[0.1]])) is None
    True
    """
    with np.errstate(all="ignore"):
        result = a @ b
    if not np.isfinite(result).all():
        return None
    low_a, high_a = _exponents(a, axis=1)
    low_b, high_b = _exponents(b, axis=0)
    low, high = low_a[:, None] + low_b, high_a[:, None] + high_b + math.ceil(math.log2(a.shape[1]))
    rows, columns = np.nonzero((high - low > 53) | (low < -1074) | (high > 1024))
    nonzero = {row: np.flatnonzero(a[row]) for row in set(rows.tolist())}
    if sum(len(nonzero[row]) for row in rows.tolist()) > _MOST_TERMS:
        return None
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        terms = (rational(a[row, k].item()) * rational(b[k, column].item()) for k in nonzero[row])
        if sum(terms, fmpq(0)) != rational(result[row, column].item()):
            return None
    return result


def exact_sum(a: Floats, b: Floats) -> Floats | None:
    """The sum a + b of arrays of one shape when every entry is exactly a float64, else None.

    The rounding error of a sum of two floats is a float, computed without error (Knuth's two-sum).

    >>> exact_sum(np.array([1.0]), np.array([2.0**-60])) is None
    True
    """
    with np.errstate(all="ignore"):
        total = a + b
        rest = total - a
        error = (a - (total - rest)) + (b - rest)
    return total if np.isfinite(total).all() and not error.any() else None


def exact_multiples(a: Floats, b: Floats) -> Floats | None:
    """The products a[i] b[i] of arrays that broadcast, when each of them is exactly a float64, else None.

    The significant bits of a product are at most those of its factors together; entries with more than 53, and those
    near the ends of float64, are multiplied as rationals.

    >>> exact_multiples(np.array([0.5, 3.0]), np.array([0.1, 2.0]))
    array([0.05, 6.  ])
    >>> exact_multiples(np.array([0.1]), np.array([0.1])) is None
    True
    """
    a, b = np.broadcast_arrays(a, b)
    with np.errstate(all="ignore"):
        result = a * b
    if not np.isfinite(result).all():
        return None
    (low_a, high_a), (low_b, high_b) = _span(a), _span(b)
    low, high = low_a + low_b, high_a + high_b
    doubtful = (result != 0) | ((a != 0) & (b != 0))
    doubtful &= (high - low > 53) | (low < -1074) | (high > 1024)
    if np.count_nonzero(doubtful) > _MOST_TERMS:
        return None
    factors = zip(a[doubtful].tolist(), b[doubtful].tolist(), result[doubtful].tolist(), strict=True)
    return result if all(rational(x) * rational(y) == rational(z) for x, y, z in factors) else None


def from_bfloat16(content: bytes) -> NDArray[np.float32]:
    """The numbers of little-endian bfloat16 data, exactly.

    >>> from_bfloat16(bytes([0x80, 0x3F]))
    array([1.], dtype=float32)
    """
    return (np.frombuffer(content, "<u2").astype(np.uint32) << 16).view(np.float32)


def _exponents(values: Floats, axis: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The greatest l and the least h with every entry a multiple of 2^l and below 2^h in size, along an axis."""
    low, high = _span(values)
    return low.min(axis=axis), high.max(axis=axis)


def _span(values: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each entry the greatest l and the least h with the entry a multiple of 2^l and below 2^h in size."""
    fractions, exponents = np.frexp(np.abs(values))
    whole = np.ldexp(fractions, 53).astype(np.int64)
    lowest = np.frexp((whole & -whole).astype(np.float64))[1] - 1
    zero = values == 0
    low = np.where(zero, _NEVER, exponents.astype(np.int64) - 53 + lowest)
    return low, np.where(zero, -_NEVER, exponents.astype(np.int64))
