"""Bound variables: the indices of sums, products and ranges, with names that no free symbol has."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import count

import sympy

from boundkit.arithmetic.nodes import GreatestInteger, PathSum


def bound_symbols(*forms: sympy.Basic) -> frozenset[sympy.Basic]:
    """The symbols that stand for no number of their own: some part of a formula runs them through a range.

    >>> i, x = sympy.symbols("i x")
    >>> bound_symbols(x + sympy.Sum(x**i, (i, 1, 3)))
    frozenset({i})
    """
    return frozenset().union(*map(_bound_in, forms))


def with_own_indices(forms: Iterable[sympy.Expr], taken: Iterable[str] = ()) -> tuple[sympy.Expr, ...]:
    """The same formulas, in which no bound variable has the name of a free symbol, or one of those names.

    >>> i = sympy.Symbol("i")
    >>> with_own_indices([i + sympy.Sum(2**i, (i, 1, i))])
    (i + Sum(2**i', (i', 1, i)),)
    """
    forms = tuple(forms)
    names = frozenset(taken).union(symbol.name for form in forms for symbol in form.free_symbols)
    return tuple(_apart(form, names) if bound_symbols(form) else form for form in forms)


@lru_cache(maxsize=1 << 14)
def _bound_in(form: sympy.Basic) -> frozenset[sympy.Basic]:
    return frozenset(_indices(form)).union(*map(_bound_in, form.args))


def _indices(node: sympy.Basic) -> tuple[sympy.Basic, ...]:
    return tuple(sorted(getattr(node, "bound_symbols", ()), key=sympy.default_sort_key))


def _apart(node: sympy.Basic, taken: frozenset[str]) -> sympy.Basic:
    if not node.args:
        return node
    while (old := _clashing(_indices(node), taken)) is not None:
        names = taken.union(symbol.name for symbol in node.atoms(sympy.Symbol))
        name = next(name for k in count(1) if (name := old.name + k * "'") not in names)
        node = _with_index(node, old, sympy.Symbol(name, **old.assumptions0))
    inside = taken.union(symbol.name for symbol in _indices(node))
    args = [argument if argument in _indices(node) else _apart(argument, inside) for argument in node.args]
    return node if all(new is old for new, old in zip(args, node.args, strict=True)) else node.func(*args)


def _clashing(indices: tuple[sympy.Basic, ...], taken: frozenset[str]) -> sympy.Basic | None:
    """An index whose name is taken, or that of another."""
    names = [symbol.name for symbol in indices]
    return next((s for s in indices if s.name in taken or names.count(s.name) > 1), None)


def _with_index(node: sympy.Basic, old: sympy.Basic, new: sympy.Symbol) -> sympy.Basic:
    """The formula with another index, put in where the index has its meaning; the ends of its own range lie outside."""
    change = {old: new}
    if isinstance(node, GreatestInteger):
        bound, _, start = node.args
        return GreatestInteger(bound.xreplace(change), new, start)
    if isinstance(node, PathSum):
        term, (choice, most), (state, start, following), (layer, *ends) = node.args
        choice, most, state, following, layer, term = (
            part.xreplace(change) for part in (choice, most, state, following, layer, term)
        )
        return PathSum(term, (choice, most), (state, start, following), (layer, *ends))
    body, *limits = node.args  # of several ranges, the outer ones come last
    place = next(i for i, (index, *_) in enumerate(limits) if index == old)
    inner = [limit.xreplace(change) for limit in limits[:place]]
    return node.func(body.xreplace(change), *inner, (new, *limits[place][1:]), *limits[place + 1 :])
