"""Signs of formulas on boxes: by spans, by factors, by coefficients after a shift."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice, product

import sympy
from flint import ctx, fmpq

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.span import Span
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.boxes import span_over
from boundkit.calculus.ranges.rewriting import LONGEST_FORMULA, size
from boundkit.calculus.ranges.trial_points import trial_values
from boundkit.errors import BoundkitError, NotEvaluableError
from boundkit.formulas.bounded import attempt
from boundkit.formulas.numbers import to_sympy
from boundkit.formulas.placing import placed

_PRECISION_OF_ZEROS = 4096
_LONGEST_ZERO = 200  # operations


def sign_of(form: sympy.Expr, box: Box) -> int | None:
    """2 for positive on the box, 1 nonnegative, 0 zero, -1 not positive, -2 negative, None for not known."""
    if form == 0:
        return 0
    sign = _sign_of_span(span_or_none(form, box))
    if sign in (2, -2) or size(form) > LONGEST_FORMULA:
        return sign
    sharper = _sign_of_quotient(form, box)
    return sign if sharper is None else sharper


def is_sign(sign: int | None, strict: bool) -> bool:
    return sign is not None and sign >= (2 if strict else 0)


def number_holds(form: sympy.Expr, strict: bool) -> bool:
    values = span_or_none(form, Box({}))
    if values is not None and (values.is_positive or values.is_negative):
        return values.is_positive
    return not strict and values is not None and is_zero(form)


def is_zero(number: sympy.Expr) -> bool:
    """Whether a constant is 0: its ball of 4096 bits holds 0, and sympy reduces it to 0 within bounds."""
    if number == 0:
        return True
    with suppress(BoundkitError, ValueError, OverflowError), ctx.workprec(_PRECISION_OF_ZEROS):
        value = exact_or_ball(number, {})
        if isinstance(value, fmpq) or not value.contains(0):
            return bool(value == 0)
        return number.count_ops() <= _LONGEST_ZERO and attempt(sympy.simplify, number, seconds=1) == 0
    return False


def fails_somewhere(form: sympy.Expr, box: Box, strict: bool) -> bool:
    """Whether the form is negative at a point of the box that was tried; then there is nothing to prove."""
    names = [symbol.name for symbol in form.free_symbols]
    choices = [trial_values(*box.ends[name], whole=False)[:4] for name in names]
    for values in islice(product(*choices), 24):
        value = span_or_none(form, Box({name: (number, number) for name, number in zip(names, values, strict=True)}))
        if value is not None and value.is_negative:
            return True
    return False


def span_or_none(form: sympy.Expr, box: Box) -> Span | None:
    with suppress(NotEvaluableError, ValueError, OverflowError):
        return span_over(form, box)
    return None


def _sign_of_quotient(form: sympy.Expr, box: Box) -> int | None:
    """The sign by the factors of the numerator and the denominator, which must not be zero."""
    together = attempt(sympy.together, form)
    if together is None:
        return None
    top, bottom = (_sign_of_factors(part, box) for part in sympy.fraction(together))
    if top is None or bottom not in (2, -2):
        return None
    return top if bottom > 0 else -top


def _sign_of_span(values: Span | None) -> int | None:
    if values is None:
        return None
    if values.is_positive or values.is_negative:
        return 2 if values.is_positive else -2
    return values.sign


def _sign_of_factors(polynomial: sympy.Expr, box: Box) -> int | None:
    """The sign of a product, each factor by its span or its coefficients; even powers are not negative."""
    found = attempt(sympy.factor_list, polynomial)
    if found is None:
        return None
    number, factors = found
    sign = _sign_of_span(span_or_none(number, box))
    for factor, exponent in factors:
        if sign is None:
            return None
        one = _sign_of_factor(factor, box)
        if exponent % 2 == 0:
            one = 2 if one is not None and abs(one) == 2 else 1
        sign = None if one is None else _product_of_signs(sign, one)
    return sign


def _product_of_signs(one: int, other: int) -> int:
    product_of_both = one * other
    return (1 if product_of_both > 0 else -1) * (2 if abs(product_of_both) == 4 else 1) if product_of_both else 0


def _sign_of_factor(factor: sympy.Expr, box: Box) -> int | None:
    sign = _sign_of_span(span_or_none(factor, box))
    if sign is not None:
        return sign
    for turned in (1, -1):
        by_coefficients = _sign_of_coefficients(turned * factor, box)
        if by_coefficients is not None:
            return turned * by_coefficients
    return None


def _sign_of_coefficients(form: sympy.Expr, box: Box) -> int | None:
    """2 or 1 when no coefficient is negative after each symbol with a lower end is shifted there, else None."""
    shifts, ends = {}, {}
    for symbol in form.free_symbols:
        low, high = box.ends[symbol.name]
        beyond = sympy.Dummy(symbol.name, positive=True if low == 0 and symbol.is_positive else None, nonnegative=True)
        if low is None:
            return None
        shifts[symbol] = to_sympy(low) + beyond
        ends[beyond.name, beyond] = None if high is None else high - low
    shifted = placed(form, shifts)
    inside = Box({name: (fmpq(0), end) for (name, _), end in ends.items()})
    expanded = None if shifted is None else attempt(sympy.expand, shifted)
    polynomial = None if expanded is None else attempt(sympy.Expr.as_poly, expanded)
    if polynomial is None:
        return None
    generators = [_sign_of_span(span_or_none(generator, inside)) for generator in polynomial.gens]
    if any(sign is None or sign < 0 for sign in generators):
        return None
    positive = False
    for powers, coefficient in polynomial.terms():
        sign = _sign_of_span(span_or_none(coefficient, inside))
        if sign is None or sign < 0:
            return None
        positive |= sign == 2 and all(g == 2 for g, p in zip(generators, powers, strict=True) if p)
    return 2 if positive else 1
