"""Compiled part of the face lattice engine: the faces of all dimensions are cut by one layer's hyperplanes."""

from __future__ import annotations

import numpy as np

from boundkit.regions.kernel_cache import kernel
from boundkit.regions.kernel_tools import grown
from boundkit.regions.lattice_kernel_records import (
    ABOVE,
    BELOW,
    CROSSED,
    DONE,
    INCONSISTENT,
    UNCERTAIN,
    ZERO,
    Corners,
    Faces,
    Plane,
    corners_with_room,
    faces_with_room,
    new_marks,
    own_faces,
)


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
    corners, faces = old_corners, own_faces(old_faces)
    marks = new_marks(corners.points.shape[0], faces.starts.shape[0])
    guesses, guessed = np.empty((64, 3), np.int64), 0
    units = corners.values.shape[1]
    for unit in range(first, units):
        if not cuts[unit]:
            continue
        if faces.live > limit:
            return DONE, unit, corners, faces, guesses[:guessed]
        steep = steepest[unit]
        residual, guesses, guessed = _sides(unit, eta, rho, steep, forced, corners, marks, guesses, guessed)
        plane = Plane(unit, base + unit, first_word, above_bits[unit], below_bits[unit], eta, steep, residual)
        for dimension in range(1, d + 1):
            if dimension == 1:
                crossed, extra = _flag_edges(d, plane, corners, faces, marks)
            else:
                crossed, extra = _flag_faces(dimension, faces, marks)
            if dimension == d:
                _pass_cells(d, plane, faces, marks)
            if crossed == 0:
                continue
            faces, marks = faces_with_room(faces, marks, crossed, extra)
            if dimension == 1:
                corners, marks = corners_with_room(corners, marks, crossed)
                status, corners, faces = _cut_edges(d, plane, corners, faces, marks)
            else:
                status, faces = _split_faces(d, dimension, plane, faces, marks)
            if status != DONE:
                return status, unit, corners, old_faces, guesses[:guessed]
    return DONE, units, corners, faces, guesses[:guessed]


@kernel(inline="always")
def _sides(unit, eta, rho, steep, forced, corners, marks, guesses, guessed):
    """The sides of all vertices. Returns the largest value that counts as zero, with its error, and the guesses."""
    values, shifts, side, mark = corners.values, corners.shifts, marks.side, marks.mark
    residual = rho
    for v in range(corners.live):
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
    return residual, guesses, guessed


@kernel(inline="always")
def _flag_edges(d, plane, corners, faces, marks):
    """The sides of all edges. Returns how many are cut, and the room in the pool that cutting them takes."""
    points, values, shifts, side = corners.points, corners.values, corners.shifts, marks.side
    starts, pool, unit, crossed = faces.starts, faces.pool, plane.unit, 0
    for k in range(faces.sizes[1]):
        f = faces.members[1, k]
        a, b = pool[starts[f]], pool[starts[f] + 1]
        flag, slope = side[a] | side[b], 0.0
        if side[a] != side[b]:
            length = 0.0
            for axis in range(d):
                step = points[a, axis] - points[b, axis]
                length += step * step
            if length > 1e-280:
                rise = abs(values[a, unit] - values[b, unit]) - 2 * plane.eta - plane.steep * (shifts[a] + shifts[b])
                slope = rise / (np.sqrt(length) * 1.0000001 + shifts[a] + shifts[b])
        marks.flags[f], marks.slopes[f] = flag, slope
        marks.section[f] = marks.stamp[f] = -1
        crossed += flag == CROSSED
    return crossed, 10 * np.int64(crossed)


@kernel(inline="always")
def _flag_faces(dimension, faces, marks):
    """The same for the faces of one dimension, from those of one less."""
    starts, lengths, pool, flags, slopes = faces.starts, faces.lengths, faces.pool, marks.flags, marks.slopes
    crossed, extra = 0, np.int64(0)
    for k in range(faces.sizes[dimension]):
        f = faces.members[dimension, k]
        flag, slope, start = 0, 0.0, starts[f]
        for c in range(lengths[f]):
            child = pool[start + c]
            flag |= flags[child]
            slope = max(slope, slopes[child])
            if flags[child] != CROSSED:
                extra += lengths[child]
        flags[f], slopes[f] = flag, slope
        marks.section[f] = marks.stamp[f] = -1
        if flag == CROSSED:
            crossed += 1
            extra += 3 * np.int64(lengths[f]) + 4
    return crossed, extra


@kernel(inline="always")
def _pass_cells(d, plane, faces, marks):
    """Tell the cells on one side of the hyperplane so."""
    patterns, flags = faces.patterns, marks.flags
    for k in range(faces.sizes[d]):
        f = faces.members[d, k]
        if flags[f] == ABOVE:
            _add_bits(patterns, f, plane.word, plane.above)
        elif flags[f] == BELOW:
            _add_bits(patterns, f, plane.word, plane.below)


@kernel(inline="always")
def _add_bits(patterns, f, word, bits):
    for w in range(bits.shape[0]):
        patterns[f, word + w] |= bits[w]


@kernel(inline="always")
def _reach(spread, slope, plane):
    """How far a point that nearly lies in a face and in the hyperplane can be from both."""
    return (spread + (plane.residual + plane.steep * spread) / slope) * 1.0000001 if slope > 0.0 else np.inf


@kernel(inline="always")
def _twin(d, dimension, plane, f, g, faces, marks):
    """Make face g the part of face f above the hyperplane, and f the part below, but for what they consist of."""
    members, sizes, patterns = faces.members, faces.sizes, faces.patterns
    members[dimension, sizes[dimension]] = g
    sizes[dimension] += 1
    faces.spreads[g], marks.stamp[g] = faces.spreads[f], -1
    marks.flags[g], marks.upper[f] = CROSSED, g
    for w in range(patterns.shape[1]):
        patterns[g, w] = patterns[f, w]
    if dimension == d:
        _add_bits(patterns, g, plane.word, plane.above)
        _add_bits(patterns, f, plane.word, plane.below)


@kernel(inline="always")
def _cut_edges(d, plane, corners, faces, marks):
    """Cut the edges that have an end on each side. Returns a status, vertices and faces."""
    vertices, points, values, shifts, ages, origins = corners
    count, sizes, members, starts, lengths, used, pool, spreads, patterns = faces
    side, mark, flags, slopes, section = marks.side, marks.mark, marks.flags, marks.slopes, marks.section
    unit, status = plane.unit, DONE
    for k in range(sizes[1]):
        f = members[1, k]
        if flags[f] != CROSSED:
            continue
        start = starts[f]
        a, b = pool[start], pool[start + 1]
        if side[a] == ABOVE:
            a, b = b, a
        va, vb = values[a, unit], values[b, unit]
        if va == vb:
            status = UNCERTAIN
            break
        g, m = count, vertices
        count += 1
        vertices += 1
        _twin(d, 1, plane, f, g, faces, marks)
        t = min(max(va / (va - vb), 0.0), 1.0)
        distance = 0.0
        for axis in range(d):
            step = points[b, axis] - points[a, axis]
            points[m, axis] = points[a, axis] + t * step
            distance += step * step
        distance = np.sqrt(distance) * 1.0000001 + 1e-140 + shifts[a] + shifts[b]
        for j in range(values.shape[1]):
            values[m, j] = values[a, j] + t * (values[b, j] - values[a, j])
        shifts[m] = min(_reach(spreads[f], slopes[f], plane), distance)
        ages[m] = max(ages[a], ages[b]) + 1
        origins[m, 0], origins[m, 1], origins[m, 2] = a, b, plane.number
        side[m], mark[m] = ZERO, -1
        section[f] = m
        pool[start], pool[start + 1] = a, m
        starts[g], lengths[g] = used, 2
        pool[used], pool[used + 1] = m, b
        used += 2
    return (
        status,
        Corners(vertices, points, values, shifts, ages, origins),
        Faces(count, sizes, members, starts, lengths, used, pool, spreads, patterns),
    )


@kernel(inline="always")
def _split_faces(d, dimension, plane, faces, marks):
    """Split the faces of one dimension that the hyperplane cuts. Returns a status and the faces."""
    count, sizes, members, starts, lengths, used, pool, spreads, patterns = faces
    flags, slopes, section, stamp = marks.flags, marks.slopes, marks.section, marks.stamp
    status = DONE
    for k in range(sizes[dimension]):
        f = members[dimension, k]
        if flags[f] != CROSSED:
            continue
        g, s = count, count + 1
        count += 2
        _twin(d, dimension, plane, f, g, faces, marks)
        section[f] = s
        members[dimension - 1, sizes[dimension - 1]] = s
        sizes[dimension - 1] += 1
        spreads[s], flags[s], stamp[s], slopes[s], section[s] = _reach(spreads[f], slopes[f], plane), ZERO, -1, 0.0, -1
        starts[s] = used
        used = _section(dimension, f, starts, lengths, pool, used, marks)
        lengths[s] = used - starts[s]
        if lengths[s] < dimension or (dimension == 2 and lengths[s] != 2):
            status = INCONSISTENT
            break
        used = _halves(f, g, s, starts, lengths, pool, used, marks)
        if used < 0:
            status = INCONSISTENT
            break
    return status, Faces(count, sizes, members, starts, lengths, used, pool, spreads, patterns)


@kernel(inline="always")
def _section(dimension, f, starts, lengths, pool, used, marks):
    """Write what the section of a face consists of behind what the pool holds. Returns the new end of the pool."""
    side, mark, flags, section, stamp = marks.side, marks.mark, marks.flags, marks.section, marks.stamp
    start = starts[f]
    for c in range(lengths[f]):
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
    return used


@kernel(inline="always")
def _halves(f, g, s, starts, lengths, pool, used, marks):
    """Write the children of both parts of a face behind the pool. Returns its new end, -1 where one lies on no side."""
    flags, upper = marks.flags, marks.upper
    start, length = starts[f], lengths[f]
    high, low = used, used + length + 1
    above, below = high, low
    for c in range(length):
        child = pool[start + c]
        flag = flags[child]
        if flag == ZERO:
            return np.int64(-1)
        if flag & ABOVE:
            pool[above] = upper[child] if flag == CROSSED else child
            above += 1
        if flag & BELOW:
            pool[below] = child
            below += 1
    pool[above] = pool[below] = s
    starts[g], lengths[g] = high, above + 1 - high
    starts[f], lengths[f] = low, below + 1 - low
    return below + 1
