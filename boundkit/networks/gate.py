"""Gates that send an input to one expert."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.errors import ShapeError
from boundkit.networks.relu import Affine


class LinearGate:
    """Scores s_i(x) = <w_i, x> + b_i; the expert of the largest score serves x, ties go to the lowest index.

    ``scores`` is the affine map of all scores, shape (experts, inputs).

    >>> LinearGate([[0], [1]], [0, "-1/2"]).choose([1])
    1
    """

    def __init__(self, weight: Sequence[Iterable[Any]], bias: Iterable[Any]) -> None:
        self.scores = Affine(weight, bias)

    @property
    def inputs(self) -> int:
        return self.scores.inputs

    @property
    def experts(self) -> int:
        return self.scores.outputs

    def choose(self, point: Iterable[Any]) -> int:
        """Index of the expert that serves the point."""
        scores = self.scores(point)
        return scores.index(max(scores))

    @cached_property
    def slabs(self) -> Slabs | None:
        """The gate as parallel slabs when all score differences share one direction, else None."""
        return _slabs(self.scores)


class Slabs:
    """A gate that reads one linear coordinate u = <direction, x>.

    Expert ``winners[j]`` serves ``thresholds[j-1] < u < thresholds[j]`` (infinite at both ends).
    """

    def __init__(self, direction: list[fmpq], thresholds: list[fmpq], winners: list[int]) -> None:
        self.coordinate = Affine([direction], [0])
        self.thresholds = thresholds
        self.winners = winners


def _slabs(scores: Affine) -> Slabs | None:
    rows = scores.weight.tolist()
    bias = scores.bias.entries()
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
    return Slabs(direction, *_upper_envelope(slopes, bias))


def _upper_envelope(slopes: list[fmpq], intercepts: list[fmpq]) -> tuple[list[fmpq], list[int]]:
    """Breakpoints and winners of max_i slopes[i] u + intercepts[i], from left to right; ties to the lowest index."""
    best: dict[fmpq, int] = {}
    for index, slope in enumerate(slopes):
        if slope not in best or intercepts[index] > intercepts[best[slope]]:
            best[slope] = index
    winners: list[int] = []
    thresholds: list[fmpq] = []
    for slope in sorted(best):
        index = best[slope]
        while winners:
            last = winners[-1]
            crossing = (intercepts[last] - intercepts[index]) / (slope - slopes[last])
            if thresholds and crossing <= thresholds[-1]:
                winners.pop()
                thresholds.pop()
                continue
            thresholds.append(crossing)
            break
        winners.append(index)
    return thresholds, winners


def nearest_prototype(points: Sequence[Iterable[Any]]) -> LinearGate:
    """The gate of a Voronoi partition: |x - p|^2 is least where 2 <p, x> - |p|^2 is largest.

    >>> nearest_prototype([[0, 0], [1, 1]]).choose(["1/4", "1/4"])
    0
    """
    prototypes = [[rational(entry) for entry in point] for point in points]
    if len({len(point) for point in prototypes}) != 1:
        raise ShapeError("prototypes need one common dimension")
    return LinearGate([[2 * entry for entry in point] for point in prototypes],
                      [-sum((entry * entry for entry in point), fmpq(0)) for point in prototypes])  # fmt: skip
