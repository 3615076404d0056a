"""Verdicts, premises and controls of sharper.entropy_of_one_layer."""

import pytest
from boundkit.theorems.sharper import entropy_of_one_layer
from entries import check_evidence, derived, entry_of, evidence_of

from boundkit.verdict import Verdict

ENTRY = entry_of(entropy_of_one_layer)


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize("claim", [claim.name for claim in ENTRY.theorem.claims])
def test_claims_are_derived_and_their_premises_tried(claim):
    verdict, _, assumed, premises = derived(ENTRY, claim)
    assert (verdict, assumed) == (Verdict.DERIVED, ())
    assert all(premise.tested_by for premise in premises if premise.relation)
    assert len(premises) <= 5


def test_the_exponent_of_the_radius_is_2_w_plus_1_from_both_sides():
    for name in ("lower", "upper"):
        claim = ENTRY.theorem.claim(name)
        near, far = (claim.evaluate(W=3, B=1, delta=f"1/{10**places}").enclosure for places in (30, 40))
        slope = (float(far[0]) - float(near[0])) / (10 * 2.302585092994046)
        assert slope == pytest.approx(7, rel=1e-9)
