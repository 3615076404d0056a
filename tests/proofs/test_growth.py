"""Bounds that are of an order for all values, and bounds that outgrow one on a ray; what neither rule takes."""

from dataclasses import replace

import pytest
from letters import E, L, N, le, natural, positive, real, theorem, x
from sympy import Rational, binomial, exp, log, sqrt

from boundkit.calculus.growth.rays import along
from boundkit.errors import ProofError, StatementError
from boundkit.evidence import proof
from boundkit.proofs import (
    HOLE,
    add,
    algebra,
    apply,
    assume,
    chain,
    content,
    lemma,
    order,
    outgrows,
    premise,
    times,
    unknown,
)
from boundkit.proofs.conclusion import begged, require_claim, require_denied
from boundkit.proofs.record import record
from boundkit.proofs.replay import replay
from boundkit.proofs.trust import proving
from boundkit.statements import ASYMPTOTIC, LOWER, Claim, big_o, define, hypothesis, soft_o

B = positive("B", "a bound of the object")
k = natural("k", "active experts", at_most=E)
n = natural("n", "a whole number")
s = positive("s", "a real number")
EL = big_o(N, E * L)
SOFT = soft_o(N, E * L)
CLAIM = Claim("upper", ASYMPTOTIC, EL)
LOWERS = (
    Claim("square", LOWER, N >= E**2, given=()),
    Claim("tree", LOWER, N >= E**2, on="a tree", given=()),
    Claim("wide", LOWER, N >= E**2, where=(E >= 7,), given=()),
    Claim("narrow", LOWER, N >= E**2, where=(E <= 7,), given=()),
    Claim("deep", LOWER, N >= E**2, where=(L >= 7,), given=()),
    Claim("of_some", LOWER, N >= E**2 / k, given=()),
)
GOAL = theorem(CLAIM, *LOWERS)


def shown(made, claim=CLAIM):
    with proving(replace(GOAL, claims=(claim, *LOWERS)), claim):
        return content(made())


def bound(formula):
    return premise("few", le(N, formula))


# orders -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "factor"),
    [
        (EL, 3),
        (EL, sqrt(2) * exp(1)),
        (big_o(N, E * L, constants=(B,)), B**2 / 4),
        (SOFT, 3 * (1 + log(1 + L)) ** 2),
        (SOFT, 3 * (1 + log(1 + L))),
        (SOFT, (1 + log(1 + E * L)) ** Rational(1, 2)),
        (soft_o(N, E * L, logarithms=(B / 7,)), 1 + log(1 + B / 7)),
    ],
)
def test_a_bound_that_is_of_an_order(said, factor):
    claim = Claim("upper", ASYMPTOTIC, said)
    made = shown(lambda: order(bound(factor * E * L), said, factor), claim)
    require_claim(made, replace(GOAL, claims=(claim, *LOWERS)), claim)


@pytest.mark.parametrize(
    ("said", "formula", "factor", "why"),
    [
        (EL, 4 * E * L, 3, "is not N <= 3"),
        (EL, B * E * L, B, "the factor B is no constant"),
        (EL, E * E * L, E, "the factor E is no constant"),
        (EL, (1 + log(1 + L)) * E * L, 1 + log(1 + L), "is no constant"),
        (SOFT, (1 + log(1 + B)) * E * L, 1 + log(1 + B), "is no constant"),
        (SOFT, (1 + log(1 + L)) ** E * E * L, (1 + log(1 + L)) ** E, "is no constant"),
        (SOFT, E * L / (1 + log(1 + L)), 1 / (1 + log(1 + L)), "is no constant"),
        (soft_o(N, E * L, logarithms=(x,)), (1 + log(1 + x)) * E * L, 1 + log(1 + x), "is no constant"),
        (soft_o(N, E * L, logarithms=(exp(B) - 2,)), log(exp(B) - 1) * E * L, log(exp(B) - 1), "is no constant"),
        (big_o(N, E - L), E - L, 1, ">= 0 is not known"),
        (big_o(N, x * E), x * E, 1, ">= 0 is not known"),
        (big_o(N, E / (L - 1)), E / (L - 1), 1, "may be 0"),
    ],
)
def test_what_is_no_bound_of_the_order(said, formula, factor, why):
    with pytest.raises(ProofError, match=why):
        shown(lambda: order(bound(formula), said, factor), Claim("upper", ASYMPTOTIC, said))


def test_an_unknown_is_no_constant():
    M = unknown("M", "a number of the object", at_least=0)
    with pytest.raises(ProofError, match="the factor M is no constant"):
        shown(lambda: order(bound(M * E * L), EL, M))


def test_a_bound_from_below_is_of_no_order():
    with pytest.raises(ProofError, match="is not N <= E"):
        shown(lambda: order(premise("many", le(E * L, N)), EL, 1))


def test_nothing_is_made_of_a_growth_fact():
    fact = shown(lambda: order(bound(E * L), EL, 1))
    with proving(GOAL, CLAIM):
        made = order(bound(E * L), EL, 1)
        for rule in (lambda: times(made, 2), lambda: add(made, made), lambda: apply(HOLE, made),
                     lambda: order(made, EL, 1), lambda: chain(bound(E * L), made)):  # fmt: skip
            with pytest.raises(ProofError, match="ends a proof; no rule takes it further"):
                rule()
    assert fact.growth == EL


@pytest.mark.parametrize(
    "other",
    [big_o(N, E), soft_o(N, E * L), big_o(N, E * L, constants=(B,)), soft_o(N, E * L, logarithms=(B,))],
)
def test_an_order_proves_no_other(other):
    fact = shown(lambda: order(bound(E * L), EL, 1))
    claim = Claim("upper", ASYMPTOTIC, other)
    with pytest.raises(ProofError, match="the proof shows N is O of"):
        require_claim(fact, replace(GOAL, claims=(claim, *LOWERS)), claim)


def test_a_bound_is_no_order_and_an_order_no_bound():
    explicit = Claim("upper", ASYMPTOTIC, EL)
    with pytest.raises(ProofError, match="the claim upper says"):
        require_claim(shown(lambda: bound(E * L)), GOAL, explicit)
    with pytest.raises(ProofError, match="the claim square says"):
        require_claim(shown(lambda: order(bound(E * L), EL, 1)), GOAL, GOAL.claim("square"))


def test_a_premise_that_is_the_bound_begs_the_order():
    assert begged(shown(lambda: order(bound(3 * E * L), EL, 3)), CLAIM)
    assert begged(shown(lambda: order(chain(bound(2 * E * L), algebra(le(2 * E * L, 3 * E * L))), EL, 3)), CLAIM)


def test_conditions_stay():
    few = shown(lambda: order(add(bound(E * L), times(assume(le(2, E)), 0)), EL, 1))
    with pytest.raises(ProofError, match="holds only where 2 <= E"):
        require_claim(few, GOAL, CLAIM)


def test_a_constant_is_none_that_the_order_speaks_of():
    with pytest.raises(StatementError, match="E is no constant of"):
        big_o(N, E * L, constants=(E,))


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"constants": (natural("E", "other experts"),)}, "E is no constant"),
        ({"constants": (N,)}, "N is no symbol on which"),
        ({"constants": (define("P", "a power", E**2),)}, "P is no symbol on which"),
        ({"constants": (E * L,)}, "is no symbol on which"),
        ({"logarithms": (1 + N,)}, "the logarithms of N cannot be hidden"),
    ],
)
def test_what_a_statement_cannot_leave_out(options, why):
    with pytest.raises(StatementError, match=why):
        soft_o(N, define("P", "a product", E * L), **options)


@pytest.mark.parametrize("options", [{"constants": True}, {"logarithms": True}])
def test_an_unknown_is_left_out_by_no_statement(options):
    M = unknown("M", "a number of the object", at_least=0)
    said = soft_o(N, E * L, **dict.fromkeys(options, (M,)))
    with pytest.raises(ProofError, match="speaks of M beside its order"):
        shown(lambda: order(bound(E * L), said, 1), Claim("upper", ASYMPTOTIC, said))


def test_a_record_of_an_order_is_run_again():
    said = soft_o(N, E * L, constants=(B,), logarithms=(B / 7,))
    claim = Claim("upper", ASYMPTOTIC, said)
    goal = replace(GOAL, claims=(claim, *LOWERS))
    factor = B * (1 + log(1 + B / 7))
    made = proof("upper")(lambda: order(bound(factor * E * L), said, factor)).facts(goal)
    document = record(made, goal, claim)
    assert replay(document).claim == "mine.pieces:upper"
    document["claims"][0]["statement"]["logarithms"] = []
    with pytest.raises(ProofError):
        replay(document)


# refutations ------------------------------------------------------------------------------------------------------


def denied(name, said=EL, ray=None, claim=CLAIM):
    fact = shown(lambda: outgrows(lemma(GOAL, name), said, ray or along(E), "mixtures"), claim)
    require_denied(fact, GOAL, claim, said)
    return fact


@pytest.mark.parametrize("name", ["square", "wide", "deep", "of_some"])
def test_a_bound_that_outgrows_the_order(name):
    fact = denied(name)
    assert str(fact.relation) == "N is not O of E*L"
    assert not fact.conditions
    (objects,) = fact.premises
    assert str(objects).startswith("mixtures: along E -> oo: there are objects")
    assert ("where 7 <= L" in str(objects)) is (name == "deep")


@pytest.mark.parametrize(
    ("name", "said", "ray", "why"),
    [
        ("narrow", EL, along(E), "E <= 7 does not hold"),
        ("square", EL, along(E, L), "does not outgrow"),
        ("square", soft_o(N, E**2 / log(E + 1)), along(E), "does not outgrow"),
        ("square", soft_o(N, 1 + 1 / L), along(E, tied={L: 2**E}), "hides powers"),
        ("square", EL, along(E, tied={L: E / 2}), "L does not stay a whole number"),
        ("square", EL, along(E, tied={L: s}), "L does not stay a whole number"),
        ("square", EL, along({E: sqrt(2)}), "E does not stay a whole number"),
        ("square", EL, along(n, tied={E: n, L: 1 - n}), "leaves its domain"),
        ("square", big_o(N, -E), along(E), "does not outgrow"),
        ("square", big_o(N, B, constants=(E,)), along(E), "E moves along"),
        ("square", soft_o(N, B, logarithms=(exp(E),)), along(E), "moves along"),
        ("of_some", EL, along(E, tied={k: 2 * E}), "leaves its domain"),
    ],
)  # fmt: skip
def test_what_refutes_nothing(name, said, ray, why):
    with pytest.raises(ProofError, match=why):
        denied(name, said, ray)


def test_a_condition_of_the_claim_that_fails_far_out():
    small = Claim("upper", ASYMPTOTIC, EL, where=(E <= 100,))
    with pytest.raises(ProofError, match="E <= 100 does not hold"):
        denied("square", claim=small)


def test_what_is_assumed_of_the_quantity_refutes_nothing():
    with pytest.raises(ProofError, match="which is for no ray to decide"):
        shown(lambda: outgrows(assume(le(E**2, N)), EL, along(E), "mixtures"))
    with pytest.raises(ProofError, match="bounds no N from below"):
        shown(lambda: outgrows(bound(E**2), EL, along(E), "mixtures"))


def test_a_bound_with_an_unknown_grows_in_no_known_way():
    M = unknown("M", "a number of the object", at_least=1)
    with pytest.raises(ProofError, match="how M grows is not known"):
        shown(lambda: outgrows(premise("many", le(M * E**2, N)), EL, along(E), "mixtures"))


def test_objects_need_a_sentence():
    with pytest.raises(ProofError, match="need a sentence"):
        shown(lambda: outgrows(lemma(GOAL, "square"), EL, along(E), " "))


def test_a_symbol_without_a_value_refutes_nothing():
    none = real("none", "a number of an empty domain", least=2, at_most=1)
    with pytest.raises(ProofError, match="none may have no value"):
        shown(lambda: outgrows(premise("many", le(E**2 * (1 + none**2), N)), EL, along(E), "mixtures"))


def test_a_denial_is_no_proof_and_a_proof_no_denial():
    with pytest.raises(ProofError, match="the proof shows N is not O"):
        require_claim(denied("square"), GOAL, CLAIM)
    with pytest.raises(ProofError, match="which denies no"):
        require_denied(shown(lambda: order(bound(E * L), EL, 1)), GOAL, CLAIM, EL)


def test_a_construction_refutes_a_claim_about_all_objects_and_about_itself():
    of_trees = replace(CLAIM, on="a tree")
    for claim in (CLAIM, of_trees):
        fact = shown(lambda: outgrows(lemma(GOAL, "tree"), EL, along(E), "trees"), of_trees)
        require_denied(fact, GOAL, claim, EL)
        assert "on a tree" in str(fact.premises[0])
    with pytest.raises(ProofError, match="not about objects of"):
        require_denied(fact, GOAL, replace(CLAIM, on="a path"), EL)
    with pytest.raises(ProofError, match="about another object"):
        denied("tree", claim=replace(CLAIM, on="a path"))
    with pytest.raises(ProofError, match="about another object"):
        denied("tree")


def test_a_refutation_stands_on_all_hypotheses():
    def is_odd(made):
        return made % 2

    odd = hypothesis("the object is odd")(is_odd)
    only = Claim("odd_ones", LOWER, N >= E**2, given=(odd,))
    goal = replace(GOAL, claims=(CLAIM, only), given=(odd,))
    with proving(goal, CLAIM):
        fact = content(outgrows(lemma(goal, "odd_ones"), EL, along(E), "odd mixtures"))
    assert fact.hypotheses == {odd}
    assert "where the object is odd" in str(fact.premises[0])


def test_binomials_grow():
    assert denied("square", big_o(N, binomial(L + 1, 2) * E)).growth.order == "O"
