"""Formulas read from text: numbers by their digits, no Python evaluated."""

import pytest
import sympy
from sympy import Abs, Rational, log, pi, sin, sqrt

from boundkit.errors import MalformedInputError
from boundkit.formulas.parsing import PRINTED, parse
from boundkit.formulas.text import plain

x, y = sympy.symbols("x y")


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


def test_calls_and_constants():
    assert parse("sin(pi*x)", {"x": x}) == sin(pi * x)
    assert parse("pi", {"pi": y}) == y
    assert parse("log(abs(x))", {"x": y}) == log(Abs(y))


@pytest.mark.parametrize(
    "formula",
    [
        sympy.Min(x, 3) + sympy.Max(x, y, 2 * x),
        sympy.binomial(x + y, 2 * x),
        sympy.ceiling(x / 2) - sympy.floor(log(x)) + sympy.factorial(y),
    ],
)
def test_formulas_are_read_as_they_are_printed(formula):
    assert parse(plain(formula), {"x": x, "y": y} | PRINTED) == formula


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Min()", "not allowed"),
        ("binomial(x)", "not allowed"),
        ("floor(x, 2)", "not allowed"),
        ("Min(x, y=2)", "not allowed"),
        ("Max", "not allowed"),
        ("factorial(10**9)", "beyond 100000"),
        ("binomial(10**9, 5*10**8)", "beyond 100000"),
    ],
)
def test_what_is_not_read_of_them(text, said):
    with pytest.raises(MalformedInputError, match=said):
        parse(text, {"x": x} | PRINTED)
    assert parse("binomial(10**9, 2)", PRINTED) == 10**9 * (10**9 - 1) // 2
