"""Steps of a derivation that a computer algebra system or exact arithmetic decides."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sympy
from flint import ctx, fmpq

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.enclosure import enclose, precedes
from boundkit.calculus.inequalities.identities import simplifies_to_zero
from boundkit.calculus.inequalities.judgement import certify
from boundkit.calculus.inequalities.signs import number_holds
from boundkit.errors import BoundkitError, BudgetExhaustedError, DomainError, NotEvaluableError, StatementError
from boundkit.formulas.bounded import attempt, rewritten
from boundkit.formulas.domain import domain_of
from boundkit.formulas.evaluation import expand
from boundkit.formulas.numbers import to_sympy
from boundkit.formulas.text import plain
from boundkit.interruption import within

_PRECISION = 256
_MOST_TRIALS = 4096
_TRIALS_BEFORE_ALGEBRA = 64


@dataclass(frozen=True)
class Step:
    """One displayed step: what it says, whether it holds (None: undecided), and where it fails."""

    text: str
    holds: bool | None
    witness: Mapping[str, str] | None = None


def identity(text: str, left: Any, right: Any) -> Step:
    """left == right wherever both are defined: tried at points first, one where they differ refutes it.

    Then the difference is simplified, by rules that are valid for all allowed values of the symbols.

    >>> x = sympy.Symbol("x", positive=True)
    >>> identity("square", (x + 1)**2, x**2 + 2*x + 1).holds, identity("wrong", x + 1, x).holds
    (True, False)
    """
    difference = exact_form(left) - exact_form(right)
    for most, seconds in ((_TRIALS_BEFORE_ALGEBRA, 0.5), (_MOST_TRIALS, 10.0)):
        with suppress(BudgetExhaustedError), within(seconds):
            for values, value in islice(_trials(difference), most):
                if value > 0 or value < 0:
                    return Step(text, False, {**values, "difference": str(value)})
        if most < _MOST_TRIALS and simplifies_to_zero(difference):
            return Step(text, True)
    return Step(text, None)


def written_as(text: str, formula: Any, expected: Any) -> Step:
    """Both are one formula, abbreviations written out; another way of writing it stays undecided.

    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> written_as("a square", x**2 + 2 * x + 1, 1 + 2 * x + x**2).holds
    True
    >>> written_as("a square", x**2 + 2 * x + 1, (x + 1) ** 2).holds is None
    True
    """
    return decided(text, expand(formula) == expand(expected) or None)


def nonnegative(text: str, expression: Any) -> Step:
    """expression >= 0 for all its symbols: after shifting each to its least value, no coefficient is negative.

    Works on rational functions of symbols that are bounded below; a point where it is negative refutes it.

    >>> n = sympy.Symbol("n", integer=True, positive=True)
    >>> nonnegative("n^2 >= n", n**2 - n).holds, nonnegative("n >= 2", n - 2).holds
    (True, False)
    """
    expression = exact_form(expression)
    shifted = expression.xreplace({symbol: _shifted(symbol) for symbol in expression.free_symbols})
    parts = sympy.fraction(rewritten(sympy.together, shifted))
    if all(_coefficients_nonnegative(part) for part in parts) and _never_zero(parts[1]):
        return Step(text, True)
    for values, value in _trials(expression):
        if value < 0:
            return Step(text, False, {**values, "value": str(value)})
    return Step(text, None)


def bounded(text: str, left: Any, right: Any) -> Step:
    """left <= right, decided in exact or ball arithmetic; open when two balls overlap or a float is involved.

    >>> bounded("thirds", sympy.Rational(1, 3), "1/2").holds, bounded("a float", 0.1, 1).holds
    (True, None)
    """
    ends = enclose(left), enclose(right)
    holds = precedes(*ends) if all(end.rigorous for end in ends) else None
    return Step(text, holds, {"left": str(ends[0]), "right": str(ends[1])})


def certified(text: str, relation: Any, box: Mapping[str, Any] | None = None) -> Step:
    """An inequality between formulas, judged for all allowed values of its symbols or those in the box.

    A point where it fails refutes it; when it stays open, the witness is the box that resisted.

    >>> x = sympy.Symbol("x", positive=True)
    >>> certified("log", sympy.log(1 + x) <= x).holds, certified("wrong", sympy.log(1 + x) <= x / 2).holds
    (True, False)
    """
    judgement = certify(relation, box)
    found = judgement.witness or (judgement.resisted.ends if judgement.resisted else {})
    return Step(text, judgement.holds, {name: str(value) for name, value in found.items()} or None)


def decided(text: str, holds: bool | None, **witness: Any) -> Step:
    """A step that the caller decided in exact or ball arithmetic; the witness says where it fails.

    Raises StatementError for anything but True, False and None: a float comparison of numpy, a generator that nobody
    went through, or a message is no decision.
    """
    if holds not in (True, False, None) or not isinstance(holds, bool | sympy.logic.boolalg.BooleanAtom | None):
        raise StatementError(f"the step {text!r} was decided by {holds!r}; give True, False or None")
    shown = {key: str(value) for key, value in witness.items()}
    return Step(text, None if holds is None else bool(holds), shown or None)


def exact_form(value: Any) -> sympy.Expr:
    """A formula with its abbreviations written out. Raises NotEvaluableError when it holds a float."""
    expression = expand(sympy.sympify(value))
    names = [symbol.name for symbol in expression.free_symbols]
    if len(set(names)) < len(names):
        raise StatementError(f"two different symbols of {plain(expression)} have one name; rename one")
    if expression.has(sympy.Float):
        raise NotEvaluableError(
            f"{plain(expression)} holds a float; write it as a fraction, since a float is not exact"
        )
    return expression


def _shifted(symbol: sympy.Symbol) -> sympy.Expr:
    """The symbol as its least value plus a nonnegative one; a real unknown when it has no rational least value."""
    least = domain_of(symbol).bounds().low
    if least is None:
        return sympy.Dummy(symbol.name, real=True)
    return to_sympy(least) + sympy.Dummy(symbol.name, nonnegative=True)


def _coefficients_nonnegative(expression: sympy.Expr) -> bool:
    expression = rewritten(sympy.expand, expression)
    if not all(symbol.is_nonnegative for symbol in expression.free_symbols):
        return False
    if not expression.free_symbols:
        return number_holds(expression, strict=False)
    polynomial = attempt(sympy.Expr.as_poly, expression, *sorted(expression.free_symbols, key=str))
    return polynomial is not None and all(number_holds(c, strict=False) for c in polynomial.coeffs())


def _never_zero(denominator: sympy.Expr) -> bool:
    """Whether a polynomial with nonnegative coefficients in nonnegative symbols has a positive constant term."""
    return number_holds(denominator.xreplace(dict.fromkeys(denominator.free_symbols, sympy.S.Zero)), strict=True)


def _trials(expression: sympy.Expr) -> Iterator[tuple[dict[str, str], Any]]:
    """Values of the expression at small admissible points; points where it is undefined are passed over."""
    for point in islice(_points(expression.free_symbols), _MOST_TRIALS):
        try:
            with ctx.workprec(_PRECISION):
                value = exact_or_ball(expression, point)
        except BoundkitError:
            continue
        yield {name: str(number) for name, number in point.items()}, value


def _points(symbols: Iterable[sympy.Symbol]) -> Iterator[dict[str, fmpq]]:
    """Small admissible values of the symbols."""
    symbols = sorted(symbols, key=str)
    for point in _spread(*(domain_of(symbol).trials() for symbol in symbols)):
        values = {symbol.name: number for symbol, number in zip(symbols, point, strict=True)}
        with suppress(DomainError):
            for symbol in symbols:
                domain_of(symbol).check(symbol.name, values[symbol.name], values)
            yield values


def _spread(*choices: list[fmpq]) -> Iterator[tuple[fmpq, ...]]:
    """Every combination once, in an order in which each part of them has some of all choices; the first one first."""
    total = math.prod(map(len, choices))
    step = next(s for s in range(int(0.618 * total) + 1, 2 * total + 2) if math.gcd(s, total) == 1) if total else 1
    for place in range(total):
        rest, point = place * step % total, []
        for numbers in reversed(choices):
            rest, index = divmod(rest, len(numbers))
            point.append(numbers[index])
        yield tuple(reversed(point))
