"""Whether a fact is what a claim says, and what it stands on."""

from __future__ import annotations

from boundkit.errors import ProofError
from boundkit.formulas.evaluation import expand
from boundkit.proofs.facts import Content, listed
from boundkit.proofs.premises import Premise
from boundkit.proofs.relations import Relation, is_same, read
from boundkit.proofs.signs import Signs, is_certified
from boundkit.proofs.terms import is_unknown, opaque
from boundkit.statements.claim import Claim
from boundkit.statements.theorem import Theorem


def require_claim(made: Content, theorem: Theorem, claim: Claim) -> None:
    """Raises ProofError where a fact does not say the claim: another relation, more conditions, another object."""
    wanted = read(claim.statement)
    if unknown := sorted(map(str, filter(is_unknown, opaque(made.relation.small, made.relation.large)))):
        raise ProofError(f"{made.relation} still speaks of {', '.join(unknown)}, which the claim does not know")
    if not Signs([made.relation]).restates(wanted, made.relation):
        raise ProofError(f"the proof shows {made.relation}, the claim {claim.name} says {wanted}")
    if made.subject != (theorem.id, claim.on):
        raise ProofError(f"the proof is not about the object of {theorem.id}:{claim.name}")
    allowed = [read(condition) for condition in claim.where]
    extra = [c for c in made.conditions if c.for_all or not any(_says(known, c.relation) for known in allowed)]
    if extra:
        raise ProofError(f"the proof holds only where {listed(extra)}; the claim {claim.name} does not say so")
    if more := made.hypotheses - set(theorem.hypotheses_of(claim)):
        names = ", ".join(sorted(hypothesis.name for hypothesis in more))
        raise ProofError(f"the proof uses the hypotheses {names}, under which the claim {claim.name} is not made")


def _says(known: Relation, wanted: Relation) -> bool:
    """Whether a condition of the claim says a relation, which has values wherever it holds."""
    try:
        return Signs([known]).restates(wanted, known)
    except ProofError:
        return False


def begged(made: Content, claim: Claim) -> Premise | None:
    """A premise that gives the claim by one step of algebra, so that the proof assumes what it claims."""
    wanted = read(claim.statement)
    for premise in made.premises:
        said = premise.relation
        if isinstance(said, Relation) and (wanted.is_said_by(said) or _is_weaker(wanted, said)):
            return premise
    return None


def _is_weaker(wanted: Relation, said: Relation) -> bool:
    """Whether a relation follows from another one of the same quantity by an inequality that certify shows."""
    for given in (said, said.turned):
        if is_same(given.small, wanted.small) and is_certified(Relation(expand(given.large), "<=", wanted.large)):
            return True
        if is_same(given.large, wanted.large) and is_certified(Relation(wanted.small, "<=", expand(given.small))):
            return True
    return False
