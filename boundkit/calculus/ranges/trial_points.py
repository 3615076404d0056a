"""Points of an interval or a box that are worth a try: its ends, near them, and far out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from flint import fmpq

from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.domains import Domains

_MOST_TRIALS = 3000
_FARTHEST = {0: 10**6, 1: 10**6, 2: 10**6, 3: 100}  # by the number of symbols that vary
_STEPS = (0, 1, 2, 3, 5, 10, 40, 1000, 10**6)


def trial_points(domains: Domains, box: Box) -> Iterator[dict[str, fmpq]]:
    """Points of the domain in the box: its ends, near them and far out."""
    farthest = _FARTHEST.get(len(box.wide()), 20)
    choices = [
        [number for number in trial_values(*ends, name in box.integers) if _is_near(number, ends, farthest)]
        for name, ends in box.ends.items()
    ]
    points = (dict(zip(box.ends, values, strict=True)) for values in product(*choices))
    return islice(filter(domains.allow, islice(points, 20 * _MOST_TRIALS)), _MOST_TRIALS)


def trial_values(low: fmpq | None, high: fmpq | None, whole: bool) -> list[fmpq]:
    if low is not None and high is not None:
        numbers = [low, high, *(low + (high - low) * fmpq(step, 200) for step in (1, 25, 50, 100, 150, 175, 199))]
    elif low is not None:
        numbers = [low + step for step in (*_STEPS, fmpq(1, 3), fmpq(5, 2), fmpq(1, 200))]
    elif high is not None:
        return [-number for number in trial_values(-high, None, whole)]
    else:
        numbers = [fmpq(sign * step) for step in _STEPS[:7] for sign in (1, -1)]
    return list(dict.fromkeys(fmpq(number.floor()) if whole else number for number in numbers))


def _is_near(number: fmpq, ends: tuple[fmpq | None, fmpq | None], farthest: int) -> bool:
    """Whether a number lies within some distance of the end of an interval that has only one, or of 0."""
    low, high = ends
    if low is not None and high is not None:
        return True
    return abs(number - (low if low is not None else high if high is not None else 0)) <= farthest
