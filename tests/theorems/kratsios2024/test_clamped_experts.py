"""Experts that read points of their cell: values, verdicts, controls."""

import pytest
from boundkit.theorems.kratsios2024 import clamped_experts
from boundkit.theorems.kratsios2024.active_parameters import D, G, Lip, N, kuhn
from boundkit.theorems.kratsios2024.clamped_experts import constant_one, rho
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only

from boundkit.verdict import Verdict

ENTRY = entry_of(clamped_experts)


@pytest.mark.heavy
@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_the_claim_is_derived():
    verdict, _, assumed, _ = derived(ENTRY, "error")
    assert verdict is Verdict.DERIVED
    assert set(map(str, assumed)) == {"classical.kuhn_lipschitz:sharp", "sharper.displaced_prototypes:overshoot"}


def test_values():
    claim = ENTRY.theorem.claim("error")
    assert claim.evaluate(Lip=1, D=1, G=2, N=1, rho="1/5").exact == "7/20"
    assert claim.evaluate(Lip=2, D=2, G=4, N=3, rho="1/4").exact == "3/8"


def test_an_expert_that_is_not_clamped_fails():
    assert str(constant_one(2, 1, "1/5").object.error) == "1/5"
    assert constant_one(2, 1, "1/5", clamped=True).object.error.upper == 0


def test_a_smaller_overshoot_is_not_proved():
    must_prove_only(ENTRY, "error", Lip * (kuhn / N + rho * D / 2) / G)
