"""Exact rational numbers, vectors and matrices (python-flint's fmpq)."""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import arb, fmpq, fmpq_mat, fmpz

from boundkit.address_space import MEBIBYTE, require
from boundkit.errors import MalformedInputError, ShapeError

_DECIMAL = re.compile(r"([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,9}))?", re.ASCII)
NODE_BITS = 96  # irrational values that go into networks are rounded to multiples of 2^-96
_LARGEST_DECIMAL_EXPONENT = 100_000
_LOG10_2 = math.log10(2)
_BYTES_OF_A_NUMBER = 16  # of a matrix, when it is a small integer or zero
_SLACK = 1e-6  # more than the rounding error of the product for numbers of a thousand million digits


def rational(value: Any) -> fmpq:
    """The exact rational that ``value`` denotes.

    Accepts integers, Fractions, flint and sympy rationals, decimal or fraction text, and finite floats (each
    is the dyadic rational that it stores, not the decimal that it prints as). Raises MalformedInputError for
    anything else.

    >>> rational("0.1"), rational(0.5), rational("1/3")
    (1/10, 1/2, 1/3)
    """
    if isinstance(value, fmpq):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return fmpq(*value.as_integer_ratio())
    if isinstance(value, int | fmpz):
        return fmpq(value)
    if isinstance(value, str):
        return _from_text(value)
    if isinstance(value, numbers.Rational):
        return fmpq(int(value.numerator), int(value.denominator))
    if isinstance(value, numbers.Real) and hasattr(value, "as_integer_ratio") and math.isfinite(value):
        return fmpq(*map(int, value.as_integer_ratio()))
    if getattr(value, "is_Rational", False):
        return fmpq(int(value.p), int(value.q))
    raise MalformedInputError(f"{value!r} is not a finite rational number; give an integer, p/q or a decimal")


def _from_text(text: str) -> fmpq:
    top, slash, bottom = text.strip().rpartition("/")
    if slash:
        divisor = _from_text(bottom)
        if divisor == 0:
            raise MalformedInputError(f"{text!r} divides by zero")
        return _from_text(top) / divisor
    match = _DECIMAL.fullmatch(bottom)
    if match is None or not (match[2] or match[3]):
        raise MalformedInputError(f"{text!r} is not a number; write it as 3, 1/3, 0.1 or 1e-6")
    sign, whole, decimals, exponent = match.groups()
    power = int(exponent or 0) - len(decimals)
    if abs(power) > _LARGEST_DECIMAL_EXPONENT:
        raise MalformedInputError(f"{text!r} has an exponent beyond {_LARGEST_DECIMAL_EXPONENT}")
    digits = fmpz(whole + decimals)
    number = fmpq(digits * fmpz(10) ** power) if power >= 0 else fmpq(digits, fmpz(10) ** -power)
    return -number if sign == "-" else number


def dyadic(ball: arb) -> fmpq:
    """The multiple of 2^-96 nearest to the middle of a ball.

    >>> dyadic(arb("0.75"))
    3/4
    """
    scale = fmpz(1) << NODE_BITS
    scaled: Any = ball.mid().fmpq() * scale
    return fmpq(scaled.round(), scale)


def to_fraction(value: fmpq) -> Fraction:
    """The same number as a Python Fraction."""
    return Fraction(int(value.p), int(value.q))


def vector(values: Iterable[Any]) -> fmpq_mat:
    """A column vector of exact rationals, shape (n, 1)."""
    entries = [rational(value) for value in values]
    return fmpq_mat(len(entries), 1, entries)


def matrix(rows: Sequence[Iterable[Any]]) -> fmpq_mat:
    """A matrix of exact rationals, shape (rows, columns). Raises ShapeError when rows differ in length."""
    entries = [[rational(value) for value in row] for row in rows]
    if not entries or len({len(row) for row in entries}) != 1 or not entries[0]:
        raise ShapeError(f"a matrix needs rows of one positive length; got lengths {[len(r) for r in entries]}")
    return fmpq_mat(len(entries), len(entries[0]), [value for row in entries for value in row])


def zeros(rows: int, columns: int) -> fmpq_mat:
    """A matrix of zeros. Raises AddressSpaceError where its numbers, 16 bytes each, do not fit into what is free."""
    size = _BYTES_OF_A_NUMBER * rows * columns
    if size > MEBIBYTE:
        require(size, f"matrices of {rows:,} rows and {columns:,} columns")
    return fmpq_mat(rows, columns)


def in_general_position(points: Sequence[Sequence[Any]]) -> bool:
    """Whether no D + 1 of the points in R^D lie on one hyperplane (exact); no points are in general position.

    >>> in_general_position([[0, 0], [1, 0], [0, 1]]), in_general_position([[0, 0], [1, 1], [2, 2]])
    (True, False)
    """
    from itertools import combinations

    dimension = len(points[0]) if points else 0
    return all(
        matrix([[1, *point] for point in chosen]).det() != 0
        for chosen in combinations(points, min(dimension + 1, len(points)))
        if len(chosen) == dimension + 1
    )


def decimal(value: fmpq, digits: int, *, up: bool) -> str:
    """A decimal of ``digits`` significant digits that is not above (or, with ``up``, not below) the value.

    >>> decimal(fmpq(1, 3), 4, up=False), decimal(fmpq(1, 3), 4, up=True), decimal(fmpq(5, 2), 4, up=True)
    ('0.3333', '0.3334', '2.5')
    """
    if value == 0:
        return "0"
    top, bottom = value.p, value.q
    # log10 of the value lies between (bits - 1) log10 2 and (bits + 1) log10 2: the last digit is there or one too many
    bits = top.bit_length() - bottom.bit_length()
    shift = digits - 1 - math.floor((bits - 1) * _LOG10_2 - _SLACK)
    if shift >= 0:
        top *= _power_of_ten(shift)
    else:
        bottom *= _power_of_ten(-shift)
    whole = _quotient(top, bottom, up=up)
    if abs(whole) >= _power_of_ten(digits):
        whole, shift = _quotient(whole, fmpz(10), up=up), shift - 1
    return _plain(whole, -shift)


@lru_cache(maxsize=64)
def _power_of_ten(exponent: int) -> fmpz:
    return fmpz(10) ** exponent


def _quotient(top: fmpz, bottom: fmpz, *, up: bool) -> fmpz:
    """top / bottom, rounded to the integer below, or with ``up`` above."""
    return -(-top // bottom) if up else top // bottom


def _plain(whole: fmpz, exponent: int) -> str:
    """whole * 10**exponent as short decimal text."""
    sign, figures = ("-" if whole < 0 else ""), str(abs(whole))
    trimmed = figures.rstrip("0") or "0"
    exponent += len(figures) - len(trimmed)
    point = len(trimmed) + exponent
    if trimmed == "0":
        return "0"
    if -6 < point <= 21:
        if exponent >= 0:
            return sign + trimmed + "0" * exponent
        if point > 0:
            return f"{sign}{trimmed[:point]}.{trimmed[point:]}"
        return f"{sign}0.{'0' * -point}{trimmed}"
    mantissa = trimmed[0] + ("." + trimmed[1:] if len(trimmed) > 1 else "")
    return f"{sign}{mantissa}e{point - 1:+d}"
