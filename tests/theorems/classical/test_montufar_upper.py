"""The product bound on regions: written out, networks that skip layers, controls."""

from math import comb, prod

import pytest
from boundkit.theorems.classical import line, montufar_upper, serra_upper
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only
from shapes import SHAPES, of_shape

from boundkit.constructions.folding import zigzag_network
from boundkit.regions import EVERYWHERE, count
from boundkit.verdict import Verdict

ENTRY = entry_of(montufar_upper)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_every_claim_is_controlled():
    for claim in THEOREM.claims:
        kinds = [item.kind for item in THEOREM.evidence if item.claim == claim.name]
        assert "too_strong" in kinds


@pytest.mark.parametrize(("D", "n"), SHAPES)
def test_montufar_s_product_written_out(D, n):
    dimensions = [min(D, *n[: layer + 1]) for layer in range(len(n))]
    expected = prod(sum(comb(units, j) for j in range(d + 1)) for units, d in zip(n, dimensions, strict=True))
    assert of_shape("montufar_upper", D, n) == expected
    assert of_shape("montufar_upper", D, n, "by_inputs") == prod(sum(comb(u, j) for j in range(D + 1)) for u in n)


def test_the_skipping_network_beats_the_bound_by_counting_lines():
    network = montufar_upper.skipping((1, 3)).object
    assert count(network, EVERYWHERE).activation_regions > of_shape("montufar_upper", 2, (1, 3))


def test_hypotheses_tell_networks_apart():
    case = montufar_upper.skipping((1, 3))
    at = dict(case.values) | {"n": (1, 3)}
    assert montufar_upper.shaped.met_by(case.object, at)
    assert not montufar_upper.dense.met_by(case.object, at)
    assert not serra_upper.rectified.met_by(serra_upper.absolute_values((1, 1)).object, {})
    assert not montufar_upper.shaped.met_by(zigzag_network((3, 3)), {"n": (3,)})
    assert line.wide.met_by(line.Shape((3, 3, 1)), {})
    assert not line.wide.met_by(line.Shape((2, 1)), {})


@pytest.mark.parametrize("claim", THEOREM.claim_names)
def test_every_claim_is_derived_from_premises_that_were_all_tried(claim):
    verdict, scope, rests_on, premises = derived(ENTRY, claim)
    assert (verdict, scope, rests_on) == (Verdict.DERIVED, "all", ())
    assert [bool(premise.tested_by) for premise in premises if premise.relation] == [True] * 4


def test_a_wrong_formula_is_not_proved():
    D = montufar_upper.D
    must_prove_only(ENTRY, "upper", montufar_upper.by_least_width(D - 1))
    must_prove_only(ENTRY, "by_inputs", montufar_upper.by_least_width())
