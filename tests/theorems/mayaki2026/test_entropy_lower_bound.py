"""Verdicts, premises and controls of mayaki2026.entropy_lower_bound."""

import pytest
from boundkit.theorems.mayaki2026 import entropy_lower_bound
from entries import check_evidence, derived, entry_of, evidence_of

from boundkit.verdict import Verdict

ENTRY = entry_of(entropy_lower_bound)


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize("claim", [claim.name for claim in ENTRY.theorem.claims])
def test_claims_are_derived_and_their_premises_tried(claim):
    verdict, _, assumed, premises = derived(ENTRY, claim)
    assert (verdict, assumed) == (Verdict.DERIVED, ())
    assert all(premise.tested_by for premise in premises if premise.relation)
    assert len(premises) <= 5


def test_routing_by_the_input_has_all_experts_in_the_exponent():
    one, all_of_them = (ENTRY.theorem.claim(name) for name in ("lower_bumps", "lower_routed"))
    alone = float(one.evaluate(W=6, B=2, delta="1/100").enclosure[0])
    assert float(all_of_them.evaluate(E=64, W=6, B=2, delta="1/100").enclosure[0]) == pytest.approx(64 * alone)
