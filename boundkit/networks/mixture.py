"""Mixtures of experts: layers of gate and experts, stacked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from boundkit.networks.affine import Affine, require_consecutive
from boundkit.networks.gate import Gate
from boundkit.networks.program import MixtureLayer, PiecewiseAffine
from boundkit.networks.relu import ReLUNetwork


@dataclass(frozen=True)
class Mixture(PiecewiseAffine):
    """Mixture layers applied one after the other; exact weights throughout. Raises ShapeError when they do not fit."""

    layers: tuple[MixtureLayer, ...]

    def __post_init__(self) -> None:
        require_consecutive(self.layers)

    @property
    def steps(self) -> tuple[MixtureLayer, ...]:  # type: ignore[override]
        return self.layers


class RouterAlone(Mixture):
    """One layer whose experts were not read: constants stand in for them, of which only the route means something."""


def stack(*layers: tuple[Gate, Sequence[PiecewiseAffine | Affine]]) -> Mixture:
    """A mixture from (gate, experts) pairs; affine maps serve as experts without hidden layers."""
    return Mixture(
        tuple(
            MixtureLayer(gate, tuple(ReLUNetwork((e,)) if isinstance(e, Affine) else e for e in experts))
            for gate, experts in layers
        )
    )
