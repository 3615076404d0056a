"""The plainest program that has given steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from boundkit.networks.affine import Affine
from boundkit.networks.mixture import Mixture
from boundkit.networks.program import MixtureLayer, PiecewiseAffine, Program, Rectifier
from boundkit.networks.relu import ReLUNetwork


def program_of(steps: Sequence[Any]) -> PiecewiseAffine:
    """A ReLUNetwork where the steps alternate affine, ReLU, .., affine; a Mixture of mixture layers; else a Program.

    Raises ShapeError when the steps do not fit.
    """
    affine, rectifiers = steps[::2], steps[1::2]
    if len(affine) > len(rectifiers) and all(isinstance(step, Affine) for step in affine) and all(
        isinstance(step, Rectifier) and not any(step.slopes) and step.slopes for step in rectifiers
    ):  # fmt: skip
        network = ReLUNetwork(tuple(affine))
        if network.steps == tuple(steps):
            return network
    if steps and all(isinstance(step, MixtureLayer) for step in steps):
        return Mixture(tuple(steps))
    return Program(tuple(steps))
