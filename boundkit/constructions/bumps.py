"""Points that ReLU networks and mixtures shatter, with one explicit network for every labelling, all rational.

A labelling is a tuple of booleans, one for each point; a network realises it when its output is positive at the points
labelled True and negative at the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flint import fmpq, fmpq_mat

from boundkit.arithmetic.rational import matrix, rational
from boundkit.errors import DomainError, ShapeError
from boundkit.networks.affine import Affine
from boundkit.networks.gate import LinearGate, nearest_prototype
from boundkit.networks.mixture import Mixture, stack
from boundkit.networks.relu import ReLUNetwork

Point = tuple[fmpq, ...]
Labels = tuple[bool, ...]


@dataclass(frozen=True)
class Shattering:
    """Points in R^D and the network, out of one class, that is meant to realise a given labelling of them."""

    points: tuple[Point, ...]
    member: Callable[[Labels], ReLUNetwork]


# points and hyperplanes ------------------------------------------------------------------------------------------


def moment_curve(count: int, D: int) -> tuple[Point, ...]:
    """Points (t, t^2, .., t^D) at consecutive integers t around 0: in general position, no D + 1 on a hyperplane.

    >>> moment_curve(3, 2)
    ((-1, 1), (0, 0), (1, 1))
    """
    if count < 0 or D < 1:
        raise DomainError(f"{count} points in R^{D} are not possible; give count >= 0 and D >= 1")
    first = -(count // 2)
    return tuple(tuple(fmpq(t) ** power for power in range(1, D + 1)) for t in range(first, first + count))


def hyperplane_through(group: Sequence[Point], others: Sequence[Point]) -> list[fmpq]:
    """(a, b) with <a, x> + b zero at every point of ``group`` and at none of ``others``.

    Of the hyperplanes through a group of fewer than D points, h_0 + t h_1 + t^2 h_2 + .. for t = 0, 1, 2, .., the first
    that misses the others is taken. Raises ShapeError when there is none, so the points are not in general position.

    >>> hyperplane_through([(fmpq(0), fmpq(0))], [(fmpq(1), fmpq(0)), (fmpq(0), fmpq(1))])
    [1, 1, 0]
    """
    basis = _kernel(matrix([[*point, 1] for point in group]))
    for t in range((len(basis) - 1) * len(others) + 1):
        plane = [sum((t**k * row[j] for k, row in enumerate(basis)), fmpq(0)) for j in range(len(group[0]) + 1)]
        if all(height(plane, point) != 0 for point in others):
            return plane
    raise ShapeError(
        "every hyperplane through these points meets another point: the points are not in general position"
    )


def height(plane: Sequence[fmpq], point: Point) -> fmpq:
    """<a, x> + b of a hyperplane (a, b) at a point."""
    return sum((a * x for a, x in zip(plane, point, strict=False)), plane[-1])


def _kernel(rows: fmpq_mat) -> list[list[fmpq]]:
    """A basis of the vectors that the matrix sends to zero."""
    reduced, rank = rows.rref()
    columns = int(rows.ncols())
    pivots = [next(j for j in range(columns) if reduced[i, j] != 0) for i in range(rank)]
    basis = []
    for free in (j for j in range(columns) if j not in pivots):
        vector = [fmpq(int(j == free)) for j in range(columns)]
        for i, pivot in enumerate(pivots):
            vector[pivot] = -reduced[i, free]
        basis.append(vector)
    return basis


# one network -----------------------------------------------------------------------------------------------------


class Bumps:
    """Networks with one hidden layer of W units for every labelling of 2 D floor(W/3) points in general position.

    The smaller class is cut into groups of at most D points; on a hyperplane h = 0 through a group and through no other
    point stands the bump sigma(h + delta) - 2 sigma(h) + sigma(h - delta) = max(0, delta - |h|), delta the least |h| of
    the other points. The network is +-(sum of the bumps / delta - 1/2). Without ``points`` the moment curve gives them.

    Raises DomainError for more points than 2 D floor(W/3).
    """

    def __init__(self, D: int, W: int, points: Sequence[Sequence[Any]] | None = None) -> None:
        most = 2 * D * (W // 3)
        chosen = moment_curve(most, D) if points is None else points
        self.D, self.W = D, W
        self.points: tuple[Point, ...] = tuple(tuple(rational(entry) for entry in point) for point in chosen)
        if len(self.points) > most:
            raise DomainError(f"{W} units in R^{D} serve at most {most} points here; {len(self.points)} are given")
        if any(len(point) != D for point in self.points):
            raise ShapeError(f"the points must have D = {D} coordinates")
        self._planes: dict[tuple[int, ...], tuple[list[fmpq], fmpq]] = {}

    def hyperplanes(self, labels: Labels) -> list[tuple[list[fmpq], fmpq]]:
        """The hyperplanes (a, b) through the groups of the smaller class, each with its delta."""
        marked = [index for index, label in enumerate(labels) if label == _smaller(labels)]
        return [self._plane(tuple(marked[k : k + self.D])) for k in range(0, len(marked), self.D)]

    def _plane(self, group: tuple[int, ...]) -> tuple[list[fmpq], fmpq]:
        if group not in self._planes:
            others = [point for index, point in enumerate(self.points) if index not in group]
            plane = hyperplane_through([self.points[index] for index in group], others)
            self._planes[group] = plane, min((abs(height(plane, point)) for point in others), default=fmpq(1))
        return self._planes[group]

    def member(self, labels: Labels) -> ReLUNetwork:
        """The network that realises the labelling, with exactly W hidden units (unused ones are zero).

        >>> bumps = Bumps(1, 3)
        >>> [bumps.member((True, False))(point) for point in bumps.points]
        [[1/2], [-1/2]]
        """
        sign = 1 if _smaller(labels) else -1
        rows, biases, outer = [], [], []
        for (*normal, offset), delta in self.hyperplanes(labels):
            rows += [normal] * 3
            biases += [offset + delta, offset, offset - delta]
            outer += [sign / delta, -2 * sign / delta, sign / delta]
        unused = self.W - len(rows)
        hidden = Affine([*rows, *[[0] * self.D] * unused], [*biases, *[0] * unused])
        return ReLUNetwork((hidden, Affine([[*outer, *[0] * unused]], [fmpq(-sign, 2)])))

    @cached_property
    def shattering(self) -> Shattering:
        return Shattering(self.points, self.member)


def _smaller(labels: Labels) -> bool:
    """The label of the smaller class."""
    return 2 * sum(labels) <= len(labels)


def simplex(D: int) -> Shattering:
    """Affine maps shatter 0, e_1, .., e_D: the map with value y_i at each is y_0 + sum (y_i - y_0) x_i.

    >>> simplex(2).member((True, False, True))(["0", "1"])
    [1]
    """

    def member(labels: Labels) -> ReLUNetwork:
        first, *others = (1 if label else -1 for label in labels)
        return ReLUNetwork.affine([[value - first for value in others]], [first])

    corners = [[int(axis == corner) for axis in range(D)] for corner in range(-1, D)]
    return Shattering(tuple(tuple(fmpq(entry) for entry in corner) for corner in corners), member)


def one_point(D: int) -> Shattering:
    """Constant maps shatter the origin."""

    def member(labels: Labels) -> ReLUNetwork:
        return ReLUNetwork.affine([[0] * D], [1 if labels[0] else -1])

    return Shattering(((fmpq(0),) * D,), member)


# mixtures --------------------------------------------------------------------------------------------------------


def translated(network: ReLUNetwork, shift: Sequence[Any]) -> ReLUNetwork:
    """The network x -> network(x - shift)."""
    first, *others = network.layers
    moved = Affine(first.weight, [b - s for b, s in zip(first.bias.entries(), _linear_part(first, shift), strict=True)])
    return ReLUNetwork((moved, *others))


def _linear_part(layer: Affine, point: Sequence[Any]) -> list[fmpq]:
    return Affine(layer.weight, [0] * layer.outputs)(point)


@dataclass(frozen=True)
class TranslatedCopies:
    """E far-apart copies of a shattered set with a prototype at each, and the nearest-prototype mixture per labelling.

    Copy e is moved by e times 2 width + 1 along the first axis, so that its points are nearest to its own prototype.
    """

    original: Shattering
    E: int

    def __post_init__(self) -> None:
        if self.E < 1 or not self.original.points:
            raise DomainError(f"E = {self.E} copies of {len(self.original.points)} points; give at least one of each")

    @property
    def D(self) -> int:
        return len(self.original.points[0])

    @cached_property
    def shifts(self) -> tuple[Point, ...]:
        first = [point[0] for point in self.original.points]
        spacing = 2 * (max(first) - min(first)) + 1
        return tuple((copy * spacing, *[fmpq(0)] * (self.D - 1)) for copy in range(self.E))

    @cached_property
    def prototypes(self) -> tuple[Point, ...]:
        first = [point[0] for point in self.original.points]
        middle = (max(first) + min(first)) / 2
        return tuple((middle + shift[0], *shift[1:]) for shift in self.shifts)

    @cached_property
    def gate(self) -> LinearGate:
        return nearest_prototype(self.prototypes)

    @cached_property
    def groups(self) -> tuple[tuple[Point, ...], ...]:
        """The points of each copy; together they are the points that the mixtures shatter."""
        return tuple(
            tuple(tuple(x + s for x, s in zip(point, shift, strict=True)) for point in self.original.points)
            for shift in self.shifts
        )

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(point for group in self.groups for point in group)

    def expert(self, index: int, labels: Labels) -> ReLUNetwork:
        """The expert that realises a labelling of one copy."""
        return translated(self.original.member(labels), self.shifts[index])

    def mixture(self, labels: Labels) -> Mixture:
        """The mixture that realises a labelling of all points.

        >>> copies = TranslatedCopies(one_point(1), 3)
        >>> [copies.mixture((True, False, True))(point)[0] for point in copies.points]
        [1, -1, 1]
        """
        size = len(self.original.points)
        return stack((self.gate, [self.expert(e, labels[e * size : (e + 1) * size]) for e in range(self.E)]))
