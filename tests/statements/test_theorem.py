"""Claims and theorems: what is refused when they are made, and what they say when asked."""

from dataclasses import FrozenInstanceError, dataclass

import pytest
import sympy
from pieces import E, L, n, pieces, theorem, w

from boundkit.errors import (
    MissingValueError,
    NotEvaluableError,
    StatementError,
    UnknownNameError,
)
from boundkit.statements import (
    ASYMPTOTIC,
    LOWER,
    UPPER,
    Claim,
    Reading,
    big_o,
    cite,
    hypothesis,
    natural,
    positive,
    quantity,
    real,
)
from boundkit.statements.relation import Growth

eps = positive("eps", "error")


def is_even(thing):
    return thing % 2 == 0


def is_small(thing):
    return thing < 9


even, small = hypothesis("it is even")(is_even), hypothesis("it is small")(is_small)
wide, narrow = Reading("wide", "for all"), Reading("narrow", "for some")


@dataclass(frozen=True)
class Item:
    """Evidence as far as a theorem looks at it."""

    name: str = "item"
    claim: str = "upper"
    hypotheses: tuple = ()

    def validate(self, theorem):
        pass


# theorems -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": "result"}, "the id 'result' is not allowed: write it as paper.result, lower case"),
        ({"id": "Paper.result"}, "is not allowed"),
        ({"id": "a.b.c"}, "is not allowed"),
        ({"title": "  "}, "paper.result has no title"),
        ({"source": "someone"}, r"paper.result has no source: give source=cite\('key', 'Theorem 1'\)"),
        ({"source": None}, "has no source"),
        ({"claims": ()}, "paper.result claims nothing: give at least one Claim"),
        ({"claims": (Claim("upper", UPPER, pieces <= E), Claim("upper", UPPER, pieces <= L))},
         "two items of claim named 'upper'; rename one"),
        ({"given": (even, even)}, "two items of hypothesis named 'is_even'"),
        ({"evidence": (Item(), Item())}, "two items of evidence named 'item'"),
        ({"given": (even, small), "claims": (Claim("upper", UPPER, pieces <= E, given=(even,)),)},
         "no claim uses the hypothesis is_small; drop it or name it in a claim's given="),
        ({"claims": (Claim("upper", UPPER, pieces <= E, given=(even,)),)},
         "a claim uses is_even, which the theorem does not list in given="),
        ({"readings": (wide,)}, "no claim encodes the reading wide; drop it or claim it"),
        ({"claims": (Claim("upper", UPPER, pieces <= E, reading=narrow),)},
         "the reading narrow is not listed in readings="),
        ({"evidence": (Item(claim="lower"),)},
         "evidence item is for the claim 'lower', which does not exist; there are upper"),
        ({"evidence": (Item(hypotheses=(even,)),)}, "evidence item drops is_even, which is no hypothesis of upper"),
        ({"given": (even, small), "evidence": (Item(hypotheses=(even,)),),
          "claims": (Claim("upper", UPPER, pieces <= E, given=(small,)),
                     Claim("other", UPPER, pieces <= L, given=(even,)))},
         "drops is_even, which is no hypothesis of upper; list it in given="),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_theorems_that_are_refused(changes, message):
    """An ablation of a hypothesis that its claim does not use would hide a counterexample to the claim itself."""
    with pytest.raises(StatementError, match=message):
        theorem(**changes)


@pytest.mark.parametrize(
    "claims",
    [
        (Claim("a", UPPER, pieces <= E), Claim("b", UPPER, pieces <= natural("E", "errors"))),
        (Claim("a", UPPER, pieces <= E), Claim("b", UPPER, pieces <= L, where=(natural("E", "errors") >= L,))),
        (Claim("a", UPPER, pieces <= E + natural("E", "errors")),),
        (Claim("a", UPPER, pieces <= E, where=(natural("E", "errors") >= L,)),),
        (Claim("a", UPPER, pieces <= E + real("E", "experts per layer")),),
        (Claim("a", UPPER, pieces <= w), Claim("b", UPPER, pieces <= natural("w", "width"))),
        (Claim("a", UPPER, pieces <= E), Claim("b", UPPER, quantity("E", "energy", measure=len) <= L)),
        (Claim("a", UPPER, pieces <= E), Claim("b", UPPER, quantity("N", "pieces", measure=max) <= L)),
    ],
    ids=["two claims", "a condition", "one formula", "its condition", "domains", "an abbreviation", "a quantity",
         "a measure"],
)  # fmt: skip
def test_one_name_with_two_meanings_is_refused(claims):
    with pytest.raises(StatementError, match=r"the symbol \w means both .* give one of them another name"):
        theorem(claims=claims)


def test_what_a_theorem_knows():
    made = theorem(
        given=(even, small),
        readings=(wide,),
        claims=(
            Claim("upper", UPPER, pieces <= E**L, given=(even,), reading=wide),
            Claim("shape", ASYMPTOTIC, big_o(pieces, n), status="published"),
        ),
        evidence=(Item(hypotheses=(even,)),),
    )
    assert (made.paper, made.claim_names, made.evaluable()) == ("paper", ("upper", "shape"), ("upper",))
    assert list(made.symbols) == ["E", "L", "n"]
    assert made.hypotheses_of(made.claim("upper")) == (even,)
    assert made.hypotheses_of(made.claim("shape")) == (even, small)
    assert made.evaluate(E=2, L=3).exact == "8"
    with pytest.raises(UnknownNameError, match="did you mean upper"):
        made.claim("uper")
    with pytest.raises(NotEvaluableError, match=r"explicit claims of paper\.result that have one: upper"):
        made.evaluate("shape", n=3)
    with pytest.raises(FrozenInstanceError):
        made.title = "another"


def test_a_claim_must_be_named_when_there_are_several():
    made = theorem(claims=(Claim("a", UPPER, pieces <= E), Claim("b", LOWER, pieces >= 1)))
    with pytest.raises(MissingValueError, match="has several claims; name one of a, b"):
        made.evaluate(E=2)
    assert made.evaluate("a", E=2).exact == "2"


def test_errors_of_values_pass_through_a_theorem():
    with pytest.raises(NotEvaluableError, match="zeta has no exact"):
        theorem(claims=(Claim("a", UPPER, pieces <= sympy.zeta(E)),)).evaluate(E=3)


def test_hypotheses_and_sources():
    with pytest.raises(StatementError, match="needs a named function as its test, not a lambda"):
        hypothesis("anything")(lambda thing: True)
    with pytest.raises(StatementError, match="the hypothesis is_even has no text"):
        hypothesis(" ")(is_even)
    for key, place in (("", "Theorem 1"), ("someone2025", " ")):
        with pytest.raises(StatementError, match="names no place: give a BibTeX key and where in the work"):
            cite(key, place)
    for wording, whose, message in (
        ("heard", "", "the wording 'heard' is not one of read, abstract, summary, memory"),
        ("summary", "", "to say whose summary it is"),
        ("read", "a friend", "goes with the wording 'summary'"),
    ):
        with pytest.raises(StatementError, match=message):
            cite("someone2025", "Theorem 1", wording, whose)
    assert isinstance(big_o(pieces, E), Growth)
