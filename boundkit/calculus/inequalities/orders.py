"""Certificates by an order of the variables: with x = z + u + v and y = z + u no coefficient is negative."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, islice
from math import factorial

from flint import fmpq

from boundkit.calculus.inequalities.certificates import Exponents, Order, Ordered, PolynomialGoal

_MOST_ORDERS = 2000
_MOST_SCALES = 4


def ordered(goal: PolynomialGoal, zeros: Sequence[tuple[fmpq, ...]]) -> Ordered | None:
    """A certificate by orders, of the variables as they are or after a zero of the form was moved to (1, .., 1).

    ``zeros`` are points at which the form is 0. The certificate is not yet multiplied out again.
    """
    count = len(goal.signed)
    if factorial(count) * 2 ** goal.signed.count(False) > _MOST_ORDERS:
        return None
    inner = [tuple(abs(number) for number in zero) for zero in zeros if all(zero)]
    for scale in islice(dict.fromkeys([(fmpq(1),) * count, *inner]), _MOST_SCALES):
        found = _in_every_order(goal, scale)
        if found is not None:
            return found
    return None


def _in_every_order(goal: PolynomialGoal, scale: tuple[fmpq, ...]) -> Ordered | None:
    form = goal.scaled(scale)
    context = form.context()
    terms: dict[Order, dict[Exponents, fmpq]] = {}
    for order in goal.orders():
        signs, places = order
        partial = list(accumulate(reversed(context.gens())))[::-1]  # u + v + z, v + z, z
        values = [signs[place] * partial[places.index(place)] for place in range(len(places))]
        found = form.compose(*values, ctx=context).to_dict()
        if any(number < 0 for number in found.values()):
            return None
        terms[order] = found
    return Ordered(scale, terms)
