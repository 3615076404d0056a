"""The mean of 1/J: values, verdicts, controls, and both bounds together at many draws."""

import pytest
from boundkit.theorems.sharper import inverse_binomial
from boundkit.theorems.sharper.inverse_binomial import n, p
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only, outcome_of
from flint import fmpq

from boundkit.arithmetic.enclosure import enclose, precedes
from boundkit.measures.learning import mean_inverse
from boundkit.verdict import Verdict

ENTRY = entry_of(inverse_binomial)
THEOREM = ENTRY.theorem


PROOFS = ("proof: tangents_of_the_inverse", "proof: one_more_and_two_more_draws")


@pytest.mark.parametrize("index", evidence_of(ENTRY, without=PROOFS))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.heavy
@pytest.mark.parametrize("name", PROOFS)
def test_proofs_come_out_as_expected(name):
    assert outcome_of(ENTRY, name).as_expected


@pytest.mark.heavy
@pytest.mark.parametrize("claim", ["lower", "upper"])
def test_claims_rest_on_the_binomial_law_alone(claim):
    verdict, _, assumed, premises = derived(ENTRY, claim)
    assert (verdict, assumed) == (Verdict.DERIVED, ())
    assert [bool(premise.tested_by) for premise in premises if premise.relation] == [True, True]


def test_values():
    lower, upper = (THEOREM.claim(claim) for claim in ("lower", "upper"))
    assert lower.evaluate(n=2, p="1/2").exact == "9/16"
    assert upper.evaluate(n=2, p="1/2").exact == "5/3"
    assert lower.evaluate(n=7, p=1).exact == "1/7"


@pytest.mark.parametrize("n", [10**4, 10**6])
@pytest.mark.parametrize("odds", [fmpq(1, 100), fmpq(1), fmpq(5, 2), fmpq(300)])
def test_both_bounds_hold_at_many_draws(n, odds):
    """Premises are tried on instances, by a sum over all draws; that many draws stand here."""
    below, above = (THEOREM.claim(claim).evaluate(n=n, p=odds / n).number for claim in ("lower", "upper"))
    found = enclose(mean_inverse(n, odds / n))
    assert precedes(below, found)
    assert precedes(found, above)


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("claim", "formula"),
    [
        ("lower", (1 - (1 - p) ** n) / (n * p)),
        ("upper", 1 / ((n + 1) * p) + 2 / ((n + 1) * (n + 2) * p**2)),
    ],
)
def test_a_wrong_formula_is_not_proved(claim, formula):
    must_prove_only(ENTRY, claim, formula)
