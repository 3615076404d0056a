"""Sup distances of networks and mixtures, each found in two ways."""

from itertools import product
from random import Random

import pytest
from flint import fmpq

from boundkit.constructions.digits import digits
from boundkit.constructions.digits import product as product_mixture
from boundkit.constructions.parametrised import difference, network_of, parameter_count, threshold
from boundkit.errors import NotEvaluableError, ShapeError
from boundkit.measures.distances import side_values, sup_norm, uniform_distance, uniform_distances
from boundkit.networks import ReLUNetwork


def random_network(widths, seed):
    draw = Random(seed)
    return network_of(widths, [fmpq(draw.randint(-12, 12), draw.randint(1, 5)) for _ in range(parameter_count(widths))])


@pytest.mark.parametrize("widths", [(1, 1), (1, 3, 1), (1, 2, 3, 2)])
def test_two_ways_to_a_uniform_distance_on_an_interval(widths):
    for seed in range(6):
        f, g = random_network(widths, f"{seed} f"), random_network(widths, f"{seed} g")
        found = uniform_distance(f, g, (-1, 1))
        assert found == sup_norm(difference(f, g), (-1, 1))
        points = [[fmpq(i, 40)] for i in range(-40, 41)]
        assert max(abs(a - b) for x in points for a, b in zip(f(x), g(x), strict=True)) <= found


def test_uniform_distance_in_the_plane_is_reached_and_never_exceeded():
    for seed in range(4):
        f, g = random_network((2, 3, 1), f"{seed} f"), random_network((2, 3, 1), f"{seed} g")
        found = uniform_distance(f, g, (-1, 1))
        grid = [abs(f(p)[0] - g(p)[0]) for p in product([fmpq(i, 12) for i in range(-12, 13)], repeat=2)]
        assert max(grid) <= found <= max(grid) * fmpq(3, 2)
    plane = ReLUNetwork.affine([[1, 2]], [0])
    assert uniform_distance(plane, ReLUNetwork.affine([[0, 0]], ["1/2"]), ((0, 0), (1, 3))) == fmpq(13, 2)


def test_uniform_distances_of_mixtures_that_jump():
    steps = [threshold(fmpq(i, 7)) for i in range(1, 7)]
    assert all((d == 1) == (i != j) for i, row in enumerate(uniform_distances(steps)) for j, d in enumerate(row))
    assert uniform_distance(digits(2, 1), digits(2, 2)) == fmpq(1, 2)
    assert uniform_distance(digits(3, 2), digits(3, 2)) == 0
    assert uniform_distance(threshold("1/3"), threshold("1/2"), ("1/2", 1)) == 0


def test_side_values_tell_functions_apart_and_hold_every_combination():
    f, g = threshold("1/3"), ReLUNetwork.of([[[1], [1]], [[1, -2]]], [[0, "-1/2"], [0]])
    values = side_values([f, g, f])
    assert list(values[0]) == list(values[2]) != list(values[1])
    assert values.shape == (3, 6)  # both sides of 0, 1/3 and 1/2
    assert list(values[1]) == [0, fmpq(1, 3), fmpq(1, 3), fmpq(1, 2), fmpq(1, 2), 0]
    assert abs(values[0] - 3 * values[1]).max() == 1


def test_uniform_distances_refuse_what_does_not_fit():
    line, plane = random_network((1, 1), 0), random_network((2, 1), 0)
    with pytest.raises(ShapeError):
        uniform_distance(line, plane)
    with pytest.raises(ShapeError):
        difference(line, random_network((1, 2, 1), 0))
    with pytest.raises(NotEvaluableError):
        uniform_distance(product_mixture(2, 2), product_mixture(2, 2))
    assert uniform_distances([]) == []
