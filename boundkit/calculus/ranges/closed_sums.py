"""Sums of polynomials in the index by their closed forms, on boxes where that is certainly the same."""

from __future__ import annotations

import sympy
from flint import fmpq

from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.boxes import natural, span_over
from boundkit.errors import BoundkitError
from boundkit.formulas.bounded import attempt, rewritten
from boundkit.formulas.placing import placed

_HIGHEST_POWER = 12


def with_closed_sums(form: sympy.Expr, box: Box) -> sympy.Expr:
    """A formula with the same values on the box, in which sums of polynomials in the index are written without it.

    A sum stays where its terms may have no value on the box, or where it may end before the place below its start. The
    symbols of the ends must be integers.

    >>> n, i = sympy.symbols("n i", integer=True)
    >>> with_closed_sums(sympy.Sum(i, (i, 1, n)), Box.of({"n": (0, None)}, "n"))
    n**2/2 + n/2
    """
    return form.replace(lambda node: isinstance(node, sympy.Sum), lambda node: _closed(node, box))


def _closed(node: sympy.Sum, box: Box) -> sympy.Expr:
    limits = node.limits[0]
    if len(node.limits) > 1 or len(limits) < 3 or not {symbol.name for symbol in node.free_symbols} <= box.ends.keys():
        return node
    index, first, last = limits
    polynomial = attempt(sympy.Expr.as_poly, node.function, index)
    if polynomial is None or polynomial.degree() > _HIGHEST_POWER or polynomial.free_symbols_in_domain & {index}:
        return node
    if not (first.is_integer and last.is_integer and _is_certain(node, box)):
        return node
    parts = []
    for (power,), coefficient in polynomial.terms():
        up_to = sympy.bernoulli(power + 1, sympy.Dummy("place"))
        (place,) = up_to.free_symbols
        above, below = placed(up_to, {place: last + 1}), placed(up_to, {place: first})
        if above is None or below is None:
            return node
        parts.append(coefficient * (above - below) / (power + 1))
    return rewritten(sympy.expand, sympy.Add(*parts))


def _is_certain(node: sympy.Sum, box: Box) -> bool:
    """Whether the sum is over as many terms as its ends say, none or more, and all have values.

    Terms that are polynomials in the index have a value at every place of it, or at none.
    """
    index, first, last = node.limits[0]
    try:
        terms = span_over(rewritten(sympy.expand, last - first + 1), box)
        at_zero = natural(node.function, Box({**box.ends, index.name: (fmpq(0), fmpq(0))}, box.integers))
    except (BoundkitError, ValueError, OverflowError):
        return False
    return terms is not None and terms.is_nonnegative and at_zero is not None
