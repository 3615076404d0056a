"""Ctrl-C beside compiled code."""

from __future__ import annotations

import threading
from _signal import getsignal, signal  # what the module signal calls: it takes ten times as long for the same
from collections.abc import Callable
from signal import SIGINT
from typing import Any


def uninterrupted(kernel: Callable[..., Any], *arguments: Any) -> Any:
    """Call compiled code; a Ctrl-C that comes meanwhile is answered when it has returned.

    numba hands over tuples of results by calling Python, where a pending Ctrl-C would raise, and does not look: the
    process would crash.
    """
    before = getsignal(SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        return kernel(*arguments)
    pending: list[tuple[int, Any]] = []
    signal(SIGINT, lambda number, frame: pending.append((number, frame)))
    try:
        return kernel(*arguments)
    finally:
        signal(SIGINT, before)
        if pending:
            before(*pending[0])
