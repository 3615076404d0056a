"""Which formulas are whole numbers wherever they have a value."""

import pytest
import sympy
from sympy import Rational, binomial

from boundkit.arithmetic.whole_values import takes_whole_values

k, n = sympy.symbols("k n", integer=True)
x = sympy.Symbol("x", real=True)


@pytest.mark.parametrize(
    ("formula", "whole"),
    [
        (n * (n + 1) / 2, True),
        (k * n * (n - 1) / 2 - 1, True),
        (n * (n + k) / 2, False),
        (n * (n + 1) * (2 * n + 1) / 6, True),
        (Rational(1, 2), False),
        (x * (x - 1) / 2, False),
        (sympy.ceiling(x) * (sympy.ceiling(x) - 1) / 2, False),
        (binomial(n, 2) * (binomial(n, 2) - 1) / 2, True),
        (n / k, False),
        ((n + Rational(1, 2)) ** 40, False),
    ],
    ids=str,
)
def test_whole_values(formula, whole):
    assert takes_whole_values(formula) is whole
