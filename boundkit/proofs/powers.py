"""Sums of powers lie above the power of their mean: facts that lower bounds over cells use, by rules of the kernel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy
from sympy import Eq

from boundkit.formulas.symbols import natural, positive
from boundkit.proofs.kernel import Fact, algebra, apply, chain, substitute, times
from boundkit.proofs.sums import summed, taken_apart
from boundkit.proofs.terms import HOLE

_a, _x, _n = positive("a", "an exponent"), positive("x", "a number"), natural("n", "terms")


def mean_of_powers(
    fill: Fact, part: sympy.Expr, index: sympy.Symbol, cells: Any, power: Any, *, by: Iterable[Fact]
) -> Fact:
    """cells^(-a) <= the sum of part^(1 + a) over so many parts that add up to 1, a > 0 the ``power``.

    ``fill`` is the equation of their sum and 1. The tangents at the mean, summed: (1 + a) m x - a <= (m x)^(1 + a) for
    each part x, m the number of cells. The facts ``by`` say that every part is positive.
    """
    by = tuple(by)
    scale = 1 / cells ** (1 + power)
    bernoulli = substitute(algebra((1 + _a) * _x - _a <= _x ** (1 + _a)), {_a: power})
    apart = algebra(Eq((_n * _x) ** (1 + _a) / _n ** (1 + _a), _x ** (1 + _a), evaluate=False))
    tangent = times(substitute(bernoulli, {_x: cells * part}, by=by), scale)
    each = chain(tangent, substitute(apart, {_n: cells, _x: part, _a: power}, by=by))
    terms = taken_apart(cells * (1 + power) * part - power, index, cells)
    mean = chain(terms, apply(cells * (1 + power) * HOLE - power * cells, fill))
    closed = algebra(Eq(_n**-_a, _n ** (-1 - _a) * (_n * (1 + _a) - _a * _n), evaluate=False))
    return chain(substitute(closed, {_n: cells, _a: power}), times(mean, scale), summed(each, index, cells))
