"""E^L pieces from L E experts: evidence, values, hypotheses, and what must fail."""

from dataclasses import replace

import pytest
from boundkit.theorems.wang2025 import piece_count
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only
from flint import fmpq

from boundkit.constructions.digits import digits, doubled_experts, kinked_experts, product, tents
from boundkit.errors import DomainError
from boundkit.evidence import instances
from boundkit.evidence.budget import Budget
from boundkit.evidence.item import Context
from boundkit.verdict import Verdict

ENTRY = entry_of(piece_count)
THEOREM = ENTRY.theorem
E, L = piece_count.E, piece_count.L
SLOW = ("digits", "digits with 10^5 pieces and more", "product", "product with about 10^5 pieces")


@pytest.mark.parametrize("index", evidence_of(ENTRY, SLOW))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize("claim", ["upper", "attained_digits", "attained_product", "routes", "route_measure"])
def test_every_claim_is_derived_from_three_premises_that_were_tried(claim):
    verdict, scope, rests_on, premises = derived(ENTRY, claim)
    assert (verdict, scope, rests_on) == (Verdict.DERIVED, "all", ())
    assert [bool(premise.tested_by) for premise in premises if premise.relation] == [True] * 3


def test_values():
    assert THEOREM.evaluate("upper", E=8, L=3).exact == "512"
    assert THEOREM.evaluate("route_measure", E=4, L=3).exact == "1/64"
    with pytest.raises(DomainError):
        THEOREM.evaluate("upper", E=0, L=1)


def test_pieces_routes_and_lengths_of_digits():
    mixture = digits(3, 2)
    assert piece_count.affine_pieces(mixture) == piece_count.realised_routes(mixture) == 9
    assert piece_count.least_measure(mixture) == fmpq(1, 9)


def test_hypotheses_tell_mixtures_apart():
    assert piece_count.digital.met_by(digits(3, 2), {})
    assert piece_count.digital.met_by(tents(3, 2), {})
    assert not piece_count.digital.met_by(kinked_experts(3, 1), {})
    assert not piece_count.digital.met_by(piece_count.shifted_product(3, 2), {})  # of two inputs
    assert piece_count.own.met_by(product(3, 2), {})
    assert piece_count.untied.met_by(product(3, 2), {})
    assert not piece_count.untied.met_by(piece_count.tied_gate(3, 2), {})
    assert piece_count.distinct.met_by(product(3, 2), {})
    assert not piece_count.distinct.met_by(doubled_experts(3, 2), {})
    assert not piece_count.layered.met_by(piece_count.one_wide_layer(3, 2), {"E": 3, "L": 2})


@pytest.mark.parametrize(
    ("claim", "own"), [("approximation", 3), ("approximation_of_squares", 2)], ids=["approximation", "squares"]
)
def test_what_is_said_of_errors_is_derived(claim, own):
    verdict, scope, _, premises = derived(ENTRY, claim)
    assert verdict is Verdict.DERIVED
    assert scope.startswith("all")
    assert len([premise for premise in premises if premise.relation]) == own


@pytest.mark.parametrize(
    ("claim", "formula"),
    [
        ("upper", E ** (L - 1)),
        ("upper", E * L),
        ("attained_digits", E**L + 1),
        ("attained_product", E**L - 1),
        ("routes", E ** (L + 1)),
        ("route_measure", L / E),
    ],
)
def test_a_wrong_formula_is_not_proved(claim, formula):
    must_prove_only(ENTRY, claim, formula)


def test_a_premise_that_an_object_breaks_proves_nothing():
    """Kinked experts cut a cell into more than E; the hypothesis that keeps them out is what is dropped."""
    kinked = instances("upper", kinked_experts, E=2, L=(1, 2))
    claim = replace(THEOREM.claim("upper"), given=(piece_count.top_one, piece_count.layered))
    claims = tuple(claim if each.name == "upper" else each for each in THEOREM.claims)
    proof = next(item for item in THEOREM.evidence if (item.claim, item.kind) == ("upper", "proof"))
    found = proof.run(replace(THEOREM, claims=claims, evidence=(kinked, proof)), Context(False, Budget(10)))
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "breaks the premise" in found.detail
