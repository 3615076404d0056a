"""Piecewise affine programs: affine maps, rectifiers and routed experts, one after the other.

Every network and every mixture is a program; evaluation, region counts, sup norms and routing work on its steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.errors import ShapeError, UnsupportedError
from boundkit.networks.affine import Affine, Floats, block_diagonal, identity, require_consecutive, to_float, to_floats
from boundkit.networks.gate import Gate, LinearGate, TreeGate


@dataclass(frozen=True)
class Rectifier:
    """Unit i maps t to t where t > 0 and to slopes[i] * t elsewhere; slope 0 is ReLU, slope 1 passes t on unchanged.

    >>> Rectifier.of([0, "1/10", 1])([fmpq(-1), fmpq(-1), fmpq(-1)])
    [0, -1/10, -1]
    """

    slopes: tuple[fmpq, ...]

    @classmethod
    def of(cls, slopes: Iterable[Any]) -> Rectifier:
        return cls(tuple(rational(slope) for slope in slopes))

    @staticmethod
    @lru_cache(maxsize=256)
    def relu(units: int) -> Rectifier:
        """The ReLU of so many units, one object for all networks that have it."""
        return Rectifier((fmpq(0),) * units)

    @property
    def inputs(self) -> int:
        return len(self.slopes)

    @property
    def outputs(self) -> int:
        return len(self.slopes)

    @property
    def parameters(self) -> int:
        return 0

    @cached_property
    def kinks(self) -> tuple[int, ...]:
        """The units that bend: those whose slope is not 1."""
        return tuple(unit for unit, slope in enumerate(self.slopes) if slope != 1)

    @cached_property
    def rounded(self) -> Floats:
        """The slopes in float64, read-only."""
        slopes = np.array(to_floats(self.slopes)[0])
        slopes.flags.writeable = False
        return slopes

    def __call__(self, values: Sequence[fmpq]) -> list[fmpq]:
        return [t if t > 0 else slope * t for t, slope in zip(values, self.slopes, strict=True)]

    def floats(self, values: Floats) -> Floats:
        """The same on a batch in float64, shape (points, units)."""
        return np.where(values > 0, values, values * self.rounded)


class PiecewiseAffine:
    """What every program can do. A subclass gives ``steps``: affine maps, rectifiers and mixture layers."""

    steps: tuple[Any, ...]

    @property
    def inputs(self) -> int:
        return int(self.steps[0].inputs)

    @property
    def outputs(self) -> int:
        return int(self.steps[-1].outputs)

    @property
    def parameters(self) -> int:
        """Weights and biases of affine maps that are not zero, gates apart."""
        return sum(step.parameters for step in self.steps)

    def __call__(self, point: Iterable[Any]) -> list[fmpq]:
        """The exact output at a rational point. Raises ShapeError when the point has another dimension."""
        return self.follow(self._point(point), [])

    def route(self, point: Iterable[Any]) -> tuple[Any, ...]:
        """The expert of every mixture layer that serves the point; for a top-k gate the tuple of its k experts."""
        chosen: list[tuple[int, ...]] = []
        self.follow(self._point(point), chosen)
        return tuple(experts[0] if len(experts) == 1 else experts for experts in chosen)

    def follow(self, values: list[fmpq], chosen: list[tuple[int, ...]]) -> list[fmpq]:
        """The output for exact inputs; appends to ``chosen`` the experts that serve on the way."""
        for step in self.steps:
            values = step.follow(values, chosen) if isinstance(step, MixtureLayer) else step(values)
        return values

    def floats(self, points: Any) -> Floats:
        """Outputs in float64 at a batch of points, shape (points, inputs); rounded, hence no proof of anything."""
        values = np.asarray(points, dtype=np.float64)
        if values.ndim != 2 or values.shape[1] != self.inputs:
            raise ShapeError(f"points of shape {values.shape} were given; the shape must be (points, {self.inputs})")
        for step in self.steps:
            if isinstance(step, Affine):
                values = values @ step.rounded.weight.T + step.rounded.bias
            else:
                values = step.floats(values)
        return values

    def _point(self, point: Iterable[Any]) -> list[fmpq]:
        values = [rational(entry) for entry in point]
        if len(values) != self.inputs:
            raise ShapeError(f"the program takes {self.inputs} inputs; the point has {len(values)}")
        return values


@dataclass(frozen=True)
class Program(PiecewiseAffine):
    """Steps applied one after the other. Raises ShapeError when they do not fit.

    >>> Program((Affine([[1], [-1]], [0, 0]), Rectifier.relu(2), Affine([[1, 1]], [0])))([-3])
    [3]
    """

    steps: tuple[Any, ...]

    def __post_init__(self) -> None:
        require_consecutive(self.steps)


@dataclass(frozen=True)
class MixtureLayer:
    """One gate and its experts: the output is ``weight`` times the sum of the outputs of the chosen experts.

    A top-1 gate with the default weight gives the output of the chosen expert.
    """

    gate: Gate
    experts: tuple[PiecewiseAffine, ...]
    weight: fmpq = fmpq(1)  # noqa: RUF009

    def __post_init__(self) -> None:
        if len(self.experts) != self.gate.experts:
            raise ShapeError(f"the gate scores {self.gate.experts} experts but {len(self.experts)} are given")
        shapes = {(expert.inputs, expert.outputs) for expert in self.experts}
        if len(shapes) != 1 or self.experts[0].inputs != self.gate.inputs:
            raise ShapeError(
                f"gate and experts must share inputs and outputs; the gate takes {self.gate.inputs}, "
                f"the experts (inputs, outputs) {sorted(shapes)}"
            )

    @property
    def inputs(self) -> int:
        return self.gate.inputs

    @property
    def outputs(self) -> int:
        return self.experts[0].outputs

    @property
    def parameters(self) -> int:
        return sum(expert.parameters for expert in self.experts)

    def __call__(self, point: Sequence[Any]) -> list[fmpq]:
        return self.follow([rational(entry) for entry in point], [])

    def follow(self, values: list[fmpq], chosen: list[tuple[int, ...]]) -> list[fmpq]:
        """The output for exact inputs; appends to ``chosen`` the experts that serve, and those inside them."""
        served = self.gate.chosen(values)
        chosen.append(served)
        outputs = [self.experts[index].follow(values, chosen) for index in served]
        return [self.weight * sum(column, fmpq(0)) for column in zip(*outputs, strict=True)]

    def floats(self, values: Floats) -> Floats:
        """The same on a batch in float64, shape (points, inputs)."""
        served = self.gate.floats(values)
        result = np.zeros((len(values), self.outputs))
        for index, expert in enumerate(self.experts):
            rows = (served == index).any(axis=1)
            if rows.any():
                result[rows] += expert.floats(values[rows])
        return result * to_float(self.weight)

    def serving(self, chosen: tuple[int, ...]) -> PiecewiseAffine:
        """The program that the layer is where exactly the experts ``chosen`` serve."""
        if len(chosen) == 1 and self.weight == 1:
            return self.experts[chosen[0]]
        return _weighted_sum([self.experts[index] for index in chosen], self.weight)


def is_mixture(program: PiecewiseAffine) -> bool:
    """Whether experts are chosen somewhere."""
    return any(isinstance(step, MixtureLayer) for step in program.steps)


def chain(*programs: PiecewiseAffine) -> Program:
    """The programs one after the other, as one program."""
    return Program(tuple(step for program in programs for step in program.steps))


def residual(block: PiecewiseAffine) -> Program:
    """x -> x + block(x). Raises ShapeError unless the block puts out as many values as it takes.

    >>> residual(Program((Affine([[1]], [0]), Rectifier.relu(1))))([2])
    [4]
    """
    if block.inputs != block.outputs:
        raise ShapeError(f"a residual block needs as many outputs as inputs; got {block.outputs} and {block.inputs}")
    size = block.inputs
    return Program((_copies(size, 2), *(_beside(step, size) for step in block.steps), _sum_of_blocks(size, 2, 1)))


def _weighted_sum(programs: Sequence[PiecewiseAffine], weight: fmpq) -> Program:
    """x -> weight * sum of programs(x): each program runs on its own copy of x while the others' values wait."""
    inputs, outputs = programs[0].inputs, programs[0].outputs
    steps: list[Any] = [_copies(inputs, len(programs))]
    for number, program in enumerate(programs):
        before, after = number * outputs, (len(programs) - 1 - number) * inputs
        steps += [_beside(step, after, before) for step in program.steps]
    return Program((*steps, _sum_of_blocks(outputs, len(programs), weight)))


def _beside(step: Any, after: int, before: int = 0) -> Any:
    """The step on the middle coordinates; ``before`` and ``after`` further ones pass unchanged."""
    if before == after == 0:
        return step
    if isinstance(step, Affine):
        parts = [*([identity(before)] if before else []), step, *([identity(after)] if after else [])]
        return block_diagonal(*parts)
    if isinstance(step, Rectifier):
        return Rectifier((fmpq(1),) * before + step.slopes + (fmpq(1),) * after)
    share = fmpq(1, getattr(step.gate, "top", 1))  # what is passed comes through every expert that serves
    factors = [share] * before + [step.weight] * step.outputs + [share] * after
    scale = identity(len(factors)).scaled(factors)
    experts = tuple(
        Program((*(_beside(inner, after, before) for inner in expert.steps), scale)) for expert in step.experts
    )
    return MixtureLayer(_gate_beside(step.gate, after, before), experts)


def _gate_beside(gate: Gate, after: int, before: int) -> Gate:
    """The gate that reads the middle coordinates."""
    if isinstance(gate, LinearGate):
        return LinearGate(_wider(gate.scores, after, before), gate.scores.bias, gate.top)
    if not isinstance(gate, TreeGate):
        raise UnsupportedError(f"a {type(gate).__name__} inside a residual block or a top-k expert is not supported")
    return gate.mapped(lambda functional: Affine(_wider(functional, after, before), functional.bias))


def _wider(scores: Affine, after: int, before: int) -> list[list[Any]]:
    return [[0] * before + row + [0] * after for row in scores.weight.tolist()]


def _copies(size: int, count: int) -> Affine:
    rows = [[int(i == j) for j in range(size)] for _ in range(count) for i in range(size)]
    return Affine(rows, [0] * (size * count))


def _sum_of_blocks(size: int, count: int, weight: Any) -> Affine:
    rows = [[weight if i == j else 0 for _ in range(count) for j in range(size)] for i in range(size)]
    return Affine(rows, [0] * size)
