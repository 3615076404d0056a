"""Compiled part of the skeleton engine: one layer's hyperplanes are inserted into a complex."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

DONE, UNCERTAIN, NOT_SIMPLE = 0, 1, 2


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

    ends (E, 2) the lower and the higher vertex; lines (E, 2) which of the d lines through that end it lies on; keys
    (E,) the signs of all earlier layers, hashed; zeros (E, d - 1) the hyperplanes that contain it; spreads (E, d - 1)
    how far a point that nearly lies on c + 1 of them can be from their common flat.
    """

    live: int
    ends: Any
    lines: Any
    keys: Any
    zeros: Any
    spreads: Any


@njit(cache=True, inline="always")
def _mixed(x):
    x = np.uint64(x) + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@njit(cache=True, inline="always")
def label(unit, sign):
    """A random-looking word for a hyperplane and a side: 0 below, 1 above, 2 on it."""
    return _mixed(np.uint64(unit) * np.uint64(3) + np.uint64(sign) + np.uint64(1))


@njit(cache=True, inline="always")
def _next_cut(signs, planes, a, b, unit, base, units):
    """The first unit after ``unit`` whose hyperplane passes between the vertices a and b, or ``units``."""
    start = unit + 1
    word = start >> 6
    if start >= units:
        return units
    mask = ~np.uint64(0) << np.uint64(start & 63)
    while word < signs.shape[1]:
        differ = (signs[a, word] ^ signs[b, word]) & mask
        if differ:
            first = np.int64(base + (word << 6))
            for slot in range(planes.shape[1]):
                own = planes[a, slot] - first
                if 0 <= own < 64:
                    differ &= ~(np.uint64(1) << np.uint64(own))
                own = planes[b, slot] - first
                if 0 <= own < 64:
                    differ &= ~(np.uint64(1) << np.uint64(own))
            if differ:
                low = differ & (~differ + np.uint64(1))
                count = 0
                if low >> np.uint64(32):
                    count += 32
                    low >>= np.uint64(32)
                if low >> np.uint64(16):
                    count += 16
                    low >>= np.uint64(16)
                if low >> np.uint64(8):
                    count += 8
                    low >>= np.uint64(8)
                if low >> np.uint64(4):
                    count += 4
                    low >>= np.uint64(4)
                if low >> np.uint64(2):
                    count += 2
                    low >>= np.uint64(2)
                if low >> np.uint64(1):
                    count += 1
                return (word << 6) + count
        word += 1
        mask = ~np.uint64(0)
    return units


@njit(cache=True)
def _grown(array, size):
    bigger = np.empty((size, *array.shape[1:]), array.dtype)
    bigger[: array.shape[0]] = array
    return bigger


@njit(cache=True)
def _forced(forced, v, unit, guess):
    """The sign of a unit at a vertex: as decided exactly before, else the guess."""
    for k in range(forced.shape[0]):
        if forced[k, 0] == v and forced[k, 1] == unit:
            return forced[k, 2] > 0
    return guess


@njit(cache=True)
def insert_layer(d, base, last, cuts, level, eta, rho, steepest, forced, first, limit, old_vertices, old_edges):
    """Insert the hyperplanes of one layer, numbered from ``base``, from unit ``first`` on.

    Stops early, between two units, when there are more than ``limit`` vertices. Returns a status, the unit to go on
    with, the new vertices and edges, and what was guessed: rows (vertex, unit, sign) where a value lies within its
    error bound, rows (vertex, -1 - other vertex, sign) where the order of two heights does.
    """
    vertices, points, values, shifts, planes, ages, signs, history = old_vertices
    edges, ends, lines, keys, zeros, spreads = old_edges
    units = values.shape[1]
    words = (units + 63) >> 6
    lip = steepest.max()
    guesses = np.empty((16, 3), np.int64)
    guessed = 0
    if first == 0:
        signs = np.zeros((points.shape[0], words), np.uint64)
    for v in range(vertices if first == 0 else 0):
        bound = eta + lip * shifts[v]
        for j in range(units):
            value = values[v, j]
            if cuts[j]:
                positive = value > 0.0
                if not abs(value) > bound:
                    positive = _forced(forced, v, j, positive)
                    if guessed == guesses.shape[0]:
                        guesses = _grown(guesses, 2 * guessed)
                    guesses[guessed, 0], guesses[guessed, 1], guesses[guessed, 2] = v, j, positive
                    guessed += 1
                if positive:
                    signs[v, j >> 6] |= np.uint64(1) << np.uint64(j & 63)
    head = np.full(units + 1, -1, np.int32)
    counts = np.zeros(units + 1, np.int64)
    after = np.empty(ends.shape[0], np.int32)
    for e in range(edges):
        cut = _next_cut(signs, planes, ends[e, 0], ends[e, 1], first - 1, base, units)
        after[e] = head[cut]
        head[cut] = e
        counts[cut] += 1
    table_keys = np.empty(64, np.uint64)
    table_edge = np.full(64, -1, np.int32)
    table_info = np.empty(64, np.int64)
    slopes = np.empty(64)
    level_length = 0.0
    for k in range(d):
        level_length += level[k] * level[k]
    level_length = np.sqrt(level_length) * 1.0000001
    following_unit = units
    for unit in range(first, units):
        crossed = counts[unit]
        if crossed == 0:
            continue
        if vertices > limit:
            following_unit = unit
            break
        need_v, need_e = vertices + crossed, edges + crossed * max(d, 1)
        if need_v > points.shape[0]:
            size = max(need_v, points.shape[0] * 3 // 2 + 256)
            points = _grown(points, size)
            shifts, planes = _grown(shifts, size), _grown(planes, size)
            ages, signs = _grown(ages, size), _grown(signs, size)
        if need_v > values.shape[0]:
            values, history = _grown(values, points.shape[0]), _grown(history, points.shape[0])
        if need_e > ends.shape[0]:
            size = max(need_e, ends.shape[0] * 3 // 2 + 512)
            ends, lines, keys = _grown(ends, size), _grown(lines, size), _grown(keys, size)
            zeros, spreads, after = _grown(zeros, size), _grown(spreads, size), _grown(after, size)
        size = 64
        while size < 4 * crossed * max(d - 1, 1):
            size *= 2
        if size > table_keys.shape[0]:
            table_keys, table_edge = np.empty(size, np.uint64), np.empty(size, np.int32)
            table_info = np.empty(size, np.int64)
        for k in range(size):
            table_edge[k] = -1
        mask = np.uint64(size - 1)
        open_faces, first_new, first_vertex = 0, edges, vertices
        if slopes.shape[0] < crossed:
            slopes = np.empty(crossed)
        word_of, bit_of = unit >> 6, np.uint64(1) << np.uint64(unit & 63)
        below = bit_of - np.uint64(1)
        first_column = unit + 1 if last else 0
        e = head[unit]
        while e >= 0:
            following = after[e]
            a, b = ends[e, 0], ends[e, 1]
            va, vb = values[a, unit], values[b, unit]
            if va == vb:
                partial = Vertices(vertices, points, values, shifts, planes, ages, signs, history)
                return UNCERTAIN, unit, partial, old_edges, guesses[:guessed]
            t = va / (va - vb)
            m = vertices
            vertices += 1
            length = 0.0
            for k in range(d):
                step = points[b, k] - points[a, k]
                points[m, k] = points[a, k] + t * step
                length += step * step
            if not length > 1e-280:
                partial = Vertices(m, points, values, shifts, planes, ages, signs, history)
                return UNCERTAIN, unit, partial, old_edges, guesses[:guessed]
            bound_a, bound_b = eta + steepest[unit] * shifts[a], eta + steepest[unit] * shifts[b]
            length = np.sqrt(length) * 1.0000001 + shifts[a] + shifts[b]
            slope = (abs(va - vb) - bound_a - bound_b) / length
            spread = spreads[e, d - 2] if d > 1 else 0.0
            shift = length
            if slope > 0.0:
                shift = min(shift, (spread + (rho + steepest[unit] * spread) / slope) * 1.0000001)
            if not 0.0 <= t <= 1.0:
                partial = Vertices(m, points, values, shifts, planes, ages, signs, history)
                return UNCERTAIN, unit, partial, old_edges, guesses[:guessed]
            slopes[m - first_vertex] = slope
            shifts[m] = shift
            ages[m] = max(ages[a], ages[b]) + 1
            bound = eta + lip * shift
            least = np.inf
            for j in range(first_column, units):
                value = values[a, j] + t * (values[b, j] - values[a, j])
                values[m, j] = value
            for w in range(words):
                if w < word_of:
                    signs[m, w] = signs[a, w] | signs[b, w]
                else:
                    word = np.uint64(0)
                    if w == word_of:
                        word = (signs[a, w] | signs[b, w]) & below
                    start = max(unit + 1, w << 6)
                    stop = min(units, (w + 1) << 6)
                    for j in range(start, stop):
                        value = values[m, j]
                        if cuts[j]:
                            least = min(least, abs(value))
                            if value > 0.0:
                                word |= np.uint64(1) << np.uint64(j & 63)
                    signs[m, w] = word
            for w in range(history.shape[1]):
                history[m, w] = history[a, w] | history[b, w]
            for q in range(d - 1):
                planes[m, q] = zeros[e, q]
            planes[m, d - 1] = base + unit
            if not least > bound:
                for j in range(unit + 1, units):
                    if cuts[j] and not abs(values[m, j]) > bound:
                        positive = _forced(forced, m, j, values[m, j] > 0.0)
                        if guessed == guesses.shape[0]:
                            if guessed > 1000 + (vertices >> 4):  # not in general position
                                partial = Vertices(vertices, points, values, shifts, planes, ages, signs, history)
                                return UNCERTAIN, unit, partial, old_edges, guesses[:guessed]
                            guesses = _grown(guesses, 2 * guessed)
                        guesses[guessed, 0], guesses[guessed, 1], guesses[guessed, 2] = m, j, positive
                        guessed += 1
                        bit = np.uint64(1) << np.uint64(j & 63)
                        signs[m, j >> 6] = signs[m, j >> 6] | bit if positive else signs[m, j >> 6] & ~bit
            # the 2-faces around the edge
            here = np.uint64(0)
            for q in range(d - 1):
                if zeros[e, q] >= base:
                    here ^= label(zeros[e, q], 2)
            for q in range(d - 1):
                plane = zeros[e, q]
                for side in range(2):
                    if plane < 2 * d and side == 0:
                        continue
                    face = keys[e] ^ here
                    if plane >= base:
                        face ^= label(plane, 2)
                    else:
                        face ^= label(plane, side)
                    for w in range(word_of + 1):
                        word = signs[m, w]
                        if w == word_of:
                            word &= below
                        if plane >= base and side == 1 and (plane - base) >> 6 == w:
                            word |= np.uint64(1) << np.uint64((plane - base) & 63)
                        face = _mixed(face ^ word)
                    place = face & mask
                    while table_edge[place] >= 0 and table_keys[place] != face:
                        place = (place + np.uint64(1)) & mask
                    if table_edge[place] < 0:
                        table_keys[place] = face
                        table_edge[place] = m
                        table_info[place] = (np.int64(e) << 8) | q
                        open_faces += 1
                        continue
                    other = table_edge[place]
                    info = table_info[place]
                    if info < 0:
                        partial = Vertices(vertices, points, values, shifts, planes, ages, signs, history)
                        return NOT_SIMPLE, unit, partial, old_edges, guesses[:guessed]
                    table_info[place] = -1
                    open_faces -= 1
                    first_edge, first_q = info >> 8, info & 255
                    f = edges
                    edges += 1
                    rise = size_of_rise = 0.0
                    for k in range(d):
                        step = points[m, k] - points[other, k]
                        rise += level[k] * step
                        size_of_rise += level[k] * (abs(points[m, k]) + abs(points[other, k]))
                    doubt = level_length * (shifts[m] + shifts[other]) + 1e-15 * d * size_of_rise
                    upward = rise > 0.0
                    if not abs(rise) > doubt:
                        upward = _forced(forced, m, -1 - np.int64(other), upward)
                        if guessed == guesses.shape[0]:
                            guesses = _grown(guesses, 2 * guessed)
                        guesses[guessed, 0], guesses[guessed, 1], guesses[guessed, 2] = m, -1 - other, upward
                        guessed += 1
                    if upward:
                        ends[f, 0], ends[f, 1], lines[f, 0], lines[f, 1] = other, m, first_q, q
                    else:
                        ends[f, 0], ends[f, 1], lines[f, 0], lines[f, 1] = m, other, q, first_q
                    if plane < base:
                        keys[f] = keys[e] ^ label(plane, side)
                    else:
                        keys[f] = keys[e]
                    r = 0
                    for p in range(d - 1):
                        if p != q:
                            zeros[f, r] = zeros[e, p]
                            r += 1
                    zeros[f, d - 2] = base + unit
                    inclined = max(slope, slopes[other - first_vertex])
                    previous = 0.0
                    for c in range(d - 1):
                        flat = min(spreads[e, c], spreads[first_edge, c]) if c < d - 2 else 0.0
                        spreads[f, c] = np.inf
                        if inclined > 0.0:
                            reach = (previous + (rho + steepest[unit] * previous) / inclined) * 1.0000001
                            spreads[f, c] = max(flat, reach)
                        previous = flat
            f = edges
            edges += 1
            ends[f, 0], ends[f, 1], lines[f, 0], lines[f, 1] = m, b, d - 1, lines[e, 1]
            keys[f] = keys[e]
            for q in range(d - 1):
                zeros[f, q] = zeros[e, q]
                spreads[f, q] = spreads[e, q]
            ends[e, 1] = m
            lines[e, 1] = d - 1
            e = following
        if open_faces != 0:
            partial = Vertices(vertices, points, values, shifts, planes, ages, signs, history)
            return NOT_SIMPLE, unit, partial, old_edges, guesses[:guessed]
        e = head[unit]
        while e >= 0:
            following = after[e]
            cut = _next_cut(signs, planes, ends[e, 0], ends[e, 1], unit, base, units)
            after[e] = head[cut]
            head[cut] = e
            counts[cut] += 1
            e = following
        for f in range(first_new, edges):
            cut = _next_cut(signs, planes, ends[f, 0], ends[f, 1], unit, base, units)
            after[f] = head[cut]
            head[cut] = f
            counts[cut] += 1
    new_vertices = Vertices(vertices, points, values, shifts, planes, ages, signs, history)
    return DONE, following_unit, new_vertices, Edges(edges, ends, lines, keys, zeros, spreads), guesses[:guessed]


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
def regions_by_lowest_vertex(vertices, edges):
    """The number of bounded cells: at each vertex the product over its lines of the number of ways up."""
    d = vertices.planes.shape[1]
    ways = np.zeros((vertices.live, d), np.int8)
    for e in range(edges.live):
        ways[edges.ends[e, 0], edges.lines[e, 0]] += 1
    total = 0
    for v in range(vertices.live):
        product = 1
        for k in range(d):
            product *= ways[v, k]
        total += product
    return total
