"""Compiled part of the cell walk: frames, written down when they end and doubled when their cell is cut."""

from __future__ import annotations

import numpy as np

from boundkit.regions.kernel_cache import inlined
from boundkit.regions.walk_kernel_maps import mixed
from boundkit.regions.walk_kernel_records import (
    BEND,
    FACET_END,
    KEYED,
    KIND,
    LEVEL,
    LIVE,
    NEEDED,
    ROWS,
    SIZE,
    START,
    STATE,
    VERTICES,
    WRITTEN,
)


@inlined
def record(machine, frame):
    """Write down a cell: six numbers, trace, slots, facets and vertices; False where there is no room."""
    records, names, masks, head = (
        machine.records,
        machine.frames.names[frame],
        machine.cells.masks,
        machine.frames.heads[frame],
    )
    start, size, words, level = head[START], head[SIZE], masks.shape[1], head[LEVEL]
    at = machine.talk.registers[WRITTEN]
    if at + 6 + machine.frames.traces.shape[1] + 4 * level + 3 * 64 * words + words * (size + 1) > records.shape[0]:
        return False
    begin, at = at, at + 6
    for t in range(machine.frames.traces.shape[1]):
        records[at] = np.int64(machine.frames.traces[frame, t])
        at += 1
    for slot in range(level):
        for c in range(4):
            records[at] = machine.slots.origins[slot, c]
            at += 1
    facets = 0
    used = at
    at += words
    for w in range(words):
        union = np.uint64(0)
        for v in range(size):
            union |= masks[start + v, w]
        records[used + w] = np.int64(union)
        for bit in range(64):
            if union >> np.uint64(bit) & np.uint64(1):
                facets += 1
                for c in range(3):
                    records[at] = machine.facets.origins[names[64 * w + bit], c]
                    at += 1
    for v in range(size):
        for w in range(words):
            records[at] = np.int64(masks[start + v, w])
            at += 1
    records[begin], records[begin + 1], records[begin + 2] = at - begin, level, facets
    records[begin + 3], records[begin + 4], records[begin + 5] = size, head[STATE], words
    machine.talk.registers[WRITTEN] = at
    return True


@inlined
def key(code, machine, head, trace):
    """Write down what tells a cell's map and its route; False where there is no room."""
    registers, origins = machine.talk.registers, machine.slots.origins
    if registers[KEYED] == machine.keys.shape[0]:
        return False
    own = machine.keys[registers[KEYED]]
    own[0] = mixed(machine.slots.residues[head[STATE]], code.outputs)
    for t in range(trace.shape[0]):
        own[1 + t] = trace[t]
    for slot in range(1, head[LEVEL]):
        instruction = code.instructions[origins[slot, 0]]
        if instruction[KIND] == BEND:
            for t in range(origins[slot, 3], origins[slot, 3] + ((instruction[ROWS] + 63) >> 6)):
                own[1 + t] = np.uint64(0)
    registers[KEYED] += 1
    return True


@inlined
def double(registers, frames, cells, parts, frame, facet, bit, above, below, last):
    """Give a frame one part of its cell, which was cut by a facet, and a new frame part ``last``, 0 above or 1 below.

    False where something has to grow.
    """
    heads, traces, names = frames
    points, shifts, masks = cells
    start, kept = heads[frame, START], (above if last == 1 else below)
    if start + above + below > points.shape[0]:
        registers[NEEDED] = VERTICES
        return False
    for part in range(2):
        at, count = (start + kept if part == last else start), (above if part == 0 else below)
        for v in range(count):
            for k in range(points.shape[1]):
                points[at + v, k] = parts.points[part, v, k]
            shifts[at + v] = parts.shifts[part, v]
            for w in range(masks.shape[1]):
                masks[at + v, w] = parts.masks[part, v, w]
    names[frame, bit] = facet
    for c in range(heads.shape[1]):
        heads[frame + 1, c] = heads[frame, c]
    for t in range(traces.shape[1]):
        traces[frame + 1, t] = traces[frame, t]
    for n in range(names.shape[1]):
        names[frame + 1, n] = names[frame, n]
    heads[frame, SIZE] = kept
    heads[frame + 1, START], heads[frame + 1, SIZE] = start + kept, above + below - kept
    heads[frame, FACET_END] = heads[frame + 1, FACET_END] = facet + 1
    registers[LIVE] += 1
    return True
