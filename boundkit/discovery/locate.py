"""Where theorem files are, without importing them."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

from boundkit.errors import CatalogueError

GROUP = "boundkit.theorems"


def modules() -> list[str]:
    """Dotted names of the theorem modules of every package in the entry-point group."""
    return [name for name, _ in _located()]


def files() -> list[Path]:
    """The files of those modules."""
    return [path for _, path in _located()]


def _located() -> list[tuple[str, Path]]:
    packages = sorted({point.value for point in entry_points(group=GROUP)})
    return list(dict(pair for package in packages for pair in _files(package)).items())


def _files(package: str) -> Iterator[tuple[str, Path]]:
    spec = importlib.util.find_spec(package)
    if spec is None:
        raise CatalogueError(f"the entry point {package} of group {GROUP} names no package; reinstall what brings it")
    if spec.submodule_search_locations is None:
        if spec.origin:
            yield package, Path(spec.origin)
        return
    for root in map(Path, spec.submodule_search_locations):
        for path in sorted(root.rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if not any(part.startswith("_") for part in parts):
                yield ".".join([package, *parts]), path
