"""Steps of a derivation that a computer algebra system or exact arithmetic decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import sympy
from flint import ctx, fmpq

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.errors import BoundkitError

_PRECISION = 256
_MOST_TRIALS = 4096


@dataclass(frozen=True)
class Step:
    """One displayed step: what it says, whether it holds (None: undecided), and where it fails."""

    text: str
    holds: bool | None
    witness: Mapping[str, str] | None = None


def identity(text: str, left: Any, right: Any) -> Step:
    """left == right for all values of the symbols, by simplification; a point where they differ refutes it.

    >>> x = sympy.Symbol("x", positive=True)
    >>> identity("square", (x + 1)**2, x**2 + 2*x + 1).holds, identity("wrong", x + 1, x).holds
    (True, False)
    """
    difference = sympy.sympify(left) - sympy.sympify(right)
    if sympy.simplify(difference) == 0 or sympy.expand(difference) == 0:
        return Step(text, True)
    for values, value in _trials(difference):
        if value > 0 or value < 0:
            return Step(text, False, {**values, "difference": str(value)})
    return Step(text, None)


def nonnegative(text: str, expression: Any) -> Step:
    """expression >= 0 for all its symbols: after shifting each to its least value, no coefficient is negative.

    Works on rational functions of symbols that are bounded below; a point where it is negative refutes it.

    >>> n = sympy.Symbol("n", integer=True, positive=True)
    >>> nonnegative("n^2 >= n", n**2 - n).holds, nonnegative("n >= 2", n - 2).holds
    (True, False)
    """
    expression = sympy.sympify(expression)
    shifted = expression.xreplace({symbol: _least(symbol) + _shift(symbol) for symbol in expression.free_symbols})
    parts = sympy.fraction(sympy.together(shifted))
    if all(_coefficients_nonnegative(part) for part in parts) and parts[1] != 0:
        return Step(text, True)
    for values, value in _trials(expression):
        if value < 0:
            return Step(text, False, {**values, "value": str(value)})
    return Step(text, None)


def limit_is(text: str, expression: Any, symbol: sympy.Symbol, value: Any) -> Step:
    """The limit of a one-symbol expression as the symbol tends to infinity, by sympy."""
    found = sympy.limit(expression, symbol, sympy.oo)
    return Step(f"{text}: {found}", True if found == value else None)


def decided(text: str, holds: bool | None, **witness: Any) -> Step:
    """A step that the caller decided in exact or ball arithmetic; the witness says where it fails."""
    return Step(text, holds, {key: str(value) for key, value in witness.items()} or None)


def _least(symbol: sympy.Symbol) -> sympy.Expr:
    domain = getattr(symbol, "domain", None)
    if domain is not None and domain.least is not None:
        return domain.least
    if symbol.is_positive and symbol.is_integer:
        return sympy.Integer(1)
    if symbol.is_nonnegative:
        return sympy.Integer(0)
    return sympy.Symbol(f"unbounded_{symbol.name}", real=True)


def _shift(symbol: sympy.Symbol) -> sympy.Symbol:
    return sympy.Symbol(f"shift_{symbol.name}", nonnegative=True)


def _coefficients_nonnegative(expression: sympy.Expr) -> bool:
    expression = sympy.expand(expression)
    if any(symbol.name.startswith("unbounded_") for symbol in expression.free_symbols):
        return False
    if not expression.free_symbols:
        return bool(expression.is_nonnegative)
    polynomial = expression.as_poly(*sorted(expression.free_symbols, key=str))
    return polynomial is not None and all(c.is_nonnegative for c in polynomial.coeffs())


def _trials(expression: sympy.Expr) -> Iterator[tuple[dict[str, str], Any]]:
    """Values of the expression at small admissible points; points where it is undefined are passed over."""
    symbols = sorted(expression.free_symbols, key=str)
    grids = [_trial_values(symbol) for symbol in symbols]
    for _, point in zip(range(_MOST_TRIALS), product(*grids), strict=False):
        values = {symbol.name: value for symbol, value in zip(symbols, point, strict=True)}
        try:
            with ctx.workprec(_PRECISION):
                value = exact_or_ball(expression, values)
        except BoundkitError:
            continue
        yield {name: str(v) for name, v in values.items()}, value


def _trial_values(symbol: sympy.Symbol) -> list[fmpq]:
    domain = getattr(symbol, "domain", None)
    if symbol.is_integer:
        first = int(domain.least) if domain is not None and domain.least is not None else 1
        return [fmpq(first + step) for step in (0, 1, 2, 5, 11)]
    return [fmpq(a, b) for a, b in ((1, 2), (1, 1), (2, 1), (7, 3), (1, 9))]
