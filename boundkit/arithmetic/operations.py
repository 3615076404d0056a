"""The operations of formulas on exact rationals, and on balls where a value leaves them.

A value is a rational (fmpq), a real ball (arb) or, on a path of integration, a complex ball (acb). A comparison of
balls that does not decide is None, and it widens the result instead of guessing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import Any

from flint import acb, arb, ctx, fmpq, fmpz

from boundkit.errors import DomainError, NotEvaluableError, UndecidedError

_LARGEST_EXACT_POWER_BITS = 1 << 24
_LARGEST_EXACT_COUNT = 1 << 20
_LONGEST_EXACT_BINOMIAL_TOTAL = 64
_MOST_EVALUATIONS = 50_000
_LONGEST_LISTED_BINOMIAL = 64
_LARGEST_LISTED_FACTORIAL = fmpq(64)
_ZERO = fmpq(0)


def _ball(value: Any) -> Any:
    return value if isinstance(value, arb | acb) else arb(value)


def _square(value: Any) -> Any:
    if isinstance(value, arb) and value.contains(0):
        return arb(0).union(value.abs_upper() ** fmpz(2))
    return _integer_power(value, 2) if isinstance(value, fmpq) else value * value


def _power(base: Any, exponent: Any, analytic: bool = False) -> Any:
    if isinstance(exponent, fmpq) and exponent.q == 1:
        return _integer_power(base, int(exponent))
    if isinstance(base, fmpq) and isinstance(exponent, fmpq):
        exact = _exact_root(base, exponent)
        if exact is not None:
            return exact
    if isinstance(base, fmpq) and base < 0:
        raise DomainError(f"{base} to the power {exponent} is not real")
    if isinstance(base, acb):
        return _complex_power(base, exponent, analytic)
    base = _ball(base)
    if base.contains(0) and isinstance(exponent, fmpq) and exponent > 0:
        # t -> t^a is increasing on [0, oo), and the part of the ball below 0 is an artefact of its radius
        return arb(0).union(base.upper() ** arb(exponent)) if base.upper() > 0 else arb.nan()
    return base ** _ball(exponent)


def _integer_power(base: Any, exponent: int) -> Any:
    if isinstance(base, fmpq):
        if base == 0 and exponent < 0:
            raise DomainError("the formula divides by zero here")
        if abs(base) in (0, 1):
            return base ** (2 - exponent % 2) if exponent else fmpq(1)
        if base.height_bits() * abs(exponent) > _LARGEST_EXACT_POWER_BITS:
            return arb(base) ** fmpz(exponent)
        return base**exponent if exponent >= 0 else (1 / base) ** -exponent
    if exponent == 2:
        return _square(base)
    return base ** fmpz(exponent)


def _exact_root(base: fmpq, exponent: fmpq) -> fmpq | None:
    """base**exponent when it is rational, else None."""
    if base < 0 or exponent.q > 64 or base.height_bits() * abs(exponent.p) > 1 << 16:
        return None
    if base == 0:
        return fmpq(0) if exponent > 0 else None
    degree = int(exponent.q)
    top, bottom = base.p.root(degree), base.q.root(degree)
    if top**degree != base.p or bottom**degree != base.q:
        return None
    return _integer_power(fmpq(top, bottom), int(exponent.p))


_NOT_ANALYTIC = acb(arb.nan())


def _on_branch_cut(value: acb) -> bool:
    return value.imag.contains(0) and not value.real > 0


def _require_real(value: acb, what: str) -> None:
    """On the path of integration itself, the integrand must be real."""
    if value.imag.is_zero() and value.real < 0:
        raise DomainError(f"{what} of a negative number is not real; it occurs in an integral")


def _complex_power(base: acb, exponent: Any, analytic: bool) -> acb:
    _require_real(base, "a fractional power")
    if analytic and _on_branch_cut(base):
        return _NOT_ANALYTIC
    if base.contains(0) and isinstance(exponent, fmpq) and exponent > 0:
        bound = base.abs_upper() ** arb(exponent)
        disc = arb(0, bound)
        return acb(disc, disc)
    return base ** acb(_ball(exponent))


def _log(value: Any, analytic: bool = False) -> Any:
    if isinstance(value, fmpq):
        logarithm = arb(value).log()
        if not logarithm.is_finite():
            raise DomainError(f"the logarithm of {value} is not a real number")
        return _ZERO if logarithm.is_zero() else logarithm
    if isinstance(value, acb):
        _require_real(value, "the logarithm")
        if analytic and _on_branch_cut(value):
            return _NOT_ANALYTIC
    return value.log()


def _log_to_base(log_value: Any, log_base: Any, both: Callable[[], tuple[Any, Any]]) -> Any:
    """log(value) / log(base), exact when value is a power of base with a whole exponent; both() is (value, base)."""
    if log_base == _ZERO:
        raise ZeroDivisionError
    quotient = log_value / log_base
    if isinstance(quotient, arb) and (exponent := quotient.unique_fmpz()) is not None:
        value, base = both()
        exact = isinstance(value, fmpq) and isinstance(base, fmpq) and abs(exponent) <= value.height_bits()
        if exact and base ** int(exponent) == value:
            return fmpq(exponent)
    return quotient


def _ceiling(value: Any, analytic: bool = False) -> Any:
    if isinstance(value, fmpq):
        return fmpq(value.ceil())
    return value.real_ceil(analytic) if isinstance(value, acb) else _unique(value.ceil())


def _floor(value: Any, analytic: bool = False) -> Any:
    if isinstance(value, fmpq):
        return fmpq(value.floor())
    return value.real_floor(analytic) if isinstance(value, acb) else _unique(value.floor())


def _unique(value: arb) -> Any:
    integer = value.unique_fmpz() if _has_moderate_size(value) else None
    return value if integer is None else fmpq(integer)


def _has_moderate_size(value: arb) -> bool:
    """Whether its integer part has few enough bits to be written down; False for a ball that is not finite."""
    return bool(value.abs_upper() < arb(2) ** _LARGEST_EXACT_POWER_BITS)


def _greatest_of(*values: Any, analytic: bool = False) -> Any:
    return _extreme(values, max, lambda a, b: a.max(b), lambda a, b: a.real_max(b, analytic))


def _least_of(*values: Any, analytic: bool = False) -> Any:
    return _extreme(values, min, lambda a, b: a.min(b), lambda a, b: a.real_min(b, analytic))


def _extreme(values: Sequence[Any], *of: Callable[..., Any]) -> Any:
    of_exact, of_balls, on_path = of
    if all(isinstance(value, fmpq) for value in values):
        return of_exact(values)
    if any(isinstance(value, acb) for value in values):
        return reduce(on_path, map(acb, values))
    return reduce(of_balls, map(_ball, values))


def _binomial(top: Any, bottom: Any) -> Any:
    return _binomial_of(*_entries(top, bottom))


def _entries(top: Any, bottom: Any) -> tuple[int, int]:
    return _integer(top, "a binomial's upper entry"), _integer(bottom, "a binomial's lower entry")


def _binomial_of(n: int, k: int) -> Any:
    if k < 0 or (0 <= n < k):
        return fmpq(0)
    k = min(k, n - k) if n >= 0 else k
    if k <= _LONGEST_LISTED_BINOMIAL or abs(n) <= _LARGEST_EXACT_COUNT:
        return _exact_binomial(n, k)
    if n < 0:
        return (-1) ** (k % 2) * _binomial_of(k - n - 1, k)
    return _binomial_ball(n, k)


def _binomial_ball(n: int, k: int) -> arb:
    return (_log_factorial(n) - _log_factorial(k) - _log_factorial(n - k)).exp()


def _exact_binomial(n: int, k: int) -> fmpq:
    if n < 0:
        return (-1) ** k * _exact_binomial(k - n - 1, k)
    return fmpq(math.comb(n, k))


def _log_binomial(top: Any, bottom: Any) -> Any:
    """log C(n, k), without the binomial itself where that is long."""
    n, k = _entries(top, bottom)
    if min(k, n - k) > _LONGEST_LISTED_BINOMIAL:
        return _log_factorial(n) - _log_factorial(k) - _log_factorial(n - k)
    return arb(math.comb(n, k)).log() if 0 < k < n else _log(_binomial_of(n, k))


def _log_factorial(n: int) -> arb:
    return arb(n + 1).lgamma()


def _log_of_factorial(value: Any) -> Any:
    """log n!, without the factorial itself where that is long."""
    if isinstance(value, fmpq) and value > _LARGEST_LISTED_FACTORIAL:
        return _log_factorial(_integer(value, "a factorial's argument"))
    return _log(_factorial(value))


def _factorial(value: Any) -> Any:
    n = _integer(value, "a factorial's argument")
    if n < 0:
        raise DomainError(f"the factorial of {n} is not defined")
    return fmpq(math.factorial(n)) if n <= 10_000 else _log_factorial(n).exp()


def _integer(value: Any, what: str) -> int:
    if isinstance(value, fmpq) and value.q == 1:
        return int(value.p)
    raise NotEvaluableError(f"{what} must be an exact integer here, not {value}")


def _total(term: Callable[[fmpq], Any], low: Any, high: Any) -> Any:
    total: Any = fmpq(0)
    for index in _range(low, high, "a sum"):
        total = total + term(index)
    return total


def _range(low: Any, high: Any, what: str) -> Iterator[fmpq]:
    first, last = _ends(low, high, what)
    if last - first > _LARGEST_EXACT_COUNT:
        raise NotEvaluableError(f"{what} of {last - first + 1} terms is too long to take one by one")
    return map(fmpq, range(first, last + 1))


def _ends(low: Any, high: Any, what: str) -> tuple[int, int]:
    first, last = _integer(low, f"{what}'s lower end"), _integer(high, f"{what}'s upper end")
    if last < first - 1:
        raise NotEvaluableError(f"{what} that runs down from {first} to {last} has no agreed meaning; mend its ends")
    return first, last


def _binomial_total(top: Any, last: Any) -> Any:
    """C(n, 0) + .. + C(n, q): exact when short, else a ball that adds the largest terms and bounds the others."""
    n, (_, q) = _integer(top, "a binomial's upper entry"), _ends(fmpq(0), last, "a sum")
    if n < 0:
        return _total(lambda index: _binomial_of(n, int(index.p)), fmpq(0), fmpq(q))
    if 2 * q > n:
        return _integer_power(fmpq(2), n) - (_binomial_total(fmpq(n), fmpq(n - q - 1)) if q < n else fmpq(0))
    if q <= _LONGEST_EXACT_BINOMIAL_TOTAL:
        return fmpq(sum(math.comb(n, index) for index in range(q + 1)))
    term = _binomial_ball(n, q)
    total = term
    for index in range(q, 0, -1):
        ratio = fmpq(index, n - index + 1)  # of the next term to this one; below 1, and it decreases with the index
        rest = term * (ratio / (1 - ratio))
        if rest < total * arb(2) ** -ctx.prec:
            return total + arb(0).union(rest)
        term = term * ratio
        total = total + term
    return total


def _product(factor: Callable[[fmpq], Any], low: Any, high: Any) -> Any:
    result: Any = fmpq(1)
    for index in _range(low, high, "a product"):
        result = result * factor(index)
    return result


def _least(body: Callable[[fmpq], Any], low: Any, high: Any) -> Any:
    values = [body(index) for index in _range(low, high, "a minimum")]
    if not values:
        raise DomainError("the least value over an empty range is not defined")
    return _least_of(*values)


def _path_total(
    most: Callable[..., Any],
    term: Callable[..., Any],
    following: Callable[..., Any],
    start: Any,
    low: Any,
    high: Any,
) -> Any:
    totals: dict[int, Any] = {_integer(start, "the state of a path"): fmpq(1)}
    for layer in _range(low, high, "a sum over paths"):
        reached: dict[int, Any] = {}
        for state, total in totals.items():
            for choice in _range(fmpq(0), most(layer, fmpq(state)), "the choices of a path"):
                at = layer, fmpq(state), choice
                after = _integer(following(*at), "the state of a path")
                reached[after] = reached.get(after, fmpq(0)) + total * term(*at)
        totals = reached
    return sum(totals.values(), fmpq(0))


def _integral(integrand: Callable[[Any, bool], Any], low: Any, high: Any) -> arb:
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
        acb(_ball(low)),
        acb(_ball(high)),
        rel_tol=arb(2) ** (-ctx.prec // 2),
        eval_limit=_MOST_EVALUATIONS,
        use_heap=True,
    ).real
    if raised:
        raise raised[0]
    if not total.is_finite():
        raise DomainError("the integral has no finite enclosure: its integrand is unbounded, or it jumps")
    return total


def _greatest(bound: Callable[[fmpq], Any], start: Any) -> fmpq | arb:
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


def _piecewise(*branches: tuple[Callable[[], bool | None], Callable[[], Any]]) -> Any:
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
        left, right = _ball(left), _ball(right)
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


def _absolute(value: Any, analytic: bool = False) -> Any:
    if not isinstance(value, acb):
        return abs(value)
    if analytic or not value.real.contains(0):
        return value.real_abs(analytic)
    return acb(arb(0).union(value.abs_upper()))


OPERATIONS: dict[str, Any] = {
    "q": fmpq, "pi": arb.pi, "e": arb.const_e,
    "square": _square, "whole_power": _integer_power, "power": _power,
    "log": _log, "log_to_base": _log_to_base, "log_binomial": _log_binomial, "log_factorial": _log_of_factorial,
    "exp": lambda x: _ball(x).exp(),
    "ceiling": _ceiling, "floor": _floor, "greatest_of": _greatest_of, "least_of": _least_of, "absolute": _absolute,
    "binomial": _binomial, "factorial": _factorial, "gamma": lambda x: _ball(x).gamma(),
    "gamma_power": lambda x, exponent: _power(_ball(x).gamma(), exponent),
    "sine": lambda x: _ball(x).sin(), "cosine": lambda x: _ball(x).cos(),
    "total": _total, "binomial_total": _binomial_total, "product": _product, "integral": _integral,
    "log_total": lambda term, log_term, low, high: _log(_total(term, low, high)),
    "log_binomial_total": lambda top, last: _log(_binomial_total(top, last)),
    "least": _least, "path_total": _path_total,
    "greatest": _greatest, "piecewise": _piecewise,
    "never_overflowing": lambda value, log_value: value,
    "le": _compare(lambda a, b: a <= b, lambda a, b: a > b), "lt": _compare(lambda a, b: a < b, lambda a, b: a >= b),
    "ge": _compare(lambda a, b: a >= b, lambda a, b: a < b), "gt": _compare(lambda a, b: a > b, lambda a, b: a <= b),
    "eq": _compare(lambda a, b: a == b, lambda a, b: a != b), "ne": _compare(lambda a, b: a != b, lambda a, b: a == b),
    "conjunction": _conjunction, "disjunction": _disjunction, "negation": lambda p: None if p is None else not p,
}  # fmt: skip
