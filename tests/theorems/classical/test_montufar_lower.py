"""Regions by folding: the number written out, what is refuted, controls."""

from math import comb, prod

import pytest
from boundkit.theorems.classical import montufar_lower, montufar_upper
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only
from shapes import of_shape

from boundkit.checking.headlines import headline
from boundkit.checking.workers import run_item
from boundkit.verdict import Verdict

ENTRY = entry_of(montufar_lower)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_every_claim_is_controlled():
    for claim in THEOREM.claims:
        kinds = [item.kind for item in THEOREM.evidence if item.claim == claim.name]
        assert "too_strong" in kinds or claim.name == "published_affine"


def test_the_published_linear_regions_are_refuted_and_the_others_are_not():
    entry = ENTRY
    verdicts = {}
    for claim in entry.theorem.claims:
        own = [i for i, item in enumerate(entry.theorem.evidence) if item.claim == claim.name and item.supports]
        verdicts[claim.name] = headline([run_item(entry, i, False, 60) for i in own])[0]
    assert verdicts == {
        "published_affine": Verdict.REFUTED,
        "published": Verdict.DERIVED,
        "linear": Verdict.DERIVED,
    }


@pytest.mark.parametrize(("D", "n"), [(1, (4, 3)), (2, (4, 5, 3)), (3, (7, 4)), (2, (2, 2))])
def test_montufar_s_lower_number_written_out(D, n):
    folds = prod((units // D) ** D for units in n[:-1])
    expected = folds * sum(comb(n[-1], j) for j in range(D + 1))
    assert of_shape("montufar_lower", D, n, "published") == expected
    if n[-1] > D:
        assert of_shape("montufar_lower", D, n, "linear") == expected
    assert expected <= of_shape("serra_upper", D, n)


@pytest.mark.parametrize("claim", ["published", "linear"])
def test_a_lower_bound_rests_on_the_last_layer_and_on_folds_that_were_tried(claim):
    verdict, scope, rests_on, premises = derived(ENTRY, claim)
    assert verdict is Verdict.DERIVED
    assert "classical.zaslavsky: regions" in scope or rests_on
    assert sum(bool(premise.tested_by) for premise in premises if premise.relation) == 3


@pytest.mark.parametrize("claim", ["published", "linear"])
@pytest.mark.parametrize(
    "formula", [montufar_lower.folds_and_cuts(montufar_upper.J + 1), montufar_lower.folds_and_cuts() + 1]
)
def test_a_stronger_formula_is_not_proved(claim, formula):
    must_prove_only(ENTRY, claim, formula)
