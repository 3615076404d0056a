"""Boxes: an interval for every symbol, exact ends, whole numbers where a symbol is an integer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import sympy
from flint import arb, fmpq, fmpz

from boundkit.arithmetic.rational import rational
from boundkit.arithmetic.span import span
from boundkit.errors import DomainError, MalformedInputError

End = fmpq | None


@dataclass(frozen=True)
class Box:
    """An interval for every name: exact rational ends, both included; None stands for no end.

    ``integers`` are the names that take whole values only; their ends are whole.
    """

    ends: Mapping[str, tuple[End, End]]
    integers: frozenset[str] = frozenset()

    @classmethod
    def of(cls, ends: Mapping[str, Any], integers: Iterable[str] = ()) -> Box:
        """A box from numbers and pairs of numbers by name; the ends of integers are rounded inward.

        Raises MalformedInputError when an interval holds no number that is allowed.

        >>> Box.of({"x": (0, "1/2"), "n": 3}).ends["x"]
        (0, 1/2)
        """
        whole = frozenset(integers)
        return cls({name: interval(name, given, name in whole) for name, given in ends.items()}, whole)

    def balls(self) -> dict[str, arb]:
        """A ball around each interval. Raises DomainError for one without an end."""
        if any(None in ends for ends in self.ends.values()):
            raise DomainError(f"{self} has no balls, since it is not bounded; give every interval two ends")
        return {name: span(*ends).ball for name, ends in self.ends.items()}

    def halves(self, name: str) -> tuple[Box, Box]:
        """Two boxes that cover this one, cut at the middle of one interval, or far out when it has no end."""
        low, high = self.ends[name]
        middle = _middle(low, high)
        if name not in self.integers:
            return self.put(name, low, middle), self.put(name, middle, high)
        middle = fmpq(middle.floor())
        return self.put(name, low, middle), self.put(name, middle + 1, high)

    def put(self, name: str, low: End, high: End) -> Box:
        """The same box with other ends for one name."""
        return Box({**self.ends, name: (low, high)}, self.integers)

    def is_point(self, name: str) -> bool:
        low, high = self.ends[name]
        return low is not None and low == high

    def wide(self) -> list[str]:
        """The names whose interval is more than a point, the widest first, relative to its place."""
        return sorted((n for n in self.ends if not self.is_point(n)), key=lambda n: _width(*self.ends[n]), reverse=True)

    def corners(self) -> Iterator[dict[str, fmpq]]:
        """The points whose coordinates are all ends."""
        choices = [dict.fromkeys(end for end in ends if end is not None) or (fmpq(0),) for ends in self.ends.values()]
        for point in product(*choices):
            yield dict(zip(self.ends, point, strict=True))

    def middle(self) -> dict[str, fmpq]:
        """A point near the middle, whole where it must be."""
        point = {name: _middle(*ends) for name, ends in self.ends.items()}
        return {name: fmpq(v.floor()) if name in self.integers else v for name, v in point.items()}

    def __str__(self) -> str:
        shown = (f"{name} = {low}" if low is not None and low == high else
                 f"{name} in [{'-oo' if low is None else low}, {'oo' if high is None else high}]"
                 for name, (low, high) in self.ends.items())  # fmt: skip
        return ", ".join(shown)


def interval(name: str, given: Any, whole: bool) -> tuple[End, End]:
    low, high = given if isinstance(given, tuple | list) else (given, given)
    low, high = _end(low, -sympy.oo), _end(high, sympy.oo)
    shown = f"{name} in [{'-oo' if low is None else low}, {'oo' if high is None else high}]"
    if whole:
        low, high = (None if low is None else fmpq(low.ceil())), (None if high is None else fmpq(high.floor()))
    if low is not None and high is not None and low > high:
        raise MalformedInputError(f"{shown} holds no {'integer' if whole else 'number'}; widen it or swap its ends")
    return low, high


def _end(value: Any, unbounded: sympy.Expr) -> End:
    return None if value is None or value == unbounded else rational(value)


def _middle(low: End, high: End) -> fmpq:
    """A number inside an interval; far from its end when it has only one."""
    if low is None:
        return fmpq(0) if high is None else min(2 * high, fmpq(0)) - 1
    if high is None:
        return max(2 * low, fmpq(0)) + 1
    return _geometric(low, high) if low > 0 and high > 16 * low else (low + high) / 2


def _geometric(low: fmpq, high: fmpq) -> fmpq:
    """A number in between whose logarithm is near the middle."""
    bits = int((high / low).floor()).bit_length() // 2
    return low * fmpz(2) ** bits


def _width(low: fmpq | None, high: fmpq | None) -> float:
    """How wide an interval looks; only the order of cutting depends on it."""
    if low is None or high is None:
        return float("inf")
    size = max(abs(low), abs(high), fmpq(1, 1000))
    ratio = (high - low) / size
    return float(int(ratio.p) / int(ratio.q))


def point_box(point: Mapping[str, fmpq]) -> Box:
    return Box({name: (value, value) for name, value in point.items()})
