"""Gates: slabs, ties, prototypes."""

import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from boundkit.errors import ShapeError
from boundkit.networks import LinearGate, nearest_prototype

small = st.integers(-3, 3)
lines = st.lists(st.tuples(small, small), min_size=1, max_size=6)


@given(lines, st.integers(-12, 12))
def test_slabs_agree_with_the_scores_between_thresholds(rows, twelfths):
    gate = LinearGate([[slope] for slope, _ in rows], [offset for _, offset in rows])
    slabs, u = gate.slabs, fmpq(twelfths, 7)
    assert slabs.thresholds == sorted(set(slabs.thresholds))
    coordinate = slabs.coordinate([u])[0]
    if coordinate not in slabs.thresholds:
        assert slabs.winners[sum(t < coordinate for t in slabs.thresholds)] == gate.choose([u])


@given(lines)
def test_whoever_serves_at_a_threshold_is_named(rows):
    gate = LinearGate([[slope] for slope, _ in rows], [offset for _, offset in rows])
    slabs = gate.slabs
    assert set(slabs.winners) <= set(slabs.serving)
    assert {gate.choose([threshold]) for threshold in slabs.thresholds} <= set(slabs.serving)


@given(lines)
def test_every_slab_is_needed(rows):
    gate = LinearGate([[slope] for slope, _ in rows], [offset for _, offset in rows])
    winners = gate.slabs.winners
    assert len(winners) == len(set(winners)) == len(gate.slabs.thresholds) + 1


@pytest.mark.parametrize(
    ("weight", "bias", "expected"),
    [
        ([[0, 0]], [5], [0]),
        ([[1, 2], [1, 2]], [0, 0], [0]),
        ([[1, 2], [1, 2]], [0, 1], [1]),
        ([[0, 0], [1, 2], [2, 4]], [0, 0, -1], [0, 1, 2]),
        ([[0, 0], [1, 2], [2, 4]], [0, 0, 0], [0, 2]),
        ([[3, 1], [4, 3], [2, -1]], [0, 0, 0], [2, 1]),
    ],
)
def test_parallel_gates(weight, bias, expected):
    assert LinearGate(weight, bias).slabs.winners == expected


def test_gates_that_read_two_coordinates_have_no_slabs():
    assert LinearGate([[0, 0], [1, 0], [0, 1]], [0, 0, 0]).slabs is None


def test_ties_go_to_the_lowest_index():
    gate = LinearGate([[1], [1], [0]], [0, 0, 0])
    assert [gate.choose([x]) for x in (-1, 0, 1)] == [2, 0, 0]
    assert LinearGate([[0], [0]], [0, 0]).choose([7]) == 0


@given(st.lists(st.tuples(small, small), min_size=1, max_size=6), st.tuples(small, small))
def test_prototypes_against_distances(points, at):
    gate = nearest_prototype(points)
    distances = [sum((a - b) ** 2 for a, b in zip(point, at, strict=True)) for point in points]
    assert gate.choose(at) == distances.index(min(distances))


@pytest.mark.parametrize("points", [[], [[0], [0, 1]]])
def test_prototypes_of_no_common_dimension(points):
    with pytest.raises(ShapeError, match="one common dimension"):
        nearest_prototype(points)
