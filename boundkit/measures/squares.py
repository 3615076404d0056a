"""Two-layer networks of m units that approximate x_1^2: interpolants, best ones, random ones, seen on a segment."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from random import Random
from typing import Any

import sympy
from flint import fmpq
from sympy import Lambda

from boundkit.arithmetic.enclosure import Enclosure, at_least
from boundkit.constructions.splines import spline
from boundkit.measures.approximation import Approximation, spline_approximation
from boundkit.measures.mesh import intervals
from boundkit.networks.affine import Affine
from boundkit.networks.relu import ReLUNetwork

x, y, z = sympy.symbols("x y z", real=True)
SQUARE = Lambda(x, x**2)


@dataclass(frozen=True)
class OnSegment:
    """A network on [0, 1]^D that is to be x_1^2, seen where x_1 runs through [0, 1] and the others are fixed."""

    network: ReLUNetwork
    target: Lambda
    fixed: tuple[Any, ...]

    @cached_property
    def seen(self) -> Approximation:
        """The network on the segment, and x_1^2."""
        first, *rest = self.network.layers
        segment = Affine([[1], *[[0]] * len(self.fixed)], [0, *self.fixed])
        return _against(SQUARE, ReLUNetwork((first.after(segment), *rest)))

    @property
    def error(self) -> Enclosure:
        """A lower bound on the sup norm over the cube: the exact one over the segment."""
        return at_least(self.seen.error.lower)

    def witness(self) -> dict[str, Any]:
        return {"network": self.network, "other coordinates": [str(entry) for entry in self.fixed]}


def spline_of_square(m: int) -> Approximation:
    """The spline through x^2 at j/m: it errs by 1/(4 m^2).

    >>> print(spline_of_square(5).error)
    1/100
    """
    return spline_approximation(SQUARE, m)


def lowered_spline(m: int) -> Approximation:
    """The same, lowered by half its error: 1/(8 m^2) remains."""
    network = spline([fmpq(j * j, m * m) - fmpq(1, 8 * m * m) for j in range(m + 1)])
    return _against(SQUARE, network)


def best_spline(m: int) -> Approximation:
    """m units with m + 1 pieces of equal length, constant on the first, for x^2 - x/(m + 1): 1/(8 (m + 1)^2).

    >>> print(best_spline(5).error)
    1/288
    """
    h = fmpq(1, m + 1)
    knots = [j * h for j in range(1, m + 2)]
    return _against(Lambda(x, x**2 - x / (m + 1)), spline([t * t - t * h - h * h / 8 for t in knots], knots))


def random_knots(m: int, seed: int) -> Approximation:
    """A spline through x^2 at 0, 1 and random knots, lowered by half its error."""
    draw = Random(f"{m} {seed}")
    knots = [Fraction(0), *sorted(Fraction(i, 1000) for i in draw.sample(range(1, 1000), m - 1)), Fraction(1)]
    lowered = max(b - a for a, b in pairwise(knots)) ** 2 / 8
    return _against(SQUARE, spline([t * t - lowered for t in knots], knots))


def random_shallow(D: int, m: int, seed: int) -> OnSegment:
    """Integer weights drawn with a seed, seen on a segment."""
    draw = Random(f"{D} {m} {seed}")
    weights = [[[draw.randint(-9, 9) for _ in range(D)] for _ in range(m)], [[draw.randint(-9, 9) for _ in range(m)]]]
    biases = [[Fraction(draw.randint(-90, 90), 10) for _ in range(m)], [draw.randint(-9, 9)]]
    return _on_segment(ReLUNetwork.of(weights, biases), draw)


def tilted_spline(D: int, m: int, seed: int) -> OnSegment:
    """The lowered spline of x_1^2 with its hyperplanes tilted into the other coordinates."""
    draw = Random(f"{D} {m} {seed}")
    hidden, output = lowered_spline(m).network.layers
    rows = [[1, *(Fraction(draw.randint(-9, 9), 1000 * m) for _ in range(D - 1))] for _ in range(m)]
    return _on_segment(ReLUNetwork((Affine(rows, hidden.bias), output)), draw)


def _against(target: Lambda, network: ReLUNetwork) -> Approximation:
    return Approximation(target, network, intervals(network))


def _on_segment(network: ReLUNetwork, draw: Random) -> OnSegment:
    variables = (x, y, z)[: network.inputs]
    return OnSegment(network, Lambda(variables, x**2), tuple(Fraction(draw.randint(0, 9), 9) for _ in variables[1:]))
