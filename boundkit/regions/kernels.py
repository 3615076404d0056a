"""Loading the compiled kernels of the region engines before a clock runs, and saying so when they are compiled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from numba.core import event

from boundkit import address_space

COMPILING = "compiling the counting kernels once, about a minute"
_COMPILED = 160 * address_space.MEBIBYTE


@contextmanager
def announced(say: Callable[[str], None] | None) -> Iterator[None]:
    """Tell ``say`` when, and only when, something is compiled instead of loaded; once.

    Raises AddressSpaceError where there is too little memory to compile.
    """
    with event.install_listener("numba:compile", _Listener(say)):
        yield


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
