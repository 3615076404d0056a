"""The kinds of evidence, and the verdict that each can reach.

=============== ============================================================ ==================================
kind            what it does                                                 expected verdict
=============== ============================================================ ==================================
instances       holds a claim against built objects                          CERTIFIED, scope "n instances"
attained        shows objects on which the bound is reached exactly          CERTIFIED, scope "n instances"
fails_without   drops one hypothesis and finds an object that breaks it      REFUTED, with the object
too_strong      a control: a stronger claim that some object refutes         REFUTED, with the object
derives         decides displayed steps symbolically or in ball arithmetic   CERTIFIED, scope its steps
simulates       a seeded experiment with its interval                        SUPPORTED
=============== ============================================================ ==================================

Asymptotic claims have kinds of their own, in boundkit.evidence.growth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from inspect import signature
from typing import Any

from sympy.core.relational import Relational

from boundkit.arithmetic.enclosure import Enclosure, coincides, enclose, precedes
from boundkit.calculus.inequalities.steps import Step
from boundkit.deadline import TimeIsUpError
from boundkit.errors import BudgetExhaustedError, DomainError, StatementError
from boundkit.evidence.item import Context, Finding, Item
from boundkit.evidence.objects import Instance, OnObjects, at_point, refuted
from boundkit.evidence.poison import Twin
from boundkit.evidence.scope import ONE_STEP, Scope
from boundkit.statements.claim import Claim
from boundkit.statements.hypothesis import Hypothesis
from boundkit.statements.relation import EXACT, UPPER, Sense
from boundkit.statements.theorem import Theorem
from boundkit.verdict import Verdict

CERTIFIED, REFUTED, SUPPORTED, INCONCLUSIVE, VACUOUS, *_ = Verdict
STEPS = "its steps, one by one"  # what a derivation without a scope of its own speaks of


@dataclass(frozen=True)
class Instances(OnObjects):
    """Exact comparison of a claim with built objects."""

    kind = "instances"

    def run(self, theorem: Theorem, context: Context) -> Finding:
        claim = theorem.claim(self.claim)
        return self.search(theorem, claim, self.examine(theorem, context, claim))


@dataclass(frozen=True)
class Attained(Instances):
    """The bound is reached: measured and claimed value are equal, exactly.

    An object on which the bound holds but is not reached does not refute the claim: the verdict is INCONCLUSIVE.
    """

    kind = "attained"
    unsettled = "comparisons undecided, or the bound is not reached"

    def holds(self, claim: Claim, measured: Enclosure, claimed: Enclosure) -> bool | None:
        if coincides(measured, claimed):
            return True
        return False if super().holds(claim, measured, claimed) is False else None


@dataclass(frozen=True)
class FailsWithout(OnObjects):
    """An ablation: among objects that lack one hypothesis, one breaks the claim."""

    kind = "fails_without"
    supports = False
    dropped: Hypothesis = field(kw_only=True)

    @property
    def hypotheses(self) -> tuple[Hypothesis, ...]:
        return (self.dropped,)

    def run(self, theorem: Theorem, context: Context) -> Finding:
        claim = theorem.claim(self.claim)
        finding = self.search(theorem, claim, self.examine(theorem, context, claim))
        if finding.verdict is CERTIFIED:
            return Finding(INCONCLUSIVE, finding.scope, f"no object without {self.dropped.name} broke the claim")
        return finding


@dataclass(frozen=True)
class TooStrong(OnObjects):
    """A control: a claim with a wrong constant or exponent, which an object must refute.

    The object is held against the claim as well. When it refutes that too, the finding breaks the claim; a control that
    is stronger than its claim on no object is none.
    """

    kind = "too_strong"
    supports = False
    relation: Relational = field(kw_only=True)

    def held(self, theorem: Theorem) -> Claim:
        """The relation in the place of the claim. Raises StatementError when it cannot be its control."""
        original = theorem.claim(self.claim)
        if self.relation == original.statement:
            raise StatementError(f"evidence {self.name} is the claim {self.claim} itself; give a stronger relation")
        control = Claim(original.name, original.sense, self.relation, where=original.where, given=original.given)
        if control.quantity != original.quantity:
            raise StatementError(
                f"evidence {self.name} is about {control.quantity}, but the claim {self.claim} is about "
                f"{original.quantity}; give a relation of the same quantity"
            )
        return control

    def validate(self, theorem: Theorem) -> None:
        super().validate(theorem)
        self.held(theorem)

    def run(self, theorem: Theorem, context: Context) -> Finding:
        original, control = theorem.claim(self.claim), self.held(theorem)
        broken: list[Instance] = []
        stronger: list[bool | None] = []

        def instances() -> Iterator[Instance]:
            for instance in self.examine(theorem, context, control):
                held = self._under(original, instance)
                if held is not None and held.refutes:
                    broken.append(held)
                    return
                stronger.append(held is None or is_stronger(held.sense, held.claimed, instance.claimed))
                yield instance if stronger[-1] or not instance.refutes else replace(instance, holds=None)

        finding = self.search(theorem, control, instances())
        if broken:
            found = refuted(original, broken[0], len(stronger) + 1)
            scope, detail = self.grounded(theorem, found.scope), f"the claim itself fails: {found.detail}"
            return replace(found, scope=scope, detail=detail, breaks_claim=True)
        if stronger and all(one is False for one in stronger):
            raise StatementError(
                f"evidence {self.name} says no more than the claim {self.claim} on any of its {len(stronger)} objects; "
                "give a stronger relation"
            )
        return finding

    def _under(self, original: Claim, instance: Instance) -> Instance | None:
        """The same object under the claim; None where the claim is not made."""
        try:
            claimed = self.claimed(original, instance.values)
        except DomainError:
            return None
        return replace(instance, claimed=claimed, holds=self.holds(original, instance.measured, claimed))


def is_stronger(sense: Sense, original: Enclosure, changed: Enclosure) -> bool | None:
    """Whether a changed bound says more than the original one; None when that is undecided."""
    if sense is EXACT:
        same = coincides(original, changed)
    else:
        same = precedes(original, changed) if sense is UPPER else precedes(changed, original)
    return None if same is None else not same


@dataclass(frozen=True)
class Derives(Item):
    """Steps that symbolic or exact computation decides. All hold: CERTIFIED, one fails: REFUTED.

    Nothing ties the steps to the claim but their author's word, so they never speak of the whole claim; a Proof does.
    """

    kind = "derives"
    steps: Callable[..., Iterable[Step]] = field(kw_only=True)
    scope: str = field(default="", kw_only=True)

    def validate(self, theorem: Theorem) -> None:
        super().validate(theorem)
        if self.scope.strip() == "all":
            raise StatementError(
                f"{theorem.id}: evidence {self.name} cannot speak of the whole claim; say which part, or give a @proof"
            )

    def steps_for(self, claim: Claim) -> Iterable[Step]:
        """The steps, made from the claim where they look at it."""
        return self.steps(claim) if "claim" in signature(self.steps).parameters else self.steps()

    def _steps_for(self, claim: Claim, twin: Twin | None) -> Iterable[Step]:
        return twin.steps(lambda watched: watched.steps_for(claim)) if twin else self.steps_for(claim)

    def run(self, theorem: Theorem, context: Context) -> Finding:
        done: list[Step] = []
        try:
            for step in self._steps_for(theorem.claim(self.claim), context.twin):
                context.budget.check()
                done.append(step)
                if step.holds is None:
                    return Finding(INCONCLUSIVE, ONE_STEP, f"undecided: {step.text}")
                if not step.holds:
                    witness = {"step": step.text, **(step.witness or {})}
                    return Finding(REFUTED, ONE_STEP, f"false: {step.text}", witness)
        except (BudgetExhaustedError, TimeIsUpError) as error:
            return Finding(INCONCLUSIVE, Scope.part(f"{len(done)} steps"), f"{len(done)} steps hold, then {error}")
        if not done:
            return Finding(VACUOUS, Scope.part("no step"), "the derivation has no step")
        scope = self.grounded(theorem, Scope.part(self.scope or STEPS))
        texts = [step.text for step in done]
        return Finding(CERTIFIED, scope, texts[-1] if len(texts) == 1 else f"{len(texts)} steps: {texts[-1]}")


@dataclass(frozen=True)
class Simulates(OnObjects):
    """A seeded experiment whose interval is held against the claim.

    A figure that agrees is SUPPORTED. One that contradicts is settled by ``confirm``, an exact measurement of the same
    object; without it the verdict stays INCONCLUSIVE, since sampling refutes nothing. So the interval of an experiment
    is never rigorous, whatever the experiment says of it.
    """

    kind = "simulates"
    experiment: Callable[[Any, int], Enclosure] = field(kw_only=True)
    confirm: Callable[[Any], Any] | None = field(kw_only=True)
    seed: int = field(kw_only=True)
    confidence: str = field(kw_only=True)

    def sampled(self, thing: Any) -> Enclosure:
        """The interval of the experiment on an object, not rigorous."""
        return replace(enclose(self.experiment(thing, self.seed)), rigorous=False)

    def compare(self, claim: Claim, at: Mapping[str, Any], point: Mapping[str, Any], thing: Any) -> Instance:
        claimed = self.claimed(claim, at)
        measured = self.sampled(thing)
        holds = self.holds(claim, measured, claimed)
        if holds is not True and self.confirm is not None:
            measured = enclose(self.confirm(thing))
            holds = self.holds(claim, measured, claimed)
        return Instance(point, thing, measured, claimed, claim.sense, holds, at)

    def holds(self, claim: Claim, measured: Enclosure, claimed: Enclosure) -> bool | None:
        if claim.sense is EXACT and not measured.rigorous:
            inside = precedes(measured, claimed) is not False and precedes(claimed, measured) is not False
            return True if inside else None
        return super().holds(claim, measured, claimed)

    def account(self, claim: Claim, instance: Instance) -> str:
        low, high = instance.measured.lower, instance.measured.upper
        if instance.measured.rigorous or low is None or high is None:
            return super().account(claim, instance)
        mean = Enclosure((low + high) / 2, (low + high) / 2)
        interval = f"{self.confidence} interval {instance.measured}"
        return f"mean {claim.quantity} = {mean}, {interval} at {at_point(instance.point)}, bound {instance.bound}"

    def run(self, theorem: Theorem, context: Context) -> Finding:
        claim = theorem.claim(self.claim)
        finding = self.search(theorem, claim, self.examine(theorem, context, claim))
        how = (f"seed {self.seed}", f"{self.confidence} intervals")
        return replace(finding, scope=replace(finding.scope, conditions=(*finding.scope.conditions, *how)))
