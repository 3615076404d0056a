"""Scaling laws: verdicts, premises, values, and where the printed optimum is none."""

import pytest
from boundkit.theorems.mayaki2026 import scaling_laws
from boundkit.theorems.mayaki2026.scaling_laws import C, a, b, beta, c, d, n
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only

from boundkit.verdict import Verdict

ENTRY = entry_of(scaling_laws)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize("claim", [claim.name for claim in THEOREM.claims])
def test_claims_are_derived_and_their_premises_tried(claim):
    verdict, _, assumed, premises = derived(ENTRY, claim)
    assert (verdict, assumed) == (Verdict.DERIVED, ())
    assert 0 < len([premise for premise in premises if premise.relation]) <= 3


def test_the_factor_2_of_the_best_size_is_needed():
    must_prove_only(ENTRY, "optimal_active", (beta * a * n / (d * b)) ** (d / (2 * beta + d)))
    must_prove_only(ENTRY, "compute_rate", (a + b) * (C / c) ** (-2 * beta / (2 * beta + d)))


def value(claim, **at):
    return THEOREM.claim(claim).evaluate(**at).exact


def test_values():
    assert value("optimal_active", a=4, b=1, beta=1, d=2, n=100) == "20"
    assert value("risk_at_fixed_samples", a=4, b=1, beta=1, d=2, n=100) == "2/5"
    assert value("compute_active", a=4, b=1, beta=1, d=2, c=6, C=24000) == "20"
    assert value("risk_at_fixed_compute", a=4, b=1, beta=1, d=2, c=6, C=24000) == "3/10"
