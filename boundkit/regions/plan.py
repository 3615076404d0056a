"""A program's steps in float64, with what rounding can cost: what the compiled region engines run on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import isfinite
from typing import Any
from weakref import ref

import numpy as np

from boundkit.networks.affine import Affine, Floats
from boundkit.networks.program import PiecewiseAffine, Rectifier
from boundkit.networks.relu import ReLUNetwork
from boundkit.regions.interrupts import uninterrupted
from boundkit.regions.plan_kernel import SLACK, SMALLEST, bent, followers, mapped, nearly_proportional, sizes

UNIT = 2.0**-53
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
        bending = [n for n, step in enumerate(program.steps) if isinstance(step, Rectifier) and step.kinks]
        self.steps: list[Map | Bend] = []
        slopes = Slopes.identity(program.inputs)
        for number, step in enumerate(program.steps[: bending[-1] + 1] if bending else ()):
            if number:
                slopes = slopes.after(self.steps[-1])
            before = program.steps[number - 1] if number else None
            self.steps.append(_map(step) if isinstance(step, Affine) else _bend(step, before, slopes.steepest))
        self.usable = all(_is_usable(step) for step in self.steps)

    @classmethod
    def of(cls, program: PiecewiseAffine) -> Plan:
        """The plan of a program, made once for as long as the program lives."""
        number = id(program)
        if number not in _PLANS:
            with np.errstate(all="ignore"):
                plan = cls(program)
            _PLANS[number] = ref(program, lambda _: _PLANS.pop(number, None)), plan
        return _PLANS[number][1]


_PLANS: dict[int, tuple[ref[PiecewiseAffine], Plan]] = {}


def _is_usable(step: Map | Bend) -> bool:
    if isinstance(step, Map):
        return step.tame and isfinite(step.row_sum) and isfinite(step.largest_bias)
    return isfinite(step.factor) and isfinite(step.multiple) and bool(np.isfinite(step.steepest).all())


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
        entries = np.eye(inputs)
        return cls(entries, entries, 1.0, np.ones(inputs))

    def after(self, step: Map | Bend, on: Any = None, off: Any = None) -> Slopes:
        """After one more step; ``on`` and ``off`` (units,) say which units of a rectifier are somewhere on, off."""
        if isinstance(step, Bend):
            everywhere = np.ones(len(step.slopes), bool)
            on, off = (everywhere if side is None else side for side in (on, off))
            low, high, steepest = uninterrupted(bent, self.low, self.high, self.steepest, step.slopes, on, off)
            return Slopes(low, high, self.norm * step.factor * SLACK, steepest)
        low, high, steepest = uninterrupted(mapped, step.weight, self.low, self.high, self.norm)
        alive = ((self.low != 0) | (self.high != 0)).any(axis=1)
        norm = self.norm * _norm(step.weight if alive.all() else step.weight[:, alive])
        return Slopes(low, high, max(norm, SMALLEST), steepest)


def _norm(weight: Floats) -> float:
    """An upper bound of the spectral norm: the 16th root of the trace of (W^T W)^8."""
    scale = float(np.abs(weight).max(initial=0.0))
    if not scale > SMALLEST:
        return SMALLEST
    weight = weight / scale
    gram = weight.T @ weight if weight.shape[1] <= weight.shape[0] else weight @ weight.T
    for _ in range(2):
        gram = gram @ gram
    return scale * float(np.vdot(gram, gram)) ** (1 / 16) * SLACK


def _map(step: Affine) -> Map:
    weight, bias, exact = step.rounded
    row_sum, largest_weight, largest_bias = uninterrupted(sizes, weight, bias)
    return Map(weight, bias, row_sum, largest_weight, largest_bias, exact, exact or _is_tame(step))


def _is_tame(step: Affine) -> bool:
    small = np.abs(step.rounded[0]).ravel() < _TAME
    return not any(entry != 0 for entry, own in zip(step.weight.entries(), small, strict=True) if own)


def _bend(step: Rectifier, before: Affine | Rectifier | None, steepest: Floats) -> Bend:
    slopes = step.rounded
    bends = np.zeros(len(slopes), bool)
    bends[list(step.kinks)] = True
    leaders, factors = np.arange(len(slopes)), np.ones(len(slopes))
    if isinstance(before, Affine):
        _follow_multiples(before, bends, leaders, factors)
    cuts, above, below, always, group, multiple = uninterrupted(followers, bends, leaders, factors)
    factor = float(np.abs(slopes).max(initial=1.0))
    return Bend(bends, cuts, leaders, above, below, always, group, multiple * SLACK, slopes, steepest, factor)


def _follow_multiples(step: Affine, bends: Any, leaders: Any, factors: Floats) -> None:
    """Let every bending unit follow the first one that it is a multiple of, exactly; factors are rounded. In place.

    A constant unit gets leader -1 and the sign of its constant.
    """
    weight, bias, exact = step.rounded
    pairs, constant = uninterrupted(nearly_proportional, weight, bias, bends)
    for first, second, pivot in pairs.tolist():
        if leaders[first] == first and leaders[second] == second and _proportional(step, first, second, pivot):
            leaders[second], factors[second] = first, weight[second, pivot] / weight[first, pivot]
    if exact and constant.any():
        leaders[constant], factors[constant] = -1, np.sign(bias[constant])


def _proportional(step: Affine, first: int, second: int, pivot: int) -> bool:
    weight, bias = step.weight, step.bias
    one, two = weight[first, pivot], weight[second, pivot]
    return bias[first, 0] * two == bias[second, 0] * one and all(
        weight[first, j] * two == weight[second, j] * one for j in range(step.inputs)
    )


def trial_networks() -> tuple[ReLUNetwork, ReLUNetwork]:
    """Small networks, of rationals and of floats, that together need all of the compiled code."""
    weights = [[[1, 2], [2, 4], [3, -1]], [[1, 2, -3], [2, -1, 1]], [[1, 1]]]
    network = ReLUNetwork.of(weights, [["1/3", "2/3", "-1/7"], ["-1/5", "2/11"], [0]])
    return network, ReLUNetwork(tuple(Affine(*layer.rounded[:2]) for layer in network.layers))


@cache
def load_kernels() -> None:
    """Load what plans have compiled, or compile it."""
    for network in trial_networks():
        Plan.of(network)


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
            row_sum = float((np.abs(step.weight) @ alive).max()) * SLACK
        carried = row_sum * self.eta + min(row_sum, zeros * step.largest_weight) * self.zero_eta
        self.eta = (carried + rounding * (row_sum * size + step.largest_bias) + SMALLEST) * SLACK
        self.zero_eta = 0.0

    def interpolate(self, steepest: Floats, size: float) -> None:
        """While hyperplanes of units with at most these slopes are inserted."""
        self.eta += self.zero_eta + 5 * UNIT * self._ages * size + SMALLEST
        self.zero_eta = 0.0
        self.rho = 2 * self.eta + 8 * UNIT * size + float(steepest.max()) * self.grid

    def bend(self, step: Bend, size: float, zeros: float) -> None:
        """After a rectifier; ``zeros`` bounds the exact size of what was set to zero."""
        self.eta = step.factor * (self.eta + 4 * UNIT * size)
        self.zero_eta = step.factor * zeros
