"""The operations of a formula on spans: which node of sympy stands for which operation."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import sympy
from flint import fmpq, fmpz

from boundkit.arithmetic import span as spans
from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.span import Span, span

_LARGEST_WHOLE_EXPONENT = 1 << 64


def _power(node: sympy.Expr, base: Span, exponent: Span) -> Span | None:
    whole = exponent.lower.unique_fmpz() if exponent.lower == exponent.upper else None
    if whole is not None and abs(whole) < _LARGEST_WHOLE_EXPONENT:
        return spans.integer_power(base, int(whole))
    return spans.power(base, exponent)


def _binomial(node: sympy.Expr, top: Span, bottom: Span) -> Span | None:
    """C(n, k) of integers: it rises with n, and with k up to the middle."""
    if not top.is_nonnegative or not bottom.is_nonnegative:
        return None
    if not top.lower.is_finite() or not bottom.is_finite:
        return span(0, None)
    n, (k, last) = top.lower.fmpq().floor(), _whole_ends(bottom)
    low = min(_choose(n, k), _choose(n, last))
    if not top.upper.is_finite():
        return span(low, None)
    n = _whole_ends(top)[1]
    high = _choose(n, max(k, min(last, fmpz(n // 2))))
    return span(spans.around(low).lower, spans.around(high).upper)


def _whole_ends(value: Span) -> tuple[fmpz, fmpz]:
    return value.lower.fmpq().floor(), value.upper.fmpq().ceil()


_N, _K = sympy.symbols("n k", integer=True, nonnegative=True)
_CHOOSE = sympy.binomial(_N, _K)


def _choose(n: fmpz, k: fmpz) -> Any:
    return exact_or_ball(_CHOOSE, {"n": fmpq(n), "k": fmpq(k)})


RULES: dict[str, Callable[..., Span | None]] = {
    "Add": lambda node, *parts: reduce(spans.add, parts),
    "Mul": lambda node, *parts: reduce(spans.multiply, parts),
    "Pow": _power,
    "binomial": _binomial,
    "exp": lambda node, x: spans.exponential(x),
    "log": lambda node, x: spans.logarithm(x),
    "ceiling": lambda node, x: spans.ceiling(x),
    "floor": lambda node, x: spans.floor(x),
    "Max": lambda node, *parts: reduce(spans.greatest, parts),
    "Min": lambda node, *parts: reduce(spans.least, parts),
    "Abs": lambda node, x: spans.absolute(x),
    "gamma": lambda node, x: spans.gamma(x),
    "loggamma": lambda node, x: spans.log_gamma(x),
    "factorial": lambda node, x: spans.gamma(spans.add(x, span(1, 1))) if x.is_nonnegative else None,
    "polygamma": lambda node, order, x: (
        {0: spans.digamma, 1: spans.trigamma}[int(node.args[0])](x) if node.args[0] in (0, 1) else None
    ),
}
