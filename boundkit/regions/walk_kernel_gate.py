"""Compiled part of the cell walk: from cell to cell of a linear gate across the facets between them."""

from __future__ import annotations

import numpy as np

from boundkit.regions.kernel_cache import inlined, inner
from boundkit.regions.kernel_tools import lowest_bit
from boundkit.regions.walk_kernel_cut import ask, bounds_of, copy_vertex, find_sides
from boundkit.regions.walk_kernel_maps import add_facet, put_difference, put_map
from boundkit.regions.walk_kernel_records import (
    ABOVE,
    ANSWERED,
    ASK,
    ASKED,
    BASE,
    BELOW,
    BEYOND,
    COLUMNS,
    CUT,
    DONE,
    DROP,
    EXPERT,
    FACET,
    FACET_END,
    FACETS,
    FAILED,
    FIRST,
    FLOATS,
    FRAMES,
    GATE,
    GROW,
    INTS,
    LEVEL,
    LIVE,
    NEEDED,
    PART,
    PC,
    ROUNDED,
    ROWS,
    SERVED,
    SET,
    SET_END,
    SIZE,
    SLACK,
    SLOTS,
    START,
    STATE,
    SUM,
    TOP,
    TRACE,
    UNIT,
    UNIT_ROUNDOFF,
    VERTICES,
)
from boundkit.regions.walk_kernel_served import (
    add_set,
    find_ties,
    flip,
    holds,
    is_facet,
    only_pair,
    scores_at,
    violated,
)


@inlined
def walk_gate(code, machine):
    """Push a frame for every cell of a gate in the cell of the frame that waits for it."""
    registers = machine.talk.registers
    head = machine.frames.heads[registers[GATE]]
    instruction = code.instructions[head[PC]]
    if head[UNIT] == 0:
        status = _begin(code, machine, head, instruction)
        if status != DONE:
            return status
    slot = head[LEVEL] - 1
    while registers[SET] < registers[SET_END]:
        served = machine.gate.sets[registers[SET]]
        if registers[PART] < 0 and not _copy(machine, head):
            return GROW
        status = _clip(machine, instruction[ROWS], slot, served)
        if status == DONE:
            status = _cross(machine, instruction[ROWS], slot, served, registers[PART])
        if status == DONE:
            status = _push(code, machine, head, instruction, served, registers[PART])
        if status != DONE:
            return status
        _settle(registers, machine.gate, instruction[ROWS])
        registers[SET] += 1
        registers[PART] = -1
    registers[GATE] = -1
    head[PC] = DROP
    return DONE


@inner
def _settle(registers, gate, experts):
    """Keep what was learnt from answers, and forget these."""
    registers[ASKED] = registers[ANSWERED] = 0
    for e in range(experts):
        gate.equal[e] = gate.equal_next[e]


@inlined
def _copy(machine, head):
    """Begin with the whole cell as the part at hand; False where there is no room."""
    registers = machine.talk.registers
    if head[SIZE] > machine.part.points.shape[0]:
        registers[NEEDED] = VERTICES
        return False
    for v in range(head[SIZE]):
        copy_vertex(machine.cells, head[START] + v, machine.part, v)
        machine.gate.clean[v] = False
    for n in range(machine.gate.names.shape[0]):
        machine.gate.names[n] = machine.frames.names[registers[GATE], n]
    registers[PART], registers[FACET] = head[SIZE], machine.frames.heads[registers[LIVE] - 1, FACET_END] - 1
    return True


@inlined
def _begin(code, machine, head, instruction):
    """Put the scores into a slot and find a first set of experts."""
    registers, experts = machine.talk.registers, instruction[ROWS]
    slot = head[LEVEL]
    if slot + 2 > machine.slots.forms.shape[0]:
        registers[NEEDED] = SLOTS
        return GROW
    if not put_map(code.floats, machine.slots, machine.work, instruction[FLOATS], experts, instruction[COLUMNS],
                   instruction[ROUNDED], head[STATE], slot):  # fmt: skip
        return FAILED
    machine.slots.origins[slot, 0], machine.slots.origins[slot, 1] = head[PC], head[STATE]
    machine.slots.origins[slot, 2] = machine.slots.origins[slot, 3] = -1
    reach = machine.domain.reach
    for e in range(experts):
        machine.gate.equal[e] = e
        bounds = bounds_of(machine.slots.forms[slot, e], machine.slots.doubts[slot, e], reach)
        machine.gate.errors[e, 0], machine.gate.errors[e, 1] = bounds
    if not _first(machine, head, experts, instruction[TOP], slot):
        return ASK
    for t in range(machine.gate.table.shape[0]):
        machine.gate.table[t] = -1
    registers[SET] = registers[SET_END] = registers[ASKED] = registers[ANSWERED] = 0
    head[LEVEL], head[UNIT] = slot + 1, 1
    add_set(registers, machine.gate)
    return DONE


@inlined
def _first(machine, head, experts, top, slot):
    """Put the experts that serve the middle of a cell into ``beyond``; False where they must be asked for."""
    d, points, chosen = machine.domain.low.shape[0], machine.cells.points, machine.gate.beyond
    centre, shift, start, size = machine.solver.residuals, 0.0, head[START], head[SIZE]
    for k in range(d):
        centre[k] = 0.0
    for v in range(start, start + size):
        shift = max(shift, machine.cells.shifts[v])
        for k in range(d):
            centre[k] += points[v, k] / size
    shift = (shift + 4 * (size + 4) * UNIT_ROUNDOFF * machine.domain.reach) * SLACK
    scores_at(machine.slots.forms[slot], machine.gate, centre, shift, experts)
    for w in range(chosen.shape[0]):
        chosen[w] = np.uint64(0)
    low, high = np.inf, -np.inf
    scores, bounds = machine.gate.scores, machine.gate.bounds
    for _ in range(top):
        best = -1
        for e in range(experts):
            if not holds(chosen, e) and (best < 0 or scores[e] > scores[best]):
                best = e
        flip(chosen, best)
        low = min(low, scores[best] - bounds[best])
    for e in range(experts):
        if not holds(chosen, e):
            high = max(high, scores[e] + bounds[e])
    if top < experts and not low > high:
        number = ask(machine.talk, FIRST, slot, 0, 0, machine.cells.masks[start], machine.gate.names)
        if number < 0:
            return False
        for w in range(chosen.shape[0]):
            chosen[w] = np.uint64(machine.talk.answers[number, w])
    return True


@inlined
def _push(code, machine, head, instruction, served, size):
    """Push a frame for the part at hand."""
    registers = machine.talk.registers
    frame = registers[LIVE]
    start = machine.frames.heads[frame - 1, START] + machine.frames.heads[frame - 1, SIZE]
    if frame + 1 > machine.frames.heads.shape[0]:
        registers[NEEDED] = FRAMES
        return GROW
    if start + size > machine.cells.points.shape[0]:
        registers[NEEDED] = VERTICES
        return GROW
    for v in range(size):
        copy_vertex(machine.part, v, machine.cells, start + v)
    own, gate = machine.frames.heads[frame], registers[GATE]
    for n in range(machine.gate.names.shape[0]):
        machine.frames.names[frame, n] = machine.gate.names[n]
    for t in range(machine.frames.traces.shape[1]):
        machine.frames.traces[frame, t] = machine.frames.traces[gate, t]
    for c in range(own.shape[0]):
        own[c] = head[c]
    own[START], own[SIZE], own[FACET_END], own[UNIT] = start, size, registers[FACET] + 1, 0
    expert = 0
    while not holds(served, expert):
        expert += 1
    own[PC] = code.ints[instruction[INTS] + expert]
    if instruction[TOP] == 1:
        machine.frames.traces[frame, own[TRACE]] = np.uint64(expert)
        own[TRACE] += 1
    else:
        own[SERVED], own[BASE], own[SUM], own[EXPERT] = own[TRACE], own[STATE], -1, expert
        for w in range((instruction[ROWS] + 63) >> 6):
            machine.frames.traces[frame, own[TRACE] + w] = served[w]
        own[TRACE] += (instruction[ROWS] + 63) >> 6
    registers[LIVE] += 1
    return DONE


@inlined
def _clip(machine, experts, slot, served):
    """Have the part that a set serves cut out of the part at hand, until all its vertices are clean."""
    registers, gate, part = machine.talk.registers, machine.gate, machine.part
    forms, origins = machine.slots.forms[slot], machine.facets.origins
    for e in range(experts):
        gate.equal_next[e] = gate.equal[e]
    for v in range(registers[PART]):
        if gate.clean[v]:
            continue
        status, own, rival = violated(machine.talk, forms, gate, part, origins, experts, slot, served, v)
        if status != DONE:
            return status
        if own < 0:
            gate.clean[v] = True
            _settle(registers, gate, experts)
            continue
        facet = registers[FACET] + 1
        if facet + 1 > machine.facets.forms.shape[0]:
            registers[NEEDED] = FACETS
            return GROW
        put_difference(machine.work, machine.slots, slot, own, rival)
        ties = machine.work.ties
        find_ties(gate, ties, origins, part.masks, registers[PART], experts, slot, own, rival)
        found = find_sides(machine.talk, machine.work, part, 0, registers[PART], gate.names, machine.domain.reach, slot,
                           own, rival)  # fmt: skip
        for u in range(registers[PART]):
            ties[u] = False
        if registers[ASKED] > registers[ANSWERED]:
            return ASK
        if found != ABOVE | BELOW:
            return FAILED
        add_facet(machine.work, machine.facets, machine.domain.reach, facet, slot, own, rival)
        registers[FACET] = facet
        return CUT
    return DONE


@inlined
def take(registers, gate, parts, part, facet, bit, size):
    """Make part 0 of the cut the part at hand."""
    clean, fresh = gate.clean, gate.fresh
    for v in range(size):
        source = parts.sources[0, v]
        fresh[v] = source >= 0 and clean[source]
    for v in range(size):
        clean[v] = fresh[v]
        part.shifts[v] = parts.shifts[0, v]
        for k in range(part.points.shape[1]):
            part.points[v, k] = parts.points[0, v, k]
        for w in range(part.masks.shape[1]):
            part.masks[v, w] = parts.masks[0, v, w]
    gate.names[bit] = facet
    registers[PART] = size
    _settle(registers, gate, gate.equal.shape[0])


@inlined
def _cross(machine, experts, slot, served, size):
    """Add the sets that serve beyond the facets of the part at hand where the gate changes its mind."""
    masks, names, origins, registers = (
        machine.part.masks,
        machine.gate.names,
        machine.facets.origins,
        machine.talk.registers,
    )
    for w in range(masks.shape[1]):
        union = np.uint64(0)
        for v in range(size):
            union |= masks[v, w]
        while union:
            bit = 64 * w + lowest_bit(union)
            union &= union - np.uint64(1)
            facet = names[bit]
            if origins[facet, 0] != slot or not is_facet(masks, size, bit):
                continue
            own, rival = origins[facet, 1], origins[facet, 2]
            for k in range(served.shape[0]):
                machine.gate.beyond[k] = served[k]
            if only_pair(machine.slots.forms[slot], machine.gate, machine.part, experts, size, bit, own, rival):
                flip(machine.gate.beyond, own)
                flip(machine.gate.beyond, rival)
            else:
                number = ask(machine.talk, BEYOND, slot, own, rival, masks[0], names)
                if number < 0:
                    return ASK
                for k in range(served.shape[0]):
                    machine.gate.beyond[k] = np.uint64(machine.talk.answers[number, k])
            if not add_set(registers, machine.gate):
                return GROW
    return DONE
