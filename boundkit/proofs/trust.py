"""Leaves of proofs: what is taken on trust or assumed for a while, what algebra decides, claims of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import sympy

from boundkit.errors import ProofError
from boundkit.formulas.domain import ends_of
from boundkit.formulas.text import plain
from boundkit.proofs.facts import Content, checked, demands, left_open, named, signs_of, with_ends
from boundkit.proofs.leaves import certificate
from boundkit.proofs.premises import Condition, Lemma, Meets, Premise, declared
from boundkit.proofs.relations import formula_of, read, require_uncaught
from boundkit.proofs.terms import Other, opaque
from boundkit.statements.claim import Claim
from boundkit.statements.hypothesis import Hypothesis
from boundkit.statements.theorem import Theorem

_subject: ContextVar[tuple[Theorem, Claim] | None] = ContextVar("subject", default=None)


@contextmanager
def proving(theorem: Theorem, claim: Claim) -> Iterator[None]:
    """Within it, ``this`` object of premises and lemmas is that of the claim, under its hypotheses."""
    token = _subject.set((theorem, claim))
    try:
        yield
    finally:
        _subject.reset(token)


def premise(
    text: str, relation: Any, *, for_all: Iterable[sympy.Symbol] = (), given: Iterable[Hypothesis] | None = None
) -> Content:
    """A relation that is taken on trust, with the sentence that a reader judges.

    It holds a quantity, an unknown or a user's function, else it is algebra and has to be proved. It is about the
    object of the claim under ``given``, all hypotheses of the claim unless said otherwise, where the claim is made, and
    for all values of the symbols ``for_all``, which are none of the claim's.
    """
    theorem, claim = current_claim("a premise")
    said = checked(read(relation))
    if not text.strip():
        raise ProofError(f"the premise {said} has no sentence: say in words what is taken on trust")
    if not opaque(said.small, said.large):
        raise ProofError(f"{said} holds no quantity, unknown or function: it is algebra, so prove it with algebra(..)")
    where = _made_where(claim)
    everywhere = _generic(for_all, claim)
    spoken = said.free_symbols.union(*(condition.free_symbols for condition in where))
    _require_untied(spoken, everywhere)
    generic = everywhere & with_ends(said.free_symbols)
    fixed = with_ends(spoken) - everywhere
    return Content(
        said,
        conditions=where,
        hypotheses=frozenset(theorem.hypotheses_of(claim) if given is None else given),
        premises=(Premise(text, said, _names(fixed & said.free_symbols), _ordered(generic), _names(where)),),
        fixed=fixed,
        subject=(theorem.id, claim.on),
    )


def assume(relation: Any, *, for_all: Iterable[sympy.Symbol] = ()) -> Content:
    """A relation under the condition that it holds, for all values of ``for_all``; cut, cases, induction remove it."""
    said, generic = checked(read(relation)), frozenset(for_all)
    _require_untied(said.free_symbols, generic)
    return Content(said, conditions=frozenset({Condition(said, generic)}))


def algebra(relation: Any) -> Content:
    """A relation between formulas without quantities, unknowns and functions, at all values of their symbols.

    An inequality is certified over the whole domain; an equation is simplified and tried at points; both sides have
    values everywhere.
    """
    said = checked(read(relation))
    return Content(said, certificate=certificate(said))


def lemma(
    theorem: Theorem,
    name: str,
    of: Other | None = None,
    *,
    for_all: Iterable[sympy.Symbol] = (),
    by: Iterable[Content] = (),
    **values: Any,
) -> Content:
    """A claim of the catalogue, about ``this`` object as it stands, or about another one at ``values``.

    A claim that names no construction is about the object of every claim of its theorem.

    Of another object the premise is that it meets the claim's hypotheses. Values lie in the domains of the claim's
    symbols and meet its conditions by certify or by the facts ``by``; what is not known of them stays as a condition.
    Whether the claim holds, and rests on nothing that rests on this one, the catalogue decides.
    """
    claim = theorem.claim(name)
    used = Lemma(theorem.id, claim, theorem.hypotheses_of(claim))
    current, goal = current_claim("a lemma")
    if of is None:
        return _of_this(used, current, goal, values)
    known = claim.symbols
    if wrong := sorted(set(values) - set(known)):
        raise ProofError(f"{used} has no symbol {wrong[0]}; it has {', '.join(known) or 'none'}")
    mapping = {known[n]: formula_of(value) for n, value in values.items()}
    signs = signs_of(*by)
    for value in mapping.values():
        signs.require_defined(value)
    put = {claim.quantity: formula_of(of.term), **mapping}
    general, *where = map(read, (claim.statement, *claim.where))
    require_uncaught([side for relation in (general, *where) for side in relation[::2]], put)
    said = checked(general.put(put))
    values_of = [mapping.get(symbol, symbol) for symbol in known.values()]
    spoken = said.free_symbols.union(*(value.free_symbols for value in values_of))
    made = _made_where(goal)
    everywhere = _generic(for_all, goal)
    _require_untied(spoken.union(*(condition.free_symbols for condition in made)), everywhere)
    generic = everywhere & with_ends(spoken)
    fixed = spoken - generic
    shown = [(n, plain(mapping.get(s, s))) for n, s in known.items()] + [(n, n) for n in claim.functions]
    meets = Meets(used, plain(of.term), tuple(shown), (put[claim.quantity], *mapping.values()))
    wanted = [r for symbol in known.values() for r in demands(symbol, mapping.get(symbol, symbol), mapping)]
    wanted += [condition.put(mapping) for condition in where]
    unsaid = frozenset().union(*map(ends_of, known.values())) - set(known.values())  # they are the other object's
    return Content(
        said,
        conditions=left_open(wanted, signs) | made,
        hypotheses=frozenset(current.hypotheses_of(goal)),
        premises=(
            Premise(of.text, meets, _names(fixed), _ordered(generic), _names(made)),
            *declared(mapping.values()),
        ),
        lemmas=(used,),
        fixed=with_ends(spoken.union(*(condition.free_symbols for condition in made), unsaid)) - everywhere,
        subject=(current.id, goal.on),
        met=frozenset(spoken).union(*(value.free_symbols for value in put.values())),
    )


def _of_this(used: Lemma, current: Theorem, goal: Claim, values: Mapping[str, Any]) -> Content:
    claim = used.claim
    if used.result != current.id or claim.on not in ("", goal.on):
        raise ProofError(f"{used} is about another object than {current.id}:{goal.name}; name it with other(..)")
    if values:
        raise ProofError(f"{used} is about this object at its own values; drop {', '.join(values)}")
    said = read(claim.statement)
    return Content(
        said,
        conditions=frozenset(Condition(read(condition)) for condition in claim.where),
        hypotheses=frozenset(used.hypotheses),
        lemmas=(used,),
        fixed=with_ends(claim.all_symbols | said.free_symbols),
        subject=(current.id, goal.on),
    )


def _made_where(claim: Claim) -> frozenset[Condition]:
    """The conditions under which a claim is made; a premise of its proof is taken on trust under these alone."""
    return frozenset(Condition(read(condition)) for condition in claim.where)


def _generic(for_all: Iterable[sympy.Symbol], claim: Claim) -> frozenset[sympy.Symbol]:
    """The symbols that a premise is for all of. Raises ProofError for one of the object of the claim."""
    generic = frozenset(for_all)
    names = {symbol.name for symbol in (*claim.all_symbols, claim.quantity)}
    if own := {symbol for symbol in generic if symbol.name in names}:
        raise ProofError(f"{named(own)} belongs to the object of the claim; a premise about it is not for all values")
    return generic


def _require_untied(spoken: Iterable[sympy.Basic], generic: frozenset[sympy.Symbol]) -> None:
    """Raises ProofError where the domain of a symbol that something is not said for all of depends on a generic one."""
    if tied := {symbol for symbol in set(spoken) - generic if ends_of(symbol) & generic}:
        raise ProofError(f"what {named(tied)} may be depends on {named(generic)}; it is not for all values of these")


def current_claim(what: str) -> tuple[Theorem, Claim]:
    """The claim that is being proved. Raises ProofError outside of a proof."""
    current = _subject.get()
    if current is None:
        raise ProofError(f"{what} speaks of the object of a claim; make it inside a function marked @proof")
    return current


def _names(symbols: Iterable[Any]) -> tuple[str, ...]:
    return tuple(sorted(map(str, symbols)))


def _ordered(symbols: Iterable[sympy.Symbol]) -> tuple[sympy.Symbol, ...]:
    return tuple(sorted(symbols, key=str))
