"""Random dense networks of a given shape."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np

from boundkit.errors import MalformedInputError
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
    draw = np.random.default_rng(seed)
    weights, biases = [], []
    for inputs, outputs in pairwise(int(units) for units in shape.split("-")):
        weights.append(draw.normal(size=(outputs, inputs)) * np.sqrt(2 / inputs))
        biases.append(draw.normal(size=outputs) * 0.5)
    return ReLUNetwork.of(weights, biases)
