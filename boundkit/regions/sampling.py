"""A certified lower bound from points: activation regions that were met, where no complex fits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from boundkit.networks.affine import Floats, to_float
from boundkit.networks.program import PiecewiseAffine
from boundkit.regions.domain import BoundedDomain, corners
from boundkit.regions.interval import Interval
from boundkit.regions.plan import Errors, Map, Plan
from boundkit.regions.polytope import Polytope

_BATCH = 1 << 14


def regions_met(program: PiecewiseAffine, domain: BoundedDomain, check: Callable[[int], bool]) -> int:
    """How many activation regions of a program without mixture layers hold one of many random points of a domain.

    The signs of all units at a point are certain, by a bound on rounding; a point for which they are not is dropped.
    The points are drawn with a fixed seed, for as long as ``check``, called with the number so far, says to go on.
    """
    if isinstance(domain, Polytope | Interval):
        points, ends = _mixed, domain.vertices
    else:
        points, ends = _uniform, list(corners(program.inputs, domain))
    frame = np.array([[to_float(x) for x in end] for end in ends])
    plan, draw = Plan.of(program), np.random.default_rng(0)
    if not (plan.usable and np.isfinite(frame).all()):
        return 1
    found: set[bytes] = set()
    while check(len(found)):
        found.update(_patterns(plan, points(frame, draw)))
    return max(len(found), 1)


def _uniform(vertices: Floats, draw: np.random.Generator) -> Floats:
    """Points of a box with this lower and upper corner, a little off its boundary."""
    low, high = vertices
    return low + draw.uniform(1e-3, 1 - 1e-3, size=(_BATCH, len(low))) * (high - low)


def _mixed(vertices: Floats, draw: np.random.Generator) -> Floats:
    """Points of a polytope, a little off its boundary."""
    weights = draw.dirichlet(np.ones(len(vertices)), size=_BATCH)
    return 0.999 * weights @ vertices + 0.001 * vertices.mean(axis=0)


def _patterns(plan: Plan, points: Floats) -> list[bytes]:
    """The patterns of all units at the points where every sign is certain."""
    errors = Errors(points.shape[1], 0, float(np.abs(points).max()))
    certain, bits, values = np.ones(len(points), bool), [], points
    for step in plan.steps:
        size = float(np.abs(values).max())
        if isinstance(step, Map):
            errors.map(step, size, values.shape[1])
            values = values @ step.weight.T + step.bias
            continue
        certain &= ((np.abs(values) > errors.eta) | ~step.bends).all(axis=1)
        on = (values > 0) & step.bends
        bits.append(np.packbits(on, axis=1))
        values = np.where(on | ~step.bends, values, values * step.slopes)
        errors.bend(step, size, 0.0)
    if not bits or not np.isfinite(values).all():
        return []
    return [row.tobytes() for row in np.concatenate(bits, axis=1)[certain]]
