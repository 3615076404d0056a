"""Covering numbers of classes of affine functions: both ends, covers, and loads."""

from fractions import Fraction
from itertools import product
from random import Random

import pytest
from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.errors import DomainError
from boundkit.measures.affine_covering import affine_cover, affine_covering, affine_load, affine_measure
from boundkit.measures.covering import (
    box_covering,
)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 9])
def test_slope_and_intercept_need_n_times_n_plus_one_or_twice_that(n):
    assert affine_covering(n, 1) == Enclosure(fmpq(n * (n + 1)), fmpq(n * (n + 1)))
    assert affine_covering(n, 1, symmetric=True).lower == affine_covering(n, 1, symmetric=True).upper == 2 * n * (n + 1)


def test_slope_and_intercept_at_a_quarter_need_20_and_40_not_16():
    assert affine_covering(1, "1/4").lower == 20
    assert affine_covering(1, "1/4", symmetric=True).upper == 40
    assert box_covering([1, 1], "1/4") == 16


def test_affine_covering_between_whole_ratios_has_two_ends():
    assert affine_covering(1, "2/7") == Enclosure(fmpq(12), fmpq(20))
    assert affine_covering(1, "2/7", symmetric=True) == Enclosure(fmpq(24), fmpq(40))
    assert affine_covering("2/3", 1) == Enclosure(fmpq(1), fmpq(2))
    assert affine_covering("1/2", 1).exact
    assert affine_covering("1/2", 1, symmetric=True) == Enclosure(fmpq(1), fmpq(1))
    for bad in ((1, "1/1000"), (0, 1), (1, 0)):
        with pytest.raises(DomainError):
            affine_covering(*bad)


@pytest.mark.parametrize("symmetric", [False, True])
def test_covers_hold_random_functions_of_the_class(symmetric):
    draw, n = Random(3), 4
    centres = affine_cover(n, symmetric=symmetric)
    ends = (-1 if symmetric else 0, 1)
    for _ in range(300):
        a, b = (n * Fraction(draw.randint(-50, 50), 50) for _ in range(2))
        u, v = (a * x + b for x in ends)
        assert any(max(abs(u - x), abs(v - y)) <= 1 for x, y in centres)


@pytest.mark.parametrize("symmetric", [False, True])
def test_no_square_bears_more_than_the_load_found(symmetric):
    n, draw = 3, Random(5)
    assert affine_load(n, symmetric=symmetric) == 1
    segments = affine_measure(n, symmetric=symmetric)
    largest = Fraction(0)
    for _ in range(2000):
        x, y = (Fraction(draw.randint(-70, 70), 10) for _ in range(2))
        mass = Fraction(0)
        for u, v, slope, length in segments:
            ends = sorted((u + (y - 1 - v) * slope, u + (y + 1 - v) * slope))
            mass += max(0, min(u + length, x + 1, ends[1]) - max(u, x - 1, ends[0])) / 2
        largest = max(largest, mass)
    assert Fraction(9, 10) < largest <= 1
    for u, v, slope, length in segments:
        for at, to in ((u, v), (u + length, v + slope * length)):
            assert abs(at) + abs(to) <= 2 * n if symmetric else max(abs(at), abs(to - at)) <= n


@pytest.mark.parametrize(("symmetric", "needed"), [(False, 2), (True, 4)])
def test_fewer_squares_do_not_cover_a_grid_of_the_smallest_class(symmetric, needed):
    grid = [
        (u, v)
        for u, v in product(range(-4, 5), repeat=2)  # in units of delta/2, at B = delta
        if (abs(u) + abs(v) <= 4 if symmetric else abs(u) <= 2 and abs(v - u) <= 2)
    ]
    balls = {sum(1 << i for i, (u, v) in enumerate(grid) if 0 <= u - x <= 4 and 0 <= v - y <= 4)
             for x, y in product(range(-8, 5), repeat=2)}  # fmt: skip
    everything = (1 << len(grid)) - 1
    reached = {0}
    for _ in range(needed - 1):
        reached = {part | ball for part in reached for ball in balls}
        assert everything not in reached
