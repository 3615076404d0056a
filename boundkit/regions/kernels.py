"""Loading the compiled kernels of the region engines before a clock runs, and saying so when they are compiled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np

from boundkit import address_space
from boundkit.regions.kernel_cache import event

COMPILING = "compiling the counting kernels once, about a minute"
_COMPILED = 160 * address_space.MEBIBYTE
_KEPT = 31 * address_space.MEBIBYTE  # glibc heeds up to 32


@contextmanager
def announced(say: Callable[[str], None] | None) -> Iterator[None]:
    """Tell ``say`` when, and only when, something is compiled instead of loaded; once.

    Raises AddressSpaceError where there is too little memory to compile.
    """
    with event.install_listener("numba:compile", _Listener(say)):
        yield


def keep_freed_memory() -> None:
    """Let the memory of one count serve the next, where glibc would give it back to the system and ask for it anew.

    The largest block that was ever freed tells glibc how much to keep, about twice as much; nobody writes to this one.
    New pages can take longer than the count. Other allocators pay no heed.
    """
    with suppress(MemoryError):
        np.empty(_KEPT, np.uint8)


class _Listener(event.Listener):
    def __init__(self, say: Callable[[str], None] | None) -> None:
        self._say, self._depth = say, 0

    def on_start(self, event: Any) -> None:
        if self._depth == 0:
            address_space.require(_COMPILED, "The region engines, which are compiled once,")
        self._depth += 1
        if self._say is not None:
            say, self._say = self._say, None
            say(COMPILING)

    def on_end(self, event: Any) -> None:
        self._depth -= 1
