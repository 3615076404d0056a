"""A program's steps in float64, with what rounding can cost: what the compiled region engines run on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from boundkit.networks.affine import Affine, Floats
from boundkit.networks.program import PiecewiseAffine, Rectifier

UNIT = 2.0**-53
_SLACK = 1 + 1e-6
_TINY = 1e-9
_SMALLEST = 1e-300
_TAME = 1e-280


@dataclass(frozen=True)
class Map:
    """An affine step in float64 with what its rounding can cost; ``tame`` when rounding never went below 1e-280."""

    weight: Floats
    bias: Floats
    row_sum: float
    largest_weight: float
    largest_bias: float
    exact: bool
    tame: bool


@dataclass(frozen=True)
class Bend:
    """A rectifier in float64; ``steepest`` bounds the gradients of its inputs, ``factor`` the sizes of its slopes.

    ``cuts`` are the bending units whose hyperplanes are inserted: one of every set of units that are multiples of one
    another. Where it is positive the units in its row of ``above`` are on, where it is negative those in ``below``,
    both (units, words), 64 units to a word; the units in ``always`` (words,) are on everywhere. ``leaders`` (units,) is
    the unit that stands for each, -1 for a constant one.
    """

    bends: Any
    cuts: Any
    leaders: Any
    above: Any
    below: Any
    always: Any
    group: int
    multiple: float
    slopes: Floats
    steepest: Floats
    factor: float


class Plan:
    """The steps of a program without mixture layers up to its last bend, in float64; made once per program.

    It is ``usable`` when float64 holds all weights and slopes without overflow, and without underflow by rounding.
    """

    def __init__(self, program: PiecewiseAffine) -> None:
        steps: list[Map | Bend] = []
        slopes = Slopes.identity(program.inputs)
        for before, step in zip((None, *program.steps), program.steps, strict=False):
            steps.append(_map(step) if isinstance(step, Affine) else _bend(step, before, slopes.steepest))
            slopes = slopes.after(steps[-1])
        while steps and not (isinstance(steps[-1], Bend) and steps[-1].bends.any()):
            steps.pop()
        self.steps = steps
        self.usable = all(_is_usable(step) for step in steps)

    @classmethod
    def of(cls, program: PiecewiseAffine) -> Plan:
        plan = program.__dict__.get("_plan")
        if plan is None:
            with np.errstate(all="ignore"):
                plan = program.__dict__["_plan"] = cls(program)
        return plan


def _is_usable(step: Map | Bend) -> bool:
    if isinstance(step, Map):
        return bool(step.tame and np.isfinite(step.weight).all() and np.isfinite(step.bias).all())
    return bool(np.isfinite(step.slopes).all() and np.isfinite(step.steepest).all() and np.isfinite(step.multiple))


@dataclass(frozen=True)
class Slopes:
    """What is known of the Jacobian of a program's first steps wherever it exists.

    Entries between ``low`` and ``high``, shape (outputs, inputs); spectral norm at most ``norm``; ``steepest`` bounds
    the 2-norm of each row. A bound is never below 1e-300, so that no product of bounds underflows.
    """

    low: Floats
    high: Floats
    norm: float
    steepest: Floats

    @classmethod
    def identity(cls, inputs: int) -> Slopes:
        return cls(np.eye(inputs), np.eye(inputs), 1.0, np.ones(inputs))

    def after(self, step: Map | Bend, on: Any = True, off: Any = True) -> Slopes:
        """After one more step; ``on`` and ``off`` (units,) say which units of a rectifier are somewhere on, off."""
        if isinstance(step, Bend):
            kept = _where(on, self.low, self.high, np.ones(1))
            bent = _where(off, self.low, self.high, step.slopes)
            low, high = np.fmin(kept[0], bent[0]), np.fmax(kept[1], bent[1])
            most = np.maximum(np.abs(step.slopes), 1)
            return Slopes(low, high, self.norm * step.factor * _SLACK, self.steepest * most * _SLACK)
        weight = step.weight
        up, down = np.maximum(weight, 0), np.minimum(weight, 0)
        spare = _TINY * (np.abs(weight) @ np.maximum(np.abs(self.low), np.abs(self.high))) + _SMALLEST
        low, high = up @ self.low + down @ self.high - spare, up @ self.high + down @ self.low + spare
        by_entries = _lengths(np.maximum(np.abs(low), np.abs(high)))
        by_norm = _lengths(weight) * self.norm
        alive = (self.low != 0).any(axis=1) | (self.high != 0).any(axis=1)
        norm = self.norm * _norm(weight if alive.all() else weight[:, alive])
        return Slopes(low, high, max(norm, _SMALLEST), np.minimum(by_entries, by_norm) * _SLACK + _SMALLEST)


def _where(side: Any, low: Floats, high: Floats, factors: Floats) -> tuple[Floats, Floats]:
    """Ends of the slopes times factors, NaN for units that have no input on their ``side``."""
    one, other = factors[:, None] * low, factors[:, None] * high
    low, high = np.minimum(one, other), np.maximum(one, other)
    if side is True:
        return low, high
    return np.where(side[:, None], low, np.nan), np.where(side[:, None], high, np.nan)


def _lengths(rows: Floats) -> Floats:
    """Upper bounds of the 2-norms of rows, without overflow or underflow."""
    scale = np.maximum(np.abs(rows).max(axis=1, initial=0.0), _SMALLEST)
    return scale * np.sqrt(((rows / scale[:, None]) ** 2).sum(axis=1)) * _SLACK + _SMALLEST


def _norm(weight: Floats) -> float:
    """An upper bound of the spectral norm: the 16th root of the trace of (W^T W)^8."""
    scale = float(np.abs(weight).max(initial=0.0))
    if not scale > _SMALLEST:
        return _SMALLEST
    weight = weight / scale
    gram = weight.T @ weight if weight.shape[1] <= weight.shape[0] else weight @ weight.T
    for _ in range(2):
        gram = gram @ gram
    return scale * float((gram * gram).sum()) ** (1 / 16) * _SLACK


def _map(step: Affine) -> Map:
    weight, bias, exact = step.rounded
    row_sum = float(np.abs(weight).sum(axis=1).max()) * _SLACK
    small = np.abs(weight).ravel() < _TAME
    tame = exact or not any(entry != 0 for entry, own in zip(step.weight.entries(), small, strict=True) if own)
    return Map(weight, bias, row_sum, float(np.abs(weight).max()), float(np.abs(bias).max()), exact, tame)


def _bend(step: Rectifier, before: Affine | Rectifier | None, steepest: Floats) -> Bend:
    slopes = step.rounded
    units = len(slopes)
    bends = np.array([slope != 1 for slope in step.slopes])
    leaders, factors = np.arange(units), np.ones(units)
    above, below = np.zeros((units, units + 63 >> 6), np.uint64), np.zeros((units, units + 63 >> 6), np.uint64)
    always = np.zeros(above.shape[1], np.uint64)
    if isinstance(before, Affine):
        leaders, factors = _multiples(before, bends)
    for unit in np.flatnonzero(bends).tolist():
        word, bit = unit >> 6, np.uint64(1) << np.uint64(unit & 63)
        if leaders[unit] >= 0:
            (above if factors[unit] > 0 else below)[leaders[unit], word] |= bit
        elif factors[unit] > 0:
            always[word] |= bit
    cuts = bends & (leaders == np.arange(units))
    factor = float(np.maximum(np.abs(slopes), 1).max())
    group = int(np.bincount(leaders[leaders >= 0], minlength=1).max())
    multiple = float(np.abs(factors).max()) * _SLACK
    return Bend(bends, cuts, leaders, above, below, always, group, multiple, slopes, steepest, factor)


def _multiples(step: Affine, bends: Any) -> tuple[Any, Floats]:
    """For every unit that bends the first one that it is a multiple of, exactly, and the factor, rounded.

    A constant unit has leader -1 and the sign of its constant.
    """
    weight, bias, exact = step.rounded
    leaders, factors = np.arange(len(bias)), np.ones(len(bias))
    rows = np.concatenate([weight, bias[:, None]], axis=1)
    pivots = (weight != 0).argmax(axis=1)
    with np.errstate(all="ignore"):
        shapes = np.round(rows / rows[np.arange(len(rows)), pivots][:, None], 9) + 0.0
    constant = ~(weight != 0).any(axis=1)
    groups: dict[bytes, list[int]] = {}
    for unit, (shape, flat) in enumerate(zip([row.tobytes() for row in shapes], constant.tolist(), strict=True)):
        if not bends[unit]:
            continue
        if flat:
            if exact:
                leaders[unit], factors[unit] = -1, np.sign(bias[unit])
            continue
        pivot = int(pivots[unit])
        for leader in groups.setdefault(shape, []):
            if _proportional(step, leader, unit, pivot):
                leaders[unit] = leader
                factors[unit] = weight[unit, pivot] / weight[leader, pivot]
                break
        else:
            groups[shape].append(unit)
    return leaders, factors


def _proportional(step: Affine, first: int, second: int, pivot: int) -> bool:
    weight, bias = step.weight, step.bias
    one, two = weight[first, pivot], weight[second, pivot]
    return bias[first, 0] * two == bias[second, 0] * one and all(
        weight[first, j] * two == weight[second, j] * one for j in range(step.inputs)
    )


class Errors:
    """Bounds on what rounding did to the values at the vertices, carried from step to step.

    ``eta`` bounds, for every unit, the difference between the stored value at a vertex and the exact value at the
    stored point; ``zero_eta`` the same for units that were set to zero, at most ``zeros`` of them at a vertex; ``rho``
    the exact value at the stored point of a unit whose hyperplane contains the vertex. A vertex is at most ``ages``
    interpolations away from the domain's own; ``largest`` bounds the coordinates, and ``grid`` the distance by which
    interpolating them can leave a plane.
    """

    def __init__(self, dimension: int, ages: int, largest: float) -> None:
        self.eta = self.zero_eta = self.rho = 0.0
        self._ages = ages
        self.grid = 5 * UNIT * ages * largest * dimension**0.5

    def map(self, step: Map, size: float, zeros: int, alive: Any = None) -> None:
        """After an affine step on values of at most the given size; those not ``alive`` (inputs,) are exactly 0."""
        terms = step.weight.shape[1] + 2
        rounding = terms * UNIT / (1 - terms * UNIT) + (0.0 if step.exact else 2 * UNIT)
        row_sum = step.row_sum
        if alive is not None:
            row_sum = float((np.abs(step.weight) @ alive).max()) * _SLACK
        carried = row_sum * self.eta + min(row_sum, zeros * step.largest_weight) * self.zero_eta
        self.eta = (carried + rounding * (row_sum * size + step.largest_bias) + _SMALLEST) * _SLACK
        self.zero_eta = 0.0

    def interpolate(self, steepest: Floats, size: float) -> None:
        """While hyperplanes of units with at most these slopes are inserted."""
        self.eta += self.zero_eta + 5 * UNIT * self._ages * size + _SMALLEST
        self.zero_eta = 0.0
        self.rho = 2 * self.eta + 8 * UNIT * size + float(steepest.max()) * self.grid

    def bend(self, step: Bend, size: float, zeros: float) -> None:
        """After a rectifier; ``zeros`` bounds the exact size of what was set to zero."""
        self.eta = step.factor * (self.eta + 4 * UNIT * size)
        self.zero_eta = step.factor * zeros
