"""Experts on cells against interpolation by sorting, and PReLU networks against the ReLU network."""

from itertools import product
from random import Random

import pytest
from flint import fmpq

from boundkit.constructions.cell_experts import (
    as_prelu,
    cell_interpolant,
    cell_nodes,
    placed,
)
from boundkit.constructions.kuhn import interpolate, nodes
from boundkit.errors import DomainError
from boundkit.measures.uniform_error import uniform_error
from boundkit.networks import Affine, ReLUNetwork


def random_values(D, N, seed):
    draw = Random(seed)
    return [fmpq(draw.randint(-9, 9), draw.randint(1, 9)) for _ in nodes(D, N)]


@pytest.mark.parametrize(("D", "G", "N", "cell"), [(1, 4, 3, (2,)), (2, 3, 2, (0, 2)), (3, 2, 1, (1, 0, 1))])
@pytest.mark.parametrize("clamped", [False, True])
def test_an_expert_is_the_interpolant_of_its_cell(D, G, N, cell, clamped):
    values, draw = random_values(D, N, 1), Random(2)
    expert = cell_interpolant(values, cell, G, N, clamped=clamped)
    assert [expert(node)[0] for node in cell_nodes(cell, G, N)] == values
    for _ in range(20):
        point = tuple(fmpq(draw.randint(0, 60), 60) for _ in range(D))
        assert expert(placed(cell, G, point))[0] == interpolate(values, D, N, point)


def test_a_clamped_expert_reads_the_nearest_point_of_its_cell():
    expert = cell_interpolant(random_values(2, 2, 3), (1, 0), 3, 2, clamped=True)
    for point in product([fmpq(k, 6) for k in range(7)], repeat=2):
        nearest = [min(max(point[0], fmpq(1, 3)), fmpq(2, 3)), min(point[1], fmpq(1, 3))]
        assert expert(point) == expert(nearest)


def test_hats_vanish_outside_the_cell():
    expert = cell_interpolant([1, 1], (0,), 2, 1)
    assert [expert([x])[0] for x in ("1/2", "3/4", 1)] == [1, fmpq(1, 2), 0]


@pytest.mark.parametrize("slope", ["1/10", 0, -1, "-1/2", 3])
@pytest.mark.parametrize("D", [1, 2])
def test_prelu_networks_are_the_same_function(D, slope):
    network = cell_interpolant(random_values(D, 1, 4), (1,) * D, 2, 1)
    found = uniform_error(network, as_prelu(network, slope))
    assert found.enclosure.exact
    assert found.upper == 0


def test_other_slopes_in_the_same_network_are_another_function():
    network = cell_interpolant([0, 1], (0,), 1, 1)
    program = as_prelu(network, "1/2")
    straight = type(program)(tuple(type(step)((fmpq(1),) * step.inputs) if hasattr(step, "slopes") else step
                                   for step in program.steps))  # fmt: skip
    assert uniform_error(network, straight).lower > 0


def test_slope_one_does_not_bend():
    with pytest.raises(DomainError, match="units of slope 1 do not bend"):
        as_prelu(ReLUNetwork((Affine([[1]], [0]), Affine([[1]], [0]))), 1)
