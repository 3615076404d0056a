"""What is taken on trust, assumed, decided by algebra or taken from the catalogue, and what is not."""

import pytest
from letters import E, L, N, conditions, eq, is_small, le, n, said, small, theorem, x
from sympy import Integer, Sum, binomial

from boundkit.errors import ProofError
from boundkit.formulas.symbols import natural
from boundkit.proofs import algebra, assume, chain, content, lemma, other, premise, substitute, unknown
from boundkit.proofs.conclusion import require_claim
from boundkit.proofs.trust import proving
from boundkit.statements import LOWER, UPPER, Claim, hypothesis

k = natural("k", "experts that are served", at_most=E)
m = natural("m", "terms")
i = natural("i", "a term", least=0)
GOAL = theorem(Claim("upper", UPPER, N <= E**L))


@pytest.fixture
def inside():
    with proving(GOAL, GOAL.claim("upper")):
        yield


def test_a_premise_speaks_of_the_object_of_a_claim(inside):
    made = content(premise("few", N <= E))
    assert made.fixed == {N, E}
    assert [str(each) for each in made.premises] == ["few: N <= E"]
    assert str(content(premise("few", N <= n, for_all=(n,))).premises[0]) == "few: N <= n for all integers n >= 0"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: premise(" ", N <= E),
        lambda: premise("algebra", le(E, E + 1)),
        lambda: premise("for all E", N <= E, for_all=(E,)),
        lambda: premise("for all of another E", N <= natural("E", "another", least=2), for_all=(_other_e(),)),
        lambda: algebra(le(1, unknown("M", "a number", at_least=1))),
        lambda: substitute(premise("few", N <= E), {E: 1}),
        lambda: substitute(premise("few", N <= unknown("M", "a number")), {unknown("M", "a number"): 1}),
    ],
)
def test_what_is_no_premise(inside, wrong):
    with pytest.raises(ProofError):
        wrong()


def _other_e():
    return natural("E", "another", least=2)


def test_a_premise_is_taken_on_trust_only_where_its_claim_is_made():
    """Its conditions stay with all that is made of it, and what they name belongs to the object."""
    made_there = Claim("upper", UPPER, N <= L, where=(E >= 2,))
    goal = theorem(made_there)
    base = theorem(Claim("upper", UPPER, N <= m), id="mine.base")
    with proving(goal, made_there):
        for made in (premise("few", N <= L), lemma(base, "upper", other("the same", N), m=L)):
            assert conditions(made) == ["2 <= E"]
            assert str(content(made).premises[0]).endswith(", where 2 <= E")
            assert E in content(made).fixed
            with pytest.raises(ProofError, match="belongs to the object"):
                substitute(made, {E: 2})
            require_claim(content(made), goal, made_there)
            everywhere = Claim("upper", UPPER, N <= L)
            with pytest.raises(ProofError, match="holds only where 2 <= E"):
                require_claim(content(made), theorem(everywhere), everywhere)


def test_outside_of_a_proof_there_is_no_object():
    with pytest.raises(ProofError, match="inside a function"):
        premise("few", N <= E)
    assert conditions(assume(le(x, 1))) == ["x <= 1"]


def test_a_lemma_of_another_object_has_it_as_a_premise(inside):
    base = theorem(Claim("upper", UPPER, N <= E, where=(E >= 2,)), id="mine.base", given_=(small,))
    made = lemma(base, "upper", other("a layer", unknown("c", "cells")), E=E + 1)
    assert said(made) == "c <= E + 1"
    assert conditions(made) == []
    meets = str(content(made).premises[0])
    assert meets == "a layer: c is N of mine.base:upper (pieces), at E = E + 1, where the object is small"
    assert conditions(lemma(base, "upper", other("a layer", unknown("c", "cells")), E=E)) == ["2 <= E"]
    assert hypothesis("the object is small")(is_small) == small


def test_a_symbol_that_only_a_condition_names_belongs_to_the_object(inside):
    """Where k <= E - 1 is asked of the object, k := 1 would ask nothing."""
    base = theorem(Claim("upper", UPPER, N <= m, where=(k < E,)), id="mine.base")
    made = lemma(base, "upper", other("the same", N), m=3)
    assert {k, E} <= content(made).fixed
    with pytest.raises(ProofError, match="belongs to the object"):
        substitute(made, {k: 1})


def test_what_the_domain_of_a_symbol_depends_on_belongs_to_the_object(inside):
    """N >= l for each l up to the size of the object gives no N >= 9 by a larger size; N <= k <= size no N <= 1."""
    size = natural("size", "of the object")
    each, some = natural("l", "a part", at_most=size), natural("k", "parts that are used", at_most=size)
    base = theorem(Claim("lower", LOWER, N >= m), id="mine.base")
    of_each = premise("counted", N >= each, for_all=(each,))
    parts = [
        substitute(of_each, {each: 9}),
        substitute(lemma(base, "lower", other("the same", N), m=each, for_all=(each,)), {each: 9}),
        chain(premise("used", N <= some), algebra(some <= size)),
    ]
    for made in parts:
        assert size in content(made).fixed
        with pytest.raises(ProofError, match="belongs to the object"):
            substitute(made, {size: 20})
    assert size not in content(premise("counted", N >= each, for_all=(each, size))).fixed


def test_what_is_said_of_a_fixed_symbol_is_not_said_for_all_ends_of_its_domain():
    """N <= k <= size of the object, "for all sizes", gives no N <= 1."""
    size = natural("size", "of the object")
    some = natural("k", "parts that are used", at_most=size)
    base = theorem(Claim("upper", UPPER, N <= m), id="mine.base")
    goal = theorem(Claim("upper", UPPER, N <= 1), Claim("parts", UPPER, N <= some))
    with proving(goal, goal.claim("upper")):
        for taken in (
            lambda: premise("used", N <= some, for_all=(size,)),
            lambda: lemma(base, "upper", other("the same", N), m=some, for_all=(size,)),
        ):
            with pytest.raises(ProofError, match="what k may be depends on size"):
                taken()
        made = premise("used", N <= some, for_all=(size, some))
    assert "for all integers k >= 1 and k <= size, integers size >= 1" in str(content(made).premises[0])


def test_the_end_of_a_domain_of_this_object_belongs_to_it():
    used = Claim("upper", UPPER, N <= k)
    goal = theorem(used, Claim("more", UPPER, N <= E))
    with proving(goal, goal.claim("more")):
        made = chain(lemma(goal, "upper"), algebra(k <= E))
        with pytest.raises(ProofError, match="belongs to the object"):
            substitute(made, {E: 1})


def test_a_value_is_not_caught_by_an_index_of_a_lemma(inside):
    base = theorem(Claim("upper", UPPER, N <= Sum(binomial(m, i), (i, 0, 3))), id="mine.base")
    with pytest.raises(ProofError, match="index"):
        lemma(base, "upper", other("i terms", N), m=i, for_all=(i,))


def test_values_lie_in_the_domain(inside):
    base = theorem(Claim("upper", UPPER, N <= m), id="mine.base")
    with pytest.raises(ProofError, match="whole"):
        lemma(base, "upper", other("half", N), m=Integer(1) / 2)
    assert conditions(lemma(base, "upper", other("none", N), m=0)) == ["1 <= 0"]
    with pytest.raises(ProofError, match="no symbol q"):
        lemma(base, "upper", other("half", N), q=1)
    assert said(algebra(eq((x + 1) ** 2, x**2 + 2 * x + 1))).startswith("(x + 1)**2 = ")


def test_two_unknown_functions_of_one_name_are_not_in_one_premise(inside):
    """It would read c(m) <= c(m), as if nothing were taken on trust."""
    one, two = (unknown("c", meaning, of=(m,)) for meaning in ("what is counted", "what is allowed"))
    with pytest.raises(ProofError, match="one name"):
        premise("nothing", le(one(m), two(m)), for_all=(m,))
