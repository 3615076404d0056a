"""A witness as a sentence, with the numbers that decide it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from boundkit.evidence.objects import Instance, at_point
from boundkit.statements.claim import Claim
from boundkit.statements.relation import EXACT, LOWER, UPPER


class Refuted(Protocol):
    """What an item of evidence found, as a check has it or as its JSON has it."""

    @property
    def evidence(self) -> str: ...

    @property
    def witness(self) -> Any: ...

    @property
    def detail(self) -> str: ...


_SAYS = {UPPER: "at most", LOWER: "at least", EXACT: "exactly"}


def sentence(instance: Instance, claim: Claim, builder: str = "") -> str:
    """Which object it is, what it has and what the relation says there, and what the quantity means.

    >>> from boundkit.arithmetic.enclosure import enclose
    >>> from boundkit.statements import UPPER, natural, quantity
    >>> held = Claim("upper", UPPER, quantity("N", "pieces", measure=len) <= natural("E", "experts"))
    >>> sentence(Instance({"E": 2}, "abc", enclose(3), enclose(2), UPPER, False, {"E": 2}), held, "letters")
    'The object that letters builds at E=2 has N = 3, and the relation says at most 2 there (N: pieces).'
    """
    quantity = claim.quantity
    built = f" that {builder} builds" if builder else ""
    says = f"the relation says {_SAYS[claim.sense]} {instance.claimed} there"
    meaning = f"({quantity}: {quantity.meaning})"
    return (
        f"The object{built} at {at_point(instance.point)} has {quantity} = {instance.measured}, and {says} {meaning}."
    )


def told(result: Refuted, meaning: str = "") -> str:
    """What refuted a claim: which object, what it has and what the claim says there; else what the evidence found."""
    witness = result.witness
    if not isinstance(witness, Mapping) or not {"at", "measured", "claimed"} <= witness.keys():
        return result.detail
    meant = f" ({meaning})" if meaning else ""
    return (
        f"The object of {result.evidence!r} at {at_point(witness['at'])} has {witness['measured']}, and the claim says "
        f"{witness['claimed']} there{meant}."
    )
