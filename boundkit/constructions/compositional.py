"""Compositional sparsity: layer l of a mixture replaces coordinate l by a function of it, an expert for each cell."""

from __future__ import annotations

from collections.abc import Sequence

from flint import fmpq

from boundkit.constructions.digits import equal_parts_gate
from boundkit.constructions.splines import spline
from boundkit.networks.affine import Affine
from boundkit.networks.gate import LinearGate
from boundkit.networks.mixture import Mixture, stack
from boundkit.networks.program import PiecewiseAffine, Program, Rectifier


def coordinate_expert(values: Sequence[fmpq], start: int, inputs: int, coordinate: int) -> Program:
    """Replaces one coordinate by the spline of it with these values at equal steps from ``start`` to ``start`` + 1.

    >>> coordinate_expert([fmpq(0), fmpq(5)], 2, 2, 1)(["1/3", "5/2"])
    [1/3, 5/2]
    """
    units = len(values) - 1
    first, last = spline(values, [start + fmpq(j, units) for j in range(units + 1)]).layers
    kept = [axis for axis in range(inputs) if axis != coordinate]
    passed = [[int(axis == other) for axis in range(inputs)] for other in kept]
    bent = [[weight if axis == coordinate else 0 for axis in range(inputs)] for (weight,) in first.weight.tolist()]
    into = Affine([*passed, *bent], [*[0] * len(kept), *first.bias.entries()])
    rows = [
        [*[0] * len(kept), *last.weight.entries()]
        if axis == coordinate
        else [int(other == axis) for other in kept] + [0] * units
        for axis in range(inputs)
    ]
    out = Affine(rows, [last.bias[0, 0] if axis == coordinate else 0 for axis in range(inputs)])
    return Program((into, Rectifier.of([1] * len(kept) + [0] * units), out))


def coordinatewise(values: Sequence[Sequence[Sequence[fmpq]]]) -> Mixture:
    """L layers of E experts on [0, E]^L: expert i of layer l interpolates values[l][i] on i <= x_l <= i + 1."""
    L = len(values)
    layers: list[tuple[LinearGate, list[PiecewiseAffine]]] = [
        (
            equal_parts_gate(len(row), L, l, length=len(row)),
            [coordinate_expert(own, i, L, l) for i, own in enumerate(row)],
        )
        for l, row in enumerate(values)  # noqa: E741
    ]
    return stack(*layers)
