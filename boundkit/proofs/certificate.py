"""A proof as a certificate, which a program that shares nothing with the kernel checks again.

It holds the steps as ``record`` writes them, without what a reader of the steps can work out, and for every step the
inequalities that certify showed while its rule ran. The schema is told in docs/explanation/certificates.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sympy.core.function import AppliedUndef

from boundkit.proofs.conclusion import denies, require_claim, require_denied
from boundkit.proofs.facts import Content
from boundkit.proofs.kernel import Fact
from boundkit.proofs.premises import Exists, Meets, Premise
from boundkit.proofs.record import Writer, in_order, step
from boundkit.proofs.relations import Relation
from boundkit.proofs.signs import noting
from boundkit.proofs.terms import is_unknown, opaque
from boundkit.statements.claim import Claim
from boundkit.statements.relation import Growth
from boundkit.statements.theorem import Theorem

SCHEMA = "boundkit-certificate/1"


def certificate(made: Content, theorem: Theorem, claim: Claim) -> dict[str, Any]:
    """The proof of a claim, or of its denial, for the verifier.

    Raises ProofError for a formula that has no written form, and where the fact is not what the claim says.
    """
    with noting() as last:
        if denies(made) and isinstance(claim.statement, Growth):
            require_denied(made, theorem, claim, claim.statement)
        else:
            require_claim(made, theorem, claim)
    writer = Writer()
    goal = writer.theorem(theorem, claim)
    places: dict[Fact, int] = {}
    steps = [{**step(writer, each, places), "leaves": _leaves(writer, each.leaves)} for each in in_order(made, places)]
    return {
        "proves": "its denial" if denies(made) else "the claim",
        "goal": goal,
        "premises": [*(_premise(writer, each) for each in made.premises if each.relation), *_unknowns(writer, made)],
        "steps": steps,
        "leaves": _leaves(writer, last),
        **writer.tables,
    }


def _leaves(writer: Writer, relations: Iterable[Relation]) -> list[dict[str, Any]]:
    return [{"relation": writer.relation(said), "proof": None} for said in relations]


def _premise(writer: Writer, premise: Premise) -> dict[str, Any]:
    """A premise with its sentence, and what it says as formulas."""
    said = premise.relation
    told = {"sentence": premise.text, "for_all": writer.symbols(premise.generic)}
    match said:
        case Relation():
            return {**told, "relation": writer.relation(said)}
        case Meets():
            return {**told, "claim": str(said.lemma), "formulas": list(map(writer.formula, said.formulas))}
        case Exists():
            return {**told, **writer.argument(said.ray)}
    raise AssertionError(said)


def _unknowns(writer: Writer, made: Content) -> Iterator[dict[str, Any]]:
    """The unknowns of a proof, which are numbers by a premise each: that they are of their domain."""
    places: dict[Fact, int] = {}
    found: dict[Any, Any] = {}
    for said in in_order(made, places):
        for node in opaque(*said.relation[::2]):
            if is_unknown(node):
                key = node.func if isinstance(node, AppliedUndef) else node
                found[str(key)] = key(*key.places) if isinstance(node, AppliedUndef) else node
    for name in sorted(found):
        yield {"unknown": writer.formula(found[name])}
