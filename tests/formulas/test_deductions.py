"""Signs that sympy deduces of quotients of whole numbers."""

import pytest
import sympy
from sympy import Max, Rational

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
