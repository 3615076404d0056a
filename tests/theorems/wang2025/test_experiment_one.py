"""Experiment I: verdicts, the certified figures, and the table over D."""

import pytest
from boundkit.theorems.wang2025 import experiment_one
from boundkit.theorems.wang2025.experiment_one import PRINTED, best_spline, dense, interpolant
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only
from flint import fmpq

from boundkit.commands.sweep import Sweep
from boundkit.verdict import Verdict

ENTRY = entry_of(experiment_one)


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_the_bound_is_that_of_the_circle():
    verdict, _, assumed, _ = derived(ENTRY, "bound")
    assert (verdict, tuple(map(str, assumed))) == (Verdict.DERIVED, ("wang2025.manifold_rate:circle",))
    must_prove_only(ENTRY, "bound", ENTRY.theorem.claim("bound").right_hand_side * fmpq(99, 100))


def test_mean_squares_of_the_notes():
    """7.14e-4 and 1.36e-4, and the paper's figures between them."""
    above, below = (make(16).object.mean_square for make in (interpolant, best_spline))
    assert fmpq(7144, 10**7) <= above.lower <= above.upper <= fmpq(7145, 10**7)
    assert fmpq(1358, 10**7) <= below.lower <= below.upper <= fmpq(1359, 10**7)
    assert all(below.upper < figure < above.lower for figure in PRINTED.values())


def test_a_table_over_the_ambient_dimension():
    own = "wang2025.experiment_one"
    found = Sweep.of([f"{own}:interpolant", "D=16,64"], measured=[f"{own}:interpolant", f"{own}:best_spline"])
    printed, above, below = (column.values for column in found.columns)
    assert [value.lower for value in printed] == [PRINTED[16], PRINTED[64]]
    assert above[0].lower == above[1].lower > max(PRINTED.values())
    assert below[0].lower == below[1].lower < min(PRINTED.values())


@pytest.mark.heavy
def test_a_dense_network_of_as_many_parameters():
    """On the square 0.284 with 1252 parameters, where the mixture has 0.00085; in space the gap is wider."""
    found = dense(2, 7)
    assert (found.dense.parameters, round(float(found.dense.error.upper), 3)) == (1252, 0.284)
    assert found.mixture.parameters <= 1252
    assert found.advantage.lower > 300
