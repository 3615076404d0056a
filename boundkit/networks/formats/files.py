"""Bytes from and to files, within a stated size; optional libraries."""

from __future__ import annotations

import contextlib
import importlib
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from boundkit.errors import FileAccessError, MalformedInputError, MissingExtraError
from boundkit.whole_file import put

LARGEST_FILE = 2**30
"""Bytes of a file, and of what a compressed file unpacks to, that are read at most."""


def read_bytes(path: Path, offset: int = 0, length: int | None = None, *, largest: int | None = LARGEST_FILE) -> bytes:
    """The content of a regular file from ``offset`` on: ``length`` bytes, or all, never more than LARGEST_FILE.

    Raises FileAccessError when there is no such file or it cannot be read, MalformedInputError when the file is larger
    than ``largest``, None for files of any size, or more is asked for than LARGEST_FILE.
    """
    size = size_of(path)
    asked = max(size - offset, 0) if length is None else length
    if (largest is not None and size > largest) or asked > LARGEST_FILE:
        raise MalformedInputError(f"{path} has {size} bytes; boundkit reads at most {LARGEST_FILE}")
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(size if length is None else min(length, size))
    except OSError as error:
        raise FileAccessError(f"cannot read {path}: {error.strerror}") from None


def size_of(path: Path) -> int:
    """The bytes of a regular file. Raises FileAccessError when there is none."""
    try:
        if path.is_file():
            return path.stat().st_size
        problem = "it is no regular file" if path.exists() else "there is no such file"
    except OSError as error:
        problem = str(error.strerror)
    raise FileAccessError(f"cannot read {path}: {problem}")


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file. Raises FileAccessError when the place cannot be written."""
    try:
        put(path, content)
    except OSError as error:
        raise FileAccessError(f"cannot write {path}: {error.strerror}; choose another place") from None


def optional(library: str) -> Any:
    """Import a library of the extra ``io``. Raises MissingExtraError when it is not installed."""
    try:
        return importlib.import_module(library)
    except ImportError:
        package = library.partition(".")[0]
        raise MissingExtraError(f"this file needs the library {package}: pip install 'boundkit[io]'") from None


def inside(folder: Path | None, location: str, name: str) -> Path:
    """A file that another names; only files inside that one's folder, links followed. Raises MalformedInputError."""
    pure = (PurePosixPath(location), PureWindowsPath(location))
    outside = any(path.is_absolute() or path.drive or ".." in path.parts for path in pure)
    if folder is not None and location and not outside:
        with contextlib.suppress(OSError, RuntimeError, ValueError):
            file = (folder / location).resolve()
            if file.is_relative_to(folder.resolve()):
                return file
    raise MalformedInputError(
        f"{name} is stored outside the model at {location[:80]!r}; only files inside the model's own folder are read"
    )
