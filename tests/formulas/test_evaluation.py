"""Values of expressions: numbers, text that shows them, and what is left when symbols stay free."""

import time

import pytest
import sympy
from flint import fmpq
from sympy import Ge, Integer, Integral, Max, Piecewise, Rational, Sum, binomial, ceiling, factorial, log, pi, sqrt

from boundkit.arithmetic.nodes import GreatestInteger
from boundkit.arithmetic.rational import rational
from boundkit.errors import DomainError, MalformedInputError, MissingValueError, NotEvaluableError
from boundkit.formulas.evaluation import evaluate, expand, substitute
from boundkit.formulas.text import latex, plain

E, L, n, N = sympy.symbols("E L n N")


def test_exact_numbers_of_many_digits():
    value = evaluate(E**L, {"E": 8, "L": 1000})
    assert value.exact == str(8**1000)
    assert value.free == ()
    assert value.enclosure == ["1.2302319221611171e+903", "1.2302319221611172e+903"]


@pytest.mark.parametrize(
    ("expression", "values", "ends"),
    [
        (E**L, {"E": 8, "L": 5}, ["32768", "32768"]),
        (E / L, {"E": 1, "L": 3}, ["0.33333333333333333", "0.33333333333333334"]),
        (-E / L, {"E": 1, "L": 3}, ["-0.33333333333333334", "-0.33333333333333333"]),
        (E / L, {"E": "0.1", "L": 1}, ["0.1", "0.1"]),
        (E / L, {"E": 0.1, "L": 1}, ["0.1", "0.10000000000000001"]),
        (pi, {}, ["3.1415926535897932", "3.1415926535897933"]),
        (log(E), {"E": 1 + Rational(1, 10**300)}, ["9.9999999999999999e-301", "1.0000000000000001e-300"]),
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_ends_are_rounded_outward(expression, values, ends):
    """A float is the number that it stores: the value at 0.1 lies above 1/10."""
    assert evaluate(expression, values).enclosure == ends


def test_an_exact_value_too_long_to_print():
    value = evaluate(E**L, {"E": 10, "L": 1_100_000})
    assert value.exact is None
    assert value.number.exact
    assert value.enclosure == ["1e+1100000", "1e+1100000"]
    assert value.expression == sympy.Pow(10, 1_100_000, evaluate=False)


def test_irrational_values_have_no_exact_text():
    assert evaluate(sqrt(E), {"E": 2}).exact is None
    assert evaluate(sqrt(E), {"E": 4}).exact == "2"


def test_free_symbols_and_functions_leave_an_expression():
    value = evaluate(E**L * log(n), {"E": 8, "n": 3, "unknown": 5})
    assert value.expression == 8**L * log(3)
    assert (value.free, value.number, value.exact, value.enclosure) == (("L",), None, None, None)
    with pytest.raises(MissingValueError, match="no value for L"):
        float(value)
    density = sympy.Function("p")
    waiting = evaluate(Integral(density(n), (n, 0, E)), {"E": 1})
    assert (waiting.free, waiting.number) == (("p",), None)


def test_floats_of_values():
    assert float(evaluate(E / L, {"E": 1, "L": 4})) == 0.25
    assert float(evaluate(E**L, {"E": 10, "L": 400})) == float("inf")
    assert abs(float(evaluate(pi, {})) - 3.141592653589793) < 1e-15


@pytest.mark.parametrize("digits", [5, 30, 100])
def test_digits(digits):
    number = evaluate(sqrt(E), {"E": 2}, digits).number
    low, high = map(rational, number.decimals(digits + 5))
    assert low**2 < 2 < high**2
    assert high - low < fmpq(1, 10 ** (digits - 1))


@pytest.mark.parametrize(
    ("expression", "values", "message"),
    [
        (1 / E, {"E": 0}, "divides by zero"),
        (log(E), {"E": 0}, "not a real number"),
        (sqrt(E), {"E": -1}, "not real"),
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_values_outside_the_domain(expression, values, message):
    with pytest.raises(DomainError, match=message):
        evaluate(expression, values)


def test_floats_in_formulas_and_values_that_are_no_numbers():
    with pytest.raises(NotEvaluableError, match="float"):
        evaluate(E * 0.5, {"E": 1})
    with pytest.raises(MalformedInputError):
        evaluate(E, {"E": "eight"})


HUGE = 10**12


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        (E**L, "8**1000000000000"),
        (E**L / 3 + 1, "1 + (1/3)*8**1000000000000"),
        (Max(E**L, L), "Max(1000000000000, 8**1000000000000)"),
        (ceiling(E**L / 3), "ceiling((1/3)*8**1000000000000)"),
        (log(E**L + 1), "log(1 + 8**1000000000000)"),
        (Ge(E**L, 2), "8**1000000000000 >= 2"),
        (2 ** (E**L), "2**(8**1000000000000)"),
        (E ** (-L), "8**(-1000000000000)"),
        (E ** (L / 3), "8**(1000000000000/3)"),
        (binomial(L, 2) + 1, "1 + binomial(1000000000000, 2)"),
        (factorial(L), "factorial(1000000000000)"),
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_long_numbers_stay_written_out(expression, shown):
    """sympy must not be left to work out, or to compare, numbers of 10^12 digits."""
    made = substitute(expression, {"E": 8, "L": HUGE})
    assert str(made) == shown or made == sympy.sympify(shown, evaluate=False)


def test_short_numbers_are_worked_out():
    assert substitute(E**L / 4 + 1, {"E": 8, "L": 5}) == 8193
    assert substitute(binomial(E, L), {"E": 8, "L": 5}) == 56
    assert substitute(Ge(E, L), {"E": 8, "L": 5}) is sympy.true


@pytest.mark.parametrize(
    ("expression", "left"),
    [
        (Sum(N * E, (N, 1, L)) + N, Sum(2 * N, (N, 1, 3)) + 5),
        (Integral(N * E, (N, 0, L)) + N, Integral(2 * N, (N, 0, 3)) + 5),
        (GreatestInteger(N / E, N, L) + N, GreatestInteger(N / 2, N, Integer(3)) + 5),
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_bound_variables_keep_their_name(expression, left):
    assert substitute(expression, {"E": 2, "L": 3, "N": 5}) == left


def test_case_distinctions_are_resolved():
    assert substitute(Piecewise((E, E < 3), (L, True)), {"E": 2}) == 2


def test_abbreviations_are_written_out():
    from boundkit.statements import define, natural

    m = natural("m", "cells")
    w = define("w", "twice", 2 * m)
    r = define("r", "and one", w + 1)
    assert expand(r + w) == 4 * m + 1
    assert expand(r * w).free_symbols == {m}
    assert expand(m) == m


@pytest.mark.parametrize(
    "formula",
    [(2 * sympy.E * E / 3) ** N, (sqrt(3) * E) ** N, (E * pi / 7) ** (-N), (E ** Rational(1, 3) * 2) ** N],
    ids=str,
)
def test_putting_values_in_works_out_no_long_number(formula):
    """sympy takes rational factors out of a power, and works out millions of digits to learn a sign."""
    begun = time.process_time()
    value = evaluate(formula, {"E": 5, "N": 10**7})
    assert len(plain(value.expression)) < 200
    assert len(latex(value.expression)) < 400
    assert value.number.lower <= value.number.upper
    assert time.process_time() - begun < 2


def test_one_to_a_large_power_is_one():
    assert evaluate(E**N, {"E": 1, "N": 10**12}).expression == 1
