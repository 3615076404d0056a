"""Affine maps and ReLU networks with exact weights."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given
from hypothesis import strategies as st

from boundkit.arithmetic.rational import matrix, to_fraction
from boundkit.errors import MalformedInputError, ShapeError
from boundkit.networks import Affine, ReLUNetwork
from boundkit.networks.affine import identity

entries = st.integers(-9, 9)


def matrices(rows, columns):
    return st.lists(st.lists(entries, min_size=columns, max_size=columns), min_size=rows, max_size=rows)


def vectors(size):
    return st.lists(entries, min_size=size, max_size=size)


@given(matrices(2, 3), vectors(2), matrices(3, 2), vectors(3), vectors(2))
def test_composition(outer, outer_bias, inner, inner_bias, point):
    first, second = Affine(inner, inner_bias), Affine(outer, outer_bias)
    assert second.after(first)(point) == second(first(point))
    expected = np.array(outer) @ (np.array(inner) @ np.array(point) + np.array(inner_bias)) + np.array(outer_bias)
    assert second.after(first)(point) == expected.tolist()


@given(matrices(3, 2), vectors(3), st.lists(st.booleans(), min_size=3, max_size=3), vectors(2))
def test_masks(weight, bias, active, point):
    affine = Affine(weight, bias)
    expected = [value if on else 0 for value, on in zip(affine(point), active, strict=True)]
    assert affine.scaled(active)(point) == expected


def test_factors_of_every_kind():
    affine = Affine(np.array([[1.0, 2.0]] * 4), np.array([3.0] * 4))
    expected = Affine([[0, 0], [1, 2], [-1, -2], ["1/3", "2/3"]], [0, 3, -3, 1])
    assert affine.scaled([0, 1, -1.0, "1/3"]) == expected
    assert affine == Affine([[1, 2]] * 4, [3] * 4)
    with pytest.raises(ValueError, match="shorter"):
        affine.scaled([1])


def test_equality_and_hash():
    assert Affine([[1, 2]], ["1/2"]) == Affine(matrix([[1, 2]]), [0.5])
    assert hash(Affine([[1, 2]], ["1/2"])) == hash(Affine([["2/2", 2]], [Fraction(1, 2)]))
    different = {
        Affine([[1, 2]], [0]), Affine([[1], [2]], [0, 0]), Affine([[1, 2]], [1]), Affine([[2, 1]], [0]),
        Affine([[1]], [2]), Affine([[1, 0]], [2]), Affine([[1], [0]], [0, 2]), Affine([[0], [1]], [0, 2]),
    }  # fmt: skip
    assert len(different) == 8
    assert Affine([[1]], [0]) != "x"


def test_what_an_affine_map_is():
    affine = Affine([[0, 3, 0], [1, 0, "-1/2"]], [0, 7])
    assert (affine.inputs, affine.outputs, affine.parameters) == (3, 2, 4)
    assert repr(affine) == "Affine([[0, 3, 0], [1, 0, -1/2]], [0, 7])"
    assert affine.entries == [0, 3, 0, 1, 0, fmpq(-1, 2), 0, 7]
    assert identity(2)([3, "1/3"]) == [3, fmpq(1, 3)]
    assert affine(fmpq_mat(3, 1, [1, 1, 1])) == [3, fmpq(15, 2)]
    with pytest.raises(AttributeError, match="immutable"):
        affine.weight = None


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
