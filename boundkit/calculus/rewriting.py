"""Formulas rewritten without change of value: logarithms written out, gammas reduced, cases taken apart."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache

import sympy
from flint import fmpq

from boundkit.calculus.box import Box

LONGEST_FORMULA = 400


@lru_cache(maxsize=1 << 12)
def tidy(form: sympy.Expr) -> sympy.Expr:
    """The same formula with logarithms of products written out and logarithms of gammas reduced to the fewest.

    Both forms agree wherever the given one is defined.
    """
    if form.has(sympy.log):
        form = form.replace(lambda node: isinstance(node, sympy.log), _written_out)
    if form.has(sympy.loggamma):
        form = _fewest_gammas(form)
    return sympy.expand(form, log=False, func=False) if size(form) <= LONGEST_FORMULA else form


def _written_out(node: sympy.Expr) -> sympy.Expr:
    """log of an argument as a sum of logarithms, as far as the signs of its factors are known to sympy."""
    argument = node.args[0]
    with suppress(sympy.PolynomialError):
        argument = sympy.factor(sympy.together(argument))
    return sympy.expand_log(sympy.log(argument))


def _fewest_gammas(form: sympy.Expr) -> sympy.Expr:
    """loggamma(z + n) as loggamma(z) and logarithms, where z is the least argument that differs by a whole number."""
    arguments = {node.args[0] for node in form.atoms(sympy.loggamma)}
    groups: dict[sympy.Expr, list[tuple[int, sympy.Expr]]] = {}
    for argument in arguments:
        constant, rest = sympy.expand(argument).as_coeff_Add()
        whole = sympy.floor(constant)
        groups.setdefault(rest + constant - whole, []).append((int(whole), argument))
    replaced = {}
    for members in groups.values():
        least, base = min(members, key=lambda member: member[0])
        for shift, argument in members:
            if 0 < shift - least <= 8:
                steps = (sympy.log(sympy.expand(base + step)) for step in range(shift - least))
                replaced[sympy.loggamma(argument)] = sympy.loggamma(sympy.expand(base)) + sympy.Add(*steps)
    return form.xreplace(replaced)


_CHOOSING = (sympy.Max, sympy.Min, sympy.Abs, sympy.Piecewise, sympy.ceiling, sympy.floor)


def cases(form: sympy.Expr, box: Box) -> list[tuple[sympy.Expr, Box]]:
    """Goals that together give the one for a form with maxima, absolute values, cases or rounded numbers."""
    for node in form.atoms(sympy.Max, sympy.Min, sympy.Abs, sympy.Piecewise, sympy.ceiling, sympy.floor):
        if node.has(sympy.Sum, sympy.Product) or any(arg.has(*_CHOOSING) for arg in node.args):
            continue
        if isinstance(node, sympy.ceiling | sympy.floor):
            part = positive_symbol(f"part of {node}")  # in (0, 1]
            value = node.args[0] + (1 - part if isinstance(node, sympy.ceiling) else part - 1)
            return cases(form.xreplace({node: value}), Box({**box.ends, part.name: (fmpq(0), fmpq(1))}, box.integers))
        if isinstance(node, sympy.Abs):
            values = [node.args[0], -node.args[0]]
        else:
            values = [arg[0] for arg in node.args] if isinstance(node, sympy.Piecewise) else list(node.args)
        return [case for value in values for case in cases(form.xreplace({node: value}), box)]
    return [(form, box)]


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


def to_sympy(number: fmpq) -> sympy.Rational:
    return sympy.Rational(int(number.p), int(number.q))


def size(form: sympy.Expr) -> int:
    return int(form.count_ops())
