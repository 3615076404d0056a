"""Runs of solutions on a line, and the numbers at their ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import arb, fmpq

from boundkit.arithmetic.enclosure import Enclosure


@dataclass(frozen=True)
class Branch:
    """A maximal run of solutions. An end is a point, or brackets one; None where the run has no end on that side.

    ``opens`` says that the lower end is excluded, since it is the open end of the domain.
    """

    low: Enclosure | None
    high: Enclosure | None
    opens: bool = False


@dataclass(frozen=True)
class Stretch:
    """An interval, ends included unless ``opens``, on which the condition holds throughout or nowhere."""

    low: fmpq | None
    high: fmpq | None
    truth: bool
    opens: bool = False


def simplest_between(low: fmpq, high: fmpq) -> fmpq:
    """The rational of least denominator from low to high, both included.

    >>> simplest_between(fmpq(3, 10), fmpq(2, 5)), simplest_between(fmpq(-1, 2), fmpq(1, 2))
    (1/3, 0)
    """
    if low <= 0 <= high:
        return fmpq(0)
    if high < 0:
        return -simplest_between(-high, -low)
    whole = low.ceil()
    if whole <= high:
        return fmpq(whole)
    floor = low.floor()
    return floor + 1 / simplest_between(1 / (high - floor), 1 / (low - floor))


def plain_number(end: Any) -> str:
    """A number, or an end without one, short enough to read."""
    return "no end" if end is None else str(Enclosure(end, end)) if isinstance(end, fmpq | arb) else str(end)
