"""Compiled kernels, kept between runs in numba's cache folders; a cache may be missing or damaged and changes nothing.

numba on its own raises where it finds no folder that can be written, and at a damaged index; damaged machine code ends
the process. Here every file starts with a digest of the rest, and says what it was compiled from.
"""

from __future__ import annotations

import os
import pickle
import warnings
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy

from boundkit.errors import BoundkitWarning, MalformedInputError
from boundkit.interruption import undisturbed

try:
    import llvmlite
    import numba
    from numba.core import event
    from numba.core.caching import CompileResultCacheImpl, FunctionCache, IndexDataCacheFile, InTreeCacheLocator
    from numba.core.errors import NumbaWarning
except ValueError as error:
    said = ", ".join(f"{name}={value}" for name, value in sorted(os.environ.items()) if name.startswith("NUMBA_"))
    raise MalformedInputError(f"numba refuses what the environment says ({said}): {error}; mend or unset it") from None

_DIGEST = sha256().digest_size


def kernel(**options: Any) -> Callable[[Any], Any]:
    """A decorator that compiles a function with numba, options as for ``njit``, and keeps the machine code.

    Without a folder for it the function compiles anew in every process, and a BoundkitWarning says so once. Where the
    compiler is off (NUMBA_DISABLE_JIT) the function stays as it is.
    """

    def compiled(function: Any) -> Any:
        dispatcher = numba.njit(**options)(function)
        if dispatcher is not function:
            try:
                dispatcher._cache = _KernelCache(function)
            except (OSError, RuntimeError, ValueError):
                _warn_uncached("no folder for them can be written")
        return dispatcher

    return compiled


class _Undisturbed(event.Listener):
    """No bound strikes while numba compiles, which would leave half a library behind."""

    def __init__(self) -> None:
        self._open: list[ExitStack] = []

    def on_start(self, event: Any) -> None:
        stack = ExitStack()
        stack.enter_context(undisturbed())
        self._open.append(stack)

    def on_end(self, event: Any) -> None:
        self._open.pop().close()


event.register("numba:compile", _Undisturbed())


_INNER: dict[str, Any] = {"_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def inner(function: Any) -> Any:
    """A decorator for what only kernels call that make no arrays (``_nrt=False``); compiled into these, not kept."""
    return numba.njit(**_INNER)(function)


def inlined(function: Any) -> Any:
    """As ``inner``, for what is called at one place and has many arguments: its lines are put there."""
    return numba.njit(inline="always", **_INNER)(function)


def _beside(function: Any) -> str:
    return os.path.join(os.path.dirname(function.__code__.co_filename), "__pycache__")


class _BesideSource(InTreeCacheLocator):
    """Where an installation that cannot be written keeps what was compiled when it was made."""

    def __init__(self, function: Any, file: str) -> None:
        super().__init__(function, file)
        self._cache_path = _beside(function)

    def ensure_cache_path(self) -> None:
        if not os.path.isdir(self._cache_path):
            raise OSError


class _Places(CompileResultCacheImpl):
    _locator_classes = [*CompileResultCacheImpl._locator_classes, _BesideSource]  # noqa: RUF012 - as numba has it


class _KernelCache(FunctionCache):
    """numba's cache of one function in checked files. Raises as numba does when there is no place for it.

    What lies beside the source is read too, where numba would look only in a folder that can be written.
    """

    _impl_class = _Places

    def __init__(self, function: Any) -> None:
        super().__init__(function)
        stamp = self._impl.locator.get_source_stamp(), _compiled_from()
        name = f"{self._impl.filename_base}.checked"
        self._cache_file = _CheckedFiles(self._cache_path, name, stamp)
        self._cache_file.installed = _CheckedFiles(_beside(function), name, stamp)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The compiled function, None when it is not there or cannot be loaded, for whatever reason."""
        try:
            with undisturbed():
                return super().load_overload(sig, target_context)
        except Exception:
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always", NumbaWarning)
            try:
                with undisturbed():
                    super().save_overload(sig, data)
                reason = "numba cannot write code with addresses of this process" if told else ""
            except OSError as error:
                reason = f"{self._cache_path} cannot be written: {error.strerror}"
        if reason:
            _warn_uncached(reason)


class _CheckedFiles(IndexDataCacheFile):
    """An index and data files, each a digest and the rest; one that is not whole counts as missing.

    A data file also tells its key, since two processes may give one name to different functions. What is missing is
    looked for among those that are ``installed``.
    """

    installed: _CheckedFiles | None = None

    def save(self, key: Any, data: Any) -> None:
        super().save(key, (self._source_stamp, key, data))

    def load(self, key: Any) -> Any:
        stamp, own, data = super().load(key) or (None, None, None)
        if (stamp, own) == (self._source_stamp, key):
            return data
        return self.installed.load(key) if self.installed is not None else None

    def _load_index(self) -> dict[Any, str]:
        stamp, overloads = self._read(self._index_path) or (None, {})
        return overloads if stamp == self._source_stamp else {}

    def _save_index(self, overloads: dict[Any, str]) -> None:
        self._write(self._index_path, (self._source_stamp, overloads))

    def _load_data(self, name: str) -> Any:
        return self._read(self._data_path(name))

    def _save_data(self, name: str, data: Any) -> None:
        self._write(self._data_path(name), data)

    def _read(self, path: str) -> Any:
        try:
            content = Path(path).read_bytes()
        except OSError:
            return None
        whole = sha256(content[_DIGEST:]).digest() == content[:_DIGEST]
        return pickle.loads(content[_DIGEST:]) if whole else None

    def _write(self, path: str, value: Any) -> None:
        content = self._dump(value)
        with self._open_for_write(path) as file:
            file.write(sha256(content).digest() + content)


@cache
def _compiled_from() -> tuple[str, ...]:
    """What machine code depends on beside its own source file: the other kernels, and the libraries."""
    sources = sha256(b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*kernel*.py"))))
    return sources.hexdigest(), numba.__version__, llvmlite.__version__, numpy.__version__


@cache
def _warn_uncached(reason: str) -> None:
    """Say it once in a process; Python's own memory of what was shown is lost at every change of its filters."""
    warnings.warn(
        f"the compiled region engines are not kept: {reason}; counts are the same, but each process compiles anew, "
        "which takes up to a minute; set NUMBA_CACHE_DIR to a folder that can be written",
        BoundkitWarning,
        stacklevel=1,
    )
