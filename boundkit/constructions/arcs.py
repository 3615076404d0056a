"""Mixtures on a circle in R^D: a linear gate that picks an arc, and an expert that interpolates along its tangent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import mul
from random import Random
from typing import Any, NamedTuple

import numpy as np
from flint import arb, ctx, fmpq, fmpq_mat

from boundkit.arithmetic.rational import dyadic, rational, zeros
from boundkit.constructions.splines import spline
from boundkit.errors import DomainError
from boundkit.networks.affine import Affine
from boundkit.networks.gate import LinearGate
from boundkit.networks.mixture import Mixture, stack
from boundkit.networks.relu import ReLUNetwork

_PRECISION = 256
_ANGLES = 60  # of a piece, for least squares
Direction = tuple[fmpq, fmpq]


@lru_cache(maxsize=1024)
def direction(turn: fmpq) -> Direction:
    """A rational point of the unit circle within 2^-90 of the angle 2 pi turn, exact at quarter turns.

    >>> direction(fmpq(1, 4)), direction(fmpq(1, 2))
    ((0, 1), (-1, 0))
    """
    quarters = (4 * turn + fmpq(1, 2)).floor()
    with ctx.workprec(_PRECISION):
        t = dyadic((arb.pi() * arb(turn - fmpq(quarters, 4))).tan())
    x, y = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
    for _ in range(int(quarters % 4)):
        x, y = -y, x
    return x, y


def equal_chords(E: int, m: int) -> list[fmpq]:
    """m + 1 places along the tangent, equally far apart, on what an arc of half-angle pi/E takes up of it."""
    with ctx.workprec(_PRECISION):
        end = dyadic((arb.pi() / max(E, 2)).sin())
    return [end * (2 * k - m) / m for k in range(m + 1)]


def equal_angles(E: int, m: int) -> list[fmpq]:
    """m + 1 places along the tangent that cut the arc into m equal parts; E >= 2."""
    with ctx.workprec(_PRECISION):
        return [dyadic((arb.pi() * arb(fmpq(2 * k - m, m)) / E).sin()) for k in range(m + 1)]


def embedding(D: int) -> fmpq_mat:
    """The plane as the first and the last axis of R^D, the latter with its sign changed; shape (D, 2)."""
    if D < 2:
        raise DomainError(f"a circle needs two dimensions or more, not {D}")
    plane = zeros(D, 2)
    plane[0, 0], plane[D - 1, 1] = fmpq(1), fmpq(-1)
    return plane


def dense_isometry(D: int, seed: int) -> fmpq_mat:
    """The embedding turned by a reflection of R^D with rational entries that are all drawn; an exact isometry."""
    draw = Random(f"{D} {seed}")
    normal = fmpq_mat([[draw.choice((-1, 1)) * draw.randint(1, 9)] for _ in range(D)])
    plane = embedding(D)
    return plane - normal * (normal.transpose() * plane) * (2 / (normal.transpose() * normal)[0, 0])


class RealIsometry(NamedTuple):
    """Rational entries near those of an isometry Q of the plane into R^D, a bound of the norm of entries^T Q - 1."""

    entries: fmpq_mat
    gap: fmpq


@lru_cache(maxsize=64)
def random_isometry(D: int, seed: int) -> RealIsometry:
    """The columns of a matrix with random integers, shape (D, 2), made orthonormal in ball arithmetic.

    >>> random_isometry(16, 0).gap < fmpq(1, 2**80)
    True
    """
    draw = Random(f"isometry {D} {seed}")
    with ctx.workprec(_PRECISION):
        first, second = ([arb(draw.choice((-1, 1)) * draw.randint(1, 1000)) for _ in range(D)] for _ in range(2))
        one = _of_length_one(first)
        along = _product(one, second)
        two = _of_length_one([b - along * a for a, b in zip(one, second, strict=True)])
        entries = [[dyadic(a), dyadic(b)] for a, b in zip(one, two, strict=True)]
        columns = [list(map(arb, column)) for column in zip(*entries, strict=True)]
        off = [_product(columns[i], (one, two)[j]) - (i == j) for i in range(2) for j in range(2)]
        gap = sum((entry.abs_upper().fmpq() for entry in off), fmpq(0))
    return RealIsometry(fmpq_mat(entries), gap)


def _product(one: Sequence[arb], two: Sequence[arb]) -> arb:
    return sum(map(mul, one, two), arb(0))


def _of_length_one(vector: Sequence[arb]) -> list[arb]:
    length = _product(vector, vector).sqrt()
    return [entry / length for entry in vector]


def is_isometry(plane: fmpq_mat) -> bool:
    """Whether the columns are orthonormal, exactly."""
    return bool(plane.transpose() * plane == fmpq_mat([[1, 0], [0, 1]]))


def arc_gate(E: int, plane: fmpq_mat) -> LinearGate:
    """Expert i of E serves the arc around the angle 2 pi i/E: its score is the product with that direction."""
    rows = fmpq_mat([list(direction(fmpq(i, E))) for i in range(E)]) * plane.transpose()
    return LinearGate(rows, [0] * E)


def arc_expert(values: Sequence[fmpq], knots: Sequence[fmpq], centre: Direction, plane: fmpq_mat) -> ReLUNetwork:
    """The spline with these values at the knots, of the coordinate along the tangent at the centre of the arc."""
    along = Affine(fmpq_mat([[-centre[1], centre[0]]]) * plane.transpose(), [0])
    first, *rest = spline(values, knots).layers
    return ReLUNetwork((first.after(along), *rest))


def interpolated(value: Callable[[Sequence[Any]], Any], knots: Sequence[fmpq], E: int) -> list[list[fmpq]]:
    """The values of a function of the plane at the knots of each of E arcs, rounded to multiples of 2^-96."""
    found = []
    for i in range(E):
        with ctx.workprec(_PRECISION):
            heights = [(arb(max(fmpq(0), 1 - t * t))).sqrt() for t in knots]
            places = [_on_arc(fmpq(i, E), r, arb(t)) for r, t in zip(heights, knots, strict=True)]
            found.append([dyadic(arb(value(place))) for place in places])
    return found


def least_squares(value: Callable[[Sequence[Any]], Any], knots: Sequence[fmpq], E: int) -> list[list[fmpq]]:
    """Values at the knots for which splines on each of E arcs have about the least mean squared error; rounded.

    Least squares over 60 equally likely angles for each piece of an arc.
    """
    places, found = np.array([float(t) for t in knots]), []
    angles = (np.arange(_ANGLES * (len(knots) - 1)) + 0.5) / (_ANGLES * (len(knots) - 1)) * 2 - 1
    along = np.sin(angles * np.pi / E)
    hats = np.stack([np.interp(along, places, row) for row in np.eye(len(knots))], axis=1)
    for i in range(E):
        wanted = [float(arb(value(_on_arc(fmpq(i, E), (1 - arb(t) ** 2).sqrt(), arb(t))))) for t in along.tolist()]
        heights = np.linalg.lstsq(hats, np.array(wanted), rcond=None)[0]
        found.append([rational(float(height)) for height in heights])
    return found


def _on_arc(turn: fmpq, height: arb, along: arb) -> list[arb]:
    x, y = direction(turn)
    return [height * arb(x) - along * arb(y), height * arb(y) + along * arb(x)]


def arc_mixture(values: Sequence[Sequence[fmpq]], knots: Sequence[fmpq], E: int, plane: fmpq_mat) -> Mixture:
    """E experts of len(knots) - 1 ReLU units, the splines with these values at the knots of their arcs.

    ``values`` has a row for each arc, ``plane`` the shape (D, 2).
    """
    experts = [arc_expert(row, knots, direction(fmpq(i, E)), plane) for i, row in enumerate(values)]
    return stack((arc_gate(E, plane), experts))
