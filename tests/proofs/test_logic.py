"""Substitution, conditions, cases, induction: the ways in which a false statement could slip through."""

import pytest
import sympy
from letters import below_x, conditions, eq, i, j, le, leaf, lt, n, said, u, x, y
from sympy import Sum

from boundkit.errors import ProofError
from boundkit.formulas.domain import Domain
from boundkit.formulas.symbols import Variable, natural, real
from boundkit.proofs import HOLE, add, algebra, apply, assume, cases, content, cut, induction, substitute, times

d = real("d", "a bound", least=0)
half = real("r", "of [0, d/2]", least=0, at_most=d / 2)
p = real("p", "a number", least=0)


def test_a_symbol_that_cancels_in_a_substitution_has_values():
    """0 <= q <= x gives q + y <= q + x + y; at y = 5 - q nothing of q is left, and x may be negative."""
    between = add(leaf(0, below_x), leaf(below_x, x), leaf(y, y))
    for values in ({y: 5 - below_x}, {y: 5 - below_x, below_x: below_x}):
        with pytest.raises(ProofError, match="may have no value"):
            substitute(between, values)


@pytest.mark.parametrize(
    "ends",
    [{"least": 4, "at_most": sympy.pi}, {"least": sympy.sqrt(2), "at_most": 1}, {"least": sympy.log(x)}],
    ids=["no number below pi", "no number above a root", "an end that may have no value"],
)
def test_a_symbol_between_ends_that_are_no_fractions_may_have_no_value(ends):
    none, some = real("r", "a number", **ends), real("r", "a number", least=sympy.sqrt(2), at_most=sympy.pi)
    with pytest.raises(ProofError, match="r disappears"):
        apply(HOLE - none, algebra(eq(none, none)))
    assert said(apply(HOLE - some, algebra(eq(some, some)))) == "0 = 0"


def test_a_symbol_that_comes_and_goes_in_one_substitution_has_values():
    one, two = (real(name, "of [0, x]", least=0, at_most=x) for name in ("a", "b"))
    held = assume(le(0, x + two - one))
    with pytest.raises(ProofError, match="may have no value"):
        substitute(held, {one: below_x, two: below_x})


def test_ends_of_ends_follow_a_substitution():
    """q <= x <= z; where z changes, that x <= z is asked for again although x is not spoken of."""
    z, w = real("z", "an end"), real("w", "another")
    middle = real("m", "at most z", at_most=z)
    low = real("l", "at most m", at_most=middle)
    held = assume(le(low, z))
    assert "m <= w" in conditions(substitute(held, {z: w}))


def test_a_hypothesis_for_all_of_an_end_is_refused():
    with pytest.raises(ProofError, match="not for all"):
        assume(le(2 * half, d), for_all=(d,))
    free = substitute(assume(le(2 * p, d), for_all=(d,)), {d: d + 1})
    with pytest.raises(ProofError, match="bound"):
        substitute(free, {p: half})


def test_what_holds_for_each_value_does_not_depend_on_it():
    """2 r <= d for r of [0, d/2] is nothing that holds for all d and a fixed r."""
    asked = assume(le(2 * p, d), for_all=(d,))
    assert conditions(cut(asked, asked)) == conditions(asked)
    held = content(assume(le(2 * half, d)))
    assert not held.is_generic((d,))


def test_an_index_is_not_put_in():
    held = assume(le(Sum(i * y, (i, 0, 3)), 6 * y))
    with pytest.raises(ProofError, match="rename"):
        substitute(held, {y: i})


def test_cases_have_values_everywhere():
    """The opposite says nothing at x = 0, where the condition holds; it is refused all the same."""
    one = add(leaf(0, x**2), times(assume(le(x, 5)), 0))
    two = add(leaf(0, x**2), times(assume(lt(5, x * (1 + 1 / x) - 1)), 0))
    with pytest.raises(ProofError, match="no value"):
        cases(one, two)


def test_induction_sees_a_pole_that_cancels_at_the_start():
    """1/(1 + 1/n) is 0 for sympy at n = 0, where 1/n has no value."""
    with pytest.raises(ProofError, match=r"no real number|no value"):
        induction(n, le(1 / (1 + 1 / n), 1), leaf(0, 1), leaf(1 / (1 + 1 / (n + 1)), 1))


def test_induction_runs_through_all_whole_numbers():
    even = sympy.Symbol("even", even=True, nonnegative=True)
    with pytest.raises(ProofError, match="no natural number"):
        induction(even, le(0, even), leaf(0, 0), leaf(0, even + 1))


def test_induction_refuses_what_depends_on_what_it_is_for_all_of():
    with pytest.raises(ProofError, match="depends on"):
        induction(n, le(0, half + n), leaf(0, half), leaf(0, half + n + 1), for_all=(d,))


def test_induction_assumes_its_claim_at_one_number_alone():
    """From n <= 5 for all n follows n + 1 <= 5, which is no step from n to n + 1."""
    claim = le(n, 5)
    for generic in ((n,), (n, x)):
        with pytest.raises(ProofError, match="for all n"):
            induction(n, claim, leaf(0, 5), substitute(assume(claim, for_all=generic), {n: n + 1}), for_all=generic)


def test_induction_without_its_base():
    claim = le(n + 1, n)
    with pytest.raises(ProofError, match="base"):
        induction(n, claim, leaf(0, 1), add(assume(claim), leaf(1, 1)))


def test_a_circle_of_cuts_keeps_the_condition():
    held = assume(le(x, y))
    assert conditions(cut(held, held)) == ["x <= y"]
    with pytest.raises(ProofError, match="no condition"):
        cut(leaf(0, x**2), held)


def test_a_value_outside_the_domain_becomes_a_condition():
    k = natural("k", "of 1 .. n", at_most=n)
    fact = algebra(le(k, n))
    assert conditions(substitute(fact, {k: j})) == ["j <= n"]
    with pytest.raises(ProofError, match="whole"):
        substitute(fact, {k: x})
    assert said(substitute(algebra(le(sympy.log(u), u)), {u: sympy.exp(y) + 1})) == "log(exp(y) + 1) <= exp(y) + 1"


def test_induction_keeps_no_condition_whose_range_depends_on_the_number():
    """With 100 - l <= 0 for all l >= n, from 0 on, n <= 0 gives n + 1 <= 0; for n = 100 that would ask too little."""
    beyond = Variable("l", "a number from n on", Domain(True, n))
    here = substitute(assume(le(100 - beyond, 0), for_all=(beyond,)), {beyond: n})
    held = assume(le(n, 0))
    step = add(held, apply(HOLE / 100, add(here, held)))
    with pytest.raises(ProofError, match="speaks of n"):
        induction(n, le(n, 0), leaf(0, 0), step)
