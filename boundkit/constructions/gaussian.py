"""Random dense networks and mixtures of a given shape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from boundkit.errors import MalformedInputError
from boundkit.networks.gate import LinearGate
from boundkit.networks.mixture import Mixture, stack
from boundkit.networks.relu import ReLUNetwork

_SHAPE = re.compile(r"[1-9]\d{0,5}(-[1-9]\d{0,5})+", re.ASCII)


def is_shape(text: str) -> bool:
    """Whether a text is a shape, inputs-width-..-outputs, such as 2-16-16-1.

    >>> is_shape("2-16-16-1"), is_shape("net.npz")
    (True, False)
    """
    return _SHAPE.fullmatch(text) is not None


def gaussian_network(shape: str, seed: int = 0) -> ReLUNetwork:
    """A network with weights N(0, 2 / inputs of the layer) and biases N(0, 1/4), drawn with a seed.

    Layer after layer, the weight of shape (outputs, inputs) comes before the bias, both from numpy's default_rng. The
    float64 numbers drawn are taken exactly. Raises MalformedInputError for a text that is no shape.

    >>> gaussian_network("2-3-1").widths
    (3,)
    """
    if not is_shape(shape):
        raise MalformedInputError(f"{shape!r} is no shape; write inputs-width-..-outputs, such as 2-16-16-1")
    return gaussian_layers(np.random.default_rng(seed), [int(units) for units in shape.split("-")])


def gaussian_layers(draw: np.random.Generator, units: Sequence[int]) -> ReLUNetwork:
    """The next such network of a generator, of the units inputs, width, .., outputs."""
    weights, biases = [], []
    for inputs, outputs in pairwise(units):
        weights.append(draw.normal(size=(outputs, inputs)) * np.sqrt(2 / inputs))
        biases.append(draw.normal(size=outputs) * 0.5)
    return ReLUNetwork.of(weights, biases)


def gaussian_gate(draw: np.random.Generator, inputs: int, experts: int, top: int = 1) -> LinearGate:
    """The next gate of a generator: rows N(0, 1), shape (experts, inputs), then biases N(0, 1/4)."""
    return LinearGate(draw.normal(size=(experts, inputs)), draw.normal(size=experts) * 0.5, top=top)


def gaussian_mixture(
    draw: np.random.Generator, inputs: int, experts: int, width: int, layers: int, hidden: int
) -> Mixture:
    """The next mixture of a generator, with one output: for each layer a gate, then its experts one by one.

    Experts have ``hidden`` layers of ``width`` units and keep the number of inputs, but in the last layer.

    >>> gaussian_mixture(np.random.default_rng(0), inputs=2, experts=3, width=4, layers=2, hidden=1).outputs
    1
    """
    parts = []
    for layer in range(layers):
        units = [inputs, *[width] * hidden, inputs if layer < layers - 1 else 1]
        parts.append((gaussian_gate(draw, inputs, experts), [gaussian_layers(draw, units) for _ in range(experts)]))
    return stack(*parts)
