"""Evidence for asymptotic claims: an order is held against explicit bounds of the same quantity along rays.

=============== ================================================================ ==============================
kind            what it does                                                     expected verdict
=============== ================================================================ ==============================
implied_by      an explicit upper bound lies within the claimed order            CERTIFIED, scope "along .."
consistent_with no explicit lower bound given outgrows the claimed order         CERTIFIED, scope "along .."
refuted_by      a certified lower bound outgrows the claimed order along a ray   REFUTED, with the leading terms
too_small       a control: a smaller order, which an explicit bound outgrows     REFUTED, with the leading terms
=============== ================================================================ ==============================

A bound that is written into the evidence is an assumption: what it implies is implied along the rays only, and it
refutes nothing. A bound that is a claim refutes by a fact of the kernel, whose premise is that objects of both exist on
the ray; when the claim is certified, when an object that meets its hypotheses was measured, and when one of the two is
made under no more than the other: else no object need meet both.

Rays never certify a claim as a whole, since its constants may depend on what does not grow along them; a proof does,
by the rule order. The quantities and their orders are not negative.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, TypeVar

import sympy
from sympy.core.relational import Relational

from boundkit.calculus.growth.constants import sign
from boundkit.calculus.growth.rays import GrowthComparison, Ray, compare_growth, holds_eventually
from boundkit.errors import ProofError, StatementError, UndecidedError
from boundkit.evidence.item import Context, Finding, Item
from boundkit.evidence.premises import tried
from boundkit.evidence.scope import ONE_STEP, Reference, Scope, claims_assumed, worded
from boundkit.formulas.text import plain
from boundkit.proofs.facts import Content
from boundkit.proofs.kernel import Fact, content, lemma, outgrows
from boundkit.proofs.trust import proving
from boundkit.statements.claim import Claim
from boundkit.statements.reference import ClaimId
from boundkit.statements.relation import EXACT, LOWER, UPPER, Growth, Sense
from boundkit.statements.theorem import Theorem
from boundkit.verdict import Verdict

CERTIFIED, REFUTED, SUPPORTED, INCONCLUSIVE, VACUOUS, *_ = Verdict
_SENSES: dict[Any, Sense] = {sympy.Le: UPPER, sympy.Ge: LOWER, sympy.Eq: EXACT}


@dataclass(frozen=True)
class AlongRays(Item):
    """An asymptotic claim, or a control of it, against an explicit bound along rays.

    A lower bound that outgrows the order refutes it; an upper bound that does refutes the step from it to the order.
    """

    senses: ClassVar[tuple[Sense, ...]]

    bound: str | Relational = field(kw_only=True)
    rays: tuple[Ray, ...] = field(kw_only=True)
    objects: str = field(default="", kw_only=True)

    def run(self, theorem: Theorem, context: Context) -> Finding:
        bound = self._bound_in(theorem)
        self._check(theorem.claim(self.claim), bound)
        found: list[GrowthComparison] = []
        for ray in self.rays:
            context.budget.check()
            try:
                for claim in (bound, theorem.claim(self.claim)):
                    if any(holds_eventually(condition, ray) is False for condition in claim.where):
                        return Finding(VACUOUS, Scope.part(str(ray)), f"{claim.name} is not claimed there")
                comparison = compare_growth(bound.expression, self.order_in(theorem).expression, ray)
                if sign(comparison.right.coefficient) < 0:
                    return Finding(
                        INCONCLUSIVE, Scope.part(str(ray)), f"the order grows like {comparison.right} < 0: no size"
                    )
                if not comparison.within(self.order_in(theorem).order) and (
                    bound.sense is UPPER or sign(comparison.left.coefficient) > 0
                ):
                    return self.outgrown(theorem, bound, comparison, context)
            except UndecidedError as error:
                return Finding(INCONCLUSIVE, Scope.part(str(ray)), str(error))
            found.append(comparison)
        return self.unbroken(theorem, bound, "; ".join(comparison.text for comparison in found))

    def outgrown(self, theorem: Theorem, bound: Claim, comparison: GrowthComparison, context: Context) -> Finding:
        """What it means that the bound outgrows the order along a ray."""
        if bound.sense is UPPER:
            return Finding(REFUTED, ONE_STEP, comparison.text, _witness(comparison))
        scope = self.scope(theorem, bound, [comparison.ray])
        if self.is_assumed:
            return Finding(INCONCLUSIVE, scope, f"an assumed bound refutes nothing; make it a claim: {comparison.text}")
        if apart := self.apart(theorem, bound):
            return Finding(INCONCLUSIVE, scope, f"{apart}, so it refutes nothing: {comparison.text}")
        said = self.order_in(theorem)
        try:
            fact = self.denial(theorem, bound, said, comparison.ray)
        except ProofError as error:
            return Finding(INCONCLUSIVE, scope, f"it refutes nothing: {error}")
        made = content(fact)
        premises = tuple(each.premise for each in tried(theorem, theorem.claim(self.claim), made.premises, context))
        used = tuple((str(lemma.id), lemma.digest) for lemma in made.lemmas)
        return Finding(REFUTED, scope, comparison.text, _witness(comparison), premises=premises, used=used, fact=fact)

    def denial(self, theorem: Theorem, bound: Claim, said: Growth, ray: Ray) -> Fact:
        """The fact of the kernel that denies an order. Raises ProofError where it refuses."""
        with proving(theorem, self.denied(theorem, bound)):
            return outgrows(lemma(theorem, bound.name), said, ray, self.objects or f"{bound.name} has objects")

    def denied(self, theorem: Theorem, bound: Claim) -> Claim:
        """The claim as a bound denies it: one about all objects is about those of every construction."""
        claim = theorem.claim(self.claim)
        return claim if claim.on else replace(claim, on=bound.on)

    def unbroken(self, theorem: Theorem, bound: Claim, detail: str) -> Finding:
        """What it means that the bound outgrows the order along none of the rays."""
        return Finding(INCONCLUSIVE, Scope.part(_joined(self.rays)), f"the order is not outgrown: {detail}")

    def order_in(self, theorem: Theorem) -> Growth:
        """The order that is judged."""
        return self.claimed_in(theorem)

    def claimed_in(self, theorem: Theorem) -> Growth:
        """The order that is claimed. Raises StatementError when the claim is not asymptotic."""
        claim = theorem.claim(self.claim)
        if not isinstance(claim.statement, Growth):
            raise StatementError(f"evidence {self.name}: the claim {claim.name} is {claim.sense}, not asymptotic")
        return claim.statement

    @property
    def is_assumed(self) -> bool:
        """Whether the bound is written into the evidence, so that nothing but its author supports it."""
        return not isinstance(self.bound, str)

    def assumed(self, theorem: Theorem) -> tuple[ClaimId, ...]:
        """The claims that it stands on, its bound the first. Raises StatementError for what is none."""
        return claims_assumed(
            theorem, [*([self.bound] if isinstance(self.bound, str) else []), *self.assuming], self.name
        )

    def grounded(self, theorem: Theorem, scope: Scope) -> Scope:
        """A scope together with all that the item stands on, a bound that is written into it included."""
        written = (plain(self.bound),) if isinstance(self.bound, Relational) else ()
        return replace(
            scope, assumes=self.assumed(theorem), stated=(*written, *worded(theorem, self.stated, self.name))
        )

    def scope(self, theorem: Theorem, bound: Claim, rays: Sequence[Ray]) -> Scope:
        """The rays, what the bound speaks of, and what it stands on."""
        return self.grounded(theorem, Scope.part(_joined(rays), *self.narrower(theorem, bound)))

    def narrower(self, theorem: Theorem, bound: Claim) -> list[str]:
        """How the bound speaks of less than the claim: of a construction, under more hypotheses or conditions."""
        claim = theorem.claim(self.claim)
        more = [h.name for h in theorem.hypotheses_of(bound) if h not in theorem.hypotheses_of(claim)]
        conditions = (*bound.where, *claim.where)
        parameters = {plain(c) for c in conditions if self._leaves_open(c)}
        return [
            *([f"on {bound.on}"] if bound.on else []),
            *([f"given {' and '.join(more)}"] if more else []),
            *(f"where {condition}" for condition in sorted(parameters)),
        ]

    def apart(self, theorem: Theorem, bound: Claim) -> str:
        """Why no object need meet both the claim and the bound: each asks for what the other does not; or nothing."""
        claim = theorem.claim(self.claim)
        asked = [{h.name for h in theorem.hypotheses_of(each)} for each in (claim, bound)]
        where = [{plain(c) for c in each.where if self._leaves_open(c)} for each in (claim, bound)]
        for mine, other in (asked, where):
            if mine - other and other - mine:
                return (
                    f"the claim asks for {' and '.join(sorted(mine - other))}, {bound.name} for "
                    f"{' and '.join(sorted(other - mine))}, and no object need meet both"
                )
        return ""

    def _leaves_open(self, condition: Relational) -> bool:
        """Whether a condition speaks of parameters, so that no ray decides it."""
        return any(holds_eventually(condition, ray) is None for ray in self.rays)

    def _bound_in(self, theorem: Theorem) -> Claim:
        if isinstance(self.bound, str):
            return theorem.claim(self.bound)
        return Claim("bound", _SENSES[self.bound.func], self.bound, given=theorem.claim(self.claim).given)

    def _check(self, claim: Claim, bound: Claim) -> None:
        if not self.rays:
            raise StatementError(f"evidence {self.name} has no ray; give at least one, as in along(n)")
        if bound.quantity != claim.quantity:
            raise StatementError(
                f"evidence {self.name}: {bound.name} bounds {bound.quantity}, but {claim.name} is about "
                f"{claim.quantity}; give a bound of the same quantity"
            )
        if bound.sense not in self.senses:
            raise StatementError(
                f"evidence {self.name}: {bound.name} is {bound.sense}; {self.kind} needs a bound that is "
                f"{' or '.join(self.senses)}"
            )


@dataclass(frozen=True)
class ImpliedBy(AlongRays):
    """The explicit upper bound lies within the claimed order along every ray."""

    kind = "implied_by"
    senses = (UPPER, EXACT)

    def unbroken(self, theorem: Theorem, bound: Claim, detail: str) -> Finding:
        return Finding(CERTIFIED, self.scope(theorem, bound, self.rays), detail)


@dataclass(frozen=True)
class ConsistentWith(AlongRays):
    """The explicit lower bound does not outgrow the claimed order along any of the rays."""

    kind = "consistent_with"
    senses = (LOWER, EXACT)

    def unbroken(self, theorem: Theorem, bound: Claim, detail: str) -> Finding:
        where = ", ".join([_joined(self.rays), *self.narrower(theorem, bound)])
        return Finding(CERTIFIED, Scope.part(f"{where}: not outgrown by {self.bound}"), detail)


@dataclass(frozen=True)
class RefutedBy(AlongRays):
    """The explicit lower bound outgrows the claimed order along a ray."""

    kind = "refuted_by"
    senses = (LOWER, EXACT)

    def facts(self, theorem: Theorem) -> tuple[Claim, Content]:
        """The claim that is denied, and what the fact says that denies it, along the first ray on which one does.

        Raises ProofError where none does.
        """
        bound = self._bound_in(theorem)
        refused = ProofError(f"evidence {self.name}: an assumed bound refutes nothing")
        for ray in () if self.is_assumed else self.rays:
            try:
                return self.denied(theorem, bound), content(self.denial(theorem, bound, self.order_in(theorem), ray))
            except ProofError as error:
                refused = error
        raise refused


@dataclass(frozen=True)
class TooSmall(AlongRays):
    """A control: the claim with a smaller order, which the explicit bound outgrows."""

    kind = "too_small"
    supports = False
    senses = (UPPER, LOWER, EXACT)
    order: Growth = field(kw_only=True)

    def order_in(self, theorem: Theorem) -> Growth:
        claimed = self.claimed_in(theorem)
        if self.order == claimed or self.order.quantity != claimed.quantity:
            raise StatementError(
                f"evidence {self.name}: {self.order} is no control of {claimed}; give a smaller order of "
                f"{claimed.quantity}"
            )
        return self.order

    def outgrown(self, theorem: Theorem, bound: Claim, comparison: GrowthComparison, context: Context) -> Finding:
        finding = super().outgrown(theorem, bound, comparison, context)
        claimed = self.claimed_in(theorem)
        own = compare_growth(bound.expression, claimed.expression, comparison.ray)
        if own.within(claimed.order) or finding.verdict is not REFUTED:
            return finding
        if bound.sense is UPPER:
            return Finding(
                INCONCLUSIVE, Scope.part(str(own.ray)), f"the bound outgrows the claimed order too: {own.text}"
            )
        try:
            fact = self.denial(theorem, bound, claimed, comparison.ray)
        except ProofError as error:
            return replace(finding, verdict=INCONCLUSIVE, detail=f"the claim itself may fail: {own.text}; {error}")
        return replace(finding, detail=f"the claim itself fails: {own.text}", breaks_claim=True, fact=fact)


def _joined(rays: Iterable[Ray]) -> str:
    return "; ".join(map(str, rays))


def _witness(comparison: GrowthComparison) -> dict[str, str]:
    return {
        "ray": str(comparison.ray),
        "bound": str(comparison.left),
        "order": str(comparison.right),
        "limit of bound/order": "none" if comparison.ratio_limit is None else plain(comparison.ratio_limit),
    }


# the words that theorem files use ------------------------------------------------------------------------------


def implied_by(claim: str, bound: str | Relational, *rays: Ray, **more: Any) -> ImpliedBy:
    """The asymptotic ``claim`` follows along ``rays`` from an explicit upper bound.

    ``bound`` is the name of a claim of the theorem, or a relation of the same quantity, which is then assumed. Further
    keywords are ``name`` and ``expects``, and ``assuming`` and ``stated`` for what it stands on besides, as in derives.
    """
    return _item(ImpliedBy, "implied by", CERTIFIED, claim, bound, rays, **more)


def consistent_with(claim: str, bound: str | Relational, *rays: Ray, **more: Any) -> ConsistentWith:
    """An explicit lower bound does not contradict the asymptotic ``claim`` along ``rays``; arguments as implied_by."""
    return _item(ConsistentWith, "consistent with", CERTIFIED, claim, bound, rays, **more)


def refuted_by(claim: str, bound: str | Relational, *rays: Ray, **more: Any) -> RefutedBy:
    """The asymptotic ``claim`` fails along a ray, since a lower bound outgrows it; arguments as implied_by.

    ``bound`` should name a claim: the refutation stands when that is certified, and an assumed bound refutes nothing.
    ``objects`` says in a sentence which objects of both there are on the ray, a premise.
    """
    return _item(RefutedBy, "refuted by", REFUTED, claim, bound, rays, **more)


def too_small(claim: str, order: Growth, bound: str | Relational, *rays: Ray, **more: Any) -> TooSmall:
    """The control of an asymptotic claim: ``order`` is smaller than claimed, and the explicit bound outgrows it."""
    return _item(TooSmall, f"too small: {order}, against", REFUTED, claim, bound, rays, order=order, **more)


Kind = TypeVar("Kind", bound=AlongRays)


def _item(
    kind: type[Kind],
    words: str,
    shows: Verdict,
    claim: str,
    bound: str | Relational,
    rays: tuple[Ray, ...],
    *,
    name: str | None = None,
    expects: Verdict | None = None,
    assuming: Iterable[Reference] = (),
    stated: Iterable[str] = (),
    **more: Any,
) -> Kind:
    name = name or f"{words} {bound if isinstance(bound, str) else plain(bound)}"
    grounds: Any = {"assuming": tuple(assuming), "stated": tuple(stated)}
    return kind(claim, name, shows if expects is None else expects, bound=bound, rays=rays, **grounds, **more)
