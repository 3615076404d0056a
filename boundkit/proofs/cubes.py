"""Sums of cubes lie above their tangents: facts that bounds of quantizers use, made by the rules of the kernel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy

from boundkit.formulas.symbols import real
from boundkit.proofs.kernel import Fact, algebra, apply, chain, substitute
from boundkit.proofs.sums import summed
from boundkit.proofs.terms import HOLE

_u, _a = real("u", "any number", least=0), real("a", "where the tangent touches", least=0)


def above_tangent_of_cube(number: Any, place: Any, *, by: Iterable[Fact] = ()) -> Fact:
    """3 a^2 u <= u^3 + 2 a^3, the tangent of the cube at a, for formulas u and a.

    That they are not negative is known by their structure or the facts ``by``, else it stays as a condition.
    """
    return substitute(algebra(3 * _a**2 * _u <= _u**3 + 2 * _a**3), {_u: number, _a: place}, by=by)


def mean_of_cubes(sum_of_parts: Fact, part: sympy.Expr, index: sympy.Symbol, cells: Any, total: Any) -> Fact:
    """total^3/cells^2 <= the sum of the cubes of so many parts, from total <= the sum of the parts.

    The tangents at the mean, summed: 3 (total/cells)^2 (sum of the parts) <= (sum of the cubes) + 2 total^3/cells^2.
    """
    at_mean = above_tangent_of_cube(part, total / cells)
    tangents = chain(apply(3 * (total / cells) ** 2 * HOLE, sum_of_parts), summed(at_mean, index, cells))
    return apply(HOLE - 2 * total**3 / cells**2, tangents)
