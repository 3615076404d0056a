"""Who may speak of a whole claim: a proof with its fact, whatever an item of evidence says of itself."""

from __future__ import annotations

from dataclasses import replace

from boundkit.errors import ProofError
from boundkit.evidence.growth import ImpliedBy
from boundkit.evidence.item import Finding
from boundkit.evidence.proof import Proof
from boundkit.proofs.conclusion import require_claim
from boundkit.proofs.kernel import content
from boundkit.statements.theorem import Evidence, Theorem
from boundkit.verdict import Verdict

WITHOUT_FACT: set[type[Evidence]] = {ImpliedBy}  # kinds of this library that speak of the whole claim without one


def as_shown(theorem: Theorem, item: Evidence, finding: Finding) -> Finding:
    """A finding; SUPPORTED by its author's word where it proves the whole claim, or derives it, without a fact."""
    proves = finding.verdict is Verdict.DERIVED or (finding.verdict is Verdict.CERTIFIED and finding.scope.whole)
    if not proves or type(item) in WITHOUT_FACT or _is_shown(theorem, item, finding):
        return finding
    scope = replace(finding.scope, whole=False, conditions=("the word of its author",))
    detail = f"only a @proof, which ends in a fact of the kernel, proves a claim: {finding.detail}"
    return Finding(Verdict.SUPPORTED, scope, detail, finding.witness)


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
