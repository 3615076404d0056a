"""Relations of a reader's own."""

import pytest

from boundkit.errors import MalformedInputError, UnknownNameError
from boundkit.statements import (
    LOWER,
    UPPER,
    Claim,
    Theorem,
    cite,
    hypothesis,
    natural,
    positive,
    quantity,
)
from boundkit.statements.proposal import proposed
from boundkit.statements.relation import EXACT


@hypothesis("there are E letters")
def counted(letters, at):
    return len(letters) == at["E"]


@hypothesis("all letters differ")
def distinct(letters):
    return len(set(letters)) == len(letters)


E, m = natural("E", "experts"), positive("m", "units")
UPPER_CLAIM = Claim("upper", UPPER, quantity("N", "letters", measure=len) <= E + m, where=(E >= 2,))
THEOREM = Theorem("mine.letters", "Letters", cite("folklore", "known"), (UPPER_CLAIM,), given=(counted, distinct))


def made(text, **asked):
    return proposed(THEOREM, THEOREM.claim("upper"), text, **asked)


@pytest.mark.parametrize(
    ("text", "sense", "said"),
    [
        ("N <= E/2", UPPER, "N <= E/2, where E >= 2"),
        ("2*m + 0.1 >= N", UPPER, "N <= 2*m + 1/10, where E >= 2"),
        ("N >= upper - 1", LOWER, "N >= E + m - 1, where E >= 2"),
        ("3 = N", EXACT, "N = 3, where E >= 2"),
    ],
)
def test_a_relation_takes_the_place_of_the_claims(text, sense, said):
    found = made(text)
    assert (found.sense, found.text) == (sense, said)
    assert THEOREM.hypotheses_of(found) == (counted, distinct)


def test_hypotheses_are_dropped_and_values_are_asked_for():
    found = made("N <= c*E", without=["distinct"], values={"E": [2, 3], "c": ["1/2"]})
    assert found.text == "N <= E/2, where E >= 2"
    kept = [h.name for h in THEOREM.hypotheses_of(found)]
    assert kept == ["counted", "given_values"]
    asked = found.given[-1]
    assert [asked.met_by("", at) for at in ({"E": "3"}, {"E": 4}, {})] == [True, False, False]


@pytest.mark.parametrize(
    ("text", "asked", "error", "said"),
    [
        ("N", {}, MalformedInputError, "write it like 'N <= ..'"),
        ("N < E", {}, MalformedInputError, "write <=, >= or ="),
        ("E <= m", {}, MalformedInputError, "is not about N"),
        ("N <= N + E", {}, MalformedInputError, "alone on one side"),
        ("2*N <= E", {}, MalformedInputError, "alone on one side"),
        ("N <= q", {}, MalformedInputError, "allowed are E, m"),
        ("N <= q*E", {"values": {"q": [1, 2]}}, MalformedInputError, "give one value"),
        ("N <= E", {"without": ["distnict"]}, UnknownNameError, "did you mean distinct?"),
    ],
)
def test_what_is_no_such_relation_is_refused(text, asked, error, said):
    with pytest.raises(error, match=said.replace("?", r"\?")):
        made(text, **asked)
