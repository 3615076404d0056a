"""A reader's own relation held against objects."""

from dataclasses import replace

import pytest
import sympy

from boundkit.checking.falsifier import Attack, Search
from boundkit.checking.trial import Stand, hold
from boundkit.evidence import Case, fails_without, instances
from boundkit.statements import (
    ASYMPTOTIC,
    EXACT,
    UPPER,
    Claim,
    Theorem,
    big_o,
    cite,
    hypothesis,
    natural,
    quantity,
)
from boundkit.verdict import Verdict


@hypothesis("all letters differ")
def distinct(letters):
    return len(set(letters)) == len(letters)


@hypothesis("there are E letters")
def counted(letters, at):
    return len(letters) == at["E"]


def letters(E):
    return "abcdefghijkl"[:E]


def all_of_them(E):
    return letters(E)


def doubled(E):
    return Case("a" * (2 * E), {"E": E})


E, N = natural("E", "experts"), quantity("N", "letters", measure=len)
LETTERS = Theorem(
    "mine.letters",
    "Letters",
    cite("folklore", "known"),
    (
        Claim("upper", UPPER, N <= E + 1, given=(distinct,)),
        Claim("attained", EXACT, sympy.Eq(N, E), given=(distinct, counted)),
        Claim("order", ASYMPTOTIC, big_o(N, E), given=(distinct,)),
    ),
    given=(distinct, counted),
).supported_by(
    instances("upper", letters, E=range(1, 6)),
    fails_without(distinct, "upper", doubled, E=range(2, 4)),
    instances("attained", all_of_them, E=range(1, 6)),
)


def tried(claim, relation, **asked):
    return hold(LETTERS, LETTERS.claim(claim), relation, attack=Attack(20, 5.0), **asked)


def test_a_false_relation_is_refuted_by_an_object_and_its_numbers():
    found = tried("upper", "N <= E/2 + 1")
    assert (found.verdict, found.exit_code, found.stand) == (Verdict.REFUTED, 0, Stand.STRONGER)
    at = found.deciding
    assert (at.values["E"], str(at.measured), str(at.claimed)) == (3, "3", "5/2")
    assert found.ratio.exact


def test_a_relation_that_holds_is_not_refuted_and_the_closest_object_is_told():
    found = tried("upper", "N <= 2*E")
    assert (found.verdict, found.exit_code, found.stand) == (Verdict.SUPPORTED, 0, Stand.WEAKER)
    assert {at.values["E"] for at in found.measured} >= {1, 2, 3, 4, 5}
    assert str(found.ratio) == "1/2"


def test_without_a_hypothesis_its_objects_count():
    assert tried("upper", "N <= E + 1", without=["distinct"]).verdict is Verdict.REFUTED
    assert tried("upper", "N <= E + 1").verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("stage", "said"), [("explore", "Not refuted by 5 objects"), ("visit_grids", "interrupted be")]
)
def test_ctrl_c_leaves_the_objects_that_were_measured(stage, said, monkeypatch):
    def stop(search):
        raise KeyboardInterrupt

    monkeypatch.setattr(Search, stage, stop)
    found = tried("upper", "N <= 2*E")
    assert (found.exit_code, found.interrupted, found.stand) == (130, True, Stand.UNKNOWN)
    assert said in found.said[0]
    assert found.verdict is (Verdict.SUPPORTED if found.measured else Verdict.INCONCLUSIVE)


def test_values_choose_the_objects():
    found = tried("upper", "N >= E", values={"E": [2, 4]})
    assert {at.values["E"] for at in found.measured} == {2, 4}
    assert found.stand is Stand.OTHER_SIDE
    found = tried("upper", "N <= c*E", values={"E": [40], "c": [1]})
    assert found.verdict is Verdict.REFUTED or {at.values["E"] for at in found.measured} == {40}


def test_no_object_of_those_asked_for():
    found = tried("attained", "N = E", values={"E": [40]})  # there are twelve letters
    assert (found.verdict, found.exit_code) == (Verdict.VACUOUS, 3)


def test_objects_that_give_a_symbol_no_value_are_told():
    W = natural("W", "width")
    wider = replace(LETTERS, claims=(*LETTERS.claims, Claim("wide", UPPER, N <= E + W, given=(distinct,))))
    found = hold(wider, wider.claim("upper"), "N <= W", attack=Attack(5, 5.0))
    assert (found.verdict, found.exit_code) == (Verdict.VACUOUS, 3)
    assert "the notes say why" in found.said[0]
    assert "no value for W" in found.said[3]


@pytest.mark.parametrize(
    ("claim", "relation", "stand"),
    [
        ("upper", "N <= E + 1", Stand.SAME),
        ("upper", "N <= 2*E - 3", Stand.CROSSING),
        ("upper", "N = E", Stand.STRONGER),
        ("upper", "N = E + 2", Stand.CONTRADICTING),
        ("attained", "N = E", Stand.SAME),
        ("attained", "N <= E", Stand.WEAKER),
        ("attained", "N <= E - 1", Stand.CONTRADICTING),
        ("attained", "N >= E/2", Stand.WEAKER),
        ("order", "N <= 7*E", Stand.UNKNOWN),
    ],
)
def test_how_a_relation_stands_to_the_claim(claim, relation, stand):
    assert tried(claim, relation, values={}).stand is stand


@pytest.mark.parametrize(
    ("relation", "stand"), [("N <= E + 1", Stand.STRONGER), ("N <= E + 2", Stand.UNKNOWN), ("N >= 1", Stand.OTHER_SIDE)]
)
def test_a_relation_about_more_objects_does_not_follow(relation, stand):
    found = tried("upper", relation, values={}, without=["distinct"])
    assert found.stand is stand
    assert "the same" not in " ".join(found.said)


def test_an_asymptotic_claim_borrows_the_objects_of_claims_about_its_quantity():
    assert tried("order", "N <= E - 1").verdict is Verdict.REFUTED


def test_an_object_whose_bound_is_0_is_the_closest_only_where_no_other_is():
    gaps = quantity("G", "gaps between letters", measure=lambda letters: len(letters) - 1)
    claim = Claim("gaps", UPPER, gaps <= E - 1, given=(distinct,))
    between = replace(
        LETTERS, claims=(claim,), given=(distinct,), evidence=(instances("gaps", letters, E=range(1, 6)),)
    )
    found = hold(between, claim, "G <= 2*E - 2", attack=Attack(20, 5.0))
    assert found.verdict is Verdict.SUPPORTED
    assert found.closest.values["E"] > 1
    assert "The ratio is 0.5." in found.said[0]
    alone = hold(between, claim, "G <= 2*E - 2", values={"E": [1]}, attack=Attack(20, 5.0))
    assert (alone.closest.values["E"], alone.ratio) == (1, None)
