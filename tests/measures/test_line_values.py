"""Two-layer networks on a line, against their values and all regions."""

from random import Random

import pytest
from flint import fmpq

from boundkit.constructions.kuhn import simplices
from boundkit.measures.line_values import bends, is_on_a_line, line_values
from boundkit.measures.mesh import intervals
from boundkit.networks import ReLUNetwork
from boundkit.regions import regions


def random_network(seed, units=5):
    draw = Random(seed)
    weights = [[[draw.randint(-3, 3)] for _ in range(units)], [[draw.randint(-5, 5) for _ in range(units)]]]
    return ReLUNetwork.of(weights, [[fmpq(draw.randint(-6, 6), 4) for _ in range(units)], [draw.randint(-5, 5)]])


@pytest.mark.parametrize("seed", range(30))
def test_values_at_the_ends_or_a_bend_inside(seed):
    network = random_network(seed)
    places = set(bends(network))
    cells = [*simplices(1, 4), ((fmpq(1),), (fmpq(1, 3),)), *simplices(1, 1)]
    for cell, found in zip(cells, line_values(network, cells), strict=True):
        if found is None:
            assert any(min(cell)[0] < place < max(cell)[0] for place in places)
        else:
            assert found == [network(end)[0] for end in cell]
            assert not any(min(cell)[0] < place < max(cell)[0] for place in places)


@pytest.mark.parametrize("seed", range(10))
def test_intervals_are_the_regions(seed):
    network = random_network(seed)
    found = intervals(network, "-1/2", 2)
    assert len(found) == len(list(regions(network, (fmpq(-1, 2), 2))))
    assert (found[0][0], found[-1][1]) == ((fmpq(-1, 2),), (2,))


def test_networks_on_a_line():
    assert is_on_a_line(random_network(0))
    assert not is_on_a_line(ReLUNetwork.affine([[1]], [0]))
    assert not is_on_a_line(ReLUNetwork.of([[[1, 1]], [[1]]], [[0], [0]]))
