"""Tasks that the processes of a place share, with results in the order of the tasks, or as they come."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import Any, Generic, Protocol, TypeVar

from boundkit.crews.crew import Crew, Lost, Place
from boundkit.regions.polytope import unwatched

ALONE = 0.3  # seconds
_AHEAD, _UNDER_WAY = 4, 2  # tasks for each process
_BETWEEN_LOOKS = 0.1  # seconds

Task = TypeVar("Task")
Result = TypeVar("Result", covariant=True)


class Work(Protocol[Task, Result]):
    """What carries out tasks: the result of a task, or of its first part, and what is left of it, or None."""

    def __call__(self, task: Task, /) -> tuple[Result, Task | None]: ...

    def divided(self, task: Task, /) -> list[Task]:
        """Tasks that together, one after the other, are one."""
        ...


@dataclass(eq=False)
class _Spot(Generic[Task, Result]):
    """A task in the line, under way when it has a number, or its result."""

    task: Task | None
    number: int | None = None
    result: Result | None = None


def shared(
    make: Callable[[], Work[Task, Result]], tasks: Iterable[Task], place: Place,
    watch: Callable[[], None] = unwatched, *, own: Work[Task, Result] | None = None, ordered: bool = True,
) -> Iterator[Result]:  # fmt: skip
    """The results of tasks from the processes of a place, each of which makes its own ``Work`` by ``make``.

    With work of its ``own``, which should watch too, this process works alone for a while, and on until another one has
    done something; without, it does not join in.
    Only the first tasks and results of the line are there at a time, four for each process, so that memory stays
    bounded by them; what is left of a task follows it there, divided when the processes would have too little to do.
    ``watch`` is called now and then and may raise to end it; then, as on Ctrl-C, the processes end at once. Raises
    MemoryError for a task that ends its process again and again, WorkerError where processes do not start.
    """
    line = _Line(own or make(), tasks, place, ordered)
    start, crew, joins_on = time.perf_counter(), None, own is not None
    try:
        while True:
            yield from line.results()
            if line.is_empty():
                return
            if crew is None and (own is None or time.perf_counter() - start > ALONE):
                crew = place.crew(make, ahead=_UNDER_WAY)
            if crew is not None:
                line.submit(crew)
            if not (joins_on and line.carry_out_one()):
                joins_on &= not line.collect(crew, _BETWEEN_LOOKS)
            elif line.collect(crew, 0.0):
                joins_on = False
            watch()
    finally:
        if crew is not None:
            crew.close()


class _Line(Generic[Task, Result]):
    """Tasks and results in their order."""

    def __init__(self, work: Work[Task, Result], tasks: Iterable[Task], place: Place, ordered: bool) -> None:
        self._work, self._tasks, self._place, self._ordered = work, iter(tasks), place, ordered
        self._spots: list[_Spot[Task, Result]] = []
        self._numbers = count()

    def is_empty(self) -> bool:
        missing = max(0, _AHEAD * self._place.processes - len(self._spots))
        self._spots += [_Spot(task) for task in islice(self._tasks, missing)]
        return not self._spots

    def results(self) -> Iterator[Any]:
        """The results that may go: the first ones, or all."""
        waiting: list[_Spot[Task, Result]] = []
        while self._spots and not (waiting and self._ordered):
            spot = self._spots.pop(0)
            if spot.task is None:
                yield spot.result
            else:
                waiting.append(spot)
        self._spots[:0] = waiting

    def submit(self, crew: Crew) -> None:
        """Hand out the first tasks, as many as the processes can begin with soon. Raises WorkerError."""
        for spot in self._waiting():
            if not crew.has_room():
                return
            spot.number = next(self._numbers)
            crew.give(spot.number, (spot.task,))

    def carry_out_one(self) -> bool:
        """Carry out the first task that waits, here; False where there is none."""
        for spot in self._waiting()[:1]:
            assert spot.task is not None
            self._settle(spot, *self._work(spot.task))
            return True
        return False

    def collect(self, crew: Crew | None, seconds: float) -> bool:
        """Take what the processes do within some seconds; whether that is anything. Raises MemoryError."""
        spots = {spot.number: spot for spot in self._under_way()}
        heard = crew.heard(seconds) if crew is not None and spots else []
        for number, value in heard:
            if isinstance(value, Lost):
                raise MemoryError(f"a share of the work was given up: {value.reason}")
            self._settle(spots[number], *value)
        return bool(heard)

    def _settle(self, spot: _Spot[Task, Result], result: Any, rest: Task | None) -> None:
        spot.task, spot.number, spot.result = None, None, result
        if rest is not None:
            few = len(self._under_way()) + len(self._waiting()) < _UNDER_WAY * self._place.processes
            at = self._spots.index(spot) + 1
            self._spots[at:at] = [_Spot(task) for task in (self._work.divided(rest) if few else [rest])]

    def _under_way(self) -> list[_Spot[Task, Result]]:
        return [spot for spot in self._spots if spot.number is not None]

    def _waiting(self) -> list[_Spot[Task, Result]]:
        window = self._spots[: _AHEAD * self._place.processes] if self._ordered else self._spots
        return [spot for spot in window if spot.number is None and spot.task is not None]
