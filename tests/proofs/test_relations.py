"""Relations in one form: what is read, what is the same, what is put in where."""

import pytest
import sympy
from letters import below_x, i, le, n, said, x, y
from sympy import Derivative, Integer, Sum

from boundkit.errors import ProofError
from boundkit.proofs import algebra, assume, substitute
from boundkit.proofs.relations import Relation, has_doubles, is_known, is_same, put_in, read, require_uncaught


def test_relations_are_read_both_ways():
    assert read(x >= y) == Relation(y, "<=", x)
    assert read(Relation(x, "<", 1)).large is sympy.S.One
    assert Relation(x, "<=", y).is_said_by(Relation(x, "<", y))
    assert not Relation(x, "<", y).is_said_by(Relation(x, "<=", y))
    assert Relation(x, "<=", y).is_said_by(Relation(y, "=", x))


@pytest.mark.parametrize("wrong", [True, x, Relation(x, "~", y), Relation(x, "<=", 0.1), le(x, sympy.oo)], ids=str)
def test_what_relates_nothing_is_refused(wrong):
    with pytest.raises(ProofError):
        read(wrong)


def test_names_of_indices_do_not_matter_and_are_no_symbols_of_an_author():
    k = sympy.Symbol("k", integer=True)
    assert is_same(Sum(i**2, (i, 0, n)), Sum(k**2, (k, 0, n)))
    named_alike = sympy.Symbol("index 0", integer=True)
    assert not is_same(Sum(k - named_alike, (k, 1, 3)), Sum(0 * k, (k, 1, 3)))


def test_what_an_index_is_called_says_nothing_of_its_range():
    """sympy takes this sum, which is -3, for nonnegative and not zero."""
    total = Sum(i, (i, -3, 2))
    assert total.is_nonnegative
    assert not is_known(total, "nonnegative")
    assert not is_known(total, "nonzero")
    assert is_known(n + 1, "positive")


def test_a_part_without_a_value_is_seen_before_it_vanishes():
    assert (1 / (1 + 1 / x)).xreplace({x: Integer(0)}) == 0
    with pytest.raises(ProofError, match="no real number"):
        put_in(1 / (1 + 1 / x), {x: Integer(0)})


def test_values_are_not_caught_by_indices_or_derivatives():
    with pytest.raises(ProofError, match="rename"):
        require_uncaught([Sum(i * y, (i, 0, 3))], {y: i + 1})
    with pytest.raises(ProofError, match="rename"):
        require_uncaught([Derivative(x * y, x)], {y: x})
    require_uncaught([Sum(i * y, (i, 0, 3))], {y: x})


def test_a_derivative_by_the_symbol_put_in_is_refused():
    """d(x y)/dx = y, but d(x x)/dx = 2 x."""
    slope = assume(le(Derivative(x * y, x), y))
    with pytest.raises(ProofError, match="rename"):
        substitute(slope, {y: x})


def test_one_name_is_one_symbol():
    other = sympy.Symbol("x")
    assert has_doubles({x, other})
    assert not has_doubles({x, y, below_x})
    with pytest.raises(ProofError, match="one name"):
        algebra(le(x - other, x - other + 1))
    assert said(algebra(le(x, x + 1))) == "x <= x + 1"
