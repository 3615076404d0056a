"""A relation of a reader's own, in the place of a claim's: about its quantity, in its symbols."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sympy

from boundkit.arithmetic.rational import rational
from boundkit.errors import MalformedInputError, UnknownNameError
from boundkit.formulas.numbers import to_sympy
from boundkit.formulas.symbols import functions_in
from boundkit.statements.claim import Claim
from boundkit.statements.hypothesis import Hypothesis
from boundkit.statements.inversion import relation_of, split_relation
from boundkit.statements.relation import ASYMPTOTIC, EXACT, LOWER, UPPER
from boundkit.statements.theorem import Theorem

_NAME = re.compile(r"[^\W\d]\w*")
_SENSES = {"<=": UPPER, ">=": LOWER, "=": EXACT, "==": EXACT}
_KINDS: dict[Any, Any] = {UPPER: sympy.Le, LOWER: sympy.Ge, EXACT: sympy.Eq}
_MIRRORED = {"<=": ">=", ">=": "<="}


def proposed(
    theorem: Theorem,
    claim: Claim,
    text: str,
    *,
    without: Sequence[str] = (),
    values: Mapping[str, Sequence[Any]] | None = None,
) -> Claim:
    """The claim with the relation of a text instead of its own, fewer hypotheses, and at some values only.

    The text is about the claim's quantity, alone on one side. On the other may stand the symbols of the theorem, the
    names of its claims, which mean their bounds, and names that ``values`` has a number for. ``without`` are hypotheses
    that are dropped; ``values`` of symbols are those that an object must have. Raises MalformedInputError, saying what
    is allowed, and UnknownNameError.

    >>> from boundkit.statements import Claim, Theorem, cite, natural, quantity
    >>> N = quantity("N", "pieces", measure=len)
    >>> held = Claim("upper", UPPER, N <= natural("E", "experts"))
    >>> theorem = Theorem("mine.pieces", "Pieces", cite("folklore", "known"), (held,))
    >>> proposed(theorem, held, "c*E >= N", values={"c": [2]}).text
    'N <= 2*E'
    """
    given = dict(values or {})
    known = theorem.symbols
    constants = {name: _constant(name, given.pop(name), known) for name in [*given] if name not in known}
    left, sign, right = split_relation(text, f"write it like '{claim.quantity} {_sign(claim)} ..'")
    if sign not in _SENSES:
        raise MalformedInputError(
            f"a relation with {sign} is not held against objects; write <=, >= or =, of integers {sign}= with 1 less "
            "or more"
        )
    formulas = _formulas(theorem, claim, text) | constants
    relation: Any = relation_of((left, sign, right), formulas)
    quantity = claim.quantity
    if relation.lhs == quantity:
        bound = relation.rhs
    else:
        sign, bound = _MIRRORED.get(sign, sign), relation.lhs
    if quantity not in (relation.lhs, relation.rhs) or bound.has(quantity):
        raise MalformedInputError(
            f"{text!r} is not about {quantity}, the quantity of {claim.name}; write {quantity} alone on one side"
        )
    sense = _SENSES[sign]
    kept = _without(theorem, claim, without)
    if given:
        kept = (*kept, _at(given))
    statement = _KINDS[sense](quantity, bound, evaluate=False)
    return replace(claim, sense=sense, statement=statement, status="explicit", given=kept, proof="", demands=())


def _sign(claim: Claim) -> str:
    return UPPER.sign if claim.sense is ASYMPTOTIC else claim.sense.sign


def _formulas(theorem: Theorem, claim: Claim, text: str) -> dict[str, Any]:
    """What names stand for: symbols, abbreviations and functions of the theorem, bounds of claims, the quantity."""
    formulas: dict[str, Any] = dict(theorem.symbols)
    for each in theorem.claims:
        formulas |= {short.name: short for short in each.abbreviations}
        formulas |= {applied.func.__name__: applied.func for applied in functions_in(each.expression)}
    named = set(_NAME.findall(text))
    for each in theorem.claims:
        if each.name in named and each.name not in formulas and each.sense is not ASYMPTOTIC:
            formulas[each.name] = each.expression
    return formulas | {claim.quantity.name: claim.quantity}


def _constant(name: str, listed: Sequence[Any], known: Mapping[str, Any]) -> sympy.Rational:
    if len(listed) != 1:
        raise MalformedInputError(
            f"{name} is no symbol of the theorem ({', '.join(known)}), so a constant of the relation: give one value"
        )
    return to_sympy(rational(listed[0]))


def _without(theorem: Theorem, claim: Claim, names: Sequence[str]) -> tuple[Hypothesis, ...]:
    kept = theorem.hypotheses_of(claim)
    for name in names:
        if name not in [hypothesis.name for hypothesis in theorem.hypotheses_of(claim)]:
            raise UnknownNameError.among(f"hypothesis of {claim.name}", name, [h.name for h in kept])
        kept = tuple(hypothesis for hypothesis in kept if hypothesis.name != name)
    return kept


def _at(values: Mapping[str, Sequence[Any]]) -> Hypothesis:
    """That the symbols have one of the listed values."""
    listed = {name: {rational(value) for value in several} for name, several in values.items()}
    text = ", ".join(f"{name} = {' or '.join(map(str, sorted(several)))}" for name, several in listed.items())

    def holds(thing: Any, at: Mapping[str, Any]) -> bool:
        return all(name in at and rational(at[name]) in several for name, several in listed.items())

    return Hypothesis("given_values", text, holds)
