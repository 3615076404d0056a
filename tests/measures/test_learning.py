"""Means of 1/J: exact beside balls, beside the definition."""

from math import comb

import pytest
from flint import arb, ctx, fmpq

from boundkit.errors import DomainError
from boundkit.measures.learning import _ball, _exact, mean_inverse


@pytest.mark.parametrize("n", [1, 2, 5, 30])
@pytest.mark.parametrize("p", [fmpq(1, 7), fmpq(1, 2), fmpq(99, 100), fmpq(1, 1000), fmpq(1)])
def test_small_means_are_the_sum_over_successes(n, p):
    assert mean_inverse(n, p) == sum((comb(n, j) * p**j * (1 - p) ** (n - j) / j for j in range(1, n + 1)), fmpq(0))


@pytest.mark.parametrize(("n", "p"), [(2, fmpq(1, 2)), (64, fmpq(1, 1000)), (500, fmpq(1, 3)), (700, fmpq(999, 1000))])
def test_balls_hold_the_exact_mean_and_are_thin(n, p):
    with ctx.workprec(192):
        ball = _ball(n, arb(p))
    with ctx.workprec(2000):
        assert ball.contains(_exact(n, p))
        assert ball.rad() < arb(2) ** -150


def test_a_million_draws_do_not_overflow():
    found = mean_inverse(10**6, "1/150")
    assert arb("0.00015002") < found
    assert found < arb("0.00015003")


@pytest.mark.parametrize(("n", "p"), [(0, "1/2"), (3, 0), (3, "3/2")])
def test_what_is_no_probability_is_refused(n, p):
    with pytest.raises(DomainError, match="E\\[1/J\\]"):
        mean_inverse(n, p)
