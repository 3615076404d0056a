"""Finding theorem files: in every installed package that names them, or in a file of the user's."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from boundkit.discovery.blame import Blame, blame
from boundkit.discovery.dependencies import find_circle
from boundkit.discovery.locate import modules, proofs_beside
from boundkit.discovery.observed import observing
from boundkit.discovery.sources import fingerprint
from boundkit.errors import (
    BoundkitError,
    CatalogueError,
    FileAccessError,
    NothingMatchedError,
    StatementError,
    UnknownNameError,
)
from boundkit.statements.reference import ClaimId
from boundkit.statements.theorem import Theorem


@dataclass(frozen=True, eq=False)
class Entry:
    """A theorem and where it was found: a module name, or the path of a file."""

    theorem: Theorem
    origin: str


@dataclass(frozen=True)
class Broken:
    """A theorem file that raised when it was read, and where."""

    origin: str
    error: str
    file: str
    line: int | None
    traceback: tuple[str, ...]

    @classmethod
    def by(cls, error: BaseException, origin: str) -> Broken:
        """What an exception says of the file that raised it."""
        found = blame(error, origin)
        return cls(origin, found.error, found.file, found.line, found.traceback)

    def __str__(self) -> str:
        return str(Blame(self.error, self.file, self.line, self.traceback))


@dataclass(frozen=True)
class Catalogue:
    """Theorems by id.

    Raises CatalogueError for a duplicate id or a circle of uses, StatementError where a claim that is assumed is not
    there.
    """

    entries: tuple[Entry, ...]
    broken: tuple[Broken, ...] = ()

    def __post_init__(self) -> None:
        for fault in faults(self.entries).values():
            raise fault

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(entry.theorem.id for entry in self.entries)

    def entry(self, id: str) -> Entry:
        """The entry of that id. Raises UnknownNameError, suggesting the nearest."""
        for entry in self.entries:
            if entry.theorem.id == id:
                return entry
        raise self._without_broken(id) or UnknownNameError.among("result", id, self.ids)

    def _without_broken(self, name: str) -> UnknownNameError | None:
        """Why a name is unknown, if the file that would hold it could not be read."""
        for broken in self.broken:
            if Path(broken.file).stem == name.rpartition(".")[2]:
                return UnknownNameError(f"{name} could not be read: {broken}")
        return None

    def select(self, names: Sequence[str]) -> tuple[Entry, ...]:
        """Entries by id or paper, in catalogue order; all of them for no names.

        Raises NothingMatchedError for a paper or id that is not there, UnknownNameError for one that cannot be read.
        """
        if not names:
            return self.entries
        chosen: set[str] = set()
        for name in names:
            matches = {e.theorem.id for e in self.entries if name in (e.theorem.id, e.theorem.paper)}
            if not matches:
                papers = {entry.theorem.paper for entry in self.entries}
                raise self._without_broken(name) or NothingMatchedError.among(
                    "result or paper", name, {*self.ids, *papers}
                )
            chosen |= matches
        return tuple(entry for entry in self.entries if entry.theorem.id in chosen)


def discover(extra: Iterable[str] = ()) -> Catalogue:
    """Every theorem of the installed packages, and of the ``extra`` files.

    What raises when read, or does not fit with the rest, is set apart as broken and does not stop the others.
    """
    entries: list[Entry] = []
    broken: list[Broken] = []
    for origin in [*modules(), *extra]:
        try:
            entries += load(origin)
        except FileAccessError:
            raise
        except (Exception, SystemExit) as error:
            broken.append(Broken.by(error, origin))
    while found := faults(entries):
        broken += [Broken.by(fault, entry.origin) for entry, fault in found.items()]
        entries = [entry for entry in entries if entry not in found]
    return Catalogue(tuple(sorted(entries, key=lambda entry: entry.theorem.id)), tuple(broken))


def faults(entries: Sequence[Entry]) -> dict[Entry, BoundkitError]:
    """The entries that do not fit with the others, and why: duplicate ids, unknown claims, circles of uses."""
    found: dict[Entry, BoundkitError] = {}
    first: dict[str, Entry] = {}
    for entry in entries:
        other = first.setdefault(entry.theorem.id, entry)
        if other is not entry:
            found[entry] = CatalogueError(
                f"the id {entry.theorem.id} is used twice, by {other.origin} and {entry.origin}; rename one"
            )
    for entry in entries:
        for claim in entry.theorem.assumed:
            known = first[claim.result].theorem.claim_names if claim.result in first else ()
            if claim.claim not in known:
                found[entry] = _unknown(claim, entry, first)
    circle = find_circle({id: set(entry.theorem.uses) for id, entry in first.items()})
    if circle and not found:
        found[first[circle[0]]] = CatalogueError(
            f"results use each other in a circle: {' -> '.join(circle)}; drop one use"
        )
    return found


def _unknown(claim: ClaimId, entry: Entry, first: Mapping[str, Entry]) -> StatementError:
    """The fault of an entry whose evidence assumes a claim that is not there."""
    ids = [str(ClaimId(id, name)) for id, other in first.items() for name in other.theorem.claim_names]
    unknown = UnknownNameError.among("claim of the catalogue", str(claim), ids)
    return StatementError(f"evidence of {entry.theorem.id} assumes {claim}: {unknown}")


@cache
def load(origin: str) -> tuple[Entry, ...]:
    """The theorem of a module (dotted name) or of a file (path ending in .py), with the proofs in NAME_proofs.py.

    What they print goes to standard error.
    """
    with observing(origin), redirect_stdout(sys.stderr):
        module = _from_file(Path(origin)) if origin.endswith(".py") else importlib.import_module(origin)
        theorem = getattr(module, "THEOREM", None)
        proofs = _proofs(module, origin) if isinstance(theorem, Theorem) else []
    if origin.endswith(".py"):
        fingerprint(origin)  # of what was read just now
    if isinstance(theorem, Theorem):
        return (Entry(replace(theorem, evidence=(*theorem.evidence, *proofs)) if proofs else theorem, origin),)
    if origin.endswith(".py"):
        raise CatalogueError(f"{origin} defines no THEOREM; end it with THEOREM = Theorem(..)")
    return ()


def _proofs(module: ModuleType, origin: str) -> list[Any]:
    path = proofs_beside(Path(module.__file__ or ""))
    if not path.is_file():
        return proofs_of(module, None)
    if not origin.endswith(".py"):
        return proofs_of(module, importlib.import_module(f"{origin}_proofs"))
    with standing_in(path.stem.removesuffix("_proofs"), module):
        return proofs_of(module, _from_file(path))


def proofs_of(module: ModuleType, beside: ModuleType | None) -> list[Any]:
    """The proofs that stand in a theorem file, and the proofs and derivations in the file of proofs beside it."""
    return _items(module, "proof") + (_items(beside, "proof", "derives") if beside else [])


def _items(module: ModuleType, *kinds: str) -> list[Any]:
    return [item for item in vars(module).values() if getattr(type(item), "kind", "") in kinds]


@contextmanager
def standing_in(name: str, module: ModuleType) -> Iterator[None]:
    """Inside the block, a module is what is imported by a name, such as that of the theorem file it was read of."""
    hidden = sys.modules.get(name)
    sys.modules[name] = module
    try:
        yield
    finally:
        if hidden is None:
            del sys.modules[name]
        else:
            sys.modules[name] = hidden


def _from_file(path: Path) -> ModuleType:
    if not os.path.isfile(path):  # also False where a folder on the way is closed, in which Path.is_file raises
        raise FileAccessError(f"cannot read {path}: there is no such file")
    if not os.access(path, os.R_OK):
        raise FileAccessError(f"cannot read {path}: Permission denied")
    name = f"boundkit_file_{hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:12]}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
