"""What a verdict holds for, as data; the words for it are made once, for readers, and never read back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from boundkit.errors import StatementError, UnknownNameError
from boundkit.statements.claim import Claim
from boundkit.statements.reference import IDENTIFIER, ClaimId
from boundkit.statements.theorem import Theorem

Reference = str | Claim | ClaimId
_CLAIM_IN_WORDS = re.compile(r"\bclaims?\b|\b[a-z]\w*\.[a-z]\w*:")


@dataclass(frozen=True)
class Scope:
    """What of a claim a verdict speaks of, and what it stands on.

    Parameters
    ----------
    whole : the claim as it stands; then there are no instances and no conditions.
    instances : how many objects were looked at.
    conditions : what else narrows it, in words.
    assumes : the claims that it stands on, of this theorem or others.
    stated : what is taken for granted besides, in words; no evidence supports it.
    one_step : a step of a derivation that failed or stayed open, not a part of the claim.

    Raises StatementError when the whole claim is narrowed.

    >>> Scope(whole=True, assumes=(ClaimId("a.b", "upper"),)).text("a.b")
    'all, assuming the claim upper'
    """

    whole: bool = False
    instances: int | None = None
    conditions: tuple[str, ...] = ()
    assumes: tuple[ClaimId, ...] = ()
    stated: tuple[str, ...] = ()
    one_step: bool = False

    def __post_init__(self) -> None:
        if self.whole and (self.instances is not None or self.conditions or self.one_step):
            raise StatementError("a scope of the whole claim has no instances and no conditions; drop whole or these")

    @classmethod
    def part(cls, *conditions: str) -> Scope:
        """A part of the claim, in words."""
        return cls(conditions=conditions)

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Scope:
        """The scope of these fields, as dataclasses.asdict gives them. Raises TypeError for others."""
        texts = {name: tuple(fields[name]) for name in ("conditions", "stated")}
        assumes = tuple(ClaimId(**claim) for claim in fields["assumes"])
        return cls(**{**fields, **texts, "assumes": assumes})

    def text(self, within: str = "") -> str:
        """The scope for a reader of the result ``within``, whose claims are named without it."""
        parts = ["all"] * self.whole + ["this step"] * self.one_step
        if self.instances is not None:
            parts.append(f"{self.instances} instance{'s' * (self.instances != 1)}")
        held = ", ".join([*parts, *self.conditions]) or "nothing"
        claims = [f"the claim {c.claim}" if c.result == within else f"{c.result}: {c.claim}" for c in self.assumes]
        grounds = ", ".join([*claims, *self.stated])
        return f"{held}, assuming {grounds}" if grounds else held

    def __str__(self) -> str:
        return self.text()


NOTHING, ONE_STEP = Scope(), Scope(one_step=True)


def claims_assumed(theorem: Theorem, assuming: Iterable[Reference], by: str) -> tuple[ClaimId, ...]:
    """The claims that references name: by id, by name or as an object where they are claims of ``theorem``.

    Raises StatementError for a reference that names no claim. Of another result only the form is looked at; whether it
    has the claim is for the catalogue to say.
    """
    try:
        return tuple(dict.fromkeys(_claim(theorem, reference) for reference in assuming))
    except (StatementError, UnknownNameError) as error:
        raise StatementError(
            f"{theorem.id}: evidence {by} assumes what is no claim: {error}; name a claim of {theorem.id}, or one of "
            "another result as paper.result:claim; what is no claim goes into stated="
        ) from None


def _claim(theorem: Theorem, reference: Any) -> ClaimId:
    if isinstance(reference, Claim):
        if reference not in theorem.claims:
            raise StatementError(f"{reference.name} as an object is no claim of this theorem")
        return ClaimId(theorem.id, reference.name)
    if isinstance(reference, str) and IDENTIFIER.fullmatch(reference):
        return ClaimId(theorem.id, theorem.claim(reference).name)
    found = reference if isinstance(reference, ClaimId) else ClaimId.read(str(reference))
    if found.result == theorem.id:
        theorem.claim(found.claim)
    return found


def worded(theorem: Theorem, stated: Iterable[str], by: str) -> tuple[str, ...]:
    """Assumptions in words. Raises StatementError for one that is empty, or names a claim and so hides it."""
    texts = tuple(stated)
    for text in texts:
        if not isinstance(text, str) or not text.strip():
            raise StatementError(f"{theorem.id}: evidence {by} states {text!r}; say in words what is taken for granted")
        names = {name for name in theorem.claim_names if "_" in name or name == text.strip()}
        if _CLAIM_IN_WORDS.search(text) or not names.isdisjoint(re.findall(r"\w+", text)):
            raise StatementError(
                f"{theorem.id}: evidence {by} states {text!r}, which names a claim; give claims in assuming="
            )
    return texts
