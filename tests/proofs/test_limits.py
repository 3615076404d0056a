"""The greatest number that solves an inequality."""

import pytest
from letters import E, eq, le, leaf, n, said, x
from sympy import Integer, Sum, ceiling, log

from boundkit.arithmetic.nodes import GreatestInteger
from boundkit.errors import ProofError
from boundkit.formulas.symbols import natural, real
from boundkit.proofs import HOLE, algebra, apply, assume, content, greatest, induction, substitute
from boundkit.proofs.premises import Condition
from boundkit.proofs.relations import read

m = natural("m", "numbers that are tried")
ROOT = 3 + log(m)
SOLVED = GreatestInteger(ROOT, m, 9)
RISES = leaf(ROOT, 3 + log(m + 1))
FOUR, BELOW = leaf(4, 3 + log(Integer(4))), leaf(4, 9)


def test_a_solution_is_not_above_the_greatest():
    assert said(greatest(FOUR, RISES, BELOW, SOLVED)) == f"4 <= {SOLVED}"


def test_it_stands_on_all_that_it_is_made_of():
    three = substitute(assume(le(m, ROOT)), {m: n + 1})
    made = content(greatest(three, RISES, assume(le(n + 1, 9)), SOLVED))
    assert made.conditions == {Condition(read(le(n + 1, log(n + 1) + 3))), Condition(read(le(n + 1, 9)))}


def test_a_number_that_is_no_whole_one_may_be_above():
    """9/2 <= 3 + log(9/2) = 4.504, but the greatest whole solution is 4."""
    half = Integer(9) / 2
    with pytest.raises(ProofError, match="whole number"):
        greatest(leaf(half, 3 + log(half)), RISES, leaf(half, 9), SOLVED)
    with pytest.raises(ProofError, match="whole number"):
        greatest(assume(le(x, 3 + log(x))), RISES, assume(le(x, 9)), SOLVED)


def test_zero_is_no_solution():
    """Nothing is asked of the bound at 0, from which the descent keeps away."""
    with pytest.raises(ProofError, match="whole number >= 1"):
        greatest(leaf(0, 0), leaf(0, 0), leaf(0, 9), GreatestInteger(0, m, 9))


def test_a_bound_that_falls_hides_solutions():
    """8 <= 10 - 8/4, yet the descent from 20 ends at 5: f(20) = 5, f(5) = 8.75."""
    falls = 10 - m / 4
    solved = GreatestInteger(falls, m, 20)
    eight = leaf(8, Integer(8))
    with pytest.raises(ProofError, match="is not"):
        greatest(eight, leaf(10 - (m + 1) / 4, falls), leaf(8, 20), solved)
    with pytest.raises(ProofError, match="is not"):
        greatest(eight, RISES, leaf(8, 20), solved)
    with pytest.raises(ProofError, match="does not hold for each m"):
        greatest(eight, assume(le(falls, 10 - (m + 1) / 4)), leaf(8, 20), solved)


def test_it_rises_at_all_whole_numbers_from_one_on():
    late = natural("m", "numbers from 5 on", least=5)
    few = natural("m", "numbers up to 7", at_most=7)
    many = real("m", "any number >= 1", least=1)
    for symbol in (late, few, many):
        with pytest.raises(ProofError, match="does not run through"):
            greatest(leaf(4, 10), leaf(2 * symbol, 2 * symbol + 2), BELOW, GreatestInteger(2 * symbol, symbol, 9))


def test_the_start_is_no_smaller():
    with pytest.raises(ProofError, match="4 <= 10 is not 4 <= 9"):
        greatest(FOUR, RISES, leaf(4, 10), SOLVED)
    with pytest.raises(ProofError, match="speaks of it"):
        greatest(FOUR, RISES, BELOW, GreatestInteger(ROOT, m, m))


def test_an_index_is_not_caught():
    """Sum(m, (k, 1, 2)) at m = k would become 3."""
    k = natural("k", "an index")
    twice = Sum(m, (k, 1, 2))
    ends = (algebra(le(twice.xreplace({m: at}), Sum(at + 1, (k, 1, 2)))) for at in (Integer(1), m + 1))
    rises = induction(m, le(twice, Sum(m + 1, (k, 1, 2))), *ends)
    with pytest.raises(ProofError, match="rename it"):
        greatest(assume(le(k, 3)), rises, assume(le(k, 9)), GreatestInteger(twice, m, 9))


def test_what_is_no_greatest_solution_is_refused():
    for formula in (m, ROOT, Integer(9), ceiling(x)):
        with pytest.raises(ProofError, match="no greatest solution"):
            greatest(FOUR, RISES, BELOW, formula)
    with pytest.raises(ProofError, match="is not"):
        greatest(leaf(4, 5), RISES, BELOW, SOLVED)


def test_of_the_object_nothing_is_for_each():
    """That the bound rises for the E experts at hand does not say that it rises."""
    at_hand = apply(HOLE + 3, assume(le(log(E), log(E + 1))))
    with pytest.raises(ProofError, match="does not hold for each E"):
        greatest(FOUR, at_hand, BELOW, GreatestInteger(3 + log(E), E, 9))


def test_equations_are_read_as_they_stand():
    assert said(greatest(algebra(eq(4, 3 + 1)), leaf(3 + 1 + 0 * m, 4 + 0 * m), BELOW, GreatestInteger(4, m, 9)))
