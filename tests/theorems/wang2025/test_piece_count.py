"""E^L pieces from L E experts: evidence, values, hypotheses, and what must fail."""

import pytest
from boundkit.theorems.wang2025 import piece_count
from entries import check_evidence, check_headlines, entry_of, evidence_of, must_break
from flint import fmpq

from boundkit.constructions.digits import digits, product, tents
from boundkit.errors import DomainError

ENTRY = entry_of(piece_count)
THEOREM = ENTRY.theorem
SLOW = ("digits", "digits with 10^5 pieces and more", "product", "product with about 10^5 pieces")


@pytest.mark.parametrize("index", evidence_of(ENTRY, SLOW))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_headlines_say_what_they_assume():
    check_headlines(ENTRY, {"upper": "classical.convex_routing_cells: upper"})


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
    assert not piece_count.digital.met_by(piece_count.kinked_experts(3, 1), {})
    assert not piece_count.digital.met_by(piece_count.shifted_product(3, 2), {})  # of two inputs
    assert piece_count.own.met_by(product(3, 2), {})
    assert piece_count.untied.met_by(product(3, 2), {})
    assert not piece_count.untied.met_by(piece_count.tied_gate(3, 2), {})
    assert piece_count.distinct.met_by(product(3, 2), {})
    assert not piece_count.distinct.met_by(piece_count.doubled_experts(3, 2), {})
    assert not piece_count.layered.met_by(piece_count.one_wide_layer(3, 2), {"E": 3, "L": 2})


@pytest.mark.parametrize("formula", [piece_count.E ** (piece_count.L - 1), piece_count.E * piece_count.L])
def test_a_wrong_formula_breaks_its_derivation(formula):
    must_break(THEOREM.claim("upper"), piece_count.multiply(piece_count.E, "E experts"), formula)
