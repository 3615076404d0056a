"""Sequences of integers, such as the widths of layers: given by a list or a formula, checked."""

import pytest
from flint import fmpq
from sympy import Product, Sum

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.errors import DomainError, MalformedInputError
from boundkit.formulas.functions import given_functions
from boundkit.statements import UPPER, Claim, function, natural, quantity
from boundkit.values import read_assignments

layer = natural("l", "layer")
depth = natural("J", "layers", least=0)
n = function("n", "units of layer l", of=layer, least=1)
units = quantity("U", "units", measure=lambda thing: 0)
CLAIM = Claim("c", UPPER, units <= Sum(n, (layer, 1, depth)))


def total(given, layers):
    return int(CLAIM.evaluate(J=layers, n=given).exact)


@pytest.mark.parametrize("given", ["3,1,4", (3, 1, 4), [3, 1, 4], " 3, 1 ,4"])
def test_listed(given):
    assert [total(given, layers) for layers in range(4)] == [0, 3, 4, 8]


@pytest.mark.parametrize(("given", "sums"), [("5", [5, 10]), ("2*l", [2, 6]), ("4 - l", [3, 5]), ((7,), [7])])
def test_one_number_or_a_formula(given, sums):
    assert [total(given, layers) for layers in range(1, len(sums) + 1)] == sums


def test_single_terms():
    first = n.func(1) * n.func(2)
    assert exact_or_ball(given_functions(first, {"n": "3,5"}), {}) == fmpq(15)


@pytest.mark.parametrize("given", ["0", "3,0", "5/2", "3,1/2", "-1", (2, -2)])
def test_terms_that_are_not_allowed(given):
    with pytest.raises(DomainError, match=r"n = .* is not allowed: units of layer l, a whole number >= 1"):
        total(given, 2)


def test_formulas_below_the_least_value_and_short_lists():
    with pytest.raises(DomainError, match="no case of the formula"):
        total("2 - l", 2)
    with pytest.raises(DomainError, match="may be too short"):
        total("3,3", 3)


@pytest.mark.parametrize("given", ["3,,3", "3,", "l,2", "x", "3;4"])
def test_texts_that_are_no_sequence(given):
    with pytest.raises(MalformedInputError):
        total(given, 2)


def test_the_claim_names_the_sequence_and_binds_its_variable():
    assert CLAIM.functions == ("n",)
    assert set(CLAIM.symbols) == {"J"}
    assert n.is_integer
    assert n.is_positive
    assert Product(n, (layer, 1, depth)).free_symbols == {depth}


def test_on_the_command_line_a_list_stays_one_value():
    assert read_assignments(["n=3,3", "J=2"], functions=["n"]) == {"n": ["3,3"], "J": [2]}
