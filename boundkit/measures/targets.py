"""Targets of approximations: ReLU networks and formulas, their values and their derivatives in ball arithmetic.

A target is a ReLU network of one output (piecewise affine) or a sympy Lambda such as ``Lambda((x, y), sin(x*y))``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import sympy
from flint import arb, ctx, fmpq

from boundkit.arithmetic.ball import compiled
from boundkit.arithmetic.operation import Trait
from boundkit.arithmetic.rational import dyadic
from boundkit.arithmetic.registrations import kinds
from boundkit.errors import MissingValueError
from boundkit.formulas.text import plain
from boundkit.networks.relu import ReLUNetwork

PRECISION = 128
Target: TypeAlias = sympy.Lambda | ReLUNetwork
_ANALYTIC = (sympy.Symbol, sympy.Number, sympy.NumberSymbol, *kinds(traits=Trait.ELEMENTARY))


@dataclass(frozen=True)
class LipschitzOracle:
    """A function f of ``inputs`` numbers that is known by its values, with |f(x) - f(y)| <= Lip |x - y|_inf.

    ``value`` takes a point with rational coordinates and gives a rational or a ball. Lip is taken on trust.
    """

    value: Callable[[Sequence[fmpq]], Any]
    Lip: fmpq
    inputs: int


def inputs(target: Target | LipschitzOracle) -> int:
    """How many variables the target has."""
    return len(target.signature) if isinstance(target, sympy.Lambda) else target.inputs


def sample(target: Target, points: Iterable[Sequence[fmpq]]) -> tuple[list[fmpq], fmpq]:
    """Values at rational points, and how far they may be off: 0 when all are rational, else at most about 2^-96."""
    values, rounding = [], fmpq(0)
    evaluate = evaluator(target)
    with ctx.workprec(2 * PRECISION):
        for point in points:
            value = evaluate(point)
            if not isinstance(value, fmpq):
                ball, value = value, dyadic(value)
                rounding = max(rounding, (ball - arb(value)).abs_upper().fmpq())
            values.append(value)
    return values, rounding


def evaluator(target: Target) -> Callable[[Sequence[Any]], Any]:
    """The target as a function of points with exact coordinates; its values are exact or balls."""
    if isinstance(target, ReLUNetwork):
        return lambda point: target(point)[0]
    return _function(target.expr, target.signature)


def _function(expression: sympy.Expr, variables: Sequence[sympy.Symbol]) -> Callable[[Sequence[Any]], Any]:
    """The expression as a function of points with exact or ball coordinates."""
    form = compiled(expression)
    own = [variable.name for variable in variables]
    if foreign := sorted(set(form.names) - set(own)):
        raise MissingValueError(
            f"the target {plain(expression)} has no value for {', '.join(foreign)}; put a number in"
        )
    axes = [own.index(name) for name in form.names]
    return lambda point: form(*(point[axis] for axis in axes))


@dataclass(frozen=True)
class Jet:
    """A target with its derivatives, and what must be positive (or not zero) for it to be analytic."""

    value: Callable[..., Any]
    gradient: tuple[Callable[..., Any], ...]
    hessian: tuple[tuple[int, int, Callable[..., Any]], ...]
    positive: tuple[Callable[..., Any], ...]
    nonzero: tuple[Callable[..., Any], ...]
    smooth: bool

    def analytic(self, box: Sequence[arb]) -> bool:
        """Whether the target is certainly analytic on the box."""
        above = all(ball(guard(box)) > 0 for guard in self.positive)
        return self.smooth and above and all(ball(guard(box)) != 0 for guard in self.nonzero)


@lru_cache(maxsize=256)
def jet(target: sympy.Lambda) -> Jet:
    """A formula with its derivatives."""
    variables, f = target.signature, target.expr
    smooth = all(isinstance(node, _ANALYTIC) for node in sympy.preorder_traversal(f))

    def function(expression: sympy.Expr) -> Callable[..., Any]:
        return _function(expression, variables)

    if not smooth:
        return Jet(function(f), (), (), (), (), False)
    powers = [p for p in f.atoms(sympy.Pow) if p.free_symbols and not (p.exp.is_Integer and p.exp > 0)]
    axes = [(i, j) for i in range(len(variables)) for j in range(i + 1)]
    return Jet(
        value=function(f),
        gradient=tuple(function(sympy.diff(f, v)) for v in variables),
        hessian=tuple((i, j, function(sympy.diff(f, variables[i], variables[j]))) for i, j in axes),
        positive=tuple(map(function, [*(p.base for p in powers if not p.exp.is_Integer),
                                      *(logarithm.args[0] for logarithm in f.atoms(sympy.log))])),
        nonzero=tuple(function(p.base) for p in powers if p.exp.is_Integer),
        smooth=True,
    )  # fmt: skip


def ball(value: Any) -> arb:
    """A value as a ball."""
    return value if isinstance(value, arb) else arb(value)
