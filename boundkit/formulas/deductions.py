"""What sympy deduces wrongly of formulas, mended where it deduces it, and what it deduces anew each time, remembered.

sympy simplifies by signs wherever a formula is made, Max(0, a) to a among others, so a wrong one would be in the
formula before anything can look at it. What it takes for no whole number it takes for different from 0, and decides
equations by that. Numbers it compares and rounds by estimates of them, some of which have no bound of their error. A
maximum compares all pairs of its arguments whenever it is made, also where a symbol elsewhere in the formula is
replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache

import sympy
from flint import arb, ctx
from mpmath.libmp import from_man_exp
from sympy.core import exprtools
from sympy.core.evalf import evalf_table
from sympy.functions.elementary import miscellaneous
from sympy.functions.elementary.miscellaneous import MinMaxBase, ShortCircuit

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.registrations import kinds
from boundkit.errors import BoundkitError

_Truth = bool | None
_MORE_BITS = 64
# What sympy estimates with regard to how far an error of the arguments moves the value.
_ESTIMATED = (sympy.Add, sympy.Mul, sympy.Pow, sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.Abs, sympy.ceiling,
              sympy.erf, sympy.floor, sympy.Piecewise)  # fmt: skip

_value_nearest_zero = exprtools._monotonic_sign
_compare = MinMaxBase._is_connected.__func__
_whole_product, _whole_power = sympy.Mul._eval_is_integer, sympy.Pow._eval_is_integer
_zero_integral = sympy.Integral._eval_is_zero


@lru_cache(maxsize=1 << 14)
def _compared(kind: type[MinMaxBase], left: sympy.Expr, right: sympy.Expr) -> bool | type[MinMaxBase]:
    """How two arguments of Max or Min compare, as sympy finds it: Max or Min, True where they are equal, else False."""
    found: bool | type[MinMaxBase] = _compare(kind, left, right)
    return found


def _nearest_zero(formula: sympy.Expr) -> sympy.Expr | None:
    """The value nearest to 0 of a formula of one sign, where sympy finds it: of polynomials, and in one symbol.

    Of 1/(m n) sympy takes the value at m = n = 1, and so 1/(m n) - 1/2 for positive, which m = n = 2 refutes.
    """
    if len(formula.free_symbols) > 1 and not formula.is_polynomial():
        return None
    found: sympy.Expr | None = _value_nearest_zero(formula)
    return found


def _is_whole_product(product: sympy.Mul) -> _Truth:
    """Whether a product is a whole number; None where sympy denies it by odd and even factors alone.

    Of 6^m/3 it takes the even number above the odd one for no multiple of it.
    """
    found: _Truth = _whole_product(product)
    return found if found is not False or product._eval_is_rational() is False else None


def _is_whole_power(power: sympy.Pow) -> _Truth:
    """Whether a power is a whole number; None for a fraction to a power that may be no whole number.

    sympy denies it of (9/4)^x for x > 0, which is 2 at one place.
    """
    found: _Truth = _whole_power(power)
    surely = power.exp.is_negative or power.exp.is_integer or power.exp.is_Rational
    return found if found is not False or surely else None


def _is_zero_integral(integral: sympy.Integral) -> _Truth:
    """Whether an integral is 0; never denied, since what jumps over 0 may cancel."""
    return True if _zero_integral(integral) else None


def _is_not_above_zero(_: sympy.Product) -> None:
    """Nothing of whether a product is at most 0: sympy says so of an empty one, which is 1."""


def _nothing_inside(*_: object) -> tuple[()]:
    """What sympy's minimum finds of numbers in minima inside its arguments.

    It takes the least of these for a bound of itself: Min(3, Max(2, y), Max(z, Min(1, x))) for 3 where z >= 3.
    """
    return ()


def _arguments(kind: type[MinMaxBase], given: Iterable[sympy.Expr]) -> Iterator[sympy.Expr]:
    """What a maximum or a minimum is of, those of its own kind opened; also of numbers that sympy cannot compare."""
    for argument in given:
        if not isinstance(argument, sympy.Expr) or argument.is_extended_real is False:
            raise ValueError(f"The argument '{argument}' is not comparable.")
        if argument == kind.zero:
            raise ShortCircuit(argument)
        if argument != kind.identity:
            yield from argument.args if argument.func == kind else (argument,)


def _estimate(number: sympy.Expr, precision: int) -> sympy.Float | None:
    """A number to so many bits by balls; None where these do not reach them.

    sympy rounds the argument of loggamma(1 + 10^-30) to 1 and takes the number for 0.
    """
    if number.free_symbols:
        return None
    with suppress(BoundkitError, ValueError, OverflowError), ctx.workprec(precision + _MORE_BITS):
        ball = arb(exact_or_ball(number, {}))
        if ball.rel_accuracy_bits() >= precision:
            mantissa, exponent = ball.mid().man_exp()
            return sympy.Float._new(from_man_exp(int(mantissa), int(exponent), precision, "n"), precision)
    return None


def _no_estimate(number: sympy.Expr, precision: int) -> None:
    """No estimate of a number, such as a sum, of which sympy takes the terms at a few places."""


def _answer(kind: type[sympy.Basic], question: str, rule: Callable[..., _Truth]) -> None:
    """Let a class of sympy answer a question about its formulas by a rule."""
    setattr(kind, f"_eval_is_{question}", rule)
    kind._prop_handler[question] = rule


def mend() -> None:
    """Put this in the place of what sympy has; done where the package of formulas is imported."""
    exprtools._monotonic_sign = _nearest_zero
    MinMaxBase._is_connected = classmethod(_compared)  # type: ignore[arg-type]
    MinMaxBase._new_args_filter = classmethod(_arguments)
    miscellaneous.walk = _nothing_inside
    MinMaxBase.evalf = sympy.Expr.evalf
    for kind in kinds():
        if kind not in _ESTIMATED:
            evalf_table.pop(kind, None)
            kind._eval_evalf = _estimate if issubclass(kind, sympy.Function) else _no_estimate
    _answer(sympy.Mul, "integer", _is_whole_product)
    _answer(sympy.Pow, "integer", _is_whole_power)
    _answer(sympy.Integral, "zero", _is_zero_integral)
    _answer(sympy.Product, "extended_nonpositive", _is_not_above_zero)
