"""How far measured objects are from a claim, in floats: what guides a search and tells how close it came."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flint import arb, fmpq

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.checking.space import Measured
from boundkit.evidence.witness import describe
from boundkit.statements.relation import EXACT, LOWER, UPPER


@dataclass(frozen=True)
class Tried:
    """What the objects of one builder came to: how many were measured, and the least slack, where it was found."""

    builder: str
    measured: int
    least_slack: float | None
    nearest: Mapping[str, Any]


def tried_by(builder: str, measured: Sequence[Measured]) -> Tried:
    """The account of the objects of one builder."""
    ranked = [(slack, place) for place, one in enumerate(measured) if (slack := slack_of(one)) is not None]
    slack, place = min(ranked) if ranked else (None, 0)
    nearest = {} if slack is None else {name: describe(value) for name, value in measured[place].point.items()}
    return Tried(builder, len(measured), slack, nearest)


def closest_of(tried: Iterable[Tried]) -> Tried | None:
    """The builder that came closest; None where no slack is known."""
    known = [(one.least_slack, place, one) for place, one in enumerate(tried) if one.least_slack is not None]
    return min(known)[2] if known else None


def slack_of(instance: Measured) -> float | None:
    """(claimed - measured) / |claimed| in floats, signed so that a violation is negative; for guidance only."""
    claimed = instance.claimed.lower if instance.claimed.lower is not None else instance.claimed.upper
    ends = instance.measured.lower, instance.measured.upper
    value = next((end for end in (ends if instance.sense is not LOWER else ends[::-1]) if end is not None), None)
    if claimed is None or value is None:
        return None
    difference = _ball(claimed) - _ball(value)
    scaled = difference if claimed == 0 else difference / abs(_ball(claimed))
    slack = float(scaled.mid())
    if math.isnan(slack):
        return None
    return {UPPER: slack, LOWER: -slack, EXACT: -abs(slack)}[instance.sense]


def ratio_of(instance: Measured) -> Enclosure | None:
    """The measured value over the claimed one, enclosed; None where a side is unbounded, or the claimed value is 0."""
    measured, claimed = instance.measured, instance.claimed
    ends: list[Any] = [measured.lower, measured.upper, claimed.lower, claimed.upper]
    if None in ends:
        return None
    if measured.exact and claimed.exact:
        return None if claimed.lower == 0 else enclose(ends[0] / ends[2])
    low, high, below, above = map(_ball, ends)
    quotient = low.union(high) / below.union(above)
    return enclose(quotient) if quotient.is_finite() else None


def _ball(end: fmpq | arb) -> arb:
    return end if isinstance(end, arb) else arb(end)
