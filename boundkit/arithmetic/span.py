"""Intervals between two ends, each end rounded outward; unlike a ball, an interval may be long or have no end.

A span says where the values of a function of several numbers lie. An operation returns None where it is not defined for
every number of its spans. Floating point enters nowhere: ends are single-point balls at the current precision.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flint import arb, fmpq, fmpz

_INFINITE, _MINUS_INFINITE = arb.pos_inf(), arb.neg_inf()
_LEAST_GAMMA_AT = fmpq(1461632144968, 10**12), fmpq(1461632144969, 10**12)  # where the derivative changes its sign


@dataclass(frozen=True, slots=True)
class Span:
    """All numbers from ``lower`` to ``upper``; without 0, when it is a lower end and ``positive`` is set."""

    lower: arb
    upper: arb
    positive: bool = False

    @property
    def is_positive(self) -> bool:
        """Whether every number is above 0."""
        return self.positive or bool(self.lower > 0)

    @property
    def is_nonnegative(self) -> bool:
        return self.positive or bool(self.lower >= 0)

    @property
    def is_negative(self) -> bool:
        return bool(self.upper < 0)

    @property
    def sign(self) -> int | None:
        """1 or -1 when no number has the other sign, 0 for zero alone, else None."""
        if self.lower >= 0:
            return 1 if self.upper > 0 else 0
        return -1 if self.upper <= 0 else None

    @property
    def is_finite(self) -> bool:
        return self.lower.is_finite() and self.upper.is_finite()

    @property
    def ball(self) -> arb:
        """The least ball around the numbers."""
        return self.lower.union(self.upper)

    def __neg__(self) -> Span:
        return Span(_down(-self.upper), _up(-self.lower))


def span(low: fmpq | arb | int | None, high: fmpq | arb | int | None, positive: bool = False) -> Span:
    """The numbers from low to high; None stands for no end.

    >>> span(1, None) == span(1, arb.pos_inf()), span(-1, 2).sign, span(fmpq(1, 3), 1).sign
    (True, None, 1)
    """
    lower = _MINUS_INFINITE if low is None else _down(arb(low))
    upper = _INFINITE if high is None else _up(arb(high))
    return Span(lower, upper, positive)


def around(value: fmpq | arb) -> Span:
    """The least span around an exact number or a ball."""
    return span(value, value)


def hull(first: Span, *others: Span) -> Span:
    """The least span that holds all of them."""
    spans = (first, *others)
    lower, upper = _smallest(*(s.lower for s in spans)), _largest(*(s.upper for s in spans))
    return Span(lower, upper, all(s.is_positive for s in spans))


def common(one: Span, other: Span) -> Span:
    """What is in both of two spans around the same numbers."""
    positive = one.is_positive or other.is_positive
    return Span(_largest(one.lower, other.lower), _smallest(one.upper, other.upper), positive)


def add(one: Span, other: Span) -> Span:
    positive = (one.is_positive and other.is_nonnegative) or (other.is_positive and one.is_nonnegative)
    return Span(_down(one.lower + other.lower), _up(one.upper + other.upper), positive)


def multiply(one: Span, other: Span) -> Span:
    positive = one.is_positive and other.is_positive
    if one.is_nonnegative and other.is_nonnegative:
        return Span(_down(_times(_clip(one.lower), _clip(other.lower))), _up(_times(one.upper, other.upper)), positive)
    corners = [_times(a, b) for a in (one.lower, one.upper) for b in (other.lower, other.upper)]
    return Span(_smallest(*map(_down, corners)), _largest(*map(_up, corners)))


def integer_power(base: Span, exponent: int) -> Span | None:
    """base**exponent; None when it divides by zero."""
    if exponent == 0:
        return Span(arb(1), arb(1), positive=True)
    if exponent < 0:
        return reciprocal(integer_power(base, -exponent))
    low, high = (_raised(end, exponent) for end in (base.lower, base.upper))
    if exponent % 2 or base.is_nonnegative:
        return Span(_down(low), _up(high), base.is_positive)
    if base.is_negative:
        return Span(_down(high), _up(low), positive=True)
    return Span(arb(0), _largest(_up(low), _up(high)))


def reciprocal(value: Span | None) -> Span | None:
    """1/value; None when the span holds 0."""
    if value is None or not (value.is_positive or value.is_negative):
        return None
    high = _INFINITE if value.lower == 0 else _up(1 / value.lower)
    return Span(_down(1 / value.upper), high, value.is_positive)


def power(base: Span, exponent: Span) -> Span | None:
    """base**exponent for any real exponents; None unless the bases are positive, or 0 with positive exponents."""
    if not base.is_positive and not (base.is_nonnegative and exponent.is_positive):
        return None
    result = exponential(multiply(exponent, Span(_log(_clip(base.lower), _down), _log(base.upper, _up))))
    return Span(result.lower, result.upper, base.is_positive)


def exponential(value: Span) -> Span:
    low, high = _down(value.lower.exp()), _up(value.upper.exp())
    return Span(_clip(low), high, positive=True)


def error_function(value: Span) -> Span:
    """2/sqrt(pi) times the integral of exp(-t^2) from 0 on; it rises from -1 to 1."""
    ends = (end.erf() if end.is_finite() else end.sgn() for end in (value.lower, value.upper))
    low, high = ends
    return Span(_largest(arb(-1), _down(low)), _smallest(arb(1), _up(high)), value.is_positive)


def logarithm(value: Span) -> Span | None:
    """The natural logarithm; None unless every number is positive."""
    if not value.is_positive:
        return None
    return Span(_log(_clip(value.lower), _down), _log(value.upper, _up))


def ceiling(value: Span) -> Span:
    rounded = _rounded(value, arb.ceil)
    return Span(_largest(rounded.lower, arb(1)), rounded.upper) if value.is_positive else rounded


def floor(value: Span) -> Span:
    return _rounded(value, arb.floor)


def greatest(one: Span, other: Span) -> Span:
    positive = one.is_positive or other.is_positive
    return Span(_largest(one.lower, other.lower), _largest(one.upper, other.upper), positive)


def least(one: Span, other: Span) -> Span:
    positive = one.is_positive and other.is_positive
    return Span(_smallest(one.lower, other.lower), _smallest(one.upper, other.upper), positive)


def absolute(value: Span) -> Span:
    if value.is_nonnegative:
        return value
    return -value if value.upper <= 0 else Span(arb(0), _largest(-value.lower, value.upper))


def gamma(value: Span) -> Span | None:
    """The gamma function; None unless every number is positive."""
    return _valley(value, arb.gamma)


def log_gamma(value: Span) -> Span | None:
    """The logarithm of the gamma function; None unless every number is positive."""
    return _valley(value, arb.lgamma)


def digamma(value: Span) -> Span | None:
    """The derivative of log_gamma, which increases; None unless every number is positive."""
    if not value.is_positive:
        return None
    low = _MINUS_INFINITE if not value.lower > 0 else _down(value.lower.digamma())
    return Span(low, _INFINITE if not value.upper.is_finite() else _up(value.upper.digamma()))


def polygamma(order: int, value: Span) -> Span | None:
    """The derivative of so many orders of digamma: of an odd order positive and falling, else rising, and negative
    beyond order 0. None unless every number is positive.
    """
    if order == 0 or not value.is_positive:
        return digamma(value)
    scale = arb(fmpz.fac_ui(fmpz(order)))
    low = arb(0) if not value.upper.is_finite() else _clip(_down(scale * arb(order + 1).zeta(value.upper)))
    high = _INFINITE if not value.lower > 0 else _up(scale * arb(order + 1).zeta(value.lower))
    size = Span(low, high, positive=True)
    return size if order % 2 else -size


def trigamma(value: Span) -> Span | None:
    """The derivative of digamma, which is positive and decreases; None unless every number is positive."""
    return polygamma(1, value)


def gamma_direction(value: Span) -> int | None:
    """Which way gamma and its logarithm move: 1, -1, or None where they turn or that is not known."""
    if value.lower > fmpq(3, 2):
        return 1
    return -1 if value.is_positive and value.upper < fmpq(7, 5) else None


def lower_lambert(value: Span) -> Span | None:
    """The lower branch of Lambert's W, which falls from -1 at -1/e; None unless all are from there to below 0."""
    if not (value.upper < 0 and value.lower * arb(1).exp() >= -1):
        return None
    return Span(_down(value.upper.lambertw(-1)), _smallest(arb(-1), _up(value.lower.lambertw(-1))))


def sine(value: Span) -> Span:
    """The sine, the least span around its values, rounded outward.

    >>> around_half = sine(span(1, 2))
    >>> bool(around_half.upper == 1), around_half.lower == arb(1).sin().lower()
    (True, True)
    """
    return _wave(value, arb.sin, arb.pi() / 2)


def cosine(value: Span) -> Span:
    """The cosine, the least span around its values, rounded outward."""
    return _wave(value, arb.cos, arb(0))


def _wave(value: Span, function: Callable[[arb], arb], peak: arb) -> Span:
    """The values of a sine or cosine that is 1 at ``peak``."""
    if not value.is_finite:
        return Span(arb(-1), arb(1))
    ends = function(value.lower), function(value.upper)
    low = arb(-1) if _may_meet(value, peak + arb.pi()) else _largest(arb(-1), _smallest(*map(_down, ends)))
    high = arb(1) if _may_meet(value, peak) else _smallest(arb(1), _largest(*map(_up, ends)))
    return Span(low, high)


def _may_meet(value: Span, place: arb) -> bool:
    """Whether place + 2 pi k may be in the span for an integer k."""
    first, last = ((end - place) / (2 * arb.pi()) for end in (value.lower, value.upper))
    return not last.upper().floor() < first.lower().ceil()


def _valley(value: Span, function: Callable[[arb], arb]) -> Span | None:
    """The values of gamma or its logarithm: they fall up to one place and rise beyond it."""
    if not value.is_positive:
        return None
    at_lower = _INFINITE if not value.lower > 0 else function(value.lower)
    at_upper = _INFINITE if not value.upper.is_finite() else function(value.upper)
    first, last = _LEAST_GAMMA_AT
    if value.lower >= last:
        low = at_lower
    elif value.upper <= first:
        low = at_upper
    else:
        low = function(arb(first).union(arb(last)))
    high = _largest(_up(at_lower), _up(at_upper))
    return Span(_down(low), high, function == arb.gamma)


def _rounded(value: Span, rule: Callable[[arb], arb]) -> Span:
    low = rule(value.lower) if value.lower.is_finite() else value.lower
    high = rule(value.upper) if value.upper.is_finite() else value.upper
    return Span(_down(low), _up(high))


def _log(end: arb, rounded: Callable[[arb], arb]) -> arb:
    if not end > 0:
        return _MINUS_INFINITE
    return rounded(end.log()) if end.is_finite() else _INFINITE


def _raised(end: arb, exponent: int) -> arb:
    if end.is_finite():
        return end ** fmpz(exponent)
    return _INFINITE if end > 0 or exponent % 2 == 0 else _MINUS_INFINITE


def times_sign(one: int | None, other: int | None) -> int | None:
    """The product of two signs, None for one that is not known."""
    if one == 0 or other == 0:
        return 0
    return None if one is None or other is None else one * other


def _times(one: arb, other: arb) -> arb:
    """The product of two ends; an end that is infinite is never reached, so that 0 times it is 0."""
    return arb(0) if one == 0 or other == 0 else one * other


def _clip(low: arb) -> arb:
    return low if low > 0 else arb(0)


def _down(end: arb) -> arb:
    low = end.lower()
    return _MINUS_INFINITE if low.is_nan() else low


def _up(end: arb) -> arb:
    high = end.upper()
    return _INFINITE if high.is_nan() else high


def _smallest(*ends: arb) -> arb:
    best = ends[0]
    for end in ends[1:]:
        best = end if end < best else best
    return best


def _largest(*ends: arb) -> arb:
    best = ends[0]
    for end in ends[1:]:
        best = end if end > best else best
    return best
