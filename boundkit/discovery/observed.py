"""Which files Python reads while a theorem file is loaded and its evidence runs, whatever their names are made of.

A library that opens files by itself, without Python's ``open``, is not heard.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from boundkit.discovery.sources import is_covered, stamp_of

_WRITING = os.O_WRONLY | os.O_RDWR
_LISTINGS = ("os.listdir", "os.scandir")
_KERNELS = (".nbi", ".nbc")  # compiled by numba, anew where they are missing


class _Listener:
    """What was read and written, by the origin of the theorems that did."""

    def __init__(self) -> None:
        self.read: dict[str, dict[Path, tuple[int, int]]] = {}
        self.written: set[Path] = set()
        self.origin: str | None = None

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if self.origin is None or (event != "open" and event not in _LISTINGS):
            return
        given = "." if args[0] is None else args[0]
        if isinstance(given, int) or (event in _LISTINGS and _is_import(sys._getframe(1).f_code.co_filename)):
            return
        with suppress(ValueError, NotImplementedError):
            path = _source(os.path.abspath(os.fsdecode(given)))
            if event == "open" and (set(args[1] or "") & set("wax+") or (args[2] or 0) & _WRITING):
                self.written.add(path)
            elif path not in self.written:
                self.read[self.origin].setdefault(path, stamp_of(path))


_listener = _Listener()


@contextmanager
def observing(origin: str) -> Iterator[None]:
    """Inside the block, what is read is read for the theorems of that origin."""
    _listen()
    before = _listener.origin
    _listener.read.setdefault(origin, {})
    _listener.origin = origin
    try:
        yield
    finally:
        _listener.origin = before


def observed(origin: str) -> tuple[tuple[str, str], ...]:
    """The files and folders that were read for the theorems of an origin beside what its fingerprint covers.

    Each has a digest, which no file has where it changed after it was read. Python, what is installed, and what the
    same process wrote are left out.
    """
    stamps = sorted(_listener.read.get(origin, {}).items())
    return tuple(
        (str(path), _digest(path, stamp) if stamp_of(path) == stamp else "changed")
        for path, stamp in stamps
        if path not in _listener.written and not _is_installed(path) and not is_covered(path, origin)
    )


def unchanged(files: Iterable[tuple[str, str]]) -> bool:
    """Whether all files that were observed are as they were."""
    return all(_digest(Path(name), stamp_of(Path(name))) == digest for name, digest in files)


@cache
def _listen() -> None:
    sys.addaudithook(_listener)


def _is_import(name: str) -> bool:
    return name.startswith("<frozen importlib")


def _source(name: str) -> Path:
    """The file, or what it was compiled from."""
    return Path(importlib.util.source_from_cache(name) if name.endswith(".pyc") else name)


@cache
def _is_installed(path: Path) -> bool:
    paths = sysconfig.get_paths()
    own = Path(__file__).resolve().parents[1]
    roots = {own, Path("/proc"), Path("/sys"), Path("/dev"), *(Path(paths[key]) for key in ("stdlib", "platstdlib"))}
    installed = {"site-packages", "dist-packages"}.intersection(path.parts)
    return bool(installed or path.suffix in _KERNELS or roots & {path, *path.parents, *path.resolve().parents})


@cache
def _digest(path: Path, stamp: tuple[int, int]) -> str:
    try:
        if path.is_dir():
            names = sorted(name for name in os.listdir(path) if name[0] != "." and name != "__pycache__")
            return hashlib.sha256(os.fsencode("\n".join(names))).hexdigest()[:16]
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:16]
    except OSError as error:
        return type(error).__name__
