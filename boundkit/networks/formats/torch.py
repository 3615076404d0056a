"""Networks from the arrays of a torch state dict, without torch."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boundkit.errors import MalformedInputError, ShapeError
from boundkit.networks.affine import Affine
from boundkit.networks.formats.layout import affine_named, as_numbers
from boundkit.networks.formats.steps import program_of
from boundkit.networks.program import PiecewiseAffine
from boundkit.networks.relu import rectified

_NAME = re.compile(r"(.*?)([0-9]{1,9})(\.[A-Za-z_.]+)?\.(weight|bias)", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+")
_LAYERS = {"affine", "dense", "fc", "hidden", "l", "layer", "layers", "lin", "linear"}
_CONTAINERS = {
    *("actor", "backbone", "body", "classifier", "critic", "decoder", "discriminator", "encoder", "ffn", "generator"),
    *("main", "mlp", "model", "module", "net", "network", "policy", "regressor", "seq", "sequential", "trunk"),
}
_WRAPPERS = {"module"}
_PARALLEL = (
    *("adapter", "agent", "attention", "attn", "branch", "ensemble", "expert", "gate", "glu", "group", "head"),
    *("highway", "lora", "member", "mixture", "moe", "parallel", "path", "resblock", "resid", "resmlp", "resnet"),
    *("router", "shortcut", "siamese", "skip", "stream", "switch", "task", "tower", "view"),
)
_READ = (
    "layers in series are read when they are named 0.weight, 0.bias, 1.weight, .. or layers.0.weight, net.0.weight, "
    "fc1.weight, ..; a mixture when it is named layer0.gate.W, layer0.gate.b, layer0.expert0.W0, layer0.expert0.b0, .."
)


def from_state_dict(state: Mapping[str, Any], slopes: Any = 0) -> PiecewiseAffine:
    """The network whose fully connected layers a torch state dict holds, in the order of their numbers.

    ``state`` maps names such as ``0.weight``, ``0.bias``, ``2.weight`` or ``net.fc1.weight`` to arrays or tensors,
    weights of shape (outputs, inputs); a missing bias is zero. A number tells the order after a word for a layer
    (``layers.0``, ``fc1``, ``linear_1``; without a dot they count from 0 or 1 without gaps). After a word for one
    network and a dot (``net.0``, ``critic.0``) it does where numbers are left out, as those of activations are, or
    where the layers take inputs of different sizes; on its own, also where their outputs differ. Else it may count
    networks side by side, such as experts that were saved without what is around them. Such names are refused, and so
    are other words, as in ``experts.0`` or ``w1``, and parts of layers, as in ``layers.0.mlp``. A state dict says
    nothing of activations: a rectifier is taken to follow every layer but the last. ``slopes`` are its slopes below
    zero: one number (0 is ReLU), or one entry per hidden layer, each a number or one number per unit. Weights are
    exact.
    Raises MalformedInputError for names that do not tell the order and for layers of another kind, ShapeError for
    shapes that do not fit.

    >>> from_state_dict({"0.weight": np.array([[1.0]]), "0.bias": np.array([-1.0]), "2.weight": np.array([[2.0]])})([3])
    [4]
    """
    layers: dict[int, dict[str, NDArray[Any]]] = {}
    around = set()
    for name, tensor in state.items():
        match = _NAME.fullmatch(name) if isinstance(name, str) else None
        if match is None:
            raise MalformedInputError(
                f"the name {str(name)[:80]!r} is not of the form <number>.weight or <number>.bias; rename the "
                f"layers by their order and leave out what is no part of the map; {_READ}"
            )
        before, number, after, kind = match.groups()
        around.add(f"{before}<number>{after or ''}")
        layer = layers.setdefault(int(number), {})
        if kind in layer and len(around) == 1:
            raise MalformedInputError(f"two entries are the {kind} of layer {int(number)}")
        layer[kind] = _array(repr(name[:80]), tensor)
    if len(around) != 1:
        names = ", ".join(repr(one[:80]) for one in sorted(around)[:4]) or "nothing"
        raise MalformedInputError(
            f"the layers are named {names}; their order is known only when all names differ in one number; {_READ}"
        )
    if not _tells_order(before, after or "", layers):
        raise MalformedInputError(
            f"the layers are named {around.pop()[:80]!r}; such a number may tell parts side by side, as experts and "
            f"heads are, and not layers in series; {_READ}"
        )
    steps = [_layer(number, **layers[number]) for number in sorted(layers)]
    listed = isinstance(slopes, Sequence | np.ndarray) and not isinstance(slopes, str)
    return program_of(rectified(steps, list(slopes) if listed else [slopes] * (len(steps) - 1)).steps)


def _tells_order(before: str, after: str, layers: Mapping[int, Mapping[str, NDArray[Any]]]) -> bool:
    """Whether the numbers in ``<before><number><after>.weight`` tell the order of layers in series."""
    path, dot = before.removesuffix("."), before.endswith(".")
    own = _words(path.rpartition(".")[2])
    if any(word in path.lower() for word in _PARALLEL) or set(_words(after)) - _LAYERS - _WRAPPERS:
        return False
    first = min(layers)
    counted = sorted(layers) == list(range(first, first + len(layers)))
    if own and _LAYERS.issuperset(own):
        return dot or (first < 2 and counted)
    shapes = [layer["weight"].shape for layer in layers.values() if "weight" in layer]
    counted = counted and len(shapes) > 1
    if not before:
        return not (counted and len(set(shapes)) == 1)
    beside = counted and len({shape[1:] for shape in shapes}) == 1
    return dot and bool(own) and own[-1] in _CONTAINERS and not beside


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(re.sub("(?<=[a-z])(?=[A-Z])", "_", text))]


def _layer(number: int, weight: NDArray[Any] | None = None, bias: NDArray[Any] | None = None) -> Affine:
    if weight is None:
        raise MalformedInputError(f"layer {number} has a bias but no weight")
    if weight.ndim != 2:
        raise ShapeError(
            f"the weight of layer {number} has shape {weight.shape}; only fully connected layers of shape "
            "(outputs, inputs) can be read, and slopes of PReLU are given by from_state_dict(.., slopes=)"
        )
    return affine_named(f"layer {number}", weight, np.zeros(len(weight)) if bias is None else bias)


def _array(name: str, tensor: Any) -> NDArray[Any]:
    """The array of a tensor: through ``detach().cpu().numpy()`` where it has that."""
    try:
        return as_numbers(name, tensor.detach().cpu().numpy() if hasattr(tensor, "detach") else tensor)
    except (TypeError, ValueError, RuntimeError) as error:
        raise MalformedInputError(f"{name} cannot be read as an array: {error}; convert it to float64 first") from None
