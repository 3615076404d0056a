"""Functions with parameters: thresholds, and networks from flat lists of numbers."""

import pytest

from boundkit.constructions.parametrised import network_of, threshold
from boundkit.errors import DomainError, ShapeError
from boundkit.measures.distances import parameter_distance


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
