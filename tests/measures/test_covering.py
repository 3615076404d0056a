import math
from fractions import Fraction
from itertools import combinations, product
from random import Random

import pytest
from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.constructions.digits import digits
from boundkit.constructions.digits import product as product_mixture
from boundkit.constructions.parametrised import difference, network_of, parameter_count, threshold
from boundkit.errors import DomainError, NotEvaluableError, ShapeError
from boundkit.measures.affine_covering import affine_cover, affine_covering, affine_load, affine_measure
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
from boundkit.measures.distances import parameter_distance, side_values, sup_distance, sup_distances, sup_norm
from boundkit.networks import ReLUNetwork


def maximum_norm(points):
    return [[max(abs(a - b) for a, b in zip(p, q, strict=True)) for q in points] for p in points]


def random_network(widths, seed):
    draw = Random(seed)
    return network_of(widths, [fmpq(draw.randint(-12, 12), draw.randint(1, 5)) for _ in range(parameter_count(widths))])


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


# sup distances --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("widths", [(1, 1), (1, 3, 1), (1, 2, 3, 2)])
def test_two_ways_to_a_sup_distance_on_an_interval(widths):
    for seed in range(6):
        f, g = random_network(widths, f"{seed} f"), random_network(widths, f"{seed} g")
        found = sup_distance(f, g, (-1, 1))
        assert found == sup_norm(difference(f, g), (-1, 1))
        points = [[fmpq(i, 40)] for i in range(-40, 41)]
        assert max(abs(a - b) for x in points for a, b in zip(f(x), g(x), strict=True)) <= found


def test_sup_distance_in_the_plane_is_reached_and_never_exceeded():
    for seed in range(4):
        f, g = random_network((2, 3, 1), f"{seed} f"), random_network((2, 3, 1), f"{seed} g")
        found = sup_distance(f, g, (-1, 1))
        grid = [abs(f(p)[0] - g(p)[0]) for p in product([fmpq(i, 12) for i in range(-12, 13)], repeat=2)]
        assert max(grid) <= found <= max(grid) * fmpq(3, 2)
    plane = ReLUNetwork.affine([[1, 2]], [0])
    assert sup_distance(plane, ReLUNetwork.affine([[0, 0]], ["1/2"]), ((0, 0), (1, 3))) == fmpq(13, 2)


def test_sup_distances_of_mixtures_that_jump():
    steps = [threshold(fmpq(i, 7)) for i in range(1, 7)]
    assert all((d == 1) == (i != j) for i, row in enumerate(sup_distances(steps)) for j, d in enumerate(row))
    assert sup_distance(digits(2, 1), digits(2, 2)) == fmpq(1, 2)
    assert sup_distance(digits(3, 2), digits(3, 2)) == 0
    assert sup_distance(threshold("1/3"), threshold("1/2"), ("1/2", 1)) == 0


def test_side_values_tell_functions_apart_and_hold_every_combination():
    f, g = threshold("1/3"), ReLUNetwork.of([[[1], [1]], [[1, -2]]], [[0, "-1/2"], [0]])
    values = side_values([f, g, f])
    assert list(values[0]) == list(values[2]) != list(values[1])
    assert values.shape == (3, 6)  # both sides of 0, 1/3 and 1/2
    assert list(values[1]) == [0, fmpq(1, 3), fmpq(1, 3), fmpq(1, 2), fmpq(1, 2), 0]
    assert abs(values[0] - 3 * values[1]).max() == 1


def test_sup_distances_refuse_what_does_not_fit():
    line, plane = random_network((1, 1), 0), random_network((2, 1), 0)
    with pytest.raises(ShapeError):
        sup_distance(line, plane)
    with pytest.raises(ShapeError):
        difference(line, random_network((1, 2, 1), 0))
    with pytest.raises(NotEvaluableError):
        sup_distance(product_mixture(2, 2), product_mixture(2, 2))
    assert sup_distances([]) == []


# affine functions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 9])
def test_slope_and_intercept_need_n_times_n_plus_one_or_twice_that(n):
    assert affine_covering(n, 1) == Enclosure(fmpq(n * (n + 1)), fmpq(n * (n + 1)))
    assert affine_covering(n, 1, symmetric=True).lower == affine_covering(n, 1, symmetric=True).upper == 2 * n * (n + 1)


def test_slope_and_intercept_at_a_quarter_need_20_and_40_not_16():
    assert affine_covering(1, "1/4").lower == 20
    assert affine_covering(1, "1/4", symmetric=True).upper == 40
    assert box_covering([1, 1], "1/4") == 16


def test_affine_covering_between_whole_ratios_has_two_ends():
    assert affine_covering(1, "2/7") == Enclosure(fmpq(12), fmpq(20))
    assert affine_covering(1, "2/7", symmetric=True) == Enclosure(fmpq(24), fmpq(40))
    assert affine_covering("2/3", 1) == Enclosure(fmpq(1), fmpq(2))
    assert affine_covering("1/2", 1).exact
    assert affine_covering("1/2", 1, symmetric=True) == Enclosure(fmpq(1), fmpq(1))
    for bad in ((1, "1/1000"), (0, 1), (1, 0)):
        with pytest.raises(DomainError):
            affine_covering(*bad)


@pytest.mark.parametrize("symmetric", [False, True])
def test_covers_hold_random_functions_of_the_class(symmetric):
    draw, n = Random(3), 4
    centres = affine_cover(n, symmetric=symmetric)
    ends = (-1 if symmetric else 0, 1)
    for _ in range(300):
        a, b = (n * Fraction(draw.randint(-50, 50), 50) for _ in range(2))
        u, v = (a * x + b for x in ends)
        assert any(max(abs(u - x), abs(v - y)) <= 1 for x, y in centres)


@pytest.mark.parametrize("symmetric", [False, True])
def test_no_square_bears_more_than_the_load_found(symmetric):
    n, draw = 3, Random(5)
    assert affine_load(n, symmetric=symmetric) == 1
    segments = affine_measure(n, symmetric=symmetric)
    largest = Fraction(0)
    for _ in range(2000):
        x, y = (Fraction(draw.randint(-70, 70), 10) for _ in range(2))
        mass = Fraction(0)
        for u, v, slope, length in segments:
            ends = sorted((u + (y - 1 - v) * slope, u + (y + 1 - v) * slope))
            mass += max(0, min(u + length, x + 1, ends[1]) - max(u, x - 1, ends[0])) / 2
        largest = max(largest, mass)
    assert Fraction(9, 10) < largest <= 1
    for u, v, slope, length in segments:
        for at, to in ((u, v), (u + length, v + slope * length)):
            assert abs(at) + abs(to) <= 2 * n if symmetric else max(abs(at), abs(to - at)) <= n


@pytest.mark.parametrize(("symmetric", "needed"), [(False, 2), (True, 4)])
def test_fewer_squares_do_not_cover_a_grid_of_the_smallest_class(symmetric, needed):
    grid = [
        (u, v)
        for u, v in product(range(-4, 5), repeat=2)  # in units of delta/2, at B = delta
        if (abs(u) + abs(v) <= 4 if symmetric else abs(u) <= 2 and abs(v - u) <= 2)
    ]
    balls = {sum(1 << i for i, (u, v) in enumerate(grid) if 0 <= u - x <= 4 and 0 <= v - y <= 4)
             for x, y in product(range(-8, 5), repeat=2)}  # fmt: skip
    everything = (1 << len(grid)) - 1
    reached = {0}
    for _ in range(needed - 1):
        reached = {part | ball for part in reached for ball in balls}
        assert everything not in reached


# functions with parameters --------------------------------------------------------------------------------------------


def test_thresholds():
    assert [threshold("1/3", 4)([x])[0] for x in (0, "1/3", "34/100", "7/10", 1)] == [0, 0, 1, 1, 1]
    for bad in ((0, 2), (1, 2), ("1/2", 1)):
        with pytest.raises(DomainError):
            threshold(*bad)


def test_networks_from_flat_parameters():
    values = list(range(1, 14))
    network = network_of([2, 3, 1], values)
    assert [entry for layer in network.layers for entry in layer.entries] == values
    moved = network_of([2, 3, 1], [*values[:5], 100, *values[6:]])
    assert parameter_distance(network, moved) == 94
    with pytest.raises(ShapeError):
        network_of([2, 3, 1], values[:-1])
    with pytest.raises(ShapeError):
        parameter_distance(network, network_of([1, 1], [0, 0]))


def test_logarithms_of_counts():
    for count in (2, 10, 10**64):
        ends = log_of(count)
        assert float(ends.lower) == pytest.approx(math.log(count))
        assert ends.lower < ends.upper
    assert log_of(Enclosure(fmpq(3), None)).upper is None
    for bad in (0, Enclosure(None, fmpq(3))):
        with pytest.raises(DomainError):
            log_of(bad)
