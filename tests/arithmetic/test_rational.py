"""Exact numbers: what is read, what is refused, and decimals that round the right way."""

from decimal import Decimal
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy
from flint import fmpq, fmpz
from hypothesis import given
from hypothesis import strategies as st

from boundkit.arithmetic.rational import decimal, in_general_position, matrix, rational, to_fraction, vector
from boundkit.errors import MalformedInputError, ShapeError

fractions = st.fractions(max_denominator=10**12)


@pytest.mark.parametrize(
    ("given_value", "expected"),
    [
        (3, Fraction(3)),
        (True, Fraction(1)),
        (fmpz(-7), Fraction(-7)),
        (fmpq(2, 6), Fraction(1, 3)),
        (Fraction(5, 10), Fraction(1, 2)),
        (sympy.Rational(-4, 6), Fraction(-2, 3)),
        (np.int64(-5), Fraction(-5)),
        (0.1, Fraction(0.1)),
        (np.float32(0.1), Fraction(float(np.float32(0.1)))),
        (np.longdouble(1) / 3, Fraction(*(np.longdouble(1) / 3).as_integer_ratio())),
        ("0.1", Fraction(1, 10)),
        (" -1/3 ", Fraction(-1, 3)),
        ("1 / 3", Fraction(1, 3)),
        ("1/2/3", Fraction(1, 6)),
        ("0.5/0.25", Fraction(2)),
        (".5", Fraction(1, 2)),
        ("5.", Fraction(5)),
        ("+1e-6", Fraction(1, 10**6)),
        ("1.5E3", Fraction(1500)),
        ("0" * 5000 + "1", Fraction(1)),
    ],
)
def test_values(given_value, expected):
    assert to_fraction(rational(given_value)) == expected


@pytest.mark.parametrize(
    "text",
    ["", ".", "e5", "1/", "/2", "1//2", "0x10", "1_000", "one", "1e", "--1", "1,5", "nan", "inf", "٣", "1e" + "9" * 20],
)
def test_text_that_is_no_number(text):
    with pytest.raises(MalformedInputError, match=r"write it as 3, 1/3, 0\.1 or 1e-6"):
        rational(text)


def test_an_exponent_out_of_reach():
    with pytest.raises(MalformedInputError, match="exponent beyond 100000"):
        rational("1e100001")
    assert rational("1e-100000") == fmpq(1, fmpz(10) ** 100_000)


def test_division_by_zero_in_text():
    with pytest.raises(MalformedInputError, match="divides by zero"):
        rational("1/0.0")


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), None, 1j, Decimal("0.1"), sympy.pi, sympy.Float("0.1", 50), mpmath.mpf("0.1"), [1]],
    ids=lambda value: None if callable(value) else str(value),
)
def test_what_is_not_exact_is_refused(value):
    """A sympy or mpmath float of 50 digits must not be cut down to a double in silence."""
    with pytest.raises(MalformedInputError, match="not a finite rational number"):
        rational(value)


@given(fractions)
def test_text_and_fractions_mean_the_same(value):
    assert to_fraction(rational(str(value))) == to_fraction(rational(value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_the_dyadic_number_that_it_stores(value):
    assert to_fraction(rational(value)) == Fraction(value)


@given(fractions, st.integers(1, 25))
def test_decimals_bracket_the_value(value, digits):
    low, high = (Fraction(decimal(rational(value), digits, up=up)) for up in (False, True))
    assert low <= value <= high
    assert high - low <= abs(value) * Fraction(10) ** (1 - digits)


@given(st.integers(-400, 400), st.integers(1, 9), st.sampled_from([-1, 1]))
def test_decimals_next_to_powers_of_ten(exponent, digits, sign):
    power = sign * Fraction(10) ** exponent
    nudge = Fraction(10) ** (exponent - 500)
    for value in (power - nudge, power, power + nudge):
        assert Fraction(decimal(rational(value), digits, up=False)) <= value
        assert Fraction(decimal(rational(value), digits, up=True)) >= value
    assert Fraction(decimal(rational(power), digits, up=True)) == power


@pytest.mark.parametrize(
    ("value", "digits", "up", "text"),
    [
        ("0", 5, True, "0"),
        ("-1/3", 3, True, "-0.333"),
        ("-1/3", 3, False, "-0.334"),
        ("999999/1000", 3, True, "1000"),
        ("1e21", 3, False, "1e+21"),
        ("1e20", 3, False, "100000000000000000000"),
        ("1.25e-9", 5, False, "1.25e-9"),
        ("0.000001", 5, False, "0.000001"),
    ],
)
def test_short_decimal_text(value, digits, up, text):
    assert decimal(rational(value), digits, up=up) == text


def test_more_digits_than_python_prints_at_once():
    text = decimal(fmpq(1, 7), 6000, up=False)
    assert text == "0." + ("142857" * 1000)


def test_vectors_and_matrices():
    assert vector(["1/2", 0.25, 3]).entries() == [fmpq(1, 2), fmpq(1, 4), fmpq(3)]
    assert vector([]).nrows() == 0
    assert matrix([[1, "1/2"], [0.5, 2]]).det() == fmpq(7, 4)
    for ragged in ([], [[]], [[1, 2], [3]]):
        with pytest.raises(ShapeError, match="rows of one positive length"):
            matrix(ragged)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([], True),
        ([[0, 0], [1, 0]], True),
        ([[0, 0], [1, 0], [2, 1], [0, 1]], True),
        ([[0, 0], [1, 1], [3, 5], [2, 2]], False),
        ([[0], [0]], False),
        ([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0]], False),
        ([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, "1e-30"]], True),
    ],
)
def test_general_position_has_no_tolerance(points, expected):
    assert in_general_position(points) is expected
