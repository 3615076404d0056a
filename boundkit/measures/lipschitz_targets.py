"""Lipschitz functions on the unit cube to approximate: piecewise affine ones as networks, others as formulas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy
from flint import fmpq
from sympy import Lambda, sin, sqrt

from boundkit.constructions.kuhn import largest_by_pairs, sup_distance
from boundkit.networks.affine import Affine
from boundkit.networks.relu import ReLUNetwork

AXES = sympy.symbols("x y z", real=True)


def affine(D: int) -> Lambda:
    """1 - x - 2 y - 3 z."""
    return Lambda(AXES[:D], 1 - sum((k + 1) * t for k, t in enumerate(AXES[:D])))


def triple_distance(D: int) -> ReLUNetwork:
    """3 |x - c|_inf."""
    *hidden, last = sup_distance([fmpq(k + 1, 3 + 2 * k) for k in range(D)]).layers
    return ReLUNetwork((*hidden, last.scaled([3])))


def largest_coordinate(D: int) -> ReLUNetwork:
    """max(x, y, z) on the cube.

    >>> largest_coordinate(2)(["1/3", "1/2"])
    [1/2]
    """
    return _largest_unit([[int(i == j) for i in range(D)] for j in range(D)], [0] * D)


def distance_to_a_cube(D: int) -> ReLUNetwork:
    """From [1/3, 3/5]^D, in the sup norm.

    >>> distance_to_a_cube(2)([0, "1/2"])
    [1/3]
    """
    units = [[sign * (i == j) for i in range(D)] for j in range(D) for sign in (-1, 1)]
    return _largest_unit(units, [fmpq(1, 3), fmpq(-3, 5)] * D)


def product_of_sines(D: int) -> Lambda:
    """sin(x) sin(2 y) sin(3 z)."""
    return Lambda(AXES[:D], sympy.prod(sin((k + 1) * t) for k, t in enumerate(AXES[:D])))


def euclidean_distance(D: int) -> Lambda:
    """From the origin to the point of height 1 above (x, y, z)."""
    return Lambda(AXES[:D], sqrt(1 + sum(t**2 for t in AXES[:D])))


def quadratic(D: int) -> Lambda:
    """The first coordinate times the last less 1/2."""
    return Lambda(AXES[:D], AXES[0] * AXES[D - 1] - AXES[0] / 2)


def _largest_unit(weights: Sequence[Sequence[Any]], biases: Sequence[Any]) -> ReLUNetwork:
    units = range(len(weights))
    layers, (largest,) = largest_by_pairs([[[int(i == j) for i in units] for j in units]])
    return ReLUNetwork((Affine(weights, biases), *layers, Affine([largest], [0])))
