"""What tests of theorem files ask for: entries, the outcomes of their evidence, values, and changed claims."""

from dataclasses import replace
from functools import cache

import pytest
from sampled import one_in
from sympy import Rational

import boundkit
from boundkit.calculus.inequalities.judgement import certify
from boundkit.checking.headlines import headline
from boundkit.checking.runner import check
from boundkit.checking.workers import run_item
from boundkit.discovery.discover import Entry, load
from boundkit.evidence.kinds import Derives
from boundkit.evidence.proof import Proof
from boundkit.statements import Theorem, cite
from boundkit.verdict import Verdict

JUST_STRONGER = Rational(99, 100)


@cache
def entry_of(module):
    """The one theorem of a module, as the checker finds it."""
    (entry,) = load(module.__name__)
    return entry


@cache
def outcome(entry, index):
    return run_item(entry, index, False, 60)


def outcome_of(entry, name):
    """The outcome of the evidence of this name."""
    return outcome(entry, [item.name for item in entry.theorem.evidence].index(name))


def outcomes(entry, claim, without=()):
    """Of all derivations and proofs of a claim."""
    kinds = ("derives", "proof", "refuted_by")
    return [outcome(entry, index) for index, item in enumerate(entry.theorem.evidence)
            if item.claim == claim and item.kind in kinds and item.name not in without]  # fmt: skip


def derived(entry, claim):
    """The headline of a claim by its derivations alone."""
    return headline(outcomes(entry, claim))


def evidence_of(entry, without=()):
    """The places of all evidence, to parametrise a test with; the main job of a check runs those that are heavy too."""
    return one_in(8, [pytest.param(index, id=f"{item.claim}, {item.name}")
                      for index, item in enumerate(entry.theorem.evidence) if item.name not in without])  # fmt: skip


def report_of(entry, without=()):
    """What a check of the theorem reports, without the evidence of these names."""
    evidence = tuple(item for item in entry.theorem.evidence if item.name not in without)
    return check([Entry(replace(entry.theorem, evidence=evidence), entry.origin)])


def check_evidence(entry, index):
    """It comes out as expected, and what is refuted has a witness."""
    result = outcome(entry, index)
    assert result.as_expected, result
    if result.verdict is Verdict.REFUTED:
        assert result.witness


def check_headlines(entry, assumed):
    """Every claim is certified by its derivations: for all cases, or assuming what ``assumed`` names for it."""
    for claim in entry.theorem.claim_names:
        verdict, scope, *_ = derived(entry, claim)
        assert verdict in (Verdict.CERTIFIED, Verdict.DERIVED)
        assert assumed[claim] in scope if claim in assumed else scope == "all"


def value(id, claim, **at):
    """The value of a lemma's claim."""
    return boundkit.theorem(f"classical.{id}").evaluate(claim, **at)


def whole(id, claim="upper", **at):
    """The same, as a whole number."""
    return int(value(id, claim, **at).exact)


def changed(claim, formula):
    """The claim with another formula on its right."""
    return replace(claim, statement=claim.statement.func(claim.quantity, formula))


def proofs(entry, claim):
    """Verdicts of the proofs of a claim, with this claim in place of its namesake."""
    theorem = entry.theorem
    claims = tuple(claim if c.name == claim.name else c for c in theorem.claims)
    found = tuple(e for e in theorem.evidence if isinstance(e, Proof) and e.claim == claim.name)
    with_it = Entry(replace(theorem, claims=claims, evidence=found), entry.origin)
    return [run_item(with_it, index, False, 60).verdict for index in range(len(found))]


def must_prove_only(entry, name, formula):
    """The claim is proved, and it is not with another formula on its right."""
    claim = entry.theorem.claim(name)
    proved = proofs(entry, claim)
    assert proved
    assert set(proved) <= {Verdict.CERTIFIED, Verdict.DERIVED}
    assert set(proofs(entry, changed(claim, formula))).isdisjoint(proved)


def breaks(steps, claim):
    """Whether a step of the derivation fails for this claim."""
    return any(step.holds is not True for step in steps(claim))


def must_break(claim, steps, formula):
    """The derivation holds for the claim and breaks with another formula."""
    assert all(step.holds for step in steps(claim))
    assert breaks(steps, changed(claim, formula))


def must_break_by(claim, steps, factor):
    """The derivation holds for the claim, and a step is false when the claim is stronger by a factor."""
    assert all(step.holds for step in steps(claim))
    stronger = changed(claim, factor * claim.right_hand_side)
    assert next(step for step in steps(stronger) if step.holds is not True).holds is False


def holds_and_no_more(step, factor=JUST_STRONGER):
    """The inequality is certified at the factor 1, and refuted with a witness at a stronger one."""
    assert certify(step(1)).verdict is Verdict.CERTIFIED
    stronger = certify(step(factor))
    assert stronger.verdict is Verdict.REFUTED
    assert stronger.witness


def whole_derivations(entry, claim):
    """Verdicts of the derivations of scope all, with this claim in place of its namesake."""
    theorem = entry.theorem
    claims = tuple(claim if c.name == claim.name else c for c in theorem.claims)
    proofs = [e for e in theorem.evidence if isinstance(e, Derives) and e.claim == claim.name and not e.scope]
    with_it = Entry(replace(theorem, claims=claims, evidence=tuple(proofs)), entry.origin)
    return [run_item(with_it, index, False, 60).verdict for index in range(len(proofs))]


def alone(entry, claim, *evidence, given=()):
    """Verdicts of the evidence of a theorem with this claim only, read from where ``entry`` stands."""
    theorem = Theorem(
        "dar2025.wrong", "wrong on purpose", cite("dar2025", "nowhere"), (claim,), given, evidence=evidence
    )
    wrong = Entry(theorem, entry.origin)
    return [run_item(wrong, index, False, 60).verdict for index in range(len(evidence))]


def met(made, *hypotheses, **at):
    """Whether the object of a case meets each hypothesis."""
    return [hypothesis.met_by(made.object, {**made.values, **at}) for hypothesis in hypotheses]
