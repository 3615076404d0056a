"""Points that nearest-prototype routing alone shatters: the origin and clusters near a sphere, all rational."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flint import fmpq

from boundkit.arithmetic.rational import matrix, vector
from boundkit.errors import DomainError
from boundkit.networks.affine import Affine
from boundkit.networks.gate import nearest_prototype
from boundkit.networks.mixture import Mixture, stack

Point = tuple[fmpq, ...]
Labels = tuple[bool, ...]


def sphere_points(count: int, D: int) -> list[Point]:
    """Distinct rational points of the unit sphere of R^D, D >= 2, by stereographic projection of whole numbers.

    >>> sphere_points(3, 2)
    [(-1, 0), (0, 1), (1, 0)]
    """
    if D < 2:
        raise DomainError(f"the unit sphere of R^{D} has two points; give D >= 2")
    found = []
    for place in range(count):
        t = fmpq(place - count // 2)
        size = 1 + t * t
        found.append((2 * t / size, *[fmpq(0)] * (D - 2), (1 - t * t) / size))
    return found


@dataclass(frozen=True)
class Clusters:
    """The origin, and near each of E - 1 points u of the unit sphere D corners of a simplex in its tangent plane.

    Half spaces <u, x> - 1 + delta g(x) > 0 of a small delta cut off any corners of one cluster and nothing else; its
    boundary reflects the origin in the prototype that serves them.
    """

    D: int
    E: int

    @cached_property
    def centres(self) -> list[Point]:
        return sphere_points(self.E - 1, self.D)

    def tangents(self, u: Point) -> list[Point]:
        """D - 1 vectors that span the plane orthogonal to u."""
        dropped = max(range(self.D), key=lambda axis: abs(u[axis]))
        return [
            tuple(int(other == axis) - u[axis] * u[other] for other in range(self.D))
            for axis in range(self.D)
            if axis != dropped
        ]

    @cached_property
    def size(self) -> fmpq:
        """Of the clusters, such that each lies below the tangent planes of the others."""
        size = fmpq(1)
        while not all(self._is_apart(size, u, v) for u in self.centres for v in self.centres if u != v):
            size /= 2
        return size

    def _is_apart(self, size: fmpq, u: Point, v: Point) -> bool:
        return all(_dot(u, point) < 1 for point in self._cluster(v, size))

    def _cluster(self, u: Point, size: fmpq) -> list[Point]:
        steps = [tuple(size * entry for entry in step) for step in self.tangents(u)]
        return [u, *(tuple(a + b for a, b in zip(u, step, strict=True)) for step in steps)]

    @cached_property
    def points(self) -> list[Point]:
        """The origin, then the clusters one after the other: D (E - 1) + 1 in all."""
        return [(fmpq(0),) * self.D, *(point for u in self.centres for point in self._cluster(u, self.size))]

    def half_space(self, cluster: int, cut: Sequence[bool]) -> tuple[list[fmpq], fmpq]:
        """(a, b) with <a, x> + b > 0 at exactly those points of one cluster."""
        u, own = self.centres[cluster], self._cluster(self.centres[cluster], self.size)
        rows = matrix([[*point, 1] for point in [*own, (fmpq(0),) * self.D]])
        tilt = list(rows.solve(vector([*(1 if c else -1 for c in cut), 0])).entries())
        others = [point for point in self.points if point not in own]
        ratios = [abs(_dot(tilt, point) + tilt[-1]) / (1 - _dot(u, point)) for point in others]
        delta = 1 / (2 * max([fmpq(1), *ratios]))
        return [a + delta * t for a, t in zip(u, tilt, strict=False)], -1 + delta * tilt[-1]

    def prototypes(self, labels: Labels) -> list[Point]:
        """The origin, and its image for each cluster in what cuts off the points with another label than the origin."""
        found = [(fmpq(0),) * self.D]
        for cluster in range(self.E - 1):
            own = labels[1 + cluster * self.D : 1 + (cluster + 1) * self.D]
            normal, offset = self.half_space(cluster, [label != labels[0] for label in own])
            factor = -2 * offset / _dot(normal, normal)
            found.append(tuple(factor * entry for entry in normal))
        return found

    def mixture(self, labels: Labels) -> Mixture:
        """The mixture of constants that is positive at exactly the points that are labelled True.

        >>> clusters = Clusters(2, 3)
        >>> labels = (True, False, True, True, False)
        >>> [clusters.mixture(labels)(point)[0] > 0 for point in clusters.points] == list(labels)
        True
        """
        sign = 1 if labels[0] else -1
        constants = [Affine([[0] * self.D], [value]) for value in (sign, *[-sign] * (self.E - 1))]
        return stack((nearest_prototype(self.prototypes(labels)), constants))


def _dot(one: Sequence[Any], two: Sequence[Any]) -> Any:
    return sum((a * b for a, b in zip(one, two, strict=False)), fmpq(0))
