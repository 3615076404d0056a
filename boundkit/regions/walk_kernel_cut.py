"""Compiled part of the cell walk: where the vertices of a cell lie, and the cell cut in two."""

from __future__ import annotations

import numpy as np

from boundkit.regions.kernel_cache import inlined, inner
from boundkit.regions.kernel_tools import lowest_bit
from boundkit.regions.walk_kernel_records import (
    ABOVE,
    ANSWERED,
    ASKED,
    BELOW,
    NEEDED,
    QUESTION,
    SIGN,
    SLACK,
    SMALLEST,
    UNIT_ROUNDOFF,
    VERTICES,
    WIDTH,
    ZERO,
)


@inner
def bits(word):
    """How many bits of a word are set."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@inner
def copy_vertex(source, row, target, at):
    """Copy a vertex from one record of cells to another."""
    points, shifts, masks = source
    to_points, to_shifts, to_masks = target
    to_shifts[at] = shifts[row]
    for k in range(points.shape[1]):
        to_points[at, k] = points[row, k]
    for w in range(masks.shape[1]):
        to_masks[at, w] = masks[row, w]


@inner
def bounds_of(form, doubt, reach):
    """Bounds (a, b) on the error of a form's value at a point within ``reach`` that is known up to s: a + b s."""
    d = form.shape[0] - 1
    steep = loose = 0.0
    for j in range(d):
        steep += abs(form[j])
        loose += doubt[j]
    size = abs(form[d]) + reach * steep
    if size == 0.0 and loose == 0.0 and doubt[d] == 0.0 and steep == 0.0:
        return 0.0, 0.0
    own = (d + 4) * UNIT_ROUNDOFF * size + reach * loose + doubt[d]
    return own * SLACK + SMALLEST, (steep + loose) * SLACK + SMALLEST


@inner
def ask(talk, kind, slot, i, j, mask, names):
    """The number of the answer to a question about a vertex, -1 while there is none."""
    registers = talk.registers
    number = registers[ASKED]
    if number < registers[ANSWERED]:
        registers[ASKED] += 1
        return number
    pending = number - registers[ANSWERED]
    if pending < talk.questions.shape[0]:
        row = talk.questions[pending]
        row[0], row[1], row[2], row[3] = kind, slot, i, j
        found = 0
        for w in range(mask.shape[0]):
            left = mask[w]
            while left:
                row[QUESTION + found] = names[64 * w + lowest_bit(left)]
                found += 1
                left &= left - np.uint64(1)
        row[4] = found
        registers[ASKED] += 1
    return -1


@inner
def find_sides(talk, work, cells, start, size, names, reach, slot, i, j):
    """The values of the form at hand at the vertices of a cell, and their sides; returns the sides that there are.

    Where float64 cannot tell, and the form is not known to vanish, the sides are asked for; as long as they are not
    known they count as zero.
    """
    values, sides, ties, form, doubt = work.values, work.sides, work.ties, work.form, work.doubt
    points, shifts, masks = cells
    d = form.shape[0] - 1
    error, steep = bounds_of(form, doubt, reach)
    found = 0
    for v in range(size):
        value = form[d]
        for k in range(d):
            value += form[k] * points[start + v, k]
        values[v] = value
        side = ZERO
        if abs(value) > error + steep * shifts[start + v]:
            side = ABOVE if value > 0.0 else BELOW
        elif error != 0.0 and not ties[v]:
            number = ask(talk, SIGN, slot, i, j, masks[start + v], names)
            if number >= 0:
                answer = talk.answers[number, 0]
                side = ABOVE if answer == 1 else BELOW if answer == -1 else ZERO
        sides[v] = side
        found |= side
    return found


@inner
def _pivoted(forms, solver, count, d):
    """Order the first rows so that d of them, the first among these, are independent; False where none are found."""
    rows, matrix = solver.rows, solver.matrix
    for r in range(count):
        largest = 0.0
        for k in range(d):
            largest = max(largest, abs(forms[rows[r], k]))
        if not largest > 0.0:
            return False
        for k in range(d):
            matrix[r, k] = forms[rows[r], k] / largest
    for step in range(d):
        best, at, column = 0.0, step, 0
        for r in range(step, 1 if step == 0 else count):
            for k in range(d):
                if abs(matrix[r, k]) > best:
                    best, at, column = abs(matrix[r, k]), r, k
        if not best > 1e-9:
            return False
        rows[step], rows[at] = rows[at], rows[step]
        for k in range(d):
            matrix[step, k], matrix[at, k] = matrix[at, k], matrix[step, k]
        for r in range(step + 1, count):
            share = matrix[r, column] / matrix[step, column]
            for k in range(d):
                matrix[r, k] -= share * matrix[step, k]
            matrix[r, column] = 0.0
    return True


@inner
def _inverted(forms, solver, d):
    """Put the inverse of the matrix of the first d rows into the solution; False where there is none."""
    rows, matrix, inverse = solver.rows, solver.matrix, solver.inverse
    for r in range(d):
        for k in range(d):
            matrix[r, k] = forms[rows[r], k]
            inverse[r, k] = 1.0 if r == k else 0.0
    for step in range(d):
        at = step
        for r in range(step + 1, d):
            if abs(matrix[r, step]) > abs(matrix[at, step]):
                at = r
        pivot = matrix[at, step]
        if not abs(pivot) > 0.0:
            return False
        for k in range(d):
            matrix[at, k], matrix[step, k] = matrix[step, k], matrix[at, k] / pivot
            inverse[at, k], inverse[step, k] = inverse[step, k], inverse[at, k] / pivot
        for r in range(d):
            share = matrix[r, step]
            if r != step and share != 0.0:
                for k in range(d):
                    matrix[r, k] -= share * matrix[step, k]
                    inverse[r, k] -= share * inverse[step, k]
    return True


@inner
def _loose(forms, doubts, solver, d):
    """A bound on the maximum norm of 1 - C A, C the inverse as computed, A the true matrix of the first d rows."""
    rows, inverse = solver.rows, solver.inverse
    worst = 0.0
    for i in range(d):
        total = 0.0
        for k in range(d):
            entry, spare = (-1.0 if i == k else 0.0), 0.0
            for j in range(d):
                entry += inverse[i, j] * forms[rows[j], k]
                spare += abs(inverse[i, j]) * (doubts[rows[j], k] + (d + 3) * UNIT_ROUNDOFF * abs(forms[rows[j], k]))
            total += abs(entry) + spare + 4 * UNIT_ROUNDOFF
        if not total <= worst:
            worst = total
    return worst * SLACK


@inner
def _residual(forms, row, point, d):
    value = forms[row, d]
    for k in range(d):
        value += forms[row, k] * point[k]
    return value


@inlined
def _improve(facets, solver, domain, point, d):
    """Move the point towards where the first d rows vanish; returns a bound on its distance from there, or inf."""
    rows, inverse, forms = solver.rows, solver.inverse, facets.forms
    if not _inverted(forms, solver, d):
        return np.inf
    loose = _loose(forms, facets.doubts, solver, d)
    if not loose < 0.5:
        return np.inf
    residuals, steps = solver.residuals, solver.steps
    for j in range(d):
        residuals[j] = _residual(forms, rows[j], point, d)
    for i in range(d):
        step = 0.0
        for j in range(d):
            step += inverse[i, j] * residuals[j]
        steps[i] = step
    for i in range(d):
        moved = point[i] - steps[i]
        if moved < domain.low[i]:
            moved = domain.low[i]
        elif moved > domain.high[i]:
            moved = domain.high[i]
        elif np.isnan(moved):
            return np.inf
        point[i] = moved
    for j in range(d):
        residuals[j] = abs(_residual(forms, rows[j], point, d)) + facets.bounds[rows[j]]
    worst = 0.0
    for i in range(d):
        total = 0.0
        for j in range(d):
            total += abs(inverse[i, j]) * residuals[j]
        if not total <= worst:
            worst = total
    return worst / (1 - loose) * SLACK + SMALLEST


@inlined
def place(facets, solver, domain, point, one, one_shift, other, other_shift, share, names, facet):
    """Put a point where the edge between two vertices meets a facet's hyperplane; returns a bound on its error.

    The solver holds the mask of the facets around the edge; ``share`` is how far along it the point is, about.
    """
    d = point.shape[0]
    for k in range(d):
        point[k] = one[k] + share * (other[k] - one[k])
    rows, shared, count = solver.rows, solver.shared, 1
    rows[0] = facet
    for w in range(shared.shape[0]):
        left = shared[w]
        while left:
            rows[count] = names[64 * w + lowest_bit(left)]
            count += 1
            left &= left - np.uint64(1)
    shift = np.inf
    if count == d or _pivoted(facets.forms, solver, count, d):
        shift = _improve(facets, solver, domain, point, d)
    ends = 0.0
    for k in range(d):
        ends = max(ends, abs(point[k] - one[k]) + one_shift, abs(point[k] - other[k]) + other_shift)
    ends = ends * SLACK + SMALLEST
    return shift if shift < ends else ends


@inner
def free_bit(masks, start, size):
    """The lowest bit that is set in no mask; 64 W where there is none."""
    words = masks.shape[1]
    for w in range(words):
        used = np.uint64(0)
        for v in range(size):
            used |= masks[start + v, w]
        if ~used:
            return 64 * w + lowest_bit(~used)
    return 64 * words


@inner
def _is_edge(masks, start, size, one, other, d):
    """Whether two vertices span an edge: no third lies on all the facets that they share."""
    words = masks.shape[1]
    shared = own = others = 0
    for w in range(words):
        shared += bits(masks[one, w] & masks[other, w])
    if shared < d - 1:
        return False
    for w in range(words):
        own += bits(masks[one, w])
        others += bits(masks[other, w])
    if own == d or others == d:
        return True
    for v in range(start, start + size):
        inside = v != one and v != other
        for w in range(words):
            both = masks[one, w] & masks[other, w]
            if masks[v, w] & both != both:
                inside = False
                break
        if inside:
            return False
    return True


@inner
def _keep(sides, parts, cells, start, size, part, word, flag):
    """Put the vertices of a cell that are not on the other side into part 0 above or 1 below; returns how many.

    Those on the hyperplane get its flag.
    """
    points, shifts, masks = cells
    other, at = (BELOW if part == 0 else ABOVE), 0
    for v in range(size):
        if sides[v] == other:
            continue
        for k in range(points.shape[1]):
            parts.points[part, at, k] = points[start + v, k]
        parts.shifts[part, at], parts.sources[part, at] = shifts[start + v], v
        for w in range(masks.shape[1]):
            parts.masks[part, at, w] = masks[start + v, w]
        if sides[v] == ZERO:
            parts.masks[part, at, word] |= flag
        at += 1
    return at


@inlined
def cut(registers, facets, solver, domain, work, parts, cells, start, size, names, facet):
    """Cut a cell by a facet's hyperplane, whose sides are known, into part 0 above and part 1 below.

    Returns the numbers of their vertices and the bit of the facet; the numbers are -1 where something has to grow.
    Sources are the vertices that were there before, -1 for new ones.
    """
    points, shifts, masks = cells
    d, room = points.shape[1], parts.points.shape[1]
    values, sides, shared = work.values, work.sides, solver.shared
    bit = free_bit(masks, start, size)
    if bit == 64 * masks.shape[1] or size > room:
        registers[NEEDED] = VERTICES if size > room else WIDTH
        return -1, -1, bit
    word, flag = bit >> 6, np.uint64(1) << np.uint64(bit & 63)
    above = _keep(sides, parts, cells, start, size, 0, word, flag)
    below = _keep(sides, parts, cells, start, size, 1, word, flag)
    for v in range(start, start + size):
        if sides[v - start] != ABOVE:
            continue
        for u in range(start, start + size):
            if sides[u - start] != BELOW or not _is_edge(masks, start, size, v, u, d):
                continue
            if above == room or below == room:
                registers[NEEDED] = VERTICES
                return -1, -1, bit
            for w in range(masks.shape[1]):
                shared[w] = masks[v, w] & masks[u, w]
            one, other = values[v - start], values[u - start]
            share = one / (one - other) if one > 0.0 > other else 0.5
            point = parts.points[0, above]
            parts.shifts[0, above] = place(facets, solver, domain, point, points[v], shifts[v], points[u], shifts[u],
                                           share, names, facet)  # fmt: skip
            _copy_new(parts, above, below, shared, word, flag)
            above += 1
            below += 1
    return above, below, bit


@inner
def _copy_new(parts, above, below, shared, word, flag):
    """Give both parts a new vertex, of which part 0 has the place."""
    for k in range(parts.points.shape[2]):
        parts.points[1, below, k] = parts.points[0, above, k]
    parts.shifts[1, below] = parts.shifts[0, above]
    parts.sources[0, above] = parts.sources[1, below] = -1
    for w in range(shared.shape[0]):
        parts.masks[0, above, w] = parts.masks[1, below, w] = shared[w]
    parts.masks[0, above, word] |= flag
    parts.masks[1, below, word] |= flag
