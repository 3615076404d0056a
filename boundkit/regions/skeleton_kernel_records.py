"""Records of the compiled skeleton engine, the room that they take, and the words that hyperplanes are hashed to."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from boundkit.regions.kernel_cache import kernel
from boundkit.regions.kernel_tools import grown

DONE, UNCERTAIN, NOT_SIMPLE = 0, 1, 2
BLOCK = 64
SHIFT = 4  # 2^SHIFT is more than the engine's largest dimension
SLOT = (1 << SHIFT) - 1


class Vertices(NamedTuple):
    """Vertices of the complex, the first ``live`` rows of every array.

    points (V, d) and values (V, n) of the current layer's units, both approximate; shifts (V,)
    bounds on the distance of the point from the true vertex; planes (V, d) the hyperplanes that meet in the
    vertex; ages (V,) how many interpolations led to it; signs (V, words) bit j set where unit j is positive; history
    (V, words) the signs of the earlier layers side by side.
    """

    live: int
    points: Any
    values: Any
    shifts: Any
    planes: Any
    ages: Any
    signs: Any
    history: Any


class Edges(NamedTuple):
    """Edges of the complex, the first ``live`` rows of every array.

    ends (E, 2) its vertices; keys (E,) the signs of all earlier layers, hashed; zeros (E, d - 1) the hyperplanes that
    contain it; spreads (E, d - 1) how far a point that nearly lies on c + 1 of them can be from their common flat.
    """

    live: int
    ends: Any
    keys: Any
    zeros: Any
    spreads: Any


class Queue(NamedTuple):
    """Which edges the hyperplanes to come cut: for every unit a linked list of the edges that it cuts first.

    head (units + 1,) the first edge of each list; counts (units + 1,) their lengths; after (E,) the next edge.
    """

    head: Any
    counts: Any
    after: Any


class Slice(NamedTuple):
    """Room for the work on one hyperplane, which cuts C edges.

    edges (C,) those edges; steps (C,) where on them, from 0 to 1; slopes (C,) how fast the unit grows there at least;
    ways (C, d - 1) the edges within the hyperplane that lead up from each new vertex; pairs (C (d - 1), 2) the new
    edges, by the numbers that ``_faces`` gives to a 2-face seen from its two cut edges. table (S, 2): 2-faces of which
    one cut edge is known, hashed: key, then one more than its number, 0 where the place is free. faces (F, 3): keys
    and numbers of the 2-faces that come next, and what their places hold.
    """

    edges: Any
    steps: Any
    slopes: Any
    ways: Any
    pairs: Any
    table: Any
    faces: Any


class Bounds(NamedTuple):
    """What rounding can have done: the ``Errors`` of a layer, the units' steepest slopes, and the largest of those."""

    eta: float
    rho: float
    steepest: Any
    largest: float


@kernel(inline="always")
def mixed(x):
    x = np.uint64(x) + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@kernel(inline="always")
def label(unit, sign):
    """A random-looking word for a hyperplane and a side: 0 below, 1 above, 2 on it."""
    return mixed(np.uint64(unit) * np.uint64(3) + np.uint64(sign) + np.uint64(1))


@kernel(inline="always")
def bit_of(unit):
    return np.uint64(1) << np.uint64(unit & 63)


@kernel()
def room_to_work(crossed, d):
    size, faces = 64, crossed * max(d - 1, 1)
    while size < 2 * faces:
        size *= 2
    return Slice(
        np.empty(crossed, np.int32),
        np.empty(crossed),
        np.empty(crossed),
        np.empty((crossed, d - 1), np.int8),
        np.empty((faces, 2), np.int64),
        np.empty((size, 2), np.uint64),
        np.empty((2 * d * BLOCK, 3), np.uint64),
    )


@kernel()
def with_signs(vertices, signs):
    live, points, values, shifts, planes, ages, _, history = vertices
    return Vertices(live, points, values, shifts, planes, ages, signs, history)


@kernel()
def live_vertices(vertices, live):
    _, points, values, shifts, planes, ages, signs, history = vertices
    return Vertices(live, points, values, shifts, planes, ages, signs, history)


@kernel()
def live_edges(edges, live):
    _, ends, keys, zeros, spreads = edges
    return Edges(live, ends, keys, zeros, spreads)


@kernel()
def with_room(vertices, more):
    """The same vertices with room for ``more``; memory that is not written is not taken."""
    live, points, values, shifts, planes, ages, signs, history = vertices
    if live + more > points.shape[0]:
        size = max(live + more, 3 * points.shape[0] + 256)
        points, shifts, planes = grown(points, size, live), grown(shifts, size, live), grown(planes, size, live)
        ages, signs = grown(ages, size, live), grown(signs, size, live)
    if live + more > values.shape[0]:
        values, history = grown(values, points.shape[0], live), grown(history, points.shape[0], live)
    return Vertices(live, points, values, shifts, planes, ages, signs, history)


@kernel()
def edges_with_room(edges, queue, more):
    live, ends, keys, zeros, spreads = edges
    if live + more <= ends.shape[0]:
        return edges, queue
    size = max(live + more, 3 * ends.shape[0] + 512)
    ends, keys = grown(ends, size, live), grown(keys, size, live)
    zeros, spreads = grown(zeros, size, live), grown(spreads, size, live)
    return Edges(live, ends, keys, zeros, spreads), Queue(queue.head, queue.counts, grown(queue.after, size, live))
