"""All of R^d as boxes: what a program does on a cone, its homogeneous form does on a box across the cone.

The homogeneous form of a program takes (x, t) and multiplies every constant by t, which it hands on; at (t x, t) with
t > 0 it has the signs and the choices of the program at x. R^d is the box [-1, 1]^d, t = 1, and for every axis and sign
the cone where that coordinate is the largest in size and has that sign: there it is 1 or -1, t is between 0 and 1, and
the other coordinates between -1 and 1. A region is in several of them when it has the same pattern there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np
from flint import fmpq

from boundkit.networks.affine import Affine, identity
from boundkit.networks.gate import LinearGate, TreeGate
from boundkit.networks.program import MixtureLayer, PiecewiseAffine, Program, Rectifier
from boundkit.regions.walk import Walk
from boundkit.regions.walk_program import UnknownGateError

_SET_ENTRY = 100  # bytes
Corners = tuple[list[int], list[int]]


def patterns(
    program: PiecewiseAffine, walking: Callable[[Program, Corners], Walk], allows: Callable[[int, float, int], bool]
) -> int | None:
    """How many patterns a program has on R^d, None where ``allows`` or a walk's own check ended it.

    ``walking`` makes a walk that is listed; ``allows`` is called with the number so far, what one takes in bytes, and
    the number again. Raises TooFineError, UnknownGateError.
    """
    found: set[bytes] = set()
    for form, box in boxes(program):
        walk = walking(form, box)
        for traces in walk.traces():
            found.update(map(bytes, traces))
            if not allows(len(found), _SET_ENTRY + traces.shape[1] * traces.itemsize, len(found)):
                return None
        if not walk.complete:
            return None
    return len(found)


def boxes(program: PiecewiseAffine) -> Iterator[tuple[Program, Corners]]:
    """Programs on boxes that together have the patterns of a program on R^d. Raises UnknownGateError."""
    size, steps = program.inputs, _homogeneous(program.steps)
    rows = [[int(row == column) for column in range(size)] for row in range(size)]
    nothing = [0] * size
    yield Program((Affine([*rows, nothing], [*nothing, 1]), *steps)), ([-1] * size, [1] * size)
    for axis, sign in product(range(size), (-1, 1)):
        others = [nothing if row[axis] else row for row in rows]
        onto = Affine([*others, rows[axis]], [*(sign * entry for entry in rows[axis]), 0])
        yield Program((onto, *steps)), ([entry - 1 for entry in rows[axis]], [1] * size)


def _homogeneous(steps: Any) -> tuple[Any, ...]:
    """The steps on one more coordinate t, which comes out again; constants are multiplied by it."""
    return tuple(_with_constant(step) for step in steps)


def _with_constant(step: Any) -> Any:
    if isinstance(step, Affine):
        return _linear(step, hands_on=True)
    if isinstance(step, Rectifier):
        return Rectifier((*step.slopes, fmpq(1)))
    return MixtureLayer(_gate(step.gate), _experts(step), step.weight)


def _linear(step: Affine, *, hands_on: bool) -> Affine:
    """(x, t) -> A x + b t, and t where it ``hands_on``."""
    last = [[0] * step.inputs + [1]] if hands_on else []
    weight, bias, exact = step.rounded
    if exact:
        rows = np.vstack([np.column_stack([weight, bias]), np.array(last, float).reshape(-1, step.inputs + 1)])
        return Affine(rows, np.zeros(len(rows)))
    entries = [[*row, b] for row, b in zip(step.weight.tolist(), step.bias.entries(), strict=True)]
    return Affine([*entries, *last], [0] * (step.outputs + len(last)))


def _gate(gate: Any) -> LinearGate | TreeGate:
    if isinstance(gate, LinearGate):
        scores = _linear(gate.scores, hands_on=False)
        return LinearGate(scores.weight, scores.bias, gate.top)
    if isinstance(gate, TreeGate):
        return gate.mapped(lambda functional: _linear(functional, hands_on=False))
    raise UnknownGateError(f"no rule is known for the homogeneous form of a {type(gate).__name__}")


def _experts(layer: MixtureLayer) -> tuple[Program, ...]:
    """The experts such that t comes out of the layer's weighted sum as it went in."""
    share = layer.weight * (layer.gate.top if isinstance(layer.gate, LinearGate) else 1)
    if share == 0:
        raise UnknownGateError("a mixture layer of weight 0 has no homogeneous form")
    scale = () if share == 1 else (identity(layer.outputs + 1).scaled([1] * layer.outputs + [1 / share]),)
    return tuple(Program((*_homogeneous(expert.steps), *scale)) for expert in layer.experts)
