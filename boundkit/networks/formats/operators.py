"""The ONNX operators that keep a network piecewise affine, each as a function of tensors."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.errors import MalformedInputError, ShapeError, UnsupportedError
from boundkit.networks.affine import Floats
from boundkit.networks.formats.dyadic import exact_product
from boundkit.networks.formats.expression import Graph, Shape, Tensor

Attributes = Mapping[str, Any]


@dataclass(frozen=True)
class Operator:
    """``run(graph, attributes, *inputs)``, with ``least`` to ``most`` inputs and default values of the attributes."""

    run: Callable[..., Tensor]
    least: int
    most: int
    attributes: Attributes


def _add(graph: Graph, _: Attributes, a: Tensor, b: Tensor) -> Tensor:
    shape = _common_shape(a, b)
    return graph.added(graph.broadcast(a, shape), graph.broadcast(b, shape))


def _sub(graph: Graph, attributes: Attributes, a: Tensor, b: Tensor) -> Tensor:
    return _add(graph, attributes, a, graph.scaled(b, -1.0))


def _gemm(graph: Graph, attributes: Attributes, a: Tensor, b: Tensor, c: Tensor | None = None) -> Tensor:
    for tensor in (a, b):
        if len(tensor.shape) != 2:
            raise ShapeError(f"an input has shape {tensor.shape}; Gemm multiplies matrices, put a Flatten before it")
    product = _matmul(
        graph,
        {},
        _transposed(graph, a) if attributes["transA"] else a,
        _transposed(graph, b) if attributes["transB"] else b,
    )
    result = graph.scaled(product, attributes["alpha"])
    if c is None:
        return result
    if _common_shape(result, c) != result.shape:
        raise ShapeError(f"C has shape {c.shape}, which does not broadcast to {result.shape}")
    return _add(graph, {}, result, graph.scaled(c, attributes["beta"]))


def _matmul(graph: Graph, _: Attributes, a: Tensor, b: Tensor) -> Tensor:
    if a.coefficients and b.coefficients:
        raise UnsupportedError("both factors depend on the input, so the product is not piecewise affine")
    inner = a.shape[-1:], b.shape[-2:][:1]
    if inner[0] != inner[1] or not inner[0]:
        raise ShapeError(f"shapes {a.shape} and {b.shape} have no product")
    if not a.coefficients and not b.coefficients and len(a.shape) == len(b.shape) == 2:
        product = exact_product(_array(a), _array(b))
        if product is not None:
            return graph.constant(product)
    return _times_constant(graph, a, b) if not b.coefficients else _constant_times(graph, a, b)


def _times_constant(graph: Graph, tensor: Tensor, factor: Tensor) -> Tensor:
    if len(factor.shape) > 2:
        raise UnsupportedError(f"a constant factor of shape {factor.shape}; allowed: matrices and vectors")
    lead, columns = tensor.shape[:-1], factor.shape[1:]
    rows = math.prod(lead)
    graph.afford(rows**2 * factor.size)
    matrix = _array(factor).reshape(factor.shape[0], -1).T
    if rows > 1:
        matrix = np.asarray(np.kron(np.eye(rows), matrix), dtype=np.float64)
    return graph.applied(matrix, tensor, lead + columns)


def _constant_times(graph: Graph, factor: Tensor, tensor: Tensor) -> Tensor:
    if len(factor.shape) > 2:
        raise UnsupportedError(f"a constant factor of shape {factor.shape}; allowed: matrices and vectors")
    inner, columns = tensor.shape[-2:][:1], tensor.shape[-2:][1:]
    blocks, width = math.prod(tensor.shape[:-2]), math.prod(columns)
    graph.afford((blocks * width) ** 2 * factor.size)
    matrix = np.kron(np.eye(blocks), np.kron(_array(factor).reshape(-1, *inner), np.eye(width)))
    return graph.applied(matrix, tensor, tensor.shape[:-2] + factor.shape[:-1] + columns)


def _relu(graph: Graph, _: Attributes, x: Tensor) -> Tensor:
    return graph.rectified(x, (fmpq(0),) * x.size)


def _leaky_relu(graph: Graph, attributes: Attributes, x: Tensor) -> Tensor:
    return graph.rectified(x, (rational(attributes["alpha"]),) * x.size)


def _prelu(graph: Graph, _: Attributes, x: Tensor, slope: Tensor) -> Tensor:
    if slope.coefficients:
        raise UnsupportedError("the slope depends on the input; allowed: constant slopes")
    if _common_shape(x, slope) != x.shape:
        raise ShapeError(f"the slope has shape {slope.shape}, which does not broadcast to {x.shape}")
    return graph.rectified(x, [rational(entry) for entry in graph.broadcast(slope, x.shape).constant.tolist()])


def _identity(_: Graph, __: Attributes, x: Tensor) -> Tensor:
    return x


def _flatten(_: Graph, attributes: Attributes, x: Tensor) -> Tensor:
    axis, rank = attributes["axis"], len(x.shape)
    if not -rank <= axis <= rank:
        raise ShapeError(f"axis {axis} of a tensor of shape {x.shape}; allowed: {-rank} to {rank}")
    before = x.shape[: axis + rank if axis < 0 else axis]
    return x.reshaped((math.prod(before), x.size // math.prod(before)))


def _reshape(_: Graph, attributes: Attributes, x: Tensor, shape: Tensor) -> Tensor:
    if shape.coefficients or len(shape.shape) != 1 or (shape.constant != np.floor(shape.constant)).any():
        raise UnsupportedError("the new shape is no constant list of integers")
    sizes = [int(size) for size in shape.constant.tolist()]
    if not attributes["allowzero"]:
        sizes = [x.shape[axis] if size == 0 and axis < len(x.shape) else size for axis, size in enumerate(sizes)]
    known = math.prod(size for size in sizes if size != -1)
    if sizes.count(-1) == 1 and known > 0:
        sizes[sizes.index(-1)] = x.size // known
    if min(sizes, default=1) < 1 or math.prod(sizes) != x.size:
        raise ShapeError(
            f"a tensor of shape {x.shape} cannot take the shape {[int(s) for s in shape.constant.tolist()]}"
        )
    return x.reshaped(tuple(sizes))


def _transposed(graph: Graph, tensor: Tensor) -> Tensor:
    shape: Shape = tensor.shape[::-1]
    return graph.permuted(tensor, np.arange(tensor.size).reshape(tensor.shape).T.ravel(), shape)


def _array(tensor: Tensor) -> Floats:
    return tensor.constant.reshape(tensor.shape)


def _common_shape(a: Tensor, b: Tensor) -> Shape:
    try:
        return np.broadcast_shapes(a.shape, b.shape)
    except ValueError:
        raise ShapeError(f"shapes {a.shape} and {b.shape} do not fit") from None


OPERATORS: Mapping[str, Operator] = {
    "Add": Operator(_add, 2, 2, {}),
    "Flatten": Operator(_flatten, 1, 1, {"axis": 1}),
    "Gemm": Operator(_gemm, 2, 3, {"alpha": 1.0, "beta": 1.0, "transA": 0, "transB": 0}),
    "Identity": Operator(_identity, 1, 1, {}),
    "LeakyRelu": Operator(_leaky_relu, 1, 1, {"alpha": float(np.float32(0.01))}),
    "MatMul": Operator(_matmul, 2, 2, {}),
    "PRelu": Operator(_prelu, 2, 2, {}),
    "Relu": Operator(_relu, 1, 1, {}),
    "Reshape": Operator(_reshape, 2, 2, {"allowzero": 0}),
    "Sub": Operator(_sub, 2, 2, {}),
}
"""By name; ``Constant`` is read with the tensors of the file."""


def require_inputs(name: str, operator: Operator, inputs: list[Tensor | None]) -> None:
    """Raise MalformedInputError unless the operator has its inputs."""
    given = [tensor is not None for tensor in inputs]
    if not operator.least <= len(given) <= operator.most or not all(given[: operator.least]):
        raise MalformedInputError(f"{name} takes {operator.least} to {operator.most} inputs; {sum(given)} are given")
