"""Regions by folding: the number written out, what is refuted, controls."""

from math import comb, prod

import pytest
from boundkit.theorems.classical import montufar_lower, montufar_upper
from entries import check_evidence, entry_of, evidence_of, must_break
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
        "published": Verdict.CERTIFIED,
        "linear": Verdict.CERTIFIED,
    }


@pytest.mark.parametrize(("D", "n"), [(1, (4, 3)), (2, (4, 5, 3)), (3, (7, 4)), (2, (2, 2))])
def test_montufar_s_lower_number_written_out(D, n):
    folds = prod((units // D) ** D for units in n[:-1])
    expected = folds * sum(comb(n[-1], j) for j in range(D + 1))
    assert of_shape("montufar_lower", D, n, "published") == of_shape("montufar_lower", D, n, "linear") == expected
    assert expected <= of_shape("serra_upper", D, n)


MUTANTS = {
    "all layers fold": (montufar_lower.folding, "published", montufar_lower.folds_and_cuts(montufar_upper.J + 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_formula_breaks_its_derivation(name):
    steps, of, formula = MUTANTS[name]
    must_break(THEOREM.claim(of), steps, formula)
