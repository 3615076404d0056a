"""Cells of convex routing: gluing, ties, and controls."""

import pytest
from boundkit.theorems.classical import convex_routing_cells as cells
from entries import check_evidence, check_headlines, entry_of, evidence_of, must_break
from flint import fmpq

from boundkit.evidence.budget import Budget
from boundkit.evidence.item import Context
from boundkit.verdict import Verdict

ENTRY = entry_of(cells)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_headlines_say_what_they_assume():
    check_headlines(ENTRY, {})


def test_gluing_boxes_changes_no_count():
    gate = cells.equal_parts_gate(4)
    for places in ((0, 1), (0, fmpq(1, 4), 1), (0, fmpq(1, 8), fmpq(1, 2), fmpq(7, 8), 1)):
        assert cells.connected_cells(cells.glued(gate, places)) == 4


def test_boxes_that_touch_in_a_corner_are_not_joined():
    gate = cells.LinearGate([[0, 0]], [0])
    one, other = ([fmpq(0)] * 2, [fmpq(1)] * 2, gate), ([fmpq(1)] * 2, [fmpq(2)] * 2, gate)
    assert cells.connected_cells(cells.CutCell((one, other))) == 2


def test_equal_scores_go_to_the_lower_index():
    gate = cells.LinearGate([[1], [1], [-1]], [0, 0, 0])
    assert cells.connected_cells(cells.glued(gate, (-1, 1))) == 2


def test_convexity_of_glued_boxes():
    assert cells.is_convex(cells.random_gates(3, 2, 0))
    assert not cells.is_convex(cells.horseshoe(2))


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


MUTANTS = {
    "one less": (cells.segments_stay_inside, "upper", cells.E - 1),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_formula_breaks_its_derivation(name):
    steps, of, formula = MUTANTS[name]
    must_break(THEOREM.claim(of), steps, formula)
