"""Tasks that several processes share, with results in the order of the tasks, or as they come."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from typing import Any, Generic, Protocol, TypeVar

from boundkit.errors import WorkerError
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
class _Place(Generic[Task, Result]):
    """A task in the line, under way when it has a future, or its result."""

    task: Task | None
    future: Future[tuple[Result, Task | None]] | None = None
    result: Result | None = None


def shared(
    make: Callable[[], Work[Task, Result]], tasks: Iterable[Task], jobs: int,
    watch: Callable[[], None] = unwatched, *, own: Work[Task, Result] | None = None, ordered: bool = True,
) -> Iterator[Result]:  # fmt: skip
    """The results of tasks from ``jobs`` processes, each of which makes its own ``Work`` by ``make``.

    With work of its ``own``, which should watch too, this process works alone for a while, and on until another one has
    done something; without, it does not join in.
    Only the first tasks and results of the line are there at a time, four for each process, so that memory stays
    bounded by them; what is left of a task follows it there, divided when the processes would have too little to do.
    ``watch`` is called now and then and may raise to end it; then, as on Ctrl-C, the processes end at once. Raises
    MemoryError where one of them was ended from outside, WorkerError where they do not start.
    """
    line = _Line(own or make(), tasks, jobs, ordered)
    start, crew, joins_on = time.perf_counter(), None, own is not None
    finished = False
    try:
        while True:
            yield from line.results()
            if line.is_empty():
                finished = True
                return
            if crew is None and (own is None or time.perf_counter() - start > ALONE):
                crew = _crew(jobs, make)
            if crew is not None:
                line.submit(crew)
            if not (joins_on and line.carry_out_one()):
                joins_on &= not line.wait()
            elif line.collect():
                joins_on = False
            watch()
    except BrokenProcessPool:
        raise MemoryError("a process that shared the work was ended") from None
    finally:
        if crew is not None:
            if not finished:
                for process in list(crew._processes.values()):
                    process.terminate()
            crew.shutdown(wait=False, cancel_futures=True)


def _crew(jobs: int, make: Callable[[], Any]) -> ProcessPoolExecutor:
    """Processes that begin when there is a task for them. Raises WorkerError where the system has no locks for them."""
    try:
        return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin, initargs=(make,))
    except OSError as error:
        raise WorkerError.not_started(error) from None


class _Line(Generic[Task, Result]):
    """Tasks and results in their order."""

    def __init__(self, work: Work[Task, Result], tasks: Iterable[Task], jobs: int, ordered: bool) -> None:
        self._work, self._tasks, self._jobs, self._ordered = work, iter(tasks), jobs, ordered
        self._places: list[_Place[Task, Result]] = []

    def is_empty(self) -> bool:
        missing = max(0, _AHEAD * self._jobs - len(self._places))
        self._places += [_Place(task) for task in islice(self._tasks, missing)]
        return not self._places

    def results(self) -> Iterator[Any]:
        """The results that may go: the first ones, or all."""
        waiting: list[_Place[Task, Result]] = []
        while self._places and not (waiting and self._ordered):
            place = self._places.pop(0)
            if place.task is None:
                yield place.result
            else:
                waiting.append(place)
        self._places[:0] = waiting

    def submit(self, crew: ProcessPoolExecutor) -> None:
        """Hand out the first tasks, as many as the processes can begin with soon. Raises WorkerError."""
        free = _UNDER_WAY * self._jobs - len(self._under_way())
        for place in self._waiting()[: max(0, free)]:
            try:
                place.future = crew.submit(_carried_out, place.task)
            except OSError as error:
                raise WorkerError.not_started(error) from None

    def carry_out_one(self) -> bool:
        """Carry out the first task that waits, here; False where there is none."""
        for place in self._waiting()[:1]:
            assert place.task is not None
            self._settle(place, *self._work(place.task))
            return True
        return False

    def wait(self) -> bool:
        """Wait a moment for the processes; whether one has done something."""
        wait([place.future for place in self._under_way() if place.future], _BETWEEN_LOOKS, FIRST_COMPLETED)
        return self.collect()

    def collect(self) -> bool:
        """Take what the processes have done; whether that is anything."""
        done = [place for place in self._under_way() if place.future and place.future.done()]
        for place in done:
            assert place.future is not None
            self._settle(place, *place.future.result())
        return bool(done)

    def _settle(self, place: _Place[Task, Result], result: Any, rest: Task | None) -> None:
        place.task, place.future, place.result = None, None, result
        if rest is not None:
            few = len(self._under_way()) + len(self._waiting()) < _UNDER_WAY * self._jobs
            at = self._places.index(place) + 1
            self._places[at:at] = [_Place(task) for task in (self._work.divided(rest) if few else [rest])]

    def _under_way(self) -> list[_Place[Task, Result]]:
        return [place for place in self._places if place.future is not None]

    def _waiting(self) -> list[_Place[Task, Result]]:
        window = self._places[: _AHEAD * self._jobs] if self._ordered else self._places
        return [place for place in window if place.future is None and place.task is not None]


def _begin(make: Callable[[], Any]) -> None:
    """Get a process ready; leave Ctrl-C to the parent, which ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    global _work
    _work = make()


_work: Any = None


def _carried_out(task: Any) -> Any:
    return _work(task)
