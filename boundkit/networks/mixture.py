"""Mixtures of experts: a gate picks one expert network, layers are stacked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.errors import ShapeError
from boundkit.networks.gate import LinearGate
from boundkit.networks.relu import Affine, ReLUNetwork, require_consecutive


@dataclass(frozen=True)
class MixtureLayer:
    """One gate and its experts; the chosen expert alone gives the output."""

    gate: LinearGate
    experts: tuple[ReLUNetwork, ...]

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

    def __call__(self, point: Sequence[Any]) -> list[fmpq]:
        return self.experts[self.gate.choose(point)](point)


@dataclass(frozen=True)
class Mixture:
    """Mixture layers applied one after the other; exact rational weights throughout."""

    layers: tuple[MixtureLayer, ...]

    def __post_init__(self) -> None:
        require_consecutive(self.layers)

    @property
    def inputs(self) -> int:
        return self.layers[0].inputs

    @property
    def outputs(self) -> int:
        return self.layers[-1].outputs

    def __call__(self, point: Iterable[Any]) -> list[fmpq]:
        """The exact output at a rational point."""
        values = [rational(entry) for entry in point]
        for layer in self.layers:
            values = layer(values)
        return values

    def route(self, point: Iterable[Any]) -> tuple[int, ...]:
        """The expert chosen in each layer."""
        values, chosen = [rational(entry) for entry in point], []
        for layer in self.layers:
            chosen.append(layer.gate.choose(values))
            values = layer.experts[chosen[-1]](values)
        return tuple(chosen)


def stack(*layers: tuple[LinearGate, Sequence[ReLUNetwork | Affine]]) -> Mixture:
    """A mixture from (gate, experts) pairs; affine maps serve as experts without hidden layers."""
    return Mixture(
        tuple(
            MixtureLayer(gate, tuple(e if isinstance(e, ReLUNetwork) else ReLUNetwork((e,)) for e in experts))
            for gate, experts in layers
        )
    )
