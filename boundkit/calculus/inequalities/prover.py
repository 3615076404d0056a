"""A search for proofs that a formula is not negative on a box.

A proof is found from these steps, each of which is checked in exact or ball arithmetic:

- the formula has no negative value by its span on a box, or its coefficients are nonnegative after a shift;
- it moves one way with a symbol (by its structure, by the sign of its derivative, or of its difference for an integer),
  so that it is enough to look at one end of that symbol, or at the limit where the symbol grows without end;
- its derivative is linear in a symbol and changes from minus to plus, so that it is enough to look at that place;
- a symbol without end is replaced by its reciprocal; a box is cut in two;
- both sides are positive and their logarithms are compared; every argument of a maximum is taken in turn; a rounded
  number is the number and a part of 1;
- an order of the variables, or a sum of squares, by an identity of polynomials (``algebraic``).

A formula is first shown to be defined wherever the inequality speaks of it, so that no step can lose a pole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import sympy
from flint import fmpq

from boundkit.arithmetic.operation import Defined
from boundkit.arithmetic.registrations import operation_of
from boundkit.arithmetic.whole_values import takes_whole_values
from boundkit.calculus.inequalities.algebraic import certificate_for
from boundkit.calculus.inequalities.casework import Case, apart_at_zero, cases, variants
from boundkit.calculus.inequalities.certificates import Certificate
from boundkit.calculus.inequalities.goal import CUTS, Goal
from boundkit.calculus.inequalities.signs import Sign, sign_of, span_or_none
from boundkit.calculus.inequalities.slopes import limit_at_end, linear_factors, slopes_of
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.boxes import truth_on
from boundkit.calculus.ranges.closed_sums import with_closed_sums
from boundkit.calculus.ranges.rewriting import LONGEST_FORMULA, positive_symbol, size, tidy, with_short_sums
from boundkit.errors import BudgetExhaustedError
from boundkit.formulas.bounded import rewritten
from boundkit.formulas.numbers import to_sympy
from boundkit.formulas.placing import placed
from boundkit.formulas.smooth import derivative, is_smooth

_NO_EFFORT, _LITTLE_EFFORT, _EFFORT = (0, 0), (1, 1), (4, CUTS)  # depth and cuts of a search


class Prover:
    """Searches for a proof; ``boxes`` counts the goals looked at. Raises BudgetExhaustedError when there are too many.

    ``certificates`` are the identities found on the way.

    Symbols are relaxed to reals, so that a goal may be stronger than what is asked; it is never weaker. The form of a
    goal is defined where the inequality is.
    """

    def __init__(self, budget: int, relations: Sequence[sympy.Basic] = ()) -> None:
        self.boxes = 0
        self.certificates: list[Certificate] = []
        self._budget, self._relations = budget, relations
        self._fixed = frozenset(symbol.name for relation in relations for symbol in relation.free_symbols)
        self._failed: dict[tuple[Any, ...], tuple[int, int]] = {}

    def proves(self, small: sympy.Expr, large: sympy.Expr, strict: bool, box: Box) -> bool:
        """Whether small <= large (or <) was shown on the whole box."""
        small, large = (with_closed_sums(side, box) for side in (small, large))
        if not all(self._defined(side, box) for side in (small, large)):
            return False
        found = cases(with_short_sums(small), with_short_sums(large), box, self._fixed)
        return found is not None and all(self._proves_case(case, strict) for case in found)

    def _proves_case(self, case: Case, strict: bool) -> bool:
        """Whether a case was shown, with little effort for it and its variants first."""
        if not strict and any(_is_multiple(case.large - case.small, given) for given in case.given):
            return True
        if not case.wider and self._proved(Goal(case.large - case.small, case.box, strict, *_NO_EFFORT)):
            return True
        turned = [case, *variants(case, self._fixed)]
        if any(self._proves_so(each, strict, *_LITTLE_EFFORT) for each in turned):
            return True
        parts = apart_at_zero(case, self._fixed)
        if parts and all(self._proves_case(part, strict) for part in parts):
            return True
        if any(self._proves_by_algebra(each, strict) for each in turned):
            return True
        return any(self._proves_so(each, strict, *_EFFORT) for each in turned)

    def _proves_by_algebra(self, case: Case, strict: bool) -> bool:
        if case.wider and not all(self._defined(side, case.box) for side in (case.small, case.large)):
            return False
        self.boxes += 1
        found = certificate_for(case.large - case.small, case.box, strict)
        self.certificates += [] if found is None else [found]
        return found is not None

    def _proves_so(self, case: Case, strict: bool, depth: int, cuts: int) -> bool:
        if case.wider and not all(self._defined(side, case.box) for side in (case.small, case.large)):
            return False
        return any(
            self._proved(Goal(tidy(form), case.box, strict, depth, cuts))
            for form in self._forms(case.small, case.large, case.box)
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
        within = all(symbol.name in box.ends for symbol in node.free_symbols)  # no index of a sum
        return self._log(node.args[0], box) if counts and within and self._is_positive(node.args[0], box) else node

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
        return self._proved(Goal(tidy(form), box, strict=True))

    def _is_nonnegative(self, form: sympy.Expr, box: Box) -> bool:
        return self._proved(Goal(tidy(form), box))

    def _defined(self, node: sympy.Basic, box: Box) -> bool:
        """Whether a formula has a value at every point of the box."""
        if not node.args or isinstance(node, sympy.Symbol):
            return True
        args, known = node.args, operation_of(node)
        if known is None or (known.defined is Defined.BY_SPAN and not isinstance(node, sympy.Pow)):
            return span_or_none(node, box) is not None
        if not all(self._defined(argument, box) for argument in args):
            return False
        if isinstance(node, sympy.Pow):
            return self._power_defined(node, box)
        if known.defined is Defined.COUNTS:
            return all(map(takes_whole_values, args)) and all(self._is_nonnegative(a, box) for a in args)
        return known.defined is Defined.EVERYWHERE or self._is_positive(args[0], box)

    def _power_defined(self, node: sympy.Pow, box: Box) -> bool:
        base, exponent = node.args
        if exponent.is_Integer:
            return bool(exponent >= 0) or self._is_positive(base, box) or self._is_positive(-base, box)
        if self._is_positive(base, box):
            return True
        return self._is_nonnegative(base, box) and self._is_positive(exponent, box)

    def _proved(self, goal: Goal) -> bool:
        if not goal.form.free_symbols:
            return goal.holds_as_number
        key = goal.key
        if key in self._failed and self._failed[key] >= goal.effort:
            return False
        self.boxes += 1
        if self.boxes > self._budget:
            raise BudgetExhaustedError(f"no proof within {self._budget} boxes; allow more")
        if self._proved_now(goal):
            return True
        self._failed[key] = goal.effort
        return False

    def _proved_now(self, goal: Goal) -> bool:
        if self._is_excluded(goal.box) or goal.holds_by_sign:
            return True
        if goal.fails and self._hold_on(goal.box):
            return False
        if goal.depth > 0 and size(goal.form) <= LONGEST_FORMULA and self._hold_on(goal.box):
            wide = goal.wide
            slopes = {symbol: self._slope(goal, symbol, 0) for symbol in wide}
            if any(slope and self._at_end(goal, symbol, slope) for symbol, slope in slopes.items()):
                return True
            for symbol in wide:
                if not slopes[symbol] and goal.depth > 1:
                    slope = self._slope(goal, symbol, goal.depth - 1)
                    if slope and self._at_end(goal.deeper(), symbol, slope):
                        return True
            if any(self._at_valley(goal, symbol) for symbol in wide):
                return True
            if any(self._by_reciprocal(goal, symbol) for symbol in wide):
                return True
        return goal.cuts > 0 and self._by_halves(goal)

    def _by_halves(self, goal: Goal) -> bool:
        names = {symbol.name for symbol in goal.form.free_symbols}
        name = next((name for name in goal.box.wide() if name in names), None)
        if name is None:
            return False
        halves = Box(goal.box.ends).halves(name)  # they meet between the whole numbers too: symbols are real here
        return all(self._proved(replace(goal, box=half, cuts=goal.cuts - 1)) for half in halves)

    def _is_excluded(self, box: Box) -> bool:
        """Whether a relation allows no point of the box."""
        relations = (r for r in self._relations if all(s.name in box.ends for s in r.free_symbols))
        return any(truth_on(relation, box) is False for relation in relations)

    def _hold_on(self, box: Box) -> bool:
        """Whether the whole box is allowed, so that what is known to be defined is defined on all of it.

        A relation of which a symbol is gone held on the whole box from which this one was made.
        """
        names = box.ends.keys()
        return all(truth_on(r, box) for r in self._relations if {s.name for s in r.free_symbols} <= names)

    def _slope(self, goal: Goal, symbol: sympy.Symbol, depth: int) -> Sign | None:
        """The sign of the slope where the form moves one way with the symbol, else None.

        It is only asked where the form is defined on the whole box, as a smooth function of the symbol.
        """
        if not is_smooth(goal.form):
            return None
        for slope, inside in slopes_of(goal.form, symbol, goal.box):
            sign = sign_of(slope, inside)
            if sign is not None:
                return None if sign is Sign.ZERO else sign
            if depth > 0:
                for sign, form in ((Sign.NONNEGATIVE, slope), (Sign.NONPOSITIVE, -slope)):
                    rises = Goal(tidy(form), inside, depth=depth - 1, cuts=2)
                    if not rises.fails and self._proved(rises):
                        return sign
        return None

    def _at_end(self, goal: Goal, symbol: sympy.Symbol, slope: Sign) -> bool:
        """Whether the goal holds at the end of the symbol where the form is least, which may be its limit there."""
        low, high = goal.box.ends[symbol.name]
        rises = slope.is_at_least_zero
        end = low if rises else high
        rest = _drop(goal.box, symbol)
        excluded = end is None or (end == 0 and rises and symbol.is_positive)
        if rises and end is None:
            return False
        if end is None or excluded:
            there = limit_at_end(goal.form, symbol, end, rest)
        else:
            there = placed(goal.form, {symbol: to_sympy(end)})
        if there is None and excluded:
            return False
        if there is None:
            there, rest = goal.form, goal.box.put(symbol.name, end, end)
        strict = goal.strict and not (excluded and slope.is_strict)
        return self._proved(replace(goal, form=tidy(there), box=rest, strict=strict))

    def _at_valley(self, goal: Goal, symbol: sympy.Symbol) -> bool:
        """Whether the derivative is a positive factor times a rising linear one, and the goal holds at its zero."""
        if not is_smooth(goal.form):
            return False
        for factor, rest_sign in linear_factors(derivative(goal.form, symbol), symbol, goal.box):
            rate, offset = factor.coeff(symbol, 1), factor.coeff(symbol, 0)
            sign = sign_of(rate, goal.box)
            if sign is None or sign * rest_sign is not Sign.POSITIVE:
                continue
            place = rewritten(sympy.cancel, -offset / rate)
            low, high = goal.box.ends[symbol.name]
            open_end = bool(symbol.is_positive and low == 0)
            above = low is None or self._proved(Goal(tidy(place - to_sympy(low)), goal.box, open_end, 1, 1))
            below = high is None or self._proved(Goal(tidy(to_sympy(high) - place), goal.box, False, 1, 1))
            there = placed(goal.form, {symbol: place}) if above and below else None
            if there is not None:
                lowest = replace(goal.deeper(), form=tidy(there), box=_drop(goal.box, symbol))
                if self._proved(lowest):
                    return True
        return False

    def _by_reciprocal(self, goal: Goal, symbol: sympy.Symbol) -> bool:
        """The same goal in u = 1/symbol, with its denominators, which must be positive, multiplied out."""
        low, high = goal.box.ends[symbol.name]
        if high is not None or low is None or not low > 0 or not is_smooth(goal.form):
            return False
        inverse = positive_symbol(f"1/{symbol}")
        inside = Box({**_drop(goal.box, symbol).ends, inverse.name: (fmpq(0), 1 / low)}, goal.box.integers)
        turned = placed(goal.form, {symbol: 1 / inverse})
        if turned is None:
            return False
        top, bottom = sympy.fraction(rewritten(sympy.together, tidy(turned)))
        sign = sign_of(bottom, inside)
        if sign is None or not sign.is_strict:
            return False
        return self._proved(replace(goal.deeper(), form=tidy(top if sign is Sign.POSITIVE else -top), box=inside))


def _grows_fast(side: sympy.Expr) -> bool:
    """Whether a logarithm makes the formula simpler: it has powers with symbols above, or counting functions."""
    powers = any(power.exp.free_symbols for power in side.atoms(sympy.Pow, sympy.exp))
    return powers or side.has(sympy.binomial, sympy.factorial, sympy.gamma)


def _is_multiple(form: sympy.Expr, given: sympy.Expr) -> bool:
    """Whether a formula is a nonnegative constant times another one."""
    ratio = rewritten(sympy.cancel, form / given)
    return bool(ratio.is_Rational and ratio >= 0)


def _drop(box: Box, symbol: sympy.Symbol) -> Box:
    return Box({name: ends for name, ends in box.ends.items() if name != symbol.name}, box.integers)
