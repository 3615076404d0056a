"""The old proof of a claim proves none of the claims that differ from it in one place."""

from dataclasses import replace

import pytest

import boundkit
from boundkit.api import catalogue
from boundkit.checking.mutation import mutants
from boundkit.errors import ProofError
from boundkit.evidence.proof import Proof
from boundkit.proofs.conclusion import require_claim


def proofs_of(theorem):
    return [item for item in theorem.evidence if isinstance(item, Proof)]


def tried(theorem, again):
    """How many mutants the proofs of a theorem were tried on; with ``again`` the proof itself runs for each."""
    number = 0
    for item in proofs_of(theorem):
        claim, made = theorem.claim(item.claim), item.facts(theorem)
        for mutant in mutants(claim):
            number += 1
            claims = tuple(mutant.claim if each is claim else each for each in theorem.claims)
            changed = replace(theorem, claims=claims, evidence=())
            with pytest.raises(ProofError):
                item.facts(changed) if again else require_claim(made, changed, mutant.claim)
    return number


def test_no_mutant_of_a_claim_is_proved():
    assert tried(boundkit.theorem("wang2025.piece_count"), again=False) >= 30


@pytest.mark.heavy
def test_a_proof_that_runs_for_a_mutant_does_not_prove_it():
    assert tried(boundkit.theorem("wang2025.piece_count"), again=True) >= 30


@pytest.mark.heavy
@pytest.mark.parametrize("paper", ["classical", "dar2025", "kratsios2024", "mayaki2026", "sharper", "wang2025"])
def test_no_mutant_of_any_claim_is_proved(paper):
    """Each proof runs once; what it shows is held against every mutant."""
    theorems = [entry.theorem for entry in catalogue().entries if entry.theorem.paper == paper]
    assert sum(tried(theorem, again=False) for theorem in theorems) > 20
