"""Which claims a check is about."""

import pytest
from samples import proved, true

from boundkit.checking.runner import check
from boundkit.checking.selection import claims_among
from boundkit.discovery.discover import Entry
from boundkit.errors import NothingMatchedError
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity
from boundkit.statements.reference import ClaimId

n = natural("n", "size")
pieces = quantity("N", "affine pieces", measure=int)


def entry(id, *names, assuming=()):
    claims = tuple(Claim(name, UPPER, pieces <= n) for name in names)
    evidence = tuple(
        proved(name, true, name=f"proof of {name}", assuming=assuming if name == names[0] else ()) for name in names
    )
    return Entry(Theorem(id, "A title of its own", cite("folklore", "everywhere"), claims, evidence=evidence), "")


ENTRIES = [entry("a.one", "upper", "lower"), entry("b.two", "upper")]


@pytest.mark.parametrize(
    ("names", "words", "chosen"),
    [
        ([], " ", None),
        (["upper"], "", {"a.one:upper", "b.two:upper"}),
        (["a.one:upper", "lower"], "", {"a.one:upper", "a.one:lower"}),
        ([], "PIECES b.two", {"b.two:upper"}),
        ([], "title lower", {"a.one:lower"}),
        (["upper"], "one", {"a.one:upper"}),
    ],
)
def test_claims_by_name_and_by_words(names, words, chosen):
    found = claims_among(ENTRIES, names, words)
    assert (found if found is None else set(map(str, found))) == chosen


@pytest.mark.parametrize(("names", "words"), [(["uper"], ""), ([], "nowhere"), (["lower"], "b.two")])
def test_nothing_chosen(names, words):
    with pytest.raises(NothingMatchedError):
        claims_among(ENTRIES, names, words)


def test_a_check_of_one_claim_runs_what_it_rests_on_and_tells_of_it_alone():
    entries = [entry("c.top", "upper", "lower", "other", assuming=("lower",))]
    ran = []
    report = check(
        entries,
        only={ClaimId("c.top", "upper")},
        progress=lambda result, done, total: ran.append(result and result.evidence),
    )
    assert ran == [None, "proof of upper", "proof of lower"]
    assert [result.evidence for result in report.results] == ["proof of upper"]
    assert [(claim.claim, claim.headline) for claim in report.claims] == [("upper", "CERTIFIED")]
