"""Approximation by experts on cells: verdicts, premises, exponents in E and in active capacity, the crossing."""

from math import log

import pytest
from boundkit.theorems.mayaki2026 import approximation
from boundkit.theorems.mayaki2026.approximation import G, Lip, eps_chart
from entries import check_evidence, derived, entry_of, evidence_of
from sympy import Le, Rational

from boundkit.calculus.solving.inversion import solve
from boundkit.verdict import Verdict

ENTRY = entry_of(approximation)


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize("claim", [claim.name for claim in ENTRY.theorem.claims])
def test_claims_are_derived_and_their_premises_tried(claim):
    verdict, _, assumed, premises = derived(ENTRY, claim)
    assert verdict is Verdict.DERIVED
    assert len(assumed) == (claim != "kink")
    assert len([premise for premise in premises if premise.relation]) <= 4


def measured(built):
    return float(built.object.error.upper)


@pytest.mark.parametrize(
    ("built", "exponent"), [(approximation.worst_distance, 1), (approximation.paraboloid, 2)], ids=["beta 1", "beta 2"]
)
def test_experts_and_cells_of_an_expert_are_exchangeable(built, exponent):
    base, more_experts, larger_experts = (measured(built(1, *mesh)) for mesh in ((2, 2), (8, 2), (2, 8)))
    for error in (more_experts, larger_experts):
        assert log(error / base) / log(4) == pytest.approx(-exponent, rel=0.02)


def test_beyond_the_crossing_more_experts_stop_helping():
    crossing = solve(Le(Rational(3, 4) * Lip / G, Lip * eps_chart), G, values={"Lip": 1, "eps_chart": "1/20"})
    assert "15" in str(crossing)
    few, enough, many = (measured(approximation.through_chart("4/7", G, 1, "1/20")) for G in (2, 15, 60))
    assert few > 1.5 * enough
    assert many == pytest.approx(0.05, rel=1e-9)
    assert enough < 2 * many
