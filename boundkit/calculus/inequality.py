"""Inequalities between formulas: certified on a whole domain, refuted by an exact point, or left open.

A proof is found from these steps, each of which is checked in exact or ball arithmetic:

- the formula has no negative value by its span on a box, or its coefficients are nonnegative after a shift;
- it moves one way with a symbol (by its structure, by the sign of its derivative, or of its difference for an integer),
  so that it is enough to look at one end of that symbol, or at the limit where the symbol grows without end;
- its derivative is linear in a symbol and changes from minus to plus, so that it is enough to look at that place;
- a symbol without end is replaced by its reciprocal; a box is cut in two;
- both sides are positive and their logarithms are compared; every argument of a maximum is taken in turn; a rounded
  number is the number and a part of 1.

A formula is first shown to be defined wherever the inequality speaks of it, so that no step can lose a pole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import Any

import sympy
from flint import arb, ctx, fmpq
from sympy.core.relational import GreaterThan, LessThan, StrictGreaterThan, StrictLessThan

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.span import Span
from boundkit.calculus.boxes import Box, Domains, decided, direction, is_smooth, span_over
from boundkit.calculus.evaluate import expand
from boundkit.errors import (
    BoundkitError,
    BudgetExhaustedError,
    DomainError,
    MalformedInputError,
    NotEvaluableError,
    StatementError,
)
from boundkit.verdict import Verdict

_PRECISION = 128
_PRECISION_OF_POINTS = 512
_BUDGET = 4000
_BOXES_FOR_A_GOAL = 10  # a goal costs about as much as that many boxes
_MOST_BOXES_WITHOUT_END = 200
_DEPTH = 4
_CUTS = 4
_MOST_TRIALS = 3000
_LONGEST_FORMULA = 400
_FARTHEST = {0: 10**6, 1: 10**6, 2: 10**6, 3: 100}  # by the number of symbols that vary
_STEPS = (0, 1, 2, 3, 5, 10, 40, 1000, 10**6)


@dataclass(frozen=True)
class Judgement:
    """What came of an inequality.

    CERTIFIED: it holds at every allowed point. REFUTED: it fails at ``witness``, exact numbers by name.
    INCONCLUSIVE: ``resisted`` is a box on which neither was shown. ``boxes`` counts the boxes looked at.
    """

    verdict: Verdict
    text: str
    boxes: int
    witness: Mapping[str, fmpq] | None = None
    resisted: Box | None = None

    @property
    def holds(self) -> bool | None:
        """True when certified, False when refuted, else None."""
        return {Verdict.CERTIFIED: True, Verdict.REFUTED: False}.get(self.verdict)


def certify(relation: Any, box: Mapping[str, Any] | Box | None = None, *, budget: int = _BUDGET) -> Judgement:
    """Judge <=, <, >= or > between two formulas for all allowed values of their symbols, or those in a box.

    ``box`` maps names to (low, high); None or oo for no end; symbols that it does not name run through their domain.
    ``budget`` is the number of boxes that may be looked at. Exact: verdicts come from rational and ball arithmetic and
    identities of formulas; a witness is confirmed at that point in the original formulas. Raises StatementError for
    what is no such relation, MalformedInputError for a box without a point, DomainError for one that leaves the domain.

    >>> k, s = sympy.symbols("k s", positive=True)
    >>> certify(k * sympy.log((k + s) / k) <= s).verdict
    <Verdict.CERTIFIED: 'CERTIFIED'>
    >>> certify(sympy.exp(k) <= 1 + 2 * k, {"k": (0, 3)}).witness
    {'k': 3}
    """
    small, large, strict = _sides(relation)
    domains = Domains.of(small, large)
    inside = domains.within(domains.box(box))
    if inside is None:
        raise MalformedInputError(f"no point of {domains.box(box)} is allowed: {_joined(domains.relations)}")
    with ctx.workprec(_PRECISION):
        return _Case(small, large, strict, domains, inside, budget).judgement()


def _sides(relation: Any) -> tuple[sympy.Expr, sympy.Expr, bool]:
    """(small, large, strict) with abbreviations written out."""
    if relation in (sympy.true, sympy.false, True, False):
        raise StatementError(f"sympy took the relation for {relation} before it was read; write it with evaluate=False")
    if not isinstance(relation, LessThan | StrictLessThan | GreaterThan | StrictGreaterThan):
        raise StatementError(f"{relation} is no inequality; write it with <=, <, >= or >")
    small, large = expand(relation.lts), expand(relation.gts)
    for side in (small, large):
        if side.has(sympy.Float):
            raise NotEvaluableError(f"{side} holds a float; write it as a fraction, since a float is not exact")
        if side.has(sympy.oo, sympy.zoo, sympy.nan, sympy.I):
            raise StatementError(f"{side} is no real number for every value of its symbols; mend it")
    return small, large, isinstance(relation, StrictLessThan | StrictGreaterThan)


def _joined(parts: Sequence[Any]) -> str:
    return ", ".join(map(str, parts))


class _Case:
    """One inequality on one box."""

    def __init__(
        self, small: sympy.Expr, large: sympy.Expr, strict: bool, domains: Domains, box: Box, budget: int
    ) -> None:
        self._small, self._large, self._strict = small, large, strict
        self._domains, self._box = domains, box
        self._budget = budget

    def judgement(self) -> Judgement:
        for point in self._trials():
            if self._holds_at(point) is False:
                return self._refuted(point, 0)
            if not self._is_defined_at(point):
                return self._open(Box.of(point), 0)
        small, large, box, relations = _without_relations(self._small, self._large, self._box, self._domains)
        prover = _Prover(self._budget // _BOXES_FOR_A_GOAL, relations)
        try:
            if prover.proves(small, large, self._strict, box):
                return Judgement(Verdict.CERTIFIED, f"{self._text} for {self._box}", prover.boxes)
        except BudgetExhaustedError:
            pass
        return self._one_by_one(prover.boxes)

    @property
    def _text(self) -> str:
        return f"{self._small} {'<' if self._strict else '<='} {self._large}"

    def _refuted(self, point: Mapping[str, fmpq], boxes: int) -> Judgement:
        shown = ", ".join(f"{name} = {value}" for name, value in point.items())
        return Judgement(Verdict.REFUTED, f"{self._text} fails at {shown}", boxes, dict(point))

    def _one_by_one(self, boxes: int) -> Judgement:
        """Cut the box until every part holds by its span or is a point, or the budget ends."""
        pending = [self._box]
        bounded = all(None not in ends for ends in self._box.ends.values())
        most = boxes + (self._budget if bounded else _MOST_BOXES_WITHOUT_END)
        difference = self._large - self._small
        while pending:
            box = self._domains.within(pending.pop())
            if box is None:
                continue
            boxes += 1
            if boxes > most:
                return self._open(box, boxes)
            point = _low_part(difference, box).middle()
            holds = self._holds_at(point) if self._domains.allow(point) else None
            if holds is False:
                return self._refuted(point, boxes)
            if (holds and not box.wide()) or self._holds_by_span(difference, box):
                continue
            if not box.wide():
                return self._open(box, boxes)
            pending += reversed(box.halves(box.wide()[0]))
        return Judgement(Verdict.CERTIFIED, f"{self._text} for {self._box}", boxes)

    def _open(self, box: Box, boxes: int) -> Judgement:
        fault = "was not decided on" if box.wide() or boxes else "is not defined at"
        return Judgement(Verdict.INCONCLUSIVE, f"{self._text} {fault} {box}", boxes, resisted=box)

    def _holds_by_span(self, difference: sympy.Expr, box: Box) -> bool:
        values = _span(difference, box)
        defined = all(_span(side, box) is not None for side in (self._small, self._large))
        return defined and values is not None and (values.is_positive if self._strict else values.is_nonnegative)

    def _holds_at(self, point: Mapping[str, fmpq]) -> bool | None:
        """Whether it holds at an exact point; None when it is not defined there or balls do not decide."""
        try:
            with ctx.workprec(_PRECISION_OF_POINTS):
                small, large = (exact_or_ball(side, point) for side in (self._small, self._large))
                if small < large or (small <= large and not self._strict):
                    return True
                if small > large or (small >= large and self._strict):
                    return False
        except (BoundkitError, ValueError, OverflowError):
            return None
        difference = (self._large - self._small).xreplace(_numbers(self._large - self._small, point))
        return not self._strict if _is_zero(difference) else None

    def _is_defined_at(self, point: Mapping[str, fmpq]) -> bool:
        try:
            with ctx.workprec(_PRECISION):
                values = [exact_or_ball(side, point) for side in (self._small, self._large)]
        except DomainError:
            return False
        except (BoundkitError, ValueError, OverflowError):
            return True
        return not any(isinstance(value, arb) and value.is_nan() for value in values)

    def _trials(self) -> Iterator[dict[str, fmpq]]:
        """Points of the domain in the box: its ends, near them and far out."""
        farthest = _FARTHEST.get(len(self._box.wide()), 20)
        choices = [
            [number for number in _trial_values(*ends, name in self._box.integers) if _is_near(number, ends, farthest)]
            for name, ends in self._box.ends.items()
        ]
        points = (dict(zip(self._box.ends, values, strict=True)) for values in product(*choices))
        return islice(filter(self._domains.allow, islice(points, 20 * _MOST_TRIALS)), _MOST_TRIALS)


def _trial_values(low: fmpq | None, high: fmpq | None, whole: bool) -> list[fmpq]:
    if low is not None and high is not None:
        numbers = [low, high, *(low + (high - low) * fmpq(step, 200) for step in (1, 25, 50, 100, 150, 175, 199))]
    elif low is not None:
        numbers = [low + step for step in (*_STEPS, fmpq(1, 3), fmpq(5, 2), fmpq(1, 200))]
    elif high is not None:
        return [-number for number in _trial_values(-high, None, whole)]
    else:
        numbers = [fmpq(sign * step) for step in _STEPS[:7] for sign in (1, -1)]
    return list(dict.fromkeys(fmpq(number.floor()) if whole else number for number in numbers))


def _is_near(number: fmpq, ends: tuple[fmpq | None, fmpq | None], farthest: int) -> bool:
    """Whether a number lies within some distance of the end of an interval that has only one, or of 0."""
    low, high = ends
    if low is not None and high is not None:
        return True
    return abs(number - (low if low is not None else high if high is not None else 0)) <= farthest


def _numbers(expression: sympy.Expr, point: Mapping[str, fmpq]) -> dict[sympy.Symbol, sympy.Rational]:
    return {s: sympy.Rational(int(point[s.name].p), int(point[s.name].q)) for s in expression.free_symbols}


def _low_part(formula: sympy.Expr, box: Box) -> Box:
    """The part of the box where the monotone symbols make the formula least."""
    for symbol in formula.free_symbols:
        low, high = box.ends[symbol.name]
        rising = None
        if low != high:
            with suppress(BoundkitError):
                rising = direction(formula, symbol, box)
        end = None if rising is None else high if rising < 0 else low
        if end is not None:
            box = box.put(symbol.name, end, end)
    return box


def _without_relations(
    small: sympy.Expr, large: sympy.Expr, box: Box, domains: Domains
) -> tuple[sympy.Expr, sympy.Expr, Box, tuple[sympy.Basic, ...]]:
    """Each k <= E whose E has no end becomes E = k + (E - k); open lower ends move to 0. What remains is kept."""
    remaining = []
    for relation in domains.relations:
        low, high = relation.args
        replaceable = (
            isinstance(low, sympy.Symbol)
            and isinstance(high, sympy.Symbol)
            and box.ends[high.name][1] is None
            and _precedes(box.ends[high.name][0], box.ends[low.name][0])
            and not any(high in other.free_symbols for other in domains.relations if other is not relation)
        )
        if not replaceable:
            remaining.append(relation)
            continue
        whole = bool(high.is_integer and low.is_integer)
        slack = sympy.Symbol(f"{high}-{low}", nonnegative=True, integer=whole or None)
        small, large = (side.xreplace({high: low + slack}) for side in (small, large))
        ends = {name: pair for name, pair in box.ends.items() if name != high.name}
        integers = (box.integers - {high.name}).union([slack.name] if whole else [])
        box = Box({**ends, slack.name: (fmpq(0), None)}, integers)
    for symbol in small.free_symbols | large.free_symbols:
        domain = getattr(symbol, "domain", None)
        low, high = box.ends[symbol.name]
        if domain is not None and domain.open and domain.least == low and low != 0 and not remaining:
            beyond = sympy.Symbol(f"{symbol}-{low}", positive=True)
            small, large = (side.xreplace({symbol: domain.least + beyond}) for side in (small, large))
            ends = {name: pair for name, pair in box.ends.items() if name != symbol.name}
            box = Box({**ends, beyond.name: (fmpq(0), None if high is None else high - low)}, box.integers)
    return small, large, box, tuple(remaining)


def _precedes(low: fmpq | None, high: fmpq | None) -> bool:
    return low is None or (high is not None and low <= high)


# proofs -----------------------------------------------------------------------------------------------------------


class _Prover:
    """Searches for a proof; ``boxes`` counts the goals looked at. Raises BudgetExhaustedError when there are too many.

    Symbols are relaxed to reals, so that a goal may be stronger than what is asked; it is never weaker. A goal is
    "form >= 0 on the box", or > 0 when strict, for a form that is defined where the inequality is.
    """

    def __init__(self, budget: int, relations: Sequence[sympy.Basic] = ()) -> None:
        self.boxes = 0
        self._budget, self._relations = budget, relations
        self._failed: dict[tuple[Any, ...], int] = {}

    def proves(self, small: sympy.Expr, large: sympy.Expr, strict: bool, box: Box) -> bool:
        """Whether small <= large (or <) was shown on the whole box."""
        if not all(self._defined(side, box) for side in (small, large)):
            return False
        small, large = _relaxed(small), _relaxed(large)
        return any(
            all(
                (goal is form or self._defined(goal, extended))
                and self._proved(tidy(goal), extended, strict, _DEPTH, _CUTS)
                for goal, extended in _cases(form, box)
            )
            for form in self._forms(small, large, box)
        )

    def _forms(self, small: sympy.Expr, large: sympy.Expr, box: Box) -> Iterator[sympy.Expr]:
        """Formulas that have the sign of large - small."""
        small, large = (
            side.replace(lambda node: isinstance(node, sympy.log), lambda node: self._opened(node, box))
            for side in (small, large)
        )
        if self._is_positive(small, box) and self._is_positive(large, box):
            forms = [large - small, self._log(large, box) - self._log(small, box)]
            yield from reversed(forms) if any(map(_grows_fast, (small, large))) else forms
        else:
            yield large - small

    def _opened(self, node: sympy.Expr, box: Box) -> sympy.Expr:
        """A logarithm of a counting function by logarithms of gammas."""
        counts = node.args[0].has(sympy.binomial, sympy.factorial, sympy.gamma)
        return self._log(node.args[0], box) if counts and self._is_positive(node.args[0], box) else node

    def _log(self, side: sympy.Expr, box: Box) -> sympy.Expr:
        """The logarithm of a positive formula, written out as far as its parts are positive."""
        if isinstance(side, sympy.Mul) and all(self._is_positive(factor, box) for factor in side.args):
            return sympy.Add(*(self._log(factor, box) for factor in side.args))
        if isinstance(side, sympy.Pow) and self._is_positive(side.base, box):
            return side.exp * self._log(side.base, box)
        if isinstance(side, sympy.exp):
            return side.args[0]
        if isinstance(side, sympy.gamma):
            return sympy.loggamma(side.args[0])
        if isinstance(side, sympy.factorial):
            return sympy.loggamma(side.args[0] + 1)
        if isinstance(side, sympy.binomial):
            n, k = side.args
            return sympy.loggamma(n + 1) - sympy.loggamma(k + 1) - sympy.loggamma(n - k + 1)
        return sympy.log(side)

    def _is_positive(self, form: sympy.Expr, box: Box) -> bool:
        if isinstance(form, sympy.binomial):
            n, k = form.args
            return self._is_nonnegative(k, box) and self._is_nonnegative(n - k, box)
        if isinstance(form, sympy.Mul):
            return all(self._is_positive(factor, box) for factor in form.args)
        if isinstance(form, sympy.Pow):
            return self._is_positive(form.base, box)
        if isinstance(form, sympy.factorial | sympy.gamma):
            return True  # they are positive where they are defined
        return self._proved(tidy(form), box, True, 1, _CUTS)

    def _is_nonnegative(self, form: sympy.Expr, box: Box) -> bool:
        return self._proved(tidy(form), box, False, 1, _CUTS)

    def _defined(self, node: sympy.Basic, box: Box) -> bool:
        """Whether a formula has a value at every point of the box."""
        if not node.args or isinstance(node, sympy.Symbol):
            return True
        kind, args = node.func, node.args
        if kind in (sympy.Sum, sympy.Product) or kind.__name__ not in _DEFINED_WITH_ARGUMENTS | {*_NEEDS}:
            return _span(node, box) is not None
        if not all(self._defined(argument, box) for argument in args):
            return False
        if isinstance(node, sympy.Pow):
            return self._power_defined(node, box)
        need = _NEEDS.get(kind.__name__, "")
        if need == "whole":
            return all(a.is_integer for a in args) and all(self._is_nonnegative(a, box) for a in args)
        return need == "" or self._is_positive(args[0], box)

    def _power_defined(self, node: sympy.Pow, box: Box) -> bool:
        base, exponent = node.args
        if exponent.is_Integer:
            return bool(exponent >= 0) or self._is_positive(base, box) or self._is_positive(-base, box)
        if self._is_positive(base, box):
            return True
        return self._is_nonnegative(base, box) and self._is_positive(exponent, box)

    def _proved(self, form: sympy.Expr, box: Box, strict: bool, depth: int, cuts: int) -> bool:
        if not form.free_symbols:
            return _number_holds(form, strict)
        key = form, tuple(sorted((s.name, *map(str, box.ends[s.name])) for s in form.free_symbols)), strict
        if self._failed.get(key, -1) >= depth * 100 + cuts:
            return False
        self.boxes += 1
        if self.boxes > self._budget:
            raise BudgetExhaustedError(f"no proof within {self._budget} boxes; allow more")
        if self._proved_now(form, box, strict, depth, cuts):
            return True
        self._failed[key] = depth * 100 + cuts
        return False

    def _proved_now(self, form: sympy.Expr, box: Box, strict: bool, depth: int, cuts: int) -> bool:
        contracted = self._within(box)
        if contracted is None:
            return True
        box = contracted
        if _is_sign(_sign(form, box), strict):
            return True
        if _fails_somewhere(form, box, strict) and self._hold_on(box):
            return False
        if depth > 0 and _size(form) <= _LONGEST_FORMULA and self._hold_on(box):
            wide = [s for s in sorted(form.free_symbols, key=str) if not box.is_point(s.name)]
            slopes = {symbol: self._slope(form, symbol, box, 0) for symbol in wide}
            for symbol, slope in slopes.items():
                if slope and self._at_end(form, symbol, slope, box, strict, depth, cuts):
                    return True
            for symbol in wide:
                if not slopes[symbol] and depth > 1:
                    slope = self._slope(form, symbol, box, depth - 1)
                    if slope and self._at_end(form, symbol, slope, box, strict, depth - 1, cuts):
                        return True
            if any(self._at_valley(form, symbol, box, strict, depth, cuts) for symbol in wide):
                return True
            if any(self._by_reciprocal(form, symbol, box, strict, depth, cuts) for symbol in wide):
                return True
        return cuts > 0 and self._by_halves(form, box, strict, depth, cuts)

    def _by_halves(self, form: sympy.Expr, box: Box, strict: bool, depth: int, cuts: int) -> bool:
        names = {symbol.name for symbol in form.free_symbols}
        name = next((name for name in box.wide() if name in names), None)
        if name is None:
            return False
        return all(self._proved(form, half, strict, depth, cuts - 1) for half in _covering(box, name))

    def _within(self, box: Box) -> Box | None:
        for relation in self._relations:
            if all(s.name in box.ends for s in relation.free_symbols) and decided(relation, box) is False:
                return None
        return box

    def _hold_on(self, box: Box) -> bool:
        """Whether the whole box is allowed, so that what is known to be defined is defined on all of it.

        A relation of which a symbol is gone held on the whole box from which this one was made.
        """
        names = box.ends.keys()
        return all(decided(r, box) for r in self._relations if {s.name for s in r.free_symbols} <= names)

    def _slope(self, form: sympy.Expr, symbol: sympy.Symbol, box: Box, depth: int) -> int | None:
        """2 or 1 where the form rises or does not fall with the symbol, -2 or -1 the other way, else None.

        It is only asked where the form is defined on the whole box, as a smooth function of the symbol.
        """
        if not is_smooth(form):
            return None
        for slope, inside in _slopes(form, symbol, box):
            sign = _sign(slope, inside)
            if sign is not None:
                return sign
            if depth > 0:
                for factor in (1, -1):
                    goal = tidy(factor * slope)
                    if not _fails_somewhere(goal, inside, False) and self._proved(goal, inside, False, depth - 1, 2):
                        return factor
        return None

    def _at_end(
        self, form: sympy.Expr, symbol: sympy.Symbol, slope: int, box: Box, strict: bool, depth: int, cuts: int
    ) -> bool:
        """Whether the goal holds at the end of the symbol where the form is least, which may be its limit there."""
        low, high = box.ends[symbol.name]
        end = low if slope > 0 else high
        rest = _drop(box, symbol)
        excluded = end is None or (end == 0 and slope > 0 and symbol.is_positive)
        if slope > 0 and end is None:
            return False
        if end is None or excluded:
            there = _limit(form, symbol, end, rest)
        else:
            there = tidy(form.xreplace({symbol: _rational(end)}))
        if there is None:
            return False
        return self._proved(there, rest, strict and not (excluded and abs(slope) == 2), depth, cuts)

    def _at_valley(self, form: sympy.Expr, symbol: sympy.Symbol, box: Box, strict: bool, depth: int, cuts: int) -> bool:
        """Whether the derivative is a positive factor times a rising linear one, and the goal holds at its zero."""
        if not is_smooth(form):
            return False
        for factor, rest_sign in _linear_factors(sympy.diff(form, symbol), symbol, box):
            rate, offset = factor.coeff(symbol, 1), factor.coeff(symbol, 0)
            sign = _sign(rate, box)
            if sign is None or abs(sign) != 2 or sign * rest_sign <= 0:
                continue
            place = sympy.cancel(-offset / rate)
            low, high = box.ends[symbol.name]
            open_end = bool(symbol.is_positive and low == 0)
            above = low is None or self._proved(tidy(place - _rational(low)), box, open_end, 1, 1)
            below = high is None or self._proved(tidy(_rational(high) - place), box, False, 1, 1)
            if above and below:
                there = tidy(form.xreplace({symbol: place}))
                if self._proved(there, _drop(box, symbol), strict, depth - 1, cuts):
                    return True
        return False

    def _by_reciprocal(
        self, form: sympy.Expr, symbol: sympy.Symbol, box: Box, strict: bool, depth: int, cuts: int
    ) -> bool:
        """The same goal in u = 1/symbol, with its denominators, which must be positive, multiplied out."""
        low, high = box.ends[symbol.name]
        if high is not None or low is None or not low > 0 or not is_smooth(form):
            return False
        inverse = _positive(f"1/{symbol}")
        inside = Box({**_drop(box, symbol).ends, inverse.name: (fmpq(0), 1 / low)}, box.integers)
        top, bottom = sympy.fraction(sympy.together(tidy(form.xreplace({symbol: 1 / inverse}))))
        sign = _sign(bottom, inside)
        if sign is None or abs(sign) != 2:
            return False
        return self._proved(tidy(top * (1 if sign > 0 else -1)), inside, strict, depth - 1, cuts)


_DEFINED_WITH_ARGUMENTS = {"Add", "Mul", "exp", "Max", "Min", "Abs", "ceiling", "floor", "Pow"}
_NEEDS = {"log": "positive", "gamma": "positive", "loggamma": "positive", "factorial": "whole", "binomial": "whole"}


def _grows_fast(side: sympy.Expr) -> bool:
    """Whether a logarithm makes the formula simpler: it has powers with symbols above, or counting functions."""
    powers = any(power.exp.free_symbols for power in side.atoms(sympy.Pow, sympy.exp))
    return powers or side.has(sympy.binomial, sympy.factorial, sympy.gamma)


def _relaxed(side: sympy.Expr) -> sympy.Expr:
    """The formula with real symbols of the same names and signs for the integers."""
    signs = ("positive", "nonnegative", "negative", "nonpositive")
    return side.xreplace({
        s: sympy.Symbol(s.name, real=True, **{sign: True for sign in signs if getattr(s, f"is_{sign}")})
        for s in side.free_symbols
    })  # fmt: skip


@lru_cache(maxsize=1 << 10)
def _positive(name: str) -> sympy.Symbol:
    return sympy.Symbol(name, positive=True)


def _rational(number: fmpq) -> sympy.Rational:
    return sympy.Rational(int(number.p), int(number.q))


def _drop(box: Box, symbol: sympy.Symbol) -> Box:
    return Box({name: ends for name, ends in box.ends.items() if name != symbol.name}, box.integers)


def _size(form: sympy.Expr) -> int:
    return int(form.count_ops())


def _span(form: sympy.Expr, box: Box) -> Span | None:
    with suppress(NotEvaluableError, ValueError, OverflowError):
        return span_over(form, box)
    return None


def _covering(box: Box, name: str) -> tuple[Box, Box]:
    """Two halves that cover a box, also between the whole numbers, since symbols are relaxed to reals."""
    return Box(box.ends).halves(name)


def _is_sign(sign: int | None, strict: bool) -> bool:
    return sign is not None and sign >= (2 if strict else 0)


def _sign(form: sympy.Expr, box: Box) -> int | None:
    """2 for positive on the box, 1 nonnegative, 0 zero, -1 not positive, -2 negative, None for not known."""
    if form == 0:
        return 0
    sign = _sign_of_span(_span(form, box))
    if sign in (2, -2) or _size(form) > _LONGEST_FORMULA:
        return sign
    sharper = _sign_of_quotient(form, box)
    return sign if sharper is None else sharper


def _sign_of_quotient(form: sympy.Expr, box: Box) -> int | None:
    """The sign by the factors of the numerator and the denominator, which must not be zero."""
    with suppress(sympy.PolynomialError):
        top, bottom = (_sign_of_factors(part, box) for part in sympy.fraction(sympy.together(form)))
        if top is not None and bottom in (2, -2):
            return top if bottom > 0 else -top
    return None


def _sign_of_span(values: Span | None) -> int | None:
    if values is None:
        return None
    if values.is_positive or values.is_negative:
        return 2 if values.is_positive else -2
    return values.sign


def _sign_of_factors(polynomial: sympy.Expr, box: Box) -> int | None:
    """The sign of a product, each factor by its span or its coefficients; even powers are not negative."""
    number, factors = sympy.factor_list(polynomial)
    sign = _sign_of_span(_span(number, box))
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
    sign = _sign_of_span(_span(factor, box))
    if sign is not None:
        return sign
    for turned in (1, -1):
        by_coefficients = _sign_of_coefficients(turned * factor, box)
        if by_coefficients is not None:
            return turned * by_coefficients
    return None


def _sign_of_coefficients(form: sympy.Expr, box: Box) -> int | None:
    """2 or 1 when no coefficient is negative after each symbol with a lower end is shifted there, else None."""
    shifted, ends = form, {}
    for symbol in form.free_symbols:
        low, high = box.ends[symbol.name]
        beyond = sympy.Dummy(symbol.name, positive=True if low == 0 and symbol.is_positive else None, nonnegative=True)
        if low is None:
            return None
        shifted = shifted.xreplace({symbol: _rational(low) + beyond})
        ends[beyond.name, beyond] = None if high is None else high - low
    inside = Box({name: (fmpq(0), end) for (name, _), end in ends.items()})
    polynomial = sympy.expand(shifted).as_poly()
    if polynomial is None:
        return None
    generators = [_sign_of_span(_span(generator, inside)) for generator in polynomial.gens]
    if any(sign is None or sign < 0 for sign in generators):
        return None
    positive = False
    for powers, coefficient in polynomial.terms():
        sign = _sign_of_span(_span(coefficient, inside))
        if sign is None or sign < 0:
            return None
        positive |= sign == 2 and all(g == 2 for g, p in zip(generators, powers, strict=True) if p)
    return 2 if positive else 1


def _fails_somewhere(form: sympy.Expr, box: Box, strict: bool) -> bool:
    """Whether the form is negative at a point of the box that was tried; then there is nothing to prove."""
    names = [symbol.name for symbol in form.free_symbols]
    choices = [_trial_values(*box.ends[name], whole=False)[:4] for name in names]
    for values in islice(product(*choices), 24):
        value = _span(form, Box({name: (number, number) for name, number in zip(names, values, strict=True)}))
        if value is not None and value.is_negative:
            return True
    return False


def _slopes(form: sympy.Expr, symbol: sympy.Symbol, box: Box) -> Iterator[tuple[sympy.Expr, Box]]:
    """Forms whose sign on a box tells which way the form moves: its difference for an integer, its derivative."""
    if symbol.name in box.integers and form.has(sympy.loggamma):
        low, high = box.ends[symbol.name]
        difference = tidy(form.xreplace({symbol: symbol + 1}) - form)
        if not difference.has(sympy.loggamma):
            yield difference, box.put(symbol.name, low, None if high is None else high - 1)
            return
    yield tidy(sympy.diff(form, symbol)), box


def _linear_factors(slope: sympy.Expr, symbol: sympy.Symbol, box: Box) -> Iterator[tuple[sympy.Expr, int]]:
    """The factors of the numerator that are linear in the symbol, each with the sign of all the rest."""
    try:
        top, bottom = sympy.fraction(sympy.together(slope))
        number, factors = sympy.factor_list(top)
        for place, (factor, exponent) in enumerate(factors):
            polynomial = factor.as_poly(symbol)
            if exponent != 1 or polynomial is None or polynomial.degree() != 1:
                continue
            rest = number * sympy.Mul(*(f**e for i, (f, e) in enumerate(factors) if i != place)) / bottom
            sign = _sign(rest, box)
            if sign is not None and abs(sign) == 2:
                yield sympy.expand(factor), sign
    except sympy.PolynomialError:
        return


def _limit(form: sympy.Expr, symbol: sympy.Symbol, end: fmpq | None, rest: Box) -> sympy.Expr | None:
    """The limit where the symbol falls to 0 (end 0) or grows without end (None), if the form is continuous there.

    Formulas of this kind are continuous wherever they are defined; sympy's own limits are not asked.
    """
    near = sympy.Dummy("what tends to 0", real=True)
    inverse = _positive(f"1/{symbol}")
    towards = tidy(form.xreplace({symbol: 1 / inverse})) if end is None else form
    there = towards.xreplace({inverse if end is None else symbol: near})
    for candidate in (there, sympy.expand(there)):
        if _span(candidate, Box({**rest.ends, near.name: (fmpq(0), fmpq(0))})) is not None:
            return tidy(candidate.xreplace({near: sympy.Integer(0)}))
    return None


def _number_holds(form: sympy.Expr, strict: bool) -> bool:
    values = _span(form, Box({}))
    if values is not None and (values.is_positive or values.is_negative):
        return values.is_positive
    return not strict and values is not None and _is_zero(form)


def _is_zero(number: sympy.Expr) -> bool:
    """Whether sympy reduces a constant to 0."""
    return bool(number == 0 or sympy.simplify(number) == 0)


@lru_cache(maxsize=1 << 12)
def tidy(form: sympy.Expr) -> sympy.Expr:
    """The same formula with logarithms of products written out and logarithms of gammas reduced to the fewest.

    Both forms agree wherever the given one is defined.
    """
    if form.has(sympy.log):
        form = form.replace(lambda node: isinstance(node, sympy.log), _written_out)
    if form.has(sympy.loggamma):
        form = _fewest_gammas(form)
    return sympy.expand(form, log=False, func=False) if _size(form) <= _LONGEST_FORMULA else form


def _written_out(node: sympy.Expr) -> sympy.Expr:
    """log of an argument as a sum of logarithms, as far as the signs of its factors are known to sympy."""
    argument = node.args[0]
    with suppress(sympy.PolynomialError):
        argument = sympy.factor(sympy.together(argument))
    return sympy.expand_log(sympy.log(argument))


def _fewest_gammas(form: sympy.Expr) -> sympy.Expr:
    """loggamma(z + n) as loggamma(z) and logarithms, where z is the least argument that differs by a whole number."""
    arguments = {node.args[0] for node in form.atoms(sympy.loggamma)}
    groups: dict[sympy.Expr, list[tuple[int, sympy.Expr]]] = {}
    for argument in arguments:
        constant, rest = sympy.expand(argument).as_coeff_Add()
        whole = sympy.floor(constant)
        groups.setdefault(rest + constant - whole, []).append((int(whole), argument))
    replaced = {}
    for members in groups.values():
        least, base = min(members, key=lambda member: member[0])
        for shift, argument in members:
            if 0 < shift - least <= 8:
                steps = (sympy.log(sympy.expand(base + step)) for step in range(shift - least))
                replaced[sympy.loggamma(argument)] = sympy.loggamma(sympy.expand(base)) + sympy.Add(*steps)
    return form.xreplace(replaced)


def _cases(form: sympy.Expr, box: Box) -> list[tuple[sympy.Expr, Box]]:
    """Goals that together give the one for a form with maxima, absolute values, cases or rounded numbers."""
    for node in form.atoms(sympy.Max, sympy.Min, sympy.Abs, sympy.Piecewise, sympy.ceiling, sympy.floor):
        if node.has(sympy.Sum, sympy.Product) or any(arg.has(*_CHOOSING) for arg in node.args):
            continue
        if isinstance(node, sympy.ceiling | sympy.floor):
            part = _positive(f"part of {node}")  # in (0, 1]
            value = node.args[0] + (1 - part if isinstance(node, sympy.ceiling) else part - 1)
            return _cases(form.xreplace({node: value}), Box({**box.ends, part.name: (fmpq(0), fmpq(1))}, box.integers))
        if isinstance(node, sympy.Abs):
            values = [node.args[0], -node.args[0]]
        else:
            values = [arg[0] for arg in node.args] if isinstance(node, sympy.Piecewise) else list(node.args)
        return [case for value in values for case in _cases(form.xreplace({node: value}), box)]
    return [(form, box)]


_CHOOSING = (sympy.Max, sympy.Min, sympy.Abs, sympy.Piecewise, sympy.ceiling, sympy.floor)
