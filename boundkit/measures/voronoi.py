"""Voronoi cells of rational points in the unit square, exactly, and the centroidal ones that Lloyd's steps lead to.

Floats choose the points and guess which are neighbours; the cells are cut in exact arithmetic, and that their areas
add up to 1 shows that no neighbour was missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from flint import fmpq

from boundkit.errors import DomainError
from boundkit.measures.convex_cells import UNIT_SQUARE, Point, Polygon, Polygons
from boundkit.measures.space_cells import SpaceCells
from boundkit.networks.affine import Floats

_STEPS = 40  # of Lloyd
_PLACES = 1 << 16  # of a coordinate
_FEW = 8  # points, below which all are neighbours and no triangulation is made
_PIXELS = 32  # an axis, that stand for the square then


def voronoi(sites: Sequence[Point]) -> Polygons:
    """The cells of different points of the unit square, one each, in the order of the points.

    Raises DomainError when two points are equal.

    >>> [str(cell.area) for cell in voronoi([(fmpq(1, 4), fmpq(1, 2)), (fmpq(1, 2), fmpq(1, 2))]).cells]
    ['3/8', '5/8']
    """
    if len(set(sites)) < len(sites):
        raise DomainError("two of the points are equal: a Voronoi cell would be empty; give different points")
    everybody = range(len(sites))
    cells = [_cell(sites, own, near) for own, near in enumerate(_neighbours(sites))]
    if sum((cell.area for cell in cells), fmpq(0)) != 1:
        cells = [_cell(sites, own, everybody) for own in everybody]
    return Polygons(tuple(cells))


def _cell(sites: Sequence[Point], own: int, others: Iterable[int]) -> Polygon:
    """What of the square is nearer to one point than to the others: it holds the Voronoi cell."""
    (x, y), left = sites[own], UNIT_SQUARE
    for other in others:
        if other != own:
            u, v = sites[other]
            nearer = left.cut((u - x, v - y), (u * u + v * v - x * x - y * y) / 2)[0]
            assert nearer is not None, "the point itself is in it"
            left = nearer
    return left


def _neighbours(sites: Sequence[Point]) -> list[set[int]]:
    """Those that share an edge of the Delaunay triangulation in floats; all for few points."""
    if len(sites) < _FEW:
        return [set(range(len(sites)))] * len(sites)
    from scipy.spatial import Delaunay

    pointers, listed = Delaunay(np.array([[float(x), float(y)] for x, y in sites])).vertex_neighbor_vertices
    return [set(map(int, listed[pointers[own] : pointers[own + 1]])) for own in range(len(sites))]


@lru_cache
def lloyd(m: int, seed: int = 0) -> Polygons:
    """m cells that are nearly centroidal: Lloyd's steps in floats from random points, then exact cells.

    >>> len(lloyd(5).cells)
    5
    """
    points = SpaceCells.lloyd(2, m, _STEPS, seed).points if m >= _FEW else _few_points(m, seed)
    placed = dict.fromkeys((fmpq(round(x * _PLACES), _PLACES), fmpq(round(y * _PLACES), _PLACES)) for x, y in points)
    return voronoi(tuple(placed))


def _few_points(m: int, seed: int) -> Floats:
    """The same steps with the means of pixels for centroids, which needs no triangulation."""
    line = (np.arange(_PIXELS) + 0.5) / _PIXELS
    pixels = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    points = np.random.default_rng(seed).random((m, 2))
    for _ in range(_STEPS):
        owners = ((pixels[:, None] - points) ** 2).sum(axis=-1).argmin(axis=1)
        points = np.array([pixels[owners == own].mean(axis=0) for own in range(m)])
    return points
