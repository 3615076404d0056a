"""Scopes are data: their words, what claims they refer to, and what is refused."""

from dataclasses import asdict

import pytest
from sympy import Eq

from boundkit.errors import StatementError
from boundkit.evidence import decided, derives, instances
from boundkit.evidence.scope import NOTHING, ONE_STEP, Scope
from boundkit.statements import EXACT, UPPER, Claim, Theorem, cite, natural, quantity
from boundkit.statements.reference import ClaimId

n = natural("n", "size")
again = quantity("N", "the size again", measure=int)
UPPER_CLAIM = Claim("upper", UPPER, again <= n)
CLAIMS = (UPPER_CLAIM, Claim("false_lemma", EXACT, Eq(again, n)))
OTHER = ClaimId("x.y", "upper")


def true():
    yield decided("it holds", True)


def theorem(**options):
    evidence = (derives("upper", true, **options),)
    return Theorem("a.b", "a size", cite("folklore", "everywhere"), CLAIMS, evidence=evidence)


@pytest.mark.parametrize(
    ("scope", "text"),
    [
        (Scope(whole=True), "all"),
        (Scope(instances=1), "1 instance"),
        (Scope(instances=0), "0 instances"),
        (Scope(instances=3, conditions=("seed 7",)), "3 instances, seed 7"),
        (Scope(whole=True, assumes=(ClaimId("a.b", "upper"), OTHER), stated=("a lemma",)),
         "all, assuming the claim upper, x.y: upper, a lemma"),
        (Scope.part("E = 2", "L = 1"), "E = 2, L = 1"),
        (ONE_STEP, "this step"),
        (NOTHING, "nothing"),
    ],
)  # fmt: skip
def test_words(scope, text):
    assert scope.text("a.b") == text
    assert Scope.read(asdict(scope)) == scope


@pytest.mark.parametrize("more", [{"instances": 2}, {"conditions": ("E = 2",)}, {"one_step": True}])
def test_the_whole_is_no_part(more):
    with pytest.raises(StatementError, match="no conditions"):
        Scope(whole=True, **more)


def test_claims_are_objects_names_or_ids():
    references = (UPPER_CLAIM, "upper", "a.b:upper", ClaimId("a.b", "upper"), "x.y:upper", OTHER)
    made = theorem(assuming=references)
    assert made.assumed == (ClaimId("a.b", "upper"), OTHER)
    assert made.uses == ("x.y",)


@pytest.mark.parametrize(
    "reference",
    [
        "lower", "a.b:lower", "the claim upper", "the claims upper, false_lemma", "x.y", "x.y: upper", "", ":", 3, None,
        Claim("upper", UPPER, again <= 2 * n), ClaimId("a.b", "lower"),
    ],
    ids=str,
)  # fmt: skip
def test_a_reference_to_no_claim_is_refused(reference):
    with pytest.raises(StatementError, match=r"evidence true assumes what is no claim.* stated="):
        theorem(assuming=(reference,))


def test_objects_may_rest_on_claims_too():
    item = instances("upper", int, name="sizes", n=(1,), assuming=("lower",))
    with pytest.raises(StatementError, match="unknown claim of"):
        Theorem("a.b", "a size", cite("folklore", "everywhere"), CLAIMS, evidence=(item,))


@pytest.mark.parametrize(
    "text", ["", " ", 3, "false_lemma", "by false_lemma and more", "the claims above", "upper", "x.y: upper, at L = 1"]
)
def test_words_that_hide_a_claim_are_refused(text):
    with pytest.raises(StatementError, match=r"in assuming=|say in words"):
        theorem(stated=(text,))


@pytest.mark.parametrize("text", ["an upper bound of Milnor, Thom and Warren (i.e. of 1965)", "Euler's formula"])
def test_what_is_no_claim_is_stated_in_words(text):
    assert theorem(stated=(text,)).evidence[0].stated == (text,)


def test_steps_never_speak_of_the_whole_claim():
    with pytest.raises(StatementError, match="cannot speak of the whole claim"):
        theorem(scope="all")
