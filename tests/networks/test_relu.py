"""Affine maps and ReLU networks with exact weights."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given
from hypothesis import strategies as st

from boundkit.arithmetic.rational import to_fraction
from boundkit.errors import MalformedInputError, ShapeError
from boundkit.networks import Affine, ReLUNetwork


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Affine([[1, 2]], [1, 2]), ShapeError, "the weight has 1 rows and the bias 2 entries"),
        (lambda: Affine([[1]], fmpq_mat(1, 2)), ShapeError, "give one bias per row"),
        (lambda: Affine([[1, 2], [3]], [0, 0]), ShapeError, "rows of one positive length"),
        (lambda: Affine([], []), ShapeError, "rows of one positive length"),
        (lambda: Affine([[float("nan")]], [0]), MalformedInputError, "not a finite rational"),
        (lambda: Affine([[1, 2]], [0])([1]), ShapeError, "the map takes 2 inputs; the point has 1"),
        (lambda: ReLUNetwork(()), ShapeError, "at least one layer"),
        (lambda: ReLUNetwork.of([[[1]], [[1]]], [[0]]), ShapeError, "2 weight matrices but 1 bias vectors"),
        (lambda: ReLUNetwork.of([[[1], [1]], [[1]]], [[0, 0], [0]]), ShapeError,
         "layer 0 has 2 outputs, layer 1 takes 1 inputs"),
        (lambda: Affine([[1, 2]], [0]).after(Affine([[1]], [0])), ShapeError, "has 1 outputs; the second takes 2"),
    ],
)  # fmt: skip
def test_shapes_that_do_not_fit(make, error, message):
    with pytest.raises(error, match=message):
        make()


def in_numpy(weights, biases, point):
    values = np.array(point)
    for number, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
        values = np.array(weight, dtype=object) @ values + np.array(bias)
        if number < len(weights) - 1:
            values = np.maximum(values, 0)
    return values.tolist()


@given(st.lists(st.integers(1, 4), min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_networks_against_numpy(shape, random):
    weights = [[[random.randint(-5, 5) for _ in range(a)] for _ in range(b)] for a, b in pairwise(shape)]
    biases = [[random.randint(-5, 5) for _ in range(b)] for b in shape[1:]]
    point = [Fraction(random.randint(-20, 20), 7) for _ in range(shape[0])]
    network = ReLUNetwork.of(weights, biases)
    assert [to_fraction(value) for value in network(point)] == in_numpy(weights, biases, point)
    assert [to_fraction(value) for value in network.negated()(point)] == [-v for v in in_numpy(weights, biases, point)]
    assert (network.inputs, network.widths, network.outputs) == (shape[0], tuple(shape[1:-1]), shape[-1])


def test_float_weights_are_the_numbers_that_they_store():
    network = ReLUNetwork.of([np.array([[0.1]]), np.array([[1.0]])], [np.array([0.0]), np.array([0.0])])
    assert network([10])[0] == fmpq(*(0.1).as_integer_ratio()) * 10
    narrow = ReLUNetwork.of([np.array([[0.1]], dtype=np.float32)], [np.zeros(1, dtype=np.float32)])
    assert narrow([1])[0] == fmpq(*float(np.float32(0.1)).as_integer_ratio())


def test_small_networks():
    flat = ReLUNetwork.affine([[2, 0]], [1])
    assert (flat.widths, flat.parameters, flat([3, 9])) == ((), 2, [7])
    kink = ReLUNetwork.of([[[1]], [[1]]], [[0], [0]])
    assert [kink([x])[0] for x in (-1, 0, "1e-300")] == [0, 0, fmpq(1, 10**300)]
    assert kink == ReLUNetwork.of([[[1]], [[1]]], [[0], [0]])
    assert hash(kink) == hash(ReLUNetwork.of([[[1]], [[1]]], [[0], [0]]))
