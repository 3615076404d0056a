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
    """A network on [0, 1]^D and a target that reads x_1 alone, seen where x_1 runs through [0, 1], the others fixed."""

    network: ReLUNetwork
    target: Lambda
    fixed: tuple[Any, ...]

    @cached_property
    def seen(self) -> Approximation:
        """The network on the segment, and the target."""
        first, *rest = self.network.layers
        segment = Affine([[1], *[[0]] * len(self.fixed)], [0, *self.fixed])
        return _against(Lambda(x, self.target.expr), ReLUNetwork((first.after(segment), *rest)))

    @property
    def error(self) -> Enclosure:
        """The sup norm over the cube: that on the segment for a network that reads x_1 alone, else no less than it."""
        others = (entry for row in self.network.layers[0].weight.tolist() for entry in row[1:])
        return at_least(self.seen.error.lower) if any(entry != 0 for entry in others) else self.seen.error

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
    return _against(SQUARE, _lowered(m))


def _lowered(m: int) -> ReLUNetwork:
    return spline([fmpq(j * j, m * m) - fmpq(1, 8 * m * m) for j in range(m + 1)])


def best_spline(m: int) -> Approximation:
    """m units with m + 1 pieces of equal length, constant on the first, for x^2 - x/(m + 1): 1/(8 (m + 1)^2).

    >>> print(best_spline(5).error)
    1/288
    """
    return _against(Lambda(x, x**2 - x / (m + 1)), _best(m))


def _best(m: int) -> ReLUNetwork:
    h = fmpq(1, m + 1)
    knots = [j * h for j in range(1, m + 2)]
    return spline([t * t - t * h - h * h / 8 for t in knots], knots)


def best_ridge(D: int, m: int) -> OnSegment:
    """The same of x_1 on [0, 1]^D.

    >>> print(best_ridge(3, 5).error)
    1/288
    """
    hidden, output = _best(m).layers
    network = ReLUNetwork((hidden.after(Affine([[1, *[0] * (D - 1)]], [0])), output))
    return OnSegment(network, Lambda((x, y, z)[:D], x**2 - x / (m + 1)), (0,) * (D - 1))


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
    hidden, output = _lowered(m).layers
    rows = [[1, *(Fraction(draw.randint(-9, 9), 1000 * m) for _ in range(D - 1))] for _ in range(m)]
    return _on_segment(ReLUNetwork((Affine(rows, hidden.bias), output)), draw)


def _against(target: Lambda, network: ReLUNetwork) -> Approximation:
    return Approximation(target, network, intervals(network))


def _on_segment(network: ReLUNetwork, draw: Random) -> OnSegment:
    variables = (x, y, z)[: network.inputs]
    return OnSegment(network, Lambda(variables, x**2), tuple(Fraction(draw.randint(0, 9), 9) for _ in variables[1:]))
