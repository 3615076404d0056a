"""What a check that did not end, or of which a part is left, may say of claims."""

from dataclasses import replace

from samples import headlines_of, n, of_powers, pieces, proved, true

from boundkit.evidence import along, derives, instances, refuted_by
from boundkit.statements import ASYMPTOTIC, LOWER, UPPER, Claim, Theorem, big_o, cite
from boundkit.verdict import Verdict

CERTIFIED, REFUTED, SUPPORTED, INCONCLUSIVE, *_ = Verdict

CLAIMS = (
    Claim("order", ASYMPTOTIC, big_o(pieces, n), given=()),
    Claim("other", ASYMPTOTIC, big_o(pieces, n**2), given=()),
    Claim("upper", UPPER, pieces <= 2 * n, given=()),
    Claim("lower", LOWER, pieces >= n**2, given=()),
)


def interrupting(n):
    raise KeyboardInterrupt


def left_of(*evidence):
    """The verdicts that an interrupted check tells."""
    theorem = Theorem("test.cut", "Cut short", cite("wang2025", "a test"), CLAIMS, evidence=evidence)
    found, report = headlines_of(theorem)
    assert report.interrupted
    return {headline.claim: headline.headline for headline in found.values()}


def test_no_claim_is_proved_whose_other_evidence_did_not_run():
    """The evidence that waits may refute the claim, and with it what stands on it."""
    found = left_of(
        proved("upper", true), proved("order", true, name="above", assuming=("upper",)),
        proved("other", true, name="apart"), instances("upper", interrupting, n=(1, 2)),
    )  # fmt: skip
    assert {name for name, verdict in found.items() if verdict is CERTIFIED} == {"other"}


def test_a_claim_is_not_proved_while_the_bound_that_would_refute_it_waits_for_its_proof():
    refuting = refuted_by("order", "lower", along(n))
    waits = derives("lower", lambda: interrupting(n), name="cut")
    found = left_of(proved("order", true), refuting, proved("other", true, name="apart"), waits)
    assert ("order" in found, found["other"]) == (False, CERTIFIED)


def test_a_claim_is_not_refuted_while_the_bound_that_refutes_it_may_be():
    """A witness refutes whatever comes."""
    refuting = proved("order", true, shows=REFUTED, assuming=("lower",), name="refuting")
    rest = (proved("lower", true), instances("lower", interrupting, n=(1, 2)))
    assert "order" not in left_of(refuting, *rest)
    witness = proved("order", true, shows=REFUTED, name="witness")
    assert left_of(witness, *rest)["order"] is REFUTED


def test_a_premise_that_a_waiting_proof_would_try_proves_nothing_yet():
    theorem = of_powers(lambda n: n)
    third, second, objects = theorem.evidence
    cut = derives("power2", lambda: interrupting(n), name="cut")
    found, _ = headlines_of(replace(theorem, evidence=(third, cut, second, objects)))
    assert not [headline for headline in found.values() if headline.headline is Verdict.DERIVED]
    found, _ = headlines_of(replace(theorem, evidence=(third, second, cut, objects)))
    assert {claim for claim, h in found.items() if h.headline is Verdict.DERIVED} == {"test.powers:power3"}
