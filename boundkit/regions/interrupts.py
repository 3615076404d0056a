"""Ctrl-C beside compiled code."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from typing import Any


def uninterrupted(kernel: Callable[..., Any], *arguments: Any) -> Any:
    """Call compiled code; a Ctrl-C that comes meanwhile is answered when it has returned.

    numba hands over tuples of results by calling Python, where a pending Ctrl-C would raise, and does not look: the
    process would crash.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        return kernel(*arguments)
    pending: list[tuple[int, Any]] = []
    signal.signal(signal.SIGINT, lambda number, frame: pending.append((number, frame)))
    try:
        return kernel(*arguments)
    finally:
        signal.signal(signal.SIGINT, before)
        if pending:
            before(*pending[0])
