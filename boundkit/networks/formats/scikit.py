"""Networks from fitted scikit-learn objects, without scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np

from boundkit.errors import MalformedInputError, UnsupportedError
from boundkit.networks.affine import Affine
from boundkit.networks.formats.layout import affine_named, as_numbers
from boundkit.networks.formats.scalers import scaler_map
from boundkit.networks.formats.steps import program_of
from boundkit.networks.program import PiecewiseAffine
from boundkit.networks.relu import rectified

_LAST = ("identity", "logistic", "softmax")
_PREDICTING = ("predict", "_predict", "predict_proba", "predict_log_proba", "_forward_pass", "_forward_pass_fast")


def from_scikit(model: Any) -> PiecewiseAffine:
    """The network of a fitted MLPRegressor or MLPClassifier with activation 'relu' or 'identity', weights exact.

    Also of a pipeline of scalers (``boundkit.networks.formats.scalers``) and such a network, quotients exact.
    What comes out is the last affine layer: for a regressor that is the prediction; for a classifier it is the value
    before ``logistic``, which says yes where it is positive, or before ``softmax``, whose largest entry is the class.
    Raises UnsupportedError for other activations, also that of the output (a regressor with loss 'poisson' predicts
    an exponential), and for an object that predicts in a way of its own, by a method that is not scikit-learn's;
    MalformedInputError for an object that is not such a fitted network, ShapeError for shapes that do
    not fit.

    >>> from types import SimpleNamespace
    >>> weights = {"coefs_": [np.array([[2.0]])], "intercepts_": [np.array([1.0])]}
    >>> from_scikit(SimpleNamespace(activation="relu", out_activation_="identity", **weights))([3])
    [7]
    """
    scalers, model = _taken_apart(model)
    network = _network(model)
    for scaler in reversed(scalers):
        first, *rest = network.steps
        network = program_of([first.after(scaler_map(scaler)), *rest])
    return network


def _taken_apart(model: Any) -> tuple[list[Any], Any]:
    """The scalers of a pipeline, in order, and the network behind them."""
    if not (isinstance(steps := getattr(model, "steps", None), list) and all(isinstance(s, tuple) for s in steps)):
        return [], model
    own = _own_ways(model)
    if own:
        raise UnsupportedError(
            f"a {type(model).__name__} whose {' and '.join(own)} is not scikit-learn's may predict otherwise"
        )
    parts = [part for _, part in steps if part is not None and part != "passthrough"]
    if not parts:
        raise MalformedInputError("the pipeline has no network")
    *before, last = parts
    nested = [_taken_apart(part) for part in before]
    scalers = [one for inner, part in nested for one in (*inner, part)]
    inner, network = _taken_apart(last)
    return [*scalers, *inner], network


def _network(model: Any) -> PiecewiseAffine:
    needed = ("activation", "out_activation_", "coefs_", "intercepts_")
    missing = [name for name in needed if not hasattr(model, name)]
    if missing:
        raise MalformedInputError(
            f"a {type(model).__name__} without {', '.join(missing)}; give a fitted MLPRegressor or MLPClassifier"
        )
    own = _own_ways(model)
    if own:
        raise UnsupportedError(
            f"a {type(model).__name__} whose {' and '.join(own)} is not scikit-learn's may predict something else than "
            "its weights say; for what these say give SimpleNamespace(**vars(model))"
        )
    if model.activation not in ("relu", "identity"):
        raise UnsupportedError(f"activation {model.activation!r} is not piecewise affine; allowed: relu, identity")
    if model.out_activation_ not in _LAST:
        raise UnsupportedError(
            f"the output goes through {model.out_activation_!r}, and predictions are not piecewise affine; allowed: "
            f"{', '.join(_LAST)}; for what comes before it give a copy whose out_activation_ is 'identity'"
        )
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


def _own_ways(model: Any) -> list[str]:
    """The methods by which an object predicts and which scikit-learn did not write."""

    def is_own(name: str) -> bool:
        kind = next((kind for kind in type(model).__mro__ if name in vars(kind)), object)
        return name in vars(model) or not (kind is object or kind.__module__.startswith("sklearn."))

    return [name for name in _PREDICTING if is_own(name)]


def _layer(number: int, weight: Any, bias: Any) -> Affine:
    arrays = [as_numbers(f"{name}[{number}]", array) for name, array in (("coefs_", weight), ("intercepts_", bias))]
    return affine_named(f"coefs_[{number}] and intercepts_[{number}]", arrays[0].T, np.atleast_1d(arrays[1]))
