"""How a formula moves with one symbol: its differences and derivatives, their linear factors, its limits."""

from __future__ import annotations

from collections.abc import Iterator

import sympy
from flint import fmpq

from boundkit.calculus.inequalities.signs import Sign, sign_of, span_or_none
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.rewriting import positive_symbol, tidy
from boundkit.formulas.bounded import attempt, rewritten
from boundkit.formulas.placing import placed
from boundkit.formulas.smooth import derivative


def slopes_of(form: sympy.Expr, symbol: sympy.Symbol, box: Box) -> Iterator[tuple[sympy.Expr, Box]]:
    """Forms whose sign on a box tells which way the form moves: its difference for an integer, its derivative."""
    if symbol.name in box.integers and form.has(sympy.loggamma):
        low, high = box.ends[symbol.name]
        following = placed(form, {symbol: symbol + 1})
        difference = None if following is None else tidy(following - form)
        if difference is not None and not difference.has(sympy.loggamma):
            yield difference, box.put(symbol.name, low, None if high is None else high - 1)
            return
    yield tidy(derivative(form, symbol)), box


def linear_factors(slope: sympy.Expr, symbol: sympy.Symbol, box: Box) -> Iterator[tuple[sympy.Expr, Sign]]:
    """The factors of the numerator that are linear in the symbol, each with the sign of all the rest."""
    top, bottom = sympy.fraction(rewritten(sympy.together, slope))
    number, factors = attempt(sympy.factor_list, top) or (top, [])
    for place, (factor, exponent) in enumerate(factors):
        polynomial = attempt(sympy.Expr.as_poly, factor, symbol)
        if exponent != 1 or polynomial is None or polynomial.degree() != 1:
            continue
        rest = number * sympy.Mul(*(f**e for i, (f, e) in enumerate(factors) if i != place)) / bottom
        sign = sign_of(rest, box)
        if sign is not None and sign.is_strict:
            yield rewritten(sympy.expand, factor), sign


def limit_at_end(form: sympy.Expr, symbol: sympy.Symbol, end: fmpq | None, rest: Box) -> sympy.Expr | None:
    """The limit where the symbol falls to 0 (end 0) or grows without end (None), if the form is continuous there.

    Formulas of this kind are continuous wherever they are defined; sympy's own limits are not asked.
    """
    near = sympy.Dummy("what tends to 0", real=True)
    inverse = positive_symbol(f"1/{symbol}")
    towards = placed(form, {symbol: 1 / inverse}) if end is None else form
    if towards is None:
        return None
    there = (tidy(towards) if end is None else form).xreplace({inverse if end is None else symbol: near})
    for candidate in (there, rewritten(sympy.expand, there)):
        if span_or_none(candidate, Box({**rest.ends, near.name: (fmpq(0), fmpq(0))})) is not None:
            limit = placed(candidate, {near: sympy.S.Zero})
            return None if limit is None else tidy(limit)
    return None
