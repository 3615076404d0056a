"""One symbol: every local minimum on its domain, by the sign of the derivative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import pairwise
from typing import Any

import sympy
from flint import arb, ctx, fmpq
from sympy.core.relational import Relational

from boundkit.arithmetic.ball import enclosure, exact_or_ball
from boundkit.arithmetic.enclosure import Enclosure, enclose, precedes
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.boxes import span_over
from boundkit.calculus.solving.closed_form import closed_forms, matching
from boundkit.calculus.solving.edges import holds_at_edge
from boundkit.calculus.solving.places import PRECISION, Optimum, Place, ball_of, end_of, meets
from boundkit.calculus.solving.roots import Sweep
from boundkit.calculus.solving.runs import Branch
from boundkit.errors import DomainError
from boundkit.formulas.bounded import rewritten
from boundkit.formulas.domain import Bounds
from boundkit.formulas.long_numbers import kept
from boundkit.formulas.smooth import derivative
from boundkit.formulas.text import plain


def least_on_line(
    formula: sympy.Expr, symbol: sympy.Symbol, conditions: list[Relational], bounds: Bounds, digits: int, budget: int
) -> Optimum:
    """All local minima on the domain, by the sign of the derivative."""
    places: list[Place] = []
    open_ends: list[tuple[str, arb]] = []
    allowed = Sweep(conditions, symbol, bounds, digits, budget).branches() if conditions else None
    parts = [_whole(bounds)] if allowed is None else list(allowed)
    if not parts:
        raise DomainError(f"no {symbol} is allowed by {' and '.join(plain(condition) for condition in conditions)}")
    continuous = sympy.Dummy(symbol.name, positive=True) if symbol.is_positive else sympy.Dummy(symbol.name, real=True)
    smooth = kept(formula, {symbol: continuous})
    rises = sympy.Gt(rewritten(sympy.factor_terms, derivative(smooth, continuous)), 0, evaluate=False)
    for branch in parts:
        part = _certain(branch, bounds)
        sweep = Sweep([rises], continuous, part, digits, budget)
        pieces = list(sweep.pieces())
        first, last = pieces[0], pieces[-1]
        found: list[Place] = []
        if first.truth and branch.low is not None and not first.opens:
            found.append(_place(formula, symbol, branch.low, "boundary"))
        elif first.truth:
            open_ends.append(
                (f"{symbol} -> {part.low if part.low is not None else '-oo'}", _floor(smooth, continuous, first))
            )
        if not last.truth and branch.high is not None and not part.open_above:
            found.append(_place(formula, symbol, branch.high, "boundary"))
        elif not last.truth:
            open_ends.append(
                (f"{symbol} -> {part.high if part.high is not None else 'oo'}", _floor(smooth, continuous, last))
            )
        for before, after in pairwise(pieces):
            if after.truth and before.high is not None and after.low is not None:
                found.append(_place(formula, symbol, sweep.change(before.high, after.low), "interior", part))
        missing = [
            e for e in (branch.low, branch.high) if e is not None and not _belongs(conditions, symbol, bounds, e)
        ]
        for place in found:
            end = next((end for end in missing if meets(place.at[symbol.name], end)), None)
            if end is None:
                places.append(place)
            else:
                open_ends.append((f"{symbol} -> {end}", arb(place.value.lower)))
    unbeaten = [end for end, floor in open_ends if not any(end_of(place.value.upper) <= floor for place in places)]
    return Optimum(
        formula,
        closed_form=_stationary(rises.lhs, continuous, symbol, places),
        places=tuple(places),
        open_ends=tuple(unbeaten),
        how=f"the sign of the derivative is certified for every {symbol} of the domain",
    )


def _stationary(
    slope: sympy.Expr, continuous: sympy.Symbol, symbol: sympy.Symbol, places: list[Place]
) -> Mapping[str, sympy.Expr] | None:
    """A formula for the first interior minimum of a real symbol, where sympy solves for the zero of the derivative."""
    inside = next((place for place in places if place.kind == "interior"), None)
    if inside is None or symbol.is_integer or inside.at[symbol.name].exact:
        return None
    form = matching(closed_forms(slope, continuous), inside.at[symbol.name])
    return None if form is None else {symbol.name: form}


def _whole(bounds: Bounds) -> Branch:
    """All of a domain as one run of solutions."""
    low, high = (None if end is None else enclose(end) for end in (bounds.low, bounds.high))
    return Branch(low, high, bounds.open)


def _belongs(conditions: Sequence[Relational], symbol: sympy.Symbol, bounds: Bounds, end: Enclosure) -> bool:
    """Whether the end of a run of solutions is certain to be a solution itself."""
    if end.exact:
        return bool(Sweep(conditions, symbol, bounds).truth_at(end_of(end.lower)))
    box = Box({symbol.name: (end_of(end.lower), end_of(end.upper))})
    return all(holds_at_edge(condition, box) for condition in conditions)


def _certain(branch: Branch, bounds: Bounds) -> Bounds:
    """The part of a run of solutions that is certain to belong to it."""
    low = None if branch.low is None else end_of(branch.low.upper)
    high = None if branch.high is None else end_of(branch.high.lower)
    return Bounds(low, high, branch.opens, bounds.open_above and high == bounds.high)


def _floor(formula: sympy.Expr, symbol: sympy.Symbol, piece: Any) -> arb:
    """No value on the piece is below it."""
    with ctx.workprec(PRECISION):
        found = span_over(formula, Box({symbol.name: (piece.low, piece.high)}))
    return arb.neg_inf() if found is None else found.lower


def _place(formula: sympy.Expr, symbol: sympy.Symbol, at: Enclosure, kind: str, bounds: Bounds | None = None) -> Place:
    """The local minimum of a symbol that a bracket holds; of an integer symbol, the better of its neighbours."""
    if symbol.is_integer:
        whole = [fmpq(n) for n in range(int(end_of(at.lower).floor()), int(end_of(at.upper).ceil()) + 1)]
        allowed = [n for n in whole if bounds is None or bounds.contains(n)]
        places = [Place({symbol.name: enclose(n)}, enclosure(formula, {symbol.name: n}), kind) for n in allowed]
        return reduce(lambda a, b: b if precedes(b.value, a.value) else a, places)
    if at.exact:
        return Place({symbol.name: at}, enclosure(formula, {symbol.name: at.lower}), kind)
    with ctx.workprec(PRECISION):
        value = exact_or_ball(formula, {symbol.name: ball_of(at)})
    return Place({symbol.name: at}, enclose(value), kind)
