"""Theorem files that a process loads for another one, which may run on another machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from boundkit.crews.sent import is_elsewhere, lies_at
from boundkit.discovery.blame import blame
from boundkit.discovery.discover import Entry, load
from boundkit.discovery.sources import files_beyond_packages
from boundkit.errors import FileAccessError, WorkerError


def files_for(origins: Iterable[str]) -> dict[str, bytes]:
    """What processes on other machines need to load these origins, and may lack, by absolute paths."""
    return {path: text for origin in dict.fromkeys(origins) for path, text in files_beyond_packages(origin).items()}


def absolute(origin: str) -> str:
    """The absolute path of a theorem file; a module as it is."""
    return os.path.abspath(origin) if origin.endswith(".py") else origin


def origin_here(origin: str, path: str) -> str:
    """An origin by the name that it has in this process; ``path`` is ``absolute`` of it where it was asked for."""
    if not origin.endswith(".py") or os.path.abspath(origin) == lies_at(path):
        return origin
    return lies_at(path)


def load_here(origin: str, path: str) -> tuple[Entry, ...]:
    """``load`` of an origin that another process has loaded.

    Raises WorkerError on another machine, which lacks what it imports or reads.
    """
    here = origin_here(origin, path)
    if here == lies_at(path) != path and (folder := str(Path(here).parent)) not in sys.path:
        sys.path.append(folder)  # for what was sent with it
    try:
        return load(here)
    except (ImportError, OSError, FileAccessError) as error:
        if not is_elsewhere():
            raise
        raise WorkerError(
            f"a worker of the cluster cannot load {origin}, which this process could: {blame(error, here)}; install "
            "there what it imports, and give what it reads beside it by its name"
        ) from None
