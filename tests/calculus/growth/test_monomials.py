"""Log-exp monomials in order, from slow to fast."""

import pytest
import sympy
from sympy import Rational, exp, log

from boundkit.calculus.growth.monomials import ONE, dominant, exponential, iterated, order
from boundkit.errors import UndecidedError

a, b = sympy.symbols("a b", positive=True)
n, logarithm = iterated(0), iterated(1)

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
