"""Top-k routing by linear scores or to the nearest prototypes: its cells, exactly, and what Lee's formula counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cmp_to_key
from itertools import combinations, pairwise, permutations
from typing import Any

from flint import fmpq

from boundkit.arithmetic.rational import matrix
from boundkit.networks.affine import Affine
from boundkit.networks.gate import LinearGate, nearest_prototype
from boundkit.networks.mixture import stack
from boundkit.regions import EVERYWHERE, count
from boundkit.regions.chosen_sets import chosen_sets

Point = tuple[Any, ...]


def chosen_cells(gate: LinearGate) -> int:
    """Open cells of R^D on which the chosen experts stay the same, exactly: one for each set that is chosen.

    Up to two dimensions tie by tie; beyond by cutting: constants have no hidden units, so each activation region of
    theirs is such a cell.

    >>> chosen_cells(nearest_prototype([[0], [1], [5]], top=2))
    2
    """
    if gate.inputs <= 2:
        return len(chosen_sets(gate))
    constants = [Affine([[0] * gate.inputs], [expert]) for expert in range(gate.experts)]
    return count(stack((gate, constants)), EVERYWHERE).activation_regions


@dataclass(frozen=True)
class Scores:
    """A linear top-k gate; its slopes stand where prototypes would."""

    gate: LinearGate

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(map(tuple, self.gate.scores.weight.tolist()))

    @property
    def inputs(self) -> int:
        return self.gate.inputs

    def cells(self) -> int:
        return chosen_cells(self.gate)

    def cells_of_all_sizes(self) -> int:
        """The cells for k = 1, .., E - 1 experts, added up."""
        scores = self.gate.scores
        gates = [LinearGate(scores.weight, scores.bias, top=k) for k in range(1, self.gate.experts)]
        return sum(replace(self, gate=gate).cells() for gate in gates)

    def witness(self) -> dict[str, Any]:
        return {"scores": self.gate.scores, "k": self.gate.top}


@dataclass(frozen=True)
class Prototypes:
    """Points of R^D; the k nearest serve an input."""

    points: tuple[Point, ...]
    k: int

    @property
    def gate(self) -> LinearGate:
        return nearest_prototype(self.points, top=self.k)

    @property
    def inputs(self) -> int:
        return len(self.points[0])

    def cells(self) -> int:
        return chosen_cells(self.gate)

    def witness(self) -> dict[str, Any]:
        return {"prototypes": [list(map(str, point)) for point in self.points], "k": self.k}


def tied_scores(gate: LinearGate) -> tuple[tuple[fmpq, ...], ...]:
    """For every pair of experts the affine form (a_1, .., a_D, b) whose zeros are where their scores tie."""
    rows = zip(gate.scores.weight.tolist(), gate.scores.bias.entries(), strict=True)
    forms = [(*row, offset) for row, offset in rows]
    return tuple(tuple(a - b for a, b in zip(one, two, strict=True)) for one, two in combinations(forms, 2))


def unbounded_cells(points: Sequence[Point], order: int) -> int:
    """How many sets of ``order`` points of the plane are the furthest in some direction, exactly, by turning around.

    They are the sets that serve an unbounded cell of the nearest-``order`` gate.

    >>> unbounded_cells([(0, 0), (6, 0), (0, 6), (1, 2)], 1)
    3
    """
    ties = [(q[1] - p[1], p[0] - q[0]) for p, q in permutations(points, 2)]
    turning = sorted(ties, key=cmp_to_key(_compare_angles))
    found = set()
    for v, w in pairwise([*turning, turning[0]]):
        cross = v[0] * w[1] - v[1] * w[0]
        if cross == 0 and _dot(v, w) > 0:
            continue
        between = (v[0] + w[0], v[1] + w[1]) if cross else (-v[1], v[0])
        along = [_dot(point, between) for point in points]
        found.add(frozenset(sorted(range(len(points)), key=along.__getitem__)[-order:]))
    return len(found)


@cache
def in_general_position(points: tuple[Point, ...]) -> bool:
    """Whether no three points of the plane lie on a line and no four on a circle, exactly.

    >>> in_general_position(((0, 0), (1, 0), (0, 1))), in_general_position(((0, 0), (1, 0), (0, 1), (1, 1)))
    (True, False)
    """
    lifted = [(x, y, x * x + y * y) for x, y in points]
    for index, corner in enumerate(lifted):
        away = [tuple(a - b for a, b in zip(other, corner, strict=True)) for other in lifted[index + 1 :]]
        for number, (a, b, c) in enumerate(away):
            for offset, (d, e, f) in enumerate(away[number + 1 :], number + 2):
                turn, first, second = a * e - b * d, b * f - c * e, c * d - a * f
                if turn == 0 or any(first * x + second * y + turn * z == 0 for x, y, z in away[offset:]):
                    return False
    return True


def new_corners(points: Sequence[Point], order: int) -> int:
    """How many circles through three points of the plane hold ``order`` - 1 of the others inside, exactly.

    In general position their centres are the corners of the nearest-``order`` cells that order - 1 has not.

    >>> [new_corners([(0, 0), (6, 0), (0, 6), (1, 2)], order) for order in range(4)]
    [0, 3, 1, 0]
    """
    lifted = [(1, x, y, x * x + y * y) for x, y in points]
    found = 0
    for three in combinations(lifted, 3):
        turn = matrix([row[:3] for row in three]).det()
        inside = sum(matrix([*three, row]).det() * turn < 0 for row in lifted if row not in three)
        found += inside == order - 1
    return found


def _dot(p: Point, v: Point) -> Any:
    return p[0] * v[0] + p[1] * v[1]


def _compare_angles(v: Point, w: Point) -> int:
    """By the angle from the first axis, in [0, 2 pi)."""
    below = [b < 0 or (b == 0 and a < 0) for a, b in (v, w)]
    cross = v[0] * w[1] - v[1] * w[0]
    return below[0] - below[1] or (cross < 0) - (cross > 0)
