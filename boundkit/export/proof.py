"""The proofs of a result as ``boundkit show --proof`` tells them: premises, then steps with their reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from boundkit.errors import NothingMatchedError
from boundkit.evidence.growth import RefutedBy
from boundkit.evidence.proof import Proof
from boundkit.export.proof_latex import appendix
from boundkit.export.told import Style, joined, premise_told, reason
from boundkit.formulas.text import plain
from boundkit.proofs.conclusion import denies
from boundkit.proofs.facts import Content
from boundkit.proofs.kernel import Fact
from boundkit.proofs.premises import Premise, for_each
from boundkit.proofs.record import in_order, record
from boundkit.statements.claim import Claim
from boundkit.statements.theorem import Theorem

PLAIN = Style(str, plain)


def proofs_of(theorem: Theorem, claim: Claim | None = None) -> Iterator[tuple[Claim, Content]]:
    """Every claim, or only one, that a fact says or denies, with that fact. Raises NothingMatchedError for no fact."""
    found = [
        item
        for item in theorem.evidence
        if isinstance(item, Proof | RefutedBy) and (claim is None or item.claim == claim.name)
    ]
    if not found:
        named = theorem.id if claim is None else f"{theorem.id}:{claim.name}"
        raise NothingMatchedError(f"{named} has no proof that the kernel checks; leave out --proof")
    for item in found:
        yield from facts_by(item, theorem)


def facts_by(item: Proof | RefutedBy, theorem: Theorem) -> Iterator[tuple[Claim, Content]]:
    """The claim that a proof says or denies, with the fact; nothing where it is assumed. Raises as the proof does."""
    if isinstance(item, Proof):
        yield theorem.claim(item.claim), item.facts(theorem)
    elif not item.is_assumed:
        yield item.facts(theorem)


def proofs_document(theorem: Theorem, found: Iterable[tuple[Claim, Content]] | None = None) -> dict[str, Any]:
    """The JSON of ``boundkit show --proof``, which ``boundkit proof replay`` runs again; ``found`` saves the work."""
    told = proofs_of(theorem) if found is None else found
    return {"id": theorem.id, "proofs": [record(made, theorem, claim) for claim, made in told]}


def proofs_text(theorem: Theorem, claim: Claim | None = None, *, as_latex: bool) -> str:
    """The proofs of a result, or of one claim, one after the other."""
    found = list(proofs_of(theorem, claim))
    if as_latex:
        return appendix(theorem, found)
    return "\n\n".join(_plain_proof(theorem, claim, Told.of(made)) for claim, made in found)


@dataclass(frozen=True)
class Told:
    """A proof in the order in which it is told: what unknowns are, numbered premises, numbered steps."""

    unknowns: tuple[Premise, ...]
    premises: Mapping[Premise, str]
    steps: tuple[tuple[str, Content], ...]
    labels: dict[Fact, str]

    @classmethod
    def of(cls, made: Content) -> Told:
        places: dict[Fact, int] = {}
        ordered = in_order(made, places)
        premises = [premise for premise in made.premises if not premise.is_declaration]
        number = {premise: f"P{place}" for place, premise in enumerate(premises, 1)}
        names: dict[int, str] = {}
        steps: list[tuple[str, Content]] = []
        for place, said in enumerate(ordered):
            if said.rule == "premise" and said is not made:
                names[place] = number[next(premise for premise in said.premises if premise in number)]
            else:
                names[place] = str(len(steps) + 1)
                steps.append((names[place], said))
        unknowns = tuple(premise for premise in made.premises if premise.is_declaration)
        labels = {fact: f"({names[place]})" for fact, place in places.items()}
        return cls(unknowns, number, tuple(steps), labels)

    @property
    def denies(self) -> bool:
        """Whether it ends in a fact that denies the claim."""
        return denies(self.steps[-1][1])

    def reason(self, said: Content) -> str:
        """Why a step holds, in words."""
        return reason(said, self.labels, self.premises, PLAIN)


def under(said: Content, style: Style) -> str:
    """The conditions of a step, after a space; empty for none."""
    conditions = [] if said.rule == "assume" else sorted(said.conditions, key=str)
    told = [style.relation(c.relation) + for_each(c.for_all, style.formula) for c in conditions]
    return f" if {joined(told)}" if told else ""


def _premise(premise: Premise) -> str:
    assert premise.relation is not None
    return premise_told(premise, premise.relation, PLAIN)


def _plain_proof(theorem: Theorem, claim: Claim, told: Told) -> str:
    lines = [f"{theorem.id}:{claim.name}  {claim.text}{' is false' * told.denies}"]
    lines += ["Taken on trust"] * bool(told.premises)
    lines += [f"  ({name}) {_premise(premise)}" for premise, name in told.premises.items()]
    lines += [f"  where {premise.text}" for premise in told.unknowns]
    lines.append("Proof")
    for label, said in told.steps:
        lines.append(f"  ({label}) {PLAIN.relation(said.relation)}{under(said, PLAIN)}    {told.reason(said)}")
    return "\n".join(lines)
