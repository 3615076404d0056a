"""Best approximation by p affine pieces that need not join: in closed form for x^2, and on finite sets of points.

What p pieces miss on some points of an interval, they miss on the interval: the errors on a grid are lower bounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.errors import DomainError, ShapeError


def square_error(breaks: Iterable[Any]) -> fmpq:
    """The sup norm of x^2 minus its best affine approximation on each interval between ``breaks``: longest^2 / 8.

    On an interval of length l the best affine function is the chord lowered by l^2/8, and errs by l^2/8.

    >>> square_error([0, "1/2", 1]), square_error([0, "1/4", 1])
    (1/32, 9/128)
    """
    places = [rational(entry) for entry in breaks]
    lengths = [b - a for a, b in pairwise(places)]
    if not lengths or min(lengths) < 0:
        raise DomainError(f"the breaks {', '.join(map(str, places))} must be two or more, in ascending order")
    return max(lengths) ** 2 / 8


def best_square_error(p: int) -> fmpq:
    """1/(8 p^2): the least sup-norm error for x^2 on [0, 1] with p affine pieces, which equal lengths reach.

    >>> best_square_error(3) == square_error([0, "1/3", "2/3", 1])
    True
    """
    if p < 1:
        raise DomainError(f"a segmentation has at least one piece, not {p}")
    return fmpq(1, 8 * p * p)


def affine_error(points: Sequence[Any], values: Sequence[Any]) -> fmpq:
    """The least over affine functions a of max_j |values[j] - a(points[j])|, for ascending points.

    Half the largest vertical gap between the upper and the lower convex hull.

    >>> affine_error([0, "1/2", 1], [0, "1/4", 1])
    1/8
    """
    graph = _graph(points, values)
    lower, upper = _hull(graph, 1), _hull(graph, -1)
    gaps = [_height(upper, x) - y for x, y in lower] + [y - _height(lower, x) for x, y in upper]
    return max(gaps) / 2


def best_segmentation(points: Sequence[Any], values: Sequence[Any], p: int) -> tuple[fmpq, tuple[int, ...]]:
    """The least error of p affine pieces on ascending points, and where the runs start that reach it.

    The points are divided into at most p runs of neighbours, each approximated on its own; all divisions are compared
    by dynamic programming. The error bounds from below that of any function with p affine pieces on an interval that
    holds the points.

    >>> best_segmentation(range(4), [0, 1, 1, 0], 2)
    (0, (0, 2))
    """
    graph = _graph(points, values)
    if p < 1:
        raise DomainError(f"a segmentation has at least one piece, not {p}")
    size = len(graph)
    runs = [[_run_error(graph[i : j + 1]) for j in range(i, size)] for i in range(size)]  # runs[i][j - i]: points i..j
    best: list[tuple[fmpq, tuple[int, ...]]] = [(runs[0][j], (0,)) for j in range(size)]
    for _ in range(min(p, size) - 1):
        best = [_extended(best, runs, j) for j in range(size)]
    return best[-1]


def _extended(best: list[tuple[fmpq, tuple[int, ...]]], runs: list[list[fmpq]], j: int) -> tuple[fmpq, tuple[int, ...]]:
    """The best division of points 0..j when one more run is allowed."""
    options = [best[j]]
    options += [(max(best[i - 1][0], runs[i][j - i]), (*best[i - 1][1], i)) for i in range(1, j + 1)]
    return min(options, key=lambda option: (option[0], len(option[1])))


def _run_error(graph: list[tuple[fmpq, fmpq]]) -> fmpq:
    return affine_error(*zip(*graph, strict=True))


def _graph(points: Sequence[Any], values: Sequence[Any]) -> list[tuple[fmpq, fmpq]]:
    if len(points) != len(values) or not len(points):
        raise ShapeError(f"{len(points)} points and {len(values)} values are given; give one value per point")
    graph = [(rational(x), rational(y)) for x, y in zip(points, values, strict=True)]
    if any(a >= b for (a, _), (b, _) in pairwise(graph)):
        raise DomainError("the points must ascend, each above the one before")
    return graph


def _hull(graph: list[tuple[fmpq, fmpq]], side: int) -> list[tuple[fmpq, fmpq]]:
    """The corners of the lower (side 1) or upper (side -1) convex hull, from left to right."""
    corners: list[tuple[fmpq, fmpq]] = []
    for x, y in graph:
        while len(corners) > 1:
            (a, f), (b, g) = corners[-2:]
            if side * ((g - f) * (x - a) - (y - f) * (b - a)) < 0:
                break
            corners.pop()
        corners.append((x, y))
    return corners


def _height(corners: list[tuple[fmpq, fmpq]], x: fmpq) -> fmpq:
    """The polygon through the corners at x."""
    for (a, f), (b, g) in pairwise(corners):
        if x <= b:
            return f + (g - f) * (x - a) / (b - a)
    return corners[-1][1]
