"""The ONNX operators that keep a network piecewise affine, each as a function of tensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from boundkit.errors import MalformedInputError
from boundkit.networks.formats.onnx import arithmetic, axes, rectifiers, windows
from boundkit.networks.formats.onnx.expression import Tensor

_ANY = 10**6
_REDUCTION = {"axes": (), "keepdims": 1, "noop_with_empty_axes": 0}
_WINDOWS = {"auto_pad": "NOTSET", "dilations": (), "kernel_shape": (), "pads": (), "strides": ()}


@dataclass(frozen=True)
class Operator:
    """``run(graph, attributes, *inputs)``, with ``least`` to ``most`` inputs and default values of the attributes.

    A default that is a type stands for an attribute that must be given, () for a list and None for a tensor that is
    not given. Operators with several outputs return a list.
    """

    run: Callable[..., Tensor | list[Tensor]]
    least: int = 1
    most: int = 1
    attributes: Mapping[str, Any] = field(default_factory=dict)


OPERATORS: Mapping[str, Operator] = {
    "Abs": Operator(rectifiers.absolute),
    "Add": Operator(arithmetic.add, 2, 2),
    "AveragePool": Operator(windows.average_pool, attributes={**_WINDOWS, "ceil_mode": 0, "count_include_pad": 0}),
    "BatchNormalization": Operator(
        arithmetic.batch_normalization, 5, 5,
        {"epsilon": float(np.float32(1e-5)), "momentum": 0.9, "training_mode": 0, "spatial": 1},
    ),
    "Cast": Operator(axes.cast, attributes={"to": int, "saturate": 1}),
    "Clip": Operator(rectifiers.clip, 1, 3, {"min": -np.inf, "max": np.inf}),
    "Concat": Operator(axes.concat, 1, _ANY, {"axis": int}),
    "ConstantOfShape": Operator(axes.constant_of_shape, attributes={"value": None}),
    "Conv": Operator(windows.convolution, 2, 3, {**_WINDOWS, "group": 1}),
    "Div": Operator(arithmetic.divide, 2, 2),
    "Dropout": Operator(axes.dropout, 1, 3, {"ratio": 0.5, "seed": 0}),
    "Expand": Operator(axes.expand, 2, 2),
    "Flatten": Operator(axes.flatten, attributes={"axis": 1}),
    "Gather": Operator(axes.gather, 2, 2, {"axis": 0}),
    "Gemm": Operator(arithmetic.gemm, 2, 3, {"alpha": 1.0, "beta": 1.0, "transA": 0, "transB": 0}),
    "GlobalAveragePool": Operator(arithmetic.global_mean),
    "GlobalMaxPool": Operator(rectifiers.global_maximum),
    "HardSigmoid": Operator(rectifiers.hard_sigmoid, attributes={"alpha": float(np.float32(0.2)), "beta": 0.5}),
    "Identity": Operator(axes.identity),
    "LeakyRelu": Operator(rectifiers.leaky_relu, attributes={"alpha": float(np.float32(0.01))}),
    "MatMul": Operator(arithmetic.matmul, 2, 2),
    "Max": Operator(rectifiers.maximum, 1, _ANY),
    "MaxPool": Operator(windows.max_pool, attributes={**_WINDOWS, "ceil_mode": 0, "storage_order": 0}),
    "Mean": Operator(arithmetic.mean_of_all, 1, _ANY),
    "Min": Operator(rectifiers.minimum, 1, _ANY),
    "Mul": Operator(arithmetic.multiply, 2, 2),
    "Neg": Operator(arithmetic.negate),
    "PRelu": Operator(rectifiers.prelu, 2, 2),
    "Pad": Operator(axes.pad, 1, 4, {"mode": "constant", "pads": (), "value": 0.0}),
    "ReduceMax": Operator(rectifiers.reduce_max, 1, 2, _REDUCTION),
    "ReduceMean": Operator(arithmetic.reduce_mean, 1, 2, _REDUCTION),
    "ReduceMin": Operator(rectifiers.reduce_min, 1, 2, _REDUCTION),
    "ReduceSum": Operator(arithmetic.reduce_sum, 1, 2, _REDUCTION),
    "Relu": Operator(rectifiers.relu),
    "Reshape": Operator(axes.reshape, 2, 2, {"allowzero": 0}),
    "Shape": Operator(axes.shape_of, attributes={"start": 0, "end": _ANY}),
    "Slice": Operator(axes.slice_, 1, 5, {"starts": (), "ends": (), "axes": ()}),
    "Split": Operator(axes.split, 1, 2, {"axis": 0, "split": (), "num_outputs": 0}),
    "Squeeze": Operator(axes.squeeze, 1, 2, {"axes": ()}),
    "Sub": Operator(arithmetic.subtract, 2, 2),
    "Sum": Operator(arithmetic.add_all, 1, _ANY),
    "Tile": Operator(axes.tile, 2, 2),
    "Transpose": Operator(axes.transpose, attributes={"perm": ()}),
    "Unsqueeze": Operator(axes.unsqueeze, 1, 2, {"axes": ()}),
    "Where": Operator(axes.where, 3, 3),
    "ai.onnx.ml.Scaler": Operator(arithmetic.scaler, attributes={"offset": (0.0,), "scale": (1.0,)}),
}  # fmt: skip
"""By name, behind the domain where that is not ONNX's own; ``Constant`` is read with the tensors of the file."""


def require_inputs(name: str, operator: Operator, inputs: list[Tensor | None]) -> None:
    """Raise MalformedInputError unless the operator has its inputs."""
    given = [tensor is not None for tensor in inputs]
    needed = given if operator.most == _ANY else given[: operator.least]
    if not operator.least <= len(given) <= operator.most or not all(needed):
        most = "any number of" if operator.most == _ANY else operator.most
        raise MalformedInputError(f"{name} takes {operator.least} to {most} inputs; {sum(given)} are given")
