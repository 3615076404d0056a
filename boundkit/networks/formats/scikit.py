"""Networks from fitted scikit-learn objects, without scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np

from boundkit.errors import MalformedInputError, UnsupportedError
from boundkit.networks.affine import Affine
from boundkit.networks.formats.layout import affine_named, as_numbers
from boundkit.networks.formats.steps import program_of
from boundkit.networks.program import PiecewiseAffine
from boundkit.networks.relu import rectified


def from_scikit(model: Any) -> PiecewiseAffine:
    """The network of a fitted MLPRegressor or MLPClassifier with activation 'relu' or 'identity', weights exact.

    What comes out is the last affine layer: for a classifier that is the value before ``logistic`` or ``softmax``,
    whose sign or largest entry is the class; for a regressor it is the prediction. Raises UnsupportedError for other
    activations, MalformedInputError for an object that is not such a fitted network, ShapeError for shapes that do not
    fit.

    >>> from types import SimpleNamespace
    >>> from_scikit(SimpleNamespace(activation="relu", coefs_=[np.array([[2.0]])], intercepts_=[np.array([1.0])]))([3])
    [7]
    """
    missing = [name for name in ("activation", "coefs_", "intercepts_") if not hasattr(model, name)]
    if missing:
        raise MalformedInputError(
            f"a {type(model).__name__} without {', '.join(missing)}; give a fitted MLPRegressor or MLPClassifier"
        )
    if model.activation not in ("relu", "identity"):
        raise UnsupportedError(f"activation {model.activation!r} is not piecewise affine; allowed: relu, identity")
    if not len(model.coefs_):
        raise MalformedInputError("the network has no layers; fit it first")
    if len(model.coefs_) != len(model.intercepts_):
        raise MalformedInputError(f"{len(model.coefs_)} weight matrices but {len(model.intercepts_)} bias vectors")
    layers = [
        _layer(number, weight, bias)
        for number, (weight, bias) in enumerate(zip(model.coefs_, model.intercepts_, strict=True))
    ]
    steps = layers if model.activation == "identity" else rectified(layers, [0] * (len(layers) - 1)).steps
    return program_of(steps)


def _layer(number: int, weight: Any, bias: Any) -> Affine:
    arrays = [as_numbers(f"{name}[{number}]", array) for name, array in (("coefs_", weight), ("intercepts_", bias))]
    return affine_named(f"coefs_[{number}] and intercepts_[{number}]", arrays[0].T, np.atleast_1d(arrays[1]))
