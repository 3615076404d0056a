"""Bounds on computer algebra: what ends, what is interrupted, and what is left as it was."""

import pytest
import sympy
from sympy import Rational, exp, sqrt

from boundkit.errors import BudgetExhaustedError
from boundkit.formulas.bounded import attempt, call, is_manageable, rewritten

x, n = sympy.symbols("x n", positive=True)


LARGE = [
    (1 + 1 / n) ** 1000,
    (1 + x + n) ** 400,
    exp(Rational(3000001, 3)),
    (1 + 1 / (n + 1000)) ** (n + 1000),
    sqrt(Rational(10**50 + 1, 3)),
    sympy.Integer(10) ** 2000,
    sum(sympy.Symbol(f"x{i}") for i in range(60)) ** 4,
]


@pytest.mark.parametrize("form", LARGE, ids=range(len(LARGE)))
def test_what_is_too_large_is_not_begun(form):
    assert not is_manageable(form)
    assert rewritten(sympy.expand, form) == form
    assert attempt(sympy.factor_list, form) is None
    with pytest.raises(BudgetExhaustedError, match="too large for factor"):
        call(sympy.factor, form)


def test_ordinary_formulas_are_manageable():
    for form in (
        x * exp(-x) + sympy.log(1 + x) / (x + 2) ** 3,
        (1 + x) ** n,
        (x + n) ** 40,
        sqrt(2) * x ** Rational(3, 7),
    ):
        assert is_manageable(form)
    assert rewritten(sympy.factor, x**2 - n**2) == (x - n) * (x + n)


def test_what_sympy_cannot_do_leaves_the_formula():
    from sympy import ceiling

    form = 1 - ceiling(x) ** sqrt(x)  # sympy's factoring raises TypeError on it
    assert rewritten(sympy.factor, form) in (form, sympy.factor_terms(form))


NEAR_ONE = 1 - Rational(1, 10**30)
LONG = {
    "a number beside the symbol": NEAR_ONE ** (n + 500),
    "a factor of the exponent": NEAR_ONE ** ((n + 1) * 512),
    "a square in the exponent": NEAR_ONE ** ((n + 512) ** 2),
    "a cube in the exponent": NEAR_ONE ** ((n + 512) ** 3),
    "a power in the exponent": 2 ** (2 ** (n + 9) * 9),
    "a choice in the exponent": 7 ** sympy.Max(n, 10**9),
    "a product of choices": 7 ** (sympy.Max(n, 500) * sympy.Max(n, 501)),
    "a binomial": sympy.binomial(10**9, 10**8, evaluate=False),
    "the logarithm of a factorial": sympy.loggamma(10**9, evaluate=False),
}


@pytest.mark.parametrize("name", LONG)
def test_a_formula_that_hides_a_long_number_is_not_manageable(name):
    assert not is_manageable(LONG[name])


def test_powers_with_short_numbers_are_manageable():
    assert all(map(is_manageable, (2 ** (n + 400), Rational(3, 2) ** (n + 400), 7 ** sympy.log(n + 65536), n**512)))
