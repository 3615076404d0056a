"""Formulas that a user types: what is read, exactly, and what is refused."""

import pytest
import sympy
from sympy import Abs, Derivative, Integral, Rational, exp, log, pi, sin, sqrt

from boundkit.errors import MalformedInputError, NotEvaluableError
from boundkit.formulas.functions import given_functions, parse
from boundkit.statements import function, real

x = real("x", "position", least=0, at_most=1)
y = sympy.Symbol("y")
beta = function("beta", "regression function", of=x)
p = function("p", "density", of=x)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2*x^2 + 0.5", 2 * x**2 + Rational(1, 2)),
        ("2^3^2", sympy.Integer(512)),
        ("-x^2", -(x**2)),
        ("2*x**-1", 2 / x),
        ("2**x", 2**x),
        ("x^(x + 1)", x ** (x + 1)),
        ("(x)", x),
        (" +x\t", x),
        ("0.1", Rational(1, 10)),
        ("1e-6", Rational(1, 10**6)),
        ("1_000.5", Rational(2001, 2)),
        ("0x10", sympy.Integer(16)),
        ("0.1000000000000000055511151231257827", Rational(1000000000000000055511151231257827, 10**34)),
        ("123456789012345678901.5", Rational(246913578024691357803, 2)),
        ("1e400", sympy.Integer(10) ** 400),
        ("1e-400*x", x / sympy.Integer(10) ** 400),
        ("exp(log(x)) + sqrt(x) - sin(pi)", x + sqrt(x)),
        ("abs(x - 1)", Abs(x - 1)),
        ("cos(0)", sympy.Integer(1)),
    ],
)
def test_formulas(text, expected):
    """Numbers are taken by their digits, never through a float; ^ binds as ** does."""
    assert parse(text, {"x": x}) == expected


@pytest.mark.parametrize(
    "text", ["", "2 x", "x +", "(x", "x;x", "x = 2", "1e5e5", "\0", "(" * 5000 + "x" + ")" * 5000, "9" * 5000], ids=len
)
def test_text_that_is_no_formula(text):
    with pytest.raises(MalformedInputError, match="is not a formula; write it like"):
        parse(text, {"x": x})


@pytest.mark.parametrize(
    "text",
    [
        "y", "E", "oo", "True", "None", "'x'", "1j", "x.real", "x[0]", "[x]", "x < 1", "x and x", "x if x else x",
        "lambda: x", "gamma(x)", "log(x, 2)", "log()", "exp(x=1)", "__import__('os')", "x // 2", "x % 2", "~x", "x @ x",
        "f'{x}'", "(y := x)", "print(x)", "x().y",
    ],
)  # fmt: skip
def test_what_a_formula_may_not_hold(text):
    with pytest.raises(MalformedInputError, match="is not allowed in a formula; allowed are x, numbers"):
        parse(text, {"x": x})


@pytest.mark.parametrize("text", ["2**10000000", "2**-10000000", "x**1000001", "2**(1e7)"])
def test_exponents_out_of_reach(text):
    with pytest.raises(MalformedInputError, match="is beyond 1000000"):
        parse(text, {"x": x})


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
    with pytest.raises(NotEvaluableError, match="has a kink, or it may jump"):
        given_functions(Integral(Derivative(beta, x), (x, 0, 1)), {"beta": formula})
    assert given_functions(Integral(p, (x, 0, 1)), {"p": formula}).has(Integral)


@pytest.mark.parametrize("formula", ["x", "log(1 + x)", "sqrt(x)", "1/x", "exp(sin(pi*x))", "x*log(x)"])
def test_smooth_functions_may_be_singular_at_an_end(formula):
    made = given_functions(Derivative(beta, x), {"beta": formula})
    assert sympy.simplify(made - parse(formula, {"x": x}).diff(x)) == 0


def test_calls_and_constants():
    assert parse("sin(pi*x)", {"x": x}) == sin(pi * x)
    assert parse("pi", {"pi": y}) == y
    assert parse("log(abs(x))", {"x": y}) == log(Abs(y))
