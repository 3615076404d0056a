"""Places where an exact sign changes."""

from __future__ import annotations

from collections.abc import Callable

from flint import fmpq


def sign_change(sign: Callable[[fmpq], int], low: fmpq, high: fmpq, halvings: int) -> tuple[fmpq, fmpq]:
    """Two numbers between which ``sign`` falls from 1 at ``low``, equal where it is 0 at one that was tried.

    ``high`` is doubled, and ``low`` moved up to it, until the sign there is 1 no more. It must come to that.

    >>> sign_change(lambda t: (t < 3) - (t > 3), fmpq(0), fmpq(1), 9)
    (3, 3)
    """
    while sign(high) > 0:
        low, high = high, 2 * high
    if not sign(high):
        return high, high
    for _ in range(halvings):
        middle = (low + high) / 2
        here = sign(middle)
        if not here:
            return middle, middle
        low, high = (middle, high) if here > 0 else (low, middle)
    return low, high
