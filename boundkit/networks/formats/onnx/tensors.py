"""Numbers of ONNX tensors, exactly, from the model's file and from files beside it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from boundkit.errors import MalformedInputError, ShapeError, UnsupportedError
from boundkit.networks.affine import Floats
from boundkit.networks.formats.dyadic import from_bfloat16
from boundkit.networks.formats.files import inside, read_bytes, size_of

TYPES = {
    1: ("FLOAT", "<f4", "float_data"),
    11: ("DOUBLE", "<f8", "double_data"),
    10: ("FLOAT16", "<f2", "int32_data"),
    16: ("BFLOAT16", "<u2", "int32_data"),
    6: ("INT32", "<i4", "int32_data"),
    7: ("INT64", "<i8", "int64_data"),
    9: ("BOOL", "?", "int32_data"),
}
FLOATING = (1, 10, 11, 16)
_BITS = ("FLOAT16", "BFLOAT16")
_LARGEST_INTEGER = 2**53


def text(name: str | bytes) -> str:
    """A string of the model; protobuf gives one that is no UTF-8 text as bytes."""
    return name if isinstance(name, str) else name.decode("utf-8", "replace")


def quoted(name: str | bytes) -> str:
    return repr(text(name)[:80])


def array(tensor: Any, folder: Path | None) -> Floats:
    """The numbers of a TensorProto in float64, exactly; external data is read from inside ``folder`` only.

    Raises UnsupportedError for other types of numbers, MalformedInputError for content that does not fit, ShapeError
    for empty tensors.
    """
    name, dims = f"the tensor {quoted(tensor.name)}", list(tensor.dims)
    if tensor.data_type not in TYPES:
        allowed = ", ".join(entry[0] for entry in TYPES.values())
        raise UnsupportedError(f"{name} has numbers of ONNX type {tensor.data_type}; allowed: {allowed}")
    if tensor.HasField("segment") or min(dims, default=1) < 1:
        raise ShapeError(f"{name} has shape {dims}, or is given in segments; sizes must be positive and tensors whole")
    kind, code, field = TYPES[tensor.data_type]
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
            return as_floats(numbers, name).reshape(dims)
        content = (numbers & 0xFFFF).astype("<u2").tobytes()
    if content is None or len(content) != wanted:
        raise MalformedInputError(f"{name} of shape {dims} and type {kind} does not have {size} numbers")
    numbers = from_bfloat16(content) if kind == "BFLOAT16" else np.frombuffer(content, code)
    return as_floats(numbers, name).reshape(dims)


def as_floats(numbers: Any, name: str) -> Floats:
    """The numbers in float64; integers beyond 2^53, which slices use for "to the end", are infinite."""
    floats = numbers.astype(np.float64)
    if numbers.dtype.kind in "iu":
        beyond = (numbers > _LARGEST_INTEGER) | (numbers < -_LARGEST_INTEGER)
        return np.where(beyond, np.copysign(np.inf, floats), floats)
    if not np.isfinite(floats).all():
        raise MalformedInputError(f"{name} has entries that are NaN or infinite; all must be finite numbers")
    return floats


def _external(tensor: Any, name: str, wanted: int, folder: Path | None) -> bytes:
    entries = {text(entry.key): text(entry.value) for entry in tensor.external_data}
    location = entries.get("location", "")
    file = inside(folder, location, name)
    numbers = [entries.get(key, "0") for key in ("offset", "length")]
    if not all(number.isascii() and number.isdigit() and len(number) < 19 for number in numbers):
        raise MalformedInputError(
            f"{name} has offset {numbers[0][:40]!r} and length {numbers[1][:40]!r}; give integers"
        )
    offset, length = map(int, numbers)
    if (length or wanted) != wanted or size_of(file) - offset < wanted:
        raise MalformedInputError(
            f"{name} does not have the {wanted} bytes of its numbers; the model says that {length or wanted} of them, "
            f"from byte {offset} on, are in a file of {size_of(file)}"
        )
    return read_bytes(file, offset, wanted)
