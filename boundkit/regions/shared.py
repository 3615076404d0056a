"""Exact cell splitting over several processes: each takes cells of the first layer and splits them further."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from typing import Any

from boundkit.networks.program import PiecewiseAffine
from boundkit.regions.cells import Cell, Region, continued, first_parts, uncut

_AHEAD = 4


def split_shared(program: PiecewiseAffine, cell: Cell, jobs: int) -> Iterator[Region]:
    """The regions of ``cells.split``, in the same order, from ``jobs`` processes.

    At most four cells of the first layer per process are under way, so that memory stays bounded by their regions.
    """
    parts, rest = first_parts(program.steps, uncut(program, cell))
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_ignore_interrupts)
    try:
        waiting: list[Future[list[Region]]] = [pool.submit(_split, rest, part) for part in islice(parts, _AHEAD * jobs)]
        while waiting:
            yield from waiting.pop(0).result()
            waiting += [pool.submit(_split, rest, part) for part in islice(parts, 1)]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _split(rest: tuple[Any, ...], part: Region) -> list[Region]:
    return list(continued(rest, part))


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the parent, which cancels what is waiting."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
