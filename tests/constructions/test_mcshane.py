"""The mean of the McShane extensions: network against definition, and how far it may be off."""

from random import Random

import pytest
from flint import fmpq

from boundkit.constructions.kuhn import nodes
from boundkit.constructions.mcshane import midpoint, midpoint_network
from boundkit.errors import ShapeError


@pytest.mark.parametrize(("D", "N"), [(1, 1), (1, 5), (2, 2), (3, 1)])
def test_the_network_is_the_mean(D, N):
    draw = Random(f"{D} {N}")
    values = [fmpq(draw.randint(-9, 9), 7) for _ in nodes(D, N)]
    network = midpoint_network(values, D, N, "3/2")
    for _ in range(30):
        point = [fmpq(draw.randint(0, 60), 60) for _ in range(D)]
        assert network(point)[0] == midpoint(values, D, N, "3/2", point)


def test_values_of_a_lipschitz_function_are_kept():
    values = [max(point) for point in nodes(2, 2)]
    network = midpoint_network(values, 2, 2, 1)
    assert [network(point)[0] for point in nodes(2, 2)] == values


def test_a_value_for_every_node():
    with pytest.raises(ShapeError, match="4 nodes"):
        midpoint_network([0, 1], 2, 1, 1)
