"""Arrangements of hyperplanes and their faces, in general and in special position."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from random import Random
from typing import Any

from flint import fmpq

from boundkit.arithmetic.rational import matrix
from boundkit.networks.relu import ReLUNetwork
from boundkit.regions import count, regions
from boundkit.regions.arrangement import (
    bounded_regions_of_arrangement,
    hyperplanes,
    regions_of_arrangement,
    restricted,
    vertices,
)

Form = tuple[Any, ...]  # (a_1, .., a_d, b), integers or rationals


@dataclass(frozen=True)
class Arrangement:
    """The zero sets in R^d of affine forms (a_1, .., a_d, b)."""

    forms: tuple[Form, ...]
    d: int

    def regions(self) -> int:
        """Exactly, by the characteristic polynomial."""
        return regions_of_arrangement(self.forms, self.d)

    def bounded(self) -> int:
        """The bounded ones among them, exactly."""
        return bounded_regions_of_arrangement(self.forms, self.d)

    def is_general(self) -> bool:
        """Whether any k <= d hyperplanes meet in dimension d - k, and no d + 1 of them have a common point."""
        for chosen in combinations(self.forms, min(len(self.forms), self.d)):
            if chosen and matrix([form[:-1] for form in chosen]).rank() < len(chosen):
                return False
        return all(matrix(chosen).det() != 0 for chosen in combinations(self.forms, self.d + 1))

    def witness(self) -> dict[str, Any]:
        return {"forms (a, b)": [[str(entry) for entry in form] for form in self.forms], "d": self.d}


@dataclass(frozen=True)
class CutBox(Arrangement):
    """The same, counted by the region engine: a hidden layer with a unit for every form, on a box.

    The box holds every vertex inside, so it meets every region, and a region is bounded when it stays inside the box.
    The normals must span R^d.
    """

    @property
    def radius(self) -> Any:
        """Half the side of the box."""
        return 1 + max(abs(entry) for point in vertices(self.forms, self.d) for entry in point)

    def network(self) -> ReLUNetwork:
        """A unit for every form."""
        units = [list(form[:-1]) for form in self.forms]
        return ReLUNetwork.of([units, [[1] * len(units)]], [[form[-1] for form in self.forms], [0]])

    def regions(self) -> int:
        return count(self.network(), (-self.radius, self.radius)).activation_regions

    def bounded(self) -> int:
        radius = self.radius
        return sum(all(abs(entry) < radius for corner in piece.polytope.vertices for entry in corner)
                   for piece in regions(self.network(), (-radius, radius)))  # fmt: skip


@dataclass(frozen=True)
class Faces:
    """The faces of dimension k of an arrangement: the regions of what it induces on each k-dimensional intersection."""

    arrangement: Arrangement
    k: int

    def induced(self) -> list[Arrangement]:
        """The arrangement on every flat of dimension k; each flat once, whichever hyperplanes it is given by."""
        forms, d = self.arrangement.forms, self.arrangement.d
        flats = {}
        for chosen in combinations(forms, d - self.k):
            flat, others = list(chosen), list(forms)
            while flat and any(flat[0][:-1]):
                plane, *flat = flat
                flat, others = ([restricted(form, plane) for form in part] for part in (flat, others))
            if not flat:
                flats[matrix(chosen).rref()[0].str() if chosen else ""] = others
        return [type(self.arrangement)(tuple(hyperplanes(others, self.k)), self.k) for others in flats.values()]

    def number(self) -> int:
        """Exactly."""
        return sum(inside.regions() if self.k else 1 for inside in self.induced())

    def bounded(self) -> int:
        """The bounded ones among them, exactly."""
        return sum(inside.bounded() if self.k else 1 for inside in self.induced())

    def is_general(self) -> bool:
        """Whether the hyperplanes are in general position."""
        return self.arrangement.is_general()

    def witness(self) -> dict[str, Any]:
        return {**self.arrangement.witness(), "k": self.k}


def random_forms(m: int, d: int, seed: int, size: int) -> tuple[Form, ...]:
    """m forms of hyperplanes in R^d with integers of at most this size, drawn with a seed."""
    draw = Random(f"{m} {d} {seed}")
    forms: list[Form] = []
    while len(forms) < m:
        form = tuple(draw.randint(-size, size) for _ in range(d + 1))
        if any(form[:-1]):
            forms.append(form)
    return tuple(forms)


def moment_hyperplanes(m: int, d: int) -> Arrangement:
    """m hyperplanes in general position: t + t^2 x_1 + .. + t^d x_(d-1) - x_d = 1 for t = 1, .., m.

    >>> moment_hyperplanes(4, 2).regions(), moment_hyperplanes(4, 2).bounded()
    (11, 3)
    """
    return Arrangement(tuple((*(fmpq(t) ** k for k in range(2, d + 1)), -1, t - 1) for t in range(1, m + 1)), d)


def through_one_point(m: int, d: int) -> Arrangement:
    """m hyperplanes through the origin, any d of which have no other point in common."""
    return Arrangement(tuple((*(t**k for k in range(d)), 0) for t in range(1, m + 1)), d)


def parallel(m: int, d: int) -> Arrangement:
    """m parallel hyperplanes."""
    return Arrangement(tuple((1, *[0] * (d - 1), -t) for t in range(m)), d)
