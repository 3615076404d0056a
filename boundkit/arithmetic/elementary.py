"""Powers and logarithms of exact rationals and of balls, and of power series whose coefficients are balls.

A value is a rational (fmpq), a real ball (arb), on a path of integration a complex ball (acb), or, where a long sum is
taken by Taylor polynomials, a series (arb_series).
"""

from __future__ import annotations

from typing import Any

from flint import acb, arb, arb_series, fmpq, fmpz

from boundkit.errors import DomainError, NotEvaluableError

LARGEST_EXACT_BITS = 1 << 24
ZERO = fmpq(0)


def ball(value: Any) -> Any:
    """The value as a ball, a complex ball or a series, whichever it is."""
    return value if isinstance(value, arb | acb | arb_series) else arb(value)


def square(value: Any) -> Any:
    """The square; of a ball that holds 0, without negative numbers."""
    if isinstance(value, arb) and value.contains(0):
        return arb(0).union(value.abs_upper() ** fmpz(2))
    return whole_power(value, 2) if isinstance(value, fmpq) else value * value


def power(base: Any, exponent: Any, analytic: bool = False) -> Any:
    """base**exponent, exact where it is rational. Raises DomainError where it is not real."""
    if isinstance(exponent, fmpq) and exponent.q == 1:
        return whole_power(base, int(exponent))
    if isinstance(base, fmpq) and isinstance(exponent, fmpq):
        exact = _exact_root(base, exponent)
        if exact is not None:
            return exact
    if isinstance(base, fmpq) and base < 0:
        raise DomainError(f"{base} to the power {exponent} is not real")
    if isinstance(base, arb_series) or isinstance(exponent, arb_series):
        return (ball(exponent) * log(ball(base))).exp()
    if isinstance(base, acb):
        return _complex_power(base, exponent, analytic)
    base = ball(base)
    if base.contains(0) and isinstance(exponent, fmpq) and exponent > 0:
        # t -> t^a is increasing on [0, oo), and the part of the ball below 0 is an artefact of its radius
        return arb(0).union(base.upper() ** arb(exponent)) if base.upper() > 0 else arb.nan()
    return base ** ball(exponent)


def whole_power(base: Any, exponent: int) -> Any:
    """base**exponent for an integer; of a rational exact up to 2**24 bits, then a ball."""
    if isinstance(base, fmpq):
        if base == 0 and exponent < 0:
            raise DomainError("the formula divides by zero here")
        if abs(base) in (0, 1):
            return base ** (2 - exponent % 2) if exponent else fmpq(1)
        if base.height_bits() * abs(exponent) > LARGEST_EXACT_BITS:
            return arb(base) ** fmpz(exponent)
        return base**exponent if exponent >= 0 else (1 / base) ** -exponent
    if exponent == 2:
        return square(base)
    return base ** fmpz(exponent)


def _exact_root(base: fmpq, exponent: fmpq) -> fmpq | None:
    """base**exponent when it is rational, else None."""
    if base < 0 or exponent.q > 64 or base.height_bits() * abs(exponent.p) > 1 << 16:
        return None
    if base == 0:
        return ZERO if exponent > 0 else None
    degree = int(exponent.q)
    top, bottom = base.p.root(degree), base.q.root(degree)
    if top**degree != base.p or bottom**degree != base.q:
        return None
    return whole_power(fmpq(top, bottom), int(exponent.p))


NOT_ANALYTIC = acb(arb.nan())


def on_branch_cut(value: acb) -> bool:
    """Whether a complex ball may meet the cut of logarithms, the numbers that are not positive."""
    return value.imag.contains(0) and not value.real > 0


def require_real(value: acb, what: str) -> None:
    """Raises DomainError for a negative number on the path of integration, where the integrand must be real."""
    if value.imag.is_zero() and value.real < 0:
        raise DomainError(f"{what} of a negative number is not real; it occurs in an integral")


def _complex_power(base: acb, exponent: Any, analytic: bool) -> acb:
    require_real(base, "a fractional power")
    if analytic and on_branch_cut(base):
        return NOT_ANALYTIC
    if base.contains(0) and isinstance(exponent, fmpq) and exponent > 0:
        bound = base.abs_upper() ** arb(exponent)
        disc = arb(0, bound)
        return acb(disc, disc)
    return base ** acb(ball(exponent))


def log(value: Any, analytic: bool = False) -> Any:
    """The natural logarithm. Raises DomainError where it is not real."""
    if isinstance(value, fmpq):
        logarithm = arb(value).log()
        if not logarithm.is_finite():
            raise DomainError(f"the logarithm of {value} is not a real number")
        return ZERO if logarithm.is_zero() else logarithm
    if isinstance(value, acb):
        require_real(value, "the logarithm")
        if analytic and on_branch_cut(value):
            return NOT_ANALYTIC
    return value.log()


def integer(value: Any, what: str) -> int:
    """The exact integer that a value is. Raises NotEvaluableError, naming ``what``, where it is none."""
    if isinstance(value, fmpq) and value.q == 1:
        return int(value.p)
    raise NotEvaluableError(f"{what} must be an exact integer here, not {value}")
