"""The time that one check may take."""

from __future__ import annotations

from boundkit.errors import BudgetExhaustedError
from boundkit.interruption import clock


class Budget:
    """A number of seconds, counted from construction; ``check`` raises BudgetExhaustedError when they are gone.

    What is compiled meanwhile does not count.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = clock() + seconds

    @property
    def left(self) -> float:
        """The seconds that are left, not less than 0."""
        return max(self._end - clock(), 0.0)

    def check(self) -> None:
        if clock() > self._end:
            raise BudgetExhaustedError(f"the budget of {self.seconds:g} s ended; give more with --budget SECONDS")
