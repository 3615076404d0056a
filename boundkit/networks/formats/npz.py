"""Named arrays in npz files, read without trusting the file: no pickle, no size that it does not keep."""

from __future__ import annotations

import io
import math
import re
import struct
import zipfile
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boundkit.errors import MalformedInputError
from boundkit.networks.formats.files import LARGEST_FILE
from boundkit.networks.formats.layout import Arrays

LARGEST_RATIO = 100
"""An array of more than LARGE bytes may unpack to at most this many times its compressed size."""
LARGE = 2**26

_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, IndexError)
_LENGTH_OF_HEADER = {(1, 0): "<H", (2, 0): "<I", (3, 0): "<I"}
_LONGEST_HEADER = 4096
_HEADER = re.compile(
    r"\{\s*(?=.*'descr'\s*:\s*'([^'\\]*)')(?=.*'fortran_order'\s*:\s*(True|False))"
    r"(?=.*'shape'\s*:\s*\(([0-9, ]{0,80})\))[^{}]*\}\s*"
)
_OBJECTS = re.compile(r"'descr'\s*:\s*(\[|'\|?O)")
_NUMBERS = re.compile(r"[<>=|]?(?:[iu][1248]|f[248])|\|?S[1-9][0-9]{0,8}")


def pack(arrays: Arrays) -> bytes:
    """The bytes of an uncompressed npz file, the same for the same arrays."""
    file = io.BytesIO()
    named: dict[str, Any] = {**arrays}
    np.savez(file, **named)
    return file.getvalue()


def unpack(content: bytes) -> Arrays:
    """The arrays of an npz file by name.

    Sizes are checked before anything is unpacked: the declared sizes together against LARGEST_FILE, each large one
    against LARGEST_RATIO times its compressed size, and the shape in the header of each array against the size of its
    data. At most the declared size is unpacked. Arrays of Python objects are refused unread. Raises
    MalformedInputError for all of that, and for truncated, encrypted and otherwise damaged files.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_sizes(members, len(content))
            return {_array_name(member): array(_data(archive, member), member.filename) for member in members}
    except _DAMAGED as error:
        raise MalformedInputError(f"no readable npz file, damaged or truncated: {str(error)[:200]}") from None


def _check_sizes(members: list[zipfile.ZipInfo], size: int) -> None:
    total = sum(member.file_size for member in members)
    if total > LARGEST_FILE:
        raise MalformedInputError(f"the file unpacks to {total} bytes; boundkit reads at most {LARGEST_FILE}")
    if sum(member.compress_size for member in members) > size:
        raise MalformedInputError("the file declares more compressed data than it has: its parts overlap")
    names: set[str] = set()
    for member in members:
        if member.file_size > max(LARGE, LARGEST_RATIO * member.compress_size):
            raise MalformedInputError(
                f"{member.filename[:80]!r} unpacks {member.compress_size} bytes to {member.file_size}, more than "
                f"{LARGEST_RATIO} times as many; write such arrays without compression (numpy.savez)"
            )
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or member.flag_bits & 1:
            raise MalformedInputError(
                f"{member.filename[:80]!r} is encrypted or packed by method {member.compress_type}; use numpy.savez"
            )
        if member.filename in names:
            raise MalformedInputError(f"the file has two arrays named {member.filename[:80]!r}")
        names.add(member.filename)


def _array_name(member: zipfile.ZipInfo) -> str:
    name = member.filename
    if not name.endswith(".npy"):
        raise MalformedInputError(
            f"the file has a part {name[:80]!r} that is no array; an npz file has parts <name>.npy"
        )
    return name.removesuffix(".npy")


def _data(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as file:
        data = file.read(member.file_size + 1)
    if len(data) != member.file_size:
        raise MalformedInputError(f"{member.filename[:80]!r} declares {member.file_size} bytes and has {len(data)}")
    return data


def array(data: bytes, name: str, axes: int = 2) -> NDArray[Any]:
    """The numbers of an npy file with at most so many axes. Raises MalformedInputError for any other content."""
    name = name[:80]
    if data[:6] != b"\x93NUMPY" or (length := _LENGTH_OF_HEADER.get((data[6], data[7]))) is None:
        raise MalformedInputError(f"{name!r} is no array in numpy's format 1, 2 or 3")
    start = 8 + struct.calcsize(length)
    end = start + struct.unpack(length, data[8:start])[0]
    if end - start > _LONGEST_HEADER or end > len(data):
        raise MalformedInputError(f"{name!r} is truncated, or its header longer than {_LONGEST_HEADER} bytes")
    header = data[start:end].decode("latin-1")
    match = _HEADER.fullmatch(header)
    if match is None or _NUMBERS.fullmatch(match[1]) is None:
        kind = "Python objects or records, which are never read" if _OBJECTS.search(header) else "no plain numbers"
        raise MalformedInputError(f"{name!r} holds {kind}; allowed: floats, integers, text p/q")
    dtype = np.dtype(match[1])
    shape = tuple(int(size) for size in match[3].replace(" ", "").split(",") if size)
    if len(shape) > axes or math.prod(shape) * dtype.itemsize != len(data) - end:
        raise MalformedInputError(
            f"{name!r} declares shape {shape} of {dtype}, which does not fit its {len(data) - end} bytes; "
            f"arrays have at most {axes} dimensions"
        )
    return np.frombuffer(data, dtype, offset=end).reshape(shape, order="F" if match[2] == "True" else "C")
