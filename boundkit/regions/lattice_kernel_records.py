"""Records of the compiled face lattice engine, and the room that they take."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from boundkit.regions.kernel_cache import kernel
from boundkit.regions.kernel_tools import grown

DONE, UNCERTAIN, INCONSISTENT = 0, 1, 2
ZERO, BELOW, ABOVE, CROSSED = 0, 1, 2, 3


class Corners(NamedTuple):
    """The vertices, the first ``live`` rows of every array.

    points (V, d) and values (V, n) of the current layer's units, both approximate; shifts (V,) bounds on the distance
    of the point from the true vertex; ages (V,) how many interpolations led to it; origins (V, 3) the ends of the edge
    on which it lies, and the hyperplane that cut it there (-1 for the domain's own vertices).
    """

    live: int
    points: Any
    values: Any
    shifts: Any
    ages: Any
    origins: Any


class Faces(NamedTuple):
    """The faces of dimension 1 to d, the first ``live`` rows of every array.

    members (d + 1, F): row k lists the faces of dimension k, the first sizes[k] entries. The faces of dimension k - 1
    in face f (vertices for an edge) are pool[starts[f] : starts[f] + lengths[f]]. spreads (F,): how far a point that
    nearly lies on the hyperplanes of a face can be from its hull; patterns (F, words) the signs of all layers, for
    cells.
    """

    live: int
    sizes: Any
    members: Any
    starts: Any
    lengths: Any
    used: int
    pool: Any
    spreads: Any
    patterns: Any


class Marks(NamedTuple):
    """What one hyperplane makes of vertices and faces.

    side (V,) where a vertex lies; mark (V,) the face whose section listed it last. flags (F,) the sides on which a face
    has vertices; slopes (F,) how fast the unit grows on it at least; section (F,) what the hyperplane has in common
    with it; upper (F,) its part above; stamp (F,) the face whose section listed it last.
    """

    side: Any
    mark: Any
    flags: Any
    slopes: Any
    section: Any
    upper: Any
    stamp: Any


class Plane(NamedTuple):
    """A hyperplane to be inserted: its unit, its number, and the pattern bits of cells above and below it.

    Bits (words,) go to the pattern words from ``word`` on. eta and steep bound the error of a value, ``residual`` the
    values of the unit where it counts as zero.
    """

    unit: int
    number: int
    word: int
    above: Any
    below: Any
    eta: float
    steep: float
    residual: float


@kernel()
def _compacted(count, starts, lengths, pool):
    total = np.int64(0)
    for f in range(count):
        total += lengths[f]
    packed = np.empty(2 * total + 64, pool.dtype)
    used = np.int64(0)
    for f in range(count):
        start = starts[f]
        starts[f] = used
        for k in range(lengths[f]):
            packed[used] = pool[start + k]
            used += 1
    return used, packed


@kernel()
def own_faces(faces):
    """The faces in arrays that may be changed, the pool packed."""
    count, sizes, members, starts, lengths, _, pool, spreads, patterns = faces
    starts = starts.copy()
    used, pool = _compacted(count, starts, lengths, pool)
    return Faces(count, sizes.copy(), members.copy(), starts, lengths.copy(), used, pool, spreads, patterns.copy())


@kernel()
def new_marks(vertices, faces):
    return Marks(
        np.empty(vertices, np.uint8),
        np.full(vertices, -1, np.int32),
        np.empty(faces, np.uint8),
        np.zeros(faces),
        np.full(faces, -1, np.int32),
        np.full(faces, -1, np.int32),
        np.full(faces, -1, np.int32),
    )


@kernel(inline="always")
def faces_with_room(faces, marks, crossed, extra):
    count, sizes, members, starts, lengths, used, pool, spreads, patterns = faces
    side, mark, flags, slopes, section, upper, stamp = marks
    if count + 2 * crossed > starts.shape[0]:
        room = max(count + 2 * crossed, starts.shape[0] * 3 // 2)
        starts, lengths = grown(starts, room, count), grown(lengths, room, count)
        spreads, patterns = grown(spreads, room, count), grown(patterns, room, count)
        flags, slopes, section = grown(flags, room, count), grown(slopes, room, count), grown(section, room, count)
        upper, stamp = grown(upper, room, count), grown(stamp, room, count)
        wider = np.empty((members.shape[0], room), members.dtype)
        wider[:, : members.shape[1]] = members
        members = wider
    if used + extra > pool.shape[0]:
        pool = grown(pool, max(used + extra, pool.shape[0] * 3 // 2), used)
    return (
        Faces(count, sizes, members, starts, lengths, used, pool, spreads, patterns),
        Marks(side, mark, flags, slopes, section, upper, stamp),
    )


@kernel(inline="always")
def corners_with_room(corners, marks, crossed):
    live, points, values, shifts, ages, origins = corners
    side, mark, flags, slopes, section, upper, stamp = marks
    if live + crossed > points.shape[0]:
        room = max(live + crossed, points.shape[0] * 3 // 2)
        points, shifts, ages = grown(points, room, live), grown(shifts, room, live), grown(ages, room, live)
        origins, side, mark = grown(origins, room, live), grown(side, room, live), grown(mark, room, live)
    if live + crossed > values.shape[0]:
        values = grown(values, points.shape[0], live)
    return (
        Corners(live, points, values, shifts, ages, origins),
        Marks(side, mark, flags, slopes, section, upper, stamp),
    )
