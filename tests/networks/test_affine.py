"""Affine maps with rational entries."""

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given
from hypothesis import strategies as st

from boundkit.arithmetic.rational import matrix
from boundkit.errors import MalformedInputError
from boundkit.networks import Affine
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
    ("value", "nearest", "exact"),
    [
        (fmpq(-7, 4), -1.75, True),
        (fmpq(1, 3), 1 / 3, False),
        (fmpq(2**53 + 1), 2.0**53, False),
        (fmpq(1, 2**1074), 2.0**-1074, True),
        (fmpq(1, 2**1075), 0.0, False),
        (fmpq(2**1023), 2.0**1023, True),
        (fmpq(-(2**1024)), float("-inf"), False),
    ],
)
def test_rounding_tells_whether_it_was_exact(value, nearest, exact):
    rounded = Affine([[1, value]], [0]).rounded
    assert (rounded.weight.tolist(), rounded.bias.tolist(), rounded.exact) == ([[1.0, nearest]], [0.0], exact)
    assert Affine([[1]], [value]).rounded.exact is exact


def test_masked_entries_are_no_numbers():
    with pytest.raises(MalformedInputError, match="masked entries"):
        Affine(np.ma.array([[1.0, 2.0]], mask=[[False, True]]), np.zeros(1))
    assert Affine(np.ma.array([[1.0, 2.0]]), np.zeros(1)) == Affine([[1, 2]], [0])
