"""The kernel: facts, and the closed list of rules that alone can make them.

What a fact says: for every object that meets its hypotheses, for all values of all symbols in their domains that meet
its conditions, and for some choice of the unknowns that makes its premises true, both sides are finite real numbers
and the relation holds. A fact is a token; what it says is kept here, so that nothing outside can make or change one.

The method is that of Edinburgh LCF (Milner 1979): a theorem is a value of a type that only rules can make. A rule is a
function of what facts say, in trust, ordering, series, logic, limits or growth; here it is made one of facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import wraps
from inspect import Parameter, signature
from types import MappingProxyType
from typing import Any
from weakref import WeakKeyDictionary

from boundkit.errors import ProofError
from boundkit.proofs import growth, limits, logic, ordering, series, trust
from boundkit.proofs.facts import Content, checked, require_values
from boundkit.proofs.premises import declared
from boundkit.proofs.signs import noting
from boundkit.proofs.vocabulary import require_known


class Fact:
    """A relation that rules have shown. ``content(fact)`` tells what it says."""

    __slots__ = ("__weakref__",)

    def __new__(cls, *_: Any, **__: Any) -> Fact:
        raise ProofError("a fact is made by the rules of the kernel alone")

    def __str__(self) -> str:
        return str(content(self).relation)


RULES: dict[str, Callable[..., Fact]] = {}  # all that make facts, by name
_issued: WeakKeyDictionary[Fact, Content] = WeakKeyDictionary()


def content(fact: Any) -> Content:
    """What a fact says. Raises ProofError for what no rule has made."""
    try:
        return replace(_issued[fact])
    except (KeyError, TypeError):
        raise ProofError(f"{type(fact).__name__} is no fact of the kernel; a fact is made by its rules alone") from None


def _rule(compute: Callable[..., Content]) -> Callable[..., Fact]:
    """A rule of facts, from what it makes of what they say."""
    places = signature(compute)
    one = {name for name, place in places.parameters.items() if place.annotation == "Content"}
    many = {name for name, place in places.parameters.items() if place.annotation == "Iterable[Content]"}
    rest = {name for name, place in places.parameters.items() if place.kind is Parameter.VAR_POSITIONAL}

    @wraps(compute)
    def rule(*arguments: Any, **named: Any) -> Fact:
        try:
            bound = places.bind(*arguments, **named)
        except TypeError as error:
            raise ProofError(f"{compute.__name__}: {error}; it takes {places}") from None
        parents: list[Fact] = []

        def taken(given: Any) -> Content:
            said = content(given)
            if said.growth is not None:
                raise ProofError(f"{said.relation} ends a proof; no rule takes it further")
            parents.append(given)
            return said

        for name, given in bound.arguments.items():
            if isinstance(given, Iterator):
                bound.arguments[name] = given = tuple(given)
            if name in many or (name in one and name in rest):
                bound.arguments[name] = tuple(map(taken, given))
            elif name in one:
                bound.arguments[name] = taken(given)
        others = {name: value for name, value in bound.arguments.items() if name not in one | many}
        require_known(*others.values())
        with noting() as leaves:
            made = compute(*bound.args, **bound.kwargs)
            made = replace(made, rule=compute.__name__, arguments=MappingProxyType(others))
            whole = _on_parents(made, tuple(parents))
        fact = object.__new__(Fact)
        _issued[fact] = replace(whole, leaves=tuple(leaves))
        return fact

    RULES[compute.__name__] = rule
    return rule


def _on_parents(made: Content, parents: tuple[Fact, ...]) -> Content:
    """What a fact says that stands on all that its parents stand on, on their conditions unless the rule gives its own.

    A symbol that disappears must have a value, but for those that the rule says are ``gone``.
    """
    given = [content(parent) for parent in parents]
    subjects = {part.subject for part in (made, *given)} - {None}
    if len(subjects) > 1:
        about = " and ".join(sorted(": ".join(filter(None, subject)) for subject in subjects if subject))
        raise ProofError(f"the facts are about different objects: {about}")
    checked(made.relation)
    conditions = made.conditions if made.own else made.conditions.union(*(part.conditions for part in given))
    premises = [premise for part in (*given, made) for premise in part.premises]
    whole = replace(
        made,
        conditions=conditions,
        hypotheses=made.hypotheses.union(*(part.hypotheses for part in given)),
        premises=tuple(dict.fromkeys([*premises, *declared(made.relation)])),
        lemmas=tuple(dict.fromkeys(used for part in (*given, made) for used in part.lemmas)),
        fixed=made.fixed.union(*(part.fixed for part in given)),
        subject=next(iter(subjects), None),
        parents=parents,
    )
    spoken = made.met.union(*(part.spoken for part in given))
    require_values(spoken - whole.spoken - made.gone, whole.relation)
    return whole


premise = _rule(trust.premise)
assume = _rule(trust.assume)
algebra = _rule(trust.algebra)
lemma = _rule(trust.lemma)
chain = _rule(ordering.chain)
add = _rule(ordering.add)
times = _rule(ordering.times)
apply = _rule(ordering.apply)
both = _rule(ordering.both)
termwise = _rule(series.termwise)
unfold = _rule(series.unfold)
substitute = _rule(logic.substitute)
cut = _rule(logic.cut)
cases = _rule(logic.cases)
induction = _rule(logic.induction)
vanish = _rule(limits.vanish)
greatest = _rule(limits.greatest)
order = _rule(growth.order)
outgrows = _rule(growth.outgrows)
