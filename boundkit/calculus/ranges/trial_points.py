"""Points of a box that are worth a try: its ends, near them, and far out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product
from math import prod
from random import Random

from flint import fmpq

from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.domains import Domains
from boundkit.formulas.trials import trial_values

_MOST_TRIALS = 3000
_MOST_STEPS = 20 * _MOST_TRIALS
_MOST_SPREAD, _SPREAD_STEPS = 200, 4000
_FARTHEST = {0: 10**6, 1: 10**6, 2: 10**6, 3: 100}  # by the number of symbols that vary


def trial_points(domains: Domains, box: Box) -> Iterator[dict[str, fmpq]]:
    """Points of the domain in the box: its ends, near them and far out."""
    farthest = _FARTHEST.get(len(box.wide()), 20)
    choices = [trial_values(*ends, name in box.integers, farthest) for name, ends in box.ends.items()]

    def allowed(chosen: Iterable[tuple[fmpq, ...]], steps: int, most: int) -> Iterator[dict[str, fmpq]]:
        points = (dict(zip(box.ends, values, strict=True)) for values in islice(chosen, steps))
        return islice(filter(domains.allow, points), most)

    yield from allowed(product(*choices), _MOST_STEPS, _MOST_TRIALS)
    if prod(map(len, choices)) > _MOST_STEPS:
        yield from allowed(_spread(choices), _SPREAD_STEPS, _MOST_SPREAD)


def _spread(choices: Sequence[Sequence[fmpq]]) -> Iterator[tuple[fmpq, ...]]:
    """Choices from all over the product, whose first entries hardly vary at its beginning; the same every time."""
    draw = Random(0)
    while True:
        yield tuple(map(draw.choice, choices))
