"""Calls in several processes, each of which may die: the loss is one call, and it is known which."""

from __future__ import annotations

import gc
import signal
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any

from boundkit.errors import BoundkitWarning, WorkerError

_CONTEXT = get_context("spawn")
_ATTEMPTS = 2
_PATIENCE = 2.0  # seconds for a process to end
_COLLECTING = 50_000, 20, 20  # Python looks for circles more rarely; formulas make many small objects and few circles


@dataclass(frozen=True)
class Lost:
    """In place of the value of a call whose process died every time: how it died."""

    died: str

    @property
    def reason(self) -> str:
        return f"its process {self.died}, {_ATTEMPTS} times"


@dataclass(frozen=True)
class _Warned:
    """What a process warns of, before the value of its call."""

    text: str


def spread(function: Callable[..., Any], calls: Sequence[tuple], processes: int) -> Iterator[tuple[int, Any]]:
    """The values of ``function(*call)`` with the number of the call, as they come. The function must not raise.

    Calls of one first argument go to one process where the others have work, so that what it loads for them and
    remembers serves them all. A call whose process dies runs once more, after the others; a process that is killed
    before it begins is replaced. What several processes warn of is told once. Raises WorkerError when the processes do
    not start.
    """
    waiting = deque(range(len(calls)))
    deaths = [0] * len(calls)
    stillborn = 0
    told: set[_Warned] = set()
    workers: list[_Worker] = []
    try:
        for _ in range(min(processes, len(calls))):
            workers.append(_Worker(function))
        while waiting or any(worker.number is not None for worker in workers):
            for worker in _heard(workers):
                message = worker.hear()
                if isinstance(message, _Warned):
                    if message not in told:
                        warnings.warn(message.text, BoundkitWarning, stacklevel=2)
                    told.add(message)
                    continue
                number, worker.number = worker.number, None
                stillborn = 0 if worker.started else stillborn + 1
                if stillborn > _ATTEMPTS * len(workers):
                    raise WorkerError(f"one after the other, each process of the check {message.died} before it began")
                if isinstance(message, Lost):
                    workers[workers.index(worker)] = _Worker(function)
                    if number is not None:
                        deaths[number] += 1
                        if deaths[number] < _ATTEMPTS:
                            waiting.append(number)
                            continue
                if number is not None:
                    yield number, message
                if waiting and not isinstance(message, Lost):
                    number = _fitting(worker, workers, waiting, calls)
                    waiting.remove(number)
                    worker.give(number, calls[number])
    finally:
        for worker in workers:
            worker.stop()


def _heard(workers: Sequence[_Worker]) -> list[_Worker]:
    ready = wait([worker.connection for worker in workers])
    return [worker for worker in workers if worker.connection in ready]


def _fitting(worker: _Worker, workers: Sequence[_Worker], waiting: Iterable[int], calls: Sequence[tuple]) -> int:
    """The first waiting call with the first argument of the worker's last one, else with one of no other worker's."""
    taken = {other.kind for other in workers if other is not worker}
    return min(waiting, key=lambda number: (calls[number][:1] != worker.kind, calls[number][:1] in taken))


class _Worker:
    """A process that answers one call at a time, whose ``number`` it holds; at first it says that it is ready."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.number: int | None = None
        self.kind: tuple = ()
        self.started = False
        try:
            self.connection, theirs = _CONTEXT.Pipe()
            self._process = _CONTEXT.Process(target=_serve, args=(function, theirs))
            with _deaf():
                self._process.start()
        except OSError as error:
            raise WorkerError.not_started(error) from None
        theirs.close()

    def give(self, number: int, call: tuple) -> None:
        self.number, self.kind = number, call[:1]
        with suppress(OSError):  # it died, which is heard next
            self.connection.send(call)

    def hear(self) -> Any:
        """The value of its call, or Lost; before it _Warned. Raises WorkerError when it ended before it started."""
        try:
            value = self.connection.recv()
        except (EOFError, OSError):
            code = self._exit_code()
            self.stop()
            if not self.started and (code is None or code >= 0):
                raise WorkerError(
                    f"a process of the check {_ending(code)} before it began; in a script, check below "
                    "if __name__ == '__main__':, or with one job"
                ) from None
            return Lost(_ending(code))
        self.started = True
        return value

    def stop(self) -> None:
        """End the process, whatever it does."""
        self.connection.close()
        self._process.terminate()
        if self._exit_code() is None:
            self._process.kill()

    def _exit_code(self) -> int | None:
        """None when it does not end soon; ``join`` may wait for ever when the process closed its files."""
        end = time.monotonic() + _PATIENCE
        while self._process.exitcode is None and time.monotonic() < end:
            time.sleep(0.01)
        return self._process.exitcode


def _ending(code: int | None) -> str:
    """How a process ended, by its exit code.

    >>> _ending(-9)
    'was killed by SIGKILL, as when memory runs out'
    """
    if code is None:
        return "stopped answering"
    if code >= 0:
        return f"ended with exit code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    return f"was killed by {name}" + (", as when memory runs out" if name == "SIGKILL" else "")


@contextmanager
def _deaf() -> Iterator[None]:
    """Ctrl-C waits; a process that is started meanwhile does not hear it until it can say that it ignores it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(function: Callable[..., Any], connection: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*_COLLECTING)
    usual = warnings.showwarning

    def pass_on(message: Any, category: type[Warning], *place: Any, **line: Any) -> None:
        if issubclass(category, BoundkitWarning):
            connection.send(_Warned(str(message)))
        else:
            usual(message, category, *place, **line)

    warnings.showwarning = pass_on
    with suppress(EOFError, OSError):  # nobody listens any more
        connection.send(None)
        while True:
            connection.send(function(*connection.recv()))
