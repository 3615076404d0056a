"""A certified lower bound from points: activation regions that were met, where no complex fits.

Regions are open: one met at a point of the closed domain also meets its interior.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.networks.affine import Affine, Floats, to_float, to_floats
from boundkit.networks.program import PiecewiseAffine, Program, Rectifier
from boundkit.regions.domain import BoundedDomain, corners
from boundkit.regions.interval import Interval
from boundkit.regions.plan import Errors, Map, Plan
from boundkit.regions.polytope import Polytope

_BATCH = 1 << 14
_LARGEST_TABLE = 1 << 22


@np.errstate(all="ignore")
def regions_met(program: PiecewiseAffine, domain: BoundedDomain, check: Callable[[int], bool]) -> int:
    """How many activation regions of a program without mixture layers hold one of many random points of a domain.

    The signs of all units at a point are certain, by a bound on rounding, and the float64 point itself lies in the
    domain; a point for which they are not, or that may not, is dropped. The points are drawn with a fixed seed, for as
    long as ``check``, called with the number so far, says to go on.
    """
    plan, points, draw = Plan.of(program), points_of(program.inputs, domain), np.random.default_rng(0)
    found: set[bytes] = set()
    while plan.usable and points.usable and check(len(found)):
        found.update(_patterns(plan, points.drawn(draw)))
    return max(len(found), 1)


class BoxPoints:
    """Random points of a box: its corners are rounded inwards, and no point passes them.

    ``usable`` when float64 has points in the box.
    """

    def __init__(self, lower: Sequence[fmpq], upper: Sequence[fmpq]) -> None:
        self.low = np.array([_rounded_up(value) for value in lower])
        self.high = -np.array([_rounded_up(-value) for value in upper])
        self.usable = bool((np.isfinite(self.low) & np.isfinite(self.high) & (self.low <= self.high)).all())

    def drawn(self, draw: np.random.Generator) -> Floats:
        """A batch of points, shape (points, dimension)."""
        shares = draw.random(size=(_BATCH, len(self.low)))
        return np.clip((1 - shares) * self.low + shares * self.high, self.low, self.high)


class PolytopePoints:
    """Random points of a polytope: those that certainly satisfy the inequalities of its facets, by a rounding bound.

    ``usable`` when float64 holds the vertices and the inequalities.
    """

    def __init__(self, polytope: Polytope) -> None:
        sides = [polytope.facet_functional(facet) for facet in polytope.facet_vertices]
        inside = Affine([side.weight.entries() for side in sides], [side.bias[0, 0] for side in sides])
        self.sides = Plan.of(Program((inside, Rectifier.relu(len(sides)))))
        self.vertices = np.array([to_floats(vertex)[0] for vertex in polytope.vertices])
        self.usable = self.sides.usable and bool(np.isfinite(self.vertices).all())

    def drawn(self, draw: np.random.Generator) -> Floats:
        """A batch of points, shape (points, dimension), fewer where the polytope is thin."""
        batch = max(1, min(_BATCH, _LARGEST_TABLE // len(self.vertices)))
        points = draw.dirichlet(np.ones(len(self.vertices)), size=batch) @ self.vertices
        certain, on = _signs(self.sides, points)
        return points[certain & on.all(axis=1)]


def points_of(inputs: int, domain: BoundedDomain) -> BoxPoints | PolytopePoints:
    """What draws points of a bounded domain. Raises ShapeError or UnboundedDomainError for one that does not fit."""
    if isinstance(domain, Interval):
        return BoxPoints([domain.lower], [domain.upper])
    if not isinstance(domain, Polytope):
        return BoxPoints(*corners(inputs, domain))
    if domain.is_box:
        return BoxPoints(domain.vertices[0], domain.vertices[-1])
    return PolytopePoints(domain)


def _rounded_up(value: fmpq) -> float:
    """The least float64 that is not below the value."""
    nearest = to_float(value)
    if np.isfinite(nearest) and rational(nearest) < value:
        return float(np.nextafter(nearest, np.inf))
    return nearest


def _patterns(plan: Plan, points: Floats) -> list[bytes]:
    """The patterns of all units at the points where every sign is certain."""
    certain, on = _signs(plan, points)
    return [row.tobytes() for row in np.packbits(on[certain], axis=1)]


def _signs(plan: Plan, points: Floats) -> tuple[Any, Any]:
    """At which points every sign is certain, (points,), and which units that bend are on, (points, units)."""
    errors = Errors(points.shape[1], 0, float(np.abs(points).max(initial=0.0)))
    certain, bits, values = np.ones(len(points), bool), [np.zeros((len(points), 0), bool)], points
    for step in plan.steps:
        size = float(np.abs(values).max(initial=0.0))
        if isinstance(step, Map):
            errors.map(step, size, values.shape[1])
            values = values @ step.weight.T + step.bias
            continue
        certain &= ((np.abs(values) > errors.eta) | ~step.bends).all(axis=1)
        on = (values > 0) & step.bends
        bits.append(on[:, step.bends])
        values = np.where(on | ~step.bends, values, values * step.slopes)
        errors.bend(step, size, 0.0)
    if not np.isfinite(values).all():
        certain[:] = False
    return certain, np.concatenate(bits, axis=1)
