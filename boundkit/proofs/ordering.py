"""Rules of order: chains, sums, products, and formulas that rise or fall with a part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy

from boundkit.errors import ProofError
from boundkit.formulas.text import plain
from boundkit.proofs.facts import Content, joined, signs_of
from boundkit.proofs.monotone import Monotone
from boundkit.proofs.relations import Relation, formula_of, is_same, require_uncaught
from boundkit.proofs.terms import HOLE


def chain(first: Content, *others: Content) -> Content:
    """a <= b and b <= c give a <= c; strict where one is, equal where all are. Equations are read both ways."""
    said = first.relation
    for step in (other.relation for other in others):
        for one, two in ((said, step), (said, step.turned), (said.turned, step), (said.turned, step.turned)):
            if is_same(one.large, two.small):
                said = Relation(one.small, joined((one.op, two.op)), two.large)
                break
        else:
            raise ProofError(f"{plain(said.large)} of {said} is not {plain(step.small)} of {step}: they do not meet")
    return Content(said)


def add(first: Content, *others: Content) -> Content:
    """a <= b and c <= d give a + c <= b + d."""
    said = [each.relation for each in (first, *others)]
    sides = sympy.Add(*(r.small for r in said)), sympy.Add(*(r.large for r in said))
    return Content(Relation(sides[0], joined(r.op for r in said), sides[1]))


def times(fact: Content, factor: Any, *, by: Iterable[Content] = ()) -> Content:
    """a <= b gives c a <= c b for a factor c >= 0, by certify or the facts ``by``; with c > 0 strictness is kept."""
    said, factor = fact.relation, formula_of(factor)
    signs = signs_of(fact, *by)
    signs.require_defined(factor)
    op = said.op
    if op == "<" and not signs.is_positive(factor):
        op = "<="
    if op == "<=" and not signs.is_nonnegative(factor):
        raise ProofError(f"{plain(factor)} >= 0 is not known; give a fact that says so in by=")
    return Content(Relation(factor * said.small, op, factor * said.large), met=frozenset(factor.free_symbols))


def apply(formula: Any, fact: Content, *, by: Iterable[Content] = ()) -> Content:
    """a <= b gives f(a) <= f(b) for a formula f of ``HOLE`` that rises, f(b) <= f(a) for one that falls.

    Which way it moves is seen from its structure and from signs, by certify or the facts ``by``.
    """
    shape, said = formula_of(formula), fact.relation
    if not shape.has(HOLE):
        raise ProofError(f"{plain(shape)} has no hole")
    if any(node.has(HOLE) for node in shape.atoms(sympy.Sum, sympy.Product, sympy.Integral, sympy.Derivative)):
        raise ProofError(f"the hole of {plain(shape)} stands under an index; use termwise(..)")
    for side in said[::2]:
        require_uncaught([shape], {HOLE: side})
    signs = signs_of(fact, *by)
    move = Monotone(said.small, said.large, signs)
    low, high = (move.at(shape, end) for end in (0, 1))
    if said.op == "=":
        signs.require_defined(shape, {HOLE: said.small})
        signs.require_defined(shape, {HOLE: said.large})
        made = Relation(low, "=", high)
    else:
        made = Relation(low, "<=", high) if move.direction(shape) > 0 else Relation(high, "<=", low)
    return Content(made, met=frozenset(shape.free_symbols - {HOLE}))


def both(at_most: Content, at_least: Content) -> Content:
    """V <= f and f <= V give V = f."""
    one, two = at_most.relation, at_least.relation
    if not (is_same(one.small, two.large) and is_same(one.large, two.small)):
        raise ProofError(f"{one} and {two} do not bound one quantity by one formula from both sides")
    return Content(Relation(one.small, "=", one.large))
