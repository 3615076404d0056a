"""Where theorem files are, without importing them: only the packages that hold them are."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

from boundkit.errors import CatalogueError

GROUP = "boundkit.theorems"
_PROOFS = "_proofs"


def modules() -> list[str]:
    """Dotted names of the theorem modules of every package in the entry-point group."""
    return list(located())


def files() -> list[Path]:
    """The files of those modules."""
    return list(located().values())


def packages() -> list[str]:
    """The packages that the entry-point group names."""
    return sorted({point.value for point in entry_points(group=GROUP)})


def located() -> dict[str, Path]:
    """The file of every theorem module, by its dotted name. Raises CatalogueError for a package that is not there."""
    return dict(pair for package in packages() for pair in _files(package))


def proofs_beside(path: Path) -> Path:
    """Where the proofs of a theorem file stand: NAME_proofs.py beside NAME.py."""
    return path.with_name(f"{path.stem}{_PROOFS}.py")


def is_proofs(path: Path) -> bool:
    """Whether a file holds the proofs of the theorem file beside it."""
    return path.stem.endswith(_PROOFS) and path.with_name(f"{path.stem.removesuffix(_PROOFS)}.py").is_file()


def _files(package: str) -> Iterator[tuple[str, Path]]:
    try:
        spec = importlib.util.find_spec(package)
        roots = importlib.import_module(package).__path__ if spec and spec.submodule_search_locations else []
    except Exception as error:
        raise CatalogueError(f"{package}, which group {GROUP} names, raised {type(error).__name__}: {error}") from error
    if spec is None:
        raise CatalogueError(f"the entry point {package} of group {GROUP} names no package; reinstall what brings it")
    if spec.submodule_search_locations is None and spec.origin:
        yield package, Path(spec.origin)
    for root in map(Path, roots):
        for path in sorted(root.rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if not any(part.startswith("_") for part in parts) and not is_proofs(path):
                yield ".".join([package, *parts]), path
