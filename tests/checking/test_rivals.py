"""Claims about one quantity that exclude each other: found rigorously, and only where both are claimed."""

from random import Random

import pytest
from sympy import Eq

from boundkit.checking.rivals import FORMULA_POINTS, contradict, formula_points, opposed
from boundkit.statements import ASYMPTOTIC, EXACT, LOWER, UPPER, Claim, big_o, natural, quantity

n, m = natural("n", "size"), natural("m", "another size")
pieces, cells = quantity("N", "pieces", measure=len), quantity("M", "cells", measure=len)
ABOVE, BELOW = Claim("above", UPPER, pieces <= n), Claim("below", LOWER, pieces >= n**2)


@pytest.mark.parametrize(
    ("rival", "expected"),
    [
        (BELOW, True),
        (Claim("exact", EXACT, Eq(pieces, n)), True),
        (Claim("other", UPPER, pieces <= 2 * n), False),
        (Claim("order", ASYMPTOTIC, big_o(pieces, n)), False),
        (Claim("cells", LOWER, cells >= n**2), False),
        (Claim("above", LOWER, pieces >= n), False),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_opposed(rival, expected):
    assert opposed(ABOVE, rival) is expected


@pytest.mark.parametrize(("size", "expected"), [(1, False), (2, True)])
def test_bounds_that_cross_contradict_and_a_tie_does_not(size, expected):
    assert contradict(ABOVE, BELOW, {"n": size}) is contradict(BELOW, ABOVE, {"n": size}) is expected


def test_claims_contradict_only_where_both_are_made():
    far = Claim("below", LOWER, pieces >= n**2, where=(n >= 5,))
    assert [size for size in range(1, 8) if contradict(ABOVE, far, {"n": size})] == [5, 6, 7]
    assert not contradict(ABOVE, BELOW, {})


def test_points_have_a_value_for_every_symbol_of_both():
    points = list(formula_points(ABOVE, Claim("below", LOWER, pieces >= m), Random(0)))
    assert len(points) == FORMULA_POINTS
    assert all(point.keys() == {"n", "m"} and min(point.values()) >= 1 for point in points)
