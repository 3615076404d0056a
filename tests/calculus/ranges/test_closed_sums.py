"""Sums of polynomials in closed form: the same values, and only where the sum has them."""

import pytest
import sympy
from flint import fmpq
from sympy import Eq, Ge, Le, Rational, Sum

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.calculus.inequalities.judgement import certify
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.closed_sums import with_closed_sums
from boundkit.calculus.solving.inversion import solve
from boundkit.formulas.symbols import natural, positive
from boundkit.verdict import Verdict

i = sympy.Symbol("i", integer=True)
n, m = natural("n", "terms", least=0), natural("m", "more terms", least=0)
x = positive("x", "a number")
BOX = Box.of({"n": (0, None), "m": (0, None), "x": (0, None)}, ("n", "m"))


@pytest.mark.parametrize(
    "form",
    [
        Sum(i, (i, 1, n)),
        Sum(3 * i**5 - i**2 + 7, (i, -2, n)),
        Sum(x * i + m, (i, m, n + m)) ** 2 - Sum(1, (i, 1, n)),
        Sum((i - Rational(1, 2)) ** 3 / (1 + x), (i, n, n + 3)),
        Sum(i**2, (i, n, n - 1)),
    ],
)
def test_a_closed_form_has_the_values_of_the_sum(form):
    closed = with_closed_sums(form, BOX)
    assert not closed.has(Sum)
    for place in ({"n": a, "m": b, "x": fmpq(2, 3)} for a in (0, 1, 6) for b in (0, 3)):
        values = {name: fmpq(value) for name, value in place.items()}
        assert exact_or_ball(form, values) == exact_or_ball(closed, values)


@pytest.mark.parametrize(
    "form",
    [
        Sum(i, (i, 3, n)),  # n may be 0
        Sum(i, (i, n, m)),
        Sum(i / m, (i, 1, n)),  # no value at m = 0
        Sum((i + 1) / m + i * (1 - 1 / m), (i, 1, n)),  # nor here, though i / m falls away
        Sum(2**i, (i, 1, n)),
        Sum(i, (i, 1, n / 2)),  # an end that may be no integer
        Sum(i * Sum(i, (i, 1, m)) ** -1, (i, 1, n)),
    ],
)
def test_a_sum_that_may_not_be_what_the_closed_form_says_stays(form):
    assert with_closed_sums(form, BOX).has(Sum)


def test_inequalities_with_sums_of_polynomials_are_certified():
    k = natural("k", "terms")
    for small, large in (
        (Sum(i, (i, 1, k)), k**2),
        (k**3 / 3, Sum(i**2, (i, 1, k))),
        (Sum(i, (i, 1, k + n)), (k + n) ** 2),
    ):
        assert certify(Le(small, large, evaluate=False)).verdict is Verdict.CERTIFIED
    wrong = certify(Le(Sum(i, (i, 1, k)), k**2 / 2, evaluate=False))
    assert wrong.verdict is Verdict.REFUTED


def test_sums_are_solved_for_their_end():
    total = Sum(i, (i, 1, n))
    assert solve(Ge(total, 5050, evaluate=False), n).value.lower == 100
    assert solve(Le(total, 5049, evaluate=False), n).value.lower == 99
    assert solve(Eq(Sum(i**2, (i, 1, n)), 338350, evaluate=False), n).value.lower == 100
