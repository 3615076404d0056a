"""Leaves of proofs: relations between formulas that algebra alone decides, at all values of their symbols."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import sympy

from boundkit.calculus.inequalities.judgement import certify
from boundkit.calculus.inequalities.steps import identity
from boundkit.errors import BoundkitError, ProofError
from boundkit.formulas.domain import domain_of, ends_of
from boundkit.formulas.evaluation import expand
from boundkit.formulas.text import plain
from boundkit.proofs.relations import Relation, is_known
from boundkit.proofs.signs import Signs, note
from boundkit.proofs.terms import opaque


def certificate(relation: Relation) -> str:
    """How algebra decides a relation, in words. Raises ProofError where it does not, with the point or the box."""
    hidden = sorted(map(plain, opaque(relation.small, relation.large)))
    if hidden:
        raise ProofError(f"algebra cannot look into {', '.join(hidden)}; take them as premises, and substitute them")
    signs = Signs()
    for side in (relation.small, relation.large):
        signs.require_defined(side)
    if relation.op == "=":
        return _equal(relation)
    found = _ordered(relation)
    note(relation)
    return found


@lru_cache(maxsize=1 << 12)
def _equal(relation: Relation) -> str:
    step = identity(str(relation), relation.small, relation.large)
    if step.holds is not True:
        found = ", ".join(f"{name} = {value}" for name, value in (step.witness or {}).items())
        raise ProofError(f"{relation} is {'undecided' if step.holds is None else f'false at {found}'}")
    return "an identity: simplified, and tried at points"


@lru_cache(maxsize=1 << 12)
def _ordered(relation: Relation) -> str:
    formal = relation.formal
    if formal in (sympy.true, sympy.false):
        if formal == sympy.false:
            raise ProofError(f"{relation} is false")
        return "numbers"
    try:
        judgement = certify(formal)
    except BoundkitError as error:
        raise ProofError(f"{relation} cannot be judged: {error}") from error
    if judgement.holds is not True:
        raise ProofError(f"not certified: {judgement.text}")
    return f"certified: {judgement.text}"


def has_values(symbol: sympy.Symbol) -> bool:
    """Whether the domain of a symbol holds a number, whatever the values of the symbols that it depends on."""
    domain, ends = domain_of(symbol), ends_of(symbol)
    if all(end is None or end.is_Rational for end in (domain.least, domain.greatest)):
        return bool(domain.trials())
    if opaque(*ends) or not all(map(has_values, ends)):
        return False
    if not all(end is None or Signs().is_defined(expand(end)) for end in (domain.least, domain.greatest)):
        return False
    if domain.assumed or (domain.integer and (domain.open or domain.open_above)):
        return False
    if domain.least is None or domain.greatest is None:
        return True
    if domain.integer and not (is_known(domain.least, "integer") or is_known(domain.greatest, "integer")):
        return False
    op = "<" if domain.open or domain.open_above else "<="
    return Signs().holds(Relation(expand(domain.least), op, expand(domain.greatest)))


def constraints(symbol: sympy.Symbol, value: sympy.Expr, values: Mapping[sympy.Basic, sympy.Basic]) -> list[Relation]:
    """What must hold for a formula to be a value of a symbol whose ends are taken at ``values``.

    Raises ProofError when it is not known to be whole where it must be.
    """
    domain = domain_of(symbol)
    if domain.integer and not is_known(value, "integer"):
        raise ProofError(f"{plain(value)} is not known to be a whole number, as {symbol} is")
    if domain.assumed:
        raise ProofError(f"{symbol} has assumptions that no domain says; make it with natural, positive or real")
    ends = (domain.least, domain.greatest)
    least, greatest = (None if end is None else expand(end).xreplace(dict(values)) for end in ends)
    found = []
    if least is not None:
        found.append(Relation(least, "<" if domain.open else "<=", value))
    if greatest is not None:
        found.append(Relation(value, "<" if domain.open_above else "<=", greatest))
    return found


def within(index: sympy.Symbol, first: sympy.Expr, last: sympy.Expr) -> list[Relation]:
    """What must hold for a range that is not empty to lie in the domain of its index."""
    below, above = constraints(index, first, {}), constraints(index, last, {})
    return [c for c in below if c.large is first] + [c for c in above if c.small is last]
