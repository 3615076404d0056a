"""Numbers of many digits: constants for sympy, and the numbers that they are for balls."""

import pickle
import time

import pytest
import sympy
from flint import arb
from sympy import Integer, Pow, Rational, binomial

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.long_number import LongNumber
from boundkit.arithmetic.text import plain

x = sympy.Symbol("x", positive=True)
HUGE = 10**9


def long(base, exponent):
    return LongNumber(Pow(base, exponent, evaluate=False))


def test_nothing_that_sympy_does_works_it_out():
    number, begun = long(Integer(3), HUGE), time.process_time()
    assert (number * x).diff(x) == number
    assert -(2 * (number / x)) * x == -2 * number
    assert (number * x + number).xreplace({x: Integer(2)}) == 3 * number
    assert sympy.solve(number * x - 1, x) == [1 / number]
    assert sympy.Max(number, x).has(number)
    assert sympy.factor(number * x + number) == number * (x + 1)
    assert sympy.Gt(number, 5) in (True, sympy.Gt(number, 5, evaluate=False))
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("number", "positive", "integer"),
    [
        (long(Integer(3), Integer(HUGE)), True, True),
        (long(Integer(-3), Integer(HUGE)), True, True),
        (long(Integer(-3), Integer(HUGE + 1)), False, True),
        (long(Rational(3, 2), Integer(HUGE)), True, None),
        (long(Integer(3), Integer(-HUGE)), True, None),
        (LongNumber(binomial(HUGE, HUGE // 2, evaluate=False)), True, True),
        (LongNumber(Integer(-(7**20000))), False, True),
    ],
    ids=["power", "even", "odd", "fraction", "reciprocal", "binomial", "integer"],
)
def test_what_sympy_knows_of_it(number, positive, integer):
    assert (number.is_positive, number.is_negative, number.is_zero) == (positive, not positive, False)
    assert (number.is_integer, number.is_real, number.free_symbols) == (integer, True, set())


def test_balls_know_its_value():
    assert exact_or_ball(sympy.log(long(Integer(3), Integer(HUGE))) - HUGE * sympy.log(3), {}).overlaps(arb(0))
    assert exact_or_ball(long(Integer(3), Integer(5)) + 1, {}) == 244


def test_it_is_printed_as_it_is_written_and_lives_through_pickling():
    number = long(Integer(3), Integer(HUGE))
    assert plain(2 * number) == "2*3**1000000000"
    assert plain(number**2) == "(3**1000000000)**2"
    assert sympy.latex(2 * number) == r"2 \cdot 3^{1000000000}"
    assert pickle.loads(pickle.dumps(number)) == number
    assert number != long(Integer(3), Integer(HUGE + 1))
    assert hash(number) == hash(long(Integer(3), Integer(HUGE)))
