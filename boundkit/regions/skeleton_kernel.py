"""Compiled part of the skeleton engine: one layer's hyperplanes are inserted into a complex."""

from __future__ import annotations

import numpy as np

from boundkit.regions.kernel_cache import kernel
from boundkit.regions.kernel_tools import grown, lowest_bit
from boundkit.regions.skeleton_kernel_records import (
    DONE,
    NOT_SIMPLE,
    UNCERTAIN,
    Bounds,
    Queue,
    bit_of,
    edges_with_room,
    label,
    live_edges,
    live_vertices,
    room_to_work,
    with_room,
    with_signs,
)
from boundkit.regions.skeleton_kernel_slice import join, next_cut, pair, told_sign


@kernel()
def _queue(base, first, units, vertices, edges):
    """The edges that the units from ``first`` on cut."""
    signs, planes, ends = vertices.signs, vertices.planes, edges.ends
    head, counts = np.full(units + 1, -1, np.int32), np.zeros(units + 1, np.int64)
    after = np.empty(ends.shape[0], np.int32)
    for e in range(edges.live):
        cut = next_cut(signs, planes, ends[e, 0], ends[e, 1], first - 1, base, units)
        after[e] = head[cut]
        head[cut] = e
        counts[cut] += 1
    return Queue(head, counts, after)


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
                positive = told_sign(forced, v, j, positive)
                if guessed == guesses.shape[0]:
                    return -1
                guesses[guessed, 0], guesses[guessed, 1], guesses[guessed, 2] = v, j, positive
                guessed += 1
            if positive:
                signs[v, j >> 6] |= bit_of(j)
    return guessed


@kernel()
def insert_layer(
    d, base, last, cuts, level, eta, rho, steepest, forced, first, stop, limit, facets, vertices, edges
):  # fmt: skip
    """Insert the hyperplanes of one layer, numbered from ``base``, of the units from ``first`` on before ``stop``.

    The first hyperplanes bound the domain, which lies on the sides ``facets`` of them (1 above, 0 below).

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
        vertices = with_signs(vertices, signs)
    queue = _queue(base, first, units, vertices, edges)
    labels = np.empty((base + units, 3), np.uint64)
    for plane in range(base + units):
        for side in range(3):
            labels[plane, side] = label(plane, side)
    work = room_to_work(64, d)
    for unit in range(first, stop):
        crossed = queue.counts[unit]
        if crossed == 0:
            continue
        if vertices.live > limit:
            return DONE, unit, vertices, edges, added, guesses[:guessed]
        vertices = with_room(vertices, crossed)
        edges, queue = edges_with_room(edges, queue, crossed * d)
        if guesses.shape[0] < guessed + 1024 + (vertices.live >> 4):
            guesses = grown(guesses, 2 * (guessed + 1024 + (vertices.live >> 4)), guessed)
        if work.edges.shape[0] < crossed:
            work = room_to_work(2 * crossed, d)
        old = vertices.live
        status, guessed = _cut(
            d, base, unit, last, bounds, forced, vertices, edges, queue, crossed, work, guesses, guessed
        )
        vertices = live_vertices(vertices, old + crossed)
        if status == DONE:
            pairs = pair(d, base, unit, facets, vertices, old, edges, labels, crossed, work)
            status = DONE if pairs >= 0 else NOT_SIMPLE
        if status == DONE:
            status, guessed, gain, live = join(
                d, base, unit, last, level, bounds, forced, vertices, old, edges, queue, labels, crossed, pairs, work,
                guesses, guessed,
            )  # fmt: skip
            added += gain
            edges = live_edges(edges, live)
        if status != DONE:
            return status, unit, vertices, edges, added, guesses[:guessed]
    return DONE, stop, vertices, edges, added, guesses[:guessed]


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
    word_of, own = unit >> 6, bit_of(unit)
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
                    positive = told_sign(forced, m, j, positive)
                    if guessed == guesses.shape[0]:
                        return UNCERTAIN, guessed
                    guesses[guessed, 0], guesses[guessed, 1], guesses[guessed, 2] = m, j, positive
                    guessed += 1
                if not positive:
                    word ^= bit
            signs[m, w] = word
    return DONE, guessed


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
