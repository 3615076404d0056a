"""Finding theorem files: in every installed package that names them, or in a file of the user's."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

from boundkit import __version__
from boundkit.catalogue.dependencies import check_dependencies
from boundkit.errors import CatalogueError, FileAccessError, NothingMatchedError, UnknownNameError
from boundkit.statements.theorem import Theorem

GROUP = "boundkit.theorems"


@dataclass(frozen=True)
class Entry:
    """A theorem and where it was found: a module name, or the path of a file."""

    theorem: Theorem
    origin: str


@dataclass(frozen=True)
class Broken:
    """A theorem file that raised when it was read."""

    origin: str
    error: str


@dataclass(frozen=True)
class Catalogue:
    """Theorems by id. Raises CatalogueError for a duplicate id, an unknown dependency or a cycle."""

    entries: tuple[Entry, ...]
    broken: tuple[Broken, ...] = ()

    def __post_init__(self) -> None:
        origins: dict[str, str] = {}
        for entry in self.entries:
            other = origins.setdefault(entry.theorem.id, entry.origin)
            if other != entry.origin:
                raise CatalogueError(
                    f"the id {entry.theorem.id} is used twice, by {other} and {entry.origin}; rename one"
                )
        check_dependencies([entry.theorem for entry in self.entries], complete=not self.broken)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(entry.theorem.id for entry in self.entries)

    def entry(self, id: str) -> Entry:
        """The entry of that id. Raises UnknownNameError, suggesting the nearest."""
        for entry in self.entries:
            if entry.theorem.id == id:
                return entry
        raise UnknownNameError.among("result", id, self.ids)

    def select(self, names: Sequence[str]) -> tuple[Entry, ...]:
        """Entries by id or paper, in catalogue order; all of them for no names.

        Raises NothingMatchedError for a paper or id that is not there.
        """
        if not names:
            return self.entries
        chosen: set[str] = set()
        for name in names:
            matches = {e.theorem.id for e in self.entries if name in (e.theorem.id, e.theorem.paper)}
            if not matches:
                papers = {entry.theorem.paper for entry in self.entries}
                raise NothingMatchedError.among("result or paper", name, {*self.ids, *papers})
            chosen |= matches
        return tuple(entry for entry in self.entries if entry.theorem.id in chosen)


def discover(extra: Iterable[str] = ()) -> Catalogue:
    """Every theorem of the installed packages, and of the ``extra`` files."""
    entries: list[Entry] = []
    broken: list[Broken] = []
    for origin in [*modules(), *extra]:
        try:
            entries += load(origin)
        except FileAccessError:
            raise
        except Exception as error:
            broken.append(Broken(origin, f"{type(error).__name__}: {error}"))
    return Catalogue(tuple(sorted(entries, key=lambda entry: entry.theorem.id)), tuple(broken))


def modules() -> list[str]:
    """Dotted names of the theorem modules of all packages in the entry-point group, without importing them."""
    names = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        names += [name for name, _ in _files(point.value)]
    return list(dict.fromkeys(names))


def files() -> list[Path]:
    """The files of those modules and of the packages that hold them."""
    return [path for point in entry_points(group=GROUP) for _, path in _files(point.value)]


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


@cache
def load(origin: str) -> tuple[Entry, ...]:
    """The theorems of a module (dotted name) or of a file (path ending in .py): its THEOREM or THEOREMS."""
    module = _from_file(Path(origin)) if origin.endswith(".py") else importlib.import_module(origin)
    found = getattr(module, "THEOREMS", None) or (getattr(module, "THEOREM", None),)
    if not all(isinstance(theorem, Theorem) for theorem in found):
        if origin.endswith(".py"):
            raise CatalogueError(f"{origin} defines no THEOREM; end it with THEOREM = Theorem(..)")
        return ()
    return tuple(Entry(theorem, origin) for theorem in found)


def _from_file(path: Path) -> object:
    if not path.is_file():
        raise FileAccessError(f"cannot read {path}: there is no such file")
    name = f"boundkit_file_{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@cache
def _code_digest() -> str:
    digest = hashlib.sha256(__version__.encode())
    for path in [*sorted(Path(__file__).parents[1].rglob("*.py")), *files()]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def fingerprint(entry: Entry) -> str:
    """Changes whenever the code of boundkit, of the catalogue, or of the entry's own file changes."""
    own = Path(entry.origin).read_bytes() if entry.origin.endswith(".py") else b""
    return hashlib.sha256(_code_digest().encode() + own).hexdigest()[:16]
