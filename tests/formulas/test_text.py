"""What LaTeX and plain text say is what a reader takes from them: groups, signs, powers, numbers of any length."""

import pytest
import sympy
from sympy import Integer, Piecewise, Pow, Product, Rational, Sum

from boundkit.arithmetic.long_number import LongNumber
from boundkit.arithmetic.nodes import GreatestInteger, PathSum
from boundkit.formulas.evaluation import substitute
from boundkit.formulas.long_numbers import kept
from boundkit.formulas.text import latex, plain

x, k, i, m = sympy.symbols("x k i m", positive=True, integer=True)
LONG = 10**5000
GREATEST = GreatestInteger(x + k, k, 1)
CASES = Piecewise((x, x > k), (k, True))


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        (Sum(-i, (i, 1, x)) + k, r"k + \sum_{i=1}^{x} \left(- i\right)"),
        (Product(Rational(-5, 6), (i, 1, x)) + k, r"k + \prod_{i=1}^{x} \left(- \frac{5}{6}\right)"),
        (Sum(1 - i, (i, 1, x)), r"\sum_{i=1}^{x} \left(1 - i\right)"),
        (GREATEST**2, rf"\left({latex(GREATEST)}\right)^{{2}}"),
        (Pow(CASES, 3, evaluate=False), rf"\left({latex(CASES)}\right)^{{3}}"),
    ],
    ids=plain,
)
def test_terms_and_bases_are_in_brackets(expression, shown):
    assert latex(expression) == shown


def test_a_next_layer_is_no_sum():
    a, j, layer = sympy.symbols("a j l", integer=True)
    assert "a_(l+1) = " in plain(PathSum(a + j, (j, a), (a, 1, a + j), (layer, 1, m)))


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        (x / LongNumber(Rational(5, 3)), "x/(5/3)"),
        (x - LongNumber(Rational(5, 3)), "-5/3 + x"),
        (LongNumber(Rational(5, 3)) ** x, "(5/3)**x"),
        (LongNumber(Integer(5)) ** x, "5**x"),
        (x / LongNumber(Pow(Integer(3), 10**9, evaluate=False)), "x/3**1000000000"),
    ],
    ids=plain,
)
def test_long_numbers_bind_as_what_they_write(expression, shown):
    assert plain(expression) == shown


@pytest.mark.parametrize(
    "expression",
    [
        kept(x * m, {m: Integer(-LONG)}),
        kept(x - m, {m: Integer(-LONG)}),
        kept(x / m, {m: Rational(3, LONG)}),
        substitute(x * (k / m) ** 2, {"m": Rational(1, LONG)}),
        substitute(k * m**x, {"m": LONG}),
        substitute(k * sympy.sqrt(m + 1) * sympy.log(k / m), {"m": LONG}),
    ],
)
def test_numbers_of_more_digits_than_python_writes(expression):
    for shown in (plain(expression), latex(expression)):
        assert "00000" in shown
        assert not any(signs in shown for signs in ("--", "- -"))
