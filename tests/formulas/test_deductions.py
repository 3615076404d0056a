"""What sympy deduces of formulas: signs, whole numbers, the greatest of some, estimates of numbers."""

import pytest
import sympy
from sympy import Max, Rational

from boundkit.arithmetic.nodes import LowerLambertW
from boundkit.formulas import natural
from boundkit.formulas.deductions import _compared

m, n = natural("m", "a number"), natural("n", "another one")
SMALL = 1 / (m * n) - Rational(1, 2)  # -1/4 at m = n = 2


@pytest.mark.parametrize("formula", [SMALL, -SMALL, 1 / (m * n * (m + n)) - Rational(1, 9)])
def test_quotients_may_come_near_to_zero(formula):
    for kind in ("positive", "negative", "nonnegative", "nonpositive", "nonzero"):
        assert getattr(formula, f"is_{kind}") is None
    assert Max(0, formula).has(Max)
    assert isinstance(Max(Rational(1, 2), formula + Rational(1, 2)), Max)


def test_two_arguments_of_a_maximum_are_compared_once():
    left, right = m**2 * n + 1, n * m + m
    before = _compared.cache_info().misses
    first, second = Max(left, right), Max(right, left)
    compared = _compared.cache_info().misses - before
    assert first == second
    assert Max(left, right) == first
    assert _compared.cache_info().misses - before == compared > 0


def test_what_is_greater_of_one_kind_of_symbols_says_nothing_of_another():
    known, free = sympy.Symbol("a", positive=True), sympy.Symbol("a", real=True)
    assert Max(0, known) == known
    assert Max(0, free).has(Max)
    assert sympy.Min(0, known) == 0
    assert sympy.Min(0, free).has(sympy.Min)


def test_what_sympy_finds_of_polynomials_stays():
    assert (m * n - 1).is_nonnegative
    assert (1 - m * n).is_nonpositive
    assert (1 / (m * n)).is_positive
    assert sympy.ceiling(m * n) == m * n


def test_a_product_may_be_whole_though_an_odd_number_divides_an_even_one():
    assert (6**m / 3).is_integer is None
    assert (6**m / 3 - 2).is_nonzero is None
    assert (m * (m + 1)).is_even
    assert (2 * m).is_integer
    assert (sympy.sqrt(2) * m).is_integer is False


def test_a_fraction_to_a_power_that_is_no_whole_number_may_be_one():
    x = sympy.Symbol("x", positive=True)
    assert (Rational(9, 4) ** x).is_integer is None
    assert (Rational(9, 4) ** m).is_integer is False
    assert (2 ** (-m)).is_integer is False
    assert sympy.Eq(Rational(9, 4) ** x, 2) != sympy.false


def test_an_integral_of_what_is_nowhere_zero_may_be_zero():
    t = sympy.Symbol("t", real=True)
    assert sympy.Integral(sympy.ceiling(2 * t) - Rational(3, 2), (t, 0, 1)).is_zero is None
    assert sympy.Integral(t, (t, m, m)).is_zero


def test_an_empty_product_is_above_zero():
    assert sympy.Product(n, (n, 1, 0)).is_nonpositive is not True
    assert sympy.Product(n, (n, m, m - 1)).is_positive


def test_minima_and_maxima_keep_their_values():
    x, y, z = sympy.symbols("x y z", real=True)
    inner = sympy.Min(3, Max(2, y), Max(z, sympy.Min(1, x)))
    assert inner.xreplace({x: sympy.S.Zero, y: sympy.S.Zero, z: sympy.Integer(10)}) == 2
    assert sympy.Min(3, Max(4, y)) == 3
    assert Max(x, Max(y, z), -sympy.oo) == Max(x, y, z)
    assert Max(x, sympy.oo) == sympy.oo
    with pytest.raises(ValueError, match="not comparable"):
        Max(sympy.I, 1)


@pytest.mark.parametrize(
    "number",
    [
        sympy.Sum(1 - 2000 * sympy.exp(-100 * (n - 500) ** 2), (n, 1, 1000)),
        sympy.loggamma(1 + Rational(1, 10**30)),
        LowerLambertW(Rational(1, 10**30) - sympy.exp(-1)),
    ],
)
def test_a_number_without_a_bound_of_its_error_is_not_estimated(number):
    assert number.evalf(5) == number
    assert Max(number, -Rational(1, 10**40) - 1).has(Max)
    assert sympy.floor(number).has(sympy.floor)


def test_numbers_with_a_bound_of_their_error_are_compared():
    assert Max(sympy.sqrt(2), 1) == sympy.sqrt(2)
    assert sympy.floor(sympy.log(8) / sympy.log(2) - Rational(1, 10**50)) == 2
