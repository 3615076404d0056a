"""ONNX files of programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from boundkit.errors import UnsupportedError
from boundkit.networks.affine import Affine, Floats
from boundkit.networks.formats.files import optional
from boundkit.networks.program import PiecewiseAffine, Rectifier


def to_onnx(program: PiecewiseAffine) -> Any:
    """The ModelProto of a program of affine maps and rectifiers: Gemm, Relu and PRelu, input (batch, inputs).

    Numbers are float32 where that holds all of them exactly, else float64. Raises UnsupportedError for mixtures and
    for rationals that float64 does not hold, MissingExtraError without the library.
    """
    helper, numpy_helper = optional("onnx.helper"), optional("onnx.numpy_helper")
    arrays = [_exact_arrays(step) for step in program.steps]
    single = all(_is_single(array) for group in arrays for array in group)
    dtype = np.dtype(np.float32 if single else np.float64)
    nodes, tensors, name = [], [], "input"
    for number, (step, group) in enumerate(zip(program.steps, arrays, strict=True)):
        result = "output" if number == len(program.steps) - 1 else f"step{number}"
        constants = [f"W{number}", f"b{number}"] if isinstance(step, Affine) else [f"slopes{number}"]
        if isinstance(step, Affine):
            nodes.append(helper.make_node("Gemm", [name, *constants], [result], transB=1))
        elif any(step.slopes):
            nodes.append(helper.make_node("PRelu", [name, *constants], [result]))
        else:
            nodes.append(helper.make_node("Relu", [name], [result]))
            constants = []
        tensors += [numpy_helper.from_array(a.astype(dtype), c) for a, c in zip(group, constants, strict=False)]
        name = result
    kind = helper.np_dtype_to_tensor_dtype(dtype)
    ends = [
        helper.make_tensor_value_info(end, kind, ["batch", size])
        for end, size in (("input", program.inputs), ("output", program.outputs))
    ]
    graph = helper.make_graph(nodes, "boundkit", ends[:1], ends[1:], tensors)
    return helper.make_model(graph, producer_name="boundkit", ir_version=8, opset_imports=[helper.make_opsetid("", 13)])


def _exact_arrays(step: Any) -> Sequence[Floats]:
    if not isinstance(step, Affine | Rectifier):
        raise UnsupportedError(f"an ONNX file of ours has no place for a {type(step).__name__}; save as .npz")
    affine = step if isinstance(step, Affine) else Affine([step.slopes], [0])
    if not affine.rounded.exact:
        raise UnsupportedError(
            "a weight is a rational that float64 does not hold, and ONNX has no others; save as .npz"
        )
    rounded = affine.rounded
    return (rounded.weight, rounded.bias) if affine is step else (rounded.weight[0],)


def _is_single(array: Floats) -> bool:
    with np.errstate(over="ignore"):
        return bool((array.astype(np.float32) == array).all())
