"""Headlines: a refutation stands on certified claims alone."""

from dataclasses import dataclass, replace
from math import isqrt
from typing import Any

import pytest
from samples import ALL, ONE_STEP, SEEN, headlines_of, n, of_powers, pieces, proved, result, true
from sympy import Rational

from boundkit.checking.headlines import headline, well_founded
from boundkit.checking.runner import check
from boundkit.discovery.discover import Entry, discover
from boundkit.errors import BudgetExhaustedError
from boundkit.evidence import along, implied_by, instances, proof, refuted_by, too_small, too_strong
from boundkit.evidence.kinds import TooStrong
from boundkit.evidence.scope import Scope
from boundkit.proofs import HOLE, apply, chain, lemma, order, premise, unknown
from boundkit.statements import ASYMPTOTIC, EXACT, LOWER, UPPER, Claim, Theorem, big_o, cite, hypothesis
from boundkit.statements.reference import ClaimId
from boundkit.verdict import Verdict

CERTIFIED, REFUTED, SUPPORTED, INCONCLUSIVE, *_ = Verdict
DERIVED = Verdict.DERIVED


@dataclass(frozen=True)
class Thing:
    value: Any


def small(n):
    return Thing(n)


CLAIMS = (
    Claim("order", ASYMPTOTIC, big_o(pieces, n), given=()),
    Claim("other", ASYMPTOTIC, big_o(pieces, n**2), given=()),
    Claim("upper", UPPER, pieces <= 2 * n, given=()),
    Claim("lower", LOWER, pieces >= n**2, given=()),
    Claim("cubic", LOWER, pieces >= n**3, given=()),
)
PROVED = proved("order", true, name="order proved")


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
    found, claims = checked(PROVED, REFUTING, proved("lower", true))
    assert (found["refuting"], claims["order"]) == (REFUTED, REFUTED)


@pytest.mark.parametrize(
    "bounds",
    [(), (instances("lower", lambda n: Thing(n**2), n=(1, 2)),), (instances("lower", small, n=(2, 3)),)],
    ids=("no evidence", "instances", "refuted"),
)
def test_a_bound_that_is_not_certified_refutes_nothing(bounds):
    found, claims = checked(PROVED, REFUTING, *bounds)
    assert (found["refuting"], claims["order"]) == (INCONCLUSIVE, CERTIFIED)


def is_square(thing):
    return isqrt(thing.value) ** 2 == thing.value


square = hypothesis("its size is a square")(is_square)


@pytest.mark.parametrize(
    "refuting", [REFUTING, proved("order", true, name="refuting", shows=REFUTED, assuming=("lower",))]
)
def test_a_bound_on_objects_that_nobody_has_built_refutes_nothing(refuting):
    """The hypotheses of the bound may be such that no object meets them."""
    claims = tuple(replace(claim, given=(square,)) if claim.name == "lower" else claim for claim in CLAIMS)
    proof = proved("lower", true, name="proof")

    def refuted(*more):
        theorem = Theorem("test.empty", "Empty", cite("wang2025", "a test"), claims, given=(square,), evidence=(
            PROVED, refuting, proof, *more,
        ))  # fmt: skip
        report = check([Entry(theorem, "")])
        found = {result.evidence: result for result in report.results}["refuting"]
        return found.verdict, {c.claim: c.headline for c in report.claims}["order"], found.detail

    built = instances("lower", lambda n: Thing(n**2), n=(1, 2), name="objects")
    control = too_strong("lower", pieces >= n**2 + 1, lambda n: Thing(n**2), n=2, name="control")
    assert refuted(built)[:2] == refuted(control)[:2] == (REFUTED, REFUTED)
    none = instances("lower", lambda n: Thing(2), n=(1, 2), name="none")
    for more in ((), (none,)):
        verdict, claim, detail = refuted(*more)
        assert (verdict, claim) == (INCONCLUSIVE, CERTIFIED)
        assert "no object was measured that meets the hypotheses of lower" in detail


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
    assert checked(control, proved("lower", true))[0]["control"] is REFUTED


def test_a_derived_refutation_too_needs_the_claims_that_it_assumes():
    broken = proved("order", true, name="refuting", shows=REFUTED, assuming=("lower",))
    assert checked(broken)[1]["order"] is INCONCLUSIVE
    assert checked(broken, proved("lower", true, name="proof"))[1]["order"] is REFUTED


def test_an_inline_bound_certifies_no_order():
    found, claims = checked(implied_by("order", pieces <= n, along(n), name="inline"))
    assert (found["inline"], claims["order"]) == (CERTIFIED, SUPPORTED)


def test_an_order_needs_a_fact_and_a_certified_bound():
    bounded = proof("order", assuming=("upper",))(
        lambda: order(lemma(Theorem("test.headlines", "Headlines", cite("wang2025", "a test"), CLAIMS), "upper"),
                      CLAIMS[0].statement, 2)
    )  # fmt: skip
    assert checked(implied_by("order", "upper", along(n)), proved("upper", true))[1]["order"] is SUPPORTED
    assert checked(bounded)[1]["order"] is SUPPORTED
    assert checked(bounded, proved("upper", true, name="by steps"))[1]["order"] is CERTIFIED


def proved_twice(*circle):
    """Two claims, the first of which has a proof from a premise; and what proves them by lemmas alone."""
    theorem = Theorem("test.twice", "Twice", cite("wang2025", "a test"), (CLAIMS[2], replace(CLAIMS[2], name="same")))

    def by_premise():
        half = unknown("h", "half of the pieces")
        return chain(premise("in two halves", pieces <= 2 * half), apply(2 * HOLE, premise("one a unit", half <= n)))

    def by_lemma(used):
        return lambda: lemma(theorem, used)

    items = [proof(claim, assuming=(used,), name=f"{claim} by {used}")(by_lemma(used)) for claim, used in circle]
    grounded = proof("upper", name="by premises")(by_premise)
    report = check([Entry(theorem.supported_by(grounded, *items), "")])
    return {claim.claim: (claim.headline, len(claim.premises)) for claim in report.claims}


@pytest.mark.parametrize(
    "circle",
    [
        [("upper", "upper"), ("same", "upper")],
        [("upper", "same"), ("same", "upper")],
        [("upper", "same"), ("same", "same"), ("same", "upper")],
    ],
)
def test_a_circle_beside_a_proof_does_not_hide_its_premises(circle):
    assert proved_twice(*circle) == {"upper": (DERIVED, 3), "same": (DERIVED, 3)}


def test_a_refuted_refutation_does_not_count():
    """The bound is itself refuted by a witness that stands, so that the claim it would refute is untouched."""
    below = refuted_by("lower_order", "cubic", along(n), name="first")
    claims = (*CLAIMS, Claim("lower_order", ASYMPTOTIC, big_o(pieces, n), given=()))
    theorem = Theorem("test.chain", "A chain", cite("wang2025", "a test"), claims, evidence=(
        PROVED, proved("order", true, name="second", shows=REFUTED, assuming=("lower_order",)),
        proved("lower_order", true, name="proof"), below, proved("cubic", true, name="of the cube"),
    ))  # fmt: skip
    report = check([Entry(theorem, "")])
    assert {c.claim: c.headline for c in report.claims if c.claim != "cubic"} == {
        "order": CERTIFIED, "lower_order": REFUTED, "other": INCONCLUSIVE, "upper": INCONCLUSIVE, "lower": INCONCLUSIVE,
    }  # fmt: skip
    without = replace(theorem, evidence=theorem.evidence[:-1])
    assert {c.claim: c.headline for c in check([Entry(without, "")]).claims}["order"] is REFUTED


def test_claims_that_refute_each_other_in_a_circle_are_open():
    evidence = (
        PROVED, proved("other", true, name="other proved"),
        proved("order", true, name="one", shows=REFUTED, assuming=("other",)),
        proved("other", true, name="two", shows=REFUTED, assuming=("order",)),
    )  # fmt: skip
    found, claims = checked(*evidence)
    assert (found["one"], found["two"]) == (INCONCLUSIVE, INCONCLUSIVE)
    assert (claims["order"], claims["other"]) == (INCONCLUSIVE, INCONCLUSIVE)


def test_a_claim_that_its_own_control_breaks_is_refuted():
    proof = proved("upper", true)
    control = too_strong("upper", pieces <= n - 1, lambda n: Thing(3 * n), name="control", n=2)
    theorem = Theorem("test.headlines", "Headlines", cite("wang2025", "a test"), CLAIMS, evidence=(proof, control))
    report = check([Entry(theorem, "")])
    assert {c.claim: c.headline for c in report.claims}["upper"] is REFUTED
    assert [r.as_expected for r in report.results] == [True, False]
    assert report.exit_code == 1


def test_an_order_that_its_own_control_breaks_is_refuted():
    control = too_small("order", big_o(pieces, n ** Rational(1, 2)), "lower", along(n), name="control")
    found, claims = checked(PROVED, control, proved("lower", true))
    assert (found["control"], claims["order"]) == (REFUTED, REFUTED)


def stronger(claim, relation):
    """A claim that says more than the relation, its control."""
    change = {
        UPPER: Rational(3, 4) * relation.rhs,
        LOWER: Rational(4, 3) * relation.rhs,
        EXACT: relation.rhs + Rational(1, 7),
    }
    return replace(claim, statement=relation.func(relation.lhs, change[claim.sense], evaluate=False))


CONTROLS = [
    (entry, item)
    for entry in discover().select(["classical", "wang2025.piece_count", "wang2025.mixture_cells"])
    for item in entry.theorem.evidence
    if isinstance(item, TooStrong) and not entry.theorem.id.startswith("classical.kuhn")  # slow
]


@pytest.mark.parametrize(("entry", "item"), CONTROLS, ids=lambda part: getattr(part, "name", None))
def test_a_claim_that_says_more_than_its_control_is_not_certified(entry, item):
    """Of the shipped results: the claim made stronger than its refuted control, its proofs as they are."""
    claims = tuple(stronger(c, item.relation) if c.name == item.claim else c for c in entry.theorem.claims)
    proofs = tuple(proved(name, true, name=f"proof of {name}") for name in entry.theorem.claim_names)
    changed = replace(entry.theorem, claims=claims, evidence=(*proofs, item))
    report = check([Entry(changed, "")])
    assert {claim.claim: claim.headline for claim in report.claims}[item.claim] is REFUTED


def test_published_lipschitz_bound_divided_by_four():
    (entry,) = discover().select(["classical.parameter_lipschitz"])
    published = entry.theorem.claim("published")
    quarter = published.statement.func(published.quantity, published.right_hand_side / 4)
    claims = tuple(replace(c, statement=quarter) if c.name == "published" else c for c in entry.theorem.claims)
    report = check([Entry(replace(entry.theorem, claims=claims), "")])
    assert {claim.claim: claim.headline for claim in report.claims}["published"] is REFUTED
    assert report.exit_code == 1


C, R, S, U, V, X, *_ = Verdict


def resting(*claims, **more):
    return Scope(whole=True, assumes=tuple(map(ClaimId.read, claims)), **more)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([result(C, ALL)], (C, "all")),
        ([result(C, resting("x.y:z")), result(C)], (C, "all, assuming x.y: z")),
        ([result(C)], (S, "3 instances")),
        ([result(S)], (S, "3 instances")),
        ([result(C, ALL), result(R, Scope.part("witness at instance 1"))], (R, "witness at instance 1")),
        ([result(U)], (U, "3 instances")),
        ([result(V)], (V, "no instance met the hypotheses")),
        ([], (U, "no evidence")),
        ([result(X), result(V)], (X, "item raised")),
        ([result(X), result(C)], (S, "3 instances")),
        ([result(X), result(R)], (R, "3 instances")),
    ],
)
def test_headline(results, expected):
    assert headline(results)[:2] == expected


def test_a_false_step_leaves_the_claim_open():
    verdict, scope, *_ = headline([result(C, ALL), result(R, ONE_STEP)])
    assert verdict is U
    assert "false" in scope


@pytest.mark.parametrize("scope", ["all m", "all but one", "all, where it is easy", "all"])
def test_only_the_whole_claim_certifies(scope):
    assert headline([result(C, Scope.part(scope))])[:2] == (S, scope)


@pytest.mark.parametrize(
    ("found", "certified"),
    [
        ({"a": (C, resting("a.b:b")), "b": (C, ALL)}, {"a", "b"}),
        ({"a": (C, resting("a.b:b")), "b": (C, SEEN)}, set()),
        ({"a": (C, resting("a.b:b", "a.b:c")), "b": (C, ALL), "c": (R, SEEN)}, {"b"}),
        ({"a": (C, resting("a.b:b")), "b": (C, resting("a.b:a"))}, set()),
        ({"a": (C, resting("a.b:b", "a.b:c", stated=("x.y",))), "b": (C, resting("a.b:c")), "c": (U, SEEN)}, set()),
        ({"a": (C, resting("a.b:b")), "b": (C, resting("x.y:unchecked"))}, set()),
    ],
)
def test_a_claim_is_capped_by_the_claims_it_rests_on(found, certified):
    by_claim = {ClaimId("a.b", name): [result(*one, claim=name)] for name, one in found.items()}
    assert {place.claim for place in well_founded(by_claim)} == certified


def test_a_second_derivation_that_rests_on_nothing_false_certifies():
    broken, sound = result(C, resting("a.b:b")), result(C, resting("a.b:long_but_true"))
    assert headline([broken, sound], {ClaimId("a.b", "long_but_true")})[:3] == (
        C, "all, assuming the claim long_but_true", (ClaimId("a.b", "long_but_true"),),
    )  # fmt: skip
    assert headline([broken, sound], set()).verdict is S


def test_a_broken_premise_is_broken_in_every_proof_of_the_theorem():
    """Also where the other claim has no objects, and for what rests on that one, in another file."""
    above = Claim("above", UPPER, pieces <= n**3, given=())
    whole = proved("above", true, assuming=("test.powers:power3",))
    other = Theorem("test.other", "Above", cite("wang2025", "a test"), (above,), evidence=(whole,))
    found, report = headlines_of(of_powers(lambda n: n), other)
    assert {c.headline for c in found.values()} == {DERIVED}
    found, report = headlines_of(of_powers(lambda n: n + 1), other)
    assert {c.headline for c in found.values()} == {INCONCLUSIVE}
    assert found["test.powers:power3"].scope == "an object breaks a premise that it rests on"
    third = next(r for r in report.results if r.evidence == "proof 3")
    assert "as proof 2 of power2 found" in third.detail
    assert third.witness["premise"].startswith("there are no more layers")
    assert report.exit_code == 4


def lost(claim, name="lost"):
    """Evidence without an answer, such as that of a process that was killed twice."""

    def out_of_time(n):
        raise BudgetExhaustedError("no time")

    return instances(claim, out_of_time, n=(1,), name=name)


def test_evidence_without_an_answer_is_told_beside_the_verdict_and_of_what_rests_on_it():
    evidence = (proved("upper", true), proved("order", true, name="above", assuming=("upper",)), lost("upper"))
    theorem = Theorem("test.lost", "Lost", cite("wang2025", "a test"), CLAIMS, evidence=evidence)
    found, _ = headlines_of(theorem)
    for name in ("upper", "order"):
        claim = found[f"test.lost:{name}"]
        assert (claim.headline, claim.open) == (CERTIFIED, ("test.lost: lost",))
        assert claim.verdict == "CERTIFIED; 1 check without an answer"
    assert found["test.lost:other"].open == ()
    whole, _ = headlines_of(replace(theorem, evidence=evidence[:2]))
    assert whole["test.lost:order"].verdict == "CERTIFIED"
