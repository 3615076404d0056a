"""Dense networks of rectified units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from boundkit.errors import ShapeError
from boundkit.networks.affine import Affine, require_consecutive
from boundkit.networks.program import PiecewiseAffine, Program, Rectifier


@dataclass(frozen=True)
class ReLUNetwork(PiecewiseAffine):
    """Affine layers with sigma(t) = max(t, 0) after every layer but the last.

    A network of one layer is affine. Raises ShapeError when consecutive layers do not fit.

    >>> hat = ReLUNetwork.of([[[1], [1]], [[1, -2]]], [[0, "-1/2"], [0]])
    >>> hat(["1/4"]), hat([1])
    ([1/4], [0])
    """

    layers: tuple[Affine, ...]

    def __post_init__(self) -> None:
        require_consecutive(self.layers)

    @classmethod
    def of(cls, weights: Sequence[Any], biases: Sequence[Any]) -> ReLUNetwork:
        """A network from nested lists or arrays (floats are taken as the exact dyadic numbers they store)."""
        return cls(_affine_layers(weights, biases))

    @classmethod
    def affine(cls, weight: Sequence[Iterable[Any]], bias: Iterable[Any]) -> ReLUNetwork:
        """A network without hidden layers."""
        return cls((Affine(weight, bias),))

    @cached_property
    def steps(self) -> tuple[Any, ...]:  # type: ignore[override]
        return _with_rectifiers(self.layers, [Rectifier.relu(layer.outputs) for layer in self.layers[:-1]])

    @property
    def widths(self) -> tuple[int, ...]:
        """Numbers of units in the hidden layers."""
        return tuple(layer.outputs for layer in self.layers[:-1])

    def negated(self) -> ReLUNetwork:
        """The network whose output is the negative of this one's."""
        return ReLUNetwork((*self.layers[:-1], -self.layers[-1]))


def prelu_network(weights: Sequence[Any], biases: Sequence[Any], slopes: Sequence[Any]) -> Program:
    """A dense network whose hidden unit i of layer l maps t < 0 to slopes[l][i] * t; a number serves a whole layer.

    Raises ShapeError when the parts do not fit.

    >>> prelu_network([[[1]], [[1]]], [[0], [0]], ["1/10"])([-1])
    [-1/10]
    """
    return rectified(_affine_layers(weights, biases), slopes)


def rectified(layers: Sequence[Affine], slopes: Sequence[Any]) -> Program:
    """Affine layers with a rectifier after each but the last; slopes as in prelu_network.

    Raises ShapeError when the parts do not fit.
    """
    require_consecutive(layers)
    if len(slopes) != len(layers) - 1:
        raise ShapeError(
            f"{len(layers) - 1} hidden layers but slopes for {len(slopes)}; give one entry per hidden layer"
        )
    units = [layer.outputs for layer in layers[:-1]]
    rectifiers = [
        Rectifier.of(given if _several(given) else [given] * size) for given, size in zip(slopes, units, strict=True)
    ]
    return Program(_with_rectifiers(layers, rectifiers))


def _several(value: Any) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str)


def _affine_layers(weights: Sequence[Any], biases: Sequence[Any]) -> tuple[Affine, ...]:
    if len(weights) != len(biases):
        raise ShapeError(f"{len(weights)} weight matrices but {len(biases)} bias vectors; give one of each per layer")
    return tuple(Affine(weight, bias) for weight, bias in zip(weights, biases, strict=True))


def _with_rectifiers(layers: Sequence[Affine], rectifiers: Sequence[Rectifier]) -> tuple[Any, ...]:
    return (*chain.from_iterable(zip(layers, rectifiers, strict=False)), layers[-1])
