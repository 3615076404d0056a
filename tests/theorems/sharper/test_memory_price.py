"""The exact price of the sup norm: values, verdicts, controls, parameters of the networks."""

import pytest
from boundkit.theorems.sharper import memory_price
from boundkit.theorems.sharper.memory_price import D, Lip, eps, h, n
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only
from sympy import ceiling, floor

from boundkit.constructions.kuhn import interpolant, sup_distance
from boundkit.measures.midpoints import Midpoint
from boundkit.verdict import Verdict

ENTRY = entry_of(memory_price)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize(
    ("claim", "tried", "rests_on"),
    [
        ("vc_dimension", [True, True, False], ("kratsios2024.memory_lower_bound:lower",)),
        ("error", [True, True, True], ()),
        ("midpoint", [True, True], ()),
    ],
)
def test_claims_are_derived_and_their_premises_tried(claim, tried, rests_on):
    verdict, _, assumed, premises = derived(ENTRY, claim)
    assert (verdict, tuple(map(str, assumed))) == (Verdict.DERIVED, rests_on)
    assert [bool(premise.tested_by) for premise in premises if premise.relation] == tried


def value(claim, **at):
    return THEOREM.claim(claim).evaluate(**at).exact


def test_values():
    assert value("vc_dimension", D=2, Lip=1, eps="1/10") == "25"
    assert [value("error", n=n, D=3, Lip=1) for n in (1, 63, 64, 10**6)] == ["1/2", "1/6", "1/8", "1/200"]
    assert value("midpoint", Lip=3, h="1/4") == "3/8"


@pytest.mark.parametrize(
    ("D", "N", "mean", "kuhn"), [(1, 1, 29, 14), (1, 2, 49, 22), (1, 8, 167, 70), (2, 1, 89, 72), (2, 2, 207, 168)]
)
def test_parameters_in_the_notes(D, N, mean, kuhn):
    """At the distance to a point with coordinates other than those of the nodes, so that few biases are zero."""
    target = sup_distance(["1/3"] * D)
    assert str(mean) in THEOREM.notes
    assert Midpoint(target, N, 1).network.parameters == mean
    assert interpolant([1 + k for k in range((N + 1) ** D)], D, N).parameters == kuhn


@pytest.mark.parametrize(
    ("claim", "formula"),
    [
        ("vc_dimension", ceiling(Lip / eps) ** D),
        ("error", Lip / (2 * floor(n ** (1 / D)) + 2)),
        ("midpoint", Lip * h / 3),
    ],
)
def test_a_wrong_formula_is_not_proved(claim, formula):
    must_prove_only(ENTRY, claim, formula)
