"""The shape of a program, and what the bounds on its regions need to know of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from boundkit.networks.affine import Affine
from boundkit.networks.gate import LinearGate
from boundkit.networks.program import MixtureLayer, PiecewiseAffine, Rectifier


def shape_of(program: PiecewiseAffine) -> str:
    """Inputs, the units or experts of every layer, and outputs.

    >>> from boundkit.constructions.digits import digits
    >>> from boundkit.constructions.gaussian import gaussian_network
    >>> shape_of(gaussian_network("2-8-8-1")), shape_of(digits(E=3, L=2))
    ('2-8-8-1', '1-(1 of 3)-(1 of 3)-1')
    """
    inner = [
        f"({getattr(step.gate, 'top', 1)} of {step.gate.experts})" if isinstance(step, MixtureLayer) else step.inputs
        for step in _layers(program)
    ]
    return "-".join(map(str, [program.inputs, *inner, program.outputs]))


def dense_values(program: PiecewiseAffine) -> dict[str, Any] | None:
    """D, J and n(1), .., n(J) of a dense network, in which every hidden unit bends; None for another program.

    >>> from boundkit.constructions.gaussian import gaussian_network
    >>> dense_values(gaussian_network("2-8-4-1"))
    {'D': 2, 'J': 2, 'n': (8, 4)}
    """
    layers = _layers(program)
    if not all(isinstance(step, Rectifier) and len(step.kinks) in (0, step.inputs) for step in layers):
        return None
    widths = tuple(step.inputs for step in layers if step.kinks)
    return {"D": program.inputs, "J": len(widths), "n": widths}


def is_rectified(program: PiecewiseAffine) -> bool:
    """Whether every unit that bends is a ReLU, constant on one side."""
    return all(
        step.slopes[unit] == 0 for step in _layers(program) if isinstance(step, Rectifier) for unit in step.kinks
    )


def mixture_values(program: PiecewiseAffine, pieces: Callable[[PiecewiseAffine], int | None]) -> dict[str, Any] | None:
    """D, E, k, L of layers with linear top-k gates and nothing but affine maps between; None for another program.

    E is the largest number of experts, R the largest number of ``pieces(expert)``, left out when one is not known.
    """
    layers = _layers(program)
    if not layers or not all(isinstance(step, MixtureLayer) and isinstance(step.gate, LinearGate) for step in layers):
        return None
    active = {step.gate.top for step in layers}
    if len(active) > 1:
        return None
    values = {
        "D": program.inputs,
        "E": max(step.gate.experts for step in layers),
        "k": active.pop(),
        "L": len(layers),
    }
    known = [pieces(expert) for step in layers for expert in step.experts]
    return values if None in known else values | {"R": max(known)}  # type: ignore[type-var]


def _layers(program: PiecewiseAffine) -> Sequence[Any]:
    return [step for step in program.steps if not isinstance(step, Affine)]
