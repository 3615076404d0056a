"""The sign of a formula from some value of its symbol on, without end: by the term that outgrows all others there.

Where g is a term of a sum and every term t of the other sign has |t/g| falling from X on, the sum has the sign of g
from X on if it has it at X when the terms of its own sign are left out. That |t/g| falls is the sign of its logarithmic
derivative, which is a formula of the same kind, one step simpler. All signs and values are decided by balls.
"""

from __future__ import annotations

from functools import lru_cache

import sympy
from flint import arb, ctx, fmpq

from boundkit.arithmetic.registrations import CHOICES, ROUNDINGS
from boundkit.arithmetic.span import Span
from boundkit.calculus.inequalities.signs import Sign, number_holds, sign_of, span_or_none
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.rewriting import size
from boundkit.formulas.placing import placed
from boundkit.formulas.smooth import is_smooth

_DEPTH = 5
_DERIVATIVES = 8
_LONGEST = 160  # operations
_LONGEST_QUOTIENT = 60
_LONGEST_REST = 12
_MOST_TERMS = 32
_HIGHEST_POWER = 8
_MOST_CHOICES = 12
_PRECISION = 128


def sign_from(form: sympy.Expr, symbol: sympy.Symbol, begins: fmpq) -> int | None:
    """1 or -1 where the formula is positive or negative for all real values from ``begins`` > 0 on, 0 where it is 0.

    None where that is not known. The formula has no other symbol. Whole-number symbols are taken as real ones.

    >>> n = sympy.Symbol("n", integer=True, positive=True)
    >>> [sign_from(2**n - n**3, n, fmpq(begins)) for begins in (8, 16)]
    [None, 1]
    """
    if not begins > 0 or form.free_symbols - {symbol} or size(form) > _LONGEST:
        return None
    scale = sympy.Symbol(symbol.name, positive=True)
    with ctx.workprec(max(ctx.prec, _PRECISION + begins.height_bits())):
        return _Tail(scale, begins).sign(form.xreplace({symbol: scale}), _DEPTH)


def sign_after(form: sympy.Expr, symbol: sympy.Symbol, last: fmpq) -> int | None:
    """1 or -1 where the formula has that sign for 0 < symbol <= ``last``, though it may be 0 at 0; else None.

    A formula that is 0 at 0 has the sign of its derivative, if it has one everywhere from 0 on.

    >>> x = sympy.Symbol("x", positive=True)
    >>> sign_after(sympy.exp(x) - 1 - x - x**2, x, fmpq(1, 2))
    -1
    """
    place = sympy.Symbol(symbol.name, positive=True)
    form = form.xreplace({symbol: place})
    with ctx.workprec(max(ctx.prec, _PRECISION + last.height_bits())):
        for _ in range(_DERIVATIVES):
            known = _sign(span_or_none(form, Box({place.name: (fmpq(0), last)})))
            if known is not None:
                return known
            if form.free_symbols - {place} or not is_smooth(form) or size(form) > _LONGEST:
                return None
            real = sympy.Symbol(symbol.name, real=True)
            if span_or_none(form.xreplace({place: real}), Box({real.name: (fmpq(0), last)})) is None:
                return None
            there = placed(form, {place: sympy.S.Zero})
            if there is None or not number_holds(-sympy.Abs(there), strict=False):
                return None
            form = sympy.diff(form, place)
    return None


class _Tail:
    """The values of one positive symbol from ``begins`` on, and of parts that lie between 0 and 1."""

    def __init__(self, scale: sympy.Symbol, begins: fmpq) -> None:
        self.scale, self.begins = scale, begins
        self.start = Box({scale.name: (begins, begins)})
        self.parts: dict[sympy.Expr, sympy.Symbol] = {}
        self.known: dict[tuple[sympy.Expr, int], int | None] = {}

    def box(self) -> Box:
        parts = {part.name: (fmpq(0), fmpq(1)) for part in self.parts.values()}
        return Box({self.scale.name: (self.begins, None), **parts})

    def sign(self, form: sympy.Expr, depth: int) -> int | None:
        """The sign throughout, as far as ``depth`` derivatives tell."""
        if (form, depth) not in self.known:
            self.known[form, depth] = self._sign_of(form, depth)
        return self.known[form, depth]

    def _sign_of(self, form: sympy.Expr, depth: int) -> int | None:
        if form == 0:
            return 0
        known = _sign(span_or_none(form, self.box()))
        if known is not None or depth == 0 or size(form) > _LONGEST:
            return known
        if form.is_rational_function(self.scale) and not self.parts and size(form) <= _LONGEST_QUOTIENT:
            return _NUMBERS.get(sign_of(form, self.box()))
        simple = self._simple(form, depth)
        if simple is None:
            return None
        if isinstance(simple, sympy.Mul) and (sign := self._of_product(simple, depth)) is not None:
            return sign
        for other in (lambda: simple, lambda: _expanded(simple), lambda: _expanded(self._near_one(simple))):
            found = self._of_sum(other(), depth)
            if found is not None:
                return found
        return None

    def _of_product(self, form: sympy.Expr, depth: int) -> int | None:
        total = 1
        for factor in sympy.Mul.make_args(form):
            sign = self._of_factor(factor, depth)
            if sign is None:
                return None
            total *= sign
        return total

    def _of_factor(self, factor: sympy.Expr, depth: int) -> int | None:
        known = _sign(span_or_none(factor, self.box()))
        if known is not None or depth == 0:
            return known
        if factor.is_Pow and factor.exp.is_Rational:
            inner = self.sign(factor.base, depth - 1)
            even = factor.exp.is_Integer and factor.exp % 2 == 0
            return (
                None if inner is None or (inner < 0 and not factor.exp.is_Integer) else 1 if even and inner else inner
            )
        return self.sign(factor, depth - 1) if factor.is_Add else None

    def _of_sum(self, form: sympy.Expr, depth: int) -> int | None:
        """The sign of the greatest term, when the terms of the other sign fall against it and are less at the start."""
        known = _sign(span_or_none(form, self.box()))
        found = [self._without_parts(term) for term in sympy.Add.make_args(form)]
        terms = [term for term in found if term is not None]
        if known is not None or not 1 < len(terms) <= _MOST_TERMS or len(terms) < len(found):
            return known
        signs = [self._of_product(term, depth - 1) for term, _ in terms]
        leading = self._greatest([term for term, whole in terms if whole])
        if None in signs or leading is None:
            return None
        own = signs[terms.index((leading, True))]
        left = arb(1)
        for (term, _), sign in zip(terms, signs, strict=True):
            if sign in (0, own):
                continue
            left -= self._most(term / leading, left, depth - 1)
            if not left > 0:
                return None
        return own or None

    def _without_parts(self, term: sympy.Expr) -> tuple[sympy.Expr, bool] | None:
        """A product that is at least as large, and whether it is the same; None where a part is more than a factor."""
        rest, parts = term.as_independent(*self.parts.values(), as_Add=False) if self.parts else (term, sympy.S.One)
        powers = (factor.as_base_exp() for factor in sympy.Mul.make_args(parts) if factor != 1)
        if any(base not in self.parts.values() or not (power.is_Integer and power > 0) for base, power in powers):
            return None
        return rest, parts == 1

    def _greatest(self, terms: list[sympy.Expr]) -> sympy.Expr | None:
        """The term that is greatest in absolute value at the start, as far as balls tell."""
        best: tuple[sympy.Expr, Span] | None = None
        for term in terms:
            value = span_or_none(term if best is None else term / best[0], self.start)
            if value is None:
                return None
            if best is None or _size(value) > 1:
                best = term, value
        return None if best is None else best[0]

    def _most(self, ratio: sympy.Expr, allowed: arb, depth: int) -> arb:
        """A number that a product never exceeds in absolute value; oo where none is known below what is allowed."""
        at_start = span_or_none(ratio, self.start)
        if at_start is None or not _size(at_start) < allowed:
            return arb.pos_inf()
        for form in (ratio, sympy.expand_mul(ratio)):
            throughout = span_or_none(form, self.box())
            if throughout is not None and _size(throughout) < allowed:
                return _size(throughout)
        return _size(at_start) if self._falls(ratio, depth) else arb.pos_inf()

    def _falls(self, ratio: sympy.Expr, depth: int) -> bool:
        """Whether the absolute value of a product does not rise, by the sign of its logarithmic derivative."""
        slope = sympy.Add(*(_logarithmic_slope(f, self.scale) for f in sympy.Mul.make_args(ratio)))
        for form in (slope, sympy.expand_mul(self.scale * slope)):
            if size(form) > _LONGEST:
                return False
            sign = self.sign(form, depth)
            if sign is not None:
                return sign <= 0
        return False

    # simpler formulas of the same values --------------------------------------------------------------------------

    def _simple(self, form: sympy.Expr, depth: int) -> sympy.Expr | None:
        """The formula with choices taken, rounded numbers as parts, and logarithms of sums by their greatest term."""
        for _ in range(_MOST_CHOICES):
            node = next((n for n in sympy.postorder_traversal(form) if isinstance(n, CHOICES)), None)
            if node is None:
                break
            value = self._chosen(node, depth)
            if value is None:
                return None
            form = form.xreplace({node: value})
        form = form.replace(sympy.factorial, lambda n: sympy.gamma(n + 1)).replace(sympy.binomial, _with_gammas)
        form = sympy.expand_log(form).replace(sympy.log, self._split_logarithm)
        form = form.replace(sympy.polygamma, self._without_digamma).replace(sympy.loggamma, self._by_stirling)
        form = sympy.expand_log(form.replace(sympy.Pow, self._split_power))
        return form if is_smooth(form) and size(form) <= _LONGEST else None

    def _chosen(self, node: sympy.Expr, depth: int) -> sympy.Expr | None:
        """The formula that a choice or a rounded number is throughout; None inside a sum, and for cases."""
        if isinstance(node, sympy.Piecewise) or node.free_symbols - {self.scale, *self.parts.values()}:
            return None
        if isinstance(node, ROUNDINGS):
            part = self._part(node)
            return node.args[0] + (part if isinstance(node, sympy.ceiling) else -part)
        if isinstance(node, sympy.Abs):
            sign = self.sign(node.args[0], depth - 1)
            return None if sign is None else node.args[0] * (sign or 1)
        best = node.args[0]
        for other in node.args[1:]:
            sign = self.sign(best - other, depth - 1)
            if sign is None:
                return None
            best = best if (sign >= 0) is isinstance(node, sympy.Max) else other
        return best

    def _part(self, node: sympy.Expr) -> sympy.Symbol:
        """A number between 0 and 1, both included, that belongs to a part of a formula."""
        return self.parts.setdefault(node, sympy.Symbol(f"part {len(self.parts)} of {self.scale}", nonnegative=True))

    def _without_digamma(self, order: sympy.Expr, argument: sympy.Expr) -> sympy.Expr:
        """log(x) - 1/x < digamma(x) < log(x) - 1/(2 x) for x > 0."""
        if order != 0 or not _positive(span_or_none(argument, self.box())):
            return sympy.polygamma(order, argument)
        return (
            self._split_logarithm(argument)
            - 1 / (2 * argument)
            - self._part(sympy.polygamma(0, argument)) / (2 * argument)
        )

    def _by_stirling(self, argument: sympy.Expr) -> sympy.Expr:
        """0 < loggamma(x) - (x - 1/2) log(x) + x - log(2 pi)/2 < 1/(12 x) for x > 0."""
        if not _positive(span_or_none(argument, self.box())):
            return sympy.loggamma(argument)
        half = sympy.Rational(1, 2)
        series = (argument - half) * self._split_logarithm(argument) - argument + half * sympy.log(2 * sympy.pi)
        return series + self._part(sympy.loggamma(argument, evaluate=False)) / (12 * argument)

    def _split_logarithm(self, argument: sympy.Expr) -> sympy.Expr:
        """log(g + r) = log(g) + log(1 + r/g), where g is the greatest term, if it is positive."""
        if isinstance(argument, sympy.gamma):
            return sympy.loggamma(argument.args[0], evaluate=False)
        split = self._split(argument)
        return sympy.log(argument) if split is None else sympy.log(split[0]) + sympy.log(split[1])

    def _split_power(self, base: sympy.Expr, power: sympy.Expr, whole: bool = False) -> sympy.Expr:
        """(g + r)^e = g^e (1 + r/g)^e for an exponent that is a number, an integer only when asked."""
        split = self._split(base) if power.is_Rational and (whole or not power.is_Integer) else None
        return base**power if split is None else split[0] ** power * split[1] ** power

    def _near_one(self, form: sympy.Expr) -> sympy.Expr:
        """log(1 + r), (1 + r)^e and exp(r) by three terms of their series in r, where |r| <= 1/2, and the remainder."""

        def written_out(node: sympy.Expr) -> sympy.Expr:
            is_exp = isinstance(node, sympy.exp)
            rest = sympy.expand_mul(node.args[0] - (0 if is_exp else 1))
            values = None if rest.is_number or size(rest) > _LONGEST_REST else span_or_none(rest, self.box())
            if values is None or not 2 * _size(values) <= 1:
                return node
            if is_exp:
                return 1 + rest + rest**2 / 2 + self._part(node) * rest**3 / 2
            logarithm = rest - rest**2 / 2 + 8 * self._part(node) * rest**3 / 3
            if isinstance(node, sympy.log):
                return logarithm
            power = node.exp
            if not power.is_Rational:
                return sympy.exp(sympy.expand_mul(sympy.expand(power * logarithm)))
            largest = 2 ** sympy.ceiling(sympy.Abs(power - 3))  # at least (1 + r)^(e - 3)
            third = power * (power - 1) * (power - 2) / 6 * largest
            return 1 + power * rest + power * (power - 1) / 2 * rest**2 + third * self._part(node) * rest**3

        form = form.replace(sympy.Pow, lambda base, power: self._split_power(base, power, power.is_negative))
        return form.replace(lambda node: isinstance(node, sympy.log | sympy.exp | sympy.Pow), written_out)

    def _split(self, form: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr] | None:
        """A sum as its greatest term, if it grows and is positive, times 1 + the rest."""
        terms = sympy.Add.make_args(form)
        if len(terms) == 1 or any(map(form.has, self.parts.values())):
            return None
        leading = self._greatest(list(terms))
        if leading is None or leading.is_number or not _positive(span_or_none(leading, self.box())):
            return None
        return leading, 1 + sympy.Add(*(term / leading for term in terms if term != leading))


_NUMBERS: dict[Sign | None, int] = {Sign.POSITIVE: 1, Sign.ZERO: 0, Sign.NEGATIVE: -1}


def _with_gammas(top: sympy.Expr, bottom: sympy.Expr) -> sympy.Expr:
    """A binomial by gamma functions; as a polynomial when its lower entry is small."""
    if bottom.is_Integer and 0 <= bottom <= _HIGHEST_POWER:
        return sympy.Mul(*(top - i for i in range(int(bottom)))) / sympy.factorial(bottom)
    return sympy.gamma(top + 1) / sympy.gamma(bottom + 1) / sympy.gamma(top - bottom + 1)


@lru_cache(maxsize=1 << 10)
def _logarithmic_slope(factor: sympy.Expr, symbol: sympy.Symbol) -> sympy.Expr:
    """The derivative of log |factor|."""
    if not factor.has(symbol):
        return sympy.S.Zero
    if isinstance(factor, sympy.exp):
        return sympy.diff(factor.args[0], symbol)
    if isinstance(factor, sympy.Pow):
        base, exponent = factor.args
        return exponent * _logarithmic_slope(base, symbol) + sympy.diff(exponent, symbol) * sympy.log(base)
    if isinstance(factor, sympy.gamma):
        return sympy.diff(factor.args[0], symbol) * sympy.polygamma(0, factor.args[0])
    return sympy.diff(factor, symbol) / factor


def _expanded(form: sympy.Expr) -> sympy.Expr:
    """Products and small powers of sums multiplied out."""
    powers = [p for p in form.atoms(sympy.Pow) if p.base.is_Add and p.exp.is_Integer and p.exp > 1]
    if any(p.exp > _HIGHEST_POWER or len(p.base.args) > _HIGHEST_POWER for p in powers):
        return sympy.expand_mul(form)
    return sympy.expand(form, log=False, func=False)


def _sign(value: Span | None) -> int | None:
    """1, -1 or 0 where every number is positive, negative or 0."""
    return _NUMBERS.get(Sign.of(value))


def _positive(value: Span | None) -> bool:
    return value is not None and value.is_positive


def _size(value: Span) -> arb:
    """No number is greater in absolute value."""
    return value.upper if value.is_nonnegative else -value.lower if value.is_negative else value.ball.abs_upper()
