"""Rules for bounds that hold for all small numbers, and for growth."""

from __future__ import annotations

import sympy

from boundkit.errors import ProofError
from boundkit.formulas.domain import domain_of, ends_of
from boundkit.formulas.text import plain
from boundkit.proofs.facts import Content, signs_of
from boundkit.proofs.relations import Relation


def vanish(fact: Content, h: sympy.Symbol) -> Content:
    """V <= l + C h for all h > 0 gives V <= l."""
    said = fact.relation
    fact.require_variable(h)
    domain = domain_of(h)
    if domain.integer or domain.least != 0 or not domain.open or domain.greatest is not None or domain.assumed:
        raise ProofError(f"{h} is no positive number that may be as small as you like")
    if said.small.has(h) or any(h in condition.free_symbols for condition in fact.conditions):
        raise ProofError(f"{h} stands on the left of {said} or in a condition")
    if any(h in ends_of(symbol) for symbol in fact.spoken):
        raise ProofError(f"what a symbol of {said} may be depends on {h}")
    slope = sympy.expand(said.large).coeff(h, 1)
    limit = sympy.expand(said.large - slope * h)
    if slope.has(h) or limit.has(h):
        raise ProofError(f"{plain(said.large)} is not l + C {h}")
    signs = signs_of(fact)
    for part in (slope, limit):
        signs.require_defined(part)
    return Content(Relation(said.small, "<=", limit), gone=frozenset({h}))
