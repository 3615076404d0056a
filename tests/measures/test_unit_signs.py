"""Hidden units at points, against evaluation layer by layer."""

from flint import fmpq

from boundkit.measures.unit_signs import units_at
from boundkit.networks import ReLUNetwork


def test_units_of_two_layers():
    network = ReLUNetwork.of([[[1], [-1]], [[1, 0], [0, 1]], [[1, 1]]], [[0, 0], [-1, -1], [7]])
    points = [[fmpq(-2)], [fmpq(0)], [fmpq(3)]]
    units = units_at(network, points)
    assert (units.ups, units.downs) == ([0b1010, 0b1100 & 0, 0b0101], [0b0101, 0b1100, 0b1010])
    assert units.outputs == [network(point) for point in points]
    assert units.bend_between([0, 2])
    assert not units.bend_between([1])
