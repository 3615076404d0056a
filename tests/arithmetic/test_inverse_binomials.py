"""Sums of C(n, j) p^j q^(n - j)/j: exact and in balls, by the series and one by one, and found in formulas."""

from math import comb

import numpy as np
import pytest
import sympy
from flint import arb, ctx, fmpq
from sympy import Sum, binomial

from boundkit.arithmetic.ball import compiled, exact_or_ball
from boundkit.arithmetic.inverse_binomials import by_series, by_successes, exact_inverse_total, series_terms

n, j = (sympy.Symbol(name, integer=True, positive=True) for name in "nj")
p, q, v = (sympy.Symbol(name, real=True) for name in "pqv")
DRAWS = Sum(v * binomial(n, j) * p**j * (1 - p) ** (n - j) / j, (j, 1, n))


def one_by_one(top, p, q):
    return sum((comb(top, k) * p**k * q ** (top - k) / k for k in range(1, top + 1)), fmpq(0))


@pytest.mark.parametrize(("top", "p", "q"), [(1, 1, 0), (5, fmpq(1, 3), 2), (30, fmpq(1, 7), fmpq(6, 7)), (4, 1, 0)])
def test_the_exact_sum(top, p, q):
    assert exact_inverse_total(top, fmpq(p), fmpq(q)) == one_by_one(top, fmpq(p), fmpq(q))


@pytest.mark.parametrize(
    ("top", "p"), [(2, fmpq(1, 2)), (64, fmpq(1, 1000)), (500, fmpq(1, 3)), (700, fmpq(999, 1000))]
)
def test_balls_hold_the_exact_mean_and_are_thin(top, p):
    with ctx.workprec(192):
        terms = series_terms(top, float(p))
        balls = [by_successes(top, arb(p)), *([by_series(top, arb(p), terms)] if terms else [])]
    assert len(balls) == 1 + (top >= 500)
    with ctx.workprec(2000):
        assert all(ball.contains(exact_inverse_total(top, p, 1 - p)) for ball in balls)
        assert all(ball.rad() < arb(2) ** -150 for ball in balls)


def test_a_series_that_ends_early_still_holds_the_mean():
    half = fmpq(1, 2)
    with ctx.workprec(192):
        ends = [by_series(40, arb(half), terms) for terms in range(1, 9)]
    assert all(ball.contains(exact_inverse_total(40, half, half)) for ball in ends)
    assert ends[0].rad() > 10 * ends[3].rad()


@pytest.mark.parametrize(
    ("formula", "values", "expected"),
    [
        (DRAWS, {"n": 9, "p": "1/3", "v": 7}, lambda: 7 * one_by_one(9, fmpq(1, 3), fmpq(2, 3))),
        (DRAWS, {"n": 9, "p": 1, "v": 7}, lambda: fmpq(7, 9)),
        (DRAWS, {"n": 9, "p": "-1/3", "v": 7}, lambda: 7 * one_by_one(9, fmpq(-1, 3), fmpq(4, 3))),
        (DRAWS, {"n": 9, "p": "4/3", "v": 0}, lambda: 0),
        (Sum(binomial(n, j) * 3 ** (2 * j) / (5**j * j), (j, 1, n)), {"n": 6},
         lambda: one_by_one(6, fmpq(9, 5), fmpq(1))),
        (Sum(binomial(n, j) * q ** (n - j) * p ** (j + 1) / j, (j, 1, n)), {"n": 6, "p": 2, "q": 3},
         lambda: 2 * one_by_one(6, fmpq(2), fmpq(3))),
        (Sum(j * binomial(n, j) / j**2, (j, 1, n)), {"n": 6}, lambda: one_by_one(6, fmpq(1), fmpq(1))),
        (Sum(binomial(n, j) * p**j / j, (j, 1, n - 1)), {"n": 6, "p": 2},
         lambda: one_by_one(6, fmpq(2), fmpq(1)) - fmpq(64, 6)),
    ],
)  # fmt: skip
def test_in_formulas(formula, values, expected):
    assert exact_or_ball(formula, values) == expected()


@pytest.mark.parametrize("top", [1025, pytest.param(3000, marks=pytest.mark.heavy)])
def test_a_long_sum_in_a_formula_is_the_sum_one_by_one(top):
    with ctx.workprec(128):
        found = exact_or_ball(DRAWS, {"n": top, "p": "1/50", "v": 3})
        assert found.rel_accuracy_bits() > 100
        assert found.contains(3 * exact_inverse_total(top, fmpq(1, 50), fmpq(49, 50)))
        assert exact_or_ball(DRAWS, {"n": top, "p": 1, "v": 3}) == fmpq(3, top)
        alone = exact_or_ball(Sum(binomial(n, j) * p**j * q ** (n - j) / j, (j, 1, n)), {"n": top, "p": "1/2", "q": 0})
        assert alone.overlaps(arb(2) ** -top / top)


def test_a_million_draws_are_summed_at_once():
    found = exact_or_ball(DRAWS, {"n": 10**6, "p": "1/7", "v": 1})
    assert abs(found * 10**6 / 7 - 1 - fmpq(6, 10**6)) < 1e-9


def test_on_arrays_it_is_summed_one_by_one():
    form = compiled(DRAWS)
    assert form.names == ("n", "p", "v")
    found = form.floats(np.array([2.0, 3.0]), np.array([0.5, 0.25]), np.array([1.0, 2.0]))
    assert found == pytest.approx([0.625, 2 * float(one_by_one(3, fmpq(1, 4), fmpq(3, 4)))])
