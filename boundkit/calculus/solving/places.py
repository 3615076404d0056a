"""Places where a formula is least, and the optimum that they make up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from flint import arb, fmpq

from boundkit.arithmetic.enclosure import Enclosure, precedes
from boundkit.calculus.inequalities.steps import Step

PRECISION = 192  # bits


@dataclass(frozen=True)
class Place:
    """A local minimum: where it is, by symbol name, its value, and whether it is "interior" or on the "boundary"."""

    at: Mapping[str, Enclosure]
    value: Enclosure
    kind: str

    def __str__(self) -> str:
        return f"{', '.join(f'{n} = {v}' for n, v in self.at.items())}: {self.value} ({self.kind})"


@dataclass(frozen=True)
class Optimum:
    """The least value of ``formula``, whose constraints are put in.

    ``closed_form`` gives each symbol, ``closed_value`` the minimum, as formulas, with ``steps`` as their proof; None
    where there is none. A closed form without steps is a zero of the derivative that meets the place found. ``places``
    are the local minima in the interior and at the ends, when all numbers are known. ``open_ends`` says at which ends
    of the domain, that do not belong to it, the formula may fall lower than at every place: an infimum, not attained.
    """

    formula: sympy.Expr
    closed_form: Mapping[str, sympy.Expr] | None = None
    closed_value: sympy.Expr | None = None
    steps: tuple[Step, ...] = ()
    places: tuple[Place, ...] = ()
    open_ends: tuple[str, ...] = ()
    how: str = ""

    @property
    def interior(self) -> tuple[Place, ...]:
        """The local minima away from the ends of the domain."""
        return tuple(place for place in self.places if place.kind == "interior")

    @property
    def boundary(self) -> tuple[Place, ...]:
        """The ends of the domain towards which the formula falls."""
        return tuple(place for place in self.places if place.kind == "boundary")

    @property
    def best(self) -> Place | None:
        """The place of the least value; None where it is not decided, not attained, or numbers are missing."""
        if self.open_ends:
            return None
        return next(
            (p for p in self.places if all(precedes(p.value, q.value) for q in self.places if q is not p)), None
        )


def ball_of(value: Enclosure) -> fmpq | arb:
    if value.exact:
        return end_of(value.lower)
    return arb(value.lower).union(arb(value.upper))


def end_of(end: Any) -> fmpq:
    """An end that is known to be there and small enough to be written as a rational."""
    return end if isinstance(end, fmpq) else end.fmpq()


def meets(left: Enclosure, right: Enclosure) -> bool:
    return end_of(left.lower) <= end_of(right.upper) and end_of(right.lower) <= end_of(left.upper)
