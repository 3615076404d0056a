"""Compiled code in parts, between which a clock, a memory and Ctrl-C are looked at."""

from __future__ import annotations

import time

_SECONDS = 0.5
_FIRST, _FEWEST, _MOST = 1 << 16, 1 << 13, 1 << 20
_USUAL = 32  # numbers of an object


class Pace:
    """How many objects the next part may add: about half a second's work, from how long the parts before took.

    The first part adds fewer where each object carries more than ``_USUAL`` numbers.
    """

    def __init__(self, width: int = 0) -> None:
        self.objects = max(_FEWEST, _FIRST * _USUAL // max(_USUAL, width))

    def start(self) -> None:
        self._started = time.perf_counter()

    def stop(self, added: int) -> None:
        """A part that was started has added so many objects; a short one, which may end a layer, tells nothing."""
        seconds = time.perf_counter() - self._started
        if seconds > _SECONDS / 4:
            self.objects = min(max(int(added * _SECONDS / seconds), _FEWEST), _MOST)
