"""The operations of formulas on numpy arrays of float64: fast, vectorised, never rigorous.

Its instructions are those of ``boundkit.arithmetic.operations``, so one compiled source serves both. What is not
defined is nan; a value beyond the range of float64 is inf.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from boundkit.arithmetic.operation import NotSupported
from boundkit.arithmetic.registrations import instructions, operation
from boundkit.errors import NotEvaluableError

_LONGEST_RANGE = 1 << 20
_MOST_ROUNDS = 10_000
_SHORTEST_LONG_BINOMIAL = 20  # below, scipy multiplies one by one
_LARGEST_GAMMA_DIFFERENCE = 4096  # beyond, the difference of three log gammas loses more than four digits


def _quotient(p: int, q: int = 1) -> np.float64:
    try:
        return np.float64(p / q)
    except OverflowError:
        return np.float64(math.copysign(np.inf, p))


def _whole_power(base: Any, exponent: int) -> Any:
    """By repeated squaring, which numpy's power does not do."""
    if exponent > 64:
        return np.power(base, float(exponent))
    result, square = None, base
    while exponent:
        if exponent & 1:
            result = square if result is None else result * square
        exponent >>= 1
        square = square * square if exponent else square
    return np.float64(1) if result is None else result


def _log_binomial(top: Any, bottom: Any) -> Any:
    """log C(n, k), by log gammas, or for large n as n times an entropy with Stirling's corrections."""
    from scipy.special import gammaln

    other = top - bottom
    if np.max(top) <= _LARGEST_GAMMA_DIFFERENCE:
        return gammaln(top + 1.0) - gammaln(bottom + 1.0) - gammaln(other + 1.0)
    less, more = np.minimum(bottom, other), np.maximum(bottom, other)
    entropy = -less * np.log(less / top) - more * np.log1p(-less / top)
    spread = np.log(top / (2 * np.pi * less * more)) / 2
    inner = entropy + spread + _stirling(top) - _stirling(less) - _stirling(more)
    return np.where(less == 0, 0.0, np.where(less < 0, -np.inf, inner))


def _stirling(x: Any) -> Any:
    """log x! minus Stirling's formula (x + 1/2) log x - x + log(2 pi) / 2."""
    from scipy.special import gammaln

    small = np.minimum(x, 16.0)
    exact = gammaln(small + 1.0) - (small + 0.5) * np.log(small) + small - np.log(2 * np.pi) / 2
    inverse = 1 / x
    square = inverse * inverse
    series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)))
    return np.where(x < 16.0, exact, series)


def _binomial(top: Any, bottom: Any) -> Any:
    from scipy.special import binom

    if np.min(top) < 0:  # C(n, k) = (-1)^k C(k - n - 1, k)
        sign = np.where((top < 0) & (bottom % 2 == 1), -1.0, 1.0)
        return sign * _binomial(np.where(top < 0, np.maximum(bottom - top - 1, 0), top), bottom)
    value = binom(top, bottom)
    less = np.minimum(bottom, top - bottom)
    if np.max(top) > _LARGEST_GAMMA_DIFFERENCE:
        value = np.where(less < _SHORTEST_LONG_BINOMIAL, value, np.exp(_log_binomial(top, bottom)))
    return np.where((bottom < 0) | (bottom > top), 0.0, value)


def _special(name: str) -> Callable[..., Any]:
    """A function of scipy.special, imported at its first use."""

    def call(*arguments: Any) -> Any:
        import scipy.special

        return getattr(scipy.special, name)(*arguments)

    return call


def _range(low: Any, high: Any) -> Iterator[tuple[np.float64, Any]]:
    """Every index that some entry reaches, and where it is in range; True for everywhere."""
    first, last = np.min(low), np.max(high)
    if not last - first < _LONGEST_RANGE:
        raise NotEvaluableError(f"a range of {last - first + 1} terms is too long to take one by one")
    same = first == np.max(low) and last == np.min(high)
    for index in range(int(first), int(last) + 1):
        yield np.float64(index), True if same else (low <= index) & (index <= high)


def _defined(total: Any, low: Any, high: Any) -> Any:
    return total if np.all(high >= low - 1) else np.where(high < low - 1, np.nan, total)


def _total(term: Callable[[Any], Any], low: Any, high: Any, _: Any = None) -> Any:
    total: Any = np.float64(0)
    for index, here in _range(low, high):
        total = total + (term(index) if here is True else np.where(here, term(index), 0.0))
    return _defined(total, low, high)


def _log_total(_: Any, log_term: Callable[[Any], Any], low: Any, high: Any) -> Any:
    total: Any = np.float64(-np.inf)
    for index, here in _range(low, high):
        total = np.logaddexp(total, log_term(index) if here is True else np.where(here, log_term(index), -np.inf))
    return _defined(total, low, high)


def _repeated(join: Callable[[Any, Any], Any], unit: float) -> Callable[..., Any]:
    """The sum or product of what does not depend on the index; ``unit`` where the range is empty."""

    def repeated(part: Callable[[], Any], low: Any, high: Any) -> Any:
        count = np.maximum(high - low + 1.0, 0.0)
        return _defined(np.where(count > 0, join(part(), count), unit), low, high)

    return repeated


def _product(factor: Callable[[Any], Any], _: Any, low: Any, high: Any) -> Any:
    result: Any = np.float64(1)
    for index, here in _range(low, high):
        result = result * (factor(index) if here is True else np.where(here, factor(index), 1.0))
    return _defined(result, low, high)


def _least(body: Callable[[Any], Any], low: Any, high: Any) -> Any:
    least: Any = np.float64(np.inf)
    for index, here in _range(low, high):
        least = np.minimum(least, body(index) if here is True else np.where(here, body(index), np.inf))
    return np.where(high < low, np.nan, least)


def _greatest(bound: Callable[[Any], Any], start: Any) -> Any:
    current = np.floor(start)
    for _ in range(_MOST_ROUNDS):
        lower = np.maximum(np.fmin(current, np.floor(bound(np.maximum(current, 1.0)))), 0.0)
        lower = np.where(current < 1, 0.0, lower)
        if np.array_equal(lower, current, equal_nan=True):
            return current
        current = lower
    raise NotEvaluableError(f"the greatest integer is not reached within {_MOST_ROUNDS} steps in floating point")


def _piecewise(*branches: tuple[Callable[[], Any], Callable[[], Any]]) -> Any:
    conditions, values = [], []
    for condition, value in branches:
        holds = condition()
        if np.ndim(holds) == 0 and not holds:
            continue
        conditions.append(holds)
        values.append(value())
        if np.ndim(holds) == 0:
            break
    if not values:
        return np.float64(np.nan)
    if np.ndim(conditions[0]) == 0:
        return values[0]
    return np.select(np.broadcast_arrays(*conditions), np.broadcast_arrays(*values), np.nan)


def _never_overflowing(value: Any, log_value: Callable[[], Any]) -> Any:
    """A product of huge and tiny factors; where one of them left the range, the sum of their logarithms decides."""
    astray = ~np.isfinite(value) | (value == 0)
    if not np.any(astray):
        return value
    logarithm = log_value()
    return np.where(astray & ~np.isnan(logarithm), np.exp(logarithm), value)


def _refused(reason: str) -> Callable[..., Any]:
    def refuse(*_: Any) -> Any:
        raise NotEvaluableError(reason)

    return refuse


def _all_of(operation: Any) -> Callable[..., Any]:
    def call(*values: Any) -> Any:
        result = values[0]
        for value in values[1:]:
            result = operation(result, value)
        return result

    return call


_log_gamma = _special("gammaln")


def _real_log_gamma(x: Any) -> Any:
    return np.where(x < 0, np.nan, _log_gamma(x))


def _polygamma(order: Any, x: Any) -> Any:
    return np.where((x <= 0) & (x == np.floor(x)), np.nan, _special("polygamma")(order, x))


def _lower_lambert(x: Any) -> Any:
    """By the real part where the number is real; nan elsewhere."""
    found = _special("lambertw")(x, -1)
    return np.where((x < 0) & (np.imag(found) == 0), np.real(found), np.nan)


_FORMS: dict[str, Callable[..., Any] | NotSupported] = {
    "Add": np.add, "Mul": np.multiply, "Pow": np.power, "exp": np.exp, "log": np.log, "sin": np.sin, "cos": np.cos,
    "erf": _special("erf"),
    "Abs": np.abs, "Max": _all_of(np.maximum), "Min": _all_of(np.minimum), "ceiling": np.ceil, "floor": np.floor,
    "factorial": lambda n: _special("gamma")(n + 1.0), "binomial": _binomial, "gamma": _special("gamma"),
    "loggamma": _real_log_gamma, "polygamma": _polygamma, "LowerLambertW": _lower_lambert,
    "Sum": _total, "Product": _product,
    "Integral": NotSupported("an integral has no vectorised form; evaluate it point by point, as an enclosure"),
    "Piecewise": _piecewise, "GreatestInteger": _greatest, "Least": _least,
    "PathSum": NotSupported("a sum over paths has no vectorised form; evaluate it point by point, as an enclosure"),
}  # fmt: skip
for _name, _form in _FORMS.items():
    operation(_name).answers(array=_form)

_INSTRUCTIONS: dict[str, Any] = {
    "q": _quotient, "pi": lambda: np.float64(np.pi), "e": lambda: np.float64(np.e),
    "square": np.square, "whole_power": _whole_power,
    "log_to_base": lambda log_value, log_base, both: log_value / log_base,
    "log_binomial": _log_binomial, "log_factorial": lambda n: _log_gamma(n + 1.0),
    "gamma_power": lambda x, exponent: np.exp(exponent * _log_gamma(x)),
    "binomial_total": lambda top, last: _total(lambda j: _binomial(top, j), 0.0, last),
    "inverse_total": lambda top, p, q, otherwise: otherwise(),
    "repeated_total": _repeated(np.multiply, 0.0), "repeated_product": _repeated(np.power, 1.0),
    "log_total": _log_total,
    "log_binomial_total": lambda top, last: _log_total(None, lambda j: _log_binomial(top, j), 0.0, last),
    "never_overflowing": _never_overflowing,
    "le": np.less_equal, "lt": np.less, "ge": np.greater_equal, "gt": np.greater,
    "eq": np.equal, "ne": np.not_equal,
    "conjunction": _all_of(np.logical_and), "disjunction": _all_of(np.logical_or), "negation": np.logical_not,
}  # fmt: skip

ON_ARRAYS = {
    name: _refused(form.reason) if isinstance(form, NotSupported) else form
    for name, form in instructions("array", _INSTRUCTIONS).items()
}
