"""Folding networks: counted, evaluated, and their edge cases."""

from itertools import product
from math import comb, prod

import pytest
from flint import fmpq

from boundkit.constructions.folding import folding_network, narrow_network, zigzag_network
from boundkit.constructions.gaussian import gaussian_network, is_shape
from boundkit.errors import MalformedInputError, ShapeError
from boundkit.networks import ReLUNetwork
from boundkit.regions import EVERYWHERE, count


@pytest.mark.parametrize("units", [3, 4, 5, 8])
def test_a_zigzag_layer_maps_the_interval_onto_itself_up_and_down(units):
    network = zigzag_network((units, 1))
    fold = ReLUNetwork((network.layers[0], network.layers[1]))  # one unit of the next layer: the fold minus 1/2
    ends = [fold([0])[0] + fmpq(1, 2)]
    length = fmpq(2 * units + 1, 2)
    ends += [fold([(fmpq(1, 2) + step) / length])[0] + fmpq(1, 2) for step in range(units + 1)]
    assert ends == [step % 2 for step in range(units + 2)]
    assert count(fold, EVERYWHERE).activation_regions == units + 1


@pytest.mark.parametrize("widths", [(1,), (5,), (3, 1), (4, 3), (3, 3, 2)])
def test_zigzag_networks_have_all_regions_on_the_interval(widths):
    for domain in ((0, 1), EVERYWHERE):
        assert count(zigzag_network(widths), domain).activation_regions == prod(width + 1 for width in widths)


@pytest.mark.parametrize(("first", "second"), list(product((1, 2), (1, 2, 5))))
def test_narrow_networks(first, second):
    network = narrow_network(first, second)
    assert network.widths == (first, second)
    assert count(network, EVERYWHERE).activation_regions == 1 + first * (second + 1)


@pytest.mark.parametrize(
    ("inputs", "widths"),
    [(1, (3,)), (1, (3, 2)), (1, (2, 2, 2)), (2, (3,)), (2, (4, 3)), (2, (5, 3)), (3, (4,)), (3, (3, 4))],
)
def test_folding_networks_have_as_many_maps_as_regions(inputs, widths):
    found = count(folding_network(inputs, widths), (0, 1))
    folds = prod((width // inputs) ** inputs for width in widths[:-1])
    assert found.activation_regions == folds * sum(comb(widths[-1], j) for j in range(inputs + 1))
    assert found.affine_pieces == found.connected_pieces == found.activation_regions


def test_folds_are_mirrors():
    network = folding_network(2, (6, 3))  # three folds of each coordinate, at 1/3 and 2/3
    grid = [fmpq(k, 12) for k in range(9)]
    for x, y in product(grid, repeat=2):
        assert network([x, y]) == network([fmpq(2, 3) - x, y]) == network([x, fmpq(2, 3) - y])
    assert network([fmpq(1, 12), 0]) != network([fmpq(2, 12), 0])


def test_idle_units_are_dead():
    network = folding_network(2, (5, 3))
    assert [entry for entry in network.layers[0].weight.tolist()[4] if entry != 0] == []


def test_shapes_that_cannot_fold():
    with pytest.raises(ShapeError, match="three units or more"):
        zigzag_network((2, 3))
    with pytest.raises(ShapeError, match="as many units as inputs, here 3"):
        folding_network(3, (3, 2))
    with pytest.raises(ShapeError, match="one or two there"):
        narrow_network(3, 1)
    for wrong in ((), (0,), (3, 0)):
        with pytest.raises(ShapeError, match="at least one unit"):
            zigzag_network(wrong)
    with pytest.raises(ShapeError, match="at least one unit"):
        narrow_network(1, 0)


def test_a_published_count_of_a_gaussian_network():
    assert count(gaussian_network("2-16-16-1"), (-1, 1)).activation_regions == 225


def test_gaussian_networks_depend_on_the_seed_alone():
    assert gaussian_network("2-3-1") == gaussian_network("2-3-1", seed=0)
    assert gaussian_network("2-3-1") != gaussian_network("2-3-1", seed=1)


@pytest.mark.parametrize("text", ["", "3", "2-", "2-0-1", "2--1", "a-b", "2-16-16-1.npz", "-1-1", "2-9999999-1"])
def test_texts_that_are_no_shapes(text):
    assert not is_shape(text)
    with pytest.raises(MalformedInputError, match="inputs-width"):
        gaussian_network(text)
