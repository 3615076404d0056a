"""Regions in the plane: their polygons, and the segments at which they meet, exactly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flint import fmpq

Point = tuple[fmpq, fmpq]


class Border(NamedTuple):
    """A segment with the polygon on each of its sides, None for outside of all."""

    start: Point
    end: Point
    left: int | None
    right: int | None


def polygon(vertices: Sequence[Sequence[fmpq]]) -> list[Point]:
    """The corners of the convex hull, counterclockwise from the lexicographically least.

    >>> polygon([[fmpq(x), fmpq(y)] for x, y in [(0, 0), (1, 1), (1, 0), (0, 1)]])
    [(0, 0), (1, 0), (1, 1), (0, 1)]
    """
    ordered = sorted((x, y) for x, y in vertices)
    return _chain(ordered)[:-1] + _chain(ordered[::-1])[:-1]


def _chain(points: Sequence[Point]) -> list[Point]:
    """The corners that turn left, from the first point to the last."""
    chain: list[Point] = []
    for point in points:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(a: Point, b: Point, c: Point) -> fmpq:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def borders(polygons: Sequence[Sequence[Point]]) -> Iterator[Border]:
    """The segments that bound convex polygons which do not overlap; polygons need not meet edge to edge.

    Each segment has one polygon, or nothing, on either side of its whole length. Polygons are counterclockwise.
    """
    lines: dict[tuple[fmpq | None, fmpq], tuple[list[_Edge], list[_Edge]]] = defaultdict(lambda: ([], []))
    for number, corners in enumerate(polygons):
        for p, q in zip(corners, [*corners[1:], corners[0]], strict=True):
            if p[0] != q[0]:
                slope = (q[1] - p[1]) / (q[0] - p[0])
                key: tuple[fmpq | None, fmpq] = slope, p[1] - slope * p[0]
            else:
                key = None, p[0]
            first, last = sorted((p, q))
            lines[key][first is not p].append((first, last, number))
    for left, right in lines.values():
        yield from _matched(sorted(left), sorted(right))


_Edge = tuple[Point, Point, int]


def _matched(left: list[_Edge], right: list[_Edge]) -> Iterator[Border]:
    """The segments of one line, given the edges on each of its sides in order."""
    if len(left) == len(right) == 1 and left[0][:2] == right[0][:2]:
        yield Border(*left[0], right[0][2])
        return
    stops = sorted({point for side in (left, right) for edge in side for point in edge[:2]})
    owners = [_owners(side, stops) for side in (left, right)]
    for start, end, above, below in zip(stops, stops[1:], *owners, strict=False):
        if above is not None or below is not None:
            yield Border(start, end, above, below)


def _owners(edges: list[_Edge], stops: list[Point]) -> list[int | None]:
    """For each gap between stops the edge that covers it."""
    found: list[int | None] = []
    remaining = iter(edges)
    edge = next(remaining, None)
    for start in stops[:-1]:
        while edge is not None and edge[1] <= start:
            edge = next(remaining, None)
        found.append(edge[2] if edge is not None and edge[0] <= start else None)
    return found
