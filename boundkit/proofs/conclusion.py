"""Whether a fact is what a claim says, and what it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from boundkit.errors import ProofError
from boundkit.formulas.evaluation import expand
from boundkit.formulas.symbols import Quantity, functions_in, is_name
from boundkit.formulas.text import plain
from boundkit.proofs.facts import Content, joined, listed, named, require_values, with_ends
from boundkit.proofs.kernel import content
from boundkit.proofs.premises import Meets, Premise
from boundkit.proofs.relations import Relation, is_same, read
from boundkit.proofs.signs import Signs, judged
from boundkit.proofs.terms import Unknown, is_unknown, opaque
from boundkit.statements.claim import Claim
from boundkit.statements.hypothesis import clash
from boundkit.statements.relation import Growth
from boundkit.statements.theorem import Theorem

_MOST_CHAINS = 200


def require_claim(made: Content, theorem: Theorem, claim: Claim) -> None:
    """Raises ProofError where a fact does not say the claim: another relation, more conditions, another object."""
    if unknown := sorted(map(str, filter(is_unknown, opaque(made.relation.small, made.relation.large)))):
        raise ProofError(f"{made.relation} still speaks of {', '.join(unknown)}, which the claim does not know")
    if isinstance(claim.statement, Growth) or made.growth is not None:
        said = f"is {claim.statement.order} of" if isinstance(claim.statement, Growth) else ""
        if made.growth != claim.statement or made.relation.op != said:
            raise ProofError(f"the proof shows {made.relation}, the claim {claim.name} says {claim.text}")
    elif not Signs([made.relation]).restates(wanted := read(claim.statement), made.relation):
        raise ProofError(f"the proof shows {made.relation}, the claim {claim.name} says {wanted}")
    require_values(made.spoken - claim.all_symbols - {claim.quantity}, made.relation)
    _require_own_names(made, claim)
    if made.subject != (theorem.id, claim.on):
        raise ProofError(f"the proof is not about the object of {theorem.id}:{claim.name}")
    allowed = [read(condition) for condition in claim.where]
    extra = [c for c in made.conditions if c.for_all or not any(_says(known, c.relation) for known in allowed)]
    if extra:
        raise ProofError(f"the proof holds only where {listed(extra)}; the claim {claim.name} does not say so")
    _require_no_clash(made, theorem, claim)
    if more := made.hypotheses - set(theorem.hypotheses_of(claim)):
        names = ", ".join(sorted(hypothesis.name for hypothesis in more))
        raise ProofError(f"the proof uses the hypotheses {names}, under which the claim {claim.name} is not made")
    _require_told(made, theorem, claim)


def _require_no_clash(made: Content, theorem: Theorem, claim: Claim) -> None:
    """Raises ProofError where hypotheses clash: those of the fact, of the claim, and of all claims that it uses."""
    of_lemmas = (hypothesis for used in made.lemmas for hypothesis in used.hypotheses)
    if clashing := clash((*made.hypotheses, *theorem.hypotheses_of(claim), *of_lemmas)):
        raise ProofError(f"of the hypotheses that the proof of {claim.name} uses, {clashing}")


def denies(made: Content) -> bool:
    """Whether a fact says that something is not of an order."""
    return made.growth is not None and made.relation.op.startswith("is not ")


def require_denied(made: Content, theorem: Theorem, claim: Claim, said: Growth) -> None:
    """Raises ProofError where a fact does not deny an asymptotic statement about objects of a claim."""
    if made.growth != said or made.relation.op != f"is not {said.order} of":
        raise ProofError(f"the proof shows {made.relation}, which denies no {said}")
    if made.subject is None or made.subject[0] != theorem.id or (claim.on and made.subject[1] != claim.on):
        raise ProofError(f"the proof is not about objects of {theorem.id}:{claim.name}")
    _require_own_names(made, claim)
    _require_told(made, theorem, claim)


def _require_told(made: Content, theorem: Theorem, claim: Claim) -> None:
    """Raises ProofError where a premise holds what neither the theorem nor the list of premises says what it may be."""
    told = set().union(*(each.all_symbols for each in (claim, *theorem.claims)))
    if isinstance(claim.statement, Growth):
        told.update(*(formula.free_symbols for formula in (*claim.statement.constants, *claim.statement.logarithms)))
    of_object = {symbol for symbol in made.fixed - with_ends(told) if isinstance(symbol, sympy.Symbol)}
    if stray := {symbol for symbol in of_object if not isinstance(symbol, Quantity | Unknown)}:
        raise ProofError(f"{named(stray)} is no symbol of a claim of {theorem.id}: make it an unknown(..)")
    given = {applied.func for each in theorem.claims for applied in _functions_of(each)}
    sides = (side for each in made.premises if isinstance(each.relation, Relation) for side in each.relation[::2])
    for node in opaque(*sides):
        if isinstance(node, AppliedUndef) and not is_unknown(node) and node.func not in given:
            raise ProofError(
                f"{plain(node)} is of no function of a claim of {theorem.id}: make it an unknown(.., of=..)"
            )


def _functions_of(claim: Claim) -> Iterator[sympy.Expr]:
    """The functions that the user of a claim supplies: the claim says what they are."""
    for formula in (claim.expression, *map(expand, claim.where)):
        yield from functions_in(formula)


def _require_own_names(made: Content, claim: Claim) -> None:
    """Raises ProofError where a premise does not read as what it says.

    It hides a part in letters that do not print, or calls something else by a name of the claim.
    """
    own = {symbol.name: symbol for symbol in (*claim.all_symbols, claim.quantity)}
    for premise in made.premises:
        if not str(premise).isprintable():
            raise ProofError(f"the premise {str(premise)!r} holds what does not print; write one line of letters")
        for name, symbol in _named_in(premise):
            if not is_name(name):
                raise ProofError(f"{name!r} of the premise {premise} is no name: write letters of ASCII, digits and _")
            if own.setdefault(name, symbol) != symbol:
                raise ProofError(
                    f"{name} of the premise {premise} is not the {name} of the claim or of another premise"
                )


def _named_in(premise: Premise) -> Iterator[tuple[str, Any]]:
    """The functions and symbols of a premise, by the names that they are printed by."""
    said = premise.relation
    if isinstance(said, Relation | Meets):
        sides = said[::2] if isinstance(said, Relation) else said.formulas
        yield from ((node.func.__name__, node.func) for node in opaque(*sides) if isinstance(node, AppliedUndef))
        yield from ((symbol.name, symbol) for side in sides for symbol in side.free_symbols)


def _says(known: Relation, wanted: Relation) -> bool:
    """Whether a condition of the claim says a relation, which has values wherever it holds."""
    try:
        return Signs([known]).restates(wanted, known)
    except ProofError:
        return False


def begged(made: Content, claim: Claim, *, surely: bool = True) -> Premise | None:
    """A premise that gives the claim by one step of algebra, so that the proof assumes what it claims.

    Not ``surely``: or that may give it, since the step stays open; how far certify comes is a matter of time.
    """
    wanted = content(made.parents[0]).relation if made.growth else read(claim.statement)
    quantity = expand(claim.quantity)
    relations = {premise: premise.relation for premise in made.premises if isinstance(premise.relation, Relation)}
    halves = [wanted] if wanted.op != "=" else [Relation(*sides) for sides in _both_ways(wanted)]
    giving: dict[Relation, Premise] = {}
    for premise, said in _chained(relations):
        if wanted.is_said_by(said):
            return premise
        for half in halves:
            if any(_is_weaker(half, each, surely) for each in (said, *_solved(said, quantity))):
                giving.setdefault(half, premise)
        if len(giving) == len(halves):
            return giving[halves[0]]
    return None


def _both_ways(equality: Relation) -> tuple[tuple[sympy.Expr, str, sympy.Expr], ...]:
    return (equality.small, "<=", equality.large), (equality.large, "<=", equality.small)


def _chained(relations: Mapping[Premise, Relation]) -> Iterator[tuple[Premise, Relation]]:
    """The relations, and what they give when they are chained and nothing else is done, each with its first premise."""
    found = {(given, said): frozenset({given}) for given, one in relations.items() for said in {one, one.turned}}
    pending = list(found)
    while pending and len(found) < _MOST_CHAINS:
        first, said = pending.pop()
        for more, two in relations.items():
            for step in {two, two.turned}:
                if more not in found[first, said] and is_same(said.large, step.small):
                    joint = first, Relation(said.small, joined((said.op, step.op)), step.large)
                    if joint not in found:
                        found[joint] = found[first, said] | {more}
                        pending.append(joint)
    yield from found


def _solved(said: Relation, quantity: sympy.Expr) -> Iterator[Relation]:
    """A relation that is linear in a quantity, solved for it where the sign of its factor is known."""
    if not any(side.has(quantity) for side in said[::2]):
        return
    rest = sympy.expand(said.small - said.large)
    factor = rest.coeff(quantity, 1)
    rest = sympy.expand(rest - factor * quantity)
    if factor == 0 or factor.has(quantity) or rest.has(quantity):
        return
    for sign in (1, -1):
        if Signs().is_positive(sign * factor):
            sides = quantity, said.op, -rest / factor
            yield Relation(*(sides if sign > 0 or said.op == "=" else sides[::-1]))


def _is_weaker(wanted: Relation, said: Relation, surely: bool) -> bool:
    """Whether a relation follows, or may follow, from another one of the same quantity by an inequality."""
    for given in (said, said.turned):
        for same, steps in (
            (is_same(given.small, wanted.small), (given.large, wanted.large)),
            (is_same(given.large, wanted.large), (wanted.small, given.small)),
        ):
            holds = judged(Relation(expand(steps[0]), "<=", expand(steps[1]))) if same else False
            if holds or (holds is None and not surely):
                return True
    return False
