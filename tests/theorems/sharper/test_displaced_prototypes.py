"""Overshoot of displaced prototypes: verdict, values, controls."""

import pytest
from boundkit.theorems.sharper import displaced_prototypes
from boundkit.theorems.sharper.displaced_prototypes import D, G, rho
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only

from boundkit.errors import DomainError
from boundkit.verdict import Verdict

ENTRY = entry_of(displaced_prototypes)
CLAIM = ENTRY.theorem.claim("overshoot")


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_the_claim_is_derived_and_its_premises_tried():
    verdict, scope, assumed, premises = derived(ENTRY, "overshoot")
    assert (verdict, scope, assumed) == (Verdict.DERIVED, "all", ())
    own = [premise for premise in premises if premise.relation]
    assert len(own) == 3
    assert all(premise.tested_by for premise in own)


def test_values():
    assert CLAIM.evaluate(D=2, G=4, rho="1/8").exact == "1/16"
    with pytest.raises(DomainError, match="rho"):
        CLAIM.evaluate(D=2, G=4, rho="13/50")
    with pytest.raises(DomainError, match="rho"):
        CLAIM.evaluate(D=1, G=4, rho="1/2")


@pytest.mark.parametrize("formula", [rho / G, rho * (D - 1) / G, rho * D / (G + 1), 2 * rho * D / G])
def test_another_formula_is_not_proved(formula):
    must_prove_only(ENTRY, "overshoot", formula)
