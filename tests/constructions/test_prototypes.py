"""Cells of routing gates, and what Lee's formula counts: by hand, and against the gate at infinity."""

from itertools import combinations
from math import comb
from random import Random

import pytest
from flint import fmpq

from boundkit.constructions.prototypes import (
    Prototypes,
    Scores,
    chosen_cells,
    new_corners,
    tied_scores,
    unbounded_cells,
)
from boundkit.networks import LinearGate


def test_ties_between_experts_go_to_the_lower_index():
    assert chosen_cells(LinearGate([[1], [1], [-1]], [0, 0, 0], top=1)) == 2
    assert chosen_cells(LinearGate([[1], [1], [-1]], [0, 0, 0], top=2)) == 2
    assert chosen_cells(LinearGate([[0], [0]], [0, 0], top=2)) == 1


@pytest.mark.parametrize("seed", range(4))
def test_unbounded_cells_against_the_gate_at_infinity(seed):
    """Far away only the slopes count: the unbounded cells are those of the same gate without offsets."""
    draw = Random(seed)
    points = [(draw.randint(-9, 9), draw.randint(-9, 9)) for _ in range(6)]
    points = list(dict.fromkeys(points))
    for order in range(1, len(points)):
        assert unbounded_cells(points, order) == chosen_cells(LinearGate(points, [0] * len(points), top=order))


def test_unbounded_cells_of_special_points():
    assert [unbounded_cells([(0, 0), (1, 0)], 1)] == [2]
    triangle_and_centre = [(0, 0), (6, 0), (0, 6), (1, 2)]
    assert unbounded_cells(triangle_and_centre, 1) == 3
    assert unbounded_cells([(t, t * t) for t in range(5)], 1) == 5
    assert unbounded_cells([(t, 2 * t) for t in range(5)], 2) == 2
    assert Prototypes(tuple(triangle_and_centre), 2).cells() == 9 - 3 == comb(4, 2)


def test_ties_of_two_scores():
    gate = LinearGate([[1, 2], [3, 5], [0, 0]], [7, 0, 1])
    assert tied_scores(gate) == ((-2, -3, 7), (1, 2, 6), (3, 5, -1))


def test_scores_and_prototypes_have_the_cells_of_their_gate():
    prototypes = Prototypes(((0,), (1,), (4,)), 2)
    assert (prototypes.inputs, prototypes.cells()) == (1, chosen_cells(prototypes.gate)) == (1, 2)
    assert Scores(prototypes.gate).points == ((0,), (2,), (8,))
    assert Scores(prototypes.gate).cells() == 2


@pytest.mark.parametrize("seed", range(3))
def test_new_corners_are_centres_with_so_many_nearer_prototypes(seed):
    """By the centres and radii themselves, solved for in rationals."""
    draw = Random(seed)
    points = [(draw.randint(-40, 40), draw.randint(-40, 40)) for _ in range(6)]
    nearer = []
    for (ax, ay), (bx, by), (cx, cy) in combinations(points, 3):
        bottom = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by))
        if bottom == 0:
            continue
        a, b, c = ax * ax + ay * ay, bx * bx + by * by, cx * cx + cy * cy
        x = fmpq(a * (by - cy) + b * (cy - ay) + c * (ay - by), bottom)
        y = fmpq(a * (cx - bx) + b * (ax - cx) + c * (bx - ax), bottom)
        radius = (x - ax) ** 2 + (y - ay) ** 2
        nearer.append(sum((x - px) ** 2 + (y - py) ** 2 < radius for px, py in points))
    assert [new_corners(points, order) for order in range(6)] == [nearer.count(order - 1) for order in range(6)]
