"""Compiled part of the cell walk: the maps on the way, in terms of the input, with bounds on every error."""

from __future__ import annotations

import numpy as np

from boundkit.regions.kernel_cache import inner
from boundkit.regions.walk_kernel_cut import bounds_of
from boundkit.regions.walk_kernel_records import SLACK, SMALLEST, UNIT_ROUNDOFF

_LARGEST = 1e250
_LEAST = 1e-150


@inner
def put_map(floats, slots, work, at, rows, columns, rounded, source, target):
    """Put the affine map of the numbers from ``at`` on, after the map in slot ``source``, into slot ``target``.

    Returns False where float64 does not hold it.
    """
    forms, doubts, entries, spread = slots.forms, slots.doubts, work.entries, work.spread
    size = forms.shape[2]
    rounding = (columns + 2) * UNIT_ROUNDOFF
    entry = 2 * UNIT_ROUNDOFF if rounded else 0.0
    live = _gather(slots, work, columns, rounding + entry, 1 + entry, source)
    holds = True
    for i in range(rows):
        row, bias = at + i * columns, floats[at + rows * columns + i]
        for first in range(0, size, 3):
            second, third = min(first + 1, size - 1), min(first + 2, size - 1)
            x = y = z = u = v = w = 0.0
            for n in range(live):
                weight = floats[row + work.live[n]]
                large = abs(weight)
                x, u = x + weight * entries[n, first], u + large * spread[n, first]
                y, v = y + weight * entries[n, second], v + large * spread[n, second]
                z, w = z + weight * entries[n, third], w + large * spread[n, third]
            forms[target, i, first], doubts[target, i, first] = x, u
            forms[target, i, second], doubts[target, i, second] = y, v
            forms[target, i, third], doubts[target, i, third] = z, w
        if doubts[target, i, size - 1] != 0.0:
            doubts[target, i, size - 1] += rounding * abs(bias)
        forms[target, i, size - 1] += bias
        doubts[target, i, size - 1] += entry * abs(bias)
        for k in range(size):
            if doubts[target, i, k] != 0.0:
                doubts[target, i, k] *= SLACK
            if not abs(forms[target, i, k]) + doubts[target, i, k] < _LARGEST:
                holds = False
    return holds


@inner
def _gather(slots, work, columns, rounding, growth, source):
    """Put the rows of a slot that are not zero behind one another, and what a weight adds to the error beside them.

    The least that a weight of 1e-150 adds is no less than 1e-300: more than what underflow takes away.
    """
    size, live = slots.forms.shape[2], 0
    for j in range(columns):
        dead = True
        for k in range(size):
            value, doubt = slots.forms[source, j, k], slots.doubts[source, j, k]
            work.entries[live, k], work.spread[live, k] = value, 0.0
            if value != 0.0 or doubt != 0.0:
                work.spread[live, k] = doubt * growth + rounding * abs(value) + _LEAST
                dead = False
        if not dead:
            work.live[live] = j
            live += 1
    return live


@inner
def put_bent(floats, slots, at, rows, rounded, signs, source, target):
    """Put a slot after a rectifier; the signs are bits, and units that do not bend pass."""
    forms, doubts = slots.forms, slots.doubts
    size = forms.shape[2]
    entry = (4 if rounded else 2) * UNIT_ROUNDOFF
    for i in range(rows):
        on = signs[i >> 6] >> np.uint64(i & 63) & np.uint64(1)
        slope = floats[at + i]
        bends = floats[at + rows + i] != 0.0
        for k in range(size):
            value, doubt = forms[source, i, k], doubts[source, i, k]
            if on or not bends:
                forms[target, i, k], doubts[target, i, k] = value, doubt
            elif slope == 0.0 or (value == 0.0 and doubt == 0.0):
                forms[target, i, k] = doubts[target, i, k] = 0.0
            else:
                forms[target, i, k] = slope * value
                spare = abs(slope) * (doubt * (1 + entry) + entry * abs(value))
                doubts[target, i, k] = spare * SLACK + SMALLEST


@inner
def put_sum(slots, rows, weight, rounded, first, second, target):
    """Put the weight times the sum of two slots, of one where ``first`` is -1, into a slot."""
    forms, doubts = slots.forms, slots.doubts
    entry = (5 if rounded else 3) * UNIT_ROUNDOFF
    for i in range(rows):
        for k in range(forms.shape[2]):
            value, doubt = forms[second, i, k], doubts[second, i, k]
            size = abs(value)
            if first >= 0:
                size += abs(forms[first, i, k])
                value += forms[first, i, k]
                doubt += doubts[first, i, k]
            forms[target, i, k] = weight * value
            spare = abs(weight) * (doubt * (1 + entry) + entry * size)
            doubts[target, i, k] = spare * SLACK + SMALLEST if size != 0.0 or doubt != 0.0 else 0.0


@inner
def put_map_residues(code, slots, at, rows, columns, source, target):
    """As ``put_map``, the exact entries modulo the prime."""
    residues, prime = slots.residues, code.prime
    size = residues.shape[2]
    for i in range(rows):
        for k in range(size):
            total = np.int64(0)
            for j in range(columns):
                total = (total + code.residues[at + i * columns + j] * residues[source, j, k]) % prime
            residues[target, i, k] = total
        last = residues[target, i, size - 1] + code.residues[at + rows * columns + i]
        residues[target, i, size - 1] = last % prime


@inner
def put_bent_residues(code, slots, at, rows, signs, source, target):
    """As ``put_bent``, the exact entries modulo the prime."""
    for i in range(rows):
        on = signs[i >> 6] >> np.uint64(i & 63) & np.uint64(1)
        share = np.int64(1)
        if not on and code.floats[at + rows + i] != 0.0:
            share = code.residues[at + i]
        for k in range(slots.residues.shape[2]):
            slots.residues[target, i, k] = share * slots.residues[source, i, k] % code.prime


@inner
def put_sum_residues(slots, prime, rows, weight, first, second, target):
    """As ``put_sum``, the exact entries modulo the prime."""
    residues = slots.residues
    for i in range(rows):
        for k in range(residues.shape[2]):
            value = residues[second, i, k]
            if first >= 0:
                value = (value + residues[first, i, k]) % prime
            residues[target, i, k] = weight * value % prime


@inner
def mixed(residues, rows):
    """The entries of the first rows, mixed into one word."""
    word = np.uint64(0x9E3779B97F4A7C15)
    for i in range(rows):
        for k in range(residues.shape[1]):
            word = (word ^ np.uint64(residues[i, k])) * np.uint64(0xBF58476D1CE4E5B9)
            word ^= word >> np.uint64(29)
    return word


@inner
def put_difference(work, slots, slot, i, j):
    """Put row i of a slot, minus row j unless that is -1, into the form at hand."""
    form, spare, forms, doubts = work.form, work.doubt, slots.forms, slots.doubts
    for k in range(form.shape[0]):
        form[k], spare[k] = forms[slot, i, k], doubts[slot, i, k]
        if j >= 0 and (forms[slot, j, k] != 0.0 or doubts[slot, j, k] != 0.0):
            size = abs(form[k]) + abs(forms[slot, j, k])
            form[k] -= forms[slot, j, k]
            spare[k] = (spare[k] + doubts[slot, j, k] + UNIT_ROUNDOFF * size) * SLACK + SMALLEST


@inner
def lower(work, threshold, rounded):
    """Subtract a constant from the form at hand."""
    last = work.form.shape[0] - 1
    size = abs(work.form[last]) + abs(threshold)
    work.form[last] -= threshold
    if size != 0.0:
        entry = (2 if rounded else 0) * UNIT_ROUNDOFF
        spare = work.doubt[last] + UNIT_ROUNDOFF * size + entry * abs(threshold)
        work.doubt[last] = spare * SLACK + SMALLEST


@inner
def add_facet(work, facets, reach, facet, slot, i, j):
    """Make the hyperplane of the form at hand a facet."""
    for k in range(work.form.shape[0]):
        facets.forms[facet, k] = work.form[k]
        facets.doubts[facet, k] = work.doubt[k]
    facets.bounds[facet] = bounds_of(work.form, work.doubt, reach)[0]
    facets.origins[facet, 0], facets.origins[facet, 1] = slot, i
    facets.origins[facet, 2] = j
