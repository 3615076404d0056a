"""Bounds on computer algebra: what ends, what is interrupted, and what is left as it was."""

import pytest
import sympy
from sympy import Rational, exp, sqrt

from boundkit.calculus.solving import solve
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


@pytest.mark.parametrize(
    ("base", "exponent"),
    [(3, 10**12), (Rational(5, 3), 10**12), (3, -(10**12)), (Rational(5, 3), Rational(10**12, 7)), (-3, 10**12)],
)
def test_a_power_of_numbers_that_comes_up_on_the_way_is_not_worked_out_when_it_is_long(base, exponent):
    before = sympy.Integer._eval_power, sympy.Rational._eval_power
    with pytest.raises(BudgetExhaustedError, match="base is too long"):
        call((Rational(base) ** n).subs, n, exponent)
    assert attempt((2**x).subs, x, 100) == 2**100
    assert call((1**x * (-1) ** x).subs, x, 10**12) == 1
    assert (sympy.Integer._eval_power, sympy.Rational._eval_power) == before


def test_a_closed_form_that_sympy_tries_out_in_a_tower_of_powers_does_not_hold_the_answer_up():
    b = sympy.Symbol("b", integer=True, nonnegative=True)
    found = solve(b ** (Rational(5, 3) ** b) > Rational(1071547952326217324435, 1099511627776), b)
    assert (str(found.value), found.closed_form) == ("5", None)
