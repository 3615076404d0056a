"""What the verdicts of a theorem file depend on, as one digest: sources, data beside them, Python and its libraries.

Covered are all files of boundkit and of every package that the theorem file belongs to; modules that it imports from
elsewhere, also inside functions and by name, and what these import; files that these sources name in full or by a
suffix, and folders and patterns beside them, beside what links to them, or in the folder around. Installed libraries
count by their version. What is read under other names is heard while the code runs (``observed``), and so are
environment variables.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import importlib.machinery
import importlib.util
import os
import platform
import re
import secrets
import sys
from collections.abc import Iterable, Iterator, Set
from functools import cache
from pathlib import Path

from boundkit.discovery.locate import packages, proofs_beside

_LONGEST_NAME = 255
_MODULE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


def fingerprint(origin: str) -> str:
    """Digits that change with anything that the theorems of a module or file depend on.

    This process has imported sources as they were when it first asked. After a change on disk the digits are unlike any
    others, for nobody knows which of the two a result belongs to.
    """
    digest, stamps = _sources(origin)
    return digest if all(stamp_of(path) == stamp for path, stamp in stamps.items()) else secrets.token_hex(8)


def digest() -> str:
    """Digits that change with any file of boundkit and of the packages that hold theorems, wherever these are."""
    names = ("boundkit", *packages())
    roots = _outermost({folder for name in names if importlib.import_module(name) for folder in _folders(name)})
    states = {path.relative_to(root): state for root in roots for path, (state, _) in _package_states((root,)).items()}
    text = "\n".join(sorted(f"{path.as_posix()} {state}" for path, state in states.items()))
    return hashlib.sha256(os.fsencode(text)).hexdigest()[:16]


def is_covered(path: Path, origin: str) -> bool:
    """Whether the fingerprint of an origin changes with a file."""
    covered = _sources(origin)[1]
    return path in covered or path.resolve() in covered


def files_beyond_packages(origin: str) -> dict[str, bytes]:
    """What a theorem file depends on that no installed package brings, by absolute paths; nothing for a module."""
    covered = _package_states(_outermost({*_folders("boundkit")}))
    paths = [path.absolute() for path in _sources(origin)[1].keys() - covered.keys()] if origin.endswith(".py") else []
    return {str(path): path.read_bytes() for path in sorted(paths) if path.is_file()}


@cache
def _sources(origin: str) -> tuple[str, dict[Path, tuple[int, int]]]:
    own = () if origin.endswith(".py") else _folders(origin.rpartition(".")[0])
    covered = _package_states(_outermost({*_folders("boundkit"), *own}))
    start = origin if origin.endswith(".py") else getattr(sys.modules.get(origin), "__file__", None)
    reached = _reached(Path(start), covered.keys()) if start else set()
    if start and (beside := proofs_beside(Path(start))).is_file():
        reached |= _reached(beside, covered.keys())
    states = {**covered, **{path: _state(path) for path in sorted(reached)}}
    text = "\n".join([_environment(), *(f"{path.name} {digest}" for path, (digest, _) in states.items())])
    digest = hashlib.sha256(os.fsencode(text)).hexdigest()[:16]
    return digest, {path: stamp for path, (_, stamp) in states.items()}


@cache
def _environment() -> str:
    folders = [Path(entry) for entry in sys.path if Path(entry).is_dir()]
    libraries = {
        found.name for folder in folders for kind in ("dist", "egg") for found in folder.glob(f"*.{kind}-info")
    }
    return "\n".join([sys.version, platform.machine(), *sorted(libraries)])


def _folders(name: str) -> list[Path]:
    """Where a package and the packages around it keep their modules, as far as they are imported."""
    parts = name.split(".")
    loaded = [sys.modules.get(".".join(parts[:count])) for count in range(1, len(parts) + 1)]
    return [Path(folder).resolve() for module in loaded for folder in getattr(module, "__path__", ())]


def _outermost(folders: set[Path]) -> tuple[Path, ...]:
    return tuple(sorted(root for root in folders if folders.isdisjoint(root.parents)))


@cache
def _package_states(roots: tuple[Path, ...]) -> dict[Path, tuple[str, tuple[int, int]]]:
    return {path: _state(path) for root in roots for path in _files_below(root)}


def _files_below(root: Path) -> Iterator[Path]:
    visited: set[str] = set()
    for folder, inner, names in os.walk(root, followlinks=True):
        real = os.path.realpath(folder)
        inner[:] = sorted(name for name in inner if name[0] != "." and name != "__pycache__" and real not in visited)
        if real not in visited:
            yield from (Path(folder, name) for name in sorted(names) if name[0] != ".")
        visited.add(real)


@cache
def _state(path: Path) -> tuple[str, tuple[int, int]]:
    stamp = stamp_of(path)
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest(), stamp
    except OSError as error:
        return type(error).__name__, stamp


def stamp_of(path: Path) -> tuple[int, int]:
    """When a file was last written, in nanoseconds, and its size in bytes; zeros where it cannot be looked at."""
    try:
        state = path.stat()
    except OSError:
        return 0, 0
    return state.st_mtime_ns, state.st_size


# what sources name ----------------------------------------------------------------------------------------------


def _reached(start: Path, covered: Set[Path]) -> set[Path]:
    """What a source depends on by what it imports and names, without what is installed or ``covered``."""
    reached: set[Path] = set()
    waiting = {start.absolute(), start.resolve()}
    while waiting:
        path = waiting.pop()
        reached.add(path)
        if path.suffix == ".py":
            imports, names = _mentions(path)
            found = {file for name in names for file in _named_files(name, path)}
            waiting |= found.union(*map(_module_files, imports)) - covered - reached
    return reached - covered


@cache
def _mentions(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    """The modules that a source imports, and the texts in it that may be names of files."""
    try:
        nodes = list(ast.walk(ast.parse(path.read_bytes())))
    except (OSError, SyntaxError, ValueError, RecursionError):
        return frozenset(), frozenset()
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return frozenset(_imports(nodes)), frozenset(
        text for text in texts if 0 < len(text) <= _LONGEST_NAME and text.isprintable()
    )


def _imports(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and node.args:
            name = getattr(node.args[0], "value", None)
            if isinstance(name, str) and _MODULE.fullmatch(name):
                yield name


@cache
def _module_files(name: str) -> frozenset[Path]:
    """The files of a module that is neither built in nor installed; of a package all that it holds."""
    file = None if name.partition(".")[0] in sys.stdlib_module_names else _file_of(name)
    if file is None or _is_installed(file):
        return frozenset()
    if file.name != "__init__.py":
        return frozenset({file})
    return frozenset(found for root in _outermost({file.parent, *_folders(name)}) for found in _package_files(root))


def _is_installed(path: Path) -> bool:
    return not {"site-packages", "dist-packages"}.isdisjoint(path.parts)


@cache
def _package_files(root: Path) -> tuple[Path, ...]:
    return tuple(_files_below(root))


@cache
def _file_of(name: str) -> Path | None:
    """The file of a module, or of the first package on the way to it, found without importing anything."""
    top, _, rest = name.partition(".")
    try:
        spec = importlib.util.find_spec(top)
        while spec is not None and not spec.has_location and rest:  # a folder without __init__.py
            step, _, rest = rest.partition(".")
            top = f"{top}.{step}"
            spec = importlib.machinery.PathFinder.find_spec(top, list(spec.submodule_search_locations or ()))
    except (ImportError, ValueError, AttributeError):
        return None
    return Path(spec.origin).resolve() if spec is not None and spec.has_location and spec.origin else None


def _named_files(name: str, source: Path) -> list[Path]:
    """The file of that name, beside a source, in the folder around it or where Python was started.

    Of a folder beside the source all files; of a pattern such as "*.csv" the files beside it; of a suffix the file
    that is named like the source but for that.
    """
    folder = source.parent
    beside = folder / name
    try:
        if "*" in name:
            return [path for path in folder.glob(name) if path.is_file()] if Path(name).name == name != "**" else []
        if beside.is_dir():
            return list(_files_below(beside)) if folder in beside.resolve().parents else []
        places = [beside, folder.parent / name, Path(name)]
        if name[0] == "." and name.strip(".") and Path(name).name == name:
            places.append(source.with_suffix(name))
        return [path.resolve() for path in places if path.is_file()]
    except (OSError, ValueError):
        return []
