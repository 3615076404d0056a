"""Files of a check that are whole at any time, and that one process at a time writes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

from boundkit.errors import FileAccessError
from boundkit.whole_file import add

try:
    import fcntl
except ImportError:  # Windows has no such locks
    fcntl = None  # type: ignore[assignment]


@contextmanager
def sole_writer(path: Path) -> Iterator[Path]:
    """Make the folder of a file and keep other processes from writing the file; yields it with links resolved.

    The lock lies beside the file and ends with this process, however it ends. Where the file system has no locks,
    nothing is held. Raises FileAccessError when the folder cannot be written or another process holds the lock.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        place = path.resolve()
        lock = place.with_name(f".{path.name}.lock")
        file = _locked(lock, path)
    except OSError as error:
        raise unwritable(path, error) from None
    with file:
        try:
            yield place
        finally:
            with suppress(OSError):
                lock.unlink(missing_ok=True)


def replaced(path: Path, content: bytes) -> FileIO:
    """The file with new content, open at its end; until all of it is written the old file stays.

    Raises FileAccessError.
    """
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        file = FileIO(fresh, "w")
        try:
            append(file, content, path)
            fresh.replace(path)
        except BaseException:
            file.close()
            fresh.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise unwritable(path, error) from None
    return file


def append(file: FileIO, content: bytes, path: Path) -> None:
    """Write at the end of a file, all or nothing. Raises FileAccessError, which names ``path``."""
    try:
        add(file, content)
    except OSError as error:
        raise unwritable(path, error) from None


def is_still(file: FileIO, path: Path) -> bool:
    """Whether an open file is the one that lies at ``path``."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


def unwritable(path: Path, error: OSError) -> FileAccessError:
    """What to tell of a file that cannot be written."""
    return FileAccessError(f"cannot write {path}: {error.strerror or error}; choose another folder, or make room")


def _locked(lock: Path, path: Path) -> FileIO:
    while True:
        file = FileIO(lock, "a+")
        try:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read(20).decode(errors="replace").strip() or "unknown"
            file.close()
            raise FileAccessError(
                f"another check (process {holder}) is writing {path}; wait for it, or choose another folder"
            ) from None
        except OSError:
            return file
        if is_still(file, lock):
            file.truncate(0)
            file.write(f"{os.getpid()}\n".encode())
            return file
        file.close()  # its holder ended and took it away just now
