"""Cubes above their tangents, and the sums of cubes that they bound."""

import pytest
from sympy import Eq, Rational, Sum

from boundkit.errors import ProofError
from boundkit.formulas.symbols import natural, real
from boundkit.proofs import add, algebra, content, premise, unknown
from boundkit.proofs.cubes import above_tangent_of_cube, mean_of_cubes
from boundkit.proofs.sums import summed
from boundkit.proofs.trust import proving
from boundkit.statements import UPPER, Claim, Theorem, cite, quantity

i, m = natural("i", "a part"), natural("m", "parts")
x = real("x", "any number")
V = quantity("V", "a value", measure=lambda thing: thing)
CLAIM = Claim("upper", UPPER, V <= m)
THEOREM = Theorem("t.t", "test", cite("boundkit", "own"), (CLAIM,))


def test_the_tangent_asks_for_numbers_that_are_not_negative():
    assert not content(above_tangent_of_cube(m, m + 1)).conditions
    assert [str(condition) for condition in content(above_tangent_of_cube(x, m)).conditions] == ["0 <= x"]


def test_the_sum_of_cubes_of_parts_of_a_known_sum():
    q = unknown("q", "part i", of=(i,), at_least=0)
    with proving(THEOREM, CLAIM):
        whole = premise("the parts sum to 1", Eq(Sum(q(i), (i, 1, m)), 1))
        said = content(mean_of_cubes(whole, q(i), i, m, Rational(1)))
    assert str(said.relation) == "m**(-2) <= Sum(q(i)**3, (i, 1, m))"
    assert not said.conditions


def test_parts_that_may_be_negative_leave_a_condition_that_is_not_summed():
    q = unknown("q", "part i", of=(i,))
    with proving(THEOREM, CLAIM):
        whole = premise("the parts sum to 1", Eq(Sum(q(i), (i, 1, m)), 1))
        with pytest.raises(ProofError, match="each i"):
            mean_of_cubes(whole, q(i), i, m, Rational(1))


def test_sums_term_by_term_take_constants_out():
    said = content(summed(algebra(2 * x * i <= x**2 * i**2 + 1), i, m)).relation
    assert str(said) == "2*x*Sum(i, (i, 1, m)) <= m + x**2*Sum(i**2, (i, 1, m))"
    assert add(summed(algebra(2 * x * i <= x**2 * i**2 + 1), i, m))
