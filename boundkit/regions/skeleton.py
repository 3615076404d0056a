"""The 1-skeleton engine: regions in general position, counted from vertices and edges alone.  (The count: ours)

The hyperplanes of one layer after the other are inserted into the complex of the layers before it. A vertex of a complex
in general position lies on exactly d hyperplanes or facets, and every region has one lowest vertex for a generic linear
functional, so R = sum over vertices of the product, over the d lines through it, of the number of ways up.

Signs are decided in float64 with an error bound that is proved as it is computed. For every vertex p* of the true
complex the stored point p satisfies |p - p*| <= shift, and the stored values differ from the values of the layer's units
at p by at most eta: interpolation along an edge takes a convex combination of both ends, so that rounding errors add up
instead of being amplified, and the distance to p* follows from the angles between the d hyperplanes through p* alone. A
sign within its bound of zero is guessed, and decided in rational arithmetic before anything is reported; a wrong guess
repeats the run with the truth, an exact zero ends it: the complex is not in general position.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from boundkit.arithmetic.rational import rational
from boundkit.networks.affine import Affine, Floats, identity
from boundkit.networks.program import PiecewiseAffine, Rectifier
from boundkit.regions.skeleton_kernel import DONE, Edges, Vertices, close_layer, insert_layer, label, regions_by_lowest_vertex

_UNIT = 2.0**-53
_AGES = 48
_LARGEST_DIMENSION = 12
_SLACK = 1 + 1e-6
_TINY = 1e-9
_SMALLEST = 1e-300


class NotInGeneralPosition(Exception):
    """The complex is not in general position, or float64 cannot tell: another engine must count."""


@dataclass(frozen=True)
class _Map:
    """An affine step in float64 with what its rounding can cost."""

    weight: Floats
    bias: Floats
    row_sum: float
    largest_weight: float
    largest_bias: float
    exact: bool


@dataclass(frozen=True)
class _Bend:
    """A rectifier in float64; ``steepest`` bounds the gradients of its inputs, ``factor`` the sizes of its slopes."""

    bends: Any
    slopes: Floats
    steepest: Floats
    factor: float


class Plan:
    """The steps of a program without mixture layers up to its last bend, in float64; made once per program."""

    def __init__(self, program: PiecewiseAffine) -> None:
        steps: list[_Map | _Bend] = []
        slopes = _Slopes.identity(program.inputs)
        for step in program.steps:
            steps.append(_bend(step, slopes.steepest) if isinstance(step, Rectifier) else _map(step))
            slopes = slopes.after(step)
        while steps and not (isinstance(steps[-1], _Bend) and steps[-1].bends.any()):
            steps.pop()
        self.steps = steps
        self.usable = all(isinstance(s, _Map) or bool(np.isfinite(s.steepest).all()) for s in steps)

    @classmethod
    def of(cls, program: PiecewiseAffine) -> Plan:
        plan = program.__dict__.get("_plan")
        if plan is None:
            plan = program.__dict__["_plan"] = cls(program)
        return plan


@dataclass(frozen=True)
class _Slopes:
    """What is known of the Jacobian of a program's first steps wherever it exists.

    Entries between ``low`` and ``high``, shape (outputs, inputs); spectral norm at most ``norm``; ``steepest`` bounds
    the 2-norm of each row.
    """

    low: Floats
    high: Floats
    norm: float
    steepest: Floats

    @classmethod
    def identity(cls, inputs: int) -> _Slopes:
        return cls(np.eye(inputs), np.eye(inputs), 1.0, np.ones(inputs))

    def after(self, step: Affine | Rectifier) -> _Slopes:
        if isinstance(step, Rectifier):
            slope = _slopes_of(step)[:, None]
            low = np.minimum(self.low, np.minimum(slope * self.low, slope * self.high))
            high = np.maximum(self.high, np.maximum(slope * self.low, slope * self.high))
            most = np.maximum(np.abs(slope[:, 0]), 1)
            return _Slopes(low, high, self.norm * float(most.max()) * _SLACK, self.steepest * most * _SLACK)
        weight = step.rounded.weight
        up, down = np.maximum(weight, 0), np.minimum(weight, 0)
        spare = _TINY * (np.abs(weight) @ np.maximum(np.abs(self.low), np.abs(self.high)))
        low, high = up @ self.low + down @ self.high - spare, up @ self.high + down @ self.low + spare
        by_entries = np.sqrt((np.maximum(np.abs(low), np.abs(high)) ** 2).sum(axis=1))
        by_norm = np.sqrt((weight * weight).sum(axis=1)) * self.norm
        return _Slopes(low, high, self.norm * _norm(weight), np.minimum(by_entries, by_norm) * _SLACK)


def _norm(weight: Floats) -> float:
    """An upper bound of the spectral norm: the 16th root of the trace of (W^T W)^8."""
    gram = weight.T @ weight if weight.shape[1] <= weight.shape[0] else weight @ weight.T
    for _ in range(2):
        gram = gram @ gram
    return float((gram * gram).sum()) ** (1 / 16) * _SLACK


def _map(step: Affine) -> _Map:
    weight, bias, exact = step.rounded
    row_sum = float(np.abs(weight).sum(axis=1).max()) * _SLACK
    return _Map(weight, bias, row_sum, float(np.abs(weight).max()), float(np.abs(bias).max()), exact)


def _bend(step: Rectifier, steepest: Floats) -> _Bend:
    slopes = _slopes_of(step)
    bends = np.array([slope != 1 for slope in step.slopes])
    return _Bend(bends, slopes, steepest, float(np.maximum(np.abs(slopes), 1).max()))


def _slopes_of(step: Rectifier) -> Floats:
    return np.array([int(slope.p) / int(slope.q) for slope in step.slopes])


def count_regions(program: PiecewiseAffine, lower: list[fmpq], upper: list[fmpq], check: Callable[[], None]) -> int:
    """The number of activation regions of a program without mixture layers on a box, exactly.

    ``check`` is called between layers and may raise to stop. Raises NotInGeneralPosition.
    """
    plan = Plan.of(program)
    if not plan.usable or program.inputs > _LARGEST_DIMENSION:
        raise NotInGeneralPosition
    forced: dict[int, list[tuple[int, int, int]]] = {}
    for ages in (_AGES, _AGES, 32 * _AGES, 32 * _AGES):
        run = _Run(program, plan, lower, upper, ages, forced)
        found = run.count(check)
        if found is not None:
            return found
    raise NotInGeneralPosition


class _Run:
    """One pass over the layers."""

    def __init__(
        self,
        program: PiecewiseAffine,
        plan: Plan,
        lower: list[fmpq],
        upper: list[fmpq],
        ages: int,
        forced: dict[int, list[tuple[int, int, int]]],
    ) -> None:
        self.program, self.plan, self.ages, self.forced = program, plan, ages, forced
        self.lower, self.upper = lower, upper
        self.level = _level(program.inputs)

    def count(self, check: Callable[[], None]) -> int | None:
        """The count, or None when a guess was wrong or an interpolation older than allowed."""
        d, steps = self.program.inputs, self.plan.steps
        vertices, edges, largest = self._box()
        grid = 3 * _UNIT * self.ages * largest * d**0.5
        base, eta, zero_eta = 2 * d, 0.0, 0.0
        for number, step in enumerate(steps):
            values = vertices.values
            size = float(np.abs(values).max())
            if isinstance(step, _Map):
                terms = values.shape[1] + 2
                rounding = terms * _UNIT / (1 - terms * _UNIT) + (0.0 if step.exact else 2 * _UNIT)
                carried = step.row_sum * eta + min(step.row_sum, d * step.largest_weight) * zero_eta
                eta = (carried + rounding * (step.row_sum * size + step.largest_bias) + _SMALLEST) * _SLACK
                zero_eta = 0.0
                vertices = vertices._replace(values=values @ step.weight.T + step.bias)
                continue
            check()
            eta += 3 * _UNIT * self.ages * size + _SMALLEST
            rho = 2 * eta + 8 * _UNIT * size + float(step.steepest.max()) * grid
            last = number == len(steps) - 1
            forced = np.array(self.forced.get(number, ()), np.int64).reshape(-1, 3)
            status, vertices, edges, guesses = insert_layer(
                d, base, last, step.bends, self.level, eta, rho, step.steepest, forced, vertices, edges
            )
            if len(guesses) and not self._confirmed(number, vertices, guesses):
                return None
            if status != DONE:
                raise NotInGeneralPosition
            if int(vertices.ages[: vertices.count].max()) > self.ages:
                return None
            if not last:
                close_layer(base, step.bends, step.slopes, vertices, edges)
                vertices = vertices._replace(values=vertices.values[: vertices.count])
                base += step.bends.shape[0]
                eta, zero_eta = step.factor * eta + _UNIT * size, step.factor * (eta + rho)
        return int(regions_by_lowest_vertex(vertices, edges))

    def _box(self) -> tuple[Vertices, Edges, float]:
        cube, level = _cube(len(self.lower)), self.level
        ends = [[float(int(v.p)) / int(v.q) for v in corner] for corner in (self.lower, self.upper)]
        exact = all(rational(f) == v for corner, own in zip(ends, (self.lower, self.upper), strict=True)
                    for f, v in zip(corner, own, strict=True))  # fmt: skip
        points = np.where(cube.corners, ends[1], ends[0])
        largest = float(np.abs(points).max())
        doubt = 0.0 if exact else 4 * _UNIT * largest * len(self.lower)
        count, edges = points.shape[0], cube.ends.shape[0]
        vertices = Vertices(
            count,
            points,
            points,
            points @ level,
            np.full(count, doubt),
            cube.planes,
            np.zeros(count, np.int32),
            np.zeros((count, 1), np.uint64),
        )
        spreads = np.full((edges, len(self.lower) - 1), doubt)
        ends_, lines, keys = cube.ends.copy(), cube.lines.copy(), cube.keys.copy()
        return vertices, Edges(edges, ends_, lines, keys, cube.zeros, spreads), largest

    def _confirmed(self, number: int, vertices: Vertices, guesses: Any) -> bool:
        """Whether all guesses at one layer are right, in rational arithmetic; wrong ones are forced in the next run."""
        exact = lru_cache(maxsize=None)(lambda v: self._exact(number, vertices, v))
        right = True
        for v, other, sign in guesses.tolist():
            if other >= 0:
                point, states = exact(v)
                value = states.row(other)(point)[0]
            else:
                ends = exact(v)[0], exact(-1 - other)[0]
                value = sum((rational(c) * (a - b) for c, a, b in zip(self.level.tolist(), *ends, strict=True)), fmpq(0))
            if value == 0:
                raise NotInGeneralPosition
            if (value > 0) != (sign > 0):
                self.forced.setdefault(number, []).append((v, other, int(value > 0)))
                right = False
        return right

    def _exact(self, number: int, vertices: Vertices, v: int) -> tuple[list[fmpq], Affine]:
        """A vertex in exact coordinates, and the units of layer ``number`` as affine functions near it.

        The pattern of one cell at the vertex is read off at the stored point, where every unit that is not zero at the
        vertex has the same sign as there.
        """
        d, near = self.program.inputs, [rational(x) for x in vertices.points[v].tolist()]
        shift = rational(float(vertices.shifts[v]) * _SLACK) if np.isfinite(vertices.shifts[v]) else None
        planes = {int(plane) for plane in vertices.planes[v]}
        functionals = [self._facet(plane) for plane in planes if plane < 2 * d]
        state, base = identity(d), 2 * d
        for index, step in enumerate(self.program.steps[: number + 1]):
            if isinstance(step, Affine):
                state = step.after(state)
                continue
            own = {plane - base for plane in planes if base <= plane < base + step.inputs}
            functionals += [state.row(unit) for unit in own]
            if index < number:
                state = state.scaled(self._pattern(index, state(near), own, shift))
                base += step.inputs
        try:
            system = fmpq_mat([row.weight.entries() for row in functionals])
            point = system.solve(fmpq_mat(d, 1, [-row.bias[0, 0] for row in functionals]))
        except (ZeroDivisionError, ValueError):
            raise NotInGeneralPosition from None
        return list(point.entries()), state

    def _facet(self, plane: int) -> Affine:
        axis, side = divmod(plane, 2)
        return Affine([[int(j == axis) for j in range(len(self.lower))]], [-(self.upper if side else self.lower)[axis]])

    def _pattern(self, index: int, values: list[fmpq], zeros: set[int], shift: fmpq | None) -> list[fmpq]:
        step, bend = self.program.steps[index], self.plan.steps[index]
        assert isinstance(bend, _Bend)
        steepest, factors = bend.steepest.tolist(), []
        for unit, (value, slope) in enumerate(zip(values, step.slopes, strict=True)):
            clear = shift is not None and abs(value) > rational(steepest[unit]) * shift
            if bend.bends[unit] and unit not in zeros and not clear:
                raise NotInGeneralPosition
            factors.append(fmpq(1) if value > 0 and unit not in zeros else slope)
        return factors


@dataclass(frozen=True)
class _Cube:
    """The vertices and edges of a cube; facet 2 k + s is side s of axis k, an edge goes from low to high."""

    corners: Any
    planes: Any
    ends: Any
    lines: Any
    zeros: Any
    keys: Any


@lru_cache(maxsize=None)
def _cube(d: int) -> _Cube:
    corners = np.array(list(product((False, True), repeat=d)))
    planes = (2 * np.arange(d) + corners).astype(np.int32)
    ends, lines, zeros = [], [], []
    for low, corner in enumerate(corners.tolist()):
        for axis in (axis for axis in range(d) if not corner[axis]):
            ends.append((low, low + (1 << (d - 1 - axis))))
            lines.append((axis, axis))
            zeros.append([int(planes[low, other]) for other in range(d) if other != axis])
    keys = np.zeros(len(ends), np.uint64)
    for edge, on in enumerate(zeros):
        for facet in set(range(2 * d)) - set(on):
            keys[edge] ^= np.uint64(label(facet, 1))
    on_edges = np.array(zeros, np.int32).reshape(len(ends), d - 1)
    return _Cube(corners, planes, np.array(ends, np.int32), np.array(lines, np.uint8), on_edges, keys)


@lru_cache(maxsize=None)
def _level(d: int) -> Floats:
    """A generic direction with positive entries."""
    return np.random.default_rng(d).uniform(0.5, 1.5, size=d)
