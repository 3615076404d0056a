"""The mean squared error of a program on the unit circle, in balls."""

from __future__ import annotations

from typing import Any

import sympy
from flint import arb, ctx, fmpq

from boundkit.arithmetic.ball import compiled
from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.arithmetic.operations import integral
from boundkit.measures.circle import NARROW, TURN, affine_arcs
from boundkit.measures.targets import ball
from boundkit.networks.program import PiecewiseAffine

_PRECISION = 80


def circle_mean_square(target: sympy.Lambda, program: PiecewiseAffine) -> Enclosure:
    """The mean of (target - program)^2 over the unit circle for a target that is analytic on it, enclosed.

    Both are functions of the plane. Where a gate all but ties, on less than 2^-60 of an angle, every expert counts.
    Raises DomainError where the integral has no finite enclosure.

    >>> x, y = sympy.symbols("x y")
    >>> from boundkit.networks import ReLUNetwork
    >>> float(circle_mean_square(sympy.Lambda((x, y), x), ReLUNetwork.affine([[0, 0]], [0])).upper)
    0.5
    """
    angle = sympy.Dummy("angle", real=True)
    along = compiled(target(sympy.cos(angle), sympy.sin(angle)))
    with ctx.workprec(_PRECISION):
        total = arb(0)
        for (start, end), affine in affine_arcs(program):
            (a, b), (c,) = affine.weight.entries(), affine.bias.entries()

            def squared(z: Any, analytic: bool = True, a: fmpq = a, b: fmpq = b, c: fmpq = c) -> Any:
                off = (along(z) if along.names else along()) - z.cos() * arb(a) - z.sin() * arb(b) - arb(c)
                return off * off

            if end - start < NARROW:
                whole = ball(squared(arb(start).union(arb(end)))) * arb(end - start)
                total += whole.union(arb(0))
            else:
                total += integral(squared, start, 2 * arb.pi() if end == TURN else end)
        return enclose(total / (2 * arb.pi()))
