"""Compiled part of the face lattice engine: the faces of all dimensions are cut by one layer's hyperplanes."""

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
def _decided(forced, v, unit):
    """The side of a unit on which a vertex lies, if that was decided exactly before, else ZERO."""
    low, high = 0, forced.shape[0]
    while low < high:
        middle = (low + high) >> 1
        if forced[middle, 0] < v or (forced[middle, 0] == v and forced[middle, 1] < unit):
            low = middle + 1
        else:
            high = middle
    if low < forced.shape[0] and forced[low, 0] == v and forced[low, 1] == unit:
        return forced[low, 2]
    return ZERO


@kernel()
def split_layer(
    d, base, first_word, cuts, above_bits, below_bits, eta, rho, steepest, forced, first, limit, old_corners, old_faces
):
    """Cut all faces by the hyperplanes of one layer, numbered from ``base``, from unit ``first`` on.

    Stops early, between two units, when there are more than ``limit`` faces.

    A value within its error bound counts as zero unless ``forced`` (rows: vertex, unit, side; sorted) says otherwise.
    Cells above a hyperplane get its ``above_bits`` in the pattern words from
    ``first_word`` on, cells below it its ``below_bits``. Returns a status, the unit to go on with, vertices,
    faces, and rows (vertex, unit, side) that wait for proof.
    """
    vertices, points, values, shifts, ages, origins = old_corners
    count, sizes, members, starts, lengths, used, pool, spreads, patterns = old_faces
    sizes, members, starts, lengths = sizes.copy(), members.copy(), starts.copy(), lengths.copy()
    patterns = patterns.copy()
    used, pool = _compacted(count, starts, lengths, pool)
    units, words = values.shape[1], above_bits.shape[1]
    guesses = np.empty((64, 3), np.int64)
    guessed = 0
    side = np.empty(points.shape[0], np.uint8)
    mark = np.full(points.shape[0], -1, np.int32)
    flags = np.empty(starts.shape[0], np.uint8)
    stamp = np.full(starts.shape[0], -1, np.int32)
    section = np.full(starts.shape[0], -1, np.int32)
    upper = np.full(starts.shape[0], -1, np.int32)
    slopes = np.zeros(starts.shape[0])
    following_unit = units
    for unit in range(first, units):
        if not cuts[unit]:
            continue
        if count > limit:
            following_unit = unit
            break
        steep = steepest[unit]
        residual = rho
        for v in range(vertices):
            value = values[v, unit]
            if abs(value) > eta + steep * shifts[v]:
                side[v] = ABOVE if value > 0.0 else BELOW
            else:
                side[v] = _decided(forced, v, unit)
                residual = max(residual, abs(value) + rho)
                if guessed == guesses.shape[0]:
                    guesses = grown(guesses, 2 * guessed, guessed)
                guesses[guessed, 0], guesses[guessed, 1], guesses[guessed, 2] = v, unit, side[v]
                guessed += 1
            mark[v] = -1
        for dimension in range(1, d + 1):
            size = sizes[dimension]
            crossed, extra = 0, np.int64(0)
            for k in range(size):
                f = members[dimension, k]
                flag = 0
                slope = 0.0
                start = starts[f]
                if dimension == 1:
                    a, b = pool[start], pool[start + 1]
                    flag = side[a] | side[b]
                    if side[a] != side[b]:
                        length = 0.0
                        for axis in range(d):
                            step = points[a, axis] - points[b, axis]
                            length += step * step
                        rise = abs(values[a, unit] - values[b, unit]) - 2 * eta - steep * (shifts[a] + shifts[b])
                        if not length > 1e-280:
                            rise = 0.0
                            length = 1.0
                        slope = rise / (np.sqrt(length) * 1.0000001 + shifts[a] + shifts[b])
                else:
                    for c in range(lengths[f]):
                        child = pool[start + c]
                        flag |= flags[child]
                        slope = max(slope, slopes[child])
                        if flags[child] != CROSSED:
                            extra += lengths[child]
                flags[f] = flag
                slopes[f] = slope
                section[f] = stamp[f] = -1
                if flag == CROSSED:
                    crossed += 1
                    extra += 3 * np.int64(lengths[f]) + 4
                elif dimension == d and flag == ABOVE:
                    for w in range(words):
                        patterns[f, first_word + w] |= above_bits[unit, w]
                elif dimension == d and flag == BELOW:
                    for w in range(words):
                        patterns[f, first_word + w] |= below_bits[unit, w]
            if crossed == 0:
                continue
            if count + 2 * crossed > starts.shape[0]:
                room = max(count + 2 * crossed, starts.shape[0] * 3 // 2)
                starts, lengths = grown(starts, room, count), grown(lengths, room, count)
                spreads, patterns = grown(spreads, room, count), grown(patterns, room, count)
                flags, stamp, section = (
                    grown(flags, room, count),
                    grown(stamp, room, count),
                    grown(section, room, count),
                )
                upper, slopes = grown(upper, room, count), grown(slopes, room, count)
                wider = np.empty((d + 1, room), members.dtype)
                wider[:, : members.shape[1]] = members
                members = wider
            if used + extra > pool.shape[0]:
                pool = grown(pool, max(used + extra, pool.shape[0] * 3 // 2), used)
            if dimension == 1 and vertices + crossed > points.shape[0]:
                room = max(vertices + crossed, points.shape[0] * 3 // 2)
                points, shifts, side = (
                    grown(points, room, vertices),
                    grown(shifts, room, vertices),
                    grown(side, room, vertices),
                )
                ages, origins, mark = (
                    grown(ages, room, vertices),
                    grown(origins, room, vertices),
                    grown(mark, room, vertices),
                )
            if dimension == 1 and vertices + crossed > values.shape[0]:
                values = grown(values, points.shape[0], vertices)
            for k in range(size):
                f = members[dimension, k]
                if flags[f] != CROSSED:
                    continue
                slope = slopes[f]
                start, length = starts[f], lengths[f]
                spread = spreads[f]
                reach = (spread + (residual + steep * spread) / slope) * 1.0000001 if slope > 0.0 else np.inf
                g = count
                count += 1
                members[dimension, sizes[dimension]] = g
                sizes[dimension] += 1
                spreads[g], stamp[g] = spread, -1
                flags[f], flags[g] = CROSSED, CROSSED
                upper[f] = g
                for w in range(patterns.shape[1]):
                    patterns[g, w] = patterns[f, w]
                if dimension == d:
                    for w in range(words):
                        patterns[g, first_word + w] |= above_bits[unit, w]
                        patterns[f, first_word + w] |= below_bits[unit, w]
                if dimension == 1:
                    a, b = pool[start], pool[start + 1]
                    if side[a] == ABOVE:
                        a, b = b, a
                    va, vb = values[a, unit], values[b, unit]
                    if va == vb:
                        partial = Corners(vertices, points, values, shifts, ages, origins)
                        return UNCERTAIN, unit, partial, old_faces, guesses[:guessed]
                    t = min(max(va / (va - vb), 0.0), 1.0)
                    m = vertices
                    vertices += 1
                    distance = 0.0
                    for axis in range(d):
                        step = points[b, axis] - points[a, axis]
                        points[m, axis] = points[a, axis] + t * step
                        distance += step * step
                    distance = np.sqrt(distance) * 1.0000001 + 1e-140 + shifts[a] + shifts[b]
                    for j in range(units):
                        values[m, j] = values[a, j] + t * (values[b, j] - values[a, j])
                    shifts[m] = min(reach, distance)
                    ages[m] = max(ages[a], ages[b]) + 1
                    origins[m, 0], origins[m, 1], origins[m, 2] = a, b, base + unit
                    side[m], mark[m] = ZERO, -1
                    section[f] = m
                    pool[start], pool[start + 1] = a, m
                    starts[g], lengths[g] = used, 2
                    pool[used], pool[used + 1] = m, b
                    used += 2
                    continue
                s = count
                count += 1
                section[f] = s
                members[dimension - 1, sizes[dimension - 1]] = s
                sizes[dimension - 1] += 1
                spreads[s], flags[s], stamp[s], slopes[s], section[s] = reach, ZERO, -1, 0.0, -1
                starts[s] = used
                for c in range(length):
                    child = pool[start + c]
                    if flags[child] == CROSSED:
                        pool[used] = section[child]
                        used += 1
                        continue
                    for q in range(lengths[child]):
                        part = pool[starts[child] + q]
                        if dimension == 2:
                            if side[part] == ZERO and mark[part] != f:
                                mark[part] = f
                                pool[used] = part
                                used += 1
                        elif flags[part] == ZERO and stamp[part] != f:
                            stamp[part] = f
                            pool[used] = part
                            used += 1
                lengths[s] = used - starts[s]
                if lengths[s] < dimension or (dimension == 2 and lengths[s] != 2):
                    partial = Corners(vertices, points, values, shifts, ages, origins)
                    return INCONSISTENT, unit, partial, old_faces, guesses[:guessed]
                starts[g] = used
                lower_start = used + length + 1
                above = below = 0
                for c in range(length):
                    child = pool[start + c]
                    if flags[child] == CROSSED:
                        pool[starts[g] + above] = upper[child]
                        pool[lower_start + below] = child
                        above += 1
                        below += 1
                    elif flags[child] == ABOVE:
                        pool[starts[g] + above] = child
                        above += 1
                    elif flags[child] == BELOW:
                        pool[lower_start + below] = child
                        below += 1
                    else:
                        partial = Corners(vertices, points, values, shifts, ages, origins)
                        return INCONSISTENT, unit, partial, old_faces, guesses[:guessed]
                pool[starts[g] + above] = s
                pool[lower_start + below] = s
                lengths[g] = above + 1
                starts[f], lengths[f] = lower_start, below + 1
                used = lower_start + below + 1
    new_corners = Corners(vertices, points, values, shifts, ages, origins)
    new_faces = Faces(count, sizes, members, starts, lengths, used, pool, spreads, patterns)
    return DONE, following_unit, new_corners, new_faces, guesses[:guessed]
