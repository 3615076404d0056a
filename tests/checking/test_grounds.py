"""What a check of some results runs besides: the evidence of the claims that they rest on."""

import pytest
from samples import proved, true

from boundkit.checking.grounds import tasks_of
from boundkit.checking.runner import check
from boundkit.discovery.discover import Entry
from boundkit.evidence import instances
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity
from boundkit.verdict import Verdict

n = natural("n", "size")
again = quantity("N", "the size again", measure=int)


def size(n):
    return n


def entry(id, *assuming, breaks=False):
    """A result whose claim ``upper`` is derived from others, beside a claim that nothing rests on."""
    evidence = [
        proved("upper", true, assuming=assuming),
        proved("other", true, name="unneeded"),
        *([instances("upper", lambda n: n + 1, name="breaks", n=(1,), expects=Verdict.REFUTED)] if breaks else []),
    ]
    claims = (Claim("upper", UPPER, again <= n), Claim("other", UPPER, again <= 2 * n))
    return Entry(Theorem(id, "a size", cite("folklore", "everywhere"), claims, evidence=tuple(evidence)), "")


TOP, MIDDLE = entry("c.top", "b.middle:upper"), entry("b.middle", "a.ground:upper")
TRUE, FALSE, ALONE = entry("a.ground"), entry("a.ground", breaks=True), entry("d.alone")


def test_the_evidence_below_is_found_and_no_other():
    tasks = tasks_of([TOP], [ALONE, TRUE, MIDDLE, TOP])
    assert [(e.theorem.id, e.theorem.evidence[i].name) for e, i in tasks] == [
        ("c.top", "true"), ("c.top", "unneeded"), ("b.middle", "true"), ("a.ground", "true"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("catalogue", "verdict"),
    [([TRUE, MIDDLE], Verdict.CERTIFIED), ([FALSE, MIDDLE], Verdict.SUPPORTED), ([MIDDLE], Verdict.SUPPORTED)],
    ids=("true", "refuted", "not there"),
)
def test_a_claim_is_certified_when_all_below_it_is(catalogue, verdict):
    report = check([TOP], catalogue=[TOP, *catalogue])
    headlines = {claim.claim: claim.headline for claim in report.claims}
    assert headlines == {"upper": verdict, "other": Verdict.CERTIFIED}
    assert {result.id for result in report.results} == {"c.top"}
    (upper, _) = report.to_json()["claims"]
    assert upper["rests_on"] == ["b.middle:upper"]
    assert report.to_json()["results"][0]["assumes"] == ["b.middle:upper"]
    assert report.to_json()["results"][0]["scope"] == "all, assuming b.middle: upper"


def test_the_same_is_said_of_all_results_at_once():
    headlines = {(c.id, c.claim): c.headline for c in check([TOP, MIDDLE, FALSE]).claims}
    assert headlines["c.top", "upper"] is headlines["b.middle", "upper"] is Verdict.SUPPORTED
    assert headlines["a.ground", "upper"] is Verdict.REFUTED
