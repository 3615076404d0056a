"""The time and the memory that a count may take."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from boundkit import address_space
from boundkit.errors import BudgetExhaustedError
from boundkit.interruption import undisturbed
from boundkit.regions.found import Count

MANY_CORNERS = (
    "the corners of a box in {} dimensions take more memory than is allowed; count on the plane through three inputs "
    "(--through A.npy B.npy C.npy, boundkit.regions.flats), or allow more memory"
)
_MOST_CORNERS = 64  # as a power of two
_GIBIBYTE = 1 << 30
_BYTES_PER_ENTRY = 80
_LOADED = 400 * address_space.MEBIBYTE
ENDED = "the budget of time or memory ended before all was seen; give a larger one"


class Limit:
    """Seconds and about gibibytes that a count may take, who wants to know how far it is, and what is certain so far.

    The clock runs from ``start`` to ``stop`` and may be started again with what is left. ``certain`` is a number of
    regions that are there whatever else is found, and ``engine`` the name of what found them.
    """

    def __init__(
        self,
        budget: float | None = None,
        memory: float = 4.0,
        progress: Callable[[int], None] | None = None,
        announce: Callable[[str], None] | None = None,
    ) -> None:
        self._left = float("inf") if budget is None else budget
        self._memory = min(memory * _GIBIBYTE, address_space.left())
        self._progress, self._announce = progress, announce and cache(announce)
        self._spent = self._started = 0.0
        self.certain, self.engine = 1, "cell splitting"
        self.start()

    def start(self) -> None:
        """Let the clock run, if it does not."""
        self._started = self._started or time.perf_counter()

    def stop(self) -> float | None:
        """Stop the clock, if it runs; returns the seconds that are left, None for any number."""
        elapsed = self._elapsed
        self._left -= elapsed
        self._spent += elapsed
        self._started = 0.0
        return None if self._left == float("inf") else max(self._left, 0.0)

    @property
    def spent(self) -> float:
        """The seconds that the clock ran."""
        return self._spent + self._elapsed

    @property
    def _elapsed(self) -> float:
        return time.perf_counter() - self._started if self._started else 0.0

    def at_most(self, seconds: float) -> None:
        """Allow that much time where none was set."""
        self._left = min(self._left, seconds) if self._left == float("inf") else self._left

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Stop all clocks while compiled code is loaded or, the first time on a machine, compiled.

        Raises AddressSpaceError where there is no memory for that.
        """
        self.stop()
        try:
            if "numba" not in sys.modules:
                address_space.require(_LOADED, "The compiled region engines")
            from boundkit.regions.kernels import announced

            with announced(self._announce), undisturbed():
                yield
            self._memory = min(self._memory, address_space.left())
        finally:
            self.start()

    def allows(self, found: int, size: float = 0.0, certain: int = 1) -> bool:
        """Whether to go on after ``found`` objects of ``size`` bytes each, ``certain`` regions among what they show."""
        self.certain = max(self.certain, certain)
        if self._progress is not None:
            self._progress(found)
        return self.has_room(found * size) and self._elapsed < self._left

    def lower_bound(self) -> Count:
        """What is certain so far, as a count."""
        return Count(self.certain, "lower bound", self.engine)

    @property
    def room(self) -> float:
        """How many bytes there may be."""
        return self._memory

    def has_room(self, size: float) -> bool:
        """Whether that many bytes fit."""
        return size < self._memory

    def check(self, found: int = 0, size: float = 0.0) -> None:
        """Raise BudgetExhaustedError where ``allows`` says no."""
        if not self.allows(found, size):
            raise BudgetExhaustedError(ENDED)

    def watch(self) -> None:
        """The same for polytopes that are being cut."""
        if self._elapsed >= self._left:
            self.check()

    def has_room_for_box(self, inputs: int) -> bool:
        """Whether the corners of a box fit."""
        return inputs < _MOST_CORNERS and self.has_room(2.0**inputs * (inputs + 1) * _BYTES_PER_ENTRY)
