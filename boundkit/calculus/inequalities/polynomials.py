"""Inequalities as goals of algebra: exponentials, logarithms and roots become variables, and ends of boxes zeros."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import lcm

import sympy
from flint import Ordering, arb, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from boundkit.arithmetic.rational import rational
from boundkit.calculus.inequalities.certificates import PolynomialGoal, is_signed
from boundkit.calculus.inequalities.signs import span_or_none
from boundkit.calculus.ranges.box import Box
from boundkit.formulas.bounded import attempt, rewritten
from boundkit.formulas.text import plain

_MOST_VARIABLES = 6
_HIGHEST_DEGREE = 12
_FARTHEST = 2**64
_GRAIN = 1024  # ends with longer denominators are rounded outward to multiples of 1/1024
Key = tuple[sympy.Expr, sympy.Expr]


def goals_of(form: sympy.Expr, box: Box, strict: bool) -> Iterator[PolynomialGoal]:
    """Polynomial goals from each of which form >= 0, or > 0, follows on a box wherever the form is defined.

    e^(x/2), log(x), the square root of x and every other part that is no sum, product or power is a variable of its
    own, between the ends of its values; what else relates it to other variables is forgotten. The first goal forgets
    upper ends where there are lower ones, too. A denominator is multiplied out, by its square where its sign is not
    plain.
    """
    words = _Words(box)
    if not words.read(form) or not words.variables or len(words.variables) > _MOST_VARIABLES:
        return
    fraction = attempt(sympy.together, words.written(form))
    if fraction is None:
        return
    top, bottom = (attempt(sympy.Poly, part, *words.symbols, domain="QQ") for part in sympy.fraction(fraction))
    if top is None or bottom is None or top.total_degree() + bottom.total_degree() > _HIGHEST_DEGREE:
        return
    variables = [_Variable.of(key, q, box) for key, q in words.variables.items()]
    from_below = [replace(v, high=None) if v.is_bounded else v for v in variables]
    for chosen in (from_below, variables) if from_below != variables else (variables,):
        if not (strict and any(v.is_closed for v in chosen)):
            goal = _with_ends_at_zero(top, bottom, chosen, strict)
            if goal.signed:
                yield goal


def _with_ends_at_zero(top: sympy.Poly, bottom: sympy.Poly, variables: list[_Variable], strict: bool) -> PolynomialGoal:
    numerator, denominator = (_placed_at_zero(part, variables) for part in (top, bottom))
    signed, positive = (*(v.is_signed for v in variables), True), (*(v.positive for v in variables), True)
    if is_signed(-denominator, signed):
        numerator, denominator = -numerator, -denominator
    if not is_signed(denominator, signed):
        numerator *= denominator
    return _without_idle(PolynomialGoal(numerator, signed, positive, strict))


@dataclass
class _Words:
    """The parts of a formula that become variables: a power b^(T/q) for each base b and each term T of exponents."""

    box: Box
    variables: dict[Key, int] = field(default_factory=dict)

    @property
    def symbols(self) -> list[sympy.Symbol]:
        return [_name(place) for place in range(len(self.variables))]

    def read(self, node: sympy.Expr) -> bool:
        """Take down the variables of a formula; False where its powers do not split."""
        if node.is_Rational:
            return True
        if isinstance(node, sympy.Add | sympy.Mul):
            return all(map(self.read, node.args))
        base, exponent = node.as_base_exp()
        if exponent.is_Integer and base.args and base != sympy.E:
            return self.read(base) if exponent != 1 else self._take(base, {sympy.S.One: sympy.S.One})
        return self._take(base, _terms(exponent))

    def _take(self, base: sympy.Expr, terms: dict[sympy.Expr, sympy.Expr]) -> bool:
        values = span_or_none(base, self.box)
        for term, rate in terms.items():
            if not rate.is_Rational:
                return False
            key = base, term
            self.variables[key] = lcm(self.variables.get(key, 1), int(rate.q))
            if term != 1 and not (values is not None and values.is_positive):
                return False
            if self.variables[key] > 1 and not (values is not None and values.is_nonnegative):
                return False
        return True

    def written(self, node: sympy.Expr) -> sympy.Expr:
        """The formula in its variables."""
        if node.is_Rational:
            return node
        if isinstance(node, sympy.Add | sympy.Mul):
            return node.func(*map(self.written, node.args))
        base, exponent = node.as_base_exp()
        if exponent.is_Integer and exponent != 1 and base.args and base != sympy.E:
            return self.written(base) ** exponent
        places = {key: place for place, key in enumerate(self.variables)}
        return sympy.Mul(*(
            _name(places[base, term]) ** (rate * self.variables[base, term]) for term, rate in _terms(exponent).items()
        ))  # fmt: skip


def _terms(exponent: sympy.Expr) -> dict[sympy.Expr, sympy.Expr]:
    return dict(rewritten(sympy.expand, exponent).as_coefficients_dict())


def _name(place: int) -> sympy.Symbol:
    return sympy.Symbol(f"v{place}", real=True)


@dataclass(frozen=True)
class _Variable:
    """A part of a formula, the ends of its values, and whether it takes them: the lower, the upper, both included."""

    text: str
    low: fmpq | None = None
    high: fmpq | None = None
    is_above: bool = False
    is_below: bool = False

    @classmethod
    def of(cls, key: Key, q: int, box: Box) -> _Variable:
        base, term = key
        power = base ** (term / q)
        values, text = span_or_none(power, box), plain(power)
        if values is None:
            return cls(text)
        low, high = _rounded(values.lower, False), _rounded(values.upper, True)
        above = low is not None and (values.lower > low or (values.positive and low == 0))
        return cls(text, low, high, bool(above), high is not None and bool(values.upper < high))

    @property
    def name(self) -> str:
        """What stands for it in a goal."""
        if self.low is not None and self.high is not None:
            return f"({self.text} - ({self.low}))/({self.high} - ({self.text}))"
        if self.low is not None:
            return f"({self.text} - ({self.low}))" if self.low != 0 else self.text
        return self.text if self.high is None else f"({self.high} - ({self.text}))"

    @property
    def is_closed(self) -> bool:
        """Whether it has two ends and may take the upper one, which the variable of the goal does not."""
        return self.is_bounded and not self.is_below

    @property
    def positive(self) -> bool:
        """Whether the variable of the goal is above 0."""
        return self.is_above if self.low is not None else self.is_below

    @property
    def is_bounded(self) -> bool:
        return self.low is not None and self.high is not None

    @property
    def is_signed(self) -> bool:
        return self.low is not None or self.high is not None

    def placed(self, gen: fmpq_mpoly, one: fmpq_mpoly, power: int, degree: int) -> fmpq_mpoly:
        """The power of the variable, times (1 + v)^degree where it has both ends."""
        if self.low is not None and self.high is not None:
            return (self.low * one + self.high * gen) ** power * (one + gen) ** (degree - power)
        if self.low is not None:
            return (gen + self.low * one) ** power
        return gen**power if self.high is None else (self.high * one - gen) ** power


def _rounded(end: arb, up: bool) -> fmpq | None:
    """A short fraction at the end or beyond it; None for one that is far out."""
    if not abs(end) < _FARTHEST:
        return None
    exact = end.fmpq() if end == 0 or abs(end) * _FARTHEST > 1 else fmpq(1 if end > 0 else -1, _FARTHEST)
    if exact.q <= _GRAIN:
        return exact
    return fmpq((exact * _GRAIN).ceil() if up else (exact * _GRAIN).floor(), _GRAIN)


def _placed_at_zero(polynomial: sympy.Poly, variables: list[_Variable]) -> fmpq_mpoly:
    """The polynomial in variables with one end, at 0, or none, made homogeneous by one that stands for 1.

    low + v, high - v, or (low + high v)/(1 + v), times powers of 1 + v; the last does not reach the upper end, which a
    weak inequality between continuous formulas does not need.
    """
    context = fmpq_mpoly_ctx.get([*(v.name for v in variables), "1"], Ordering.degrevlex)
    *gens, one = context.gens()
    degrees = [max(powers[place] for powers in polynomial.monoms()) for place in range(len(variables))]
    missing = [
        sum(p for p, v in zip(powers, variables, strict=True) if not v.is_bounded) for powers in polynomial.monoms()
    ]
    total = 0 * one
    for (powers, number), degree_there in zip(polynomial.terms(), missing, strict=True):
        term = rational(number) * one ** (max(missing) - degree_there)
        for variable, gen, power, degree in zip(variables, gens, powers, degrees, strict=True):
            term *= variable.placed(gen, one, power, degree)
        total += term
    return total


def _without_idle(goal: PolynomialGoal) -> PolynomialGoal:
    """The goal in the variables that occur in it."""
    terms = goal.form.to_dict()
    used = [i for i in range(len(goal.signed)) if any(powers[i] for powers in terms)]
    names = goal.form.context().names()
    context = fmpq_mpoly_ctx.get([names[i] for i in used], Ordering.degrevlex)
    form = context.from_dict({tuple(powers[i] for i in used): number for powers, number in terms.items()})
    return PolynomialGoal(form, tuple(goal.signed[i] for i in used), tuple(goal.positive[i] for i in used), goal.strict)
