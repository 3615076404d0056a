"""The parameters that a batch of tokens uses: evidence, values, hypotheses."""

from dataclasses import replace

import pytest
from boundkit.theorems.mayaki2026 import active_budget as budget
from entries import (
    changed,
    entry_of,
    met,
    report_of,
)

from boundkit.evidence.budget import Budget
from boundkit.evidence.item import Context

ENTRY = entry_of(budget)
THEOREM = ENTRY.theorem


@pytest.fixture(scope="module")
def report():
    return report_of(ENTRY)


def test_all_evidence_comes_out_as_expected(report):
    assert [(r.evidence, r.detail) for r in report.results if not r.as_expected] == []


def test_headlines(report):
    assert {c.headline for c in report.claims} == {"CERTIFIED"}
    assert all(c.scope.startswith("all") for c in report.claims)


def test_active_budget_keeps_T():
    at = {"L": 2, "S_shared": 10, "P": 100, "E": 8, "k": 2}
    budgets = [budget.THEOREM.evaluate("active_budget", T=T, **at).exact for T in (1, 2, 4, 1000)]
    assert budgets == ["420", "820", "1620", "1620"]
    assert budget.THEOREM.evaluate("active_budget_shared", L=2, S_shared=10, P=100, k=2).exact == "420"


@pytest.mark.parametrize("item", [i for i in THEOREM.evidence if i.kind == "derives"], ids=lambda item: item.name)
def test_a_changed_formula_breaks_its_derivation(item):
    context = Context(False, Budget(60))
    assert item.run(THEOREM, context).verdict is item.expects
    claims = tuple(
        changed(claim, claim.right_hand_side / 1000 + 5) if claim.name == item.claim else claim
        for claim in THEOREM.claims
    )
    assert item.run(replace(THEOREM, claims=claims), context).verdict is not item.expects


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
