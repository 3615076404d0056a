"""Formulas rewritten without change of value: logarithms written out, gammas reduced."""

from __future__ import annotations

from functools import lru_cache

import sympy

from boundkit.formulas.bounded import rewritten
from boundkit.formulas.placing import placed

LONGEST_FORMULA = 400
_MOST_TERMS = 16


@lru_cache(maxsize=1 << 12)
def tidy(form: sympy.Expr) -> sympy.Expr:
    """The same formula with logarithms of products written out and logarithms of gammas reduced to the fewest.

    Both forms agree wherever the given one is defined.
    """
    if form.has(sympy.log):
        form = form.replace(lambda node: isinstance(node, sympy.log), _written_out)
    if form.has(sympy.loggamma):
        form = _fewest_gammas(form)
    return rewritten(sympy.expand, form, log=False, func=False) if size(form) <= LONGEST_FORMULA else form


def _written_out(node: sympy.Expr) -> sympy.Expr:
    """log of an argument as a sum of logarithms, as far as the signs of its factors are known to sympy."""
    argument = rewritten(sympy.factor, rewritten(sympy.together, node.args[0]))
    return rewritten(sympy.expand_log, sympy.log(argument))


def _fewest_gammas(form: sympy.Expr) -> sympy.Expr:
    """loggamma(z + n) as loggamma(z) and logarithms, where z is the least argument that differs by a whole number."""
    arguments = {node.args[0] for node in form.atoms(sympy.loggamma)}
    groups: dict[sympy.Expr, list[tuple[int, sympy.Expr]]] = {}
    for argument in arguments:
        constant, rest = rewritten(sympy.expand, argument).as_coeff_Add()
        whole = sympy.floor(constant)
        groups.setdefault(rest + constant - whole, []).append((int(whole), argument))
    replaced = {}
    for members in groups.values():
        least, base = min(members, key=lambda member: member[0])
        for shift, argument in members:
            if 0 < shift - least <= 8:
                steps = (sympy.log(rewritten(sympy.expand, base + step)) for step in range(shift - least))
                replaced[sympy.loggamma(argument)] = sympy.loggamma(rewritten(sympy.expand, base)) + sympy.Add(*steps)
    return form.xreplace(replaced)


def with_short_sums(side: sympy.Expr) -> sympy.Expr:
    """The formula with its sums and products of a few terms written out; both agree where the given one is defined."""
    return side.replace(_is_short_sum, _written_as_terms)


def _is_short_sum(node: sympy.Basic) -> bool:
    if not isinstance(node, sympy.Sum | sympy.Product) or len(node.limits) > 1 or len(node.limits[0]) < 3:
        return False
    _, first, last = node.limits[0]
    return bool(first.is_Integer and last.is_Integer and first <= last < first + _MOST_TERMS)


def _written_as_terms(node: sympy.Sum | sympy.Product) -> sympy.Expr:
    index, first, last = node.limits[0]
    terms = [placed(node.function, {index: sympy.Integer(place)}) for place in range(int(first), int(last) + 1)]
    if None in terms:
        return node
    return sympy.Add(*terms) if isinstance(node, sympy.Sum) else sympy.Mul(*terms)


def relaxed(side: sympy.Expr) -> sympy.Expr:
    """The formula with real symbols of the same names and signs for the integers."""
    signs = ("positive", "nonnegative", "negative", "nonpositive")
    return side.xreplace({
        s: sympy.Symbol(s.name, real=True, **{sign: True for sign in signs if getattr(s, f"is_{sign}")})
        for s in side.free_symbols
    })  # fmt: skip


@lru_cache(maxsize=1 << 10)
def positive_symbol(name: str) -> sympy.Symbol:
    return sympy.Symbol(name, positive=True)


def size(form: sympy.Expr) -> int:
    return int(form.count_ops())
