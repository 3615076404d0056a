"""Which claims of some results a check is about: those of given names, or those in whose statement words occur."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from boundkit.discovery.discover import Entry
from boundkit.errors import NothingMatchedError
from boundkit.statements.claim import Claim
from boundkit.statements.reference import ClaimId
from boundkit.statements.theorem import Theorem


def claims_among(entries: Iterable[Entry], names: Sequence[str] = (), words: str = "") -> frozenset[ClaimId] | None:
    """The claims of these names, CLAIM or ID:CLAIM, whose text holds every word; None where neither is given.

    The text of a claim is its id and name, the title, the statement, what its quantity means, and where it comes from;
    capitals do not matter. Raises NothingMatchedError for a name that no result has, and where no claim is left.
    """
    if not names and not words.strip():
        return None
    found = {ClaimId(entry.theorem.id, claim.name): (entry.theorem, claim) for entry in entries
             for claim in entry.theorem.claims}  # fmt: skip
    known = {form for place in found for form in (place.claim, str(place))}
    for name in names:
        if name not in known:
            raise NothingMatchedError.among("claim", name, known)
    asked = words.lower().split()
    chosen = frozenset(
        place
        for place, (theorem, claim) in found.items()
        if (not names or place.claim in names or str(place) in names)
        and all(word in _text(theorem, claim) for word in asked)
    )
    if not chosen:
        raise NothingMatchedError(f"no claim among {len(found)} holds all of {words!r}; see boundkit list")
    return chosen


def _text(theorem: Theorem, claim: Claim) -> str:
    said = (theorem.id, claim.name, theorem.title, claim.text, claim.quantity.meaning, theorem.origin_of(claim))
    return " ".join(said).lower()
