"""What a theorem file asks of its surroundings without opening a file: environment variables, and what files there are.

Only what theorem files and their own modules ask is told, also through the standard library; what an installed library
asks for itself is its own business.
"""

from __future__ import annotations

import functools
import hashlib
import os
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

ALL = ""
"""In place of the name of a variable: which variables there are."""
UNSEEN = frozenset(
    {
        *("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn"),
        *("sqlite3.connect", "socket.connect", "ctypes.dlopen"),
    }
)
"""Audit events after which something is read that Python does not see."""
_LOOKS = ("stat", "lstat", "readlink", "access")


@contextmanager
def watched(variable: Callable[[str, bool], None], path: Callable[[Any], None]) -> Iterator[None]:
    """Inside the block, tell of every variable that is read, or set (True), and of every path that is looked at."""
    environments = [each for each in (os.environ, getattr(os, "environb", None)) if each is not None]
    kinds = [type(each) for each in environments]
    looks = {name: getattr(os, name) for name in _LOOKS}
    for each in environments:
        each.__class__ = _heard(type(each), variable)
    for name, function in looks.items():
        setattr(os, name, _looking(function, path))
    try:
        yield
    finally:
        for name, function in looks.items():
            setattr(os, name, function)
        for each, kind in zip(environments, kinds, strict=True):
            each.__class__ = kind


def digest_of_variable(name: str) -> str:
    """Digits that change with the value of a variable, or with the names of all of them."""
    value = "\n".join(sorted(os.environ)) if name == ALL else os.environ.get(name)
    return "missing" if value is None else hashlib.sha256(os.fsencode(value)).hexdigest()[:16]


def is_asked_by_a_theorem() -> bool:
    """Whether the code that is running was called, through nothing but the standard library, by what is not installed.

    What listens does not count.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and _is_passed_over(frame.f_code.co_filename):
        frame = frame.f_back
    return frame is not None and not is_installed(Path(frame.f_code.co_filename))


@cache
def is_installed(path: Path) -> bool:
    """Whether a file belongs to Python, to an installed library or to boundkit."""
    own = Path(__file__).resolve().parents[1]
    installed = {"site-packages", "dist-packages"}.intersection(path.parts)
    return bool(installed or own in (*path.parents, *path.resolve().parents) or _is_standard(path))


def _is_standard(path: Path) -> bool:
    paths = sysconfig.get_paths()
    roots = {Path(paths[key]) for key in ("stdlib", "platstdlib")}
    inside = {*path.parents, *path.resolve().parents}
    return bool(roots & inside) and not {"site-packages", "dist-packages"}.intersection(path.parts)


@cache
def _is_passed_over(name: str) -> bool:
    listening = name in (__file__, str(Path(__file__).with_name("observed.py")))
    return listening or name.startswith("<frozen ") or _is_standard(Path(name))


def _heard(kind: type, told: Callable[[str, bool], None]) -> type:
    """The kind of environment that tells of every access."""

    class Heard(kind):
        def __getitem__(self, key: Any) -> Any:
            told(os.fsdecode(key), False)
            return super().__getitem__(key)

        def __iter__(self) -> Iterator[Any]:
            told(ALL, False)
            return super().__iter__()

        def __setitem__(self, key: Any, value: Any) -> None:
            super().__setitem__(key, value)
            told(os.fsdecode(key), True)

        def __delitem__(self, key: Any) -> None:
            super().__delitem__(key)
            told(os.fsdecode(key), True)

    return Heard


def _looking(function: Any, told: Callable[[Any], None]) -> Any:
    """The function of os, which tells of the paths that it looks at."""

    @functools.wraps(function)
    def looking(path: Any, *arguments: Any, **options: Any) -> Any:
        if options.get("dir_fd") is None:
            told(path)
        return function(path, *arguments, **options)

    for able in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks, os.supports_effective_ids):
        if function in able:
            able.add(looking)
    return looking
