import math
from itertools import combinations, product
from random import Random

import pytest
from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.errors import DomainError, ShapeError
from boundkit.measures.covering import (
    box_centres,
    box_covering,
    box_packing,
    box_separated,
    covering_number,
    greedy_packing,
    least_distance,
    log_of,
    packing_number,
    sparse_covering,
)


def maximum_norm(points):
    return [[max(abs(a - b) for a, b in zip(p, q, strict=True)) for q in points] for p in points]


# boxes ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("half_widths", "delta", "count"),
    [
        ([1], "1/10", 10),
        ([1], "2/7", 4),
        ([1], 1, 1),
        ([1], "99/100", 2),
        ([1], 5, 1),
        ([0], "1/10", 1),
        ([], "1/10", 1),
        ([1, 2], "1/2", 8),
        ([1] * 64, "1/10", 10**64),
    ],
)
def test_box_covering_values(half_widths, delta, count):
    assert box_covering(half_widths, delta) == count
    assert box_packing(half_widths, 2 * rational(delta)) == count


@pytest.mark.parametrize("half_widths", [[1], ["3/2"], [1, "1/2"], [1, 0, "2/3"]])
@pytest.mark.parametrize("delta", ["1/4", "2/7", "1/2", 1, 7])
def test_separated_points_and_centres_prove_the_number_from_both_sides(half_widths, delta):
    radius, halves = rational(delta), [rational(h) for h in half_widths]
    far, centres = box_separated(half_widths, 2 * radius), box_centres(half_widths, delta)
    assert len(far) == len(centres) == box_covering(half_widths, delta)
    assert all(max(abs(a - b) for a, b in zip(p, q, strict=True)) > 2 * radius for p, q in combinations(far, 2))
    assert all(abs(x) <= half for point in far + centres for x, half in zip(point, halves, strict=True))
    draw = Random(0)
    for _ in range(200):
        point = [half * fmpq(draw.randint(-60, 60), 60) for half in halves]
        assert any(max(abs(a - b) for a, b in zip(point, c, strict=True)) <= radius for c in centres)


@pytest.mark.parametrize(("half_widths", "delta"), [([1], 0), ([1], "-1/2"), ([-1], 1)])
def test_boxes_refuse_what_is_no_box_or_radius(half_widths, delta):
    for function in (box_covering, box_packing, box_centres, box_separated):
        with pytest.raises(DomainError):
            function(half_widths, delta)


# finite sets ----------------------------------------------------------------------------------------------------------


def brute_covering(distances, delta):
    size = len(distances)
    return next(
        count
        for count in range(size + 1)
        for chosen in combinations(range(size), count)
        if all(any(distances[i][c] <= delta for c in chosen) for i in range(size))
    )


def brute_packing(distances, separation):
    return max(
        len(chosen)
        for count in range(len(distances) + 1)
        for chosen in combinations(range(len(distances)), count)
        if all(distances[i][j] > separation for i, j in combinations(chosen, 2))
    )


@pytest.mark.parametrize("seed", range(12))
def test_finite_numbers_against_all_subsets(seed):
    draw = Random(seed)
    points = [(draw.randint(0, 9), draw.randint(0, 9)) for _ in range(draw.randint(1, 9))]
    distances = maximum_norm(points)
    for delta in (0, 1, 2, 4):
        assert covering_number(distances, delta) == brute_covering(distances, delta)
        assert packing_number(distances, delta) == brute_packing(distances, delta)
        greedy = greedy_packing(distances, delta)
        assert packing_number(distances, 2 * delta) <= covering_number(distances, delta) <= len(greedy)
        assert len(greedy) <= packing_number(distances, delta)


def test_finite_numbers_at_the_ends():
    assert covering_number([], 1) == packing_number([], 1) == 0
    assert greedy_packing([], 1) == []
    assert covering_number([[0]], 0) == packing_number([[0]], 0) == 1
    assert least_distance([[0, 3], [3, 0]]) == 3
    with pytest.raises(DomainError):
        least_distance([[0]])
    with pytest.raises(ShapeError):
        covering_number([[0, 1]], 1)


def test_a_fine_grid_of_an_interval_needs_as_many_balls_as_the_interval():
    grid = [(fmpq(i, 12),) for i in range(-12, 13)]
    for delta in ("1/4", "1/3", "1/2"):
        assert packing_number(maximum_norm(grid), 2 * rational(delta) - fmpq(1, 100)) >= box_covering([1], delta)
        assert covering_number(maximum_norm(grid), delta) == box_covering([1], delta)


# sparse vectors -------------------------------------------------------------------------------------------------------


def sparse_grid(E, k, steps):
    values = [fmpq(i, steps) for i in range(-steps, steps + 1)]
    return [point for point in product(values, repeat=E) if sum(value != 0 for value in point) <= k]


@pytest.mark.parametrize(("E", "k"), [(1, 1), (2, 1), (3, 1), (2, 2), (3, 2)])
def test_sparse_covering_against_a_grid(E, k):
    ends = sparse_covering(E, k, 1, "1/3")
    assert ends.exact
    assert packing_number(maximum_norm(sparse_grid(E, k, 1)), "2/3") == ends.lower
    assert len(greedy_packing(maximum_norm(sparse_grid(E, k, 6)), "2/3")) <= ends.upper


@pytest.mark.parametrize(("E", "r"), [(1, 3), (2, 3), (1, 5), (2, 5)])
def test_sparse_covering_against_the_exact_number_of_a_grid(E, r):
    ends = sparse_covering(E, 1, 1, fmpq(1, r))
    assert covering_number(maximum_norm(sparse_grid(E, 1, r)), fmpq(1, r)) <= ends.upper
    assert packing_number(maximum_norm(sparse_grid(E, 1, (r - 1) // 2)), fmpq(2, r)) == ends.lower


def test_sparse_covering_with_all_entries_is_the_box_when_exact():
    for r in (1, 3, 5, 7, "5/2"):
        ends = sparse_covering(3, 3, r, 1)
        assert ends.exact
        assert ends.lower == box_covering([r] * 3, 1)
    for r in (2, "7/2", 10):
        ends = sparse_covering(3, 3, r, 1)
        assert ends.lower <= box_covering([r] * 3, 1) <= ends.upper
        assert not ends.exact
    with pytest.raises(DomainError):
        sparse_covering(2, 3, 1, 1)


# functions with parameters --------------------------------------------------------------------------------------------


def test_logarithms_of_counts():
    for count in (2, 10, 10**64):
        ends = log_of(count)
        assert float(ends.lower) == pytest.approx(math.log(count))
        assert ends.lower < ends.upper
    assert log_of(Enclosure(fmpq(3), None)).upper is None
    for bad in (0, Enclosure(None, fmpq(3))):
        with pytest.raises(DomainError):
            log_of(bad)
