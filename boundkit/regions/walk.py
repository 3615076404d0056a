"""The cell walk: exact counts and regions of programs with gates on a bounded domain, one cell after the other.

A cell is followed through the program, depth first: a rectifier cuts it unit by unit, a linear gate is walked through
from the cell of one set of experts to the next across the facets between them. Signs are decided in float64: every
vertex is known up to a bound, from the hyperplanes that meet in it, and so is every entry of every map; where that does
not decide, the sign is computed in rational numbers. Which vertices and edges a cell has follows from the signs alone,
so nothing is assumed about position and there is no tolerance. Memory is that of the cells that wait: in proportion to
the depth of the program and the cells of a gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, lru_cache, partial
from itertools import pairwise
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from boundkit.networks.affine import Affine
from boundkit.networks.gate import LinearGate
from boundkit.networks.program import PiecewiseAffine, Rectifier
from boundkit.regions.cells import Cell, Region
from boundkit.regions.interrupts import uninterrupted
from boundkit.regions.interval import Interval
from boundkit.regions.lattice import TooFineError
from boundkit.regions.pace import Pace
from boundkit.regions.polytope import Polytope
from boundkit.regions.walk_exact import Exactly
from boundkit.regions.walk_kernel import walk
from boundkit.regions.walk_kernel_records import (
    ANSWERED,
    ASK,
    ASKED,
    COUNT,
    DONE,
    FAILED,
    FULL,
    GATE,
    GROW,
    KEYED,
    LEVEL,
    LIVE,
    NEEDED,
    QUESTION,
    SET,
    SIZE,
    START,
    WRITTEN,
)
from boundkit.regions.walk_machine import Start, bytes_of, doubled, new_machine, with_room
from boundkit.regions.walk_program import Instructions, UnknownGateError

__all__ = ["TooFineError", "UnknownGateError", "Walk", "load_kernels"]

_RECORDED, _KEYED, _HEADER = 1 << 17, 1 << 14, 6
_FIRST, _STEPS = 64, 1 << 14


@lru_cache(maxsize=64)
def _start_on_a_line(lower: fmpq, upper: fmpq) -> Start:
    return Start(Polytope.box([lower], [upper]))


class Walk:
    """A walk through the cells into which a program cuts a bounded domain.

    ``count`` is how many have been seen. ``check`` is called now and then with it and the bytes that are used, and says
    whether to go on. ``listed`` for ``regions``, ``keyed`` for ``keys``. Raises TooFineError where float64 holds too
    little, UnknownGateError.
    """

    def __init__(
        self, program: PiecewiseAffine, domain: Cell, check: Callable[[int, int], bool] = lambda *_: True,
        *, listed: bool = False, keyed: bool = False,
    ) -> None:  # fmt: skip
        self.program, self.instructions = program, Instructions(program, whole=listed or keyed, compared=keyed)
        if not self.instructions.usable:
            raise TooFineError
        self._check, self._pace = check, Pace()
        self.complete, self.count = False, 0
        start = Start(domain) if isinstance(domain, Polytope) else _start_on_a_line(domain.lower, domain.upper)
        self._exactly = Exactly(program, self.instructions, start.sides)
        self.machine = new_machine(self.instructions, start, _RECORDED if listed else 0, _KEYED if keyed else 0)
        self._size = bytes_of(self.machine)

    def follow(self) -> int:
        """Walk until no cell is left, or ``check`` says no; ``complete`` tells which. Returns the count."""
        for _ in self.batches():
            pass
        return self.count

    def regions(self) -> Iterator[Region]:
        """The cells as regions, those of a batch at a time; exact maps and closures are made when asked for."""
        for records, _ in self.batches():
            at, batch = 0, records.tolist()
            while at < len(batch):
                yield self._region(batch[at : at + batch[at]])
                at += batch[at]

    def traces(self) -> Iterator[Any]:
        """Of every cell the words that tell its pattern, shape (cells of a batch, T)."""
        size = max(1, self.instructions.words)
        for records, _ in self.batches():
            at, starts = 0, []
            while at < len(records):
                starts.append(at + _HEADER)
                at += int(records[at])
            yield records[np.array(starts, np.int64).reshape(-1, 1) + np.arange(size)]

    def keys(self) -> Any:
        """For every cell a word that its map has and its route, the trace without its rectifiers, shape (R, 1 + T)."""
        return np.concatenate([keys for _, keys in self.batches()])

    @property
    def _registers(self) -> Any:
        return self.machine.talk.registers

    def batches(self) -> Iterator[tuple[Any, Any]]:
        """Walk on; yields now and then what was written down, and the keys, both lost when it goes on."""
        registers, most = self._registers, _FIRST
        while self._check(self.count, self._size):
            before = int(registers[COUNT])
            self._pace.start()
            limit = before + min(most, self._pace.objects)
            with np.errstate(all="ignore"):
                status = uninterrupted(walk, self.instructions.code, self.machine, limit, _STEPS)
            most *= 2
            added = int(registers[COUNT]) - before
            self.count += added
            self._pace.stop(added)
            if status == FAILED:
                raise TooFineError
            if status == ASK:
                self._answer()
            elif status == GROW:
                self.machine = with_room(self.machine, int(registers[NEEDED]))
                self._size = bytes_of(self.machine)
            else:
                yield self.machine.records[: registers[WRITTEN]], self.machine.keys[: registers[KEYED]].copy()
                if status == FULL and not registers[WRITTEN] + registers[KEYED]:
                    self.machine = self.machine._replace(records=doubled(self.machine.records, 0))
                registers[WRITTEN] = registers[KEYED] = 0
                if status == DONE:
                    self.complete = True
                    return

    def _answer(self) -> None:
        machine, registers = self.machine, self.machine.talk.registers
        answered = int(registers[ANSWERED])
        pending = min(int(registers[ASKED]) - answered, len(machine.talk.questions))
        gate = int(registers[GATE])
        frame = gate if gate >= 0 else int(registers[LIVE]) - 1
        level = max(int(machine.frames.heads[frame, LEVEL]), *(machine.talk.questions[:pending, 1] + 1).tolist())
        origins = machine.slots.origins[:level].tolist()
        states = self._exactly.states(origins, machine.frames.traces[frame].tolist())
        if answered + pending > len(machine.talk.answers):
            talk = machine.talk._replace(answers=doubled(machine.talk.answers, 0, answered + pending))
            self.machine = machine = machine._replace(talk=talk)
        for number, question in enumerate(machine.talk.questions[:pending].tolist()):
            ends = question[QUESTION : QUESTION + question[4]]
            question[QUESTION : QUESTION + question[4]] = map(tuple, machine.facets.origins[ends].tolist())
            words = self._exactly.answer(
                question, states, origins, lambda: members(machine.gate.sets[registers[SET]].tolist()),
                lambda: self._corners(frame, states),
            )  # fmt: skip
            machine.talk.answers[answered + number] = 0
            machine.talk.answers[answered + number, : len(words)] = [_signed(word) for word in words]
        registers[ANSWERED], registers[ASKED] = answered + pending, 0

    def _corners(self, frame: int, states: Any) -> list[list[fmpq]]:
        """The exact vertices of a frame's cell."""
        machine = self.machine
        start, size = machine.frames.heads[frame, START], machine.frames.heads[frame, SIZE]
        names = machine.facets.origins[machine.frames.names[frame]].tolist()
        return [
            self._exactly.point([self._exactly.facet(states, tuple(names[bit])) for bit in members(words)])
            for words in machine.cells.masks[start : start + size].tolist()
        ]

    def _region(self, record: list[int]) -> Region:
        own = _Record(self._exactly, record, self.instructions.words)
        pattern: list[Any] = []
        _read(self.program.steps, [word % (1 << 64) for word in own.trace], 0, pattern)
        return Region(
            tuple(entry for _, entry in pattern), tuple(entry for routed, entry in pattern if routed),
            own.affine, partial(own.cell, self.program.inputs),
        )  # fmt: skip


class _Record:
    """What a kernel wrote down of a cell."""

    def __init__(self, exactly: Exactly, record: list[int], words: int) -> None:
        _, level, count, size, self._state, width = record[:_HEADER]
        ends = [_HEADER]
        for length in (max(1, words), 4 * level, width, 3 * count, width * size):
            ends.append(ends[-1] + length)
        trace, origins, used, facets, masks = (record[a:b] for a, b in pairwise(ends))
        self._exactly, self.trace, self._used = exactly, trace, members(used)
        self._origins = [origins[n : n + 4] for n in range(0, len(origins), 4)]
        self._facets = [(facets[n], facets[n + 1], facets[n + 2]) for n in range(0, len(facets), 3)]
        self._masks = [members(masks[n : n + width]) for n in range(0, len(masks), width)]

    def affine(self) -> Affine:
        """The exact map."""
        return self._exactly.states(self._origins, self.trace)[self._state].value

    def cell(self, inputs: int) -> Cell:
        """The exact closure."""
        states = self._exactly.states(self._origins, self.trace)
        facets = {bit: self._exactly.facet(states, own) for bit, own in zip(self._used, self._facets, strict=True)}
        corners = [self._exactly.point([facets[bit] for bit in bits]) for bits in self._masks]
        if inputs == 1:
            (low,), (high,) = sorted(corners)
            return Interval(low, high)
        places = {bit: place for place, bit in enumerate(self._used)}
        masks = [sum(1 << places[bit] for bit in bits) for bits in self._masks]
        return Polytope(fmpq_mat([[fmpq(1), *corner] for corner in corners]), masks, len(places))


def members(words: list[int]) -> tuple[int, ...]:
    """The bits that are set."""
    return tuple(64 * w + bit for w, word in enumerate(words) for bit in range(64) if word >> bit & 1)


def _signed(word: int) -> int:
    return word - (1 << 64) if word >> 63 > 0 else word


def _read(steps: Any, trace: list[int], at: int, pattern: list[Any]) -> int:
    """Append to a pattern what a trace from a place on says of steps; returns where it ends."""
    for step in steps:
        if isinstance(step, Affine):
            continue
        if isinstance(step, Rectifier):
            pattern.append((False, tuple(bool(trace[at + (unit >> 6)] >> (unit & 63) & 1) for unit in step.kinks)))
            at += step.inputs + 63 >> 6 if step.kinks else 0
            continue
        if isinstance(step.gate, LinearGate) and step.gate.top > 1:
            size = step.gate.experts + 63 >> 6
            served = members(trace[at : at + size])
        else:
            size, served = 1, (trace[at],)
        at += size
        pattern.append((True, served[0] if len(served) == 1 else served))
        for expert in served:
            at = _read(step.experts[expert].steps, trace, at, pattern)
    return at


@cache
def load_kernels() -> None:
    """Load all that is compiled, or compile it."""
    from boundkit.networks.gate import Fork, TreeGate
    from boundkit.networks.mixture import stack
    from boundkit.networks.relu import ReLUNetwork

    bent = ReLUNetwork.of([[[1, 1], [1, -2]], [[1, 1], [1, 0]]], [[0, "1/3"], [0, 0]])
    walked = LinearGate([[1, 0], [0, 1], [-1, -1]], [0, "1/7", 0], top=2)
    forked = TreeGate(Fork(Affine([[1, 1]], [0]), 0, 1))
    slabs = LinearGate([[1, 0], [0, 0]], [0, 0])
    program = stack((walked, [bent] * 3), (forked, [bent] * 2), (slabs, [bent] * 2))
    list(Walk(program, Polytope.box([-1, -1], [1, 1]), listed=True).regions())
