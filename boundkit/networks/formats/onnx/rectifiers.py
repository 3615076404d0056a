"""ONNX operators that bend: rectifiers, and what is made of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.errors import ShapeError, UnsupportedError
from boundkit.networks.formats.onnx.arithmetic import add, negate, reduced, spatial, subtract
from boundkit.networks.formats.onnx.expression import Graph, Tensor
from boundkit.networks.formats.onnx.shapes import common_shape


def relu(graph: Graph, _: Any, x: Tensor) -> Tensor:
    return graph.rectified(x, (fmpq(0),) * x.size)


def leaky_relu(graph: Graph, attributes: Any, x: Tensor) -> Tensor:
    return graph.rectified(x, (rational(attributes["alpha"]),) * x.size)


def prelu(graph: Graph, _: Any, x: Tensor, slope: Tensor) -> Tensor:
    if not slope.known:
        raise UnsupportedError("the slope depends on the input; allowed: constant slopes")
    if common_shape(x, slope) != x.shape:
        raise ShapeError(f"the slope has shape {slope.shape}, which does not broadcast to {x.shape}")
    return graph.rectified(x, [rational(entry) for entry in graph.broadcast(slope, x.shape).constant.tolist()])


def absolute(graph: Graph, _: Any, x: Tensor) -> Tensor:
    return graph.rectified(x, (fmpq(-1),) * x.size)


def clip(graph: Graph, attributes: Any, x: Tensor, least: Tensor | None = None, most: Tensor | None = None) -> Tensor:
    """x cut to [least, most]: least + relu(x - least) - relu(x - most)."""
    low, high = _end(graph, least, attributes["min"]), _end(graph, most, attributes["max"])
    for end in (low, high):
        if end is not None and (not end.known or end.size != 1):
            raise UnsupportedError("an end of the interval is no constant number")
    if low is not None and high is not None and low.constant[0] >= high.constant[0]:
        return graph.broadcast(high.reshaped(()), x.shape)
    above = None if high is None else relu(graph, {}, subtract(graph, {}, x, high.reshaped(())))
    if low is not None:
        x = larger(graph, x, low.reshaped(()))
    return x if above is None else subtract(graph, {}, x, above)


def _end(graph: Graph, tensor: Tensor | None, attribute: float) -> Tensor | None:
    if tensor is not None or abs(attribute) >= float(np.finfo(np.float32).max):
        return tensor
    return graph.constant(np.array(attribute))


def hard_sigmoid(graph: Graph, attributes: Any, x: Tensor) -> Tensor:
    line = add(graph, {}, graph.scaled(x, attributes["alpha"]), graph.constant(np.array(attributes["beta"])))
    return clip(graph, {"min": 0.0, "max": 1.0}, line)


def larger(graph: Graph, a: Tensor, b: Tensor) -> Tensor:
    """The maximum of two tensors, b + relu(a - b)."""
    return add(graph, {}, b, relu(graph, {}, subtract(graph, {}, a, b)))


def maximum(graph: Graph, _: Any, *tensors: Tensor) -> Tensor:
    """The maximum of tensors, by pairs."""
    level = list(tensors)
    while len(level) > 1:
        pairs = [larger(graph, a, b) for a, b in zip(level[::2], level[1::2], strict=False)]
        level = [*pairs, *level[2 * len(pairs) :]]
    return level[0]


def minimum(graph: Graph, _: Any, *tensors: Tensor) -> Tensor:
    return negate(graph, {}, maximum(graph, {}, *(negate(graph, {}, tensor) for tensor in tensors)))


def reduce_max(graph: Graph, attributes: Any, x: Tensor, axes: Tensor | None = None) -> Tensor:
    return _reduced_by(maximum, graph, attributes, x, axes)


def reduce_min(graph: Graph, attributes: Any, x: Tensor, axes: Tensor | None = None) -> Tensor:
    return _reduced_by(minimum, graph, attributes, x, axes)


def _reduced_by(
    extreme: Callable[..., Tensor], graph: Graph, attributes: Any, x: Tensor, axes: Tensor | None
) -> Tensor:
    groups, shape = reduced(attributes, x, axes)
    return extreme(graph, {}, *(graph.permuted(x, column, shape) for column in groups.T))


def global_maximum(graph: Graph, _: Any, x: Tensor) -> Tensor:
    return reduce_max(graph, spatial(x), x)
