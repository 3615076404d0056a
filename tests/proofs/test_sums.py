"""Facts about sums, and what they do not say."""

import pytest
from letters import E, N, le, theorem
from sympy import Eq, Sum, Symbol

from boundkit.errors import ProofError
from boundkit.formulas.symbols import natural
from boundkit.proofs import algebra, content, premise, substitute, summed, unknown
from boundkit.proofs.relations import read
from boundkit.proofs.sums import equal_terms, n, t, taken_apart
from boundkit.proofs.trust import proving

i, m = Symbol("i", integer=True), natural("m", "terms")


def test_equal_terms_sum_to_their_number():
    made = content(substitute(equal_terms(), {n: m, t: m + 2}))
    assert made.relation.is_said_by(read(Eq(Sum(m + 2, (i, 1, m)), m * (m + 2))))
    assert not made.conditions
    assert not made.premises


def test_terms_that_are_not_equal_are_not_put_in():
    with pytest.raises(ProofError, match="index"):
        substitute(equal_terms(), {t: next(iter(content(equal_terms()).relation.small.variables))})


def test_a_negative_number_of_terms_stays_a_condition():
    assert content(substitute(equal_terms(), {n: m - 3})).conditions


def test_a_sum_of_constants_is_so_many_times_the_constant():
    said = content(taken_apart(m**2 + 1, natural("j", "an index"), n)).relation
    assert said.is_said_by(read(Eq(Sum(m**2 + 1, (Symbol("j", integer=True), 1, n)), n * (m**2 + 1))))


def test_a_quantity_that_a_premise_bounds_is_a_constant_of_the_sum():
    """A mean is at most the greatest: what is summed is a term alone, a constant, or both."""
    e, goal = natural("e", "an expert"), theorem()
    c = unknown("c", "tokens of an expert", of=(e,), at_least=0)
    with proving(goal, goal.claims[0]):
        most = premise("none has more than the greatest", le(c(e), N), for_all=(e,))
        fewer = premise("nor twice more", le(2 * c(e) + N, 3 * N), for_all=(e,))
        assert str(summed(most, e, E)) == "Sum(c(e), (e, 1, E)) <= N*E"
        assert str(summed(fewer, e, E)) == "N*E + 2*Sum(c(e), (e, 1, E)) <= 3*N*E"
    assert str(summed(algebra(le(1, e)), e, m)) == "m <= Sum(e, (e, 1, m))"
