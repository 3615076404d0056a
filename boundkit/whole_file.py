"""Files that are written whole or not at all."""

import os
import shutil
from contextlib import suppress
from io import FileIO
from pathlib import Path

from boundkit.errors import FileAccessError


def require_place(path: Path) -> None:
    """Raise the FileAccessError that ``put`` would certainly end in, before there is anything to write."""
    place = _real(path)
    if place.is_dir():
        raise FileAccessError(f"cannot write {path}: it is a folder; name a file")
    if not path.exists() and not place.parent.is_dir():
        raise FileAccessError(f"cannot write {path}: there is no folder {path.parent}; make it or name another")
    if not os.access(path if path.exists() else place.parent, os.W_OK):
        raise FileAccessError(f"cannot write {path}: Permission denied; choose another place")


def require_folder(path: Path) -> None:
    """Raise the FileAccessError that making the folder, or writing into it, would certainly end in."""
    place = _real(path)
    there = next(part for part in (place, *place.parents) if os.path.lexists(part))
    if not there.is_dir():
        raise FileAccessError(f"cannot write {path}: {there} is no folder; choose another folder with -o")
    if not os.access(there, os.W_OK | os.X_OK):
        raise FileAccessError(f"cannot write {path}: Permission denied; choose another folder with -o")


def _real(path: Path) -> Path:
    """Where links lead to. Raises FileAccessError for a relative path from a folder that is gone."""
    try:
        return Path(os.path.realpath(path))
    except OSError as error:
        raise FileAccessError(
            f"cannot write {path}: {error.strerror}; the folder where this was started is gone, choose another place"
        ) from None


def add(file: FileIO, content: bytes) -> None:
    """Write at the end of an open file, all or nothing; what is no file, such as a pipe, may have got a part.

    Raises OSError.
    """
    end = file.tell() if file.seekable() else None
    left = memoryview(content)
    try:
        while left:
            left = left[file.write(left) :]
    except OSError:
        if end is not None:
            file.seek(end)
            file.truncate()
        raise


def put(path: Path, content: bytes) -> None:
    """Write a file; until all of it is written an older one stays, and a part of the new one is never there.

    A link stays a link. What is no file, such as a terminal or a pipe, and a file in a folder that takes no new ones is
    written in place. Raises OSError.
    """
    place = Path(os.path.realpath(path))
    fresh = place.with_name(f".boundkit-{os.getpid()}")
    open_already = Path(os.path.abspath(path)).parts[1:2] in (("dev",), ("proc",))  # such as /dev/stdout
    old = path.exists()
    if open_already or (
        old and not (path.is_file() and os.access(place, os.W_OK) and os.access(place.parent, os.W_OK))
    ):
        path.write_bytes(content)
        return
    try:
        fresh.write_bytes(content)
        if old:
            shutil.copymode(place, fresh)
        fresh.replace(place)
    except BaseException:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
