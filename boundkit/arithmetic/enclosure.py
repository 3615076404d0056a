"""Intervals that hold a number, and comparisons that may stay undecided."""

from __future__ import annotations

import numbers
from dataclasses import dataclass
from typing import Any

from flint import arb, ctx, fmpq, fmpz

from boundkit.arithmetic.rational import decimal, rational
from boundkit.errors import MalformedInputError

End = fmpq | arb
_ENDS = (fmpq, arb, type(None))
_LARGEST_RATIONAL_BITS = 1 << 20


@dataclass(frozen=True)
class Enclosure:
    """A closed interval that holds a number.

    ``lower`` and ``upper`` are exact: rationals, or single-point balls where a rational would take megabytes; None
    where that side is unbounded. ``rigorous`` is False when the ends come from floating point or sampling; then no
    comparison may certify or refute anything.
    """

    lower: End | None
    upper: End | None
    rigorous: bool = True

    def __post_init__(self) -> None:
        for end in (self.lower, self.upper):
            if not isinstance(end, _ENDS):
                raise MalformedInputError(
                    f"the end {end!r} of an enclosure is no exact number; make it with rational(..)"
                )
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise MalformedInputError(f"no number lies between {self.lower} and {self.upper}; swap the ends")

    @property
    def exact(self) -> bool:
        """Whether the interval is a single rigorous point."""
        return self.rigorous and isinstance(self.lower, fmpq) and self.lower == self.upper

    def __str__(self) -> str:
        return self.shown()

    def shown(self, digits: int = 12) -> str:
        """The interval as text, its ends rounded outward to so many digits; a short exact number as it is."""
        if self.exact:
            text = str(self.lower)
            return text if len(text) <= 40 else f"{_decimal(self.lower, digits, up=False)}.."
        low, high = self.decimals(digits)
        return f"[{low}, {high}]" + ("" if self.rigorous else " (float)")

    def decimals(self, digits: int = 17) -> list[str]:
        """The ends as decimal text, rounded outward; "-oo" and "oo" where a side is unbounded."""
        return [
            "-oo" if self.lower is None else _decimal(self.lower, digits, up=False),
            "oo" if self.upper is None else _decimal(self.upper, digits, up=True),
        ]


def at_least(value: Any) -> Enclosure:
    """The number is known to be no smaller than ``value``; a float is not rigorous."""
    bound = enclose(value)
    return Enclosure(bound.lower, None, bound.rigorous)


def at_most(value: Any) -> Enclosure:
    """The number is known to be no larger than ``value``; a float is not rigorous."""
    bound = enclose(value)
    return Enclosure(None, bound.upper, bound.rigorous)


def estimate(value: float, half_width: float) -> Enclosure:
    """A floating-point figure with its error bar; never rigorous."""
    return Enclosure(rational(value - half_width), rational(value + half_width), rigorous=False)


def enclose(value: Any) -> Enclosure:
    """The enclosure of anything that a measuring function may return.

    Exact numbers become points, balls their interval. A float, of whatever library, is taken as a figure without an
    error bar and is not rigorous.

    >>> enclose(fmpq(1, 3)), enclose(3).exact, enclose(0.25).rigorous
    (Enclosure(lower=1/3, upper=1/3, rigorous=True), True, False)
    """
    if isinstance(value, Enclosure):
        return value
    if isinstance(value, arb):
        return Enclosure(_end(value.lower()), _end(value.upper()))
    if isinstance(value, numbers.Real) and not isinstance(value, numbers.Rational):
        return estimate(float(value), 0.0)
    number = rational(value)
    return Enclosure(number, number)


def _end(point: arb) -> End | None:
    if not point.is_finite():
        return None
    _, exponent = point.man_exp()
    return point.fmpq() if abs(exponent) < _LARGEST_RATIONAL_BITS else point


def _decimal(end: Any, digits: int, *, up: bool) -> str:
    if isinstance(end, fmpq):
        return decimal(end, digits, up=up)
    _, exponent = end.man_exp()
    with ctx.workprec(int(exponent).bit_length() + 4 * digits + 64):
        tens = (abs(end).log() / arb(10).log()).lower().fmpq().floor()
        mantissa = end / arb(10) ** fmpz(tens)
        shown = decimal((mantissa.upper() if up else mantissa.lower()).fmpq(), digits, up=up)
    return f"{shown}e{int(tens):+d}"


def precedes(left: Enclosure, right: Enclosure) -> bool | None:
    """Whether left <= right: True or False when the ends decide it, None when they do not."""
    if left.upper is not None and right.lower is not None and left.upper <= right.lower:
        return True
    if left.lower is not None and right.upper is not None and left.lower > right.upper:
        return False
    return None


def coincides(left: Enclosure, right: Enclosure) -> bool | None:
    """Whether left == right: True only for two exact points, False for disjoint intervals, else None."""
    if left.exact and right.exact:
        return left.lower == right.lower
    if precedes(left, right) is False or precedes(right, left) is False:
        return False
    return None
