"""Several symbols, or a formula without a derivative: branch and bound on a box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

import sympy
from flint import arb, ctx, fmpq
from sympy.core.relational import Relational

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.boxes import span_over, truth_on
from boundkit.calculus.solving.edges import holds_at_edge
from boundkit.calculus.solving.places import PRECISION, Optimum, Place, end_of, meets
from boundkit.errors import DomainError, SearchExhaustedError, UndecidedError
from boundkit.formulas.bounded import rewritten
from boundkit.formulas.domain import Bounds
from boundkit.formulas.smooth import derivative, is_smooth
from boundkit.formulas.text import plain


class _Centred:
    """Lower bounds on a box: the range of the formula, or its value in the middle less what the slopes allow."""

    def __init__(self, formula: sympy.Expr, symbols: Sequence[sympy.Symbol]) -> None:
        self.formula = formula
        smooth = is_smooth(formula)
        self.slopes = {s.name: rewritten(sympy.factor_terms, derivative(formula, s)) for s in symbols} if smooth else {}

    def floor(self, box: Box) -> arb:
        values = span_over(self.formula, box)
        natural = arb.neg_inf() if values is None else values.lower
        if values is None or not self.slopes:
            return natural
        middle = box.middle()
        least = arb(exact_or_ball(self.formula, middle))
        for name, slope in self.slopes.items():
            steepness = span_over(slope, box)
            if steepness is None or not steepness.is_finite:
                return natural
            low, high = (end_of(end) for end in box.ends[name])
            least -= steepness.ball.abs_upper() * max(high - middle[name], middle[name] - low)
        return max(natural, least.lower())


@dataclass(order=True)
class _Part:
    floor: arb
    number: int
    box: Box = field(compare=False)


class _Search:
    """Branch and bound: boxes whose least possible value is above one that is attained are left out."""

    def __init__(self, formula: sympy.Expr, symbols: Sequence[sympy.Symbol], constraints: Sequence[Relational]) -> None:
        self.formula, self.constraints = formula, constraints
        self.centred = _Centred(formula, symbols)
        self.pending: list[_Part] = []
        self.numbers = count()
        self.attained = self.settled = arb.pos_inf()
        self.best: Mapping[str, fmpq] | None = None

    def add(self, box: Box) -> None:
        """Look at a box: leave it out, or keep it for cutting; a single point is settled."""
        if any(truth_on(constraint, box) is False for constraint in self.constraints):
            return
        point = box.middle()
        allowed = all(truth_on(c, Box({n: (v, v) for n, v in point.items()})) for c in self.constraints)
        if allowed:
            value = arb(exact_or_ball(self.formula, point))
            if value.upper() < self.attained:
                self.attained, self.best = value.upper(), point
        if box.wide():
            floor = self.centred.floor(box)
            if not floor > self.attained:
                heappush(self.pending, _Part(floor, next(self.numbers), box))
        elif allowed:
            self.settled = min(self.settled, value.lower())
        else:
            raise UndecidedError(f"whether {box} meets the constraints is not decided")

    def cut(self) -> None:
        """Halve the box of least floor along its widest side."""
        box = heappop(self.pending).box
        for half in box.halves(box.wide()[0]):
            self.add(half)

    def within(self, tolerance: fmpq) -> bool:
        """Whether the value attained is that near to every value that is still possible."""
        if not self.pending:
            return True
        return bool(
            self.attained.is_finite() and self.attained - self.pending[0].floor <= abs(self.attained) * tolerance
        )

    @property
    def floor(self) -> arb:
        return min([self.attained, self.settled, *(part.floor for part in self.pending)])


def least_on_box(
    formula: sympy.Expr,
    symbols: list[sympy.Symbol],
    constraints: list[Relational],
    bounds: Mapping[str, Bounds],
    tolerance: fmpq,
    budget: int,
) -> Optimum:
    ends = {name: (own.low, own.high) for name, own in bounds.items()}
    whole = Box.of(ends, [symbol.name for symbol in symbols if symbol.is_integer])
    search = _Search(formula, symbols, constraints)
    with ctx.workprec(PRECISION):
        search.add(whole)
        for _ in range(budget):
            if search.within(tolerance):
                break
            search.cut()
        else:
            raise SearchExhaustedError(f"{budget} boxes did not enclose the minimum of {plain(formula)}")
        if search.best is None:
            raise DomainError(f"no point of the box {whole} meets the constraints; widen it")
        place = _hull(whole, search, search.best)
        near = Box.of({n: (end_of(v.lower), end_of(v.upper)) for n, v in place.at.items()}, whole.integers)
        edges = [f"the edge of {plain(c)}" for c in constraints if not holds_at_edge(c, near)]
    for name, at in place.at.items():
        own = bounds[name]
        low, high = own.low if own.open else None, own.high if own.open_above else None
        edges += [f"{name} -> {end}" for end in (low, high) if end is not None and meets(at, enclose(end))]
    how = f"branch and bound on {whole}: every other part of the box has larger values"
    return Optimum(formula, places=(place,), open_ends=tuple(edges), how=how)


def _hull(whole: Box, search: _Search, best: Mapping[str, fmpq]) -> Place:
    """The hull of the boxes that may hold the minimum, and its value."""
    left = [part.box.ends for part in search.pending if not part.floor > search.attained]
    at = {
        name: Enclosure(
            min([value, *(end_of(ends[name][0]) for ends in left)]),
            max([value, *(end_of(ends[name][1]) for ends in left)]),
        )
        for name, value in best.items()
    }
    inside = all(
        end_of(whole.ends[name][0]) < end_of(value.lower) and end_of(value.upper) < end_of(whole.ends[name][1])
        for name, value in at.items()
    )
    value = Enclosure(enclose(search.floor).lower, enclose(search.attained).upper)
    return Place(at, value, "interior" if inside else "boundary")
