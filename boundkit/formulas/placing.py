"""Formulas and numbers put in the places of symbols and parts, where what comes of it can be worked with."""

from __future__ import annotations

from collections.abc import Mapping

import sympy

from boundkit.formulas.bounded import COUNTING, is_manageable

_GROWING = (sympy.Pow, sympy.exp, *COUNTING)


def placed(form: sympy.Expr, values: Mapping[sympy.Basic, sympy.Expr]) -> sympy.Expr | None:
    """The formula with others in the places of some of its parts; None where that makes it too large to be worked with.

    Every power is looked at before sympy makes it, since making a long one may already take all memory. Indices of sums
    and products keep their places.

    >>> x, n = sympy.symbols("x n", positive=True)
    >>> placed((x - 2) ** n, {n: sympy.Integer(3)}), placed((x - 2) ** n**30, {n: sympy.Integer(5)})
    ((x - 2)**3, None)
    """
    made = _placed(form, values)
    return made if made is not None and (is_manageable(made) or not is_manageable(form)) else None


def _placed(node: sympy.Basic, values: Mapping[sympy.Basic, sympy.Expr]) -> sympy.Basic | None:
    if node in values:
        return values[node]
    own = getattr(node, "bound_symbols", ())
    if own:
        values = {place: value for place, value in values.items() if place not in own}
    args = []
    for argument in node.args:
        new = _placed(argument, values)
        if new is None:
            return None
        args.append(new)
    if all(new is old for new, old in zip(args, node.args, strict=True)):
        return node
    if isinstance(node, _GROWING) and not is_manageable(type(node)(*args, evaluate=False)):
        return None
    return node.func(*args)
