"""Classes of functions of one input named by a routing pattern and parameters, and their covering numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import combinations, pairwise, product
from math import comb
from typing import Any

import numpy as np
from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.measures.affine_covering import affine_covering
from boundkit.measures.certificates import Data, packing
from boundkit.measures.covering import (
    CoveringNumbers,
    box_centres,
    box_covering,
    box_packing,
    box_separated,
    covering_number,
    greedy_packing,
    sparse_covering,
)
from boundkit.measures.distances import side_values, uniform_distances
from boundkit.networks.affine import Affine
from boundkit.networks.gate import LinearGate
from boundkit.networks.mixture import Mixture
from boundkit.regions import regions

_MOST_BUILT = 64
Row = tuple[fmpq, ...]
Norm = tuple[list[list[int | None]], set[Row]]


@dataclass(frozen=True)
class FunctionClass:
    """The mixtures realise(pattern, parameters) of all patterns and all parameters in [-half, half]^size.

    ``samples`` are pairs (pattern, parameters): corners of the box for every pattern, and the ``listed`` ones; a
    ``finite`` class has the listed ones alone. ``delta`` is the radius at which the class is covered, ``box`` the
    interval of the inputs. ``net(radius)`` counts balls around members of an explicit cover, where one is known.
    """

    realise: Callable[[Any, Sequence[Any]], Mixture]
    patterns: tuple[Any, ...]
    size: int
    half: Any
    delta: Any
    box: tuple[Any, Any] = (0, 1)
    listed: tuple[tuple[Any, tuple[Any, ...]], ...] = ()
    finite: bool = False
    net: Callable[[fmpq], int] | None = None

    @cached_property
    def samples(self) -> tuple[tuple[Any, tuple[Any, ...]], ...]:
        if self.finite:
            return self.listed
        signs = [
            (0,) * self.size,
            *_units(self.size),
            (1,) * self.size,
            tuple((-1) ** (i + 1) for i in range(self.size)),
        ]
        corners = [tuple(sign * rational(self.half) for sign in row) for row in signs]
        return tuple(dict.fromkeys([*product(self.patterns, corners), *self.listed]))

    @cached_property
    def members(self) -> list[Mixture]:
        """The samples as built functions."""
        return [self.realise(*sample) for sample in self.samples]

    @cached_property
    def distances(self) -> list[list[fmpq]]:
        """Sup distances between the samples, exactly."""
        return uniform_distances(self.members, self.box)

    @cached_property
    def apart(self) -> Callable[[tuple[Row, ...]], list[list[fmpq]]]:
        """Sup distances between the functions of the first pattern with these parameters, exactly."""
        return cache(
            lambda points: uniform_distances([self.realise(self.patterns[0], point) for point in points], self.box)
        )

    @cached_property
    def routings(self) -> list[tuple[Any, ...]]:
        """For every sample the places where the route changes, from left to right, with the routes, exactly.

        Of one layer they are those of its gate, which samples share.
        """
        known: dict[Any, tuple[Any, ...]] = {}
        for member in self.members:
            if (key := _gate_alone(member)) not in known:
                known[key] = _routing(member, self.box)
        return [known[_gate_alone(member)] for member in self.members]

    @property
    def largest_parameter(self) -> fmpq:
        """The largest absolute value that a parameter takes."""
        listed = [abs(rational(value)) for _, parameters in self.samples for value in parameters]
        return max(listed if self.finite else [*listed, rational(self.half)])

    def stretches_at_most(self, factor: Any) -> bool | None:
        """Whether samples of one routing are at most ``factor`` times as far apart as their parameters.

        None when there is no such pair.
        """
        most = rational(factor)
        return all(far <= most * moved for far, moved in self._stretches) if self._stretches else None

    @cached_property
    def _stretches(self) -> tuple[tuple[fmpq, fmpq], ...]:
        """How far apart two samples of one routing are, and their parameters, each such pair of numbers once."""
        alike: dict[tuple[Any, ...], list[int]] = {}
        for place, routing in enumerate(self.routings):
            alike.setdefault(routing, []).append(place)
        x = [[rational(value) for value in parameters] for _, parameters in self.samples]
        return tuple(
            dict.fromkeys(
                (self.distances[i][j], max(abs(a - b) for a, b in zip(x[i], x[j], strict=True)))
                for places in alike.values()
                for i, j in combinations(places, 2)
            )
        )

    def witness(self) -> dict[str, Any]:
        return {"delta": str(self.delta), "some members (pattern, parameters)": [str(s) for s in self.samples[:40]]}

    def certificate(self, *, log: bool = False) -> Data | None:
        """Members at pairwise distances above 2 delta: those of a box in the maximum norm, or samples."""
        separated = greedy_packing(self.distances, 2 * rational(self.delta))
        members = [self.members[place] for place in separated]
        if not self.finite and self.norm is not None and self.norm[1] == set(_units(self.size)):
            halves = [fmpq(0) if place is None else rational(self.half) for place in self.norm[0][0]]
            apart = 2 * rational(self.delta)
            points = box_separated(halves, apart) if box_packing(halves, apart) <= _MOST_BUILT else []
            members = max(members, [self.realise(self.patterns[0], point) for point in points], key=len)
        return packing(members, [self.box], rational(self.delta), log=log)

    @cached_property
    def norm(self) -> Norm | None:
        """What parameter_norm finds."""
        return parameter_norm(self)

    @cached_property
    def of_one_pattern(self) -> FunctionClass:
        """The functions of the first pattern alone."""
        return replace(self, patterns=self.patterns[:1])

    @cached_property
    def covering(self) -> int | Enclosure:
        """N(delta)."""
        return self.covering_at(self.delta)

    def covering_at(self, radius: Any) -> int | Enclosure:
        """N(radius), by balls around members: of a finite class by search, of others from the norm of their parameters
        where it is a known one.

        Known are the maximum norm, on a box or on its vectors of at most k entries, and that of affine functions by
        slope and intercept, cell by cell, where lower ends multiply as measures do, and covers too. Of any other class
        the samples at pairwise distance above twice the radius are a lower bound, and its net is an upper one.
        """
        if self.finite:
            return covering_number(self.distances, radius)
        places, rows = self.norm or ([], None)
        used = {frozenset(place for place in chosen if place is not None) for chosen in places}
        size, k = len(frozenset().union(*used)), max(map(len, used), default=0)
        if rows == set(_units(size)) and len(used) == comb(size, k) and all(len(chosen) == k for chosen in used):
            return _box_number(self, places[0], radius) if k == size else sparse_covering(size, k, self.half, radius)
        for symmetric in (False, True):
            if k == size and rows == set(_affine_rows(size, symmetric)):
                cell = affine_covering(self.half, radius, symmetric=symmetric)
                low, high = (None if end is None else end ** (size // 2) for end in (cell.lower, cell.upper))
                return Enclosure(low, high)
        most = None if self.net is None else self.net(rational(radius))
        return CoveringNumbers.between(apart=_separated(self.distances, radius), inside=most).internal


def parameter_norm(thing: FunctionClass) -> Norm | None:
    """For every pattern the axes of its parameters, and the set of all r in: sup distance = max |<r, x - y>|.

    An axis is the function that a parameter multiplies (None: it is zero). Axes and r are read off built functions with
    one parameter 1 and the others 0, and held against the distances of all samples. None when a distance differs, or
    when two parameters of one pattern multiply the same function.
    """
    basis = [thing.realise(pattern, unit) for pattern in thing.patterns for unit in _units(thing.size)]
    values: list[Row] = [tuple(row) for row in side_values(basis, thing.box)]
    axes = {row: i for i, row in enumerate(dict.fromkeys(row for row in values if any(row)))}
    places = [[axes.get(row) for row in values[at : at + thing.size]] for at in range(0, len(values), thing.size)]
    if any(len(set(seen)) < len(seen) for seen in ([p for p in chosen if p is not None] for chosen in places)):
        return None
    rows = sorted({_up_to_sign(row) for row in zip(*axes, strict=True) if any(row)})
    x = np.full((len(thing.samples), len(axes) + 1), fmpq(0))  # the last column takes what multiplies zero
    for vector, (pattern, parameters) in zip(x, thing.samples, strict=True):
        for place, value in zip(places[thing.patterns.index(pattern)], parameters, strict=True):
            vector[-1 if place is None else place] += rational(value)
    images = x @ np.array([(*row, fmpq(0)) for row in rows] or [(fmpq(0),) * (len(axes) + 1)]).T
    pairs = combinations(range(len(images)), 2)
    holds = all(np.abs(images[i] - images[j]).max() == thing.distances[i][j] for i, j in pairs)
    return (places, set(rows)) if holds else None


def _units(size: int) -> list[Row]:
    return [tuple(fmpq(int(i == j)) for j in range(size)) for i in range(size)]


def _affine_rows(size: int, symmetric: bool) -> Iterable[Row]:
    """Of slope and intercept on size/2 cells: the functions' values at both ends of every cell."""
    for cell in range(0, size - 1, 2):
        for slope in (-1 if symmetric else 0, 1):
            yield tuple(fmpq({cell: slope, cell + 1: 1}.get(i, 0)) for i in range(size))


def _up_to_sign(row: Row) -> Row:
    sign = next(1 if value > 0 else -1 for value in reversed(row) if value != 0)
    return tuple(sign * value for value in row)


def _gate_alone(mixture: Mixture) -> Any:
    """What the routes of a mixture of one linear gate depend on; of any other its identity."""
    gate = mixture.layers[0].gate
    if isinstance(gate, LinearGate) and len(mixture.layers) == 1:
        return gate.scores, gate.top
    return id(mixture)


def _routing(mixture: Mixture, box: tuple[Any, Any]) -> tuple[Any, ...]:
    cells = [region.polytope for region in regions(mixture, box)]
    routes = sorted((cell.range(Affine([[1]], [0]))[0], mixture.route(cell.centre())) for cell in cells)
    return tuple(here for before, here in pairwise([(None, None), *routes]) if before[1] != here[1])


def _box_number(thing: FunctionClass, places: list[int | None], radius: Any) -> int | Enclosure:
    """N(radius) of a box in the maximum norm; a small one from built functions far apart and a cover's centres."""
    halves = [fmpq(0) if place is None else rational(thing.half) for place in places]
    number = box_covering(halves, radius)
    if number > _MOST_BUILT:
        return number
    separated = _separated(thing.apart(tuple(box_separated(halves, 2 * rational(radius)))), radius)
    return Enclosure(fmpq(separated), _cover_size(halves, rational(radius)))


def _separated(distances: Sequence[Sequence[Any]], delta: Any) -> int:
    return len(greedy_packing(distances, 2 * rational(delta)))


def _cover_size(halves: Sequence[fmpq], radius: fmpq) -> fmpq | None:
    """The number of centres, after a look at every axis: no gap is wider than 2 delta, no end farther than delta."""
    centres = box_centres(halves, radius)
    axes: list[list[fmpq]] = [sorted(set(axis)) for axis in zip(*centres, strict=True)]
    stops: list[list[fmpq]] = [[-half - radius, *axis, half + radius] for half, axis in zip(halves, axes, strict=True)]
    covers = all(b - a <= 2 * radius for axis in stops for a, b in pairwise(axis))
    return fmpq(len(centres)) if covers and set(centres) == set(product(*axes)) else None
