"""Sources say how their wording is known."""

import re
from dataclasses import replace

import pytest
from pieces import E, pieces, theorem
from sympy import Rational

from boundkit.api import catalogue
from boundkit.checking.report import Headline
from boundkit.errors import (
    StatementError,
)
from boundkit.statements import (
    ASYMPTOTIC,
    LOWER,
    Claim,
    big_o,
    cite,
)
from boundkit.statements.citation import Wording
from boundkit.verdict import Verdict

PUBLISHED = Claim("rate", ASYMPTOTIC, big_o(pieces, E), status="published")


def test_a_published_claim_says_how_its_wording_is_known():
    silent = cite("someone2025", "Theorem 1")
    with pytest.raises(StatementError, match="rate is published, but someone2025, Theorem 1 does not say how"):
        theorem(claims=(PUBLISHED,), source=silent)
    own = replace(PUBLISHED, source=cite("other2024", "Theorem 2", "summary", "a reviewer"))
    found = theorem(claims=(own,), source=silent)
    assert found.origin_of(own) == "published: other2024, Theorem 2, as summarised by a reviewer"


@pytest.mark.parametrize("place", ["Theorem 3.2", "lemma 4, part 2", "Appendix C", "Theorems A and B", "Equation (7)"])
def test_no_number_is_known_from_an_abstract(place):
    with pytest.raises(StatementError, match="an abstract numbers no statements"):
        cite("x2025", place, "abstract")
    assert cite("x2025", place, "memory").place == place
    assert cite("x2025", "Theorems about pieces", "abstract").place == "Theorems about pieces"


@pytest.mark.parametrize(
    ("status", "wording", "origin", "proviso"),
    [
        ("published", "read", "published: x2025, Theorem 1, as read", ""),
        ("published", "abstract", "published: x2025, the theorem on pieces, as in the abstract", ""),
        ("published", "memory", "published: x2025, Theorem 1, as remembered", "as remembered"),
        ("explicit", "memory", "explicit", ""),
        (
            "over-reading",
            "read",
            "over-reading of x2025, Theorem 1, as read; the work itself does not state it",
            "as over-read",
        ),
        (
            "over-reading",
            "memory",
            "over-reading of x2025, Theorem 1, as remembered; the work itself does not state it",
            "as remembered",
        ),
    ],
)
def test_a_refutation_says_what_it_concerns(status, wording, origin, proviso):
    claim = replace(PUBLISHED, status=status)
    place = "the theorem on pieces" if wording == "abstract" else "Theorem 1"
    found = theorem(claims=(claim,), source=cite("x2025", place, wording))
    assert (found.origin_of(claim), found.proviso_of(claim)) == (origin, proviso)
    verdict = Headline(found.id, claim.name, Verdict.REFUTED, "all", origin, proviso).verdict
    assert verdict == f"REFUTED {proviso}".strip()
    assert Headline(found.id, claim.name, Verdict.CERTIFIED, "all", origin, proviso).verdict == "CERTIFIED"
    assert Claim("c", LOWER, pieces >= Rational(1, 2)).expression == Rational(1, 2)


def test_no_result_tells_what_a_paper_has_that_nobody_read():
    """A summary or a memory may be wrong about the paper, and then the text would be wrong with it."""
    unread = (Wording.SUMMARY, Wording.MEMORY)
    said = re.compile("(?<!remember it, )[Tt]he (paper|source) (has|says|states|shows|proves|gives)")
    for entry in catalogue().entries:
        own = entry.theorem
        if own.source.wording in unread:
            for text in (own.notes, *(claim.proof for claim in own.claims)):
                assert not said.search(text), own.id
