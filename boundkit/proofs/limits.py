"""Rules for bounds that hold for all small numbers, and for the greatest number that solves an inequality."""

from __future__ import annotations

from typing import Any

import sympy

from boundkit.arithmetic.nodes import GreatestInteger
from boundkit.errors import ProofError
from boundkit.formulas.domain import domain_of, ends_of
from boundkit.formulas.text import plain
from boundkit.proofs.facts import Content, signs_of
from boundkit.proofs.relations import Relation, formula_of, is_known, put_in, require_uncaught


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


def greatest(fact: Content, rises: Content, below: Content, formula: Any) -> Content:
    """T <= f(T) gives T <= GreatestInteger(f, n, start), the greatest whole n from 1 to start with n <= f(n).

    T is a whole number >= 1, and ``below`` says T <= start. ``rises`` is f(n) <= f(n + 1) for each whole n >= 1: the
    descent from start by which the number is found passes over no solution then. The kernel reads it for
    kratsios2024.vc_dimension:upper_solved and sharper.shared_points:upper_solved.
    """
    solution = formula_of(formula)
    if not isinstance(solution, GreatestInteger):
        raise ProofError(f"{plain(solution)} is no greatest solution; write it as GreatestInteger(f, n, start)")
    bound, n, start = solution.args
    number, signs = fact.relation.small, signs_of(fact, below)
    if start.has(n):
        raise ProofError(f"{n} runs through the numbers up to {plain(start)}, which speaks of it; rename one")
    rises.require_each(n)
    domain = domain_of(n)
    if not domain.integer or domain.assumed or domain.open or domain.least != 1 or domain.greatest is not None:
        raise ProofError(f"{n} does not run through the whole numbers >= 1")
    require_uncaught([bound], {n: number})
    for given, wanted in (
        (fact, Relation(number, "<=", put_in(bound, {n: number}))),
        (below, Relation(number, "<=", start)),
        (rises, Relation(bound, "<=", put_in(bound, {n: n + 1}))),
    ):
        if not signs_of(given).restates(wanted, given.relation):
            raise ProofError(f"{given.relation} is not {wanted}")
    if not is_known(number, "integer") or not signs.holds(Relation(sympy.S.One, "<=", number)):
        raise ProofError(f"{plain(number)} is not known to be a whole number >= 1")
    return Content(Relation(number, "<=", solution))
