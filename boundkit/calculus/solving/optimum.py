"""Where a formula is least: in closed form with its conditions proved, or enclosed with every other place excluded.

Sums of positive powers are minimised in closed form by the weighted inequality of arithmetic and geometric means; one
symbol by the signs of the derivative over its whole domain, each local minimum bracketed and the ends of the domain
reported apart; several symbols, or formulas without a derivative, by branch and bound on a box.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sympy
from flint import ctx, fmpq
from sympy.core.relational import Relational

from boundkit.arithmetic.rational import rational
from boundkit.calculus.solving.branching import least_on_box
from boundkit.calculus.solving.closed_form import value_of
from boundkit.calculus.solving.elimination import eliminate, linked_domains, with_eliminated
from boundkit.calculus.solving.inversion import line_of, put_in
from boundkit.calculus.solving.line import least_on_line
from boundkit.calculus.solving.pace import SECONDS, answered
from boundkit.calculus.solving.places import PRECISION, Optimum, end_of
from boundkit.calculus.solving.powers import geometric
from boundkit.calculus.solving.question import BUDGET, DIGITS
from boundkit.errors import MissingValueError, StatementError
from boundkit.formulas.binders import with_own_indices
from boundkit.formulas.bounded import attempt
from boundkit.formulas.domain import domain_of
from boundkit.formulas.evaluation import expand, substitute
from boundkit.formulas.long_numbers import kept
from boundkit.formulas.smooth import is_smooth
from boundkit.formulas.text import plain

_TOLERANCE = "1/1000000"


def minimise(
    expression: sympy.Expr,
    over: Any,
    *,
    subject_to: Sequence[Relational] = (),
    values: Mapping[str, Any] | None = None,
    box: Mapping[str, tuple[Any, Any]] | None = None,
    tolerance: Any = _TOLERANCE,
    digits: int = DIGITS,
    budget: int = BUDGET,
    seconds: float | None = SECONDS,
) -> Optimum:
    """The least value of a formula over one symbol or several, others at exact ``values`` or left as parameters.

    Equations in ``subject_to`` are solved for one of the symbols, the last that they hold; inequalities restrict the
    domain, as do the domains of all symbols. A ``box`` gives ends (included) to symbols, and is needed for several
    symbols without a closed form; then the value is enclosed to the relative ``tolerance``. With parameters left, only
    a closed form is an answer.

    Raises MissingValueError when numbers are needed, DomainError when no point is allowed or a symbol ranges over what
    is no interval, NotEvaluableError for an equation that is not solved, or not in whole numbers where they are needed,
    UndecidedError when ``budget`` intervals or boxes do not suffice, or ``seconds`` of processor time (None for no
    limit).

    >>> A, a, n = sympy.symbols("A a n", positive=True)
    >>> minimise(a / A + A / n, A).closed_form
    {'A': sqrt(a)*sqrt(n)}
    """
    symbols = list(over) if isinstance(over, tuple | list) else [over]
    return answered(seconds, _least, expression, symbols, subject_to, values or {}, box, tolerance, digits, budget)


def _least(
    expression: sympy.Expr,
    symbols: list[sympy.Symbol],
    subject_to: Sequence[Relational],
    values: Mapping[str, Any],
    box: Mapping[str, tuple[Any, Any]] | None,
    tolerance: Any,
    digits: int,
    budget: int,
) -> Optimum:
    given = {name: rational(value) for name, value in values.items()}
    (written,) = with_own_indices([expand(sympy.sympify(expression))], (symbol.name for symbol in symbols))
    formula = kept(substitute(written, given))
    for symbol in symbols:
        if symbol.name in given:
            raise StatementError(f"{symbol} is minimised over and has a value; leave out {symbol}={given[symbol.name]}")
        line_of(symbol, given)
    named = written.free_symbols.union(symbols, *(expand(side).free_symbols for c in subject_to for side in c.args))
    for symbol in named:
        if symbol.name in given:
            domain_of(symbol).check(symbol.name, given[symbol.name], given)
    constraints = [put_in(constraint, given) for constraint in (*subject_to, *linked_domains(named, symbols, given))]
    formula, symbols, constraints, back = eliminate(formula, symbols, constraints, given)
    absent = [symbol.name for symbol in symbols if symbol not in formula.free_symbols]
    if absent or not symbols:
        raise StatementError(f"{plain(formula)} does not depend on {', '.join(absent) or 'a symbol that is left'}")
    optimum = attempt(geometric, formula, symbols)
    parameters = sorted({s.name for part in (formula, *constraints) for s in part.free_symbols - set(symbols)})
    if parameters:
        if optimum is None or constraints or box:
            raise MissingValueError(
                f"no closed form is known for the minimum of {plain(formula)}"
                f"{' under inequalities' if constraints or box else ''}; give values for {', '.join(parameters)}"
            )
        return with_eliminated(optimum, back)
    if optimum is not None and len(symbols) > 1 and not (constraints or box):
        return with_eliminated(optimum, back)
    found = _numeric(formula, symbols, constraints, given, box, rational(tolerance), digits, budget)
    if optimum is not None and _agrees(optimum, found):
        found = replace(found, closed_form=optimum.closed_form, closed_value=optimum.closed_value, steps=optimum.steps)
    return with_eliminated(found, back)


def _numeric(
    formula: sympy.Expr,
    symbols: list[sympy.Symbol],
    constraints: list[Relational],
    given: Mapping[str, fmpq],
    box: Mapping[str, tuple[Any, Any]] | None,
    tolerance: fmpq,
    digits: int,
    budget: int,
) -> Optimum:
    bounds = {s.name: line_of(s, given, (box or {}).get(s.name)) for s in symbols}
    if len(symbols) == 1 and is_smooth(formula):
        return least_on_line(formula, symbols[0], constraints, bounds[symbols[0].name], digits, budget)
    if any(own.low is None or own.high is None for own in bounds.values()):
        raise MissingValueError(f"{plain(formula)} needs a box, an interval for each of {', '.join(map(str, symbols))}")
    return least_on_box(formula, symbols, constraints, bounds, tolerance, budget)


def _agrees(closed: Optimum, found: Optimum) -> bool:
    """Whether a closed form, evaluated by balls, meets an interior place that was found."""
    if closed.closed_form is None or not found.interior:
        return False
    place = found.interior[0]
    with ctx.workprec(PRECISION):
        for name, form in closed.closed_form.items():
            value = value_of(form)
            if value is None or value < end_of(place.at[name].lower) or value > end_of(place.at[name].upper):
                return False
    return True
