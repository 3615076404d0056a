"""Equations solved for some of the symbols that a formula is minimised over, and the domains that become conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sympy
from flint import ctx, fmpq
from sympy.core.relational import Relational

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.calculus.inequalities.judgement import certify
from boundkit.calculus.inequalities.steps import identity
from boundkit.calculus.solving.inversion import domains_between, line_of, put_in
from boundkit.calculus.solving.places import PRECISION, Optimum, ball_of
from boundkit.errors import DomainError, NotEvaluableError
from boundkit.formulas.bounded import attempt, rewritten
from boundkit.formulas.domain import domain_of
from boundkit.formulas.long_numbers import kept
from boundkit.formulas.numbers import to_sympy
from boundkit.formulas.placing import placed
from boundkit.formulas.smooth import derivative, is_smooth
from boundkit.formulas.text import plain


def linked_domains(
    named: Iterable[sympy.Symbol], symbols: Sequence[sympy.Symbol], given: Mapping[str, fmpq]
) -> list[Relational]:
    """Domains between a searched symbol and one without a value, or a given symbol whose domain ends at a searched."""
    ends = {s for symbol in symbols for relation in domain_of(symbol).relations(symbol)
            for s in relation.free_symbols if s.name not in given}  # fmt: skip
    found = [c for end in sorted({*symbols, *ends}, key=str) for c in domains_between(named, end)]
    return [c for c in dict.fromkeys(found) if c.free_symbols & set(symbols)]


def eliminate(
    formula: sympy.Expr, symbols: list[sympy.Symbol], constraints: list[Any], given: Mapping[str, fmpq]
) -> tuple[sympy.Expr, list[sympy.Symbol], list[Relational], dict[str, sympy.Expr]]:
    """Equations solved for one symbol each; the domains of those symbols become conditions on the others."""
    back: dict[str, sympy.Expr] = {}
    left = _undecided(constraints)
    while (equation := next((c for c in left if isinstance(c, sympy.Eq)), None)) is not None:
        left.remove(equation)
        symbol = next((s for s in reversed(symbols) if equation.has(s)), None)
        found = [] if symbol is None else attempt(sympy.solve, equation, symbol) or []
        if symbol is None or len(found) != 1 or not _is_only_root(equation, symbol, found[0]):
            raise NotEvaluableError(f"{plain(equation)} is not solved for one of {', '.join(map(str, symbols))}")
        if symbol.is_integer and not found[0].is_integer:
            raise NotEvaluableError(
                f"{symbol} is a whole number, and {plain(found[0])}, which {plain(equation)} makes of it, need not be "
                f"one; put another symbol of the equation last, or try the values of {symbol} one by one"
            )
        put = {symbol: found[0]}
        symbols = [s for s in symbols if s != symbol]
        formula = _with(put, formula)
        left = [c.func(*(_with(put, side) for side in c.args), evaluate=False) for c in left]
        left = _undecided(put_in(c, {}) for c in (*left, *_as_conditions(symbol, found[0], given)))
        back = {name: _with(put, form) for name, form in back.items()} | {symbol.name: found[0]}
    if sympy.false in left:
        raise DomainError("a constraint fails at the given values; no point is allowed")
    return formula, symbols, left, back


def _with(values: Mapping[sympy.Basic, sympy.Expr], form: sympy.Expr) -> sympy.Expr:
    """A formula with what an equation says of a symbol."""
    made = placed(form, values)
    if made is None:
        known = ", ".join(f"{plain(symbol)} = {plain(value)}" for symbol, value in values.items())
        raise NotEvaluableError(f"{plain(form)} is too large with {known}; simplify it")
    return made


def _is_only_root(equation: sympy.Eq, symbol: sympy.Symbol, root: sympy.Expr) -> bool:
    """Whether a formula solves an equation, whose sides are certain to come nearer the same way with the symbol."""
    gap = equation.lhs - equation.rhs
    at_root = placed(gap, {symbol: root})
    if at_root is None or not is_smooth(gap) or not identity("", at_root, 0).holds:
        return False
    slope = derivative(gap, symbol)
    return any(certify(relation(slope, 0, evaluate=False)).holds for relation in (sympy.Gt, sympy.Lt))


def _undecided(conditions: Iterable[Any]) -> list[Relational]:
    """The conditions that still ask something. Raises DomainError when one fails."""
    left = [condition for condition in conditions if condition != sympy.true]
    if sympy.false in left:
        raise DomainError("no point is allowed: a condition fails at the given values")
    return left


def _as_conditions(symbol: sympy.Symbol, form: sympy.Expr, given: Mapping[str, fmpq]) -> list[Relational]:
    """That a formula lies in the domain of the symbol it stands for; that it is whole is known."""
    bounds = line_of(symbol, given)
    conditions = []
    if bounds.low is not None and not (bounds.low == 0 and form.is_positive):
        relation = sympy.Gt if bounds.open else sympy.Ge
        conditions.append(relation(form, to_sympy(bounds.low), evaluate=False))
    if bounds.high is not None:
        relation = sympy.Lt if bounds.open_above else sympy.Le
        conditions.append(relation(form, to_sympy(bounds.high), evaluate=False))
    return conditions


def with_eliminated(optimum: Optimum, back: Mapping[str, sympy.Expr]) -> Optimum:
    """The optimum with the symbols that the constraints gave away."""
    if not back:
        return optimum
    closed = optimum.closed_form
    if closed is not None:
        chosen = {s: closed[s.name] for form in back.values() for s in form.free_symbols if s.name in closed}
        closed = {**closed, **{name: rewritten(sympy.powsimp, kept(form, chosen)) for name, form in back.items()}}
    places = tuple(
        replace(place, at={**place.at, **{name: _at(form, place.at) for name, form in back.items()}})
        for place in optimum.places
    )
    return replace(optimum, closed_form=closed, places=places)


def _at(form: sympy.Expr, at: Mapping[str, Enclosure]) -> Enclosure:
    with ctx.workprec(PRECISION):
        return enclose(exact_or_ball(form, {s.name: ball_of(at[s.name]) for s in form.free_symbols}))
