"""Least values over a range and sums over paths: brute force, nested sums, printing."""

import xml.dom.minidom
from itertools import product
from math import comb, prod

import pytest
import sympy
from flint import fmpq
from sympy import Min, Sum, binomial

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.nodes import Least, PathSum
from boundkit.errors import DomainError, NotEvaluableError
from boundkit.export.mathml import mathml
from boundkit.formulas.evaluation import evaluate, substitute
from boundkit.formulas.text import latex, plain

i, j, a, l = sympy.symbols("i j a l", integer=True, nonnegative=True)  # noqa: E741
D, J, x = sympy.symbols("D J x", integer=True, nonnegative=True)
PATHS = PathSum(binomial(l + 2, j), (j, Min(a, l + 2)), (a, D, Min(a, l + 2 - j)), (l, 1, J))


def exactly(expression, **values):
    found = exact_or_ball(expression, values)
    assert isinstance(found, fmpq)
    return found


# least values -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "last"), [(0, 0), (0, 5), (2, 3), (-4, 1)])
def test_least_values(first, last):
    assert exactly(Least(i**2 - 3 * i, (i, first, last))) == min(t * t - 3 * t for t in range(first, last + 1))


def test_least_values_depend_on_the_ends():
    least = Least(x - i, (i, 1, J))
    assert [exactly(least, x=10, J=last) for last in (1, 4)] == [9, 6]
    assert least.free_symbols == {x, J}
    assert least.subs(x, 3) == Least(3 - i, (i, 1, J))
    assert least.subs(i, 3) == least
    with pytest.raises(DomainError, match="empty range"):
        exactly(least, x=1, J=0)
    with pytest.raises(NotEvaluableError, match="exact integer"):
        exactly(Least(i, (i, 1, x / 2)), x=3)


# sums over paths --------------------------------------------------------------------------------------------------


def written_out(inputs, layers):
    """All choices of the sum PATHS, one by one."""
    total = 0
    for chosen in product(*(range(layer + 3) for layer in range(1, layers + 1))):
        state, allowed = inputs, True
        for layer, choice in enumerate(chosen, start=1):
            allowed = allowed and choice <= min(state, layer + 2)
            state = min(state, layer + 2 - choice)
        total += allowed * prod(comb(layer + 2, choice) for layer, choice in enumerate(chosen, start=1))
    return total


@pytest.mark.parametrize(("inputs", "layers"), list(product((0, 1, 2, 4), (0, 1, 2, 3))))
def test_sums_over_paths_against_all_choices(inputs, layers):
    assert exactly(PATHS, D=inputs, J=layers) == written_out(inputs, layers)


@pytest.mark.parametrize("layers", [0, 1, 2, 3])
def test_written_out_as_nested_sums(layers):
    nested = PATHS.subs(J, layers).doit()
    assert not nested.has(PathSum)
    for inputs in (1, 2, 4):
        assert exactly(nested, D=inputs) == written_out(inputs, layers)


def test_one_layer_keeps_its_index():
    assert PATHS.subs(J, 1).doit() == Sum(binomial(3, j), (j, 0, Min(3, D)))
    assert PATHS.doit() == PATHS


def test_terms_may_depend_on_the_state():
    walk = PathSum(a + 1, (j, 1), (a, 0, a + j), (l, 1, J))
    assert [exactly(walk, J=steps) for steps in (0, 1, 2, 3)] == [1, 2, 6, 26]


def test_the_indices_are_bound():
    assert PATHS.free_symbols == {D, J}
    assert PATHS.subs({j: 7, a: 7, l: 7}) == PATHS
    assert substitute(PATHS, {"D": 2, "j": 9}) == PATHS.subs(D, 2)
    assert substitute(PATHS, {"D": 2, "J": 2}).free_symbols == set()


def test_states_are_integers():
    with pytest.raises(NotEvaluableError, match="exact integer"):
        exactly(PathSum(1, (j, 1), (a, x / 2, a), (l, 1, 2)), x=1)


def test_the_lesser_of_a_number_and_a_sum_that_sympy_cannot_compare():
    lesser = Min(binomial(x, 2), Sum(binomial(28, j), (j, 0, D)))
    assert evaluate(lesser, {"x": 8, "D": 4096}).exact == "28"
    assert evaluate(lesser, {"x": 2**20, "D": 1}).exact == "29"


# printing ---------------------------------------------------------------------------------------------------------


def test_both_are_printed_as_what_they_mean():
    assert r"\min_{1 \leq i \leq J} \left(x - i\right)" in latex(Least(x - i, (i, 1, J))).replace("- i + x", "x - i")
    shown = latex(PATHS)
    for part in (r"\sum\limits_{\substack{", r"a_{1} = D", r"a_{l+1} = \min", r"0 \leq j_{l}", r"\prod_{l=1}^{J}"):
        assert part in shown
    assert "over 0 <= j_l" in plain(PATHS)


@pytest.mark.parametrize("expression", [PATHS, Least(x - i, (i, 1, J))], ids=["paths", "least"])
def test_mathml_is_well_formed(expression):
    root = xml.dom.minidom.parseString(mathml(expression)).documentElement
    assert root.getElementsByTagName("munder")
