"""Constants that may hold parameters: one form for equal ones, and the sign that all admissible values share."""

from __future__ import annotations

import math
from contextlib import suppress
from functools import lru_cache
from typing import Any

import sympy
from flint import ctx

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.calculus.inequalities.signs import is_zero
from boundkit.errors import BoundkitError, UndecidedError
from boundkit.formulas.bounded import rewritten
from boundkit.formulas.domain import domain_of
from boundkit.formulas.numbers import to_sympy
from boundkit.formulas.text import plain

_PRECISIONS = (64, 512)


@lru_cache(maxsize=65536)
def normal(constant: sympy.Expr) -> sympy.Expr:
    """One form for equal rational functions of parameters, logarithms and powers.

    >>> a = sympy.Symbol("a", positive=True)
    >>> normal((a**2 - 1) / (a + 1) - a), normal(sympy.log(6) - sympy.log(2))
    (-1, log(3))
    """
    if constant.is_Rational:
        return constant
    expanded = rewritten(sympy.expand, rewritten(sympy.expand_log, constant, factor=True))
    return expanded if expanded.is_Rational else rewritten(sympy.cancel, expanded)


@lru_cache(maxsize=65536)
def sign(constant: sympy.Expr) -> int:
    """The sign of a constant, -1, 0 or 1, the same for all admissible values of its parameters.

    Raises UndecidedError when the parameters leave it open.

    >>> a, b = sympy.symbols("a b", positive=True)
    >>> sign(2 - (2 * a + b) / a), sign(sympy.log(1 + a)), sign(sympy.log(2) - sympy.Rational(7, 10))
    (-1, 1, -1)
    """
    constant = normal(constant)
    found = _plain_sign(constant) if constant.free_symbols else _sign_of_number(constant)
    if found is None and isinstance(constant, sympy.log):
        return sign(constant.args[0] - 1)
    if found is None and constant.is_Pow and is_real(constant.exp) and sign(constant.base) > 0:
        return 1
    if found is None and isinstance(constant, sympy.binomial):
        found = _sign_of_binomial(*constant.args)
    if found is None and constant.is_Mul:
        return math.prod(map(sign, constant.args))
    if found is None and constant.is_Add:
        found = _sign_of_sum(rewritten(sympy.expand, constant.xreplace(_shifts(constant))))
        factored = rewritten(sympy.factor, constant)
        if found is None and factored.is_Mul:
            return math.prod(map(sign, factored.args))
    if found is None:
        raise UndecidedError(
            f"the sign of {plain(constant)} is not known; give its symbols signs, or tie them so that it is, "
            "as in K = 2*D + s"
        )
    return found


def is_real(constant: sympy.Expr) -> bool:
    """Whether a constant is known to be a finite real number.

    >>> a = sympy.Symbol("a", positive=True)
    >>> is_real(sympy.log(a) - 1 / a), is_real(sympy.log(sympy.log(2 + a))), is_real(sympy.log(a - 1))
    (True, True, False)
    """
    if constant.is_real:
        return True
    if isinstance(constant, sympy.log):
        with suppress(UndecidedError):
            return sign(constant.args[0]) > 0
    if isinstance(constant, sympy.Pow):
        with suppress(UndecidedError):
            return is_real(constant.exp) and sign(constant.base) > 0
    return isinstance(constant, sympy.Add | sympy.Mul | sympy.exp) and all(map(is_real, constant.args))


def _plain_sign(constant: sympy.Expr) -> int | None:
    return 0 if constant.is_zero else 1 if constant.is_positive else -1 if constant.is_negative else None


def _sign_of_sum(total: sympy.Expr) -> int | None:
    """The sign of a sum in which the number and the other terms do not disagree, and one of them is not 0."""
    terms = sympy.Add.make_args(total)
    number = sympy.Add(*(term for term in terms if not term.free_symbols))
    others = [term for term in terms if term.free_symbols]
    head = _sign_of_number(number)
    known = {head, *map(_weak_sign, others)} - {0}
    if len(known) != 1 or None in known:
        return None
    return known.pop() if head or any(term.is_positive or term.is_negative for term in others) else None


def _sign_of_binomial(top: sympy.Expr, bottom: sympy.Expr) -> int | None:
    whole = top.is_integer and bottom.is_integer
    return 1 if whole and sign(bottom + 1) > 0 and sign(top - bottom + 1) > 0 else None


def _weak_sign(term: sympy.Expr) -> int | None:
    """1 for what is not negative, -1 for what is not positive."""
    if term.is_nonnegative or term.is_nonpositive:
        return 1 if term.is_nonnegative else -1
    if term.is_Mul:
        known = [_weak_sign(factor) for factor in term.args]
        return None if None in known else math.prod(known)  # type: ignore[arg-type]
    if not isinstance(term, sympy.log):
        return None
    with suppress(UndecidedError):
        if term.args[0].is_integer and sign(term.args[0]) > 0:
            return 1
        return sign(term)
    return None


def _sign_of_number(number: sympy.Expr) -> int | None:
    if number.is_Rational:
        return _plain_sign(number)
    for precision in _PRECISIONS:
        try:
            with ctx.workprec(precision):
                ball: Any = exact_or_ball(number, {})
        except BoundkitError:
            return _plain_sign(number)
        if ball > 0 or ball < 0:
            return 1 if ball > 0 else -1
    return 0 if is_zero(number) else None


def _shifts(constant: sympy.Expr) -> dict[sympy.Basic, sympy.Expr]:
    """Symbols bounded below by a number or another symbol, as that plus a symbol that is not negative."""
    shifts = {}
    for symbol in constant.free_symbols:
        bounds = domain_of(symbol).bounds()
        if bounds.low is not None:
            shifts[symbol] = to_sympy(bounds.low) + _excess(symbol, strict=bounds.open)
    for symbol in constant.free_symbols & shifts.keys():
        greater = domain_of(symbol).greatest
        if greater in constant.free_symbols:
            shifts[greater] = shifts[symbol] + _excess(greater, strict=False)
    return shifts


def _excess(symbol: sympy.Symbol, *, strict: bool) -> sympy.Dummy:
    integer = {"integer": True} if symbol.is_integer else {}
    return sympy.Dummy(symbol.name, **{"positive" if strict else "nonnegative": True}, **integer)
