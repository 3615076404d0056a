"""The parameters that a batch of tokens uses: evidence, values, hypotheses."""

import pytest
from boundkit.theorems.mayaki2026 import active_budget as budget
from entries import entry_of, met, must_prove_only, report_of

ENTRY = entry_of(budget)
THEOREM = ENTRY.theorem


@pytest.fixture(scope="module")
def report():
    return report_of(ENTRY)


def test_all_evidence_comes_out_as_expected(report):
    assert [(r.evidence, r.detail) for r in report.results if not r.as_expected] == []


def test_headlines(report):
    assert {(c.headline, c.scope) for c in report.claims} == {("DERIVED", "all")}


def test_every_premise_about_numbers_is_tried_on_batches(report):
    for claim, premises in zip(report.claims, (3, 2), strict=True):
        said = [premise for premise in claim.premises if premise.relation]
        assert len(said) == premises
        assert all(premise.tested_by for premise in said)


def test_active_budget_keeps_T():
    at = {"L": 2, "S_shared": 10, "P": 100, "E": 8, "k": 2}
    budgets = [budget.THEOREM.evaluate("active_budget", T=T, **at).exact for T in (1, 2, 4, 1000)]
    assert budgets == ["420", "820", "1620", "1620"]
    assert budget.THEOREM.evaluate("active_budget_shared", L=2, S_shared=10, P=100, k=2).exact == "420"


@pytest.mark.parametrize("name", THEOREM.claim_names)
def test_a_proof_proves_no_other_formula(name):
    claim = THEOREM.claim(name)
    must_prove_only(ENTRY, name, claim.right_hand_side - budget.S_shared)
    must_prove_only(ENTRY, name, claim.right_hand_side / 1000 + 5)


def test_token_batches():
    made = budget.disjoint_tokens(5, 2, 1, 2)
    assert made.object.pattern == [[frozenset({0, 1}), frozenset({2, 3})]]
    assert made.values["S_shared"] == 5 * (2 + 1)
    assert budget.active_parameters(made.object) == 15 + 4 * 6
    assert met(made, budget.equal, budget.top_k, budget.shared) == [True, True, False]
    for wrong in ({"L": 2}, {"T": 1}, {"E": 4}, {"P": 5}, {"S_shared": 14}):
        assert met(made, budget.equal, **wrong) == [False]
    assert met(budget.dense_routing(4, 2, 1, 2, 0), budget.top_k) == [False]
    assert met(budget.equal_tokens(4, 2, 2, 3, 0), budget.shared) == [True]
    assert met(budget.wider_second_layer(3, 1), budget.equal) == [False]
