"""Errors of mixtures of L E experts for functions with a formula on each of E^L cells, against samples."""

import math

import pytest
from flint import fmpq

from boundkit.measures.compositional import of_curves, of_squares
from boundkit.networks.affine import to_float

CURVES = [
    lambda z: math.sin(2 * z),
    lambda z: math.exp(z) / 3,
    lambda z: z**3 - z,
    lambda z: z * z / 2,
    lambda z: (z * (1 - z)) ** 2,
]
WEIGHTS = {"identity": [[1, 0], [0, 1]], "sum": [[1, 1]], "difference": [[2, -1]]}


@pytest.mark.parametrize("out", ["identity", "sum", "difference"])
def test_the_error_is_that_of_many_samples(out):
    thing = of_curves(2, 2, out, fmpq(1, 50))
    places = [(i + 1 / 2) / 30 for i in range(60)]
    points = [(a, b) for a in places for b in places]
    values = thing.program.floats(points)
    largest = 0.0
    for (a, b), found in zip(points, values, strict=True):
        parts = [CURVES[int(a)](a % 1), CURVES[2 + int(b)](b % 1)]
        for weights, value in zip(WEIGHTS[out], found, strict=True):
            largest = max(largest, abs(sum(w * part for w, part in zip(weights, parts, strict=True)) - value))
    assert to_float(thing.error.lower) * 0.97 <= largest <= to_float(thing.error.upper)


def test_what_is_known_of_the_bend():
    thing = of_curves(2, 1, "sum", fmpq(0))
    assert thing.bend is not None
    assert thing.bent_by(thing.bend) is True
    assert thing.bent_by("1/9") is False
    assert of_squares(3, 2).bend == 1
    assert of_squares(3, 2).apart
    assert not of_curves(2, 1, "identity", fmpq(1, 7)).apart
