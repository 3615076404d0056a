"""Programs of ONNX files."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from boundkit.errors import BoundkitError, BoundkitWarning, MalformedInputError, UnsupportedError
from boundkit.networks.formats.files import optional
from boundkit.networks.formats.onnx.expression import Graph, Tensor
from boundkit.networks.formats.onnx.heads import without_head
from boundkit.networks.formats.onnx.operators import OPERATORS, Operator, require_inputs
from boundkit.networks.formats.onnx.tensors import FLOATING, array, as_floats, quoted, text
from boundkit.networks.program import PiecewiseAffine

_OLDEST_OPSET = 7
_OWN = ("", "ai.onnx")
_COMPUTE = {"Add", "Div", "Mul", "Neg", "Sub"}
_TAKE_INTEGERS = _COMPUTE | {
    "Cast", "Concat", "ConstantOfShape", "Expand", "Flatten", "Gather", "Identity", "Reshape", "Shape", "Slice",
    "Split", "Squeeze", "Tile", "Transpose", "Unsqueeze", "Where",
}  # fmt: skip
"""Operators of constant integers; the condition of Where is one of truths."""
_WRAPS = 2**31
_TAKE_HUGE_INTEGERS = {"Cast", "Concat", "Gather", "Identity", "Reshape", "Slice", "Squeeze", "Unsqueeze"}


def unpack(content: bytes) -> Any:
    """The ModelProto of an ONNX file, without its external data. Raises MalformedInputError, MissingExtraError."""
    onnx, message = optional("onnx"), optional("google.protobuf.message")
    try:
        return onnx.ModelProto.FromString(content)
    except message.DecodeError as error:
        raise MalformedInputError(f"no readable ONNX file: {str(error)[:200]}") from None


def from_onnx(model: Any, folder: Path | None = None) -> PiecewiseAffine:
    """The program of an ONNX ModelProto, as a map of real numbers with the weights that the file stores.

    Operators of opset 7 or newer that are affine or made of rectifiers, with constants where a product would not be:
    those of ``boundkit.networks.formats.onnx.operators``, and functions of the model made of them. Branches may split
    and meet; what the output does not depend on is not looked at. A softmax, sigmoid or arg max at the end is left off,
    with a warning that says so. The output depends on one input; a first axis of unknown size counts as a batch of one.
    Consecutive affine operations become one affine map where float64 holds its entries exactly, and stay apart
    elsewhere. Nothing is rounded but constants that the model casts and the factors scale / sqrt(variance + epsilon) of
    BatchNormalization, to float64; nothing is executed. Data outside the file is read from inside ``folder`` only.
    Raises UnsupportedError naming any other operator or type of number and for a batch of several, MalformedInputError
    for an inconsistent or too large model and for NaN and infinities, ShapeError for shapes that do not fit.
    """
    opset = max((entry.version for entry in model.opset_import if entry.domain in _OWN), default=0)
    if opset < _OLDEST_OPSET:
        raise UnsupportedError(f"the model says opset {opset}; opsets {_OLDEST_OPSET} and newer are read")
    proto = _with_functions_inside(model).graph
    makers = _makers(proto)
    outputs = [value.name for value in proto.output]
    initial = {tensor.name: tensor for tensor in proto.initializer}
    inputs = {value.name: value for value in proto.input if value.name not in initial}
    head = without_head(outputs, makers, inputs)
    if head is not None:
        outputs = [head.source]
        nodes = " and ".join(_where(node) for node in head.nodes)
        warnings.warn(
            f"{nodes} and what follows are left off; the outputs are what enters there", BoundkitWarning, stacklevel=3
        )
    if len(outputs) != 1:
        names = ", ".join(map(quoted, outputs[:5])) or "none"
        raise MalformedInputError(f"the model has {len(outputs)} outputs ({names}); a program has one")
    return _program(proto, makers, outputs[0], folder)


def _program(proto: Any, makers: dict[str, Any], output: str, folder: Path | None) -> PiecewiseAffine:
    initial = {tensor.name: tensor for tensor in proto.initializer}
    sparse = {tensor.values.name for tensor in proto.sparse_initializer}
    inputs = {value.name: value for value in proto.input if value.name not in initial}
    needed = _needed(output, makers)
    graph, known = Graph(), dict[str, Tensor]()
    entry = _input([inputs[name] for name in inputs if name in needed] or list(inputs.values()))
    known[entry.name] = graph.input(_input_shape(entry))
    for name in needed & sparse:
        raise UnsupportedError(f"the tensor {quoted(name)} is sparse; store it dense")
    for name, tensor in initial.items():
        if name in needed:
            known[name] = _constant_of(graph, tensor, folder)
    for node in proto.node:
        if not needed.isdisjoint(node.output):
            for name, made in zip(node.output, _run(graph, node, known, folder), strict=False):
                known[name] = made
            missing = [name for name in node.output if name in needed and name not in known]
            if missing:
                raise UnsupportedError(f"{_where(node)}: the output {quoted(missing[0])} is not supported")
    if output not in known:
        raise MalformedInputError(f"no node makes the output {quoted(output)}")
    return graph.program(known[output])


def _with_functions_inside(model: Any) -> Any:
    """The model with calls of its own functions replaced by their nodes."""
    if not model.functions:
        return model
    try:
        return optional("onnx.inliner").inline_local_functions(model)
    except Exception as error:
        raise MalformedInputError(f"the functions of the model cannot be put in place: {str(error)[:200]}") from None


def _makers(proto: Any) -> dict[str, Any]:
    """The node that makes each tensor. Raises MalformedInputError for a name that stands for two tensors."""
    makers: dict[str, Any] = {}
    taken = {tensor.name for tensor in proto.initializer}
    if len(taken) < len(proto.initializer) or "" in taken:
        raise MalformedInputError("two constant tensors of the model have one name, or one has no name")
    taken |= {value.name for value in proto.input}
    for node in proto.node:
        for name in node.output:
            if name in taken:
                raise MalformedInputError(f"two tensors of the model are named {quoted(name)}")
            if name:
                taken.add(name)
                makers[name] = node
    return makers


def _needed(output: str, makers: dict[str, Any]) -> set[str]:
    """The names of all tensors on which the output depends."""
    found, open_names = {output}, [output]
    while open_names:
        maker = makers.get(open_names.pop())
        new = {name for name in maker.input if name} - found if maker is not None else set()
        found |= new
        open_names += new
    return found


def _run(graph: Graph, node: Any, known: dict[str, Tensor], folder: Path | None) -> Sequence[Tensor]:
    """The outputs of a node."""
    name = node.op_type if node.domain in _OWN else f"{text(node.domain)}.{text(node.op_type)}"
    operator = OPERATORS.get(name)
    if operator is None and name != "Constant":
        domain = f" of domain {quoted(node.domain)}" if node.domain else ""
        allowed = ", ".join(sorted([*OPERATORS, "Constant"]))
        raise UnsupportedError(f"the operator {quoted(node.op_type)}{domain} is not supported; supported: {allowed}")
    try:
        if operator is None:
            return [_constant(graph, node, folder)]
        unknown = [name for name in node.input if name and name not in known]
        if unknown:
            raise MalformedInputError(f"{quoted(unknown[0])} is used before anything makes it")
        inputs = [known[name] if name else None for name in node.input]
        require_inputs(node.op_type, operator, inputs)
        huge = [one for one in inputs if one is not None and one.whole and np.isinf(one.constant).any()]
        if huge and name not in _TAKE_HUGE_INTEGERS:
            raise UnsupportedError("a constant has integers beyond 2^53")
        if inputs and inputs[0] is not None and inputs[0].whole and name not in _TAKE_INTEGERS:
            raise UnsupportedError("a constant of integers; allowed: floats")
        made = operator.run(graph, _attributes(graph, node, operator, folder), *inputs)
        results = [made] if isinstance(made, Tensor) else made
        if any(one.whole and (np.abs(one.constant) >= _WRAPS).any() for one in results) and name in _COMPUTE:
            raise UnsupportedError("a constant beyond 2^31 is computed in integers, which may wrap around")
        return results
    except BoundkitError as error:
        raise type(error)(f"{_where(node)}: {error}") from None


def _where(node: Any) -> str:
    return f"{text(node.op_type)[:80]} node {quoted(node.name or next(iter(node.output), ''))}"


_READERS: dict[type, Callable[[Any], tuple[int, Any]]] = {
    float: lambda attribute: (attribute.FLOAT, attribute.f),
    int: lambda attribute: (attribute.INT, attribute.i),
    str: lambda attribute: (attribute.STRING, text(attribute.s)),
}


def _attributes(graph: Graph, node: Any, operator: Operator, folder: Path | None) -> dict[str, Any]:
    """The attributes of a node, each of the type of its default, and the number of its outputs."""
    values = dict(operator.attributes)
    for attribute in node.attribute:
        if attribute.name not in values:
            raise _refused(attribute, values)
        default = operator.attributes[attribute.name]
        if isinstance(default, tuple):
            floats = bool(default)
            kind, value = (attribute.FLOATS, attribute.floats) if floats else (attribute.INTS, attribute.ints)
            value = tuple(value)
        elif default is None:
            kind, value = attribute.TENSOR, None
        else:
            kind, value = _READERS[default if isinstance(default, type) else type(default)](attribute)
        if attribute.type != kind:
            raise _refused(attribute, values)
        if default is None:
            value = _constant_of(graph, attribute.t, folder)
        numbers = value if isinstance(value, tuple) else (value,)
        if not all(math.isfinite(number) for number in numbers if isinstance(number, float)):
            raise MalformedInputError(f"attribute {attribute.name!r} is NaN or infinite")
        values[attribute.name] = value
    missing = [name for name, value in values.items() if isinstance(value, type)]
    if missing:
        raise MalformedInputError(f"the attribute {missing[0]!r} is not given")
    return {**values, "outputs": len(node.output)}


def _refused(attribute: Any, values: dict[str, Any]) -> UnsupportedError:
    allowed = ", ".join(values) or "none"
    return UnsupportedError(f"attribute {quoted(attribute.name)}, or its type, is not supported; allowed: {allowed}")


def _constant(graph: Graph, node: Any, folder: Path | None) -> Tensor:
    readers: dict[str, Callable[[Any], Any]] = {
        "value_float": lambda a: np.asarray(a.f),
        "value_floats": lambda a: np.asarray(list(a.floats)),
        "value_int": lambda a: np.asarray(a.i),
        "value_ints": lambda a: np.asarray(list(a.ints)),
    }
    attribute = node.attribute[0] if len(node.attribute) == 1 and not node.input else None
    if attribute is not None and attribute.name == "value":
        return _constant_of(graph, attribute.t, folder)
    if attribute is None or attribute.name not in readers:
        names = ", ".join(quoted(attribute.name) for attribute in node.attribute) or "none"
        raise UnsupportedError(f"attributes {names}; a Constant needs one of value, {', '.join(readers)}")
    numbers = readers[attribute.name](attribute)
    return graph.constant(as_floats(numbers, attribute.name), whole=numbers.dtype.kind == "i")


def _constant_of(graph: Graph, tensor: Any, folder: Path | None) -> Tensor:
    return graph.constant(array(tensor, folder), whole=tensor.data_type not in FLOATING)


def _input(values: Iterable[Any]) -> Any:
    given = list(values)
    if len(given) != 1:
        names = ", ".join(quoted(value.name) for value in given[:5]) or "none"
        raise MalformedInputError(f"the output depends on {len(given)} inputs ({names}); a program has one")
    return given[0]


def _input_shape(entry: Any) -> tuple[int, ...]:
    kind = entry.type.tensor_type
    if not entry.type.HasField("tensor_type") or kind.elem_type not in FLOATING:
        raise UnsupportedError(f"the input {quoted(entry.name)} is no tensor of floats")
    sizes = [dimension.dim_value if dimension.HasField("dim_value") else 0 for dimension in kind.shape.dim]
    if len(sizes) > 1 and sizes[0] > 1:
        raise UnsupportedError(
            f"the input {quoted(entry.name)} is a batch of {sizes[0]}, shape {tuple(sizes)}; "
            "export the model with a batch of one, or an open one"
        )
    if len(sizes) > 1:
        sizes[0] = 1
    if not kind.HasField("shape") or min(sizes, default=1) < 1:
        raise MalformedInputError(
            f"the input {quoted(entry.name)} has no fixed shape; only the first of several axes, the batch, may be open"
        )
    return tuple(sizes)
