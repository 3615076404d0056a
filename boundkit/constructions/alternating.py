"""Networks of one hidden layer on a line whose slopes alternate in sign, and what they shatter, all rational.

A unit P(x) = max(x, 0) + a min(x, 0) that faces right and bends by d has the slope a d/(1-a) on its left, one that
faces left -d/(1-a). So slopes m_0, .., m_W belong to a network exactly if m_0 is the sum of these for d_j = m_j -
m_(j-1) and some way to face; then it has one zero on each piece, wherever the zeros are wanted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from typing import Any

from flint import fmpq

from boundkit.errors import DomainError
from boundkit.networks.program import Program
from boundkit.networks.relu import prelu_network

Labels = tuple[bool, ...]
ReLU = fmpq(0)  # the slope of max(x, 0) on the left


@dataclass(frozen=True)
class Slopes:
    """Slopes m_0, .., m_W from left to right, and which of the W units between them face left."""

    slopes: tuple[fmpq, ...]
    facing_left: frozenset[int]


def alternating_slopes(W: int, a: fmpq) -> Slopes | None:
    """Slopes -, +, -, .. of some network of W units of slope a, or None: then no network has any, exactly.

    With m_j = (-1)^(j+1) u_j the condition on m_0 is linear in u > 0, and can be met exactly if its coefficients have
    both signs or are all 0. Raises DomainError for a = 1, where nothing bends, and for W < 1.

    >>> alternating_slopes(3, fmpq(0)).slopes, alternating_slopes(2, fmpq(0))
    ((-2, 1, -1, 1), None)
    """
    if W < 1 or a == 1:
        raise DomainError(f"W = {W} units of slope {a}: give one or more of a slope other than 1")
    for number in range(W + 1):
        for left in map(frozenset, combinations(range(1, W + 1), number)):
            sizes = _kernel_of(_condition(W, a, left))
            if sizes is not None:
                return Slopes(tuple(size * (-1) ** (j + 1) for j, size in enumerate(sizes)), left)
    return None


def _condition(W: int, a: fmpq, left: frozenset[int]) -> list[fmpq]:
    """Coefficients of u_0, .., u_W in m_0 less what the units make it."""
    row = [fmpq(int(j == 0)) for j in range(W + 1)]
    for j in range(1, W + 1):
        share = (-1 if j in left else a) / (1 - a)
        row[j] -= share
        row[j - 1] += share
    return [entry * (-1) ** (j + 1) for j, entry in enumerate(row)]


def _kernel_of(row: Sequence[fmpq]) -> list[fmpq] | None:
    """Positive numbers whose sum with these weights is 0, where there are any."""
    above = sum((entry for entry in row if entry > 0), fmpq(0))
    below = -sum((entry for entry in row if entry < 0), fmpq(0))
    if (above == 0) != (below == 0):
        return None
    return [below if entry > 0 else above if entry < 0 else fmpq(1) for entry in row]


@dataclass(frozen=True)
class OneLayer:
    """Networks with one hidden layer of W units of slope a and an output bias, on a line, where a is not 1."""

    W: int
    a: fmpq = ReLU

    @cached_property
    def slopes(self) -> Slopes | None:
        return alternating_slopes(self.W, self.a)

    @property
    def changes(self) -> int:
        """How often the sign of such a network changes, at most: a zero for each piece, if slopes can alternate."""
        return self.W + (self.slopes is not None)

    def with_zeros(self, zeros: Sequence[Any], rising: bool) -> Program:
        """The network with ``changes`` zeros in increasing order, rising or falling at the first of them.

        Where slopes cannot alternate all units face right and the first of them bends left of all zeros.

        >>> network = OneLayer(3).with_zeros([1, 2, 3, 4], rising=False)
        >>> [network([t])[0] for t in (1, 2, 3, 4)], network([0])[0] > 0
        ([0, 0, 0, 0], True)
        """
        if len(zeros) != self.changes:
            raise DomainError(f"{len(zeros)} zeros are given; such a network has {self.changes}")
        slopes, left = self._slopes(rising)
        crossing = slopes[-len(zeros) :]
        kinks = [
            (before * one - after * two) / (before - after)
            for (before, after), (one, two) in zip(pairwise(crossing), pairwise(map(fmpq, zeros)), strict=True)
        ]
        kinks = [fmpq(zeros[0]) - 1] * (self.W - len(kinks)) + kinks
        facing = [-1 if unit in left else 1 for unit in range(1, self.W + 1)]
        outer = [(after - before) / (1 - self.a) for before, after in pairwise(slopes)]
        biases = [-side * kink for side, kink in zip(facing, kinks, strict=True)]
        network = self._network(facing, biases, outer, fmpq(0))
        return self._network(facing, biases, outer, -network([zeros[0]])[0])

    def _slopes(self, rising: bool) -> tuple[list[fmpq], frozenset[int]]:
        if self.slopes is None:
            signs = [fmpq((-1) ** j) for j in range(self.W)]
            found, left = [self.a * signs[-1], *signs], frozenset[int]()
            begins = True
        else:
            found, left = list(self.slopes.slopes), self.slopes.facing_left
            begins = False
        return (found if rising == begins else [-slope for slope in found]), left

    def _network(self, facing: list[int], biases: list[fmpq], outer: list[fmpq], bias: fmpq) -> Program:
        return prelu_network([[[side] for side in facing], [outer]], [biases, [bias]], [self.a])

    def points(self) -> list[fmpq]:
        """Points that such networks shatter: as many as there are signs between zeros."""
        return [fmpq(t) for t in range(self.changes + 1)]

    def member(self, labels: Labels, shift: Any = 0) -> Program:
        """The network that is positive at exactly the points, moved by ``shift``, that are labelled True.

        >>> [value > 0 for t in range(5) for value in OneLayer(3).member((True, False, False, True, True))([t])]
        [True, False, False, True, True]
        """
        zeros = list(self._zeros(labels, fmpq(shift)))
        return self.with_zeros(zeros, rising=not labels[0])

    def _zeros(self, labels: Labels, shift: fmpq) -> Iterator[fmpq]:
        changed = [shift + t + fmpq(1, 2) for t, (one, two) in enumerate(pairwise(labels)) if one != two]
        yield from changed
        yield from (shift + len(labels) + t for t in range(self.changes - len(changed)))
