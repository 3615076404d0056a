"""Items that build objects and hold a measured quantity against a claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, ClassVar

from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure, coincides, enclose, precedes
from boundkit.arithmetic.rational import decimal
from boundkit.deadline import TimeIsUpError
from boundkit.errors import BudgetExhaustedError, StatementError
from boundkit.evidence.built import built, measured
from boundkit.evidence.case import Case
from boundkit.evidence.item import Context, Finding, Item
from boundkit.evidence.scope import Scope
from boundkit.evidence.witness import brief, describe
from boundkit.statements.claim import Claim
from boundkit.statements.relation import LOWER, UPPER, Sense
from boundkit.statements.theorem import Theorem
from boundkit.verdict import Verdict

CERTIFIED, REFUTED, SUPPORTED, INCONCLUSIVE, VACUOUS, *_ = Verdict


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
class OnObjects(Item):
    """An item that builds objects over a grid and compares a measured quantity with a claim."""

    unsettled: ClassVar[str] = "comparisons undecided"

    build: Callable[..., Any] = field(kw_only=True)
    grid: Mapping[str, Sequence[Any]] = field(kw_only=True)
    full_grid: Mapping[str, Sequence[Any]] = field(kw_only=True)
    only: Callable[..., bool] | None = field(kw_only=True)

    def examine(self, theorem: Theorem, context: Context, claim: Claim) -> Iterator[Instance]:
        """The instances that meet the hypotheses and conditions of the claim; the first one is the twin's."""
        twin = context.twin
        for point in self.points(context):
            made = twin.instance(point) if twin else self.instance(theorem, claim, point, built(self.build, point))
            if made is not None:
                twin = None
                if context.decisive is not None:
                    context.decisive.add(claim, made)
                yield made

    def points(self, context: Context) -> Iterator[dict[str, Any]]:
        """The points of the grid that are to be looked at."""
        grid = {**self.grid, **(self.full_grid if context.full else {})}
        for combination in product(*grid.values()):
            context.budget.check()
            point = dict(zip(grid, combination, strict=True))
            if self.only is None or self.only(**point):
                yield point

    def objects(self, theorem: Theorem, context: Context, claim: Claim) -> Iterator[tuple[Any, dict[str, Any]]]:
        """The objects that meet the hypotheses and conditions of the claim, not measured, with their values."""
        for point in self.points(context):
            made = self.admitted(theorem, claim, point, built(self.build, point))
            if made is not None:
                yield made

    def held(self, theorem: Theorem) -> Claim:
        """The claim that the objects are held against."""
        return theorem.claim(self.claim)

    def instance(self, theorem: Theorem, claim: Claim, point: Mapping[str, Any], built: Any) -> Instance | None:
        """What was built at a point, held against the claim; None when it misses a condition or a hypothesis."""
        made = self.admitted(theorem, claim, point, built)
        return None if made is None else self.compare(claim, made[1], point, made[0])

    def admitted(
        self, theorem: Theorem, claim: Claim, point: Mapping[str, Any], built: Any
    ) -> tuple[Any, dict[str, Any]] | None:
        """The object that was built at a point and its values; None when it misses a condition or a hypothesis."""
        case = built if isinstance(built, Case) else Case(built)
        at = {**point, **case.values}
        if self.admits(theorem, claim, case.object, at) and claim.supports(self.values_for(claim, at)):
            return case.object, at
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
        found = enclose(measured(claim.quantity.measure, thing))
        return Instance(point, thing, found, claimed, claim.sense, self.holds(claim, found, claimed), at)

    def claimed(self, claim: Claim, at: Mapping[str, Any]) -> Enclosure:
        """What the claim says at an instance. Raises StatementError when a symbol has no value."""
        value = claim.on_objects.evaluate(**self.values_for(claim, at))
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
        return f"{claim.quantity} = {instance.measured} at {at_point(instance.point)}, claimed {instance.bound}"

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
                    return refuted(claim, instance, seen)
                floats += instance.holds is not None and not instance.decides
                if instance.holds is not True:
                    open_ones.append("" if open_ones else self.account(claim, instance))
                tightest = _tighter(tightest, instance)
        except (BudgetExhaustedError, TimeIsUpError) as error:
            return Finding(INCONCLUSIVE, Scope(instances=seen), f"{seen} instances examined, then {error}")
        scope = Scope(instances=seen)
        if not seen:
            return Finding(VACUOUS, scope, "no instance met the hypotheses")
        if open_ones:
            return Finding(INCONCLUSIVE, scope, f"{len(open_ones)} of {seen} {self.unsettled}: {open_ones[0]}")
        return Finding(SUPPORTED if floats else CERTIFIED, scope, _closest(tightest))


def refuted(claim: Claim, instance: Instance, number: int) -> Finding:
    """The finding of an instance that breaks a claim."""
    return Finding(
        REFUTED,
        Scope.part(f"witness at instance {number}"),
        f"{claim.quantity} = {instance.measured} at {at_point(instance.point)}, claimed {instance.claimed}",
        instance.witness(str(claim.quantity)),
    )


def at_point(point: Mapping[str, Any]) -> str:
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
    return f"closest at {at_point(instance.point)}: {instance.measured} against {instance.claimed} (ratio {shown})"
