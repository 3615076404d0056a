"""Regions on a line: networks one by one, true maxima of narrow layers, controls."""

from itertools import pairwise
from math import prod
from random import Random

import pytest
from boundkit.theorems.classical import line, montufar_upper
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only, whole
from flint import fmpq
from shapes import of_shape

from boundkit.constructions.folding import zigzag_network
from boundkit.errors import DomainError
from boundkit.networks import ReLUNetwork
from boundkit.regions import count
from boundkit.verdict import Verdict

ENTRY = entry_of(line)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_every_claim_is_controlled():
    for claim in THEOREM.claims:
        kinds = [item.kind for item in THEOREM.evidence if item.claim == claim.name]
        assert "too_strong" in kinds


def test_one_input():
    for n in ((3,), (3, 4), (3, 3, 5)):
        assert of_shape("line", 1, n) == prod(units + 1 for units in n) == of_shape("montufar_upper", 1, n)
    assert of_shape("line", 1, (3, 4)) == of_shape("serra_upper", 1, (3, 4))
    assert whole("line", "last_unit", J=2, n="6,1") == 11
    assert whole("montufar_lower", "published_affine", D=1, J=2, n="6,1") == 12


def test_claims_of_two_layers_refuse_others():
    with pytest.raises(DomainError, match="J = 2"):
        whole("line", "narrow", J=3, n="2,2,2")
    with pytest.raises(DomainError, match="claimed for"):
        whole("line", "narrow", J=2, n="3,2")


def pieces_on_a_line(weights, biases):
    """Activation regions and affine pieces of a network of one input: signs and slopes between all sign changes."""

    def signs_and_value(x):
        signs, values = [], [x]
        for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
            values = [sum(map(fmpq.__mul__, row, values), fmpq(0)) + b for row, b in zip(weight, bias, strict=True)]
            signs += [v > 0 for v in values]
            values = [max(v, fmpq(0)) for v in values]
        return tuple(signs), sum(map(fmpq.__mul__, weights[-1][0], values), fmpq(0)) + biases[-1][0]

    cuts = [fmpq(-1000), fmpq(1000)]
    for depth in range(len(weights) - 1):
        found = set(cuts)
        for low, high in pairwise(cuts):
            for unit in range(len(weights[depth])):
                only = [*weights[:depth], [weights[depth][unit]]], [*biases[:depth], [biases[depth][unit]]]
                ends = [end_value(only, x) for x in (low, high)]
                if ends[0] * ends[1] < 0:
                    found.add(low + (high - low) * ends[0] / (ends[0] - ends[1]))
        cuts = sorted(found)
    middles = [(low + high) / 2 for low, high in pairwise(cuts)]
    patterns = [signs_and_value(x)[0] for x in middles]
    regions = 1 + sum(a != b for a, b in pairwise(patterns))
    slopes = [signs_and_value(high)[1] - signs_and_value(low)[1] for low, high in pairwise(cuts)]
    slopes = [rise / (high - low) for rise, (low, high) in zip(slopes, pairwise(cuts), strict=True)]
    return regions, 1 + sum(a != b for a, b in pairwise(slopes))


def end_value(network, x):
    weights, biases = network
    values = [x]
    for number, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
        values = [max(v, fmpq(0)) for v in values] if number else values
        values = [sum(map(fmpq.__mul__, row, values), fmpq(0)) + b for row, b in zip(weight, bias, strict=True)]
    return values[0]


def drawn(widths, draw):
    sizes = [1, *widths, 1]
    weights = [[[fmpq(draw.randint(-4, 4)) for _ in range(p)] for _ in range(q)] for p, q in pairwise(sizes)]
    return weights, [[fmpq(draw.randint(-6, 6)) for _ in range(q)] for q in sizes[1:]]


@pytest.mark.parametrize(("widths", "most"), [((1, 1), 3), ((2, 1), 5), ((2, 2), 7)])
def test_the_true_maxima_of_narrow_layers(widths, most):
    draw = Random(str(widths))
    found = max(pieces_on_a_line(*drawn(widths, draw))[0] for _ in range(600))
    assert found == most
    assert line.Shape(widths).most_regions().exact
    assert line.Shape(widths).most_regions().lower == most
    assert whole("line", "narrow_maximum", J=2, n=widths) == most < of_shape("line", 1, widths)


def test_one_last_unit_hides_kinks():
    draw = Random(5)
    for units in (1, 3, 6):
        for _ in range(40):
            weights, biases = drawn((units, 1), draw)
            regions, pieces = pieces_on_a_line(weights, biases)
            assert pieces <= whole("line", "last_unit", J=2, n=(units, 1))
            found = count(ReLUNetwork.of(weights, biases), (-1000, 1000))
            assert (found.activation_regions, found.connected_pieces) == (regions, pieces)
    zigzag = zigzag_network((6, 1))
    weights, biases = ([layer.weight.tolist() for layer in zigzag.layers],
                       [layer.bias.entries() for layer in zigzag.layers])  # fmt: skip
    assert pieces_on_a_line(weights, biases) == (14, 11)


J, width = montufar_upper.J, montufar_upper.width


MUTANTS = {
    "a layer less": ("upper", line.pieces_of_line(J - 1)),
    "one cut less": ("narrow", width(1) * (width(2) + 1)),
    "one piece less": ("last_unit", THEOREM.claim("last_unit").expression - 1),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_formula_is_not_proved(name):
    must_prove_only(ENTRY, *MUTANTS[name])


@pytest.mark.parametrize(("claim", "tried"), [("upper", 4), ("narrow", 5), ("last_unit", 4)])
def test_what_is_proved_is_derived_from_premises_that_were_tried(claim, tried):
    verdict, scope, rests_on, premises = derived(ENTRY, claim)
    assert (verdict, scope, rests_on) == (Verdict.DERIVED, "all", ())
    assert sum(bool(premise.tested_by) for premise in premises if premise.relation) == tried
