"""Who may speak of a whole claim, or break it: facts of the kernel and objects, whatever evidence says of itself."""

from __future__ import annotations

from dataclasses import replace

from boundkit.errors import ProofError
from boundkit.evidence.growth import AlongRays, ConsistentWith, RefutedBy, TooSmall
from boundkit.evidence.item import Finding
from boundkit.evidence.kinds import Attained, FailsWithout, Instances, Simulates, TooStrong
from boundkit.evidence.proof import Proof
from boundkit.proofs.conclusion import require_claim, require_denied
from boundkit.proofs.kernel import content
from boundkit.statements.theorem import Evidence, Theorem
from boundkit.verdict import Verdict

WITHOUT_FACT: set[type[Evidence]] = set()  # kinds of this library that speak of the whole claim without one
ON_OBJECTS = {Instances, Attained, FailsWithout, TooStrong, Simulates}


def as_shown(theorem: Theorem, item: Evidence, finding: Finding) -> Finding:
    """A finding; SUPPORTED by its author's word where it proves the whole claim, or derives it, without a fact.

    One that breaks a claim without an object and without a fact is INCONCLUSIVE.
    """
    if type(item) in WITHOUT_FACT:
        return finding
    if finding.verdict is Verdict.REFUTED and not finding.scope.one_step and not _breaks(theorem, item, finding):
        detail = f"only an object, or a fact of the kernel, refutes a claim: {finding.detail}"
        return replace(finding, verdict=Verdict.INCONCLUSIVE, detail=detail, breaks_claim=False)
    proves = finding.verdict is Verdict.DERIVED or (finding.verdict is Verdict.CERTIFIED and finding.scope.whole)
    if not proves or _is_shown(theorem, item, finding):
        return finding
    scope = replace(finding.scope, whole=False, conditions=("the word of its author",))
    detail = f"only a @proof, which ends in a fact of the kernel, proves a claim: {finding.detail}"
    return Finding(Verdict.SUPPORTED, scope, detail, finding.witness)


def _breaks(theorem: Theorem, item: Evidence, finding: Finding) -> bool:
    """Whether an object was measured, or a fact denies the order that the item is about."""
    if type(item) in ON_OBJECTS:
        return True
    if type(item) not in (ConsistentWith, RefutedBy, TooSmall):
        return False
    assert isinstance(item, AlongRays)
    claim = theorem.claim(item.claim)
    said = item.claimed_in(theorem) if finding.breaks_claim else item.order_in(theorem)
    try:
        require_denied(content(finding.fact), theorem, claim, said)
    except ProofError:
        return False
    return True


def _is_shown(theorem: Theorem, item: Evidence, finding: Finding) -> bool:
    """Whether the fact of a proof says the claim, from no more premises than the finding tells."""
    if type(item) is not Proof:
        return False
    try:
        made = content(finding.fact)
        require_claim(made, theorem, theorem.claim(item.claim))
    except ProofError:
        return False
    told = {(premise.text, premise.relation) for premise in finding.premises}
    return told >= {(premise.text, premise.worded) for premise in made.premises} and (
        finding.verdict is Verdict.DERIVED or not made.premises
    )
