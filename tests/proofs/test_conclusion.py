"""Whether a fact is the claim, and whether a premise is the claim in a disguise."""

import pytest
from letters import E, L, N, eq, le, small, theorem
from sympy import Abs, Eq, sqrt

from boundkit.errors import ProofError
from boundkit.proofs import (
    HOLE,
    add,
    algebra,
    apply,
    assume,
    both,
    chain,
    conclusion,
    content,
    lemma,
    other,
    premise,
    times,
    unknown,
)
from boundkit.proofs.conclusion import begged, require_claim
from boundkit.proofs.trust import proving
from boundkit.statements import EXACT, LOWER, UPPER, Claim, function, natural, positive, quantity, real

CLAIM = Claim("upper", UPPER, N <= E**L, where=(E >= 2,), given=())
GOAL = theorem(CLAIM, Claim("small", UPPER, N <= 10), given_=(small,))
M = unknown("M", "another number", at_least=0)


def shown(made):
    with proving(GOAL, CLAIM):
        return content(made())


def test_the_claim_under_its_own_condition():
    fact = shown(lambda: add(premise("few", N <= E**L), times(assume(le(2, E)), 0)))
    assert [str(condition) for condition in fact.conditions] == ["2 <= E"]
    require_claim(fact, GOAL, CLAIM)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (lambda: premise("few", N <= E**L - 1), "the proof shows"),
        (lambda: premise("few", N <= E ** (L * M)), "still speaks of M"),
        (lambda: premise("few", N <= E**L, given=(small,)), "uses the hypotheses is_small"),
        (lambda: algebra(le(E, E + 1)), "the proof shows"),
        (lambda: assume(N <= E**L), "not about the object"),
    ],
)
def test_what_is_not_the_claim(wrong, why):
    fact = shown(wrong)
    with pytest.raises(ProofError, match=why):
        require_claim(fact, GOAL, CLAIM)


def test_a_condition_that_is_not_claimed():
    one = shown(lambda: add(premise("few", N <= E**L), times(assume(le(3, E)), 0)))
    with pytest.raises(ProofError, match="holds only where 3 <= E"):
        require_claim(one, GOAL, CLAIM)


def test_a_name_means_one_thing():
    two = unknown("N", "another number", at_least=1)
    disguised = shown(lambda: add(premise("few", N <= E**L), times(premise("none", two <= 1), 0)))
    with pytest.raises(ProofError, match="N of the premise none"):
        require_claim(disguised, GOAL, CLAIM)


def test_a_symbol_without_values_does_not_vanish_from_what_is_shown():
    """The range of q is empty for E < 3, and 3 <= N is false at E = N = 2; the difference of both formulas is 0."""
    many = Claim("many", LOWER, N >= 3, where=(E >= 2,), given=())
    q = natural("q", "one of the experts after the second", least=3, at_most=E)
    none = (q + 1) ** 2 - q**2 - 2 * q - 1
    with proving(theorem(many), many):
        one = premise("one piece an expert", E <= N)
        fact = content(chain(algebra(le(3, E + none)), apply(HOLE + none, one)))
    with pytest.raises(ProofError, match="q disappears"):
        require_claim(fact, theorem(many), many)


LEFT = positive("d", "what is left")
OF_NO_CLAIM = function("F", "what is left of the first ones", of=natural("l", "ones", least=0), least=1).func(1)


@pytest.mark.parametrize(
    ("left", "why"),
    [
        (LEFT, "d is no symbol"),
        (OF_NO_CLAIM, "F.1. is of no function of a claim"),
    ],
)
def test_what_a_premise_speaks_of_is_declared(left, why):
    """That d > 0, or F(1) > 0, would be hidden in the premise d = N - 5."""
    many = Claim("many", LOWER, N >= 5, given=())
    with proving(theorem(many), many):
        rest = premise("five taken away, some are left", eq(left, N - 5))
        fact = content(apply(HOLE + 5, chain(apply(left * HOLE, algebra(le(0, 1)), by=[rest]), rest)))
    with pytest.raises(ProofError, match=why):
        require_claim(fact, theorem(many), many)


def test_what_a_lemma_is_used_at_has_a_name_of_its_own():
    """The premises of these lemmas would read: N is at most k for k = E, where E >= 2, and E is a number below 4."""
    k, crosses = natural("k", "wires"), quantity("A", "crosses", measure=lambda made: made)
    source = theorem(Claim("few", UPPER, crosses <= k), Claim("three", UPPER, crosses <= 3), id="mine.crosses")
    wires = unknown("E", "wires", whole=True, at_least=1)
    three = Claim("three", UPPER, N <= 3, where=(E >= 2,), given=())
    with proving(theorem(three), three):
        few = lemma(source, "few", other("the pieces", N), k=wires)
        fact = content(chain(few, lemma(source, "three", other("the wires", wires))))
    with pytest.raises(ProofError, match="E of the premise the pieces"):
        require_claim(fact, theorem(three), three)


@pytest.mark.parametrize(
    ("sentence", "name", "why"),
    [
        ("few\x1b[1A\x1b[2K", "A", "does not print"),
        ("few\r(P1) nothing", "A", "does not print"),
        ("few", "E\u200b", "does not print"),
        ("few", "E ", "is no name"),
        ("few", "\u0415", "is no name"),
        ("few", "N - 0", "is no name"),
    ],
)
def test_a_premise_reads_as_what_it_says(sentence, name, why):
    """In a terminal the first two hide a line of the list, and the others read as the E or the N of the claim."""
    other = unknown(name, "another number", at_least=0)
    fact = shown(lambda: add(premise("few", N <= E**L), times(premise(sentence, other <= 1), 0)))
    with pytest.raises(ProofError, match=why):
        require_claim(fact, GOAL, CLAIM)


def test_what_the_theorem_declares_is_no_stray():
    t = real("t", "a place", least=0)
    density = function("p", "density", of=t, nonnegative=True)
    many = Claim("many", LOWER, N >= density, given=())
    with proving(theorem(many), many):
        fact = content(premise("as many as the density says", le(density, N)))
    require_claim(fact, theorem(many), many)


@pytest.mark.parametrize(
    ("made", "is_begged"),
    [
        (lambda: premise("few", N <= E**L), True),
        (lambda: chain(premise("fewer", N <= E**L - 5), algebra(le(E**L - 5, E**L))), True),
        (lambda: apply(HOLE / 2 - 1, premise("twice", 2 * N + 2 <= 2 * E**L + 2)), True),
        (lambda: chain(premise("alike", Eq(N, M)), premise("few", M <= E**L)), True),
        (lambda: chain(premise("a", Eq(N, Abs(N))), apply(sqrt(HOLE), premise("b", le(N**2, E ** (2 * L))),
                                                        by=[premise("c", le(0, N))])), False),
    ],
)  # fmt: skip
def test_premises_that_are_the_claim(made, is_begged):
    assert bool(begged(shown(made), CLAIM)) is is_begged


EXACTLY = Claim("exact", EXACT, Eq(N, E**L), where=(E >= 2,), given=())
BOTH_WAYS = theorem(EXACTLY)


def test_what_is_not_decided_may_assume_the_claim(monkeypatch):
    """A slower machine, on which certify does not come to an end, derives no more."""
    made = shown(lambda: chain(premise("few", N <= E**L / 2), algebra(le(E**L / 2, E**L))))
    assert begged(made, CLAIM)
    monkeypatch.setattr(conclusion, "judged", lambda relation: None)
    assert begged(made, CLAIM) is None
    assert begged(made, CLAIM, surely=False)
    monkeypatch.setattr(conclusion, "judged", lambda relation: False)
    assert begged(made, CLAIM, surely=False) is None


@pytest.mark.parametrize(
    ("made", "is_begged"),
    [
        (lambda: premise("as many", Eq(N, E**L)), True),
        (lambda: apply(HOLE - 1, premise("as many", Eq(N + 1, E**L + 1))), True),
        (lambda: both(premise("few", N <= E**L), premise("many", le(E**L, N))), True),
        (lambda: both(premise("few", N <= E**L), chain(premise("a", le(E**L, M)), premise("b", M <= N))), True),
        (lambda: both(premise("few", N <= E**L), chain(apply(sqrt(HOLE), premise("a", le(E ** (2 * L), M**2))),
                                                       premise("b", M <= N))), False),
    ],
)  # fmt: skip
def test_an_equality_is_assumed_by_both_its_halves(made, is_begged):
    with proving(BOTH_WAYS, EXACTLY):
        assert bool(begged(content(made()), EXACTLY)) is is_begged
