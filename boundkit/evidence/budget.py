"""The time that one check may take."""

from __future__ import annotations

import time

from boundkit.errors import BudgetExhaustedError


class Budget:
    """A number of seconds, counted from construction; ``check`` raises BudgetExhaustedError when they are gone."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """The seconds that are left, not less than 0."""
        return max(self._end - time.monotonic(), 0.0)

    def check(self) -> None:
        if time.monotonic() > self._end:
            raise BudgetExhaustedError(f"the budget of {self.seconds:g} s ended; give more with --budget SECONDS")
