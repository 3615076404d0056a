"""Functions that a user supplies: put in, differentiated, integrated; which of them are refused."""

import pytest
import sympy
from sympy import Derivative, Integral, Rational, exp

from boundkit.errors import MalformedInputError, RoughFunctionError
from boundkit.formulas.functions import given_functions
from boundkit.formulas.parsing import parse
from boundkit.statements import function, natural, real

x = real("x", "position", least=0, at_most=1)
y = sympy.Symbol("y")
beta = function("beta", "regression function", of=x)
p = function("p", "density", of=x)


def test_functions_are_put_in_and_differentiated():
    claim = Integral(Derivative(beta, x) ** 2 * p, (x, 0, 1)) + y
    assert given_functions(claim, {}) == claim
    assert given_functions(claim, {"beta": "exp(x)", "p": "1"}) == Integral(exp(2 * x), (x, 0, 1)) + y
    assert given_functions(claim, {"beta": x**2, "p": 2 * x}) == 2 + y
    half = given_functions(claim, {"p": "1"})
    assert half.has(beta.func)
    assert not half.has(p.func)


@pytest.mark.parametrize(
    ("formula", "low", "high"),
    [
        ("1", 0, 1),
        ("x**2 + 3*x", 0, 2),
        ("sqrt(x) - 1/3", 1, 4),
        ("x**(-1/2)", 0, 1),
        ("7*x", 2, 1),
        ("(x + 1)**3", 0, 1),
    ],
)
def test_integrals_of_powers_in_closed_form(formula, low, high):
    made = given_functions(Integral(p, (x, low, high)), {"p": formula})
    expected = sympy.integrate(parse(formula, {"x": x}), (x, low, high))
    assert sympy.simplify(made - expected) == 0
    assert not made.has(Integral)


@pytest.mark.parametrize(("formula", "low", "high"), [("1/x", 0, 1), ("x**(-2)", 0, 1), ("exp(x)", 0, 1), ("x", -1, 1)])
def test_other_integrals_stay(formula, low, high):
    """An integral of 1/x from 0 has no closed form that a difference of powers could stand for."""
    assert given_functions(Integral(p, (x, low, high)), {"p": formula}).has(Integral)


@pytest.mark.parametrize("formula", ["abs(x - 1/3)", "1/(x - 1/2)", "abs(x - 1/2)/(x - 1/2)", "log(x - 1/2)"])
def test_a_derivative_needs_a_differentiable_function(formula):
    with pytest.raises(RoughFunctionError, match=r"has a (kink|jump)"):
        given_functions(Integral(Derivative(beta, x), (x, 0, 1)), {"beta": formula})
    assert given_functions(Integral(p, (x, 0, 1)), {"p": formula}) is not None


@pytest.mark.parametrize("formula", ["x", "log(1 + x)", "exp(sin(pi*x))", "x**2*log(x)", "x**(3/2)"])
def test_derivatives_are_taken(formula):
    made = given_functions(Derivative(beta, x), {"beta": formula})
    assert sympy.simplify(made - parse(formula, {"x": x}).diff(x)) == 0


@pytest.mark.parametrize("formula", ["sqrt(x)", "1/x", "x*log(x)"])
def test_functions_that_are_steep_or_infinite_at_an_end_are_refused(formula):
    with pytest.raises(RoughFunctionError, match=r"has a (vertical tangent|pole) at 0"):
        given_functions(Derivative(beta, x), {"beta": formula})
    assert given_functions(Integral(p, (x, 0, 1)), {"p": formula}) is not None


def test_a_function_in_parts_is_integrated_in_parts():
    bend = "(abs(x - 1/2) + x - 1/2)**2"
    assert given_functions(Integral(Derivative(beta, x) ** 2 * p, (x, 0, 1)), {"beta": bend, "p": "1"}) == Rational(
        8, 3
    )
    beside = given_functions(Derivative(beta, x), {"beta": bend})
    assert [beside.subs(x, place) for place in (Rational(1, 4), Rational(3, 4))] == [0, 2]


@pytest.mark.parametrize(("at_most", "refused"), [(None, True), (natural("n", "a number"), True), (3, False)])
def test_sequences_must_not_be_negative_where_they_are_looked_at(at_most, refused):
    """A sequence has values at whole numbers, and its last one may be a number, a symbol or missing."""
    f = function("f", "a sequence", of=natural("i", "an index", at_most=at_most), nonnegative=True)
    assert given_functions(f, {"f": "(2*i - 1)*(2*i - 3) + 1"}) is not None
    if refused:
        with pytest.raises(MalformedInputError, match="negative"):
            given_functions(f, {"f": "4 - i"})
    else:
        assert str(given_functions(f, {"f": "4 - i"})) == "4 - i"
