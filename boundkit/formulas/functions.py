"""Functions that a user supplies as expressions, such as a density p = 2*x."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import pairwise
from typing import Any

import sympy
from flint import fmpq

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.rational import rational
from boundkit.errors import DomainError, MalformedInputError, NotEvaluableError
from boundkit.formulas.domain import Domain
from boundkit.formulas.parsing import parse
from boundkit.formulas.pieces import Piece, pieces_of, require_differentiable
from boundkit.formulas.smooth import is_smooth
from boundkit.formulas.symbols import functions_in
from boundkit.formulas.text import plain

_GRID = 64


def given_functions(expression: sympy.Expr, supplied: Mapping[str, Any]) -> sympy.Expr:
    """``expression`` with each supplied function put in, derivatives taken, and integrals of powers in closed form.

    A function is supplied as a formula, or as a Python callable that makes one of its variable. Raises
    RoughFunctionError where the derivative is needed of a function that has a kink, a jump, a pole or a vertical
    tangent, and NotEvaluableError where that is not known.
    """
    if not supplied or not (functions_in(expression) or expression.has(sympy.Integral)):
        return expression
    differentiated = {applied.func for node in expression.atoms(sympy.Derivative) for applied in functions_in(node)}
    given: dict[Any, tuple[Piece, ...]] = {}
    for applied in functions_in(expression):
        supply = supplied.get(applied.func.__name__)
        if supply is not None:
            variable = applied.func.variable
            formula = _formula(applied.func, supply)
            if applied.func.must_be_nonnegative:
                _require_nonnegative(applied, formula, variable)
            given[applied.func] = _pieces(applied, formula, variable, applied.func in differentiated)
    if expression.has(sympy.Integral):
        expression = expression.replace(sympy.Integral, lambda *parts: _in_parts(given, *parts))
    return _put_in(expression, {kind: _joined(kind.variable, pieces) for kind, pieces in given.items()})


def _pieces(applied: sympy.Expr, formula: sympy.Expr, variable: Any, differentiated: bool) -> tuple[Piece, ...]:
    domain = variable.domain
    finite = domain.least is not None and domain.greatest is not None and not domain.integer
    if not differentiated or not finite:
        slope = formula.diff(variable) if differentiated else formula
        if differentiated and not (is_smooth(formula) and is_smooth(slope)):
            raise NotEvaluableError(f"{_told(applied, formula)} has a kink, or it may jump; give a smooth one")
        try:
            return pieces_of(formula, variable) if finite else (Piece(-sympy.oo, sympy.oo, formula),)
        except NotEvaluableError:
            return (Piece(domain.least, domain.greatest, formula),)
    pieces = pieces_of(formula, variable)
    require_differentiable(_told(applied, formula), pieces, variable)
    return pieces


def _told(applied: sympy.Expr, formula: sympy.Expr) -> str:
    return f"{plain(applied)} = {plain(formula)}"


def _in_parts(given: Mapping[Any, tuple[Piece, ...]], integrand: sympy.Expr, *limits: sympy.Tuple) -> sympy.Expr:
    """An integral over the variable of functions with pieces as a sum over these."""
    variable, *ends = limits[0]
    own = {kind: pieces for kind, pieces in given.items() if kind.variable == variable and integrand.has(kind)}
    if len(limits) > 1 or len(ends) != 2 or not all(end.is_number for end in ends):
        joined = {kind: _joined(variable, pieces) for kind, pieces in own.items()}
        return _integral(_put_in(integrand, joined), *limits)
    breaks = {piece.right for pieces in own.values() for piece in pieces[:-1] if ends[0] < piece.right < ends[1]}
    total = sympy.Integer(0)
    for low, high in pairwise([ends[0], *sorted(breaks), ends[1]]):
        here = {kind: next((piece for piece in pieces if high <= piece.right), pieces[-1]).formula
                for kind, pieces in own.items()}  # fmt: skip
        total += _integral(_put_in(integrand, here), (variable, low, high))
    return total


def _put_in(expression: sympy.Expr, formulas: Mapping[Any, sympy.Expr]) -> sympy.Expr:
    for kind, formula in formulas.items():
        expression = expression.replace(kind, sympy.Lambda(kind.variable, formula))
    if expression.has(sympy.Derivative):
        expression = expression.replace(sympy.Derivative, lambda *parts: sympy.Derivative(*parts).doit())
    return expression


def _joined(variable: Any, pieces: tuple[Piece, ...]) -> sympy.Expr:
    if len(pieces) == 1:
        return pieces[0].formula
    return sympy.Piecewise(
        *((piece.formula, variable <= piece.right) for piece in pieces[:-1]), (pieces[-1].formula, True)
    )


def _formula(kind: Any, supplied: Any) -> sympy.Expr:
    """What was supplied for a function, as a formula in its variable; a sequence may be listed from its first term on.

    A sequence given by a formula has no value where the formula is below the least value that is allowed.
    """
    variable, least = kind.variable, kind.least_value
    if least is None or isinstance(supplied, sympy.Expr) or callable(supplied):
        return supplied_formula(kind.__name__, supplied, variable)
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


def supplied_formula(name: str, supplied: Any, variable: Any) -> sympy.Expr:
    """A formula, its text, or a Python callable that makes one of the variable, as a formula in the variable."""
    if isinstance(supplied, sympy.Expr):
        return supplied
    if not callable(supplied):
        return parse(str(supplied), {str(variable): variable})
    try:
        formula = sympy.sympify(supplied(variable))
        return sympy.nsimplify(formula, rational=True) if formula.has(sympy.Float) else formula
    except (TypeError, ValueError, AttributeError, sympy.SympifyError) as error:
        raise MalformedInputError(
            f"{name} cannot be called with the symbol {variable} ({error}); use sympy's functions in it"
        ) from error


def _term(kind: Any, value: sympy.Expr) -> sympy.Expr:
    if not (value.is_Integer and value >= kind.least_value):
        raise DomainError(
            f"{kind.__name__} = {plain(value)} is not allowed: {kind.meaning}, a whole number >= {kind.least_value}"
        )
    return value


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
