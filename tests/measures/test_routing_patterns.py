"""Routing patterns by exhaustion, against other ways to count them."""

from itertools import combinations
from math import comb, perm
from random import Random

import pytest

from boundkit.measures.growth import affine_dichotomies
from boundkit.measures.routing_patterns import LinearRouting, PrototypesOnLine, gates_of
from boundkit.networks import LinearGate, nearest_prototype


def line(*places):
    return tuple((x,) for x in places)


def drawn(points, E, k, gates, size=9):
    """The patterns of many random gates with small integers, among them many ties."""
    draw, D = Random(0), len(points[0])
    found = set()
    for _ in range(gates):
        rows = [[draw.randint(-size, size) for _ in range(D)] for _ in range(E)]
        gate = LinearGate(rows, [draw.randint(-size, size) for _ in range(E)], top=k)
        found.add(tuple(gate.chosen(point) for point in points))
    return found


@pytest.mark.parametrize(("E", "k", "number"), [(2, 1, 6), (3, 1, 21), (3, 2, 21), (3, 3, 1)])
def test_random_gates_with_ties_find_no_other_pattern(E, k, number):
    routing = LinearRouting(line(-1, 0, 2), E, k)
    assert len(drawn(routing.points, E, k, 1000)) == routing.patterns() == number


def test_two_experts_are_dichotomies():
    square = ((0, 0), (0, 1), (1, 0), (1, 1), (3, 2))
    assert LinearRouting(square, 2).patterns() == affine_dichotomies(square)
    assert LinearRouting(square[:4], 2).regions_where_one_is_preferred() == 7


def test_a_pattern_stands_for_those_with_other_numbers():
    routing = LinearRouting(((0, 0), (1, 0), (0, 1), (2, 2)), 3)
    whole = sum(perm(3, len(set(pattern))) for pattern in routing.routed())
    assert whole == routing.patterns() == 75
    assert routing.patterns() % 6 == 3


def test_ties_bound_the_patterns():
    for k in (1, 2):
        routing = LinearRouting(line(0, 1), 3, k)
        assert routing.patterns() <= 2 * routing.regions_where_one_is_preferred()


def test_sequences_in_blocks_are_choices_of_places_and_orders():
    routing = LinearRouting(line(*range(5)), 3)
    for blocks in range(1, 4):
        assert routing.in_blocks(blocks) == comb(4, blocks - 1) * perm(3, blocks)


def test_prototypes_on_a_grid_find_no_other_cuts():
    routing = PrototypesOnLine(line(0, 1, 3, 4), 3)
    cuts = set()
    for places in combinations(range(-8, 26), 3):
        gate = nearest_prototype([[x] for x in places])
        served = [gate.choose([4 * x]) for (x,) in routing.points]
        cuts.add(tuple(place for place in range(1, 4) if served[place] != served[place - 1]))
    assert {found for found in cuts if len(found) == 2} == {
        c for c in combinations(range(1, 4), 2) if routing.has_cuts(c)
    }


def test_one_expert_or_one_point():
    assert LinearRouting(line(0, 5), 1).patterns() == 1
    assert LinearRouting(((1, 2),), 4, 2).patterns() == comb(4, 2)
    assert [PrototypesOnLine(line(0), E).patterns() for E in (1, 3)] == [1, 3]


def test_routing_of_points_is_a_gate_for_each_on_the_parameters():
    data = gates_of(LinearRouting(((0,), (3,)), E=2))
    assert data["domain"] == [["-1", "1"]] * 2
    assert [step["scores"] for step in data["steps"]] == [
        [["0", "1", "0"], ["0", "0", "0"]],
        [["3", "1", "0"], ["0", "0", "0"]],
    ]
    assert gates_of(LinearRouting(((0,), (1,)), E=9)) is None
    assert gates_of(PrototypesOnLine(((0,), (1,)), E=2)) is None
