"""The price of all Lipschitz functions: values, verdict, controls, experts from below."""

import pytest
from boundkit.theorems.kratsios2024 import memory_lower_bound, vc_dimension
from boundkit.theorems.kratsios2024.memory_lower_bound import D, Lip, eps
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only
from sympy import ceiling

from boundkit.verdict import Verdict

ENTRY = entry_of(memory_lower_bound)
LOWER = ENTRY.theorem.claim("lower")


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_the_claim_is_derived_and_its_premises_tried():
    verdict, scope, assumed, premises = derived(ENTRY, "lower")
    assert (verdict, scope, assumed) == (Verdict.DERIVED, "all", ())
    own = [premise for premise in premises if premise.relation]
    assert len(own) == 2
    assert all(premise.tested_by for premise in own)


@pytest.mark.parametrize(("at", "number"), [((1, 1, "1/4"), 2), ((2, 1, "1/10"), 25), ((3, 2, "1/3"), 27)])
def test_values(at, number):
    assert LOWER.evaluate(**dict(zip(("D", "Lip", "eps"), at, strict=True))).exact == str(number)


def test_experts_that_are_needed():
    """At D = 2 and eps = Lip/200, ten thousand is above what few experts of one layer of 8 units can have."""
    needed = int(LOWER.evaluate(D=2, Lip=1, eps="1/200").exact)
    closed = vc_dimension.STATEMENT.claim("upper_closed")
    bounds = [closed.evaluate(D=2, E=experts, J=1, W=8).number.upper for experts in (2, 8, 16)]
    assert bounds[0] < needed == 10**4 < bounds[2]


@pytest.mark.parametrize("formula", [ceiling(Lip / eps) ** D, ceiling(Lip / (2 * eps)) ** (D + 1)])
def test_a_wrong_formula_is_not_proved(formula):
    must_prove_only(ENTRY, "lower", formula)
