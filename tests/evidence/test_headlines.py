"""Headlines: a refutation stands on certified claims alone."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from boundkit.discovery.discover import Entry
from boundkit.evidence import along, decided, derives, implied_by, instances, refuted_by, too_small
from boundkit.evidence.runner import check
from boundkit.statements import ASYMPTOTIC, LOWER, UPPER, Claim, Theorem, big_o, cite, natural, quantity
from boundkit.verdict import Verdict

CERTIFIED, REFUTED, SUPPORTED, INCONCLUSIVE, *_ = Verdict

n = natural("n", "size")
pieces = quantity("N", "pieces", measure=lambda thing: thing.value)


@dataclass(frozen=True)
class Thing:
    value: Any


def small(n):
    return Thing(n)


def true():
    yield decided("it holds", True)


CLAIMS = (
    Claim("order", ASYMPTOTIC, big_o(pieces, n), given=()),
    Claim("other", ASYMPTOTIC, big_o(pieces, n**2), given=()),
    Claim("upper", UPPER, pieces <= 2 * n, given=()),
    Claim("lower", LOWER, pieces >= n**2, given=()),
    Claim("cubic", LOWER, pieces >= n**3, given=()),
)
PROVED = derives("order", true, name="order proved")


def checked(*evidence):
    """What every item and every claim comes to."""
    theorem = Theorem("test.headlines", "Headlines", cite("wang2025", "a test"), CLAIMS, evidence=evidence)
    report = check([Entry(theorem, "")])
    return (
        {result.evidence: result.verdict for result in report.results},
        {claim.claim: claim.headline for claim in report.claims},
    )


REFUTING = refuted_by("order", "lower", along(n), name="refuting")


def test_a_certified_bound_refutes():
    found, claims = checked(PROVED, REFUTING, derives("lower", true))
    assert (found["refuting"], claims["order"]) == (REFUTED, REFUTED)


@pytest.mark.parametrize(
    "bounds",
    [(), (instances("lower", lambda n: Thing(n**2), n=(1, 2)),), (instances("lower", small, n=(2, 3)),)],
    ids=("no evidence", "instances", "refuted"),
)
def test_a_bound_that_is_not_certified_refutes_nothing(bounds):
    found, claims = checked(PROVED, REFUTING, *bounds)
    assert (found["refuting"], claims["order"]) == (INCONCLUSIVE, CERTIFIED)


def test_a_refutation_that_is_not_one_is_not_as_expected():
    theorem = Theorem("test.headlines", "Headlines", cite("wang2025", "a test"), CLAIMS, evidence=(REFUTING,))
    report = check([Entry(theorem, "")])
    (result,) = report.results
    assert not result.as_expected
    assert result.detail.startswith("it refutes nothing, since lower is not certified: ")
    assert report.exit_code == 4


def test_a_control_too_needs_a_certified_bound():
    control = too_small("other", big_o(pieces, n), "lower", along(n), name="control")
    assert checked(control)[0]["control"] is INCONCLUSIVE
    assert checked(control, derives("lower", true))[0]["control"] is REFUTED


def test_a_derived_refutation_too_needs_the_claims_that_it_assumes():
    broken = derives("order", true, name="refuting", shows=REFUTED, assuming=("the claim lower",))
    assert checked(broken)[1]["order"] is INCONCLUSIVE
    assert checked(broken, derives("lower", true, name="proof"))[1]["order"] is REFUTED


def test_an_inline_bound_certifies_no_order():
    found, claims = checked(implied_by("order", pieces <= n, along(n), name="inline"))
    assert (found["inline"], claims["order"]) == (CERTIFIED, SUPPORTED)


def test_an_implied_order_needs_a_certified_bound():
    implied = implied_by("order", "upper", along(n))
    assert checked(implied)[1]["order"] is SUPPORTED
    assert checked(implied, derives("upper", true))[1]["order"] is CERTIFIED


def test_a_refuted_refutation_does_not_count():
    """The bound is itself refuted by a witness that stands, so that the claim it would refute is untouched."""
    below = refuted_by("lower_order", "cubic", along(n), name="first")
    claims = (*CLAIMS, Claim("lower_order", ASYMPTOTIC, big_o(pieces, n), given=()))
    theorem = Theorem("test.chain", "A chain", cite("wang2025", "a test"), claims, evidence=(
        PROVED, derives("order", true, name="second", shows=REFUTED, assuming=("the claim lower_order",)),
        derives("lower_order", true, name="proof"), below, derives("cubic", true, name="of the cube"),
    ))  # fmt: skip
    report = check([Entry(theorem, "")])
    assert {c.claim: c.headline for c in report.claims if c.claim != "cubic"} == {
        "order": CERTIFIED, "lower_order": REFUTED, "other": INCONCLUSIVE, "upper": INCONCLUSIVE, "lower": INCONCLUSIVE,
    }  # fmt: skip
    without = replace(theorem, evidence=theorem.evidence[:-1])
    assert {c.claim: c.headline for c in check([Entry(without, "")]).claims}["order"] is REFUTED


def test_claims_that_refute_each_other_in_a_circle_are_open():
    evidence = (
        PROVED, derives("other", true, name="other proved"),
        derives("order", true, name="one", shows=REFUTED, assuming=("the claim other",)),
        derives("other", true, name="two", shows=REFUTED, assuming=("the claim order",)),
    )  # fmt: skip
    found, claims = checked(*evidence)
    assert (found["one"], found["two"]) == (INCONCLUSIVE, INCONCLUSIVE)
    assert (claims["order"], claims["other"]) == (INCONCLUSIVE, INCONCLUSIVE)
