"""Sums and products term by term, and without a term."""

import pytest
from letters import eq, i, j, le, leaf, n, said, x
from sympy import Product, Sum

from boundkit.errors import ProofError
from boundkit.proofs import algebra, assume, termwise, unfold


def test_the_first_and_the_last_term():
    assert said(unfold(Sum(i, (i, 0, n)), "last")) == "Sum(i, (i, 0, n)) = n + Sum(i, (i, 0, n - 1))"
    assert said(unfold(Product(i + 1, (i, 0, n)), "first")) == "Product(i + 1, (i, 0, n)) = Product(i + 1, (i, 1, n))"
    assert said(unfold(Sum(i, (i, 1, 0)), "empty")) == "Sum(i, (i, 1, 0)) = 0"


def test_a_term_is_not_caught_by_an_inner_index():
    """The sum over j of i j is 6 i; at i = j it would become 1 + 4 + 9."""
    inner = Sum(j, (j, 1, 3))
    whole = Sum(Sum(i * j, (j, 1, 3)) + 0 * inner, (i, j, j + 5))
    for how in ("first", "last"):
        with pytest.raises(ProofError):
            unfold(whole, how)
    nested = Sum(i + Product(i + j, (j, 1, 3)), (i, j, j + 5))
    with pytest.raises(ProofError, match="rename"):
        unfold(nested, "first")


def test_the_terms_of_a_sum_hold_each_by_itself():
    assert said(termwise(algebra(eq(i + i, 2 * i)), i, 0, n)) == "Sum(2*i, (i, 0, n)) = Sum(2*i, (i, 0, n))"
    for fact, first, last in ((assume(le(i, x)), 0, n), (leaf(i, i + 1), 0, -n), (leaf(i, i + 1), -1, n)):
        with pytest.raises(ProofError):
            termwise(fact, i, first, last)


def test_factors_are_not_negative():
    with pytest.raises(ProofError, match=">= 0 is not known"):
        termwise(leaf(-i, i), i, 0, n, of=Product)
