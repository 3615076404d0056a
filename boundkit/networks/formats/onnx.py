"""ONNX files (extra ``io``)."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import numpy as np

from boundkit.errors import BoundkitError, MalformedInputError, ShapeError, UnsupportedError
from boundkit.networks.affine import Affine, Floats
from boundkit.networks.formats.dyadic import from_bfloat16
from boundkit.networks.formats.expression import Graph, Tensor
from boundkit.networks.formats.files import optional, read_bytes
from boundkit.networks.formats.operators import OPERATORS, require_inputs
from boundkit.networks.program import PiecewiseAffine, Rectifier

_OLDEST_OPSET = 7
_TYPES = {
    1: ("FLOAT", "<f4", "float_data"),
    11: ("DOUBLE", "<f8", "double_data"),
    10: ("FLOAT16", "<f2", "int32_data"),
    16: ("BFLOAT16", "<u2", "int32_data"),
    6: ("INT32", "<i4", "int32_data"),
    7: ("INT64", "<i8", "int64_data"),
}
_FLOATING = (1, 10, 11, 16)
_BITS = ("FLOAT16", "BFLOAT16")
_LARGEST_INTEGER = 2**53


def unpack(content: bytes) -> Any:
    """The ModelProto of an ONNX file, without its external data. Raises MalformedInputError, MissingExtraError."""
    onnx, message = optional("onnx"), optional("google.protobuf.message")
    try:
        return onnx.ModelProto.FromString(content)
    except message.DecodeError as error:
        raise MalformedInputError(f"no readable ONNX file: {str(error)[:200]}") from None


def from_onnx(model: Any, folder: Path | None = None) -> PiecewiseAffine:
    """The program of an ONNX ModelProto, as a map of real numbers with the weights that the file stores.

    Operators: Add, Constant, Flatten, Gemm, Identity, LeakyRelu, MatMul, PRelu, Relu, Reshape, Sub of opset 7 or newer;
    branches may split and meet. The network has one input and one output; a first axis of unknown size counts as a
    batch of one. Consecutive affine operations become one affine map where float64 holds its entries exactly, and stay
    apart elsewhere. Nothing is rounded or executed. Data outside the file is read from inside ``folder`` only.
    Raises UnsupportedError naming any other operator or type of number, MalformedInputError for an inconsistent or too
    large model and for NaN and infinities, ShapeError for shapes that do not fit.
    """
    opset = max((entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")), default=0)
    if opset < _OLDEST_OPSET:
        raise UnsupportedError(f"the model says opset {opset}; opsets {_OLDEST_OPSET} and newer are read")
    proto = model.graph
    if proto.sparse_initializer:
        raise UnsupportedError("the model has sparse tensors; store them dense")
    graph = Graph()
    known: dict[str, Tensor] = {}
    for tensor in proto.initializer:
        _add_name(known, tensor.name, graph.constant(_array(tensor, folder)))
    entry = _only("input", [value for value in proto.input if value.name not in known])
    known[entry.name] = graph.input(_input_shape(entry))
    for node in proto.node:
        _add_name(known, _only_output(node), _run(graph, node, known, folder))
    output = _only("output", proto.output)
    if output.name not in known:
        raise MalformedInputError(f"no node makes the output {_quoted(output.name)}")
    return graph.program(known[output.name])


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


def _run(graph: Graph, node: Any, known: dict[str, Tensor], folder: Path | None) -> Tensor:
    operator = OPERATORS.get(node.op_type) if node.domain in ("", "ai.onnx") else None
    if operator is None and (node.op_type != "Constant" or node.domain not in ("", "ai.onnx")):
        domain = f" of domain {_quoted(node.domain)}" if node.domain else ""
        allowed = ", ".join(sorted([*OPERATORS, "Constant"]))
        raise UnsupportedError(f"the operator {_quoted(node.op_type)}{domain} is not supported; supported: {allowed}")
    where = f"{node.op_type} node {_quoted(node.name or node.output[0])}"
    try:
        if operator is None:
            return graph.constant(_constant(node, folder))
        unknown = [name for name in node.input if name and name not in known]
        if unknown:
            raise MalformedInputError(f"{_quoted(unknown[0])} is used before anything makes it")
        inputs = [known[name] if name else None for name in node.input]
        require_inputs(node.op_type, operator, inputs)
        return operator.run(graph, _attributes(node, operator.attributes), *inputs)
    except BoundkitError as error:
        raise type(error)(f"{where}: {error}") from None


def _attributes(node: Any, defaults: Any) -> dict[str, Any]:
    """The attributes of a node, floats and integers, each of the type of its default."""
    values = dict(defaults)
    for attribute in node.attribute:
        default = defaults.get(attribute.name)
        if default is None or attribute.type != (attribute.FLOAT if isinstance(default, float) else attribute.INT):
            allowed = ", ".join(defaults) or "none"
            raise UnsupportedError(
                f"attribute {_quoted(attribute.name)}, or its type, is not supported; allowed: {allowed}"
            )
        values[attribute.name] = attribute.f if isinstance(default, float) else attribute.i
        if not math.isfinite(values[attribute.name]):
            raise MalformedInputError(f"attribute {attribute.name!r} is NaN or infinite")
    return values


def _constant(node: Any, folder: Path | None) -> Floats:
    readers: dict[str, Callable[[Any], Any]] = {
        "value": lambda a: _array(a.t, folder),
        "value_float": lambda a: a.f,
        "value_floats": lambda a: list(a.floats),
        "value_int": lambda a: a.i,
        "value_ints": lambda a: list(a.ints),
    }
    if len(node.attribute) != 1 or node.attribute[0].name not in readers or node.input:
        names = ", ".join(_quoted(attribute.name) for attribute in node.attribute) or "none"
        raise UnsupportedError(f"attributes {names}; a Constant needs one of {', '.join(readers)}")
    attribute = node.attribute[0]
    return _as_floats(np.asarray(readers[attribute.name](attribute)), attribute.name)


def _add_name(known: dict[str, Tensor], name: str, tensor: Tensor) -> None:
    if name in known or not name:
        raise MalformedInputError(f"two tensors of the model are named {_quoted(name)}, or one has no name")
    known[name] = tensor


def _only(what: str, values: Iterable[Any]) -> Any:
    given = list(values)
    if len(given) != 1:
        names = ", ".join(_quoted(value.name) for value in given[:5]) or "none"
        raise MalformedInputError(f"the model has {len(given)} {what}s ({names}); a program has one")
    return given[0]


def _only_output(node: Any) -> str:
    if len([name for name in node.output if name]) != 1:
        raise MalformedInputError(f"a node {_quoted(node.op_type)} has {len(node.output)} outputs; it must have one")
    return str(node.output[0])


def _input_shape(entry: Any) -> tuple[int, ...]:
    kind = entry.type.tensor_type
    if not entry.type.HasField("tensor_type") or kind.elem_type not in _FLOATING:
        raise UnsupportedError(f"the input {_quoted(entry.name)} is no tensor of floats")
    sizes = [dimension.dim_value if dimension.HasField("dim_value") else 0 for dimension in kind.shape.dim]
    if len(sizes) > 1 and sizes[0] < 1:
        sizes[0] = 1
    if not kind.HasField("shape") or min(sizes, default=1) < 1:
        raise MalformedInputError(
            f"the input {_quoted(entry.name)} has no fixed shape; "
            "only the first of several axes, the batch, may be open"
        )
    return tuple(sizes)


def _text(name: str | bytes) -> str:
    """A string of the model; protobuf gives one that is no UTF-8 text as bytes."""
    return name if isinstance(name, str) else name.decode("utf-8", "replace")


def _quoted(name: str | bytes) -> str:
    return repr(_text(name)[:80])


def _array(tensor: Any, folder: Path | None) -> Floats:
    """The numbers of a TensorProto in float64, exactly."""
    name, dims = f"the tensor {_quoted(tensor.name)}", list(tensor.dims)
    if tensor.data_type not in _TYPES:
        allowed = ", ".join(entry[0] for entry in _TYPES.values())
        raise UnsupportedError(f"{name} has numbers of ONNX type {tensor.data_type}; allowed: {allowed}")
    if tensor.HasField("segment") or min(dims, default=1) < 1:
        raise ShapeError(f"{name} has shape {dims}, or is given in segments; sizes must be positive and tensors whole")
    kind, code, field = _TYPES[tensor.data_type]
    size = math.prod(dims)
    wanted = size * np.dtype(code).itemsize
    content: bytes | None = None
    if tensor.data_location == tensor.EXTERNAL:
        content = _external(tensor, name, wanted, folder)
    elif tensor.HasField("raw_data"):
        content = tensor.raw_data
    elif len(getattr(tensor, field)) == size:
        numbers = np.array(getattr(tensor, field))
        if kind not in _BITS:
            return _as_floats(numbers, name).reshape(dims)
        content = (numbers & 0xFFFF).astype("<u2").tobytes()
    if content is None or len(content) != wanted:
        raise MalformedInputError(f"{name} of shape {dims} and type {kind} does not have {size} numbers")
    numbers = from_bfloat16(content) if kind == "BFLOAT16" else np.frombuffer(content, code)
    return _as_floats(numbers, name).reshape(dims)


def _as_floats(numbers: Any, name: str) -> Floats:
    if numbers.dtype.kind == "i" and (np.abs(numbers) > _LARGEST_INTEGER).any():
        raise UnsupportedError(f"{name} has integers beyond 2^53")
    floats = numbers.astype(np.float64)
    if not np.isfinite(floats).all():
        raise MalformedInputError(f"{name} has entries that are NaN or infinite; all must be finite numbers")
    return floats


def _external(tensor: Any, name: str, wanted: int, folder: Path | None) -> bytes:
    entries = {_text(entry.key): _text(entry.value) for entry in tensor.external_data}
    location = entries.get("location", "")
    file = _inside(folder, location, name)
    numbers = [entries.get(key, "0") for key in ("offset", "length")]
    if not all(number.isascii() and number.isdigit() and len(number) < 19 for number in numbers):
        raise MalformedInputError(
            f"{name} has offset {numbers[0][:40]!r} and length {numbers[1][:40]!r}; give integers"
        )
    offset, length = map(int, numbers)
    return read_bytes(file, offset, length or wanted)


def _inside(folder: Path | None, location: str, name: str) -> Path:
    """The file of external data; only files inside the folder of the model, links followed."""
    pure = (PurePosixPath(location), PureWindowsPath(location))
    outside = any(path.is_absolute() or path.drive or ".." in path.parts for path in pure)
    if folder is not None and location and not outside:
        with contextlib.suppress(OSError, RuntimeError, ValueError):
            file = (folder / location).resolve()
            if file.is_relative_to(folder.resolve()):
                return file
    raise MalformedInputError(
        f"{name} is stored outside the model at {_quoted(location)}; only files inside the model's own folder are read"
    )


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
