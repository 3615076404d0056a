"""Mixtures beside ReLU networks of as many parameters: verdicts, true maxima, and budgets by brute force."""

from itertools import product

import pytest
from boundkit.theorems.wang2025 import beside_relu
from boundkit.theorems.wang2025.beside_relu import Pair, deepest, in_all, in_depth, in_use, parameters
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only
from flint import fmpq

import boundkit
from boundkit.commands.bounds import bounds_at_shapes
from boundkit.constructions.folding import zigzag_network
from boundkit.models import model
from boundkit.verdict import Verdict

ENTRY = entry_of(beside_relu)


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize("claim", ["total", "active"])
def test_two_layers_are_derived(claim):
    verdict, _, _, premises = derived(ENTRY, claim)
    assert verdict is Verdict.DERIVED
    assert all(premise.tested_by for premise in premises if premise.relation)
    must_prove_only(ENTRY, claim, ENTRY.theorem.claim(claim).right_hand_side * fmpq(101, 100))


def test_parameters_are_those_of_a_dense_network():
    for widths in ((3,), (4, 4), (3, 3, 5)):
        layers = zigzag_network(widths).layers
        assert parameters(widths) == sum(layer.outputs * (layer.inputs + 1) for layer in layers)


def test_pieces_and_units_by_hand():
    """E = 8, L = 4: 128 parameters allow 9 and 9 units, 100 pieces; 72 in use allow 6 and 6, 49 pieces."""
    assert (in_all(8, 4).widths, in_all(8, 4).most, in_all(8, 4).ratio) == ((9, 9), 100, fmpq(4096, 100))
    assert (in_use(8, 4).widths, in_use(8, 4).most) == ((6, 6), 49)
    line = boundkit.theorem("classical.line").claim("maximum")
    assert int(line.evaluate(n=(9, 9), J=2).exact) == 100


def test_deepest_networks_by_brute_force():
    for budget in (12, 40, 64):
        shapes = [(n,) * J for n, J in product(range(3, 20), range(1, 9)) if parameters((n,) * J) <= budget]
        best = max((widths[0] + 1) ** len(widths) for widths in shapes)
        assert (deepest(budget)[0] + 1) ** len(deepest(budget)) == best


def test_depth_has_as_many_pieces_as_experts():
    assert in_depth(3, 3) == Pair(3, 3, (3, 3, 3))
    assert in_depth(3, 3).ratio == fmpq(27, 64)


def test_shapes_of_other_mixtures_than_digits_have_no_bound():
    def speaking(**values):
        found = bounds_at_shapes([ENTRY.theorem], [model("mixtral-8x7b")], values)
        return [each.claim.name for each in found.claims if each.speaks]

    assert speaking() == speaking(k=1, J=0) == []
    assert speaking(D=1, k=1, J=0) == ["total", "active"]
