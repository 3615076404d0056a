"""Mixtures on a circle in R^D: a linear gate that picks an arc, and an expert that interpolates along its tangent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from random import Random
from typing import Any

from flint import arb, ctx, fmpq, fmpq_mat

from boundkit.arithmetic.rational import dyadic, zeros
from boundkit.constructions.splines import spline
from boundkit.errors import DomainError
from boundkit.networks.affine import Affine
from boundkit.networks.gate import LinearGate
from boundkit.networks.mixture import Mixture, stack
from boundkit.networks.relu import ReLUNetwork

_PRECISION = 256
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


def arc_mixture(value: Callable[[Sequence[Any]], Any], knots: Sequence[fmpq], E: int, plane: fmpq_mat) -> Mixture:
    """E experts of len(knots) - 1 ReLU units that interpolate a function of the plane on the unit circle.

    Values at the knots are rounded to multiples of 2^-96. ``plane`` has the shape (D, 2).
    """
    experts = []
    for i in range(E):
        x, y = centre = direction(fmpq(i, E))
        with ctx.workprec(_PRECISION):
            heights = [(arb(max(fmpq(0), 1 - t * t))).sqrt() for t in knots]
            places = [(r * arb(x) - arb(t * y), r * arb(y) + arb(t * x)) for r, t in zip(heights, knots, strict=True)]
            values = [dyadic(arb(value(place))) for place in places]
        experts.append(arc_expert(values, knots, centre, plane))
    return stack((arc_gate(E, plane), experts))
