"""Proofs by algebra: what is equal on a whole set, such as x = y = z, by an order of its variables or by squares."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice, product

import sympy
from flint import fmpq

from boundkit.calculus.inequalities.certificates import Certificate, PolynomialGoal
from boundkit.calculus.inequalities.orders import ordered
from boundkit.calculus.inequalities.polynomials import goals_of
from boundkit.calculus.ranges.box import Box
from boundkit.errors import BudgetExhaustedError
from boundkit.interruption import within

_SECONDS = 2.0
_MOST_POINTS = 3000
_COORDINATES = (1, 0, 2, 3, 4)


def certificate_for(form: sympy.Expr, box: Box, strict: bool = False) -> Certificate | None:
    """A certificate that form >= 0, or > 0, wherever it is defined on a box, multiplied out again; None without one.

    Orders of the variables are tried before sums of squares; the search ends after 2 s of processor time.

    >>> x, y = sympy.symbols("x y", real=True)
    >>> found = certificate_for(5 * x**2 + y**2 - 4 * x * y, Box.of({name: (None, None) for name in "xy"}))
    >>> print(*found.squares, sep=" + ")
    (1)*(1)*(y - 2*x)^2 + (1)*(1)*(x)^2
    """
    with suppress(BudgetExhaustedError), within(_SECONDS):
        return next(_certificates(form, box, strict), None)
    return None


def _certificates(form: sympy.Expr, box: Box, strict: bool) -> Iterator[Certificate]:
    from boundkit.calculus.inequalities.squares import squares  # it imports numpy

    for goal in goals_of(form, box, strict):
        zeros = _zeros(goal)
        if zeros is None:
            continue
        for method in (ordered, squares):
            found = method(goal, zeros)
            if found is not None and found.holds(goal):
                yield found


def _zeros(goal: PolynomialGoal) -> list[tuple[fmpq, ...]] | None:
    """Points among a few small whole ones at which the form is 0; None where it is negative at one of them."""
    choices = [
        [sign * fmpq(n) for n in _COORDINATES for sign in ((1,) if signed or n == 0 else (1, -1))]
        for signed in goal.signed
    ]
    zeros = []
    for point in islice(product(*choices), _MOST_POINTS):
        value = goal.form(*point)
        if value < 0:
            return None
        if value == 0 and any(point):
            zeros.append(point)
    return zeros
