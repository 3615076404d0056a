"""Graphs: verdicts, constants, and a bound against a graph whose error is known."""

import pytest
import sympy
from boundkit.theorems.wang2025 import graph_rate
from boundkit.theorems.wang2025.graph_rate import CURVES, WAVE, on_graph
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only

from boundkit.verdict import Verdict

ENTRY = entry_of(graph_rate)


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_the_bound_is_derived():
    verdict, _, assumed, _ = derived(ENTRY, "upper")
    assert (verdict, tuple(map(str, assumed))) == (Verdict.DERIVED, ("classical.kuhn_c2:upper",))
    must_prove_only(ENTRY, "upper", ENTRY.theorem.claim("upper").right_hand_side * sympy.Rational(99, 100))


def test_twice_the_cells_leave_a_quarter():
    errors = [float(on_graph(WAVE, CURVES[0], 4, N).object.error.upper) for N in (4, 8)]
    assert errors[0] / errors[1] == pytest.approx(4, abs=0.2)
