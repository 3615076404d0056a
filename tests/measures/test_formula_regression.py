"""Regression functions by formulas, against polynomials and against each other."""

import pytest
from flint import arb, ctx, fmpq

from boundkit.errors import DomainError
from boundkit.measures.excess import excess
from boundkit.measures.formula_regression import FormulaRegression, GridPoints, parts_of, regression_of
from boundkit.measures.grid_search import best_on_grid
from boundkit.measures.regression import Regression

PARTS = parts_of("(Abs(x - 1/2) + x - 1/2)**2 + x", "6*x*(1 - x)")


def test_polynomials_in_parts_are_exact():
    found = regression_of(PARTS)
    assert isinstance(found, Regression)
    assert found.is_smooth
    assert regression_of(parts_of(lambda t: t**2)).moments(0, 1) == Regression.of([0, 0, 1]).moments(0, 1)
    for p in ("2", "exp(x)"):
        with pytest.raises(DomainError, match="integral"):
            regression_of(parts_of("x", p))


def test_balls_hold_the_exact_moments():
    exact, balls = regression_of(PARTS), FormulaRegression(PARTS)
    places = [fmpq(j, 5) for j in range(6)]
    with ctx.workprec(600):  # the balls are wider than what a rational is rounded to
        for a, b in ((0, 1), ("1/3", "3/4"), (0, "1/2")):
            with ctx.workprec(53):
                found = balls.moments(a, b)
            assert all(arb(ball).contains(known) for known, ball in zip(exact.moments(a, b), found, strict=False))
        with ctx.workprec(53):
            found = excess(balls, places)
        assert found.contains(excess(exact, places))
        assert not found.contains(excess(exact, places) + fmpq(1, 10**12))
    assert balls.largest >= 2


def test_the_least_excess_on_a_grid_of_balls_is_that_of_the_exact_one():
    exact, grid = regression_of(PARTS), GridPoints.of(FormulaRegression(PARTS), 24)
    for m in (1, 3, 8):
        known, found = best_on_grid(exact, m, 24).least, grid.least(m)
        assert found.lower <= known.lower <= known.upper <= found.upper
        assert found.upper - found.lower < fmpq(1, 10**15)
        coarse = grid.every(2, [])
        assert len(coarse.balls) == 12
        assert coarse.least(m).upper >= found.lower
        more = grid.every(2, [fmpq(2 * j + 1, 24) for j in range(12)])
        assert more.least(m).lower <= known.lower <= more.least(m).upper


def test_an_irrational_break_is_a_ball():
    found = regression_of(parts_of("Abs(x**2 - 1/2)"))
    assert isinstance(found, FormulaRegression)
    expected = (2 * arb(2).sqrt() - 1) / 6  # the integral of |x^2 - 1/2|
    assert abs(arb(found.moments(0, 1)[1]) - expected) < 1e-15
