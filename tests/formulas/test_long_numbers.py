"""Formulas whose long numbers stay as they are written, whatever is put in and done afterwards."""

import time

import pytest
import sympy
from flint import arb
from sympy import Integer, Max, Rational, Sum, binomial, factorial, floor, log, sqrt

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.long_number import LongNumber
from boundkit.calculus.solving.inversion import solve
from boundkit.calculus.solving.optimum import minimise
from boundkit.calculus.solving.partial import put
from boundkit.errors import BoundkitError
from boundkit.formulas.long_numbers import kept

x, y = sympy.symbols("x y", positive=True)
m, n = sympy.symbols("m n", integer=True, positive=True)
HUGE = Integer(10) ** 10


@pytest.mark.parametrize(
    "form",
    [
        3**m * x, 2 ** (2**m), (2 * x) ** m, (-2 * x) ** m / 3, (Rational(3, 2) * x) ** -m, x / 3 ** (m + 1),
        factorial(m) + x, binomial(m, 5) * x, log(3**m + x), Max(3**m, x), floor(x * 3**m), (sqrt(3) * x) ** m,
        (sqrt(3) * 5) ** (-m), Sum(n * 3**m, (n, 1, 5)), (2 * x) ** (m / 3),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_put_in_works_out_no_long_number(form):
    """Nor does the algebra that follows."""
    begun = time.process_time()
    made = kept(form, {m: HUGE})
    assert m not in made.free_symbols
    assert (-made * x).diff(x) is not None
    assert (2 * made).xreplace({x: y}).free_symbols <= {y}
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("form", [(-2 * x) ** m / 3, (Rational(3, 2) * x) ** -m, (2 * x) ** (m / 3), -(3**m) * x])
@pytest.mark.parametrize("exponent", [20_001, 20_002])
def test_the_value_is_the_same(form, exponent):
    made = kept(form, {m: Integer(exponent)})
    assert made.atoms(LongNumber)
    plain = form.xreplace({m: Integer(exponent), x: Integer(5)})
    with sympy.evaluate(False):
        ratio = made / plain
    assert float(arb(exact_or_ball(ratio, {"x": 5}))) == pytest.approx(1)


def test_short_numbers_are_worked_out_and_long_ones_are_told_apart():
    assert kept(3**m * x, {m: Integer(5)}) == 243 * x
    assert kept(x + 7) == x + 7
    assert kept(Integer(7**20000)) == LongNumber(Integer(7**20000))
    assert kept(Sum(n * x, (n, 1, m)), {n: Integer(7), m: Integer(2)}) == Sum(n * x, (n, 1, 2))


def answered(ask):
    """The answer within ten seconds, or a complaint of the project."""
    begun = time.process_time()
    try:
        return ask()
    except BoundkitError as error:
        return str(error)
    finally:
        assert time.process_time() - begun < 10


def test_questions_about_long_numbers_are_answered():
    """Both ran for more than 20 s, since sympy worked the numbers out when a product was made again."""
    assert str(put(2**x <= 5, x, HUGE)) == "2**10000000000 <= 5"
    (place,) = answered(lambda: minimise(x**m + y**m / x, x, values={"y": 3, "m": 10**7})).places
    assert str(place.at["x"]) == "[2.99999483499, 2.999994835]"


@pytest.mark.heavy
def test_questions_about_long_numbers_are_given_up():
    for relation in (x * y ** (m**m) <= 10**6, sympy.Ge(10**6, x * y ** (m**m))):
        assert "did not decide" in answered(lambda asked=relation: solve(asked, x, {"y": "3/2", "m": 40}))
    assert "did not decide" in answered(lambda: minimise(x + y**m / x, x, values={"y": 3, "m": 10**8}))
