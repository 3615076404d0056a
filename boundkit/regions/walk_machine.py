"""The arrays of a cell walk: made for a program and a domain, and made larger."""

from __future__ import annotations

from typing import Any

import numpy as np

from boundkit.networks.affine import Affine, to_float
from boundkit.regions.lattice import TooFineError
from boundkit.regions.polytope import Polytope
from boundkit.regions.walk_kernel_records import (
    ASKED,
    FACET_END,
    FACETS,
    FRAMES,
    GATE,
    HEAD,
    LEVEL,
    LIVE,
    PC,
    QUESTION,
    REGISTERS,
    SETS,
    SIZE,
    SLOTS,
    SMALLEST,
    SUM,
    UNIT_ROUNDOFF,
    VERTICES,
    WIDTH,
    Cells,
    Domain,
    Facets,
    Frames,
    Gate,
    Machine,
    Parts,
    Slots,
    Solver,
    Talk,
    Work,
)
from boundkit.regions.walk_kernel_served import refill
from boundkit.regions.walk_program import Instructions

_QUESTIONS = 64
_ROOM: dict[int, dict[str, Any]] = {
    VERTICES: {
        "cells": "*", "part": "*", "parts": "*", "work": ("values", "sides", "ties"), "gate": ("clean", "fresh"),
    },
    FRAMES: {"frames": "*"},
    SLOTS: {"slots": "*"},
    FACETS: {"facets": "*"},
    SETS: {"gate": ("sets",)},
    WIDTH: {
        "cells": ("masks",), "part": ("masks",), "parts": ("masks",), "frames": ("names",), "gate": ("names",),
        "solver": ("shared",),
    },
}  # fmt: skip


class Start:
    """A bounded polytope in float64: its vertices, their masks, and its facets, with bounds on rounding."""

    def __init__(self, domain: Polytope) -> None:
        vertices = domain.vertices
        if domain.is_box:
            low, high = vertices[0], vertices[-1]
            size = domain.dimension
            self.sides = [
                Affine([[sign * (axis == k) for k in range(size)]], [-sign * end])
                for axis in range(size) for sign, end in ((1, low[axis]), (-1, high[axis]))
            ]  # fmt: skip
            self.masks = domain.facets
        else:
            facets = domain.facet_vertices
            self.sides = [domain.facet_functional(facet) for facet in facets]
            members = [set(facet) for facet in facets]
            self.masks = [sum(1 << n for n, own in enumerate(members) if v in own) for v in range(len(vertices))]
        self.points = np.array([[to_float(entry) for entry in vertex] for vertex in vertices])
        self.forms = np.array([[to_float(entry) for entry in side.entries] for side in self.sides])
        if not (np.abs(self.points) < 1e100).all() or not (np.abs(self.forms) < 1e100).all():
            raise TooFineError
        self.low = np.nextafter(self.points.min(axis=0), -np.inf)
        self.high = np.nextafter(self.points.max(axis=0), np.inf)
        self.reach = float(max(np.abs(self.low).max(), np.abs(self.high).max()))
        self.shift = 4 * UNIT_ROUNDOFF * float(np.abs(self.points).max()) + SMALLEST
        sizes, d = np.abs(self.forms), self.points.shape[1]
        spread = (d + 8) * UNIT_ROUNDOFF * (self.reach * sizes[:, :-1].sum(axis=1) + sizes[:, -1])
        self.bounds, self.doubts = spread + SMALLEST, 2 * UNIT_ROUNDOFF * sizes + SMALLEST
        self.origins = np.array([(-1, side, -1) for side in range(len(self.sides))])


def new_machine(instructions: Instructions, start: Start, recorded: int, keyed: int) -> Machine:
    vertices, d = start.points.shape
    sides, experts = len(start.sides), instructions.experts
    width, words = sides + 16 + 63 >> 6, experts + 63 >> 6
    bits, room, frames, slots, facets = 64 * width, 4 * vertices + 256, 32, 16, sides + 64

    def integers(*shape: int) -> Any:
        return np.zeros(shape, np.int64)

    def masks(*shape: int) -> Any:
        return np.zeros(shape, np.uint64)

    def flags() -> Any:
        return np.zeros(room, np.bool_)

    def cells() -> Cells:
        return Cells(np.zeros((room, d)), np.zeros(room), masks(room, width))

    shape, kept = (slots, instructions.width, d + 1), slots * (keyed > 0)
    machine = Machine(
        Talk(integers(REGISTERS), integers(_QUESTIONS, QUESTION + bits), integers(_QUESTIONS, words)),
        Domain(start.low, start.high, start.reach),
        Frames(integers(frames, HEAD), masks(frames, max(1, instructions.words)), np.zeros((frames, bits), np.int32)),
        cells(),
        Slots(np.zeros(shape), np.zeros(shape), integers(kept, *shape[1:]), integers(slots, 4)),
        Facets(np.zeros((facets, d + 1)), np.zeros((facets, d + 1)), np.zeros(facets), integers(facets, 3)),
        Gate(
            np.zeros(bits, np.int32), flags(), flags(), masks(64, words), np.full(256, -1, np.int64), masks(words),
            integers(experts), integers(experts), np.zeros(experts), np.zeros(experts), integers(experts),
            np.zeros((experts, 2)),
        ),
        cells(),
        Parts(np.zeros((2, room, d)), np.zeros((2, room)), masks(2, room, width), integers(2, room)),
        Work(
            np.zeros(room), np.zeros(room, np.uint8), flags(), np.zeros(d + 1), np.zeros(d + 1),
            integers(shape[1] + 1), np.zeros((shape[1] + 1, d + 1)), np.zeros((shape[1] + 1, d + 1)),
        ),
        Solver(
            np.zeros((max(bits + 1, d), d)), np.zeros((d, d)), np.zeros(d), np.zeros(d), integers(bits + 1),
            masks(width),
        ),
        integers(recorded), masks(keyed, 1 + max(1, instructions.words)),
    )  # fmt: skip
    _begin(machine, instructions, start)
    return machine


def _begin(machine: Machine, instructions: Instructions, start: Start) -> None:
    """Put the whole domain into the first frame."""
    (vertices, d), sides = start.points.shape, len(start.sides)
    machine.cells.points[:vertices] = start.points
    machine.cells.shifts[:vertices] = start.shift
    for v, mask in enumerate(start.masks):
        machine.cells.masks[v] = [mask >> 64 * word & (1 << 64) - 1 for word in range(machine.cells.masks.shape[1])]
    machine.slots.forms[0, :d, :d] = np.eye(d)
    machine.slots.residues[:1, :d, :d] = np.eye(d, dtype=np.int64)[None]
    machine.slots.origins[0] = -1
    machine.facets.forms[:sides], machine.facets.bounds[:sides] = start.forms, start.bounds
    machine.facets.doubts[:sides], machine.facets.origins[:sides] = start.doubts, start.origins
    machine.frames.names[0, :sides] = range(sides)
    machine.frames.heads[0, [PC, LEVEL, SUM, SIZE, FACET_END]] = instructions.start, 1, -1, vertices, sides
    machine.talk.registers[[LIVE, GATE]] = 1, -1


def doubled(array: Any, axis: int, least: int = 0) -> Any:
    size = max(2 * array.shape[axis], least)
    shape = list(array.shape)
    shape[axis] = size
    wider = np.zeros(shape, array.dtype)
    wider[tuple(slice(extent) for extent in array.shape)] = array
    return wider


def with_room(machine: Machine, needed: int) -> Machine:
    """The same machine with twice the room for something."""
    groups: dict[str, Any] = {}
    machine.talk.registers[ASKED] = 0
    for name, fields in _ROOM[needed].items():
        old: Any = getattr(machine, name)
        axis = -1 if needed == WIDTH else int(name == "parts")
        chosen = old._fields if fields == "*" else fields
        groups[name] = old._replace(**{field: doubled(getattr(old, field), axis) for field in chosen})
    if needed == WIDTH:
        bits, d = 64 * groups["cells"].masks.shape[1], machine.domain.low.shape[0]
        groups["talk"] = machine.talk._replace(questions=np.zeros((_QUESTIONS, QUESTION + bits), np.int64))
        matrix, rows = np.zeros((bits + 1, d)), np.zeros(bits + 1, np.int64)
        groups["solver"] = groups["solver"]._replace(matrix=matrix, rows=rows)
    if needed == SETS:
        groups["gate"] = groups["gate"]._replace(table=np.full(2 * len(machine.gate.table), -1, np.int64))
    machine = machine._replace(**groups)
    if needed == SETS:
        with np.errstate(all="ignore"):
            refill(machine.talk.registers, machine.gate)
    return machine


def bytes_of(machine: Machine) -> int:
    """The memory that a machine takes."""
    groups = [group for group in machine if isinstance(group, tuple)]
    return sum(array.nbytes for group in groups for array in group if isinstance(array, np.ndarray))
