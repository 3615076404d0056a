"""What routing shatters by itself: values, verdict, controls."""

import pytest
from boundkit.theorems.sharper import routing_alone
from boundkit.theorems.sharper.routing_alone import D, E
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only

from boundkit.verdict import Verdict

ENTRY = entry_of(routing_alone)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_the_claim_is_derived_and_its_premises_tried():
    verdict, scope, assumed, premises = derived(ENTRY, "lower")
    assert (verdict, scope, assumed) == (Verdict.DERIVED, "all", ())
    assert all(premise.tested_by for premise in premises if premise.relation)


def test_values():
    claim = THEOREM.claim("lower")
    assert [int(claim.evaluate(D=D, E=E).exact) for D, E in ((2, 2), (2, 6), (5, 3), (3, 1))] == [3, 11, 11, 1]


@pytest.mark.parametrize("formula", [D * E + 1, D * (E - 1) + 2, (D + 1) * (E - 1) + 1])
def test_a_wrong_formula_is_not_proved(formula):
    must_prove_only(ENTRY, "lower", formula)
