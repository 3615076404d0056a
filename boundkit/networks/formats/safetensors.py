"""Named arrays in safetensors files (extra ``io``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boundkit.errors import MalformedInputError, UnsupportedError
from boundkit.networks.formats.checkpoint import is_router
from boundkit.networks.formats.dyadic import from_bfloat16
from boundkit.networks.formats.files import optional
from boundkit.networks.formats.layout import Arrays, from_arrays
from boundkit.networks.formats.torch import from_state_dict
from boundkit.networks.program import PiecewiseAffine

LAYOUT = {"boundkit": "program 1"}
"""The metadata of the JSON header that says that the tensors are those of boundkit.networks.formats.layout."""

_TYPES = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2",
    "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1", "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "u1",
}  # fmt: skip


def pack(arrays: Arrays) -> bytes:
    """The bytes of a safetensors file. Raises UnsupportedError for rationals that float64 does not hold."""
    text = [name for name, array in arrays.items() if array.dtype.kind == "S"]
    if text:
        raise UnsupportedError(
            f"{text[0]} has rational entries that float64 does not hold, and safetensors has no others; save as .npz"
        )
    save = optional("safetensors.numpy").save
    return bytes(save({name: np.asarray(array, order="C") for name, array in arrays.items()}, metadata=LAYOUT))


def unpack(content: bytes) -> tuple[Arrays, Mapping[str, str]]:
    """The tensors by name and the metadata; bfloat16 becomes float32, every number exactly what is stored.

    The library checks the length of the header and that the offsets cover the file without overlap. Raises
    MalformedInputError for a damaged file or other types of number, MissingExtraError without the library.
    """
    library = optional("safetensors")
    try:
        tensors = library.deserialize(content)
    except library.SafetensorError as error:
        raise MalformedInputError(f"no readable safetensors file: {str(error)[:200]}") from None
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    return {name: _array(name, tensor) for name, tensor in tensors}, header.get("__metadata__") or {}


def read(content: bytes) -> PiecewiseAffine:
    """The program of a safetensors file: our layout where the metadata or the names say so, else torch's names.

    Raises MalformedInputError and ShapeError as ``from_arrays`` and ``from_state_dict`` do.
    """
    arrays, metadata = unpack(content)
    layout = metadata.get("boundkit")
    if layout not in (None, LAYOUT["boundkit"]):
        raise MalformedInputError(f"the header says layout {layout[:80]!r}; this boundkit reads {LAYOUT['boundkit']!r}")
    if layout is None and any(is_router(name) for name in arrays):
        raise UnsupportedError(
            "the file is a checkpoint with routers; take one of its layers with --layer N, or load_layer"
        )
    torch_names = any(name.endswith((".weight", ".bias")) for name in arrays)
    return from_state_dict(arrays) if layout is None and torch_names else from_arrays(arrays)


def _array(name: str, tensor: Mapping[str, Any]) -> NDArray[Any]:
    kind, shape, data = tensor["dtype"], tensor["shape"], tensor["data"]
    if kind == "BF16":
        return from_bfloat16(data).reshape(shape)
    if kind not in _TYPES:
        raise MalformedInputError(f"{name[:80]!r} has numbers of type {kind}; allowed: BF16, {', '.join(_TYPES)}")
    return np.frombuffer(data, _TYPES[kind]).reshape(shape)
