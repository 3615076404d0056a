"""Formulas told apart by a value: what multiplying out makes one is never apart, what it does not nearly always is."""

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from boundkit.formulas.symbols import natural, positive, real
from boundkit.proofs.apart import are_apart
from boundkit.proofs.relations import is_same

x, y, z = positive("x", "a length"), real("y", "a number"), positive("z", "a width")
n, k = natural("n", "how many"), natural("k", "how many of them")
i = sympy.Symbol("i", integer=True)
f = sympy.Function("f")
DIFFERENT = sympy.symbols("low", negative=True) + x

LEAVES = st.sampled_from([x, y, z, n, k, sympy.Integer(2), sympy.Rational(1, 3), sympy.pi, f(x)])


def _larger(parts):
    two = st.tuples(parts, parts)
    return st.one_of(
        two.map(lambda p: p[0] + p[1]),
        two.map(lambda p: p[0] * p[1]),
        parts.map(lambda p: p**2),
        parts.map(sympy.exp),
        parts.map(f),
        two.map(lambda p: sympy.Max(*p)),
        parts.map(lambda p: sympy.Sum(p * (1 + i), (i, 1, n))),
        parts.map(lambda p: sympy.Piecewise((p, sympy.Eq(k, 1)), (1 + p, True))),
        parts.map(lambda p: sympy.ceiling(p * (x + n))),
        parts.map(lambda p: sympy.log(x * (1 + p**2))),
    )


@settings(max_examples=40, deadline=None)
@given(st.recursive(LEAVES, _larger, max_leaves=6))
def test_a_formula_is_not_apart_from_itself_multiplied_out(formula):
    assert not are_apart(formula, sympy.expand(formula))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (x + y, x - y),
        (sympy.binomial(n + 40, k), sympy.binomial(n + 40, k + 1)),
        (sympy.Sum(f(i) * x, (i, 1, n)), sympy.Sum(f(i), (i, 1, n))),
        (sympy.Sum(f(i), (i, 1, n)), sympy.Sum(f(i), (i, 1, k))),
        (sympy.Product(f(i), (i, 1, n)), sympy.Product(f(i) * z, (i, 1, n))),
        (f(x), sympy.Function("g")(x)),
        (DIFFERENT, x + sympy.Symbol("low", positive=True)),
        (sympy.Max(x, z), sympy.Max(x, 3 + z)),
        (sympy.Piecewise((x, sympy.Eq(k, 1)), (z, True)), sympy.Piecewise((z, sympy.Eq(k, 1)), (x, True))),
        (sympy.Integer(10) ** 400 * x, sympy.Integer(10) ** 401 * x),
    ],
)
def test_different_formulas_are_apart(left, right):
    assert are_apart(left, right)
    assert not is_same(left, right)


def test_sums_that_stand_in_each_other_are_one_with_both_ranges():
    nested = sympy.Sum((1 + i) * sympy.Sum(x * (1 + i), (i, 1, n)), (i, 1, n))
    assert sympy.Sum(x, (i, 1, n), (i, 1, n)) in sympy.expand(nested).args
    assert not are_apart(nested, sympy.expand(nested))


def test_cases_that_become_alike_are_no_cases_then():
    alike = sympy.Piecewise((x * (z + 1), sympy.Eq(k, 1)), (x * z + x, True))
    assert not are_apart(alike, x * z + x)
    assert is_same(alike, x * z + x)


def test_what_has_no_value_there_is_left_to_multiplying_out():
    nowhere = sympy.log(-x) + sympy.Derivative(f(x), x)
    assert not are_apart(nowhere, nowhere + 1)
    assert not is_same(nowhere, nowhere + 1)
    assert is_same((nowhere + 1) ** 2, nowhere**2 + 2 * nowhere + 1)
