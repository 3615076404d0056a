"""Cells of mixtures: evidence, values, and mixtures that have all of them."""

from math import comb

import pytest
from boundkit.theorems.wang2025 import mixture_cells
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only
from flint import fmpq
from sympy import binomial

import boundkit
from boundkit import regions
from boundkit.constructions.digits import folded_digits, subsets
from boundkit.errors import DomainError, ShapeError
from boundkit.verdict import Verdict

ENTRY = entry_of(mixture_cells)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize("claim", THEOREM.claim_names)
def test_every_claim_is_derived_from_three_premises_that_were_tried(claim):
    verdict, scope, rests_on, premises = derived(ENTRY, claim)
    assert (verdict, scope, rests_on) == (Verdict.DERIVED, "all", ())
    assert [bool(premise.tested_by) for premise in premises if premise.relation] == [True] * 3


E, R, L, k = (THEOREM.symbols[name] for name in "ERLk")


@pytest.mark.parametrize(
    ("claim", "formula"),
    [("pieces", (E * R) ** L - 1), ("pieces", E**L * R), ("top_k", binomial(E, k) ** (L - 1)), ("top_k", E**L)],
)
def test_a_wrong_formula_is_not_proved(claim, formula):
    must_prove_only(ENTRY, claim, formula)


def test_bounds_of_mixtures_have_values():
    theorem = boundkit.theorem("wang2025.mixture_cells")
    assert theorem.evaluate("pieces", E=3, R=4, L=2).exact == "144"
    assert theorem.evaluate("top_k", E=8, k=2, L=3).exact == str(28**3)
    with pytest.raises(DomainError):
        theorem.evaluate("top_k", E=2, k=3, L=1)


@pytest.mark.parametrize(("E", "k", "L"), [(3, 1, 2), (3, 2, 2), (4, 2, 1), (4, 3, 1), (3, 3, 2)])
def test_all_subsets_are_routes(E, k, L):
    found = regions.count(subsets(E, k, L), (0, 1))
    assert found.activation_regions == found.routing_cells == comb(E, k) ** L
    assert subsets(E, k, L)([fmpq(1, 3)] * (L * (E - 1))) == [fmpq(1, 3)] * (L * (E - 1))


@pytest.mark.parametrize(("E", "R", "L"), [(1, 1, 1), (2, 3, 1), (2, 2, 2), (3, 2, 2), (1, 4, 3)])
def test_folded_digits_have_all_cells(E, R, L):
    mixture = folded_digits(E, R, L)
    found = regions.count(mixture, (0, 1))
    assert found.activation_regions == (E * R) ** L
    assert found.routing_cells == E**L
    assert mixture_cells.most_pieces(mixture) == R
    assert all(0 <= mixture([fmpq(step, 50)])[0] <= 1 for step in range(51))


def test_more_active_experts_than_experts():
    with pytest.raises(ShapeError, match="choose 1 to all"):
        subsets(3, 4, 1)
