"""Signs of constants, monomials in order, and series that keep an honest account of their errors."""

import pytest
import sympy
from sympy import Rational, binomial, exp, log, sqrt

from boundkit.calculus.growth.transseries import (
    ONE,
    Bounded,
    LostError,
    Series,
    dominant,
    exponential,
    is_real,
    iterated,
    normal,
    order,
    sign,
)
from boundkit.errors import UndecidedError
from boundkit.statements import natural, real

a, b = sympy.symbols("a b", positive=True)
x = sympy.Symbol("x", real=True)
E = natural("E", "experts")
k = natural("k", "active experts", at_most=E)
s = real("s", "a number from 2 on", least=2)
n, logarithm = iterated(0), iterated(1)

SIGNS = {
    "zero that is not written as 0": (log(6) - log(2) - log(3), 0),
    "number": (sympy.pi - Rational(22, 7), -1),
    "nested roots": (sqrt(5 + 2 * sqrt(6)) - sqrt(2) - sqrt(3), 0),
    "parameters": ((2 * a + b) / a - 2, 1),
    "domain": (s**2 - 3, 1),
    "whole number": (2 * E - 1, 1),
    "ordered symbols": (E - k + 1, 1),
    "log of one more": (log(1 + E), 1),
    "log of a number times a whole number": (log(3 * E), 1),
    "binomial": (binomial(E, k), 1),
    "log of a binomial, and more": (1 + a * log(binomial(E, k)), 1),
    "power": ((1 + log(E)) ** (-a), 1),
    "factors": (a**2 - (a + 1) ** 2, -1),
}


@pytest.mark.parametrize("name", SIGNS)
def test_signs(name):
    constant, expected = SIGNS[name]
    assert sign(constant) == expected


@pytest.mark.parametrize("constant", [a - b, x, log(a), log(E), E - 2, k - E, binomial(E, k) - 1, a * x], ids=str)
def test_signs_that_depend_on_the_parameters(constant):
    with pytest.raises(UndecidedError, match="give its symbols signs"):
        sign(constant)


def test_real_constants():
    assert all(map(is_real, (log(a), a**x, log(E * log(1 + E)), log(binomial(E, k)), exp(log(a) * b))))
    assert not any(map(is_real, (log(a - 1), log(x), 1 / (a - 1), sympy.I, sympy.oo, sqrt(x))))


def test_equal_constants_have_one_form():
    assert normal((a + 1) ** 2 - a**2 - 2 * a) == 1
    assert normal(log(8) / log(2)) == 3
    assert normal(1 / (a + 1) + a / (a + 1)) == 1


CHAIN = [  # from slow to fast
    exponential({n: sympy.Integer(-1)}),
    n**-2,
    n**-1 * logarithm,
    iterated(2) ** -1,
    ONE,
    iterated(3),
    iterated(2),
    iterated(2) ** 5,
    exponential({iterated(2) ** Rational(1, 2): sympy.S.One}),
    logarithm ** Rational(1, 9),
    logarithm**9,
    exponential({logarithm ** Rational(1, 2): sympy.S.One}),
    n ** Rational(1, 9),
    n * logarithm**-3,
    n,
    n * logarithm,
    n**a * n,
    n ** (1 + a + b),
    exponential({logarithm**2: sympy.S.One}),
    exponential({n ** Rational(1, 2): sympy.S.One}),
    exponential({n: sympy.S.One}) * n**-5,
    exponential({n: sympy.S.One}),
    exponential({n: sympy.S.One, n ** Rational(1, 2): sympy.S.One}),
    exponential({n: sympy.Integer(2)}),
    exponential({exponential({n: sympy.S.One}): sympy.S.One}),
]


def test_monomials_are_in_order():
    for i, slow in enumerate(CHAIN):
        for j, fast in enumerate(CHAIN):
            if {i, j} == {8, 9}:
                continue  # told apart below
            assert order(fast * slow**-1) == (j > i) - (j < i), (i, j)


def test_exp_of_a_root_of_log_log_is_below_powers_of_log():
    assert order(CHAIN[8] * CHAIN[9] ** -1) == -1


def test_the_dominant_one_needs_only_its_own_comparisons():
    assert dominant([n**a, n ** (a + b + 1), n**b]) == n ** (a + b + 1)
    with pytest.raises(UndecidedError):
        dominant([n**a, n**b])


def test_monomials_are_printed():
    t = sympy.Symbol("t", positive=True)
    assert (n**2 * logarithm**-1).expression(t) == t**2 / log(t)
    assert exponential({n: a}).expression(t) == exp(a * t)


def series(*terms, errors=()):
    return Series.of(dict(terms), errors)


def test_errors_hide_smaller_terms():
    assert series((n, 1), (n**-3, 1), errors=[n**-2]) == series((n, 1), errors=[n**-2, n**-4])


def test_products_carry_errors():
    product = series((n, 2), errors=[ONE]) * series((n, 3), errors=[n**-1])
    assert product == Series({n**2: sympy.Integer(6)}, frozenset({n}))


def test_an_exact_difference_is_zero_and_an_inexact_one_is_lost():
    exact, inexact = series((n, 1)), series((n, 1), errors=[n**-3])
    assert (exact - exact).is_zero
    with pytest.raises(LostError):
        (inexact - inexact).leading()


def test_a_coefficient_of_unknown_sign_does_not_lead():
    with pytest.raises(UndecidedError, match="a - b"):
        series((n, a - b), (ONE, 1)).leading()


def test_a_coefficient_that_is_zero_in_disguise_does_not_lead():
    disguised = sqrt(5 + 2 * sqrt(6)) - sqrt(2) - sqrt(3)
    assert Series({n: disguised, ONE: a}).leading() == (ONE, a)


def test_powers_and_logarithms():
    square_root = series((n**2, 1), (ONE, 1)).power(Rational(1, 2), 4)
    assert [square_root.terms[n**e] for e in (1, -1, -3)] == [1, Rational(1, 2), Rational(-1, 8)]
    assert series((n, a), (ONE, 1)).log(2).terms[ONE] == log(a)
    with pytest.raises(UndecidedError, match="negative"):
        series((n, -1)).log(4)
    with pytest.raises(UndecidedError, match="whole"):
        series((n, -1)).power(a, 4)


def test_exponentials():
    assert series((n, 1), (ONE, 2), (n**-1, 3)).exp(4).leading() == (exponential({n: sympy.S.One}), exp(2))
    assert series((logarithm, a)).exp(4).leading() == (n**a, 1)
    _, factor = series((n, 1), errors=[ONE]).exp(8).leading()
    assert isinstance(factor, Bounded)
    for orders, error in ((2, ONE), (8, logarithm)):
        with pytest.raises(LostError):
            series((n, 1), errors=[error]).exp(orders)
