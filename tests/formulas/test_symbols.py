"""Symbols: meanings, domains with their messages, abbreviations, functions."""

import copy
import pickle

import pytest
import sympy
from flint import fmpq
from sympy import Rational, log, pi

from boundkit.errors import DomainError, MalformedInputError, MissingValueError, StatementError
from boundkit.formulas.evaluation import expand
from boundkit.formulas.symbols import check_values, functions_in, latex_name, require
from boundkit.statements import define, function, natural, positive, quantity, real

E = natural("E", "experts per layer")
k = natural("k", "active experts", at_most=E)
last = natural("j", "an index", least=0, at_most=E - 1)
few = natural("few", "a small number", at_most=3)
eps = positive("eps", "error")
late = real("late", "from 1/3 on", least=Rational(1, 3))
above = real("a", "above E", above=E)
angle = real("angle", "below pi", least=-1, at_most=pi)
bits = real("b", "at most log E", least=0, at_most=log(E))
SYMBOLS = {s.name: s for s in (E, k, last, few, eps, late, above, angle, bits)}


@pytest.mark.parametrize(
    "values",
    [
        {"E": 1},
        {"E": "2", "k": 2},
        {"E": 2, "j": 1},
        {"k": 100},  # nothing is known of E
        {"few": 3},
        {"eps": "1e-300"},
        {"late": fmpq(1, 3)},
        {"E": 2, "a": "2.000001"},
        {"angle": "3.141592653589"},
        {"E": 3, "b": 1},
        {"unknown": -5},
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_values_inside(values):
    assert set(check_values(SYMBOLS, values)) == set(values)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"E": 0}, "E = 0 is not allowed: E is integer >= 1"),
        ({"E": "3/2"}, "E = 3/2 is not allowed: E is integer >= 1; give a whole number"),
        ({"E": 2, "k": 3}, "k = 3 is not allowed: k is integer >= 1 and <= E, and E = 2 here"),
        ({"k": 3, "E": 2}, "k = 3 is not allowed"),
        ({"E": 2, "j": 2}, "j = 2 is not allowed: j is integer >= 0 and <= E - 1, and E - 1 = 1 here"),
        ({"few": 4}, "few = 4 is not allowed: few is integer >= 1 and <= 3"),
        ({"eps": 0}, "eps = 0 is not allowed: eps is real > 0"),
        ({"eps": -1}, "real > 0"),
        ({"late": "0.333333333333333333333"}, "late is real >= 1/3"),
        ({"E": 2, "a": 2}, "a = 2 is not allowed: a is real > E, and E = 2 here"),
        ({"angle": "3.1416"}, "angle is real >= -1 and <= pi"),
        ({"E": 3, "b": "1.1"}, r"b is real >= 0 and <= log\(E\), and log\(E\) = "),
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_values_outside(values, message):
    with pytest.raises(DomainError, match=message):
        check_values(SYMBOLS, values)


def test_values_that_are_no_numbers():
    with pytest.raises(MalformedInputError):
        check_values(SYMBOLS, {"E": "many"})


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: natural("E", " "), "the symbol E has no meaning: say in words what it counts or measures"),
        (lambda: positive("E", ""), "the symbol E has no meaning"),
        (lambda: define("w", "", E), "the symbol w has no meaning"),
        (lambda: quantity("N", "", measure=len), "the symbol N has no meaning"),
        (lambda: function("p", "  ", of=late), "the function p has no meaning: say in words what it is"),
        (lambda: real("x", "x", least=0, above=0), "the symbol x has two lower ends; give least or above, not both"),
        (lambda: real("x", "x", least=0.1), "the end 0.1.* of a symbol's domain is a float; write it as a fraction"),
        (lambda: real("x", "x", above=0.1), "is a float"),
        (lambda: positive("x", "x", at_most=0.5), "is a float"),
        (lambda: natural("n", "n", at_most=3.0), "is a float"),
        (lambda: quantity("N", "pieces", measure=3), "the quantity N needs a measuring function, not 3"),
    ],
)
def test_symbols_that_are_refused(make, message):
    with pytest.raises(StatementError, match=message):
        make()


@pytest.mark.parametrize(
    ("symbol", "assumptions"),
    [
        (natural("n", "n"), {"integer": True, "positive": True}),
        (natural("n", "n", least=0), {"integer": True, "positive": None, "nonnegative": True}),
        (natural("n", "n", least=-1), {"integer": True, "nonnegative": None}),
        (positive("x", "x"), {"real": True, "positive": True, "integer": None}),
        (real("x", "x"), {"real": True, "positive": None}),
        (real("x", "x", least=0), {"positive": None, "nonnegative": True}),
        (real("x", "x", above=0), {"positive": True}),
        (real("x", "x", above=-1), {"nonnegative": None}),
        (real("x", "x", above=E), {"positive": True}),
        (define("w", "w", 2 * E), {"integer": True, "positive": True}),
        (define("w", "w", E - 3), {"integer": True, "positive": None}),
        (define("w", "w", log(E)), {"real": True, "positive": None, "integer": None}),
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_what_sympy_may_assume(symbol, assumptions):
    assert {name: getattr(symbol, f"is_{name}") for name in assumptions} == assumptions


def test_symbols_of_one_name_differ_by_meaning_domain_and_unit():
    symbols = [
        natural("n", "samples"), natural("n", "cells"), natural("n", "samples", least=2),
        natural("n", "samples", unit="count"), real("n", "samples"), sympy.Symbol("n", integer=True, positive=True),
    ]  # fmt: skip
    assert len(set(symbols)) == len(symbols)
    assert natural("n", "samples") == natural("n", "samples")
    assert len(sum(symbols).args) == len(symbols)


def test_symbols_of_one_name_differ_by_the_symbols_in_their_ends():
    """sympy caches by equality, so that equal symbols would take each other's domains."""
    neurons = natural("E", "neurons per layer")
    other = natural("k", "active experts", at_most=neurons)
    assert str(other.domain) == str(k.domain)
    assert other != k
    assert len({k, other, natural("k", "active experts", at_most=E)}) == 2
    assert ((k + 1) ** 2).free_symbols == {k}
    assert ((other + 1) ** 2).free_symbols.pop().domain.greatest is neurons
    assert (k - other).expand() != 0
    assert sorted([k, other, E], key=sympy.default_sort_key)[0] == E
    assert {k + other: 1}[other + k] == 1
    assert pickle.loads(pickle.dumps(other)) == other != pickle.loads(pickle.dumps(k))


def test_quantities_differ_by_what_measures_them():
    """sympy caches sums and products: a quantity equal to another would come back with the other's measure."""
    one, other = (quantity("N", "pieces", measure=measure) for measure in (len, max))
    assert one != other
    assert [(2 * symbol).args[1].measure for symbol in (one, other)] == [len, max]
    assert one == quantity("N", "pieces", measure=len)


def test_abbreviations_are_written_out_to_the_end():
    w = define("w", "parameters", E * (k + 1))
    r = define("r", "ratio", w / k)
    assert expand(r**2) == (E * (k + 1) / k) ** 2
    assert expand(sympy.Integer(3)) == 3
    assert expand(r <= w) == (E * (k + 1) / k <= E * (k + 1))
    assert define("w", "a", E) != define("w", "a", 2 * E)


def test_functions():
    x = real("x", "position", least=0, at_most=1)
    p = function("p", "density", of=x)
    q = function("alpha", "weight", of=x)
    assert functions_in(p * sympy.Derivative(q, x) + 1) == (q, p)
    assert (p.func.meaning, p.func.variable) == ("density", x)
    other = function("p", "probability", of=x, nonnegative=True)
    assert other != p
    assert (p.func.meaning, p.func.must_be_nonnegative, other.func.must_be_nonnegative) == ("density", False, True)


def test_missing_values_are_named():
    require([], "it")
    with pytest.raises(MissingValueError, match="upper needs a value for E, L; give it as E=VALUE"):
        require(["E", "L"], "upper")


def test_copies():
    for made in (pickle.loads(pickle.dumps(k)), copy.deepcopy(k)):
        assert made == k
        assert (made.meaning, made.domain, made.unit, made.is_integer) == (k.meaning, k.domain, k.unit, True)
    for held in (quantity("N", "pieces", measure=len), define("w", "w", E)):
        with pytest.raises(TypeError, match="cannot be pickled"):
            pickle.dumps(held)


@pytest.mark.parametrize(
    ("name", "latex"),
    [("E", "E"), ("beta", r"\beta"), ("Lambda", r"\Lambda"), ("s2", "s_{2}"), ("S_total", r"S_{\mathrm{total}}")],
)
def test_latex_of_names(name, latex):
    assert latex_name(name) == sympy.latex(natural(name, "it")) == latex


def test_symbols_made_alike_are_one():
    again = natural("E", "experts per layer")
    assert again is E
    assert natural("k", "active experts", at_most=again) is k
    assert natural("E", "experts per layer", least=2) is not E
    assert quantity("N", "pieces", measure=len) is not quantity("N", "pieces", measure=len)
