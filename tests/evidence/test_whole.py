"""Nothing that a theorem file says of itself proves a whole claim, but a fact of the kernel."""

from dataclasses import dataclass, replace

import pytest
from sympy import Ge, Le

from boundkit.checking.runner import check
from boundkit.discovery.discover import Entry
from boundkit.evidence import along, refuted_by
from boundkit.evidence.growth import ImpliedBy, RefutedBy
from boundkit.evidence.item import Finding, Item, Trusted
from boundkit.evidence.proof import Proof
from boundkit.evidence.scope import Scope
from boundkit.proofs import HOLE, apply, chain, content, lemma, outgrows, premise, unknown
from boundkit.proofs.trust import proving
from boundkit.statements import ASYMPTOTIC, LOWER, UPPER, Claim, Theorem, big_o, cite, natural, quantity
from boundkit.verdict import Verdict

n = natural("n", "a number")
N = quantity("N", "the number itself", measure=lambda thing: thing)
CLAIM, OTHER = Claim("upper", UPPER, Le(N, n**2)), Claim("weaker", UPPER, Le(N, n**3))
THEOREM = Theorem("x.y", "t", cite("x", "y"), (CLAIM, OTHER))
ALL = Scope(whole=True)
CERTIFIED, REFUTED, SUPPORTED, INCONCLUSIVE, *_ = Verdict
DERIVED = Verdict.DERIVED


def argument():
    v = unknown("v", "layers")
    return chain(premise("as many", v * n >= N), apply(n * HOLE, premise("few layers", v <= n)))


def fact():
    with proving(THEOREM, CLAIM):
        return argument()


FACT = fact()
PREMISES = tuple(Trusted(each.text, each.worded) for each in content(FACT).premises)
WHOLE = Finding(DERIVED, ALL, "N <= n**2", premises=PREMISES, fact=FACT)


def verdicts(item):
    """Of the item, and of its claim with its scope."""
    report = check([Entry(replace(THEOREM, evidence=(item,)), "")])
    headline = next(each for each in report.claims if each.claim == item.claim)
    return report.results[0].verdict, headline.headline, headline.scope


@dataclass(frozen=True)
class Own(Item):
    """An author's own kind, which is of the kind "proof" and says what it likes."""

    finding: Finding = WHOLE
    kind = "proof"

    def run(self, theorem, context):
        return self.finding


class OwnProof(Proof):
    def run(self, theorem, context):
        return WHOLE


class OwnOrder(ImpliedBy):
    def run(self, theorem, context):
        return replace(WHOLE, verdict=CERTIFIED)


BY_WORD = (SUPPORTED, SUPPORTED, "the word of its author")


def test_a_proof_with_its_fact_derives_the_claim():
    assert verdicts(Proof("upper", "p", DERIVED, argument=argument)) == (DERIVED, DERIVED, "all")


@pytest.mark.parametrize(
    "finding",
    [Finding(CERTIFIED, ALL), Finding(DERIVED, ALL), WHOLE, Finding(DERIVED, Scope.part("a part"))],
    ids=["certified", "derived", "with a fact", "of a part"],
)
def test_an_own_kind_of_evidence_proves_nothing_whole(finding):
    assert verdicts(Own("upper", "mine", finding.verdict, finding)) == BY_WORD


@pytest.mark.parametrize(
    "item",
    [
        OwnProof("upper", "mine", DERIVED, argument=argument),
        OwnOrder("upper", "mine", CERTIFIED, bound="weaker", rays=()),
    ],
    ids=["proof", "order"],
)
def test_a_kind_derived_from_one_of_the_library_proves_nothing_whole(item):
    assert verdicts(item) == BY_WORD


@pytest.mark.parametrize(
    ("claim", "finding"),
    [
        ("upper", replace(WHOLE, verdict=CERTIFIED)),
        ("upper", replace(WHOLE, premises=PREMISES[:1])),
        ("upper", replace(WHOLE, fact=None)),
        ("upper", replace(WHOLE, fact=object())),
        ("weaker", WHOLE),
    ],
    ids=["premises passed over", "a premise left out", "no fact", "another object", "another claim"],
)
def test_a_finding_that_says_more_than_its_fact_is_not_believed(claim, finding):
    proof = Proof(claim, "p", DERIVED, argument=argument)
    object.__setattr__(proof, "run", lambda theorem, context: finding)
    assert verdicts(proof) == BY_WORD


@pytest.mark.parametrize("finding", [Finding(REFUTED, ALL), Finding(REFUTED, Scope.part("a part"), fact=FACT)])
def test_an_own_kind_of_evidence_breaks_nothing(finding):
    assert verdicts(Own("upper", "mine", REFUTED, finding))[:2] == (INCONCLUSIVE, INCONCLUSIVE)


class OwnRefutation(RefutedBy):
    def run(self, theorem, context):
        return Finding(REFUTED, Scope.part("a ray"), fact=FACT)


def test_a_kind_derived_from_a_refutation_breaks_nothing():
    item = OwnRefutation("upper", "mine", REFUTED, bound="weaker", rays=())
    assert verdicts(item)[:2] == (INCONCLUSIVE, INCONCLUSIVE)


def refuting(fact):
    """A refutation of the library whose finding is another one's."""
    item = refuted_by("order", "below", along(n), name="mine")
    object.__setattr__(item, "run", lambda theorem, context: Finding(REFUTED, Scope.part("a ray"), fact=fact(theorem)))
    claims = (Claim("order", ASYMPTOTIC, big_o(N, 1 + n)), Claim("below", LOWER, Ge(N, n**2)))
    report = check([Entry(Theorem("x.y", "t", cite("x", "y"), claims, evidence=(item, by_steps)), "")])
    return report.results[0].verdict


by_steps = Proof("below", "below", DERIVED, argument=lambda: apply(HOLE, premise("many", Ge(N, n**2 + 1))))


def denial(theorem, order):
    with proving(theorem, theorem.claim("order")):
        return outgrows(lemma(theorem, "below"), order, along(n), "numbers")


def test_a_refutation_is_believed_by_its_fact_alone():
    said = big_o(N, 1 + n)
    assert refuting(lambda theorem: FACT) is INCONCLUSIVE
    assert refuting(lambda theorem: None) is INCONCLUSIVE
    assert refuting(lambda theorem: denial(theorem, big_o(N, n))) is INCONCLUSIVE
    assert refuting(lambda theorem: denial(replace(theorem, id="x.z"), said)) is INCONCLUSIVE


def test_evidence_of_a_part_says_what_it_says():
    seen = Finding(CERTIFIED, Scope(instances=3))
    assert verdicts(Own("upper", "mine", CERTIFIED, seen)) == (CERTIFIED, SUPPORTED, "3 instances")
