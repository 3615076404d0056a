"""Means of 1/J: exact beside balls, beside the definition."""

from itertools import product
from math import comb

import pytest
from flint import arb, ctx, fmpq

from boundkit.errors import DomainError
from boundkit.measures.learning import (
    AffineCubes,
    LeastOnARay,
    PowerCells,
    best_cubes,
    best_number,
    mean_inverse,
)


@pytest.mark.parametrize("n", [1, 2, 5, 30])
@pytest.mark.parametrize("p", [fmpq(1, 7), fmpq(1, 2), fmpq(99, 100), fmpq(1, 1000), fmpq(1)])
def test_small_means_are_the_sum_over_successes(n, p):
    assert mean_inverse(n, p) == sum((comb(n, j) * p**j * (1 - p) ** (n - j) / j for j in range(1, n + 1)), fmpq(0))


def test_a_million_draws_do_not_overflow():
    found = mean_inverse(10**6, "1/150")
    assert arb("0.00015002") < found
    assert found < arb("0.00015003")


@pytest.mark.parametrize(("n", "p"), [(0, "1/2"), (3, 0), (3, "3/2")])
def test_what_is_no_probability_is_refused(n, p):
    with pytest.raises(DomainError, match="E\\[1/J\\]"):
        mean_inverse(n, p)


def test_cells_of_a_power_make_up_the_whole():
    cells = PowerCells(2, fmpq(3, 5), 7, fmpq(1, 25), fmpq(0)).cells
    with ctx.workprec(192):
        assert sum(arb(p) for p, _, _ in cells).contains(1)
        assert abs(sum(p * c for p, c, _ in cells) - arb(fmpq(1, 3))) < arb(2) ** -150


@pytest.mark.parametrize("m", [3, 10])
def test_the_quick_enclosure_holds_the_error(m):
    cells = PowerCells(2, fmpq(1), m, fmpq(1, 5), fmpq(1, 3))
    assert all(cells.enclosed(n).contains(cells.test_error(n)) for n in (2, 10, 1000))


@pytest.mark.parametrize("n", [1, 2, 5])
def test_no_finite_number_is_best_where_all_errors_are_above_their_limit(n):
    """x^2 in equal cells, 1/3 where a cell is empty: the more noisy experts, the more of them say nothing."""
    found = best_number(2, 1, n, "1/5", "1/3")
    assert (found.m, found.exists) == (None, False)
    errors = [PowerCells(2, fmpq(1), m, fmpq(1, 5), fmpq(1, 3)).test_error(n) for m in (1, 2, 3, 10, 30, 90)]
    assert all(error > fmpq(1, 5) + fmpq(4, 45) for error in errors)
    assert abs(found.error - (fmpq(1, 5) + fmpq(4, 45))) < 1e-15
    assert errors[-1] < errors[-2]


def test_with_little_noise_or_many_samples_some_finite_number_is_best():
    assert best_number(2, 1, 5, "1/25", "1/3").exists
    assert best_number(2, 1, 50, "1/5", "1/3").exists


def test_what_was_not_searched_is_not_told():
    found = best_number(2, "3/5", 1000, "1/25", most=9)
    assert (found.m, found.searched, found.exists) == (None, 9, None)


@pytest.mark.parametrize(("exponent", "n", "s2", "outside"), [("3/5", 50, "1/25", 0), ("1", 7, "1/30", "1/2")])
def test_a_best_number_is_best_among_more(exponent, n, s2, outside):
    found = best_number(2, exponent, n, s2, outside)
    cells = [PowerCells(2, fmpq(exponent), m, fmpq(s2), fmpq(outside)) for m in range(1, 40)]
    assert found.m == 1 + min(range(39), key=lambda m: float(cells[m].test_error(n)))


@pytest.mark.parametrize(("n", "s2"), [(0, 1), (10, 0)])
def test_no_samples_or_no_noise_are_refused(n, s2):
    with pytest.raises(DomainError, match="samples and noise"):
        best_number(2, 1, n, s2)


def test_exponents_that_make_the_first_cell_small_are_refused():
    with pytest.raises(DomainError, match="exponent"):
        best_number(2, 2, 10, 1)


def test_the_place_of_the_least_sum_is_exact_or_a_ball():
    assert LeastOnARay(fmpq(4), 1, 2, fmpq(1, 4)).place == 4
    ball = LeastOnARay(fmpq(1), 1, 1, fmpq(1)).place
    with ctx.workprec(100):
        assert ball.overlaps(arb(2) ** (arb(1) / 3))


@pytest.mark.parametrize(("d", "G", "n", "outside"), [(1, 3, 4, 0), (2, 2, 3, "1/2")])
def test_errors_on_cubes_are_those_of_their_cells(d, G, n, outside):
    """Cell by cell, with the mean of x_1 + .. + x_d there; in one dimension as for powers."""
    s2, a = fmpq(1, 7), fmpq(outside)
    within, p = fmpq(d, 12 * G**2), fmpq(1, G**d)
    total = fmpq(0)
    for place in product(range(G), repeat=d):
        mean = sum((fmpq(2 * i + 1, 2 * G) for i in place), fmpq(0))
        total += p * ((s2 + within) * (1 + mean_inverse(n, p)) + (mean - a) ** 2 * (1 - p) ** n)
    found = AffineCubes(d, G, s2, a).test_error(n)
    with ctx.workprec(192):
        assert abs(found - total) < arb(2) ** -150
        assert d > 1 or found.overlaps(PowerCells(1, fmpq(1), G, s2, a).test_error(n))


def test_the_best_number_of_cubes_is_best_among_more():
    errors = [AffineCubes(2, G, fmpq(1, 20), fmpq(0)).test_error(300) for G in range(1, 30)]
    assert best_cubes(2, 300, "1/20").m == (1 + min(range(29), key=lambda at: errors[at].mid())) ** 2


def test_one_dimension_of_cubes_is_equal_cells():
    cubes, cells = best_cubes(1, 1000, "1/25"), best_number(1, 1, 1000, "1/25")
    assert cubes.m == cells.m
    with ctx.workprec(192):
        assert cubes.error.overlaps(cells.error)


def test_cubes_without_noise_are_refused():
    with pytest.raises(DomainError, match="samples and noise"):
        best_cubes(2, 10, 0)
