from itertools import product

import pytest
from boundkit.theorems.classical import parameter_lipschitz_proofs as proofs
from boundkit.theorems.classical.parameter_lipschitz import (
    B,
    D,
    Delta,
    J,
    Pair,
    V,
    W,
    all_apart,
    bounded,
    q,
    random_pairs,
    read_widths,
    sup_of_difference,
    unit_inputs,
    worst_corner,
)
from entries import derived, must_prove_only
from flint import fmpq

from boundkit.checking.runner import check
from boundkit.constructions.parametrised import network_of
from boundkit.discovery.discover import load
from boundkit.errors import DomainError

(ENTRY,) = load("boundkit.theorems.classical.parameter_lipschitz")
THEOREM = ENTRY.theorem


@pytest.fixture(scope="module")
def report():
    return check([ENTRY])


@pytest.mark.heavy
def test_all_evidence_comes_out_as_expected(report):
    assert [r.evidence for r in report.results if not r.as_expected] == []
    assert {c.claim: (c.headline, c.scope.split(",")[0]) for c in report.claims} == {
        "published": ("DERIVED", "all"),
        "general": ("DERIVED", "all"),
        "uniform": ("DERIVED", "all"),
    }


def test_all_three_premises_of_the_general_claim_were_tried():
    premises = derived(ENTRY, "general")[3]
    assert [bool(premise.tested_by) for premise in premises if premise.relation] == [True] * 3


@pytest.mark.parametrize(
    ("claim", "formula"),
    [
        ("general", J * B**J * V * Delta),
        ("general", (J + 1) * B ** (J - 1) * V * Delta),
        ("published", J * V * (q + 1) * Delta),
        ("uniform", (J + 1) * B**J * D * (W + 1) ** J * Delta),
    ],
)
def test_a_wrong_formula_is_not_proved(claim, formula):
    must_prove_only(ENTRY, claim, formula)


def test_layers_of_a_network_move_as_measured():
    pair = all_apart(2, 1, 2, "1/3").object
    assert [proofs.change(pair, layer) for layer in range(3)] == [0, 1, None]
    assert [proofs.largest(pair, layer) for layer in range(3)] == [1, 6, None]
    assert [proofs.size(pair, layer) for layer in range(2)] == [2, None]


@pytest.mark.parametrize(("widths", "V"), [((1, 1), 2), ((1, 1, 1), 4), ((2, 3, 4, 5), 60)])
def test_V_leaves_the_outputs_out(widths, V):
    assert read_widths(widths) == V


def test_values():
    assert THEOREM.evaluate("general", J=1, B=1, V=4, Delta="1/8").exact == "1"
    assert THEOREM.evaluate("uniform", J=2, D=3, W=7, B=2, Delta="1/100").exact == "768/25"
    for bad in ({"B": "1/2"}, {"J": -1}, {"Delta": 0}):
        with pytest.raises(DomainError):
            THEOREM.evaluate("general", **bad)
    with pytest.raises(DomainError):
        THEOREM.evaluate("published", J=1, V=4, q=1, Delta="1/8", B=2)


@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_equality_without_hidden_layers(inputs):
    case = all_apart(inputs, 1, 2, "1/3")
    assert sup_of_difference(case.object) == (inputs + 1) * case.values["Delta"]


def test_the_corner_search_of_the_smallest_network_by_hand():
    step = fmpq(1, 8)
    farthest = fmpq(0)
    for signs in product((-1, 1), repeat=4):
        for mask in product((0, 1), repeat=4):
            moved = [s * (1 - step * on) for s, on in zip(signs, mask, strict=True)]
            for x in (-1, 0, 1, fmpq(-1, 2)):
                value = lambda w, b, c, d, x=x: c * max(w * x + b, fmpq(0)) + d  # noqa: E731
                farthest = max(farthest, abs(value(*signs) - value(*moved)))
    case = worst_corner((1, 1, 1), step, "any")
    assert sup_of_difference(case.object) == farthest == fmpq(19, 32)  # 5 Delta - 2 Delta^2, against 8 Delta
    assert THEOREM.evaluate("general", J=1, B=1, V=4, Delta=step).exact == "1"


def test_random_pairs_meet_the_hypotheses_and_differ():
    for seed in range(10):
        case = random_pairs((2, 2, 1), "3/2", seed)
        assert bounded.met_by(case.object, {})
        assert unit_inputs.met_by(case.object, {})
        assert 0 < case.values["Delta"] <= 3


def test_hypotheses_see_what_breaks_them():
    inside, outside = network_of([1, 1], [1, -1]), network_of([1, 1], ["11/10", 0])
    assert bounded.met_by(Pair(inside, inside, 1), {})
    assert not bounded.met_by(Pair(inside, outside, 1), {})
    assert unit_inputs.met_by(Pair(inside, inside, 1, (0, 1)), {})
    assert not unit_inputs.met_by(Pair(inside, inside, 1, (-1, "3/2")), {})
