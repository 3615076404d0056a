"""Exact cell splitting over several processes: each takes cells of the first layer and splits them further."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from itertools import islice
from multiprocessing import get_context
from typing import Any

from boundkit.networks.program import PiecewiseAffine
from boundkit.regions.cells import Cell, Region, continued, first_parts, uncut
from boundkit.regions.polytope import unwatched

_AHEAD = 4
_BETWEEN_LOOKS = 0.1  # seconds


def split_shared(
    program: PiecewiseAffine, cell: Cell, jobs: int, watch: Callable[[], None] = unwatched
) -> Iterator[Region]:
    """The regions of ``cells.split``, in the same order, from ``jobs`` processes.

    At most four cells of the first layer per process are under way, so that memory stays bounded by their regions.
    ``watch`` is called now and then and may raise to end it; then, as on Ctrl-C, the processes end at once.
    """
    parts, rest = first_parts(program.steps, uncut(program, cell))
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_ignore_interrupts)
    finished = False
    try:
        waiting: list[Future[list[Region]]] = [pool.submit(_split, rest, part) for part in islice(parts, _AHEAD * jobs)]
        while waiting:
            while not wait(waiting[:1], timeout=_BETWEEN_LOOKS).done:
                watch()
            yield from waiting.pop(0).result()
            waiting += [pool.submit(_split, rest, part) for part in islice(parts, 1)]
        finished = True
    finally:
        if not finished:
            for process in list(pool._processes.values()):
                process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)


def _split(rest: tuple[Any, ...], part: Region) -> list[Region]:
    return list(continued(rest, part))


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the parent, which ends the processes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
