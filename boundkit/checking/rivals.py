"""Two claims about one quantity that exclude each other."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from boundkit.arithmetic.enclosure import precedes
from boundkit.checking.space import Point, Where, axis_of
from boundkit.errors import BoundkitError
from boundkit.statements.claim import Claim
from boundkit.statements.relation import ASYMPTOTIC, EXACT, LOWER, UPPER

FORMULA_POINTS = 60


def opposed(claim: Claim, rival: Claim) -> bool:
    """Whether the two bound one quantity from sides that can meet, by formulas without functions from the user."""
    senses = {claim.sense, rival.sense}
    about_one = (
        claim.quantity == rival.quantity and rival.name != claim.name and not (claim.functions or rival.functions)
    )
    return about_one and ASYMPTOTIC not in senses and (EXACT in senses or senses == {UPPER, LOWER})


def formula_points(claim: Claim, rival: Claim, random: Random) -> Iterator[Point]:
    """Random values of the symbols of both."""
    symbols = {**rival.symbols, **claim.symbols}
    axes = []
    for name, symbol in symbols.items():
        least = symbol.domain.bounds().low
        first = int(least.p) if symbol.domain.integer and least is not None else 1
        owner = claim if name in claim.symbols else rival
        axes.append(axis_of(name, tuple(range(first, first + 6)), owner))
    for _ in range(FORMULA_POINTS):
        yield {axis.name: axis.draw(random, Where.INSIDE) for axis in axes}


def contradict(claim: Claim, rival: Claim, point: Point) -> bool:
    """Whether the two bounds exclude each other at a point, rigorously."""
    try:
        if not (claim.supports(point) and rival.supports(point)):
            return False
        mine, other = (c.evaluate(**{n: v for n, v in point.items() if n in c.symbols}).number for c in (claim, rival))
    except BoundkitError:
        return False
    if mine is None or other is None:
        return False
    above = claim.sense is not UPPER and rival.sense is not LOWER and precedes(mine, other) is False
    below = claim.sense is not LOWER and rival.sense is not UPPER and precedes(other, mine) is False
    return above or below
