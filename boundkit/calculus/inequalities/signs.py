"""Signs of formulas on boxes: by spans, by factors, by coefficients after a shift."""

from __future__ import annotations

from contextlib import suppress
from enum import Enum
from functools import lru_cache
from itertools import islice, product

import sympy
from flint import ctx, fmpq

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.span import Span
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.boxes import span_over
from boundkit.calculus.ranges.rewriting import LONGEST_FORMULA, size
from boundkit.errors import BoundkitError, NotEvaluableError
from boundkit.formulas.bounded import attempt, call
from boundkit.formulas.numbers import to_sympy
from boundkit.formulas.placing import placed
from boundkit.formulas.trials import trial_values

_PRECISION_OF_ZEROS = 4096
_LONGEST_ZERO = 200  # operations
_together, _factor_list = (lru_cache(maxsize=1 << 11)(rule) for rule in (sympy.together, sympy.factor_list))


class Sign(Enum):
    """What is known of the sign that a formula has throughout a box; what is not known is None, no member.

    >>> -Sign.POSITIVE, Sign.NEGATIVE * Sign.NONPOSITIVE, Sign.ZERO.is_at_least_zero, Sign.NONNEGATIVE.is_strict
    (<Sign.NEGATIVE: -2>, <Sign.NONNEGATIVE: 1>, True, False)
    """

    NEGATIVE, NONPOSITIVE, ZERO, NONNEGATIVE, POSITIVE = range(-2, 3)

    @property
    def is_strict(self) -> bool:
        """Whether the formula is never 0."""
        return self in (Sign.POSITIVE, Sign.NEGATIVE)

    @property
    def is_at_least_zero(self) -> bool:
        return self in (Sign.POSITIVE, Sign.NONNEGATIVE, Sign.ZERO)

    def __neg__(self) -> Sign:
        return Sign(-self.value)

    def __mul__(self, other: Sign) -> Sign:
        """The sign of the product of two formulas."""
        if Sign.ZERO in (self, other):
            return Sign.ZERO
        size = Sign.POSITIVE if self.is_strict and other.is_strict else Sign.NONNEGATIVE
        return size if self.is_at_least_zero == other.is_at_least_zero else -size

    @classmethod
    def of(cls, values: Span | None) -> Sign | None:
        """The sign that the numbers of a span share."""
        if values is None:
            return None
        if values.is_positive or values.is_negative:
            return cls.POSITIVE if values.is_positive else cls.NEGATIVE
        if values.is_nonnegative:
            return cls.ZERO if values.sign == 0 else cls.NONNEGATIVE
        return None if values.sign is None else cls.NONPOSITIVE


def sign_of(form: sympy.Expr, box: Box) -> Sign | None:
    """The sign of a formula throughout a box, None where it is not known."""
    if form == 0:
        return Sign.ZERO
    sign = Sign.of(span_or_none(form, box))
    if (sign is not None and sign.is_strict) or size(form) > LONGEST_FORMULA:
        return sign
    return _sign_of_quotient(form, box) or sign


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


def fails_somewhere(form: sympy.Expr, box: Box) -> bool:
    """Whether the form is negative at a point of the box that was tried."""
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


def _sign_of_quotient(form: sympy.Expr, box: Box) -> Sign | None:
    """The sign by the factors of the numerator and the denominator, which must not be zero."""
    together = attempt(_together, form)
    if together is None:
        return None
    top, bottom = (_sign_of_factors(part, box) for part in sympy.fraction(together))
    return None if top is None or bottom is None or not bottom.is_strict else top * bottom


def _sign_of_factors(polynomial: sympy.Expr, box: Box) -> Sign | None:
    """The sign of a product, each factor by its span or its coefficients; even powers are not negative.

    Where an exponent is a formula, as sympy's factors of u^n have it, only what is positive keeps its sign.
    """
    found = attempt(_factor_list, polynomial)
    if found is None:
        return None
    number, factors = found
    sign = Sign.of(span_or_none(number, box))
    for factor, exponent in factors:
        one = _sign_of_factor(factor, box)
        if not isinstance(exponent, int | sympy.Integer):
            one = one if one is Sign.POSITIVE else None
        elif exponent % 2 == 0:
            one = Sign.NONNEGATIVE if one is None else one * one
        if sign is None or one is None:
            return None
        sign *= one
    return sign


def _sign_of_factor(factor: sympy.Expr, box: Box) -> Sign | None:
    sign = Sign.of(span_or_none(factor, box)) or _sign_of_coefficients(factor, box)
    if sign is not None:
        return sign
    turned = _sign_of_coefficients(-factor, box)
    return None if turned is None else -turned


def _sign_of_coefficients(form: sympy.Expr, box: Box) -> Sign | None:
    """At least zero when no coefficient is negative after each symbol with a lower end is shifted there, else None."""
    lows, ends = [], []
    for symbol in sorted(form.free_symbols, key=lambda symbol: symbol.name):
        low, high = box.ends[symbol.name]
        if low is None:
            return None
        lows.append((symbol, low))
        ends.append(None if high is None else high - low)
    found = attempt(_shifted, form, tuple(lows))
    if found is None:
        return None
    polynomial, beyond = found
    inside = Box({new.name: (fmpq(0), end) for new, end in zip(beyond, ends, strict=True)})
    generators = [Sign.of(span_or_none(generator, inside)) for generator in polynomial.gens]
    if not all(sign is not None and sign.is_at_least_zero for sign in generators):
        return None
    positive = False
    for powers, coefficient in polynomial.terms():
        sign = Sign.of(span_or_none(coefficient, inside))
        if sign is None or not sign.is_at_least_zero:
            return None
        raised = (g for g, power in zip(generators, powers, strict=True) if power)
        positive |= sign is Sign.POSITIVE and all(g is Sign.POSITIVE for g in raised)
    return Sign.POSITIVE if positive else Sign.NONNEGATIVE


@lru_cache(maxsize=1 << 11)
def _shifted(form: sympy.Expr, lows: tuple[tuple[sympy.Symbol, fmpq], ...]) -> tuple[sympy.Poly, list[sympy.Dummy]]:
    """The polynomial in what each symbol has beyond its low end, and these symbols; raises where there is none."""
    beyond = [
        sympy.Dummy(symbol.name, positive=True if low == 0 and symbol.is_positive else None, nonnegative=True)
        for symbol, low in lows
    ]
    shifted = placed(form, {symbol: to_sympy(low) + new for (symbol, low), new in zip(lows, beyond, strict=True)})
    if shifted is None:
        raise ValueError(f"{form} is too large with its symbols shifted")
    polynomial = call(sympy.Expr.as_poly, call(sympy.expand, shifted))
    if polynomial is None:
        raise ValueError(f"{form} is no polynomial")
    return polynomial, beyond
