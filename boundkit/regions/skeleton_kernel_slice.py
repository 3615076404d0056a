"""Compiled part of the skeleton engine: the edges within one hyperplane, and those that it cuts."""

from __future__ import annotations

import numpy as np

from boundkit.regions.kernel_cache import kernel
from boundkit.regions.kernel_tools import lowest_bit
from boundkit.regions.skeleton_kernel_records import BLOCK, DONE, SHIFT, SLOT, UNCERTAIN, bit_of, mixed


@kernel()
def next_cut(signs, planes, a, b, unit, base, units):
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
                    differ &= ~bit_of(own)
                own = planes[b, slot] - first
                if 0 <= own < 64:
                    differ &= ~bit_of(own)
            if differ:
                return (word << 6) + lowest_bit(differ)
        mask = ~np.uint64(0)
    return units


@kernel()
def told_sign(forced, v, unit, guess):
    """The sign of a unit at a vertex: as decided exactly before, else the guess."""
    for k in range(forced.shape[0]):
        if forced[k, 0] == v and forced[k, 1] == unit:
            return forced[k, 2] > 0
    return guess


@kernel()
def pair(d, base, unit, facets, vertices, old, edges, labels, crossed, work):
    """Find the two cut edges of every 2-face that is cut. Returns the number of pairs, -1 if one has no partner."""
    pairs, table, faces = work.pairs, work.table, work.faces
    size, found, waiting, done = 64, 0, 0, crossed << SHIFT + 1
    while size < 2 * crossed * (d - 1):
        size *= 2
    table[:size] = 0
    mask = np.uint64(size - 1)
    for start in range(0, crossed, BLOCK):
        stop = min(start + BLOCK, crossed)
        count = _faces(d, base, unit, facets, vertices, old, edges, labels, start, stop, work)
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
def _faces(d, base, unit, facets, vertices, old, edges, labels, start, stop, work):
    """The keys and numbers of the 2-faces around some cut edges. Returns how many there are.

    Number (2 i + side) 2^SHIFT + q is the face around edge i that leaves hyperplane q of those that contain it.
    """
    signs, keys, zeros = vertices.signs, edges.keys, edges.zeros
    order, faces = work.edges, work.faces
    word_of, below = unit >> 6, bit_of(unit) - np.uint64(1)
    count = 0
    for i in range(start, stop):
        e, m = order[i], old + i
        here = keys[e]
        for q in range(d - 1):
            if zeros[e, q] >= base:
                here ^= labels[zeros[e, q], 2]
        for q in range(d - 1):
            plane = zeros[e, q]
            for side in range(2):
                if plane < facets.shape[0] and side != facets[plane]:
                    continue
                face = here ^ labels[plane, 2 if plane >= base else side]
                for w in range(word_of + 1):
                    word = signs[m, w]
                    if w == word_of:
                        word &= below
                    if plane >= base and side == 1 and (plane - base) >> 6 == w:
                        word |= bit_of(plane - base)
                    face = mixed(face ^ word)
                faces[count, 0], faces[count, 1] = face, np.uint64((2 * i + side << SHIFT) + q)
                count += 1
    return count


# The faces that meet a hyperplane are walked once, and every branch writes to the same labels and edges.
@kernel()
def join(
    d, base, unit, last, level, bounds, forced, vertices, old, edges, queue, labels, crossed, found, work,
    guesses, guessed,
):  # fmt: skip
    """Add the edges within the hyperplane and halve those that it cuts, and count the cells of its slice.

    Returns a status, the number of guesses, the number of cells, and the number of edges.
    """
    work.ways[:crossed] = 0
    guessed = _ways(d, level, forced, vertices, old, crossed, found, work, guesses, guessed)
    if guessed < 0:
        return UNCERTAIN, guesses.shape[0], np.int64(0), edges.live
    live = _within(d, base, unit, last, bounds, vertices, old, edges, queue, labels, found, work)
    live = _halved(d, base, unit, last, vertices, old, edges, live, queue, crossed, work)
    cells = np.int64(0)
    for i in range(crossed):
        product = np.int64(1)
        for q in range(d - 1):
            product *= work.ways[i, q]
        cells += product
    return DONE, guessed, cells, live


@kernel(inline="always")
def _ways(d, level, forced, vertices, old, crossed, found, work, guesses, guessed):
    """Which end of every new edge is lower. Returns the number of guesses, -1 where there is no room for more."""
    points, shifts, ways, pairs = vertices.points, vertices.shifts, work.ways, work.pairs
    level_length = 0.0
    for k in range(d):
        level_length += level[k] * level[k]
    level_length = np.sqrt(level_length) * 1.0000001
    for pair in range(found):
        i, q = pairs[pair, 0] >> SHIFT + 1, pairs[pair, 0] & SLOT
        other, r = pairs[pair, 1] >> SHIFT + 1, pairs[pair, 1] & SLOT
        m, n = old + i, old + other
        rise = size_of_rise = 0.0
        for k in range(d):
            rise += level[k] * (points[m, k] - points[n, k])
            size_of_rise += level[k] * (abs(points[m, k]) + abs(points[n, k]))
        upward = rise > 0.0
        if not abs(rise) > level_length * (shifts[m] + shifts[n]) + 1e-15 * d * size_of_rise:
            upward = told_sign(forced, m, -1 - np.int64(n), upward)
            if guessed == guesses.shape[0]:
                return -1
            guesses[guessed, 0], guesses[guessed, 1], guesses[guessed, 2] = m, -1 - n, upward
            guessed += 1
        if upward:
            ways[other, r] += 1
        else:
            ways[i, q] += 1
    return guessed


@kernel(inline="always")
def _within(d, base, unit, last, bounds, vertices, old, edges, queue, labels, found, work):
    """Add the edges within the hyperplane. Returns the number of edges."""
    signs, planes = vertices.signs, vertices.planes
    live, ends, keys, zeros, spreads = edges
    head, counts, after = queue
    order, slopes, pairs = work.edges, work.slopes, work.pairs
    units = vertices.values.shape[1]
    steep, rho = bounds.steepest[unit], bounds.rho
    for pair in range(found):
        i, q, side = pairs[pair, 0] >> SHIFT + 1, pairs[pair, 0] & SLOT, pairs[pair, 0] >> SHIFT & 1
        other = pairs[pair, 1] >> SHIFT + 1
        m, n = old + i, old + other
        cut = next_cut(signs, planes, m, n, unit, base, units)
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
    return live


@kernel(inline="always")
def _halved(d, base, unit, last, vertices, old, edges, live, queue, crossed, work):
    """Halve the edges that the hyperplane cuts. Returns the number of edges, of which ``live`` were there."""
    signs, planes = vertices.signs, vertices.planes
    _, ends, keys, zeros, spreads = edges
    head, counts, after = queue
    order = work.edges
    units = vertices.values.shape[1]
    for i in range(crossed):
        e, m = order[i], old + i
        b = ends[e, 1]
        ends[e, 1] = m
        cut = next_cut(signs, planes, ends[e, 0], m, unit, base, units)
        if cut < units:
            after[e] = head[cut]
            head[cut] = e
            counts[cut] += 1
        cut = next_cut(signs, planes, m, b, unit, base, units)
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
    return live
