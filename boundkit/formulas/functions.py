"""Functions that a user supplies as expressions, such as a density p = 2*x."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import sympy
from flint import arb, fmpq

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.rational import rational
from boundkit.errors import DomainError, MalformedInputError, NotEvaluableError
from boundkit.formulas.domain import Domain
from boundkit.formulas.parsing import parse
from boundkit.formulas.smooth import is_smooth
from boundkit.formulas.symbols import functions_in
from boundkit.formulas.text import plain

_MOST_HALVINGS = 12
_GRID = 64


def given_functions(expression: sympy.Expr, supplied: Mapping[str, Any]) -> sympy.Expr:
    """``expression`` with each supplied function put in, derivatives taken, and integrals of powers in closed form.

    Raises NotEvaluableError where the derivative is needed of a function that has a kink or may jump.
    """
    if not supplied:
        return expression
    differentiated = {applied.func for node in expression.atoms(sympy.Derivative) for applied in functions_in(node)}
    replacements = {}
    for applied in functions_in(expression):
        text = supplied.get(applied.func.__name__)
        if text is not None:
            variable = applied.func.variable
            formula = text if isinstance(text, sympy.Expr) else _formula(applied.func, text)
            if applied.func in differentiated:
                _require_differentiable(applied, formula, variable)
            if applied.func.must_be_nonnegative:
                _require_nonnegative(applied, formula, variable)
            replacements[applied.func] = sympy.Lambda(variable, formula)
    for kind, formula in replacements.items():
        expression = expression.replace(kind, formula)
    expression = expression.replace(sympy.Derivative, lambda *parts: sympy.Derivative(*parts).doit())
    return expression.replace(sympy.Integral, _integral)


def _formula(kind: Any, supplied: Any) -> sympy.Expr:
    """What was supplied for a function, as a formula in its variable; a sequence may be listed from its first term on.

    A sequence given by a formula has no value where the formula is below the least value that is allowed.
    """
    variable, least = kind.variable, kind.least_value
    if least is None:
        return parse(str(supplied), {str(variable): variable})
    if isinstance(supplied, tuple | list) or "," in str(supplied):
        terms = supplied if isinstance(supplied, tuple | list) else str(supplied).split(",")
        listed = [_term(kind, parse(str(term), {})) for term in terms]
        return sympy.Piecewise(
            *((term, sympy.Eq(variable, variable.domain.least + k)) for k, term in enumerate(listed))
        )
    formula = parse(str(supplied), {str(variable): variable})
    if formula.is_number:
        return _term(kind, formula)
    return sympy.Piecewise((formula, formula >= least))


def _term(kind: Any, value: sympy.Expr) -> sympy.Expr:
    if not (value.is_Integer and value >= kind.least_value):
        raise DomainError(
            f"{kind.__name__} = {plain(value)} is not allowed: {kind.meaning}, a whole number >= {kind.least_value}"
        )
    return value


def _require_differentiable(applied: sympy.Expr, formula: sympy.Expr, variable: Any) -> None:
    both = formula, formula.diff(variable)
    if not all(is_smooth(each) and _is_continuous(each, variable) for each in both):
        raise NotEvaluableError(
            f"{plain(applied)} = {plain(formula)} has a kink, or it may jump, and its derivative is needed; "
            "give a differentiable one"
        )


def _require_nonnegative(applied: sympy.Expr, formula: sympy.Expr, variable: Any) -> None:
    for place in _places(variable.domain):
        with suppress(DomainError):
            if exact_or_ball(formula, {variable.name: place}) < 0:
                raise MalformedInputError(
                    f"{plain(applied)} = {plain(formula)} is negative at {variable} = {place}; it must not be"
                )


def _places(domain: Domain) -> Iterator[fmpq]:
    """A grid over a domain: whole numbers for one of integers, steps of 1 where it has no end that is a number."""
    ends = ((end if end is not None and end.is_Rational else None) for end in (domain.least, domain.greatest))
    least, greatest = (None if end is None else rational(end) for end in ends)
    if least is None:
        least = fmpq(-_GRID, 2) if greatest is None else greatest - _GRID
    step = fmpq(1) if domain.integer or greatest is None else (greatest - least) / _GRID
    for index in range(_GRID + 1):
        if greatest is None or least + step * index <= greatest:
            yield least + step * index


def _is_continuous(formula: sympy.Expr, variable: Any) -> bool:
    """Whether balls that cover the open domain of the variable all have a finite image.

    Every operation of a formula is continuous where it is defined, so a finite image certifies continuity.
    """
    domain = variable.domain
    if domain.least is None or domain.greatest is None:
        return True
    ends = rational(domain.least), rational(domain.greatest)
    pending = [(*ends, 0)]
    while pending:
        low, high, halvings = pending.pop()
        middle = (low + high) / 2
        try:
            image = exact_or_ball(formula, {variable.name: arb(middle, arb((high - low) / 2).upper())})
            finite = not isinstance(image, arb) or image.is_finite()
        except DomainError:
            finite = False
        if finite or (halvings == _MOST_HALVINGS and (low == ends[0] or high == ends[1])):
            continue
        if halvings == _MOST_HALVINGS:
            return False
        pending += [(low, middle, halvings + 1), (middle, high, halvings + 1)]
    return True


def _integral(integrand: sympy.Expr, *limits: sympy.Tuple) -> sympy.Expr:
    """The integral of a sum of powers c t^a, a > -1, over nonnegative t; any other integral as it is."""
    variable, *ends = limits[0]
    if len(limits) > 1 or len(ends) != 2 or not all(end.is_nonnegative for end in ends):
        return sympy.Integral(integrand, *limits)
    low, high = ends
    total = sympy.Integer(0)
    for term in sympy.Add.make_args(sympy.expand(integrand)):
        factor, power = term.as_coeff_exponent(variable)
        if factor.has(variable) or not power.is_Rational or power <= -1:
            return sympy.Integral(integrand, *limits)
        total += factor * (high ** (power + 1) - low ** (power + 1)) / (power + 1)
    return total
