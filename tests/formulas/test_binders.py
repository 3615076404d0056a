"""Indices whose names are also those of free symbols: renamed, with the same values."""

import pytest
import sympy
from flint import fmpq
from sympy import Product, Sum

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.nodes import GreatestInteger, Least, PathSum
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.image import range_of
from boundkit.calculus.solving.comparison import compare
from boundkit.calculus.solving.inversion import solve
from boundkit.formulas.binders import bound_symbols, with_own_indices
from boundkit.formulas.evaluation import evaluate, substitute

i = sympy.Symbol("i", integer=True, positive=True)
a, c = sympy.symbols("a c", integer=True, nonnegative=True)
OTHER = sympy.Symbol("i")
FORMS = {
    "an end": Sum(i, (i, 1, i)),
    "the name in the body": Sum(i * OTHER, (OTHER, 1, 3)),
    "ranges inside one another": Sum(i * OTHER, (OTHER, 1, i), (i, 1, i + 1)),
    "a product beside it": i + Product(i, (i, 1, i)),
    "the least": Least((i - 3) ** 2, (i, i, i + 4)),
    "the greatest": GreatestInteger(3 + sympy.log(i), i, 10 + i),
    "paths": PathSum(i + c, (c, sympy.Min(a, 2)), (a, i, a + 1), (i, 1, i)) + a + c,
}


@pytest.mark.parametrize("name", FORMS)
def test_no_index_keeps_the_name_of_a_free_symbol_and_no_value_changes(name):
    (form,) = with_own_indices([FORMS[name]])
    names = [symbol.name for symbol in bound_symbols(form)]
    assert not set(names) & {symbol.name for symbol in form.free_symbols}
    assert len(set(names)) == len(names)
    for value in range(1, 4):
        point = {"i": fmpq(value), "a": fmpq(1), "c": fmpq(2)}
        point = {symbol.name: point[symbol.name] for symbol in form.free_symbols}
        assert exact_or_ball(form, point) == exact_or_ball(FORMS[name], point)


def test_numbers_go_where_the_symbol_is_free():
    assert substitute(with_own_indices([FORMS["an end"]])[0], {"i": 4}).doit() == 10
    assert evaluate(FORMS["an end"], {"i": 4}).exact == "10"


def test_a_range_does_not_take_the_symbol_for_the_index():
    x, other = sympy.Symbol("x", real=True), sympy.Symbol("x", integer=True)
    found = range_of(Sum((other - x) ** 2, (other, 1, 3)), Box.of({"x": (0, 4)}))
    assert found.lower <= 2
    assert found.upper >= 14


def test_bounds_with_an_index_of_that_name_are_solved_and_compared():
    assert solve(sympy.Ge(FORMS["an end"], 5050, evaluate=False), i, want="least").value.lower == 100
    assert compare(Sum(i, (i, 1, 3)) + i, 7 + i).verdict == "left is smaller"
