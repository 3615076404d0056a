"""Compiled cell walk: one cell after the other is followed through a program, depth first.

Every instruction is carried out as a whole or not at all: where something must be known exactly, or an array must
grow, the walk ends with that message and, once it is answered, starts the same instruction again. Cells are cut at one
place, so that the code that cuts is compiled into few others.
"""

from __future__ import annotations

import numpy as np

from boundkit.regions.kernel_cache import inlined, kernel
from boundkit.regions.walk_kernel_cut import ask, cut, find_sides
from boundkit.regions.walk_kernel_frames import double, key, record
from boundkit.regions.walk_kernel_gate import take, walk_gate
from boundkit.regions.walk_kernel_maps import (
    add_facet,
    lower,
    put_bent,
    put_bent_residues,
    put_difference,
    put_map,
    put_map_residues,
    put_sum,
    put_sum_residues,
)
from boundkit.regions.walk_kernel_records import (
    ABOVE,
    ANSWERED,
    ASK,
    ASKED,
    BASE,
    BELOW,
    BEND,
    CHOOSE,
    CHOSEN,
    COLUMNS,
    COUNT,
    CUT,
    DONE,
    DROP,
    END,
    EXPERT,
    FACET,
    FACET_END,
    FACETS,
    FAILED,
    FLOATS,
    FORK,
    FRAMES,
    FULL,
    GATE,
    GROW,
    INTS,
    KIND,
    LAST,
    LEVEL,
    LIVE,
    MAP,
    NEEDED,
    NEXT,
    PART,
    PAUSE,
    PC,
    ROUNDED,
    ROWS,
    SERVED,
    SIZE,
    SLABS,
    SLOTS,
    START,
    STATE,
    SUM,
    THEN,
    TOP,
    TRACE,
    UNIT,
    UNIT_ROUNDOFF,
)


@kernel(_nrt=False)
def walk(code, machine, limit, steps):
    """Follow cells until none is left, ``limit`` of them are counted, ``steps`` are done, or something is needed.

    Returns which.
    """
    registers = machine.talk.registers
    while registers[LIVE] > 0:
        if steps == 0:
            return PAUSE
        steps -= 1
        gate, frame = registers[GATE], registers[LIVE] - 1
        status = walk_gate(code, machine) if gate >= 0 else _step(code, machine, frame, limit)
        if status == CUT:
            facet = registers[FACET]
            if gate >= 0:
                cells, names, start, size = machine.part, machine.gate.names, np.int64(0), registers[PART]
            else:
                cells, names = machine.cells, machine.frames.names[frame]
                start, size = machine.frames.heads[frame, START], machine.frames.heads[frame, SIZE]
            above, below, bit = cut(registers, machine.facets, machine.solver, machine.domain, machine.work,
                                    machine.parts, cells, start, size, names, facet)  # fmt: skip
            if above < 0:
                return GROW
            if gate >= 0:
                take(registers, machine.gate, machine.parts, machine.part, facet, bit, above)
            elif double(registers, machine.frames, machine.cells, machine.parts, frame, facet, bit, above, below,
                        registers[LAST]):  # fmt: skip
                _part_ways(code, machine, frame)
            else:
                return GROW
        elif status != DONE:
            return status
    return DONE


@inlined
def _step(code, machine, frame, limit):
    """Carry out the instruction that the last frame waits for."""
    registers, heads = machine.talk.registers, machine.frames.heads
    kind = code.instructions[heads[frame, PC], KIND]
    if kind == END:
        return PAUSE if registers[COUNT] >= limit else _end(code, machine, frame)
    if kind == DROP:
        registers[LIVE] -= 1
        return DONE
    if heads[frame, LEVEL] + 2 > machine.slots.forms.shape[0]:
        registers[NEEDED] = SLOTS
        return GROW
    if frame + 2 > heads.shape[0]:
        registers[NEEDED] = FRAMES
        return GROW
    if heads[frame, FACET_END] + 1 > machine.facets.forms.shape[0]:
        registers[NEEDED] = FACETS
        return GROW
    if kind == BEND:
        return _bend(code, machine, frame)
    if kind == SLABS:
        return _slabs(code, machine, frame)
    if kind == FORK:
        return _fork(code, machine, frame)
    return _pass(code, machine, frame, kind)


@inlined
def _end(code, machine, frame):
    registers = machine.talk.registers
    if machine.keys.shape[0] and not key(code, machine, machine.frames.heads[frame], machine.frames.traces[frame]):
        return FULL
    if machine.records.shape[0] and not record(machine, frame):
        return FULL
    registers[COUNT] += 1
    registers[LIVE] -= 1
    return DONE


@inlined
def _settled(registers):
    """Forget the answers, which were used."""
    registers[ASKED] = registers[ANSWERED] = 0


@inlined
def _name_slot(origins, slot, pc, source, summand, place):
    origins[slot, 0], origins[slot, 1], origins[slot, 2], origins[slot, 3] = pc, source, summand, place


@inlined
def _sides(machine, frame, slot, i, j):
    """The sides of the form at hand in a frame's cell."""
    head = machine.frames.heads[frame]
    return find_sides(machine.talk, machine.work, machine.cells, head[START], head[SIZE], machine.frames.names[frame],
                      machine.domain.reach, slot, i, j)  # fmt: skip


@inlined
def _to_cut(machine, frame, slot, i, j, last):
    """Have the frame's cell cut by the form at hand, whose sides are known; a new frame has part ``last``."""
    registers, facet = machine.talk.registers, machine.frames.heads[frame, FACET_END]
    add_facet(machine.work, machine.facets, machine.domain.reach, facet, slot, i, j)
    registers[FACET], registers[LAST] = facet, last
    return CUT


@inlined
def _part_ways(code, machine, frame):
    """Tell two frames whose cell was cut what follows for each."""
    heads, registers = machine.frames.heads, machine.talk.registers
    head, other = heads[frame], heads[frame + 1]
    instruction = code.instructions[head[PC]]
    if instruction[KIND] == BEND:
        unit = head[UNIT]
        machine.frames.traces[frame + 1, head[TRACE] + (unit >> 6)] |= np.uint64(1) << np.uint64(unit & 63)
        head[UNIT] = other[UNIT] = unit + 1
    elif instruction[KIND] == FORK:
        head[PC], other[PC] = code.ints[instruction[INTS]], code.ints[instruction[INTS] + 1]
        head[LEVEL] += 1
        other[LEVEL] += 1
    else:
        _serve(code, machine.frames.traces[frame + 1], other, instruction, head[UNIT] - 1)
        head[UNIT] += 1
    _settled(registers)


@inlined
def _serve(code, trace, head, instruction, number):
    """Go on with an expert of a gate of slabs."""
    entry = instruction[INTS] + 2 * number
    trace[head[TRACE]] = np.uint64(code.ints[entry])
    head[TRACE] += 1
    head[PC], head[UNIT] = code.ints[entry + 1], 0


@inlined
def _bend(code, machine, frame):
    """Cut a cell by the next unit that cuts it, or pass on what a rectifier makes of it."""
    head, registers = machine.frames.heads[frame], machine.talk.registers
    instruction = code.instructions[head[PC]]
    at, rows, state, trace = instruction[FLOATS], instruction[ROWS], head[STATE], head[TRACE]
    for unit in range(head[UNIT], rows):
        if code.floats[at + rows + unit] == 0.0:
            continue
        head[UNIT] = unit
        put_difference(machine.work, machine.slots, state, unit, -1)
        found = _sides(machine, frame, state, unit, -1)
        if registers[ASKED] > registers[ANSWERED]:
            return ASK
        if found == ABOVE | BELOW:
            return _to_cut(machine, frame, state, unit, -1, 0)
        _settled(registers)
        if found == ABOVE:
            machine.frames.traces[frame, trace + (unit >> 6)] |= np.uint64(1) << np.uint64(unit & 63)
    slot = head[LEVEL]
    signs = machine.frames.traces[frame, trace:]
    put_bent(code.floats, machine.slots, at, rows, instruction[ROUNDED], signs, state, slot)
    if machine.slots.residues.shape[0]:
        put_bent_residues(code, machine.slots, at, rows, signs, state, slot)
    _name_slot(machine.slots.origins, slot, head[PC], state, -1, trace)
    head[TRACE] += (rows + 63) >> 6
    _go_on(head, instruction[THEN], slot)
    return DONE


@inlined
def _go_on(head, pc, slot):
    head[PC], head[UNIT], head[STATE], head[LEVEL] = pc, 0, slot, slot + 1


@inlined
def _fork(code, machine, frame):
    """Cut a cell by a fork of a tree gate; the instruction has a pair (below, above) of others."""
    head, registers = machine.frames.heads[frame], machine.talk.registers
    instruction = code.instructions[head[PC]]
    slot, state = head[LEVEL], head[STATE]
    columns, rounded = instruction[COLUMNS], instruction[ROUNDED]
    if not put_map(code.floats, machine.slots, machine.work, instruction[FLOATS], 1, columns, rounded, state, slot):
        return FAILED
    _name_slot(machine.slots.origins, slot, head[PC], state, -1, -1)
    put_difference(machine.work, machine.slots, slot, 0, -1)
    found = _sides(machine, frame, slot, 0, -1)
    if registers[ASKED] > registers[ANSWERED]:
        return ASK
    if found == ABOVE | BELOW:
        return _to_cut(machine, frame, slot, 0, -1, 0)
    head[PC], head[LEVEL] = code.ints[instruction[INTS] + (found == ABOVE)], slot + 1
    _settled(registers)
    return DONE


@inlined
def _slabs(code, machine, frame):
    """Cut off the part of a cell below the next threshold of a gate that reads one coordinate.

    The instruction has the winners and where their experts begin, thresholds follow the coordinate. A frame that
    waits for threshold j has unit j + 1.
    """
    head, registers = machine.frames.heads[frame], machine.talk.registers
    instruction = code.instructions[head[PC]]
    count, columns, rounded = instruction[TOP], instruction[COLUMNS], instruction[ROUNDED]
    thresholds = code.floats[instruction[FLOATS] + columns + 1 :]
    slot = head[LEVEL] if head[UNIT] == 0 else head[LEVEL] - 1
    if head[UNIT] == 0:
        if not put_map(
            code.floats, machine.slots, machine.work, instruction[FLOATS], 1, columns, rounded, head[STATE], slot
        ):
            return FAILED
        _name_slot(machine.slots.origins, slot, head[PC], head[STATE], -1, -1)
        head[UNIT] = 1 + _passed(machine, frame, slot, thresholds, count)
        head[LEVEL] = slot + 1
    while True:
        threshold = head[UNIT] - 1
        if threshold == count:
            break
        put_difference(machine.work, machine.slots, slot, 0, -1)
        lower(machine.work, thresholds[threshold], rounded)
        found = _sides(machine, frame, slot, 0, threshold)
        if registers[ASKED] > registers[ANSWERED]:
            return ASK
        if found == 0:
            mask, names = machine.cells.masks[head[START]], machine.frames.names[frame]
            number = ask(machine.talk, CHOSEN, slot, 0, 0, mask, names)
            if number < 0:
                return ASK
            threshold = machine.talk.answers[number, 0]
        if found == ABOVE | BELOW:
            return _to_cut(machine, frame, slot, 0, threshold, 1)
        _settled(registers)
        if found == ABOVE:
            head[UNIT] += 1
            continue
        break
    _serve(code, machine.frames.traces[frame], head, instruction, threshold)
    return DONE


@inlined
def _passed(machine, frame, slot, thresholds, count):
    """How many thresholds certainly lie below all of a cell."""
    put_difference(machine.work, machine.slots, slot, 0, -1)
    head, d = machine.frames.heads[frame], machine.domain.low.shape[0]
    least, steep, reach = np.inf, 0.0, machine.domain.reach
    loose = machine.work.doubt[d]
    for k in range(d):
        steep += abs(machine.work.form[k]) + machine.work.doubt[k]
        loose += reach * machine.work.doubt[k]
    for v in range(head[START], head[START] + head[SIZE]):
        value = machine.work.form[d]
        for k in range(d):
            value += machine.work.form[k] * machine.cells.points[v, k]
        least = min(least, value - steep * machine.cells.shifts[v])
    loose += 8 * (d + 2) * UNIT_ROUNDOFF * (abs(machine.work.form[d]) + reach * steep) + abs(least) * 1e-12 + 1e-300
    least -= 2 * loose
    low, high = 0, count
    while low < high:
        middle = (low + high) >> 1
        if thresholds[middle] + 1e-12 * abs(thresholds[middle]) < least:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def _pass(code, machine, frame, kind):
    """Carry out an instruction that cuts nothing, or begin to walk through the cells of a gate."""
    head = machine.frames.heads[frame]
    instruction = code.instructions[head[PC]]
    slot = head[LEVEL]
    if kind == MAP:
        if not put_map(code.floats, machine.slots, machine.work, instruction[FLOATS], instruction[ROWS],
                       instruction[COLUMNS], instruction[ROUNDED], head[STATE], slot):  # fmt: skip
            return FAILED
        if machine.slots.residues.shape[0]:
            put_map_residues(code, machine.slots, instruction[FLOATS], instruction[ROWS], instruction[COLUMNS],
                             head[STATE], slot)  # fmt: skip
        _name_slot(machine.slots.origins, slot, head[PC], head[STATE], -1, -1)
        _go_on(head, instruction[THEN], slot)
    elif kind == CHOOSE:
        machine.frames.traces[frame, head[TRACE]] = np.uint64(instruction[TOP])
        head[TRACE] += 1
        head[PC], head[UNIT] = instruction[THEN], 0
    elif kind == NEXT:
        _next_expert(code, machine, frame)
    else:
        machine.talk.registers[GATE], machine.talk.registers[PART] = frame, -1
        machine.talk.registers[ASKED] = machine.talk.registers[ANSWERED] = 0
        head[UNIT] = 0
    return DONE


@inlined
def _next_expert(code, machine, frame):
    """Add what an expert puts out to the others' sum, and go to the next one that serves, or on."""
    head, slot = machine.frames.heads[frame], machine.frames.heads[frame, LEVEL]
    instruction = code.instructions[head[PC]]
    gate = code.instructions[instruction[COLUMNS]]
    experts, served, total = gate[ROWS], machine.frames.traces[frame, head[SERVED] :], head[SUM]
    following = head[EXPERT] + 1
    while following < experts and not served[following >> 6] >> np.uint64(following & 63) & np.uint64(1):
        following += 1
    if instruction[ROWS]:
        weight = 1.0 if following < experts else code.floats[instruction[FLOATS]]
        put_sum(machine.slots, instruction[ROWS], weight, instruction[ROUNDED], total, head[STATE], slot)
        if machine.slots.residues.shape[0]:
            own = np.int64(1) if following < experts else code.residues[instruction[FLOATS]]
            put_sum_residues(machine.slots, code.prime, instruction[ROWS], own, total, head[STATE], slot)
        _name_slot(machine.slots.origins, slot, head[PC], head[STATE], total, np.int64(following < experts))
        total = slot
        head[LEVEL] += 1
    head[EXPERT], head[SUM], head[UNIT] = following, total, 0
    if following < experts:
        head[STATE], head[PC] = head[BASE], code.ints[gate[INTS] + following]
    else:
        head[STATE], head[PC] = total, instruction[THEN]
