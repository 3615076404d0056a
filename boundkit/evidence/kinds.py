"""The kinds of evidence, and the verdict that each can reach.

=============== ============================================================ ==================================
kind            what it does                                                 expected verdict
=============== ============================================================ ==================================
instances       holds a claim against built objects                          CERTIFIED, scope "n instances"
attained        shows objects on which the bound is reached exactly          CERTIFIED, scope "n instances"
fails_without   drops one hypothesis and finds an object that breaks it      REFUTED, with the object
too_strong      a control: a stronger claim that some object refutes         REFUTED, with the object
derives         decides displayed steps symbolically or in ball arithmetic   CERTIFIED, scope "all"
simulates       a seeded experiment with its interval                        SUPPORTED
=============== ============================================================ ==================================

Asymptotic claims have kinds of their own, in boundkit.evidence.growth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from inspect import signature
from itertools import product
from typing import Any, ClassVar

from flint import fmpq
from sympy.core.relational import Relational

from boundkit.arithmetic.enclosure import Enclosure, coincides, enclose, precedes
from boundkit.arithmetic.rational import decimal
from boundkit.calculus.inequalities.steps import Step
from boundkit.errors import BudgetExhaustedError, DomainError, StatementError
from boundkit.evidence.budget import Budget
from boundkit.evidence.case import Case
from boundkit.evidence.poison import Twin
from boundkit.evidence.scope import ONE_STEP, Reference, Scope, claims_assumed, worded
from boundkit.evidence.witness import brief, describe
from boundkit.statements.hypothesis import Hypothesis
from boundkit.statements.reference import ClaimId
from boundkit.statements.theorem import EXACT, LOWER, UPPER, Claim, Sense, Theorem
from boundkit.verdict import Verdict

CERTIFIED, REFUTED, SUPPORTED, INCONCLUSIVE, VACUOUS, *_ = Verdict


@dataclass(frozen=True)
class Finding:
    """What one item of evidence found; ``breaks_claim`` when a control was to be refuted, and the claim is too."""

    verdict: Verdict
    scope: Scope
    detail: str = ""
    witness: Any = None
    breaks_claim: bool = False


@dataclass(frozen=True)
class Context:
    """How hard to try: the full grids or the quick ones, and how long; and the item's twin that watches for floats."""

    full: bool
    budget: Budget
    twin: Twin | None = None


@dataclass(frozen=True)
class Instance:
    """A built object, the values of the symbols that are known there, and the relation held against it."""

    point: Mapping[str, Any]
    object: Any
    measured: Enclosure
    claimed: Enclosure
    sense: Sense
    holds: bool | None
    values: Mapping[str, Any]

    @property
    def decides(self) -> bool:
        """Whether exact or ball arithmetic decided it."""
        return self.holds is not None and self.measured.rigorous and self.claimed.rigorous

    @property
    def refutes(self) -> bool:
        """Whether exact or ball arithmetic found the relation false."""
        return self.holds is False and self.decides

    @property
    def bound(self) -> str:
        """The claimed value with its sign."""
        return f"{self.sense.sign} {self.claimed}"

    def witness(self, quantity: str) -> dict[str, Any]:
        return {
            "at": {name: describe(value) for name, value in self.point.items()},
            "measured": f"{quantity} = {self.measured}",
            "claimed": f"{quantity} {self.bound}",
            "object": describe(self.object),
        }


@dataclass(frozen=True)
class Item:
    """What all kinds share: the claim, a name unique in the theorem, the verdict expected, and what it stands on.

    ``assuming`` refers to claims, ``stated`` says in words what is taken for granted besides.
    """

    kind: ClassVar[str]
    supports: ClassVar[bool] = True

    claim: str
    name: str
    expects: Verdict
    assuming: tuple[Reference, ...] = field(default=(), kw_only=True)
    stated: tuple[str, ...] = field(default=(), kw_only=True)

    @property
    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """The hypotheses that the item drops."""
        return ()

    def assumed(self, theorem: Theorem) -> tuple[ClaimId, ...]:
        """The claims that it stands on. Raises StatementError for what is none."""
        return claims_assumed(theorem, self.assuming, self.name)

    def grounded(self, theorem: Theorem, scope: Scope) -> Scope:
        """A scope together with all that the item stands on."""
        return replace(scope, assumes=self.assumed(theorem), stated=worded(theorem, self.stated, self.name))

    def validate(self, theorem: Theorem) -> None:
        """Raises StatementError when the item cannot be evidence of the theorem."""
        self.grounded(theorem, Scope())

    def run(self, theorem: Theorem, context: Context) -> Finding:
        raise NotImplementedError


def expects_refutation(theorem: Theorem, claim: str) -> bool:
    """Whether the theorem file itself says that the claim is false: supporting evidence is to refute it."""
    return any(item.claim == claim and item.supports and item.expects is REFUTED for item in theorem.evidence)


@dataclass(frozen=True)
class OnObjects(Item):
    """An item that builds objects over a grid and compares a measured quantity with a claim."""

    unsettled: ClassVar[str] = "comparisons undecided"

    build: Callable[..., Any] = field(kw_only=True)
    grid: Mapping[str, Sequence[Any]] = field(kw_only=True)
    full_grid: Mapping[str, Sequence[Any]] = field(kw_only=True)
    only: Callable[..., bool] | None = field(kw_only=True)

    def examine(self, theorem: Theorem, context: Context, claim: Claim) -> Iterator[Instance]:
        """The instances that meet the hypotheses and conditions of the claim; the first one is the twin's."""
        grid = {**self.grid, **(self.full_grid if context.full else {})}
        twin = context.twin
        for combination in product(*grid.values()):
            context.budget.check()
            point = dict(zip(grid, combination, strict=True))
            if self.only is not None and not self.only(**point):
                continue
            made = twin.instance(point) if twin else self.instance(theorem, claim, point, self.build(**point))
            if made is not None:
                twin = None
                yield made

    def held(self, theorem: Theorem) -> Claim:
        """The claim that the objects are held against."""
        return theorem.claim(self.claim)

    def instance(self, theorem: Theorem, claim: Claim, point: Mapping[str, Any], built: Any) -> Instance | None:
        """What was built at a point, held against the claim; None when it misses a condition or a hypothesis."""
        case = built if isinstance(built, Case) else Case(built)
        at = {**point, **case.values}
        if self.admits(theorem, claim, case.object, at) and claim.supports(self.values_for(claim, at)):
            return self.compare(claim, at, point, case.object)
        return None

    def values_for(self, claim: Claim, at: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the claim's symbols among those known at an instance. Raises StatementError for a float."""
        return {n: self._exact(n, v) for n, v in at.items() if n in claim.symbols or n in claim.functions}

    def _exact(self, name: str, value: Any) -> Any:
        if isinstance(value, float) or hasattr(value, "dtype"):
            raise StatementError(
                f'evidence {self.name} gives {name} the float {value!r}; write it as text, such as "1/10"'
            )
        return value

    def admits(self, theorem: Theorem, claim: Claim, thing: Any, at: Mapping[str, Any]) -> bool:
        """Whether the object is known to meet the hypotheses of the claim, and to lack those that the item drops."""
        met = {h: h.met_by(thing, at) for h in {*theorem.hypotheses_of(claim), *self.hypotheses}}
        return all(holds is not None and bool(holds) is (h not in self.hypotheses) for h, holds in met.items())

    def compare(self, claim: Claim, at: Mapping[str, Any], point: Mapping[str, Any], thing: Any) -> Instance:
        claimed = self.claimed(claim, at)
        measured = enclose(claim.quantity.measure(thing))
        return Instance(point, thing, measured, claimed, claim.sense, self.holds(claim, measured, claimed), at)

    def claimed(self, claim: Claim, at: Mapping[str, Any]) -> Enclosure:
        """What the claim says at an instance. Raises StatementError when a symbol has no value."""
        value = claim.evaluate(**self.values_for(claim, at))
        if value.number is None:
            raise StatementError(
                f"evidence {self.name} gives no value for {', '.join(value.free)} of claim {claim.name}; add it to the "
                "grid or to the values of a Case"
            )
        return value.number

    def holds(self, claim: Claim, measured: Enclosure, claimed: Enclosure) -> bool | None:
        if claim.sense is UPPER:
            return precedes(measured, claimed)
        if claim.sense is LOWER:
            return precedes(claimed, measured)
        return coincides(measured, claimed)

    def account(self, claim: Claim, instance: Instance) -> str:
        """What was measured of an instance that decides nothing, and what is claimed."""
        return f"{claim.quantity} = {instance.measured} at {_at(instance.point)}, claimed {instance.bound}"

    def search(self, theorem: Theorem, claim: Claim, found: Iterable[Instance]) -> Finding:
        """Go through the instances until one refutes the claim."""
        finding = self._searched(claim, found)
        return replace(finding, scope=self.grounded(theorem, finding.scope))

    def _searched(self, claim: Claim, found: Iterable[Instance]) -> Finding:
        seen = floats = 0
        open_ones: list[str] = []
        tightest: tuple[fmpq, Instance] | None = None
        try:
            for instance in found:
                seen += 1
                if instance.refutes:
                    return _refuted(claim, instance, seen)
                floats += instance.holds is not None and not instance.decides
                if instance.holds is not True:
                    open_ones.append("" if open_ones else self.account(claim, instance))
                tightest = _tighter(tightest, instance)
        except BudgetExhaustedError as error:
            return Finding(INCONCLUSIVE, Scope(instances=seen), f"{seen} instances examined, then {error}")
        scope = Scope(instances=seen)
        if not seen:
            return Finding(VACUOUS, scope, "no instance met the hypotheses")
        if open_ones:
            return Finding(INCONCLUSIVE, scope, f"{len(open_ones)} of {seen} {self.unsettled}: {open_ones[0]}")
        return Finding(SUPPORTED if floats else CERTIFIED, scope, _closest(tightest))


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
            found = _refuted(original, broken[0], len(stronger) + 1)
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
    """Steps that symbolic or exact computation decides. All hold: the verdict shown; one of a proof fails: REFUTED."""

    kind = "derives"
    steps: Callable[..., Iterable[Step]] = field(kw_only=True)
    shows: Verdict = field(kw_only=True)
    scope: str = field(default="", kw_only=True)

    def validate(self, theorem: Theorem) -> None:
        super().validate(theorem)
        if self.scope.strip() == "all":
            raise StatementError(f"{theorem.id}: evidence {self.name} is for the whole claim; leave scope='all' out")

    @property
    def is_whole(self) -> bool:
        """Whether it derives the claim as it stands, not a part of it."""
        return not self.scope

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
                    verdict = INCONCLUSIVE if self.shows is REFUTED else REFUTED  # a failed refutation breaks nothing
                    return Finding(
                        verdict, ONE_STEP, f"false: {step.text}", {"step": step.text, **(step.witness or {})}
                    )
        except BudgetExhaustedError as error:
            return Finding(INCONCLUSIVE, Scope.part(f"{len(done)} steps"), f"{len(done)} steps hold, then {error}")
        if not done:
            return Finding(VACUOUS, Scope.part("no step"), "the derivation has no step")
        scope = self.grounded(theorem, Scope(whole=True) if self.is_whole else Scope.part(self.scope))
        texts = [step.text for step in done]
        witness = {"steps": [{"text": s.text, **(s.witness or {})} for s in done]} if self.shows is REFUTED else None
        return Finding(self.shows, scope, texts[-1] if len(texts) == 1 else f"{len(texts)} steps: {texts[-1]}", witness)


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
        return (
            f"mean {claim.quantity} = {mean}, {self.confidence} interval {instance.measured} at {_at(instance.point)}, "
            f"bound {instance.bound}"
        )

    def run(self, theorem: Theorem, context: Context) -> Finding:
        claim = theorem.claim(self.claim)
        finding = self.search(theorem, claim, self.examine(theorem, context, claim))
        how = (f"seed {self.seed}", f"{self.confidence} intervals")
        return replace(finding, scope=replace(finding.scope, conditions=(*finding.scope.conditions, *how)))


def _refuted(claim: Claim, instance: Instance, number: int) -> Finding:
    """The finding of an instance that breaks a claim."""
    return Finding(
        REFUTED,
        Scope.part(f"witness at instance {number}"),
        f"{claim.quantity} = {instance.measured} at {_at(instance.point)}, claimed {instance.claimed}",
        instance.witness(str(claim.quantity)),
    )


def _at(point: Mapping[str, Any]) -> str:
    shown = [f"{name}={text}" for name, value in point.items() if len(text := brief(value)) <= 24]
    return ", ".join(shown) or "this object"


def _tighter(best: tuple[fmpq, Instance] | None, instance: Instance) -> tuple[fmpq, Instance] | None:
    """The instance whose measured value comes closest to the claim, in ratio."""
    measured = instance.measured.lower if instance.measured.upper is None else instance.measured.upper
    claimed = instance.claimed.lower
    if not isinstance(measured, fmpq) or not isinstance(claimed, fmpq) or claimed == 0:
        return best
    ratio = measured / claimed
    return (ratio, instance) if best is None or abs(1 - ratio) < abs(1 - best[0]) else best


def _closest(best: tuple[fmpq, Instance] | None) -> str:
    if best is None:
        return ""
    ratio, instance = best
    shown = decimal(ratio, 4, up=False)
    return f"closest at {_at(instance.point)}: {instance.measured} against {instance.claimed} (ratio {shown})"
