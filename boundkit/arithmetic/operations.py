"""The operations of formulas on exact rationals, and on balls where a value leaves them.

A value is a rational (fmpq), a real ball (arb) or, on a path of integration, a complex ball (acb). A comparison of
balls that does not decide is None, and it widens the result instead of guessing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from flint import acb, arb, arb_series, ctx, fmpq, fmpz

from boundkit.arithmetic import sums
from boundkit.arithmetic.binomials import binomial_total, log_binomial, log_binomial_total, log_factorial
from boundkit.arithmetic.elementary import (
    LARGEST_EXACT_BITS,
    NOT_ANALYTIC,
    ZERO,
    ball,
    integer,
    log,
    on_branch_cut,
    power,
    require_real,
    square,
    whole_power,
)
from boundkit.arithmetic.inverse_binomials import inverse_total
from boundkit.arithmetic.sums import whole_range
from boundkit.errors import DomainError, NotEvaluableError, UndecidedError

_MOST_EVALUATIONS = 50_000


def _log_to_base(log_value: Any, log_base: Any, both: Callable[[], tuple[Any, Any]]) -> Any:
    """log(value) / log(base), exact when value is a power of base with a whole exponent; both() is (value, base)."""
    if log_base == ZERO:
        raise ZeroDivisionError
    quotient = log_value / log_base
    if isinstance(quotient, arb) and (exponent := quotient.unique_fmpz()) is not None:
        value, base = both()
        exact = isinstance(value, fmpq) and isinstance(base, fmpq) and abs(exponent) <= value.height_bits()
        if exact and base ** int(exponent) == value:
            return fmpq(exponent)
    return quotient


def ceiling(value: Any, analytic: bool = False) -> Any:
    if isinstance(value, fmpq):
        return fmpq(value.ceil())
    return value.real_ceil(analytic) if isinstance(value, acb) else _unique(value.ceil())


def floor(value: Any, analytic: bool = False) -> Any:
    if isinstance(value, fmpq):
        return fmpq(value.floor())
    return value.real_floor(analytic) if isinstance(value, acb) else _unique(value.floor())


def _unique(value: arb) -> Any:
    integer = value.unique_fmpz() if _has_moderate_size(value) else None
    return value if integer is None else fmpq(integer)


def _has_moderate_size(value: arb) -> bool:
    """Whether its integer part has few enough bits to be written down; False for a ball that is not finite."""
    return bool(value.abs_upper() < arb(2) ** LARGEST_EXACT_BITS)


def greatest_of(*values: Any, analytic: bool = False) -> Any:
    return _extreme(values, max, lambda a, b: a.max(b), lambda a, b: a.real_max(b, analytic))


def least_of(*values: Any, analytic: bool = False) -> Any:
    return _extreme(values, min, lambda a, b: a.min(b), lambda a, b: a.real_min(b, analytic))


def _extreme(values: Sequence[Any], *of: Callable[..., Any]) -> Any:
    of_exact, of_balls, on_path = of
    if all(isinstance(value, fmpq) for value in values):
        return of_exact(values)
    if any(isinstance(value, acb) for value in values):
        return reduce(on_path, map(acb, values))
    return reduce(of_balls, map(ball, values))


def least(body: Callable[[fmpq], Any], low: Any, high: Any) -> Any:
    """The least value over a range of integers."""
    return least_of(*sums.least(body, low, high))


def path_total(
    most: Callable[..., Any],
    term: Callable[..., Any],
    following: Callable[..., Any],
    start: Any,
    low: Any,
    high: Any,
) -> Any:
    totals: dict[int, Any] = {integer(start, "the state of a path"): fmpq(1)}
    for layer in whole_range(low, high, "a sum over paths"):
        reached: dict[int, Any] = {}
        for state, total in totals.items():
            for choice in whole_range(fmpq(0), most(layer, fmpq(state)), "the choices of a path"):
                at = layer, fmpq(state), choice
                after = integer(following(*at), "the state of a path")
                reached[after] = reached.get(after, fmpq(0)) + total * term(*at)
        totals = reached
    return sum(totals.values(), fmpq(0))


def integral(integrand: Callable[[Any, bool], Any], low: Any, high: Any) -> arb:
    """A rigorous enclosure of the integral (Petras' algorithm on complex balls, in Arb)."""
    raised: list[BaseException] = []

    def value(z: acb, analytic: bool) -> acb:
        try:
            return acb(0) if raised else acb(integrand(z, analytic))
        except BaseException as error:  # acb.integral cannot pass it on
            raised.append(error)
            return acb(0)

    total = acb.integral(
        value,
        acb(ball(low)),
        acb(ball(high)),
        rel_tol=arb(2) ** (-ctx.prec // 2),
        eval_limit=_MOST_EVALUATIONS,
        use_heap=True,
    ).real
    if raised:
        raise raised[0]
    if not total.is_finite():
        raise DomainError("the integral has no finite enclosure: its integrand is unbounded, or it jumps")
    return total


def greatest(bound: Callable[[fmpq], Any], start: Any) -> fmpq | arb:
    first = current = _floors(start)[1]
    while current >= 1:
        low, high = _floors(bound(fmpq(current)))
        if low > first:
            raise NotEvaluableError(f"{first} is no upper end for the greatest integer: the bound there is above it")
        if low >= current:
            return fmpq(current)
        if high >= current:  # this precision cannot decide; the answer is not above current
            return arb(0).union(arb(current))
        current = high
    return fmpq(0)


def _floors(value: Any) -> tuple[fmpz, fmpz]:
    """The floors of the ends of a ball; equal for an exact number."""
    if isinstance(value, fmpq):
        return value.floor(), value.floor()
    if not isinstance(value, arb) or not _has_moderate_size(value):
        raise UndecidedError(f"the greatest integer below {value} is out of reach here")
    return value.lower().fmpq().floor(), value.upper().fmpq().floor()


def piecewise(*branches: tuple[Callable[[], bool | None], Callable[[], Any]]) -> Any:
    for condition, value in branches:
        holds = condition()
        if holds is None:
            raise UndecidedError("a case distinction cannot be decided, it may be an exact tie")
        if holds:
            return value()
    raise DomainError("no case of the formula applies here; a sequence that is listed may be too short")


def _compare(decide: Callable[[Any, Any], bool], refute: Callable[[Any, Any], bool]) -> Callable[..., bool | None]:
    def compare(left: Any, right: Any) -> bool | None:
        if isinstance(left, fmpq) and isinstance(right, fmpq):
            return decide(left, right)
        left, right = ball(left), ball(right)
        if isinstance(left, acb) or isinstance(right, acb):
            raise NotEvaluableError("an integrand may not distinguish cases; use Max, Min, Abs, or split the integral")
        if decide(left, right):
            return True
        return False if refute(left, right) else None

    return compare


def _conjunction(*parts: bool | None) -> bool | None:
    return False if any(p is False for p in parts) else None if any(p is None for p in parts) else True


def _disjunction(*parts: bool | None) -> bool | None:
    return True if any(p is True for p in parts) else None if any(p is None for p in parts) else False


def absolute(value: Any, analytic: bool = False) -> Any:
    if not isinstance(value, acb):
        return abs(value)
    if analytic or not value.real.contains(0):
        return value.real_abs(analytic)
    return acb(arb(0).union(value.abs_upper()))


def log_gamma(value: Any, analytic: bool = False) -> Any:
    """The logarithm of the gamma function. Raises DomainError where it is not real."""
    if isinstance(value, fmpq) and value <= 0:
        raise DomainError(f"the logarithm of the gamma function at {value} is not a real number")
    if isinstance(value, acb):
        require_real(value, "the logarithm of the gamma function")
        if analytic and on_branch_cut(value):
            return NOT_ANALYTIC
    return ball(value).lgamma()


def polygamma(order: Any, value: Any) -> Any:
    """The derivative of so many orders of the digamma function, order 0 for itself."""
    number = integer(order, "the order of a polygamma function")
    if number < 0:
        raise NotEvaluableError(f"the order of a polygamma function must be 0, 1, 2, .., not {number}")
    if number == 0 and not isinstance(value, arb_series):
        return ball(value).digamma()
    if isinstance(value, acb):
        return value.polygamma(acb(number))
    return acb(ball(value)).polygamma(acb(number)).real


def lower_lambert(value: Any) -> Any:
    """The number w <= -1 with w exp(w) = value. Raises DomainError where there is none."""
    if isinstance(value, acb):
        raise NotEvaluableError("the lower branch of Lambert's W is not known on a path of integration")
    found = ball(value).lambertw(-1)
    if isinstance(value, fmpq) and not found.is_finite():
        raise DomainError(f"the lower branch of Lambert's W is real from -1/e up to 0, not at {value}")
    return found


INSTRUCTIONS: dict[str, Any] = {
    "q": fmpq, "pi": arb.pi, "e": arb.const_e,
    "square": square, "whole_power": whole_power, "log_to_base": _log_to_base,
    "log_binomial": log_binomial, "log_factorial": log_factorial,
    "gamma_power": lambda x, exponent: power(ball(x).gamma(), exponent),
    "repeated_total": sums.repeated_total, "repeated_product": sums.repeated_product, "binomial_total": binomial_total,
    "inverse_total": inverse_total,
    "log_total": lambda term, log_term, low, high: log(sums.total(term, low, high)),
    "log_binomial_total": log_binomial_total, "never_overflowing": lambda value, log_value: value,
    "le": _compare(lambda a, b: a <= b, lambda a, b: a > b), "lt": _compare(lambda a, b: a < b, lambda a, b: a >= b),
    "ge": _compare(lambda a, b: a >= b, lambda a, b: a < b), "gt": _compare(lambda a, b: a > b, lambda a, b: a <= b),
    "eq": _compare(lambda a, b: a == b, lambda a, b: a != b), "ne": _compare(lambda a, b: a != b, lambda a, b: a == b),
    "conjunction": _conjunction, "disjunction": _disjunction, "negation": lambda p: None if p is None else not p,
}  # fmt: skip
"""What compiled source calls besides the operations: shorter ways to their values, relations and conditions."""
