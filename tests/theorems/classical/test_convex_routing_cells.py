"""Cells of convex routing: gluing, ties, and controls."""

import pytest
from boundkit.theorems.classical import convex_routing_cells as cells
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only

from boundkit.evidence.budget import Budget
from boundkit.evidence.item import Context
from boundkit.verdict import Verdict

ENTRY = entry_of(cells)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_it_is_derived_from_three_premises_that_were_tried():
    verdict, scope, rests_on, premises = derived(ENTRY, "upper")
    assert (verdict, scope, rests_on) == (Verdict.DERIVED, "all", ())
    assert [bool(premise.tested_by) for premise in premises if premise.relation] == [True] * 3


def test_convexity_of_glued_boxes():
    assert cells.convex.holds(cells.random_gates(3, 2, 0))
    assert not cells.convex.holds(cells.horseshoe(2))


def test_a_gate_over_pairs_of_experts_is_not_top_one():
    """Seen on the gate itself: it has six scores for four experts."""
    assert not cells.top_one.met_by(cells.two_of_four(4), {"E": 4})
    assert cells.top_one.met_by(cells.equal_parts(4), {"E": 4})


def test_a_counter_of_cells_that_always_says_one_is_noticed(monkeypatch):
    entry = ENTRY
    (index,) = [k for k, item in enumerate(entry.theorem.evidence) if item.kind == "too_strong"]
    monkeypatch.setattr(entry.theorem.claims[0].quantity, "measure", lambda cell: 1)
    finding = entry.theorem.evidence[index].run(entry.theorem, Context(False, Budget(60)))
    assert finding.verdict is not Verdict.REFUTED


def test_a_wrong_formula_is_not_proved():
    must_prove_only(ENTRY, "upper", cells.E - 1)
