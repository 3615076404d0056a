"""The 1-skeleton engine: regions in general position, counted from vertices and edges alone.  (The count: ours)

The hyperplanes of one layer after the other are inserted into the complex of the layers before it. A vertex of a
complex in general position lies on exactly d hyperplanes or facets. A hyperplane that is inserted adds as many regions
as its slice has cells, and every cell of the slice has one lowest vertex for a generic linear functional: the sum over
the slice's vertices of the product, over the d - 1 lines of the slice through it, of the ways up.

Signs are decided in float64 with an error bound that is proved as it is computed. For every vertex p* of the true
complex the stored point p satisfies |p - p*| <= shift, and for every cell at p* the stored values differ by at most eta
from those that the affine functions of the layer's units on that cell take at p. Interpolation along an edge takes a
convex combination of both ends, so that rounding errors add up instead of being amplified, and the distance to p*
follows from the angles between the d hyperplanes through p* alone, or from the length of the edge. A sign within its
bound of zero is guessed, and decided in rational arithmetic before anything is reported; a wrong guess repeats the run
with the truth, an exact zero ends it: the complex is not in general position.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import isfinite
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from boundkit.arithmetic.rational import rational
from boundkit.networks.affine import Affine, Floats, identity, to_floats
from boundkit.networks.program import PiecewiseAffine
from boundkit.regions.interrupts import uninterrupted
from boundkit.regions.pace import Pace
from boundkit.regions.plan import UNIT, Errors, Map, Plan, Slopes, trial_networks
from boundkit.regions.skeleton_kernel import close_layer, follow_leaders, insert_layer
from boundkit.regions.skeleton_kernel_records import DONE, Edges, Vertices, label

_AGES = 48
_GUESSES = 64
_LARGEST_DIMENSION = 12

Check = Callable[[int, int], bool]


class NotInGeneralPositionError(Exception):
    """The complex is not in general position, or float64 cannot tell: another engine must count."""


class StoppedError(Exception):
    """The run was stopped; ``found`` regions are certain."""

    def __init__(self, found: int) -> None:
        self.found = found


def count_regions(program: PiecewiseAffine, lower: list[fmpq], upper: list[fmpq], check: Check) -> int:
    """The number of activation regions of a program without mixture layers on a box, exactly.

    ``check`` is called now and then with the numbers of vertices and of certain regions so far and says whether to go
    on. Raises StoppedError with a lower bound when it says no, and NotInGeneralPositionError.
    """
    plan = Plan.of(program)
    if not plan.usable or program.inputs > _LARGEST_DIMENSION:
        raise NotInGeneralPositionError
    forced: dict[int, list[tuple[int, int, int]]] = {}
    for ages, local in ((_AGES, False), (_AGES, True), (_AGES, True), (32 * _AGES, True), (32 * _AGES, True)):
        found = _Run(program, plan, lower, upper, ages, local, forced, check).count()
        if found is not None:
            return found
    raise NotInGeneralPositionError


@cache
def load_kernels() -> None:
    """Load all that is compiled, or compile it, by counting a network that needs all of it."""
    for program in trial_networks():
        for local in (False, True):
            corner = [fmpq(1)] * program.inputs
            plan = Plan(program)
            _Run(program, plan, [-v for v in corner], corner, _AGES, local, {}, lambda *_: True).count()


def bytes_per_vertex(program: PiecewiseAffine) -> float:
    """About how much memory a vertex and its edges take."""
    d, plan = program.inputs, Plan.of(program)
    width = max((len(step.bends) for step in plan.steps if not isinstance(step, Map)), default=0)
    return 16.0 * width + d * (60 + 24 * d)


class _Run:
    """One pass over the layers; with ``local`` the slopes are bounded on the domain only, which takes longer."""

    def __init__(
        self,
        program: PiecewiseAffine,
        plan: Plan,
        lower: list[fmpq],
        upper: list[fmpq],
        ages: int,
        local: bool,
        forced: dict[int, list[tuple[int, int, int]]],
        check: Check,
    ) -> None:
        self.program, self.plan, self.ages, self.local, self.forced = program, plan, ages, local, forced
        self.lower, self.upper, self.check = lower, upper, check
        self.level = _level(program.inputs)
        self.certain, self.pace = 1, Pace()

    @np.errstate(all="ignore")
    def count(self) -> int | None:
        """The count, or None when it takes another run: a guess was wrong, or the bounds are too coarse."""
        d, steps = self.program.inputs, self.plan.steps
        vertices, edges, largest = self._box()
        errors, base = Errors(d, self.ages, largest), 2 * d
        slopes = Slopes.identity(d) if self.local else None
        alive, zeros = None, d
        for number, step in enumerate(steps):
            size = max(float(vertices.values.max()), -float(vertices.values.min()))
            if not isfinite(size):
                raise NotInGeneralPositionError
            if isinstance(step, Map):
                errors.map(step, size, zeros, alive)
                values = vertices.values @ step.weight.T
                values += step.bias
                vertices = vertices._replace(values=values)
                slopes, alive = slopes and slopes.after(step), None
                continue
            steepest = slopes.steepest if slopes else step.steepest
            errors.interpolate(steepest, size)
            last = number == len(steps) - 1
            unit, forced = 0, np.array(self.forced.get(number, ()), np.int64).reshape(-1, 3)
            while unit < step.bends.shape[0]:
                self._may_go_on(vertices.live)
                before = vertices.live
                self.pace.start()
                status, unit, vertices, edges, added, guesses = uninterrupted(insert_layer,
                    d, base, last, step.cuts, self.level, errors.eta, errors.rho, steepest, forced,
                    unit, before + self.pace.objects, vertices, edges,
                )  # fmt: skip
                self.pace.stop(vertices.live - before)
                if not self.local and len(guesses) > _GUESSES:
                    return None
                if len(guesses) and not self._confirmed(number, vertices, guesses):
                    return None
                if status != DONE and not self.local:
                    return None
                if status != DONE:
                    raise NotInGeneralPositionError
                if int(vertices.ages[: vertices.live].max()) > self.ages:
                    return None
                self.certain += int(added)
            if not last:
                if (step.cuts != step.bends).any():
                    uninterrupted(
                        follow_leaders, base, step.cuts, step.leaders, step.above, step.below, step.always, vertices
                    )
                uninterrupted(close_layer, base, step.bends, step.cuts, step.slopes, vertices, edges)
                live = slice(vertices.live)
                if slopes:
                    on, off = _sides(vertices.signs[live], step.bends.shape[0])
                    slopes = slopes.after(step, on | ~step.bends, off & step.bends)
                    alive = on | ~step.bends | (step.slopes != 0)
                history = np.concatenate([vertices.history[live], vertices.signs[live]], axis=1)
                vertices = vertices._replace(values=vertices.values[live], history=history)
                base += step.bends.shape[0]
                errors.bend(step, size, errors.eta + step.multiple * errors.rho)
                zeros = d * step.group
        return self.certain

    def _may_go_on(self, vertices: int) -> None:
        if not self.check(vertices, self.certain):
            raise StoppedError(self.certain)

    def _box(self) -> tuple[Vertices, Edges, float]:
        d = len(self.lower)
        cube = _cube(d)
        ends, exact = to_floats([*self.lower, *self.upper])
        largest = max(map(abs, ends))
        if not isfinite(largest):
            raise NotInGeneralPositionError
        points = np.where(cube.corners, ends[d:], ends[:d])
        doubt = 0.0 if exact else 4 * UNIT * largest * d
        count, edges = points.shape[0], cube.ends.shape[0]
        vertices = Vertices(
            count,
            points,
            points.copy(),
            np.full(count, doubt),
            cube.planes,
            np.zeros(count, np.int32),
            np.zeros((count, 1), np.uint64),
            np.zeros((count, 0), np.uint64),
        )
        spreads = np.full((edges, d - 1), doubt)
        return vertices, Edges(edges, cube.ends.copy(), cube.keys.copy(), cube.zeros, spreads), largest

    def _confirmed(self, number: int, vertices: Vertices, guesses: Any) -> bool:
        """Whether all guesses at one layer are right, in rational arithmetic; wrong ones are forced in the next run."""
        exact = cache(lambda v: self._exact(number, vertices, v))
        right = True
        for v, other, sign in guesses.tolist():
            self._may_go_on(vertices.live)
            if other >= 0:
                point, states = exact(v)
                value = states.row(other)(point)[0]
            else:
                ends = exact(v)[0], exact(-1 - other)[0]
                rises = (a - b for a, b in zip(*ends, strict=True))
                value = sum((rational(c) * rise for c, rise in zip(self.level.tolist(), rises, strict=True)), fmpq(0))
            if value == 0:
                raise NotInGeneralPositionError
            if (value > 0) != (sign > 0):
                self.forced.setdefault(number, []).append((v, other, int(value > 0)))
                right = False
        return right

    def _exact(self, number: int, vertices: Vertices, v: int) -> tuple[list[fmpq], Affine]:
        """A vertex in exact coordinates, and the units of layer ``number`` as affine functions of one cell at it."""
        d, word = self.program.inputs, 0
        planes = {int(plane) for plane in vertices.planes[v]}
        signs = vertices.history[v].tolist()
        functionals = [self._facet(plane) for plane in planes if plane < 2 * d]
        state, base = identity(d), 2 * d
        for index, step in enumerate(self.program.steps[: number + 1]):
            if isinstance(step, Affine):
                state = step.after(state)
                continue
            functionals += [state.row(plane - base) for plane in planes if base <= plane < base + step.inputs]
            if index < number:
                on = [signs[word + (unit >> 6)] >> (unit & 63) & 1 for unit in range(step.inputs)]
                state = state.scaled([1 if one else slope for one, slope in zip(on, step.slopes, strict=True)])
                base, word = base + step.inputs, word + (step.inputs + 63 >> 6)
        try:
            system = fmpq_mat([row.weight.entries() for row in functionals])
            point = system.solve(fmpq_mat(d, 1, [-row.bias[0, 0] for row in functionals]))
        except (ZeroDivisionError, ValueError):
            raise NotInGeneralPositionError from None
        return list(point.entries()), state

    def _facet(self, plane: int) -> Affine:
        axis, side = divmod(plane, 2)
        return Affine([[int(j == axis) for j in range(len(self.lower))]], [-(self.upper if side else self.lower)[axis]])


def _sides(signs: Any, units: int) -> tuple[Any, Any]:
    """Which units are positive at some vertex, and which are not positive at some vertex."""
    units_of = np.arange(units)
    word, shift = units_of >> 6, (units_of & 63).astype(np.uint64)
    some, every = np.bitwise_or.reduce(signs, axis=0), np.bitwise_and.reduce(signs, axis=0)
    return (some[word] >> shift & np.uint64(1)) == 1, (every[word] >> shift & np.uint64(1)) == 0


@dataclass(frozen=True)
class _Cube:
    """The vertices and edges of a cube; facet 2 k + s is side s of axis k."""

    corners: Any
    planes: Any
    ends: Any
    zeros: Any
    keys: Any


@cache
def _cube(d: int) -> _Cube:
    corners = np.array(list(product((False, True), repeat=d)))
    planes = (2 * np.arange(d) + corners).astype(np.int32)
    ends, zeros = [], []
    for low, corner in enumerate(corners.tolist()):
        for axis in (axis for axis in range(d) if not corner[axis]):
            ends.append((low, low + (1 << (d - 1 - axis))))
            zeros.append([int(planes[low, other]) for other in range(d) if other != axis])
    keys = np.zeros(len(ends), np.uint64)
    for edge, on in enumerate(zeros):
        for facet in set(range(2 * d)) - set(on):
            keys[edge] ^= np.uint64(label(facet, 1))
    on_edges = np.array(zeros, np.int32).reshape(len(ends), d - 1)
    return _Cube(corners, planes, np.array(ends, np.int32), on_edges, keys)


@cache
def _level(d: int) -> Floats:
    """A generic direction with positive entries."""
    return np.random.default_rng(d).uniform(0.5, 1.5, size=d)
