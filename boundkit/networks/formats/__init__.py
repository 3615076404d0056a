"""Networks in files: npz (ours), ONNX, safetensors; and from the objects of other libraries."""

from __future__ import annotations

import os
from pathlib import Path

from boundkit.errors import BoundkitError, MalformedInputError, UnsupportedError
from boundkit.networks.formats import npz, onnx, safetensors
from boundkit.networks.formats.files import read_bytes, write_bytes
from boundkit.networks.formats.layout import from_arrays, to_arrays
from boundkit.networks.formats.onnx import from_onnx, to_onnx
from boundkit.networks.formats.scikit import from_scikit
from boundkit.networks.formats.torch import from_state_dict
from boundkit.networks.program import PiecewiseAffine

__all__ = ["from_arrays", "from_onnx", "from_scikit", "from_state_dict", "load", "save", "to_arrays", "to_onnx"]

_PICKLED = (".pt", ".pth", ".pkl", ".pickle", ".joblib", ".ckpt")
_KINDS = "allowed: .npz, .onnx, .safetensors"


def load(path: str | os.PathLike[str]) -> PiecewiseAffine:
    """The network in an npz, ONNX or safetensors file, by its suffix or, for another suffix, by its content.

    Weights are exactly the numbers that the file stores. Nothing in a file is executed or unpickled. The layout of npz
    and safetensors files is that of ``boundkit.networks.formats.layout``; safetensors files with the names of a torch
    state dict are read too; for ONNX see ``from_onnx``. The result is a ReLUNetwork, a Mixture or a Program, whichever
    is plainest. ONNX and safetensors need the extra ``io``.
    Raises FileAccessError for a file that cannot be read, MalformedInputError for damaged content and files of other
    kinds, ShapeError for arrays that do not fit, UnsupportedError for operators and numbers without a place in a
    program, MissingExtraError when the extra is not installed.
    """
    file = Path(path)
    content = read_bytes(file)
    try:
        kind = _kind(file.suffix.lower(), content)
        if kind == ".npz":
            return from_arrays(npz.unpack(content))
        if kind == ".onnx":
            return from_onnx(onnx.unpack(content), file.parent)
        return safetensors.read(content)
    except BoundkitError as error:
        raise type(error)(f"{file}: {error}") from None


def save(program: PiecewiseAffine, path: str | os.PathLike[str]) -> None:
    """Write a network as npz, ONNX or safetensors, by the suffix; existing files are replaced.

    ``load`` gives back the same steps from npz and safetensors, and from ONNX the same map, with consecutive affine
    steps merged where that is exact. Only npz holds rationals that float64 does not; mixtures need npz or safetensors.
    Raises UnsupportedError when the format has no place for a step or a number, MalformedInputError for another suffix,
    FileAccessError when the place cannot be written, MissingExtraError when the extra ``io`` is not installed.
    """
    file = Path(path)
    kind = file.suffix.lower()
    if kind == ".npz":
        content = npz.pack(to_arrays(program))
    elif kind == ".onnx":
        content = to_onnx(program).SerializeToString(deterministic=True)
    elif kind == ".safetensors":
        content = safetensors.pack(to_arrays(program))
    else:
        raise MalformedInputError(f"{file}: no format for the suffix {kind!r}; {_KINDS}")
    write_bytes(file, content)


def _kind(suffix: str, content: bytes) -> str:
    if suffix in (".npz", ".onnx", ".safetensors"):
        return suffix
    if content[8:9] == b"{" and int.from_bytes(content[:8], "little") <= len(content):
        return ".safetensors"
    if suffix in _PICKLED or _is_pickle(content):
        raise UnsupportedError(
            "a pickle could execute anything and is never read; save the weights with safetensors.torch.save_file or "
            "numpy.savez, or give the state dict to boundkit.networks.from_state_dict"
        )
    if content[:2] == b"PK":
        return ".npz"
    if content[:1] == b"\x08":
        return ".onnx"
    raise MalformedInputError(f"neither the suffix {suffix!r} nor the content tells a format; {_KINDS}")


def _is_pickle(content: bytes) -> bool:
    """Whether the content starts as a binary pickle, or is a zip file of torch around one."""
    return content[:2] in (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05") or (
        content[:2] == b"PK" and b"data.pkl" in content[:512]
    )
