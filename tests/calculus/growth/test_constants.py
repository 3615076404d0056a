"""Signs of constants with parameters, and one form for equal ones."""

import pytest
import sympy
from sympy import Rational, binomial, exp, log, sqrt

from boundkit.calculus.growth.constants import is_real, normal, sign
from boundkit.errors import UndecidedError
from boundkit.statements import natural, real

a, b = sympy.symbols("a b", positive=True)
x = sympy.Symbol("x", real=True)
E = natural("E", "experts")
k = natural("k", "active experts", at_most=E)
s = real("s", "a number from 2 on", least=2)

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
