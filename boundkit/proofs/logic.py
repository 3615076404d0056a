"""Rules of logic: values of generic symbols, conditions, cases and induction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sympy

from boundkit.errors import ProofError
from boundkit.formulas.domain import domain_of, ends_of
from boundkit.proofs.facts import Content, checked, demands, left_open, listed, named, signs_of
from boundkit.proofs.premises import Condition, declared
from boundkit.proofs.relations import formula_of, read, require_uncaught
from boundkit.proofs.signs import Signs


def substitute(fact: Content, values: Mapping[sympy.Symbol, Any], *, by: Iterable[Content] = ()) -> Content:
    """A fact at values of its generic symbols, formulas that lie in their domains by certify or the facts ``by``.

    What is not known of the values stays as a condition.
    """
    by = tuple(by)
    mapping = {symbol: formula_of(value) for symbol, value in values.items()}
    for symbol in mapping:
        fact.require_variable(symbol)
    put = {symbol for value in mapping.values() for symbol in value.free_symbols}
    relations = (fact.relation, *(condition.relation for condition in fact.conditions))
    require_uncaught([side for relation in relations for side in relation[::2]], mapping)
    if caught := set().union(*(condition.caught(mapping) for condition in fact.conditions)):
        raise ProofError(f"{named(caught)} is bound in {listed(fact.conditions)}; rename it before it is put in")
    signs = signs_of(*by)
    for value in mapping.values():
        signs.require_defined(value)
    wanted = [relation for symbol, value in mapping.items() for relation in demands(symbol, value, mapping)]
    for symbol in fact.spoken.union(*map(ends_of, fact.spoken)) - set(mapping):
        wanted += demands(symbol, symbol, mapping)
    conditions = {condition.put(mapping) for condition in fact.conditions}
    conditions |= left_open(wanted, signs).union(*(each.conditions for each in by))
    return Content(
        checked(fact.relation.put(mapping)),
        conditions=frozenset(conditions),
        premises=tuple(declared(mapping.values())),
        own=True,
        met=frozenset(put),
        gone=frozenset(mapping) - put.union(*(each.spoken for each in by)),
    )


def cut(fact: Content, *shown: Content) -> Content:
    """A fact without the conditions that other facts show; what these stand under comes in."""
    conditions = set(fact.conditions)
    for other in shown:
        signs = signs_of(other)
        met = {c for c in conditions if signs.restates(c.relation, other.relation) and other.is_generic(c.for_all)}
        if not met:
            raise ProofError(f"{other.relation} is no condition of {fact.relation} under {listed(conditions)}")
        conditions = (conditions - met) | other.conditions
    return Content(fact.relation, conditions=frozenset(conditions), own=True)


def cases(one: Content, two: Content) -> Content:
    """A relation that holds under a condition and under exactly its complement, and so without it.

    Both have a value on both sides, which what else the facts stand under tells.
    """
    if not signs_of(two).restates(one.relation, two.relation):
        raise ProofError(f"{one.relation} and {two.relation} are not the same relation")
    for condition in one.conditions - two.conditions:
        for opposite in two.conditions - one.conditions:
            if condition.is_opposite(opposite):
                left = (one.conditions - {condition}) | (two.conditions - {opposite})
                signs = Signs(c.relation for c in left if not c.for_all)
                for side in (*condition.relation[::2], *opposite.relation[::2]):
                    signs.require_defined(side)
                return Content(one.relation, conditions=left, own=True)
    raise ProofError(f"no condition of {one.relation} is the complement of one of {two.relation}")


def induction(
    n: sympy.Symbol, relation: Any, base: Content, step: Content, *, for_all: Iterable[sympy.Symbol] = ()
) -> Content:
    """A relation for all n from its least value on, from that and from the step, which may use it at n.

    What the step uses is ``assume(relation, for_all=for_all)``. Nothing else that is assumed speaks of n.
    """
    said, generic = checked(read(relation)), frozenset(for_all)
    domain = domain_of(n)
    counts = domain.integer and domain.least is not None and domain.least.is_Integer and domain.greatest is None
    if not counts or domain.open or domain.assumed:
        raise ProofError(f"{n} is no natural number with a least value and none above")
    if n in generic:
        raise ProofError(f"what is assumed for all {n} is no hypothesis of an induction on {n}; drop it from for_all")
    require_uncaught(said[::2], {symbol: symbol for symbol in (n, *generic)})
    hypothesis = Condition(said, generic)
    for what, fact, value in (("base", base, domain.least), ("step", step, n + 1)):
        wanted = said.put({n: value})
        if not signs_of(fact).restates(wanted, fact.relation):
            raise ProofError(f"{what}: {fact.relation} is not {wanted}")
        left = fact.conditions - ({hypothesis} if what == "step" else set())
        if any(condition.free_symbols & (generic | {n}) for condition in left):
            raise ProofError(f"{fact.relation} stands under {listed(left)}, which speaks of {named(generic | {n})}")
        signs = Signs([fact.relation, *(condition.relation for condition in left if not condition.for_all)])
        for side in said[::2]:
            signs.require_defined(side, {n: value})
        for symbol in {n, *generic}:
            fact.require_variable(symbol, free=False)
        for symbol in fact.spoken | said.free_symbols:
            if ends_of(symbol) & {n, *(generic - {symbol})}:
                raise ProofError(
                    f"what {symbol} may be depends on {named({n, *generic})}; write it so that it does not"
                )
    return Content(said, conditions=base.conditions | (step.conditions - {hypothesis}), own=True)
