"""Gates that send an input to its experts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Protocol

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from boundkit.arithmetic.rational import rational
from boundkit.errors import ShapeError
from boundkit.networks.affine import Affine, Bias, Floats, Weight


class Gate(Protocol):
    """What chooses experts: a number of inputs and of experts, and the experts that serve a point."""

    @property
    def inputs(self) -> int: ...

    @property
    def experts(self) -> int: ...

    def chosen(self, point: Iterable[Any]) -> tuple[int, ...]:
        """The indices of the experts that serve the point, in increasing order; exact."""

    def floats(self, points: Floats) -> NDArray[np.int64]:
        """The same on a batch in float64, shape (points, experts that serve)."""


class LinearGate:
    """Scores s_i(x) = <w_i, x> + b_i; the ``top`` experts of largest score serve x, ties go to the lowest index.

    ``scores`` is the affine map of all scores, shape (experts, inputs). Raises ShapeError for a ``top`` beyond the
    number of experts.

    >>> LinearGate([[0], [1]], [0, "-1/2"]).choose([1])
    1
    >>> LinearGate([[0], [1], [2]], [0, 0, 0], top=2).chosen([1])
    (1, 2)
    """

    def __init__(self, weight: Weight, bias: Bias, top: int = 1) -> None:
        self.scores = Affine(weight, bias)
        if not 1 <= top <= self.scores.outputs:
            raise ShapeError(f"top = {top} of {self.scores.outputs} experts; choose 1 to all of them")
        self.top = top

    @property
    def inputs(self) -> int:
        return self.scores.inputs

    @property
    def experts(self) -> int:
        return self.scores.outputs

    def choose(self, point: Iterable[Any]) -> int:
        """Index of the expert of largest score."""
        scores = self.scores(point)
        return scores.index(max(scores))

    def chosen(self, point: Iterable[Any]) -> tuple[int, ...]:
        """Indices of the ``top`` experts of largest score, in increasing order."""
        scores = self.scores(point)
        return tuple(sorted(sorted(range(self.experts), key=lambda index: (-scores[index], index))[: self.top]))

    def floats(self, points: Floats) -> NDArray[np.int64]:
        """The chosen experts of a batch in float64, shape (points, top); rounding may break a tie."""
        scores = points @ self.scores.rounded.weight.T + self.scores.rounded.bias
        return np.argsort(-scores, axis=1, kind="stable")[:, : self.top]

    @cached_property
    def slabs(self) -> Slabs | None:
        """The gate as parallel slabs when all score differences share one direction, else None."""
        return _slabs(self.scores)


class Slabs:
    """A gate that reads one linear coordinate u = <direction, x>.

    Expert ``winners[j]`` serves ``thresholds[j-1] < u < thresholds[j]`` (infinite at both ends). ``serving`` are the
    experts that may serve at some u, if only at a threshold.
    """

    def __init__(self, direction: list[fmpq], slopes: list[fmpq], intercepts: list[fmpq]) -> None:
        self.coordinate = _coordinate(tuple(direction))
        self.thresholds, self.winners, touching = _envelope(slopes, intercepts)
        self.serving = sorted({*self.winners, *touching})


@lru_cache(maxsize=256)
def _coordinate(direction: tuple[fmpq, ...]) -> Affine:
    return Affine([list(direction)], [0])


def _slabs(scores: Affine) -> Slabs | None:
    bias = scores.bias.entries()
    if scores.inputs == 1:
        return Slabs([fmpq(1)], scores.weight.entries(), bias)
    rows = scores.weight.tolist()
    base = rows[0]
    differences = [[a - b for a, b in zip(row, base, strict=True)] for row in rows]
    direction = next((row for row in differences if any(row)), None)
    if direction is None:
        direction = [fmpq(int(j == 0)) for j in range(len(base))]
    pivot = next(j for j, entry in enumerate(direction) if entry != 0)
    slopes = [row[pivot] / direction[pivot] for row in differences]
    if any(
        row[j] != slope * direction[j]
        for row, slope in zip(differences, slopes, strict=True)
        for j in range(len(direction))
    ):
        return None
    return Slabs(direction, slopes, bias)


def upper_envelope(slopes: list[fmpq], intercepts: list[fmpq]) -> tuple[list[fmpq], list[int]]:
    """Breakpoints and winners of max_i slopes[i] u + intercepts[i], from left to right; ties to the lowest index."""
    return _envelope(slopes, intercepts)[:2]


def _envelope(slopes: list[fmpq], intercepts: list[fmpq]) -> tuple[list[fmpq], list[int], list[int]]:
    """The envelope, and the lines that only touch it; some of these may lie below."""
    winners: list[int] = []
    touching: list[int] = []
    thresholds: list[fmpq] = []
    for index in sorted(range(len(slopes)), key=lambda index: (slopes[index], intercepts[index], -index)):
        slope = slopes[index]
        while winners:
            last = winners[-1]
            if slopes[last] == slope:
                winners.pop()
                if thresholds:
                    thresholds.pop()
                continue
            crossing = (intercepts[last] - intercepts[index]) / (slope - slopes[last])
            if thresholds and crossing <= thresholds[-1]:
                touching += winners[-1:] if crossing == thresholds[-1] else []
                winners.pop()
                thresholds.pop()
                continue
            thresholds.append(crossing)
            break
        winners.append(index)
    return thresholds, winners, touching


def nearest_prototype(points: Sequence[Iterable[Any]], top: int = 1) -> LinearGate:
    """The gate of the ``top`` nearest prototypes: ``|x - p|^2`` is least where ``2 <p, x> - |p|^2`` is largest.

    >>> nearest_prototype([[0, 0], [1, 1]]).choose(["1/4", "1/4"])
    0
    """
    prototypes = [[rational(entry) for entry in point] for point in points]
    if len({len(point) for point in prototypes}) != 1:
        raise ShapeError("prototypes need one common dimension")
    return LinearGate([[2 * entry for entry in point] for point in prototypes],
                      [-sum((entry * entry for entry in point), fmpq(0)) for point in prototypes], top)  # fmt: skip


@dataclass(frozen=True)
class Fork:
    """An inner node of a tree gate: ``above`` decides where the affine function is > 0, ``below`` elsewhere.

    A node is another fork or the index of an expert.
    """

    functional: Affine
    below: Fork | int
    above: Fork | int


@dataclass(frozen=True)
class TreeGate:
    """A decision tree whose inner nodes ask the sign of an affine function; a value of zero counts as below.

    Every expert 0 .. E - 1 is one leaf. Raises ShapeError when leaves or inputs do not fit.

    >>> TreeGate(Fork(Affine([[1]], [0]), 0, 1)).chosen([0])
    (0,)
    """

    root: Fork

    def __post_init__(self) -> None:
        leaves, inputs = sorted(self._leaves(self.root)), {fork.functional.inputs for fork in self.forks}
        if leaves != list(range(len(leaves))):
            raise ShapeError(f"the leaves of the tree are experts {leaves}; every index from 0 on must be one leaf")
        if len(inputs) != 1 or any(fork.functional.outputs != 1 for fork in self.forks):
            raise ShapeError(
                f"forks need one affine function each and one common number of inputs; got {sorted(inputs)}"
            )

    @property
    def inputs(self) -> int:
        return self.root.functional.inputs

    @cached_property
    def experts(self) -> int:
        return len(self._leaves(self.root))

    @property
    def forks(self) -> list[Fork]:
        """All inner nodes, each before those below it."""
        return self._forks(self.root)

    def mapped(self, change: Callable[[Affine], Affine]) -> TreeGate:
        """The tree that asks of every fork another function."""

        def fork(node: Fork) -> Fork:
            below, above = (fork(part) if isinstance(part, Fork) else part for part in (node.below, node.above))
            return Fork(change(node.functional), below, above)

        return TreeGate(fork(self.root))

    def chosen(self, point: Iterable[Any]) -> tuple[int, ...]:
        """The expert of the leaf that the point reaches."""
        values = list(point)
        node: Fork | int = self.root
        while isinstance(node, Fork):
            node = node.above if node.functional(values)[0] > 0 else node.below
        return (node,)

    def floats(self, points: Floats) -> NDArray[np.int64]:
        """The experts of a batch in float64, shape (points, 1)."""

        def reached(node: Fork | int, rows: Floats) -> NDArray[np.int64]:
            if isinstance(node, int):
                return np.full((len(rows), 1), node)
            above = (rows @ node.functional.rounded.weight.T + node.functional.rounded.bias)[:, 0] > 0
            result = np.empty((len(rows), 1), dtype=np.int64)
            for side, part in ((above, node.above), (~above, node.below)):
                if side.any():
                    result[side] = reached(part, rows[side])
            return result

        return reached(self.root, points)

    def _forks(self, node: Fork | int) -> list[Fork]:
        return [node, *self._forks(node.below), *self._forks(node.above)] if isinstance(node, Fork) else []

    def _leaves(self, node: Fork | int) -> list[int]:
        return [*self._leaves(node.below), *self._leaves(node.above)] if isinstance(node, Fork) else [node]
