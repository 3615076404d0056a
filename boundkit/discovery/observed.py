"""What is read while a theorem file is loaded and its evidence runs, whatever its name is made of.

That is what Python opens, and what theorem files ask of the environment and of the state of files. What they read
through other processes, sockets or compiled libraries is not heard; that they did is.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import cache
from pathlib import Path
from typing import Any

from boundkit.discovery.sources import is_covered, stamp_of
from boundkit.discovery.surroundings import (
    UNSEEN,
    digest_of_variable,
    is_asked_by_a_theorem,
    is_installed,
    watched,
)

_WRITING = os.O_WRONLY | os.O_RDWR
_LISTINGS = ("os.listdir", "os.scandir")
_VARIABLE, _OTHERS = "$", "other processes and libraries"
_KERNELS = (".nbi", ".nbc")  # compiled by numba, anew where they are missing


class _Listener:
    """What was read and written, by the origin of the theorems that did."""

    def __init__(self) -> None:
        self.read: dict[str, dict[Path, tuple[int, int]]] = {}
        self.asked: dict[str, dict[str, str]] = {}
        self.written: set[Path | str] = set()
        self.origin: str | None = None

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if self.origin is None or not (event == "open" or event in _LISTINGS or event in UNSEEN):
            return
        if event in UNSEEN:
            with self._deaf() as origin:
                if is_asked_by_a_theorem():
                    self.asked[origin][_OTHERS] = event
            return
        given = "." if args[0] is None else args[0]
        if isinstance(given, int) or (event in _LISTINGS and _is_import(sys._getframe(1).f_code.co_filename)):
            return
        writes = event == "open" and bool(set(args[1] or "") & set("wax+") or (args[2] or 0) & _WRITING)
        self._hear(given, writes=writes)

    def look(self, given: Any) -> None:
        """A path was looked at."""
        if self.origin is not None and not isinstance(given, int):
            with self._deaf():
                asked = is_asked_by_a_theorem()
            if asked:
                self._hear(given)

    def variable(self, name: str, written: bool) -> None:
        """An environment variable was read, or set."""
        if self.origin is None:
            return
        key = _VARIABLE + name
        with self._deaf() as origin:
            if written:
                self.written.add(key)
            elif key not in self.written and is_asked_by_a_theorem():
                self.asked[origin].setdefault(key, digest_of_variable(name))

    def _hear(self, given: Any, *, writes: bool = False) -> None:
        with self._deaf() as origin, suppress(ValueError, NotImplementedError, TypeError):
            path = _source(os.path.abspath(os.fsdecode(given)))
            if writes:
                self.written.add(path)
            elif path not in self.written:
                self.read[origin].setdefault(path, stamp_of(path))

    @contextmanager
    def _deaf(self) -> Iterator[str]:
        """A block whose own reading is not heard; the origin that it is for."""
        origin, self.origin = self.origin, None
        assert origin is not None
        try:
            yield origin
        finally:
            self.origin = origin


_listener = _Listener()


@contextmanager
def observing(origin: str) -> Iterator[None]:
    """Inside the block, what is read is read for the theorems of that origin."""
    _listen()
    before = _listener.origin
    _listener.read.setdefault(origin, {})
    _listener.asked.setdefault(origin, {})
    with watched(_listener.variable, _listener.look) if before is None else nullcontext():
        _listener.origin = origin
        try:
            yield
        finally:
            _listener.origin = before


def observed(origin: str) -> tuple[tuple[str, str], ...]:
    """The files and folders that were read for the theorems of an origin beside what its fingerprint covers.

    Each has a digest, which no file has where it changed after it was read. Python, what is installed, and what the
    same process wrote are left out. Environment variables that were read follow, and what cannot be seen.
    """
    stamps = sorted(_listener.read.get(origin, {}).items())
    files = tuple(
        (str(path), _digest(path, stamp) if stamp_of(path) == stamp else "changed")
        for path, stamp in stamps
        if path not in _listener.written and path.suffix not in _KERNELS and not _is_told_otherwise(path, origin)
    )
    return files + tuple(sorted(_listener.asked.get(origin, {}).items()))


def unchanged(files: Iterable[tuple[str, str]]) -> bool:
    """Whether all that was observed is as it was."""
    return all(_digest_now(name) == digest for name, digest in files)


def _digest_now(name: str) -> str | None:
    if name == _OTHERS:
        return None
    if name.startswith(_VARIABLE):
        return digest_of_variable(name.removeprefix(_VARIABLE))
    return _digest(Path(name), stamp_of(Path(name)))


@cache
def _listen() -> None:
    sys.addaudithook(_listener)


def _is_import(name: str) -> bool:
    return name.startswith("<frozen importlib")


def _source(name: str) -> Path:
    """The file, or what it was compiled from."""
    return Path(importlib.util.source_from_cache(name) if name.endswith(".pyc") else name)


@cache
def _is_told_otherwise(path: Path, origin: str) -> bool:
    """Whether a file is the system's, is installed, or is part of the fingerprint of an origin."""
    return _is_of_the_system(path) or is_installed(path) or is_covered(path, origin)


def _is_of_the_system(path: Path) -> bool:
    return not {Path("/proc"), Path("/sys"), Path("/dev")}.isdisjoint({path, *path.parents})


def _digest(path: Path, stamp: tuple[int, int]) -> str:
    content = _content(path, stamp)
    with suppress(OSError, ValueError):
        content = hashlib.sha256(os.fsencode(f"{os.readlink(path)} {content}")).hexdigest()[:16]
    return content


@cache
def _content(path: Path, stamp: tuple[int, int]) -> str:
    try:
        if path.is_dir():
            names = sorted(name for name in os.listdir(path) if name[0] != "." and name != "__pycache__")
            return hashlib.sha256(os.fsencode("\n".join(names))).hexdigest()[:16]
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:16]
    except (OSError, ValueError) as error:
        return type(error).__name__
