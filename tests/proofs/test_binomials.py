"""Sums of binomials: what the facts say, and that they hold at numbers."""

import pytest
from sympy import binomial

from boundkit.proofs import binomials
from boundkit.proofs.kernel import content
from boundkit.proofs.relations import Relation

VALUES = {"n": 5, "e": 3, "x": 2, "z": 4}


@pytest.mark.parametrize(
    "fact",
    [binomials.of_nothing, binomials.pascal, binomials.below_power, binomials.unweighted, binomials.below_exponential],
)
def test_a_fact_about_sums_stands_on_nothing_and_holds_at_numbers(fact):
    said = content(fact())
    assert (said.premises, said.lemmas, said.conditions) == ((), (), frozenset())
    small, op, large = said.relation.put({s: VALUES[s.name] for s in said.relation.free_symbols})
    difference = (large - small).doit()
    assert difference == 0 if op == "=" else difference >= 0


def test_a_weighted_sum_has_its_terms():
    assert binomials.weighted(5, 2, 3).doit() == 1 + 5 * 3 + 10 * 9
    assert binomials.weighted(5, 2).doit() == sum(binomial(5, j) for j in range(3))


def test_a_sum_without_its_last_term_is_an_equation():
    said = content(binomials.without_last(binomials.n, binomials.e)).relation
    assert isinstance(said, Relation)
    assert said.op == "="
