"""Functions on the graph of a function of the cube, and the mixtures that interpolate them chart by chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import sympy
from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.measures.cell_mixtures import CellMixture
from boundkit.measures.smoothness import size_on_the_cube
from boundkit.networks.affine import Affine
from boundkit.networks.program import Program


@dataclass(frozen=True)
class GraphMixture:
    """f on {(x, g(x)) : x in [0, 1]^d}, and E^d experts, each the Kuhn interpolant of N cells an axis on its own cell.

    The chart of a point is its first d coordinates, which gate and experts read alone. ``target`` is f, a formula of
    d + 1 variables, ``height`` is g. ``constants`` are M1, M2, G1, G2: bounds of the gradient and the Hessian of f on
    the graph, and of g on the cube.
    """

    target: sympy.Lambda
    height: sympy.Lambda
    E: int
    N: int
    constants: Mapping[str, Any] = field(default_factory=dict)

    @property
    def d(self) -> int:
        return len(self.height.signature)

    @cached_property
    def cells(self) -> CellMixture:
        """The mixture on the cube, with f(x, g(x)) for its target."""
        x = self.height.signature
        return CellMixture(sympy.Lambda(x, self.target(*x, self.height(*x))), self.E, self.N)

    @cached_property
    def program(self) -> Program:
        """The mixture on R^(d + 1)."""
        chart = Affine([[int(i == j) for j in range(self.d + 1)] for i in range(self.d)], [0] * self.d)
        return Program((chart, *self.cells.program.steps))

    @property
    def error(self) -> Enclosure:
        """The sup norm of f - mixture on the graph, which is that on the cube."""
        return self.cells.error

    def witness(self) -> dict[str, Any]:
        constants = {name: str(value) for name, value in self.constants.items()}
        return {"target": str(self.target), "height": str(self.height), "experts an axis": self.E,
                "cells an axis": self.N, **constants}  # fmt: skip


@lru_cache(maxsize=64)
def graph_constants(target: sympy.Lambda, height: sympy.Lambda) -> dict[str, Enclosure]:
    """M1, M2, G1, G2 as of a GraphMixture, enclosed: between largest entries and sums of sup norms of entries.

    Raises NotEvaluableError where a derivative has no bound.

    >>> x, y = sympy.symbols("x y", real=True)
    >>> {name: str(size) for name, size in graph_constants(sympy.Lambda((x, y), x * y), sympy.Lambda(x, x**2)).items()}
    {'M1': '[1, 2]', 'M2': '1', 'G1': '2', 'G2': '2'}
    """
    x, (*along, up) = height.signature, target.signature
    placed = dict(zip(target.signature, (*x, height(*x)), strict=True))
    found: dict[str, Enclosure] = {}
    for order, variables, f in (("M", (*along, up), target.expr), ("G", x, height.expr)):
        where = placed if order == "M" else {}

        def size(*by: sympy.Symbol, f: sympy.Expr = f, where: Mapping[Any, Any] = where) -> Enclosure:
            return size_on_the_cube(sympy.Lambda(x, sympy.diff(f, *by).subs(where, simultaneous=True)))

        found[f"{order}1"] = _together([[size(v) for v in variables]])
        found[f"{order}2"] = _together([[size(v, w) for w in variables] for v in variables])
    return found


def _together(rows: list[list[Enclosure]]) -> Enclosure:
    """A norm of a matrix with entries of these sizes: no less than an entry, no more than the largest row sum."""
    lower = max(rational(entry.lower) for row in rows for entry in row)
    uppers = [[entry.upper for entry in row] for row in rows]
    if any(entry is None for row in uppers for entry in row):
        return Enclosure(lower, None)
    return Enclosure(lower, max(sum(map(rational, row), fmpq(0)) for row in uppers))
