"""What every item of evidence is, and what it finds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from boundkit.evidence.budget import Budget
from boundkit.evidence.decisive import Decisive
from boundkit.evidence.poison import Twin
from boundkit.evidence.scope import Reference, Scope, claims_assumed, worded
from boundkit.statements.hypothesis import Hypothesis
from boundkit.statements.reference import ClaimId
from boundkit.statements.theorem import Theorem
from boundkit.verdict import Verdict

CERTIFIED, REFUTED, SUPPORTED, INCONCLUSIVE, VACUOUS, *_ = Verdict


@dataclass(frozen=True)
class Trusted:
    """A premise of a proof: its sentence, its relation as text, and the items of evidence that it was tried on.

    One without a relation says no more than what kind of number an unknown is. ``broken_by`` is the item that built an
    object of which the premise is false.
    """

    text: str
    relation: str
    tested_by: tuple[str, ...] = ()
    broken_by: str = ""


@dataclass(frozen=True)
class Finding:
    """What one item of evidence found; ``breaks_claim`` when a control was to be refuted, and the claim is too.

    ``premises`` are what a proof takes on trust, ``used`` the claims that it took as lemmas, with digests of them, and
    ``fact`` is what it ends in.
    """

    verdict: Verdict
    scope: Scope
    detail: str = ""
    witness: Any = None
    breaks_claim: bool = False
    premises: tuple[Trusted, ...] = ()
    used: tuple[tuple[str, str], ...] = ()
    fact: Any = None


@dataclass(frozen=True)
class Context:
    """How hard to try: the full grids or the quick ones, and how long; and the item's twin that watches for floats.

    ``decisive``, where a certificate is asked for, notes the objects.
    """

    full: bool
    budget: Budget
    twin: Twin | None = None
    decisive: Decisive | None = None


@dataclass(frozen=True)
class Item(ABC):
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

    @abstractmethod
    def run(self, theorem: Theorem, context: Context) -> Finding:
        """What the item finds of the theorem."""


def expects_refutation(theorem: Theorem, claim: str) -> bool:
    """Whether the theorem file itself says that the claim is false: supporting evidence is to refute it."""
    return any(item.claim == claim and item.supports and item.expects is REFUTED for item in theorem.evidence)
