from itertools import product

import pytest
from boundkit.theorems.classical.parameter_lipschitz import (
    Pair,
    all_apart,
    bounded_parameters,
    inputs_in_unit_cube,
    random_pairs,
    read_widths,
    sup_of_difference,
    worst_corner,
)
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


def test_all_evidence_comes_out_as_expected(report):
    assert [r.evidence for r in report.results if not r.as_expected] == []
    assert {c.claim: (c.headline, c.scope.split(",")[0]) for c in report.claims} == {
        "published": ("CERTIFIED", "all"),
        "general": ("CERTIFIED", "all"),
        "uniform": ("CERTIFIED", "all"),
    }


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
        assert bounded_parameters(case.object)
        assert inputs_in_unit_cube(case.object)
        assert 0 < case.values["Delta"] <= 3


def test_hypotheses_see_what_breaks_them():
    inside, outside = network_of([1, 1], [1, -1]), network_of([1, 1], ["11/10", 0])
    assert bounded_parameters(Pair(inside, inside, 1))
    assert not bounded_parameters(Pair(inside, outside, 1))
    assert inputs_in_unit_cube(Pair(inside, inside, 1, (0, 1)))
    assert not inputs_in_unit_cube(Pair(inside, inside, 1, (-1, "3/2")))
