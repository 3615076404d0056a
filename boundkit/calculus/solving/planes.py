"""Which of several bounds is smallest, point by point over a plane of two symbols."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure, coincides, precedes
from boundkit.errors import DomainError, NotEvaluableError

Bound = Callable[[Mapping[str, fmpq], int], Enclosure]  # values of the symbols, digits
Same = Callable[[int, int, Mapping[str, fmpq]], bool]  # two numbers of bounds, values
_DIGITS = 15, 60, 240
EQUAL, UNKNOWN = -1, -2


@dataclass(frozen=True)
class Plane:
    """A grid: the values of two symbols, and for row y, column x the bound that is smallest there.

    ``smallest`` holds the number of the bound, EQUAL where two of the smallest are exactly equal, UNKNOWN where 240
    digits do not decide or no bound has a value. Every decision is by exact or ball arithmetic.
    """

    names: tuple[str, str]
    columns: tuple[fmpq, ...]
    rows: tuple[fmpq, ...]
    smallest: tuple[tuple[int, ...], ...]

    def count(self, which: int) -> int:
        """At how many points of the grid ``which`` is the smallest."""
        return sum(row.count(which) for row in self.smallest)


def plane(
    bounds: Sequence[Bound],
    columns: tuple[str, Sequence[fmpq]],
    rows: tuple[str, Sequence[fmpq]],
    values: Mapping[str, fmpq],
    same: Same | None = None,
) -> Plane:
    """Compare the bounds at every point of the grid; ``values`` are those of all other symbols.

    ``same`` is asked whether two bounds that digits do not tell apart are equal there. A bound that raises DomainError
    or NotEvaluableError at a point takes no part there.

    >>> from boundkit.arithmetic.enclosure import enclose
    >>> bounds = [lambda values, digits: enclose(values["x"]), lambda values, digits: enclose(values["y"])]
    >>> plane(bounds, ("x", [fmpq(1), fmpq(2)]), ("y", [fmpq(1), fmpq(2)]), {}).smallest
    ((-1, 1), (0, -1))
    """
    (across, over), (up, along) = columns, rows
    found = tuple(tuple(smallest(bounds, {**values, across: x, up: y}, same) for x in over) for y in along)
    return Plane((across, up), tuple(over), tuple(along), found)


def smallest(bounds: Sequence[Bound], values: Mapping[str, fmpq], same: Same | None = None) -> int:
    """The number of the bound with the least value, EQUAL when two share it exactly, UNKNOWN when undecided."""
    for digits in _DIGITS:
        ends = {number: end for number, bound in enumerate(bounds) if (end := _value(bound, values, digits))}
        for best, own in ends.items():
            rivals = [n for n, end in ends.items() if n != best and precedes(end, own) is not False]
            if not rivals:
                return best
            if all(coincides(ends[n], own) for n in rivals):
                return EQUAL
            if digits == _DIGITS[-1] and same is not None and all(same(n, best, values) for n in rivals):
                return EQUAL
    return UNKNOWN


def _value(bound: Bound, values: Mapping[str, fmpq], digits: int) -> Enclosure | None:
    try:
        return bound(values, digits)
    except (DomainError, NotEvaluableError):
        return None
