"""Choices taken on a box: only where they are the same throughout, with the same values."""

import pytest
import sympy
from flint import fmpq
from sympy import Abs, Max, Min, Piecewise, Rational, Sum, ceiling, floor, sqrt

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.choices import with_choices_taken
from boundkit.interruption import within

x = sympy.Symbol("x", real=True)
n = sympy.Symbol("n", integer=True)
TAKEN = [
    (Abs(x - 6), (1, 6), 6 - x),
    (Abs(x - 6), (6, 9), x - 6),
    (Max(x, x**2, Rational(1, 2)), (1, 3), x**2),
    (Min(x, 3) + Abs(Max(x, 2)), (4, 5), 3 + x),
    (floor(x / 5) * x + ceiling(-x / 5), (Rational(11, 2), 9), x - 1),
    (Abs(floor(x) - 3), (1, Rational(3, 2)), 2),
    (Piecewise((x, x < 1), (Abs(x), x < 7), (2, True)), (1, 6), x),
    (Piecewise((x, x < 1), (3, x < 2), (x**2, True)), (2, 6), x**2),
]


@pytest.mark.parametrize(("form", "ends", "expected"), TAKEN)
def test_choices_that_are_the_same_throughout(form, ends, expected):
    taken = with_choices_taken(form, Box.of({"x": ends}))
    assert sympy.expand(taken - expected) == 0
    for place in (fmpq(int(2 * end), 2) for end in ends):
        assert exact_or_ball(form, {"x": place}) == exact_or_ball(taken, {"x": place})


@pytest.mark.parametrize(
    ("form", "ends"),
    [
        (Abs(x - 6), (5, 7)),
        (Max(x, 2), (1, 3)),
        (Piecewise((x, x < 2), (3, True)), (1, 3)),
        (Piecewise((x, 1 / x < -9), (3, x < 9)), (-1, 3)),
        (floor(x / 5), (4, 5)),
        (ceiling(x), (5, 6)),
        (Abs(1 / x), (-1, 1)),
        (Max(0, sqrt(x)), (-1, 1)),
        (Sum(Abs(n - x), (n, 1, 9)), (2, 3)),
    ],
)
def test_choices_that_change_or_have_no_value_stay(form, ends):
    assert with_choices_taken(form, Box.of({"x": ends})) == form


@pytest.mark.parametrize("form", [3 ** floor(x), (floor(x / 10**9) + 1) ** 10**10])
def test_a_choice_that_would_make_a_long_power_stays(form):
    with within(2):
        assert with_choices_taken(form, Box.of({"x": (10**10 + Rational(1, 2), 10**10 + Rational(3, 4))})) == form
