"""ONNX operators of arithmetic that keep a tensor affine."""

from __future__ import annotations

import math
import warnings
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.errors import BoundkitWarning, MalformedInputError, ShapeError, UnsupportedError
from boundkit.networks.affine import Floats
from boundkit.networks.formats.dyadic import exact_product
from boundkit.networks.formats.onnx.expression import Graph, Tensor
from boundkit.networks.formats.onnx.shapes import axes_of, common_shape, listed, places


def add(graph: Graph, _: Any, a: Tensor, b: Tensor) -> Tensor:
    shape = common_shape(a, b)
    return graph.added(graph.broadcast(a, shape), graph.broadcast(b, shape))


def subtract(graph: Graph, _: Any, a: Tensor, b: Tensor) -> Tensor:
    return add(graph, {}, a, negate(graph, {}, b))


def negate(graph: Graph, _: Any, x: Tensor) -> Tensor:
    return graph.scaled(x, -1.0)


def multiply(graph: Graph, _: Any, a: Tensor, b: Tensor) -> Tensor:
    shape = common_shape(a, b)
    first, second = graph.broadcast(a, shape), graph.broadcast(b, shape)
    for tensor, factor in ((first, second), (second, first)):
        factors = graph.fixed(factor)
        if factors is not None:
            return replace(graph.multiplied(tensor, factors), whole=a.whole and b.whole)
    raise UnsupportedError("both factors depend on the input, so the product is not piecewise affine")


def divide(graph: Graph, _: Any, a: Tensor, b: Tensor) -> Tensor:
    shape = common_shape(a, b)
    top, divisors = graph.broadcast(a, shape), graph.fixed(graph.broadcast(b, shape))
    if divisors is None:
        raise UnsupportedError("the divisor depends on the input; allowed: constant divisors")
    if not all(divisors):
        raise MalformedInputError("a divisor is zero")
    if a.whole and b.whole:
        pairs = zip(top.constant.tolist(), divisors, strict=True)
        cut = [math.trunc(Fraction(int(x), int(y.p))) for x, y in pairs]
        return graph.constant(np.array(cut, dtype=np.float64).reshape(shape), whole=True)
    return graph.multiplied(top, [1 / divisor for divisor in divisors])


def add_all(graph: Graph, _: Any, *tensors: Tensor) -> Tensor:
    total = tensors[0]
    for tensor in tensors[1:]:
        total = add(graph, {}, total, tensor)
    return total


def mean_of_all(graph: Graph, _: Any, *tensors: Tensor) -> Tensor:
    total = add_all(graph, {}, *tensors)
    return graph.multiplied(total, [fmpq(1, len(tensors))] * total.size)


def gemm(graph: Graph, attributes: Any, a: Tensor, b: Tensor, c: Tensor | None = None) -> Tensor:
    for tensor in (a, b):
        if len(tensor.shape) != 2:
            raise ShapeError(f"an input has shape {tensor.shape}; Gemm multiplies matrices, put a Flatten before it")
    product = matmul(
        graph,
        {},
        _transposed(graph, a) if attributes["transA"] else a,
        _transposed(graph, b) if attributes["transB"] else b,
    )
    result = graph.scaled(product, attributes["alpha"])
    if c is None:
        return result
    if common_shape(result, c) != result.shape:
        raise ShapeError(f"C has shape {c.shape}, which does not broadcast to {result.shape}")
    return add(graph, {}, result, graph.scaled(c, attributes["beta"]))


def matmul(graph: Graph, _: Any, a: Tensor, b: Tensor) -> Tensor:
    if not a.known and not b.known:
        raise UnsupportedError("both factors depend on the input, so the product is not piecewise affine")
    inner = a.shape[-1:], b.shape[-2:][:1]
    if inner[0] != inner[1] or not inner[0]:
        raise ShapeError(f"shapes {a.shape} and {b.shape} have no product")
    if a.known and b.known and len(a.shape) == len(b.shape) == 2:
        product = exact_product(a.array, b.array)
        if product is not None:
            return graph.constant(product)
    return _times_constant(graph, a, b) if b.known else _constant_times(graph, a, b)


def _times_constant(graph: Graph, tensor: Tensor, factor: Tensor) -> Tensor:
    _require_matrix(factor)
    lead, columns = tensor.shape[:-1], factor.shape[1:]
    rows = math.prod(lead)
    graph.afford(rows**2 * factor.size)
    matrix = factor.array.reshape(factor.shape[0], -1).T
    if rows > 1:
        matrix = np.asarray(np.kron(np.eye(rows), matrix), dtype=np.float64)
    return graph.applied(matrix, tensor, lead + columns)


def _constant_times(graph: Graph, factor: Tensor, tensor: Tensor) -> Tensor:
    _require_matrix(factor)
    inner, columns = tensor.shape[-2:][:1], tensor.shape[-2:][1:]
    blocks, width = math.prod(tensor.shape[:-2]), math.prod(columns)
    graph.afford((blocks * width) ** 2 * factor.size)
    matrix = np.kron(np.eye(blocks), np.kron(factor.array.reshape(-1, *inner), np.eye(width)))
    return graph.applied(matrix, tensor, tensor.shape[:-2] + factor.shape[:-1] + columns)


def _require_matrix(factor: Tensor) -> None:
    if len(factor.shape) > 2:
        raise UnsupportedError(f"a constant factor of shape {factor.shape}; allowed: matrices and vectors")


def _transposed(graph: Graph, tensor: Tensor) -> Tensor:
    return graph.permuted(tensor, places(tensor.shape).T.ravel(), tensor.shape[::-1])


def reduce_sum(graph: Graph, attributes: Any, x: Tensor, axes: Tensor | None = None) -> Tensor:
    groups, shape = reduced(attributes, x, axes)
    if groups.shape[1] == 1:
        return x.reshaped(shape)
    matrix = np.zeros((len(groups), x.size))
    graph.afford(matrix.size)
    np.put_along_axis(matrix, groups, 1.0, axis=1)
    return graph.applied(matrix, x, shape)


def reduce_mean(graph: Graph, attributes: Any, x: Tensor, axes: Tensor | None = None) -> Tensor:
    groups, _ = reduced(attributes, x, axes)
    total = reduce_sum(graph, attributes, x, axes)
    return graph.multiplied(total, [fmpq(1, groups.shape[1])] * total.size)


def reduced(attributes: Any, x: Tensor, axes: Tensor | None) -> tuple[np.ndarray, tuple[int, ...]]:
    """For each entry of a reduction the places of the entries that it joins, shape (entries, joined), and its shape."""
    rank = len(x.shape)
    given = listed(axes, attributes["axes"], "the list of axes")
    none = [] if attributes["noop_with_empty_axes"] else list(range(rank))
    gone = axes_of(given, rank) if given else none
    kept = [axis for axis in range(rank) if axis not in gone]
    moved = places(x.shape).transpose(*kept, *gone)
    groups = moved.reshape(math.prod(x.shape[axis] for axis in kept), -1)
    if attributes["keepdims"]:
        return groups, tuple(1 if axis in gone else size for axis, size in enumerate(x.shape))
    return groups, tuple(x.shape[axis] for axis in kept)


def global_mean(graph: Graph, _: Any, x: Tensor) -> Tensor:
    return reduce_mean(graph, spatial(x), x)


def spatial(x: Tensor) -> dict[str, Any]:
    """Attributes of the reduction over all axes behind batch and channels. Raises ShapeError where there are none."""
    if len(x.shape) < 3:
        raise ShapeError(f"an input of shape {x.shape}; the shape must be (batch, channels, sizes ..)")
    return {"axes": tuple(range(2, len(x.shape))), "keepdims": 1, "noop_with_empty_axes": 0}


def scaler(graph: Graph, attributes: Any, x: Tensor) -> Tensor:
    offset, scale = (np.array(attributes[name] or (default,)) for name, default in (("offset", 0.0), ("scale", 1.0)))
    return multiply(graph, {}, subtract(graph, {}, x, graph.constant(offset)), graph.constant(scale))


def batch_normalization(
    graph: Graph, attributes: Any, x: Tensor, scale: Tensor, bias: Tensor, mean: Tensor, variance: Tensor
) -> Tensor:
    channels = x.shape[1:2] if len(x.shape) > 1 else x.shape
    if attributes["training_mode"] or not attributes["spatial"]:
        raise UnsupportedError("the operator is in training mode or not spatial; export the model for inference")
    for name, tensor in (("scale", scale), ("bias", bias), ("mean", mean), ("variance", variance)):
        if not tensor.known or tensor.shape != channels:
            raise UnsupportedError(f"the {name} has shape {tensor.shape} or is not constant; one number a channel")
    if (variance.constant + attributes["epsilon"] <= 0).any():
        raise MalformedInputError("a variance plus epsilon is not positive")
    factors = _factors(scale.constant, variance.constant, attributes["epsilon"])

    def over_channels(numbers: Floats) -> Tensor:
        return graph.constant(numbers.reshape(-1, *(1,) * (len(x.shape) - 2)))

    centred = subtract(graph, {}, x, over_channels(mean.constant))
    return add(graph, {}, multiply(graph, {}, centred, over_channels(factors)), over_channels(bias.constant))


def _factors(scale: Floats, variance: Floats, epsilon: float) -> Floats:
    """scale / sqrt(variance + epsilon), rounded to float64 with a warning where that is no float64."""
    factors = scale / np.sqrt(variance + epsilon)
    rows = zip(factors.tolist(), variance.tolist(), scale.tolist(), strict=True)
    added = rational(epsilon)
    if any(rational(f) ** 2 * (rational(v) + added) != rational(s) ** 2 for f, v, s in rows):
        warnings.warn(
            "the factors scale / sqrt(variance + epsilon) of a BatchNormalization are rounded to float64; what is said "
            "about the network holds for these factors",
            BoundkitWarning,
            stacklevel=2,
        )
    return factors
