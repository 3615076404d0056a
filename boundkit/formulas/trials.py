"""Numbers of an interval that are worth a try: its ends, near them, between them, and far out."""

from __future__ import annotations

from flint import fmpq

_STEPS = (0, fmpq(1, 2), 1, 2, 3, 5, 10, 40, 1000, 10**6, fmpq(1, 3), fmpq(5, 2), fmpq(1, 200))
_STEPS_AROUND_ZERO = (0, fmpq(1, 2), 1, 2, 3, 5, 10, 40, fmpq(1, 3), fmpq(5, 2))
_PARTS = tuple(fmpq(part, 200) for part in (0, 200, 1, 25, 50, 100, 150, 175, 199))


def trial_values(low: fmpq | None, high: fmpq | None, whole: bool, farthest: int = 10**6) -> list[fmpq]:
    """Different numbers from low to high, None for no end, up to ``farthest`` from the only end, or from 0.

    >>> trial_values(fmpq(1), fmpq(4), True), trial_values(fmpq(1), None, True, 5)
    ([1, 4, 2, 3], [1, 2, 3, 4, 6])
    """
    if low is not None and high is not None:
        numbers = [low + (high - low) * part for part in _PARTS]
    elif low is not None:
        numbers = [low + step for step in _STEPS if step <= farthest]
    elif high is not None:
        return [-number for number in trial_values(-high, None, whole, farthest)]
    else:
        numbers = [fmpq(sign * step) for step in _STEPS_AROUND_ZERO if step <= farthest for sign in (1, -1)]
    return list(dict.fromkeys(fmpq(number.floor()) if whole else number for number in numbers))
