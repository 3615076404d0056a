"""What was measured of objects against what a claim allows, as a drawing within a page."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from boundkit.evidence.objects import Instance, at_point
from boundkit.export.panel import ends_for_drawing
from boundkit.statements.relation import LOWER, UPPER, Sense

_SIDE, _LEFT, _BELOW = 240, 62, 46  # user units, which are pixels at full size
_DECADES = 1.5  # a wider range is drawn by logarithms
_MOST_TICKS = 5


@dataclass(frozen=True)
class Dot:
    """One object: its place, and in words where it is and what it has."""

    x: float
    y: float
    said: str


@dataclass(frozen=True)
class Scatter:
    """Dots in a square whose sides have one scale, with ticks (place, label); ``side`` is where the claim holds."""

    dots: tuple[Dot, ...]
    ticks: tuple[tuple[float, str], ...]
    logarithmic: bool
    side: Sense
    quantity: str
    size: int = _SIDE
    left: int = _LEFT
    below: int = _BELOW

    @property
    def holds(self) -> str:
        """Where the dots of a true claim lie."""
        return {UPPER: "on or below", LOWER: "on or above"}.get(self.side, "on")


def scatter_of(instances: Sequence[Instance], quantity: str) -> Scatter | None:
    """A dot for each object whose measured and claimed values float64 can hold; None for fewer than three."""
    found = list(_pairs(instances))
    if len(found) < 3:
        return None
    values = [value for _, *pair in found for value in pair]
    low, high = min(values), max(values)
    logarithmic = low > 0 and math.log10(high / low) > _DECADES
    ends = (math.log10(low), math.log10(high)) if logarithmic else (min(low, 0.0), high)
    span = ends[1] - ends[0] or 1.0
    first, last = ends[0] - 0.04 * span, ends[1] + 0.04 * span

    def place(value: float) -> float:
        return ((math.log10(value) if logarithmic else value) - first) / (last - first) * _SIDE

    dots = tuple(Dot(place(claimed), _SIDE - place(measured), said) for said, claimed, measured in found)
    ticks = tuple((place(value), label) for value, label in _ticks(first, last, logarithmic))
    return Scatter(dots, ticks, logarithmic, instances[0].sense, quantity)


def _pairs(instances: Sequence[Instance]) -> Iterator[tuple[str, float, float]]:
    for instance in instances:
        claimed, measured = (sum(ends_for_drawing(value)) / 2 for value in (instance.claimed, instance.measured))
        if math.isfinite(claimed) and math.isfinite(measured):
            said = f"{at_point(instance.point)}: measured {instance.measured}, claimed {instance.bound}"
            yield said, claimed, measured


def _ticks(first: float, last: float, logarithmic: bool) -> Iterator[tuple[float, str]]:
    if logarithmic:
        powers = range(math.ceil(first), math.floor(last) + 1, max(1, math.ceil((last - first) / _MOST_TICKS)))
        for power in powers:
            yield 10.0**power, f"1e{power}" if abs(power) > 3 else f"{10.0**power:g}"
        return
    step = _round_step((last - first) / _MOST_TICKS)
    for count in range(math.ceil(first / step), math.floor(last / step) + 1):
        yield count * step, f"{count * step:.6g}"


def _round_step(width: float) -> float:
    """The least of 1, 2, 5 times a power of ten that is at least so wide."""
    power = 10.0 ** math.floor(math.log10(width))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= width)
