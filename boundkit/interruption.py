"""Bounds of processor time and memory for work that does not look at them itself: Python code is interrupted."""

from __future__ import annotations

import ctypes
import math
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any

from boundkit.address_space import MEBIBYTE, resident
from boundkit.errors import BudgetExhaustedError

_BETWEEN_LOOKS = 0.05  # seconds
_KEPT: list[tuple[Callable[[], Any], Callable[[Any], None]]] = []


def restored(read: Callable[[], Any], write: Callable[[Any], None]) -> None:
    """Let every interrupted block leave a library's setting as it was before."""
    _KEPT.append((read, write))


class within:  # noqa: N801 - a context manager, used like a function
    """A block that raises BudgetExhaustedError once it has used so many seconds of the process's processor time.

    With ``memory`` also once the process holds so many bytes more than at its start, where the system tells. Blocks may
    be nested; each ends by its own bounds. Python code is interrupted, a single operation of a compiled library is not;
    the sizes of what such a library is given must be bounded before (``formulas.bounded``).

    >>> with within(60):
    ...     sum(range(10))
    45
    """

    def __init__(self, seconds: float, memory: float = math.inf) -> None:
        self._seconds, self._memory = seconds, memory
        self._reason = ""
        self._frame: FrameType | None = None
        self._overtime = type("Overtime", (BaseException,), {})
        self._open = False

    def __enter__(self) -> within:
        self._thread, self._frame = threading.get_ident(), sys._getframe(1)
        self._kept = [(write, read()) for read, write in _KEPT]
        self._deadline = time.process_time() + self._seconds
        self._most = resident() + self._memory if self._memory < math.inf else math.inf
        self._open = True
        _watch(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        interruption: BaseException | None = None
        while self._open:
            try:
                self._close()
                if self._reason:
                    for _ in range(2):  # what has struck and is not felt yet is felt at a jump back
                        pass
            except BaseException as late:  # another deadline, or this one, may strike here as well
                interruption = late
        if kind is self._overtime or type(interruption) is self._overtime:
            for write, before in self._kept:
                write(before)
            raise BudgetExhaustedError(self._reason)
        if interruption is not None:
            raise interruption

    def _close(self) -> None:
        with _LOCK:
            _DEADLINES.discard(self)
            self._open, self._frame = False, None

    def postpone(self, seconds: float) -> None:
        self._deadline += seconds

    def look(self) -> None:
        """Interrupt the thread of the block when it is out of bounds; again at every look, should it go on.

        A thread that is just leaving a block is let go, and one that has left it was interrupted on its way out.
        """
        if _UNDISTURBED:
            return
        if self._open and time.process_time() > self._deadline:
            self._reason = f"no end within {self._seconds:g} s of processor time; simplify the formula"
        elif self._open and self._most < math.inf and resident() > self._most:
            self._reason = f"more than {self._memory / MEBIBYTE:,.0f} MiB of memory"
        if self._reason and self._is_inside():
            _interrupt(self._thread, self._overtime)

    def _is_inside(self) -> bool:
        frame = sys._current_frames().get(self._thread)
        if frame is None or frame.f_globals is globals():
            return False
        while frame is not None and frame is not self._frame:
            frame = frame.f_back
        return frame is not None


@contextmanager
def undisturbed() -> Iterator[None]:
    """A block that no bound interrupts and whose time counts for none: libraries that would break."""
    start = time.process_time(), time.monotonic()
    with _LOCK:
        _UNDISTURBED.append(start)
    try:
        yield
    finally:
        with _LOCK:
            if len(_UNDISTURBED) == 1:
                _STOOD[0] += time.monotonic() - start[1]
                for deadline in _DEADLINES:
                    deadline.postpone(time.process_time() - start[0])
            _UNDISTURBED.remove(start)


def clock() -> float:
    """Seconds, of which differences count, on a clock that stands while a library is undisturbed."""
    now = _UNDISTURBED[0][1] if _UNDISTURBED else time.monotonic()
    return now - _STOOD[0]


def is_undisturbed() -> bool:
    """Whether a library is at work that must not be interrupted."""
    return bool(_UNDISTURBED)


_UNDISTURBED: list[tuple[float, float]] = []  # on the clock of the processor, and on that of the wall
_STOOD = [0.0]
_LOCK = threading.Lock()
_DEADLINES: set[within] = set()
_AWAKE = threading.Event()
_WATCHMAN: list[threading.Thread] = []


def _interrupt(thread: int, error: type[BaseException]) -> None:
    """Raise an error in a thread. Never taken back: where code is traced, Python 3.11 then waits for it forever."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error))


def _watch(deadline: within) -> None:
    with _LOCK:
        _DEADLINES.add(deadline)
    if not _WATCHMAN or not _WATCHMAN[0].is_alive():  # a process that was forked has none
        _WATCHMAN[:] = [threading.Thread(target=_look_from_time_to_time, name="deadlines", daemon=True)]
        _WATCHMAN[0].start()
    _AWAKE.set()


def _look_from_time_to_time() -> None:
    while True:
        if not _DEADLINES:
            _AWAKE.clear()
            _AWAKE.wait(1)
        time.sleep(_BETWEEN_LOOKS)
        with _LOCK:
            for deadline in tuple(_DEADLINES):
                deadline.look()
