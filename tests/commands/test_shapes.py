"""Shapes of networks and what bounds may know of them."""

from flint import fmpq

from boundkit.commands.shapes import dense_values, is_rectified, mixture_values, shape_of
from boundkit.constructions.digits import digits, subsets
from boundkit.constructions.gaussian import gaussian_network
from boundkit.networks import (
    Affine,
    LinearGate,
    Program,
    Rectifier,
    ReLUNetwork,
    chain,
    prelu_network,
    stack,
)
from boundkit.networks.program import is_mixture

RELU_EXPERTS = stack((LinearGate([[1], [-1]], [0, 0]), [ReLUNetwork.of([[[1], [1]], [[1, 1]]], [[0, -1], [0]])] * 2))


def test_shapes():
    assert shape_of(ReLUNetwork.affine([[1, 2]], [0])) == "2-1"
    assert shape_of(subsets(4, 2, 1)) == "3-(2 of 4)-3"
    assert shape_of(chain(gaussian_network("1-5-1"), digits(3, 1))) == "1-5-(1 of 3)-1"


def test_dense_values():
    assert dense_values(gaussian_network("2-8-4-1")) == {"D": 2, "J": 2, "n": (8, 4)}
    assert dense_values(ReLUNetwork.affine([[1]], [0])) == {"D": 1, "J": 0, "n": ()}
    assert dense_values(digits(2, 1)) is None
    passing = Program((Affine([[1], [1]], [0, 0]), Rectifier.of([1, 0]), Affine([[1, 1]], [0])))
    assert dense_values(passing) is None
    straight = Program((Affine([[1]], [0]), Rectifier.of([1]), Affine([[1]], [0])))
    assert dense_values(straight) == {"D": 1, "J": 0, "n": ()}


def test_kinds_of_programs():
    assert is_mixture(digits(2, 1))
    assert not is_mixture(gaussian_network("2-3-1"))
    assert is_rectified(gaussian_network("2-3-1"))
    assert not is_rectified(prelu_network([[[1]], [[1]]], [[0], [0]], [fmpq(1, 2)]))


def test_mixture_values():
    affine_only = lambda expert: 1 if len(expert.steps) == 1 else None  # noqa: E731
    assert mixture_values(digits(3, 2), affine_only) == {"D": 1, "E": 3, "k": 1, "L": 2, "R": 1}
    assert mixture_values(RELU_EXPERTS, affine_only) == {"D": 1, "E": 2, "k": 1, "L": 1}
    assert mixture_values(gaussian_network("2-3-1"), affine_only) is None
    mixed = chain(digits(3, 1), stack((LinearGate([[0], [1], [2]], [0, 0, 0], top=2), [Affine([[1]], [0])] * 3)))
    assert mixture_values(mixed, affine_only) is None
