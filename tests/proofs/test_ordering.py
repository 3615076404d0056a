"""Chains, sums, products, formulas that rise or fall, and what keeps them honest."""

import pytest
from letters import E, below_x, eq, le, leaf, lt, n, said, u, x, y
from sympy import Derivative, Piecewise, Sum

from boundkit.errors import ProofError
from boundkit.formulas.symbols import natural
from boundkit.proofs import HOLE, add, algebra, apply, assume, both, chain, times


def test_a_chain_is_strict_where_one_step_is():
    steps = leaf(x, x + 1), algebra(lt(x + 1, x + 2)), algebra(eq(x + 2, 2 + x))
    assert said(chain(*steps)) == "x < x + 2"
    assert said(chain(steps[2], steps[2])) == "x + 2 = x + 2"
    assert said(both(assume(le(x, y)), assume(le(y, x)))) == "x = y"
    with pytest.raises(ProofError, match="both sides"):
        both(assume(le(x, y)), assume(le(y, x + 1)))


def test_a_chain_does_not_meet_where_formulas_agree_at_points_only():
    with pytest.raises(ProofError, match="do not meet"):
        chain(leaf(x, x), leaf(x + x * (x - 1) * (x - 2), x + x * (x - 1) * (x - 2) + 1))


def test_an_equation_is_not_carried_over_a_pole_that_cancels():
    """x = (x^3 + x)/(x^2 + 1), but not x/x = x (x^2 + 1)/(x^3 + x), which has no value at 0."""
    with pytest.raises(ProofError, match="no value"):
        apply(x / HOLE, algebra(eq(x, (x**3 + x) / (x**2 + 1))))
    assert said(apply(1 / (1 + HOLE**2), assume(eq(x, y)))) == "1/(x**2 + 1) = 1/(y**2 + 1)"


def test_a_derivative_is_no_function_of_a_value():
    """d(x x)/dx is 2 x, d(y x)/dx is y, and x = y."""
    slope = assume(le(Derivative(x**2, x), 5))
    with pytest.raises(ProofError):
        apply(Derivative(HOLE * x, x), assume(eq(x, y)), by=[slope])


@pytest.mark.parametrize("formula", [HOLE**2, Piecewise((1, HOLE < 1), (0, True)), Sum(HOLE * n, (n, 0, 3)), HOLE * y])
def test_what_does_not_rise(formula):
    with pytest.raises(ProofError):
        apply(formula, leaf(x, x + 1))


def test_two_symbols_of_one_name_are_not_added():
    other = natural("E", "of another kind", least=5)
    with pytest.raises(ProofError, match="one name"):
        add(leaf(1, E), leaf(5, other))


def test_a_factor_that_may_not_exist_leaves_no_trace():
    """q >= 0 is in [0, x]; what is multiplied by it says nothing about x."""
    assert said(times(leaf(0, u), below_x)) == "0 <= q*u"
    with pytest.raises(ProofError, match="not known"):
        times(leaf(0, u), x)
