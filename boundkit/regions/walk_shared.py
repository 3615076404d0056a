"""A cell walk shared by processes: its stack of cells is dealt out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from boundkit.crews.crew import Place
from boundkit.networks.program import PiecewiseAffine
from boundkit.regions.cells import Cell
from boundkit.regions.jobs import shared
from boundkit.regions.polytope import unwatched
from boundkit.regions.walk import Walk
from boundkit.regions.walk_kernel_records import (
    ANSWERED,
    ASKED,
    COUNT,
    FACET_END,
    FACETS,
    FRAMES,
    GATE,
    KEYED,
    LEVEL,
    LIVE,
    SIZE,
    SLOTS,
    START,
    VERTICES,
    WIDTH,
    WRITTEN,
    Machine,
)
from boundkit.regions.walk_machine import with_room

_MOST_WRITTEN = 1 << 19
_PARTS = 4


class Frames(NamedTuple):
    """Some frames of a machine, the lowest first, with all that they need: arrays as in ``Machine``."""

    frames: tuple[Any, ...]
    cells: tuple[Any, ...]
    slots: tuple[Any, ...]
    facets: tuple[Any, ...]


def taken(machine: Machine, first: int, last: int) -> Frames:
    """The frames of a machine from one to before another, none of which waits for the cells of its gate."""
    heads = machine.frames.heads[first:last].copy()
    start, end = int(heads[0, START]), int(heads[-1, START] + heads[-1, SIZE])
    heads[:, START] -= start
    level, facets = int(heads[:, LEVEL].max()), int(heads[:, FACET_END].max())
    return Frames(
        (heads, *(array[first:last].copy() for array in machine.frames[1:])),
        tuple(array[start:end].copy() for array in machine.cells),
        tuple(array[:level].copy() for array in machine.slots),
        tuple(array[:facets].copy() for array in machine.facets),
    )


def with_frames(machine: Machine, given: Frames) -> Machine:
    """The machine with these frames instead of its own, with more room if need be."""
    needs = {
        VERTICES: ("cells", 0, len(given.cells[0])), FRAMES: ("frames", 0, len(given.frames[0]) + 1),
        SLOTS: ("slots", 0, len(given.slots[0]) + 2), FACETS: ("facets", 0, len(given.facets[0]) + 1),
        WIDTH: ("cells", 1, given.cells[2].shape[1]),
    }  # fmt: skip
    for needed, (name, axis, size) in needs.items():
        while getattr(machine, name)[0 if axis == 0 else 2].shape[axis] < size:
            machine = with_room(machine, needed)
    for name, arrays in given._asdict().items():
        for own, array in zip(getattr(machine, name), arrays, strict=True):
            rows = own[: len(array)]
            if rows.shape == array.shape:
                rows[...] = array
            else:
                rows[...] = 0
                rows[:, : array.shape[1]] = array
    registers = machine.talk.registers
    registers[[COUNT, WRITTEN, KEYED, ASKED, ANSWERED]] = 0
    registers[LIVE], registers[GATE] = len(given.frames[0]), -1
    return machine


class _Share:
    """Takes frames as a task, walks on from them for a while, and gives the count, what was written down, the keys."""

    def __init__(
        self, program: PiecewiseAffine, domain: Cell, listed: bool, keyed: bool, seconds: float,
        watch: Callable[[], None] = unwatched,
    ) -> None:  # fmt: skip
        self._watch, self._seconds = watch, seconds
        self._walk = Walk(program, domain, self._goes_on, listed=listed, keyed=keyed)

    def _goes_on(self, *_: int) -> bool:
        """Until time is up, or more is written down than is sent at a time.

        A part at least is walked, with the answers that it needs, and a gate is walked through as a whole.
        """
        self._watch()
        over = time.perf_counter() > self._end or self._written > _MOST_WRITTEN
        return not over or len(self._batches) == 1 or self._walk.machine.talk.registers[GATE] >= 0

    def __call__(self, given: Frames) -> tuple[tuple[int, Any, Any], Frames | None]:
        walk = self._walk
        walk.machine, walk.count, walk.complete = with_frames(walk.machine, given), 0, False
        self._end, self._written = time.perf_counter() + self._seconds, 0
        self._batches = [(walk.machine.records[:0], walk.machine.keys[:0])]
        for records, keys in walk.batches():
            self._batches.append((records.copy(), keys))
            self._written += records.size + keys.size
        rest = None if walk.complete else taken(walk.machine, 0, int(walk.machine.talk.registers[LIVE]))
        records, keys = (np.concatenate(arrays) for arrays in zip(*self._batches, strict=True))
        return (walk.count, records, keys), rest

    def divided(self, given: Frames) -> list[Frames]:
        """The lowest frames, which have most to come, each alone, and the others; the highest first."""
        machine, live = with_frames(self._walk.machine, given), len(given.frames[0])
        self._walk.machine = machine
        low = min(live, _PARTS) - 1
        parts = [(low, live), *((n, n + 1) for n in reversed(range(low)))]
        return [taken(machine, *part) for part in parts]


class SharedWalk(Walk):
    """A walk by the processes of a place, with the same results in the same order."""

    def __init__(
        self, program: PiecewiseAffine, domain: Cell, check: Callable[[int, int], bool] = lambda *_: True,
        *, listed: bool = False, keyed: bool = False, place: Place,
    ) -> None:  # fmt: skip
        super().__init__(program, domain, check, listed=listed, keyed=keyed)
        self._place, self._ordered = place, listed or keyed
        self._make = partial(_Share, program, domain, listed, keyed, place.share)

    def batches(self) -> Iterator[tuple[Any, Any]]:
        start = [taken(self.machine, 0, 1)]
        try:
            self._watch()
            own = self._make(watch=self._watch)
            for count, *batch in shared(self._make, start, self._place, self._watch, own=own, ordered=self._ordered):
                self.count += count
                yield batch[0], batch[1]
        except _EndedError:
            return
        self.complete = True

    def _watch(self) -> None:
        if not self._check(self.count, (1 + self._place.beside) * self._size):
            raise _EndedError


class _EndedError(Exception):
    """The walk must not go on."""
