"""Formulas as polynomial goals: what becomes a variable, where its ends go, and what is refused."""

import pytest
import sympy
from sympy import exp, log, sqrt

from boundkit.calculus.inequalities.polynomials import goals_of
from boundkit.calculus.ranges.box import Box

x, y = sympy.symbols("x y", positive=True)
a = sympy.Symbol("a", real=True)
n = sympy.Symbol("n", integer=True, positive=True)
BOX = Box.of({"x": (0, None), "y": (0, 1), "a": (None, None), "n": (1, None)}, ["n"])

# a formula, its first goal, which of its variables take one sign, and which are not 0
GOALS = [
    (x**2 - 3 * x + 1, "x^2 - 3*x*1 + 1^2", (True, True), (True, True)),
    (a**2 + 1, "a^2 + 1^2", (False, True), (False, True)),
    (n - 2, "(n - (1)) - 1", (True, True), (False, True)),
    (exp(x) - exp(x / 2), "(exp(x/2) - (1))^2 + (exp(x/2) - (1))*1", (True, True), (False, True)),
    (x - sqrt(x), "sqrt(x)^2 - sqrt(x)*1", (True, True), (True, True)),
    (log(x) ** 2 - log(x), "log(x)^2 - log(x)*1", (False, True), (False, True)),
    (1 / x - x, "-x^2 + 1^2", (True, True), (True, True)),
    (2**a - 2 ** (2 * a), "-2**a^2 + 2**a*1", (True, True), (True, True)),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "form", "signed", "positive"), GOALS, ids=[str(row[0]) for row in GOALS])
def test_a_formula_is_read(formula, form, signed, positive):
    goal = next(goals_of(formula, BOX, False))
    assert (str(goal.form), goal.signed, goal.positive) == (form, signed, positive)


def test_ends_of_a_bounded_symbol_are_kept_in_the_second_goal():
    first, second = goals_of(2 - y, BOX, False)
    assert str(first.form) == "-y + 2*1"
    assert second.form.context().names() == ("(y - (0))/(1 - (y))", "1")
    assert all(number > 0 for number in second.form.to_dict().values())
    assert len(list(goals_of(2 - y, BOX, True))) == 1


@pytest.mark.parametrize("formula", [a ** sympy.Rational(3, 2), a**x, sympy.Integer(3), x**40 - x])
def test_what_is_no_polynomial_of_a_few_variables_is_refused(formula):
    assert list(goals_of(formula, BOX, False)) == []


def test_the_sign_of_a_denominator_is_not_guessed():
    goal = next(goals_of(1 / (a - 1), BOX, False))
    assert str(goal.form) == "a - 1"
