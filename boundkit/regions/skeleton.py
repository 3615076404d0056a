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
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import isfinite
from typing import Any, TypeVar

import numpy as np
from flint import fmpq, fmpq_mat

from boundkit.arithmetic.rational import rational
from boundkit.networks.affine import Affine, Floats, identity, to_floats
from boundkit.networks.program import PiecewiseAffine
from boundkit.regions.interrupts import uninterrupted
from boundkit.regions.pace import Pace
from boundkit.regions.plan import UNIT, Bend, Errors, Map, Plan, Slopes, trial_networks
from boundkit.regions.skeleton_kernel import close_layer, follow_leaders, insert_layer
from boundkit.regions.skeleton_kernel_records import DONE, Edges, Vertices, label

_AGES = 48
_ATTEMPTS = ((_AGES, False), (_AGES, True), (_AGES, True), (32 * _AGES, True), (32 * _AGES, True))
_GUESSES = 64
_LARGEST_DIMENSION = 12

Check = Callable[[int, int], bool]
Signs = tuple[bool, ...]
_Found = TypeVar("_Found")


class NotInGeneralPositionError(Exception):
    """The complex is not in general position, or float64 cannot tell: another engine must count."""


class StoppedError(Exception):
    """The run was stopped; ``found`` regions are certain."""

    def __init__(self, found: int) -> None:
        self.found = found


def count_regions(
    program: PiecewiseAffine, lower: list[fmpq], upper: list[fmpq], check: Check, within: Signs = ()
) -> int:
    """The number of activation regions of a program without mixture layers on a box, exactly.

    With ``within`` only those in the cell where the first hyperplanes have these signs. ``check`` is called now and
    then with the numbers of vertices and of certain regions so far and says whether to go on. Raises StoppedError with
    a lower bound when it says no, and NotInGeneralPositionError.
    """
    return _attempted(program, lower, upper, check, within, lambda run: run.count())


def first_cells(program: PiecewiseAffine, lower: list[fmpq], upper: list[fmpq], least: int) -> list[Signs]:
    """The signs of the first hyperplanes on their cells: so many that these are ``least``, if there are as many.

    Raises NotInGeneralPositionError.
    """
    return _attempted(program, lower, upper, lambda *_: True, (), lambda run: run.cells(least))


def _attempted(
    program: PiecewiseAffine, lower: list[fmpq], upper: list[fmpq], check: Check, within: Signs,
    make: Callable[[_Run], _Found],
) -> _Found:  # fmt: skip
    """What one run after the other makes, with finer bounds and with what the ones before found wrong."""
    plan = Plan.of(program)
    if not plan.usable or program.inputs > _LARGEST_DIMENSION:
        raise NotInGeneralPositionError
    forced: dict[int, list[tuple[int, int, int]]] = {}
    for ages, local in _ATTEMPTS:
        with suppress(_AgainError):
            return make(_Run(program, plan, lower, upper, ages, local, forced, check, within))
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


class _AgainError(Exception):
    """It takes another run: a guess was wrong, or the bounds are too coarse."""


class _Run:
    """One pass over the layers; with ``local`` the slopes are bounded on the domain only, which takes longer.

    The domain is the part of the box where the first hyperplanes have the signs ``within``.
    """

    @np.errstate(all="ignore")
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
        within: Signs = (),
    ) -> None:
        self.program, self.plan, self.ages, self.local, self.forced = program, plan, ages, local, forced
        self.lower, self.upper, self.check, self.within = lower, upper, check, within
        self.level = _level(program.inputs)
        self.certain, self.pace = 1, Pace()
        self.vertices, self.edges, largest = self._box()
        self.base, self.zeros = 2 * program.inputs, program.inputs
        self.facets = np.ones(self.base, np.int8)
        self.errors = Errors(program.inputs, ages, largest)
        self.slopes = Slopes.identity(program.inputs) if local else None
        self.alive: Any = None
        self._first = next((n for n, step in enumerate(plan.steps) if isinstance(step, Bend)), 0)

    @np.errstate(all="ignore")
    def count(self) -> int:
        """The count. Raises _AgainError."""
        steps = self.plan.steps
        for number, step in enumerate(steps):
            if isinstance(step, Map):
                self._map(step)
                continue
            steepest, begin, last = self._open(step), 0, number == len(steps) - 1
            if number == self._first and self.within:
                begin = len(self.within)
                self._insert(-1, step, steepest, 0, begin, last=last)
                self._restrict(step)
            self._insert(number, step, steepest, begin, len(step.bends), last=last)
            if not last:
                self._close(step)
        return self.certain

    @np.errstate(all="ignore")
    def cells(self, least: int) -> list[Signs]:
        """The signs of the first units on their cells, ``least`` of them if there are. Raises _AgainError."""
        found: list[Signs] = [()]
        for step in self.plan.steps:
            if isinstance(step, Map):
                self._map(step)
                continue
            steepest = self._open(step)
            for unit in range(len(step.bends)):
                self._insert(-1, step, steepest, unit, unit + 1, last=False)
                found = self._signs(step, unit + 1)
                if len(found) >= least:
                    break
            return found
        return found

    def _map(self, step: Map) -> None:
        self.errors.map(step, self._size(), self.zeros, self.alive)
        values = self.vertices.values @ step.weight.T
        values += step.bias
        self.vertices = self.vertices._replace(values=values)
        self.slopes, self.alive = self.slopes and self.slopes.after(step), None

    def _size(self) -> float:
        size = max(float(self.vertices.values.max()), -float(self.vertices.values.min()))
        if not isfinite(size):
            raise NotInGeneralPositionError
        return size

    def _open(self, step: Bend) -> Floats:
        """Get ready to insert hyperplanes; returns how steep the units are at most."""
        self.size = self._size()
        steepest = self.slopes.steepest if self.slopes else step.steepest
        self.errors.interpolate(steepest, self.size)
        return steepest

    def _insert(self, number: int, step: Bend, steepest: Floats, unit: int, stop: int, *, last: bool) -> None:
        """Insert the hyperplanes of some units of layer ``number``, -1 for the first layer before it is restricted."""
        forced = np.array(self.forced.get(number, ()), np.int64).reshape(-1, 3)
        while unit < stop:
            before = self.vertices.live
            self._may_go_on(before)
            self.pace.start()
            status, unit, self.vertices, self.edges, added, guesses = uninterrupted(insert_layer,
                self.program.inputs, self.base, last, step.cuts, self.level, self.errors.eta, self.errors.rho, steepest,
                forced, unit, stop, before + self.pace.objects, self.facets, self.vertices, self.edges,
            )  # fmt: skip
            self.pace.stop(self.vertices.live - before)
            if not self.local and len(guesses) > _GUESSES:
                raise _AgainError
            if len(guesses) and not self._confirmed(number, guesses):
                raise _AgainError
            if status != DONE:
                raise NotInGeneralPositionError if self.local else _AgainError
            if int(self.vertices.ages[: self.vertices.live].max()) > self.ages:
                raise _AgainError
            self.certain += int(added)

    def _close(self, step: Bend) -> None:
        """Pass on what a rectifier makes of the values."""
        if (step.cuts != step.bends).any():
            uninterrupted(
                follow_leaders, self.base, step.cuts, step.leaders, step.above, step.below, step.always, self.vertices
            )
        uninterrupted(close_layer, self.base, step.bends, step.cuts, step.slopes, self.vertices, self.edges)
        live = slice(self.vertices.live)
        if self.slopes:
            on, off = _sides(self.vertices.signs[live], step.bends.shape[0])
            self.slopes = self.slopes.after(step, on | ~step.bends, off & step.bends)
            self.alive = on | ~step.bends | (step.slopes != 0)
        history = np.concatenate([self.vertices.history[live], self.vertices.signs[live]], axis=1)
        self.vertices = self.vertices._replace(values=self.vertices.values[live], history=history)
        self.base += step.bends.shape[0]
        self.errors.bend(step, self.size, self.errors.eta + step.multiple * self.errors.rho)
        self.zeros = self.program.inputs * step.group

    def _meets(self, unit: int) -> Any:
        """Which vertices are positive at a unit of the first layer, and which lie on its hyperplane."""
        live = slice(self.vertices.live)
        positive = self.vertices.signs[live, unit >> 6] >> np.uint64(unit & 63) & np.uint64(1) == 1
        return positive, (self.vertices.planes[live] == self.base + unit).any(axis=1)

    def _signs(self, step: Bend, units: int) -> list[Signs]:
        """The signs of the first units on their cells, each of which has a vertex; a unit that does not cut is off."""
        sides = []
        for unit in range(units):
            positive, on = self._meets(unit) if step.cuts[unit] else (np.zeros(self.vertices.live, bool),) * 2
            sides.append(
                [(False, True) if both else (own,) for own, both in zip(positive.tolist(), on.tolist(), strict=True)]
            )
        return sorted({signs for own in zip(*sides, strict=True) for signs in product(*own)})

    def _restrict(self, step: Bend) -> None:
        """Go on in the cell where the first hyperplanes, which were inserted, have the signs ``within``."""
        kept, live = np.ones(self.vertices.live, bool), slice(self.vertices.live)
        for unit, sign in enumerate(self.within):
            if step.cuts[unit]:
                positive, on = self._meets(unit)
                kept &= on | (positive == sign)
        places = np.cumsum(kept, dtype=np.int32) - 1
        of_vertices = [array[live][kept] for array in self.vertices[1:]]
        self.vertices = Vertices(len(of_vertices[0]), *of_vertices)
        ends, *of_edges = (array[: self.edges.live] for array in self.edges[1:])
        inside = kept[ends].all(axis=1)
        self.edges = Edges(int(inside.sum()), places[ends[inside]], *(array[inside] for array in of_edges))
        self.facets = np.concatenate([self.facets, np.array(self.within, np.int8)])
        self.certain = 1

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

    def _confirmed(self, number: int, guesses: Any) -> bool:
        """Whether all guesses at one layer are right, in rational arithmetic; wrong ones are forced in the next run."""
        exact = cache(lambda v: self._exact(self._first if number < 0 else number, v))
        right = True
        for v, other, sign in guesses.tolist():
            self._may_go_on(self.vertices.live)
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

    def _exact(self, number: int, v: int) -> tuple[list[fmpq], Affine]:
        """A vertex in exact coordinates, and the units of layer ``number`` as affine functions of one cell at it."""
        d, word = self.program.inputs, 0
        planes = {int(plane) for plane in self.vertices.planes[v]}
        signs = self.vertices.history[v].tolist()
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
