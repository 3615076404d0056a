"""Series that keep an honest account of their errors."""

import pytest
import sympy
from sympy import Rational, exp, log, sqrt

from boundkit.calculus.growth.monomials import ONE, exponential, iterated
from boundkit.calculus.growth.transseries import Bounded, LostError, Series
from boundkit.errors import UndecidedError

a, b = sympy.symbols("a b", positive=True)
n, logarithm = iterated(0), iterated(1)


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
