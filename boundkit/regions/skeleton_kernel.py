"""Compiled part of the skeleton engine: one layer's hyperplanes are inserted into a complex."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from boundkit.regions.kernel_cache import kernel
from boundkit.regions.kernel_tools import grown, lowest_bit

DONE, UNCERTAIN, NOT_SIMPLE = 0, 1, 2
_BLOCK = 64


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
def _mixed(x):
    x = np.uint64(x) + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@kernel(inline="always")
def label(unit, sign):
    """A random-looking word for a hyperplane and a side: 0 below, 1 above, 2 on it."""
    return _mixed(np.uint64(unit) * np.uint64(3) + np.uint64(sign) + np.uint64(1))


@kernel(inline="always")
def _bit(unit):
    return np.uint64(1) << np.uint64(unit & 63)


@kernel()
def _next_cut(signs, planes, a, b, unit, base, units):
    """The first unit after ``unit`` whose hyperplane passes between the vertices a and b, or ``units``."""
    start = unit + 1
    if start >= units:
        return units
    mask = ~np.uint64(0) << np.uint64(start & 63)
    for word in range(start >> 6, signs.shape[1]):
        differ = (signs[a, word] ^ signs[b, word]) & mask
        if differ:
            first = np.int64(base + (word << 6))
            for slot in range(planes.shape[1]):
                own = planes[a, slot] - first
                if 0 <= own < 64:
                    differ &= ~_bit(own)
                own = planes[b, slot] - first
                if 0 <= own < 64:
                    differ &= ~_bit(own)
            if differ:
                return (word << 6) + lowest_bit(differ)
        mask = ~np.uint64(0)
    return units


@kernel()
def _queue(base, first, units, vertices, edges):
    """The edges that the units from ``first`` on cut."""
    signs, planes, ends = vertices.signs, vertices.planes, edges.ends
    head, counts = np.full(units + 1, -1, np.int32), np.zeros(units + 1, np.int64)
    after = np.empty(ends.shape[0], np.int32)
    for e in range(edges.live):
        cut = _next_cut(signs, planes, ends[e, 0], ends[e, 1], first - 1, base, units)
        after[e] = head[cut]
        head[cut] = e
        counts[cut] += 1
    return Queue(head, counts, after)


@kernel()
def _forced(forced, v, unit, guess):
    """The sign of a unit at a vertex: as decided exactly before, else the guess."""
    for k in range(forced.shape[0]):
        if forced[k, 0] == v and forced[k, 1] == unit:
            return forced[k, 2] > 0
    return guess


@kernel()
def _first_signs(cuts, bounds, forced, vertices, signs, guesses):
    """The signs of all units at the vertices of the layers before. Returns the number of guesses, -1 if too many."""
    values, shifts = vertices.values, vertices.shifts
    guessed = 0
    for v in range(vertices.live):
        bound = bounds.eta + bounds.largest * shifts[v]
        for j in range(values.shape[1]):
            if not cuts[j]:
                continue
            positive = values[v, j] > 0.0
            if not abs(values[v, j]) > bound:
                positive = _forced(forced, v, j, positive)
                if guessed == guesses.shape[0]:
                    return -1
                guesses[guessed, 0], guesses[guessed, 1], guesses[guessed, 2] = v, j, positive
                guessed += 1
            if positive:
                signs[v, j >> 6] |= _bit(j)
    return guessed


@kernel()
def insert_layer(d, base, last, cuts, level, eta, rho, steepest, forced, first, limit, vertices, edges):
    """Insert the hyperplanes of one layer, numbered from ``base``, from unit ``first`` on.

    Every hyperplane adds as many regions as its slice has cells, and every cell of a slice has one lowest vertex in
    the direction ``level``. Stops early, between two units, when there are more than ``limit`` vertices. Returns a
    status, the unit to go on with, the new vertices and edges (of the ``last`` layer only those that wait for further
    cuts), how many regions were added, and what was guessed: rows (vertex, unit, sign) where a value lies within its
    error bound, rows (vertex, -1 - other vertex, sign) where the order of two heights does.
    """
    units = vertices.values.shape[1]
    bounds = Bounds(eta, rho, steepest, steepest.max())
    guesses = np.empty((1024 + (vertices.live >> 4), 3), np.int64)
    guessed, added = 0, np.int64(0)
    if first == 0:
        signs = np.zeros((vertices.points.shape[0], (units + 63) >> 6), np.uint64)
        guessed = _first_signs(cuts, bounds, forced, vertices, signs, guesses)
        if guessed < 0:
            return UNCERTAIN, 0, vertices, edges, 0, guesses[:0]
        vertices = _with_signs(vertices, signs)
    queue = _queue(base, first, units, vertices, edges)
    labels = np.empty((base + units, 3), np.uint64)
    for plane in range(base + units):
        for side in range(3):
            labels[plane, side] = label(plane, side)
    work = _room_to_work(64, d)
    for unit in range(first, units):
        crossed = queue.counts[unit]
        if crossed == 0:
            continue
        if vertices.live > limit:
            return DONE, unit, vertices, edges, added, guesses[:guessed]
        vertices = _with_room(vertices, crossed)
        edges, queue = _edges_with_room(edges, queue, crossed * d)
        if guesses.shape[0] < guessed + 1024 + (vertices.live >> 4):
            guesses = grown(guesses, 2 * (guessed + 1024 + (vertices.live >> 4)), guessed)
        if work.edges.shape[0] < crossed:
            work = _room_to_work(2 * crossed, d)
        old = vertices.live
        status, guessed = _cut(
            d, base, unit, last, bounds, forced, vertices, edges, queue, crossed, work, guesses, guessed
        )
        vertices = _live_vertices(vertices, old + crossed)
        if status == DONE:
            pairs = _pair(d, base, unit, vertices, old, edges, labels, crossed, work)
            status = DONE if pairs >= 0 else NOT_SIMPLE
        if status == DONE:
            status, guessed, gain, live = _join(
                d, base, unit, last, level, bounds, forced, vertices, old, edges, queue, labels, crossed, pairs, work,
                guesses, guessed,
            )  # fmt: skip
            added += gain
            edges = _live_edges(edges, live)
        if status != DONE:
            return status, unit, vertices, edges, added, guesses[:guessed]
    return DONE, units, vertices, edges, added, guesses[:guessed]


@kernel()
def _room_to_work(crossed, d):
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
        np.empty((2 * d * _BLOCK, 3), np.uint64),
    )


@kernel()
def _with_signs(vertices, signs):
    live, points, values, shifts, planes, ages, _, history = vertices
    return Vertices(live, points, values, shifts, planes, ages, signs, history)


@kernel()
def _live_vertices(vertices, live):
    _, points, values, shifts, planes, ages, signs, history = vertices
    return Vertices(live, points, values, shifts, planes, ages, signs, history)


@kernel()
def _live_edges(edges, live):
    _, ends, keys, zeros, spreads = edges
    return Edges(live, ends, keys, zeros, spreads)


@kernel()
def _with_room(vertices, more):
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
def _edges_with_room(edges, queue, more):
    live, ends, keys, zeros, spreads = edges
    if live + more <= ends.shape[0]:
        return edges, queue
    size = max(live + more, 3 * ends.shape[0] + 512)
    ends, keys = grown(ends, size, live), grown(keys, size, live)
    zeros, spreads = grown(zeros, size, live), grown(spreads, size, live)
    return Edges(live, ends, keys, zeros, spreads), Queue(queue.head, queue.counts, grown(queue.after, size, live))


# One loop over edges whose sign cases share a dozen scratch arrays; compiled code gains nothing from passing them on.
@kernel()
def _cut(  # noqa: C901, PLR0912
    d, base, unit, last, bounds, forced, vertices, edges, queue, crossed, work, guesses, guessed
):
    """Add the vertices where the hyperplane of ``unit`` cuts edges. Returns a status and the number of guesses."""
    old, points, values, shifts, planes, ages, signs, history = vertices
    _, ends, _, zeros, spreads = edges
    order, steps, slopes = work.edges, work.steps, work.slopes
    units, words = np.uint64(values.shape[1]), signs.shape[1]
    eta, rho, steep = bounds.eta, bounds.rho, bounds.steepest[unit]
    word_of, own = unit >> 6, _bit(unit)
    beyond = ~(own | (own - np.uint64(1)))
    e = queue.head[unit]
    for i in range(crossed):
        order[i] = e
        e = queue.after[e]
    for i in range(crossed):
        va, vb = values[ends[order[i], 0], unit], values[ends[order[i], 1], unit]
        step = va / (va - vb) if va != vb else -1.0
        if not 0.0 <= step <= 1.0:
            return UNCERTAIN, guessed
        steps[i] = step
    first_column = np.uint64(unit + 1 if last else 0)
    for i in range(crossed):
        a, b, m, step = ends[order[i], 0], ends[order[i], 1], old + i, steps[i]
        for j in range(first_column, units):
            values[m, j] = values[a, j] + step * (values[b, j] - values[a, j])
    for i in range(crossed):
        e, m, step = order[i], old + i, steps[i]
        a, b = ends[e, 0], ends[e, 1]
        length = 0.0
        for k in range(d):
            way = points[b, k] - points[a, k]
            points[m, k] = points[a, k] + step * way
            length += way * way
        if not length > 1e-280:
            return UNCERTAIN, guessed
        length = np.sqrt(length) * 1.0000001 + shifts[a] + shifts[b]
        slope = (abs(values[a, unit] - values[b, unit]) - 2 * eta - steep * (shifts[a] + shifts[b])) / length
        spread = spreads[e, d - 2] if d > 1 else 0.0
        shift = length
        if slope > 0.0:
            shift = min(shift, (spread + (rho + steep * spread) / slope) * 1.0000001)
        slopes[i], shifts[m] = slope, shift
        ages[m] = max(ages[a], ages[b]) + 1
        for w in range(history.shape[1]):
            history[m, w] = history[a, w] | history[b, w]
        for q in range(d - 1):
            planes[m, q] = zeros[e, q]
        planes[m, d - 1] = base + unit
        bound = eta + bounds.largest * shift
        for w in range(words):
            word, doubtful = signs[a, w] | signs[b, w], np.uint64(0)
            if w >= word_of:
                doubtful = signs[a, w] ^ signs[b, w]  # where both ends agree, all that is between them does
            if w == word_of:
                doubtful &= beyond
                word &= ~own
            while doubtful:
                bit = doubtful & (~doubtful + np.uint64(1))
                doubtful ^= bit
                j = (w << 6) + lowest_bit(bit)
                positive = values[m, j] > 0.0
                if not abs(values[m, j]) > bound:
                    positive = _forced(forced, m, j, positive)
                    if guessed == guesses.shape[0]:
                        return UNCERTAIN, guessed
                    guesses[guessed, 0], guesses[guessed, 1], guesses[guessed, 2] = m, j, positive
                    guessed += 1
                if not positive:
                    word ^= bit
            signs[m, w] = word
    return DONE, guessed


@kernel()
def _pair(d, base, unit, vertices, old, edges, labels, crossed, work):
    """Find the two cut edges of every 2-face that is cut. Returns the number of pairs, -1 if one has no partner."""
    pairs, table, faces = work.pairs, work.table, work.faces
    size, found, waiting, done = 64, 0, 0, crossed * 2 * d
    while size < 2 * crossed * (d - 1):
        size *= 2
    table[:size] = 0
    mask = np.uint64(size - 1)
    for start in range(0, crossed, _BLOCK):
        count = _faces(d, base, unit, vertices, old, edges, labels, start, min(start + _BLOCK, crossed), work)
        for k in range(count):
            faces[k, 2] = table[faces[k, 0] & mask, 1]  # brings the places into the cache, none waits for another
        for k in range(count):
            face = faces[k, 0]
            place = face & mask
            while table[place, 1] != 0 and table[place, 0] != face:
                place = (place + np.uint64(1)) & mask
            number, other = np.int64(faces[k, 1]), np.int64(table[place, 1]) - 1
            if other < 0:
                table[place, 0] = face
                table[place, 1] = np.uint64(number + 1)
                waiting += 1
                continue
            if other == done:
                return -1
            table[place, 1] = np.uint64(done + 1)
            waiting -= 1
            pairs[found, 0], pairs[found, 1] = number, other
            found += 1
    return found if waiting == 0 else -1


@kernel()
def _faces(d, base, unit, vertices, old, edges, labels, start, stop, work):
    """The keys and numbers of the 2-faces around some cut edges. Returns how many there are.

    Number (2 i + side) d + q is the face around edge i that leaves hyperplane q of those that contain it.
    """
    signs, keys, zeros = vertices.signs, edges.keys, edges.zeros
    order, faces = work.edges, work.faces
    word_of, below = unit >> 6, _bit(unit) - np.uint64(1)
    count = 0
    for i in range(start, stop):
        e, m = order[i], old + i
        here = keys[e]
        for q in range(d - 1):
            if zeros[e, q] >= base:
                here ^= labels[zeros[e, q], 2]
        for q in range(d - 1):
            plane = zeros[e, q]
            for side in range(int(plane < 2 * d), 2):
                face = here ^ labels[plane, 2 if plane >= base else side]
                for w in range(word_of + 1):
                    word = signs[m, w]
                    if w == word_of:
                        word &= below
                    if plane >= base and side == 1 and (plane - base) >> 6 == w:
                        word |= _bit(plane - base)
                    face = _mixed(face ^ word)
                faces[count, 0], faces[count, 1] = face, np.uint64((2 * i + side) * d + q)
                count += 1
    return count


# The faces that meet a hyperplane are walked once, and every branch writes to the same labels and edges.
@kernel()
def _join(  # noqa: C901, PLR0912, PLR0915
    d, base, unit, last, level, bounds, forced, vertices, old, edges, queue, labels, crossed, found, work,
    guesses, guessed,
):  # fmt: skip
    """Add the edges within the hyperplane and halve those that it cuts, and count the cells of its slice.

    Returns a status, the number of guesses, the number of cells, and the number of edges.
    """
    points, shifts, signs, planes = vertices.points, vertices.shifts, vertices.signs, vertices.planes
    live, ends, keys, zeros, spreads = edges
    head, counts, after = queue
    order, slopes, ways, pairs = work.edges, work.slopes, work.ways, work.pairs
    units = vertices.values.shape[1]
    steep, rho = bounds.steepest[unit], bounds.rho
    ways[:crossed] = 0
    level_length = 0.0
    for k in range(d):
        level_length += level[k] * level[k]
    level_length = np.sqrt(level_length) * 1.0000001
    for pair in range(found):
        i, q, side = pairs[pair, 0] // d >> 1, pairs[pair, 0] % d, pairs[pair, 0] // d & 1
        other, r = pairs[pair, 1] // d >> 1, pairs[pair, 1] % d
        m, n = old + i, old + other
        rise = size_of_rise = 0.0
        for k in range(d):
            rise += level[k] * (points[m, k] - points[n, k])
            size_of_rise += level[k] * (abs(points[m, k]) + abs(points[n, k]))
        upward = rise > 0.0
        if not abs(rise) > level_length * (shifts[m] + shifts[n]) + 1e-15 * d * size_of_rise:
            upward = _forced(forced, m, -1 - np.int64(n), upward)
            if guessed == guesses.shape[0]:
                return UNCERTAIN, guessed, 0, live
            guesses[guessed, 0], guesses[guessed, 1], guesses[guessed, 2] = m, -1 - n, upward
            guessed += 1
        if upward:
            ways[other, r] += 1
        else:
            ways[i, q] += 1
        cut = _next_cut(signs, planes, m, n, unit, base, units)
        if last and cut == units:
            continue
        e, first = order[i], order[other]
        f = live
        live += 1
        after[f] = head[cut]
        head[cut] = f
        counts[cut] += 1
        ends[f, 0], ends[f, 1] = n, m
        plane = zeros[e, q]
        keys[f] = keys[e]
        if plane < base:
            keys[f] ^= labels[plane, side]
        slot = 0
        for p in range(d - 1):
            if p != q:
                zeros[f, slot] = zeros[e, p]
                slot += 1
        zeros[f, d - 2] = base + unit
        inclined = max(slopes[i], slopes[other])
        previous = 0.0
        for c in range(d - 1):
            flat = min(spreads[e, c], spreads[first, c]) if c < d - 2 else 0.0
            spreads[f, c] = np.inf
            if inclined > 0.0:
                reach = (previous + (rho + steep * previous) / inclined) * 1.0000001
                spreads[f, c] = max(flat, reach)
            previous = flat
    for i in range(crossed):
        e, m = order[i], old + i
        b = ends[e, 1]
        ends[e, 1] = m
        cut = _next_cut(signs, planes, ends[e, 0], m, unit, base, units)
        if cut < units:
            after[e] = head[cut]
            head[cut] = e
            counts[cut] += 1
        cut = _next_cut(signs, planes, m, b, unit, base, units)
        if last and cut == units:
            continue
        f = live
        live += 1
        after[f] = head[cut]
        head[cut] = f
        counts[cut] += 1
        ends[f, 0], ends[f, 1], keys[f] = m, b, keys[e]
        for q in range(d - 1):
            zeros[f, q] = zeros[e, q]
            spreads[f, q] = spreads[e, q]
    cells = np.int64(0)
    for i in range(crossed):
        product = np.int64(1)
        for q in range(d - 1):
            product *= ways[i, q]
        cells += product
    return DONE, guessed, cells, live


@kernel()
def follow_leaders(base, cuts, leaders, above, below, always, vertices):
    """Give the units that were not inserted, being multiples of others or constant, their signs and zeros. In place."""
    values, planes, signs = vertices.values, vertices.planes, vertices.signs
    words = signs.shape[1]
    own = np.empty(words, np.uint64)
    for v in range(vertices.live):
        own[:] = always
        for unit in range(values.shape[1]):
            if not cuts[unit]:
                continue
            zero = False
            for k in range(planes.shape[1]):
                zero |= planes[v, k] == base + unit
            if zero:
                for j in range(values.shape[1]):
                    if leaders[j] == unit:
                        values[v, j] = 0.0
                continue
            positive = (signs[v, unit >> 6] >> np.uint64(unit & 63)) & np.uint64(1)
            for w in range(words):
                own[w] |= above[unit, w] if positive else below[unit, w]
        signs[v] = own


@kernel()
def close_layer(base, bends, cuts, slopes, vertices, edges):
    """Apply the rectifier to the values, and add the layer's signs to the edges' keys. In place."""
    values, planes, signs = vertices.values, vertices.planes, vertices.signs
    ends, keys, zeros = edges.ends, edges.keys, edges.zeros
    units = values.shape[1]
    for v in range(vertices.live):
        for k in range(planes.shape[1]):
            if planes[v, k] >= base:
                values[v, planes[v, k] - base] = 0.0
        for j in range(units):
            if bends[j] and not (signs[v, j >> 6] >> np.uint64(j & 63)) & np.uint64(1):
                values[v, j] *= slopes[j]
    groups = (units + 7) >> 3
    table = np.zeros((groups, 256), np.uint64)
    for group in range(groups):
        for byte in range(256):
            total = np.uint64(0)
            for bit in range(8):
                j = group * 8 + bit
                if j < units and cuts[j]:
                    total ^= label(base + j, (byte >> bit) & 1)
            table[group, byte] = total
    for e in range(edges.live):
        a, b = ends[e, 0], ends[e, 1]
        key = keys[e]
        for group in range(groups):
            shift = np.uint64((group & 7) << 3)
            word = signs[a, group >> 3] | signs[b, group >> 3]
            key ^= table[group, (word >> shift) & np.uint64(255)]
        for k in range(zeros.shape[1]):
            if zeros[e, k] >= base:
                key ^= label(zeros[e, k], 0)
        keys[e] = key
