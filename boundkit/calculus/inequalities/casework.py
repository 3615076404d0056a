"""Inequalities taken apart into cases without maxima, absolute values, case distinctions and rounded numbers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import reduce
from itertools import islice, product
from math import lcm, prod

import sympy
from flint import fmpq
from sympy import Ge, Gt, Le, Lt

from boundkit.arithmetic.rational import rational
from boundkit.arithmetic.registrations import CHOICES, ROUNDINGS
from boundkit.calculus.inequalities.signs import span_or_none
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.rewriting import positive_symbol, relaxed
from boundkit.errors import BudgetExhaustedError
from boundkit.formulas.binders import bound_symbols
from boundkit.formulas.bounded import rewritten
from boundkit.formulas.placing import placed
from boundkit.formulas.text import plain

_MOST_CASES = 64
_MOST_VARIANTS = 6
_MOST_RESIDUES = 24


@dataclass(frozen=True)
class Case:
    """small <= large on a box, wherever none of the formulas in ``given`` is negative.

    A ``wider`` case speaks of points that the inequality does not speak of, and must be shown to be defined there.
    """

    small: sympy.Expr
    large: sympy.Expr
    box: Box
    given: tuple[sympy.Expr, ...] = ()
    wider: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether the conditions certainly hold nowhere on the box."""
        spans = (span_or_none(condition, self.box) for condition in self.given)
        return any(values is not None and values.is_negative for values in spans)

    def put(self, place: sympy.Expr, value: sympy.Expr, *given: sympy.Expr) -> Case:
        """The case with another formula in one place, and more conditions.

        Raises BudgetExhaustedError where that makes a formula too large to be worked with.
        """
        parts = [placed(part, {place: value}) for part in (self.small, self.large, *self.given)]
        if any(part is None for part in parts):
            raise BudgetExhaustedError(f"a formula is too large with {plain(value)} for {plain(place)}; simplify it")
        small, large, *others = parts
        return replace(self, small=small, large=large, given=(*others, *given))


def cases(small: sympy.Expr, large: sympy.Expr, box: Box, fixed: frozenset[str] = frozenset()) -> list[Case] | None:
    """Cases that together give small <= large on the box; None when they are too many or too large.

    Maxima and the like are taken apart by their branches, each with the condition under which it applies. A whole
    number n that is halved and rounded is 2 m or 2 m + 1; any other rounded number is the number and a part of 1.
    Symbols become reals. Those in ``fixed`` are not replaced. What depends on the index of a sum, a product or a range
    is left as it is, since it is another choice at every place of the index.

    >>> u = sympy.Symbol("u", real=True)
    >>> [(str(c.large), c.given, str(c.box)) for c in cases(u, abs(u), Box.of({"u": (-1, 2)}))]
    [('-u', (), 'u in [-1, 0]'), ('u', (), 'u in [0, 2]')]
    """
    found: list[Case] = []
    with suppress(BudgetExhaustedError):
        for whole in _by_residues(Case(small, large, box), fixed):
            start = replace(whole, small=relaxed(whole.small), large=relaxed(whole.large))
            branches = _branches(start)
            if branches is None or len(found) + len(branches) > _MOST_CASES:
                return None
            found += branches
        return found
    return None


def variants(case: Case, fixed: frozenset[str]) -> Iterator[Case]:
    """A few cases that give this one; conditions are domains of slacks in them: a >= b is a = b + s with s >= 0."""
    with suppress(BudgetExhaustedError):
        yield from islice(_with_slacks(case, fixed), _MOST_VARIANTS)


def _with_slacks(case: Case, fixed: frozenset[str]) -> Iterator[Case]:
    for condition in case.given:
        for symbol in sorted(condition.free_symbols, key=str):
            rate = condition.coeff(symbol, 1)
            rest = rewritten(sympy.expand, condition - rate * symbol)
            if symbol.name in fixed or rest.has(symbol) or not rate.is_Rational or rate == 0:
                continue
            values = span_or_none(condition, case.box)
            most = values.upper.fmpq() if values is not None and values.upper.is_finite() else None
            ends = {name: pair for name, pair in case.box.ends.items() if name != symbol.name}
            slack = sympy.Symbol(f"({symbol})'", nonnegative=True)
            others = replace(case, given=tuple(other for other in case.given if other != condition))
            box = Box({**ends, slack.name: (fmpq(0), most)}, case.box.integers - {symbol.name})
            moved = replace(others.put(symbol, (slack - rest) / rate), box=box, wider=True)
            yield moved
            yield from _with_slacks(moved, fixed)


def apart_at_zero(case: Case, fixed: frozenset[str]) -> list[Case]:
    """The case at 0 and above it, for a symbol under a root that may be 0; empty when there is none."""
    powers = (node for side in (case.small, case.large) for node in side.atoms(sympy.Pow) if not node.exp.is_Integer)
    under = {symbol for power in powers for symbol in power.base.free_symbols if symbol.name in case.box.ends}
    for symbol in sorted(under, key=str):
        low, high = case.box.ends[symbol.name]
        if low == 0 and high != 0 and not symbol.is_positive and symbol.name not in fixed:
            with suppress(BudgetExhaustedError):
                at_zero = _narrowed(case.put(symbol, sympy.S.Zero))
                above = [case.put(symbol, positive_symbol(symbol.name))]
                return above if at_zero is None or at_zero.is_empty else [at_zero, *above]
    return []


def _branches(case: Case) -> list[Case] | None:
    """The cases of one, by its innermost choice or rounding first; those that hold nowhere are left out."""
    pending, found = [case], []
    while pending:
        current = pending.pop()
        node = _innermost(current)
        if node is None:
            found.append(current)
        elif isinstance(node, ROUNDINGS):
            pending.append(_with_part(current, node))
        else:
            for value, given in _choices(node):
                narrowed = _narrowed(current.put(node, value, *given))
                if narrowed is not None and not narrowed.is_empty:
                    pending.append(narrowed)
        if len(pending) + len(found) > _MOST_CASES:
            return None
    return sorted(found, key=lambda c: len(c.given))


def _innermost(case: Case) -> sympy.Expr | None:
    nodes = case.small.atoms(*CHOICES) | case.large.atoms(*CHOICES)
    indices = bound_symbols(case.small, case.large)
    for node in sorted(nodes, key=sympy.default_sort_key):
        inside = any(argument.has(*CHOICES) for argument in node.args)
        if not inside and not bound_symbols(node) and not node.free_symbols & indices:
            return node
    return None


def _choices(node: sympy.Expr) -> Iterator[tuple[sympy.Expr, tuple[sympy.Expr, ...]]]:
    """The values of a choice, each with formulas that are not negative where it is taken."""
    if isinstance(node, sympy.Abs):
        yield from ((sign * node.args[0], (sign * node.args[0],)) for sign in (1, -1))
    elif isinstance(node, sympy.Piecewise):
        refused: tuple[sympy.Expr, ...] = ()
        for value, condition in node.args:
            gap = condition.gts - condition.lts if isinstance(condition, Le | Lt | Ge | Gt) else None
            yield value, refused if gap is None else (*refused, gap)
            refused = refused if gap is None else (*refused, -gap)
    else:
        sign = 1 if isinstance(node, sympy.Max) else -1
        for value in node.args:
            yield value, tuple(sign * (value - other) for other in node.args if other != value)


def _narrowed(case: Case) -> Case | None:
    """Conditions on one symbol alone as a smaller box; None when nothing is left of it."""
    box, kept = case.box, []
    for condition in case.given:
        symbols = list(condition.free_symbols)
        rate = condition.coeff(symbols[0], 1) if len(symbols) == 1 else sympy.S.Zero
        rest = rewritten(sympy.expand, condition - rate * symbols[0]) if symbols else condition
        if not (rate.is_Rational and rate != 0 and rest.is_Rational):
            kept.append(condition)
            continue
        name, place = symbols[0].name, rational(-rest / rate)
        low, high = box.ends[name]
        whole = name in box.integers
        if rate > 0:
            place = fmpq(place.ceil()) if whole else place
            low = place if low is None else max(low, place)
        else:
            place = fmpq(place.floor()) if whole else place
            high = place if high is None else min(high, place)
        if low is not None and high is not None and low > high:
            return None
        box = box.put(name, low, high)
    return replace(case, box=box, given=tuple(kept))


def _with_part(case: Case, node: sympy.Expr) -> Case:
    """A rounded number as the number and a part of 1: at least 1/q of it for a number that is a multiple of 1/q."""
    part = positive_symbol(f"part of {plain(node)}")  # in (0, 1]
    value = node.args[0] + (1 - part if isinstance(node, sympy.ceiling) else part - 1)
    rates = _linear(node.args[0])
    whole = rates is not None and all(symbol.name in case.box.integers for symbol in node.args[0].free_symbols)
    least = fmpq(1, lcm(*(int(rate.q) for rate in rates.values()))) if rates and whole else fmpq(0)
    box = Box({**case.box.ends, part.name: (least, fmpq(1))}, case.box.integers)
    return replace(case.put(node, value), box=box, wider=True)


# whole numbers ----------------------------------------------------------------------------------------------------


def _by_residues(case: Case, fixed: frozenset[str]) -> Iterator[Case]:
    """n as q m + r for the whole numbers that stand in fractions of denominator q under a rounding."""
    rates: dict[sympy.Symbol, int] = {}
    for node in case.small.atoms(*ROUNDINGS) | case.large.atoms(*ROUNDINGS):
        for symbol, rate in (_linear(node.args[0]) or {}).items():
            rates[symbol] = lcm(rates.get(symbol, 1), int(rate.q))
    whole = case.box.integers - fixed
    rates = {symbol: q for symbol, q in rates.items() if q > 1 and symbol.is_Symbol and symbol.name in whole}
    if not rates or prod(rates.values()) > _MOST_RESIDUES:
        yield case
        return
    for residues in product(*(range(q) for q in rates.values())):
        moved = reduce(_with_quotient, zip(rates, rates.values(), residues, strict=True), case)
        if all(low is None or high is None or low <= high for low, high in moved.box.ends.values()):
            yield moved


def _linear(argument: sympy.Expr) -> dict[sympy.Expr, sympy.Rational] | None:
    """The coefficients of a linear form with rational ones, that of 1 among them; None for any other formula."""
    rates = rewritten(sympy.expand, argument).as_coefficients_dict()
    linear = all((key.is_Symbol or key == 1) and rate.is_Rational for key, rate in rates.items())
    return dict(rates) if linear else None


def _with_quotient(case: Case, change: tuple[sympy.Symbol, int, int]) -> Case:
    symbol, q, residue = change
    low, high = case.box.ends[symbol.name]
    low = None if low is None else fmpq(((low - residue) / q).ceil())
    high = None if high is None else fmpq(((high - residue) / q).floor())
    sign = {"positive": True} if low is not None and low > 0 else {"nonnegative": True} if low == 0 else {}
    quotient = sympy.Symbol(f"{symbol}//{q}", integer=True, **sign)
    ends = {name: pair for name, pair in case.box.ends.items() if name != symbol.name}
    integers = case.box.integers - {symbol.name} | {quotient.name}
    box = Box({**ends, quotient.name: (low, high)}, integers)
    return replace(case.put(symbol, q * quotient + residue), box=box)
