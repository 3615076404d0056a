"""Signs of formulas without end: known ones, and none that a value further out contradicts."""

import pytest
import sympy
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Max, Min, Rational, binomial, ceiling, exp, factorial, floor, log, loggamma, polygamma, sqrt

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.calculus.solving import truths
from boundkit.calculus.solving.tails import sign_after, sign_from

n = sympy.Symbol("n", integer=True, positive=True)
x = sympy.Symbol("x", positive=True)


@pytest.mark.parametrize(
    ("form", "begins", "sign"),
    [
        (2**n - n**3, 10, 1),
        (2**n - n**3, 9, None),
        (factorial(n) - 10**n, 25, 1),
        (log(n) ** 10 - n, 2**60, -1),
        (log(n) ** 10 - n, 2**50, None),
        (n * log(n) - n ** Rational(3, 2), 20, -1),
        ((n + 1) ** 3 - n**3 - 4 * n**2, 20, -1),
        (factorial(n) - (n / 3) ** n, 20, 1),
        (loggamma(n) - n * log(n) / 2, 20, 1),
        (n * polygamma(0, n) - 2 * n, 20, 1),
        (binomial(n, 3) - n**2, 20, 1),
        (binomial(2 * n, n) - 5**n, 20, -1),
        (Max(n, log(n) ** 2) - 2 * sqrt(n), 20, 1),
        (Min(n, n**2) - Abs(3 - n), 20, 1),
        (ceiling(n / 3) - sqrt(n), 20, 1),
        (n - 3 * floor(n / 3) - 1, 20, None),
        (sqrt(n + 1) - sqrt(n) - 1 / n, 20, 1),
        ((1 + 1 / n) ** n - 3, 20, -1),
        (log(n + 1) - log(n) - 1 / (n + 1), 20, 1),
        (n * log(1 + 1 / n) - 1 + 1 / (3 * n), 20, -1),
        (n**2 / (n + 1) - n / 2, 20, 1),
        (sqrt(n**2 + 1) - n / 2, 20, 1),
        (n - n, 1, 0),
        (sympy.cos(n) - 2, 20, -1),
        (sympy.cos(n) - Rational(1, 2), 20, None),
        (n - sympy.sin(n), 20, 1),
        ((-2) ** n, 20, None),
    ],
    ids=str,
)
def test_known_signs(form, begins, sign):
    assert sign_from(sympy.sympify(form), n, fmpq(begins)) == sign


@pytest.mark.parametrize(
    ("form", "last", "sign"),
    [
        (exp(x) - 1 - x - x**2, Rational(1, 2), -1),
        (log(1 + x) - x + x**2 / 2, Rational(1, 2), 1),
        (x**2 - x**3, Rational(1, 4), 1),
        (exp(x) - 1 - x - x**2, 2, None),
        (sqrt(x) - x, Rational(1, 2), None),
    ],
    ids=str,
)
def test_signs_beside_a_tie(form, last, sign):
    assert sign_after(form, x, fmpq(str(last))) == sign


PARTS = [
    n, n**2, sqrt(n), log(n), log(n) ** 3, 2**n, factorial(n), 1 / n, n * log(n), log(n + 1), sqrt(n + 3), n / (n + 1),
    ceiling(n / 2), Max(n, 7), binomial(n, 2), (1 + 1 / n) ** n, n ** log(n), exp(-n), loggamma(n + 2),
]  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(PARTS), st.integers(-4, 4)), min_size=2, max_size=3),
    st.sampled_from(PARTS),
    st.integers(1, 40),
)
def test_no_value_further_out_has_another_sign(terms, factor, begins):
    form = factor * sum((c * part for part, c in terms), sympy.Integer(0))
    sign = sign_from(form, n, fmpq(begins))
    if sign is None:
        return
    for place in (begins, begins + 1, begins + 2, 2 * begins, 3 * begins + 1, 100 * begins):
        with ctx.workprec(4096):
            value = arb(exact_or_ball(form, {"n": fmpq(place)}))
        assert not (value < 0 if sign > 0 else value > 0 if sign < 0 else value != 0)


def test_a_truth_that_is_seen_to_change_is_not_looked_for(monkeypatch):
    def called(*arguments):
        raise AssertionError("a sign without end was asked for")

    monkeypatch.setattr(truths, "sign_from", called)
    assert truths.holds_from(n * sympy.log(n + 1) <= 100, n, fmpq(6), thorough=True) is None
    with pytest.raises(AssertionError):
        truths.holds_from(n * sympy.log(n + 1) <= 100, n, fmpq(60))
