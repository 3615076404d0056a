"""What Python users call: theorem, check, catalogue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from boundkit.checking.report import Report, Result
from boundkit.checking.runner import check as run_checks
from boundkit.checking.selection import claims_among
from boundkit.crews.crew import Place
from boundkit.discovery.blame import blame
from boundkit.discovery.discover import Catalogue, discover, load
from boundkit.discovery.index import origin_of
from boundkit.errors import BoundkitError, TheoremFileError
from boundkit.statements.theorem import Theorem


def catalogue(*names: str) -> Catalogue:
    """Every installed theorem, and those of the names that are files (ending in .py)."""
    return discover(name for name in names if name.endswith(".py"))


def theorem(name: str) -> Theorem:
    """The theorem of that id, or of the file of that path. Raises UnknownNameError, suggesting the nearest.

    >>> theorem("wang2025.piece_count").claim("upper").latex
    'N \\\\leq E^{L}'
    """
    origin = name if name.endswith(".py") else origin_of(name)
    if origin is None:
        return catalogue().entry(name).theorem
    try:
        return next(entry.theorem for entry in load(origin))
    except BoundkitError:
        raise
    except (Exception, SystemExit) as error:
        raise TheoremFileError(f"the theorem file raised {blame(error, origin)}") from error


def check(
    *names: str,
    full: bool = False,
    jobs: int | Place = 1,
    budget: float | None = None,
    output: str | Path | None = None,
    claims: Sequence[str] = (),
    words: str = "",
    first: bool = False,
    progress: Callable[[Result | None, int, int], None] = lambda result, done, total: None,
) -> Report:
    """Run the evidence of the results named by id, paper or file; of all of them for no names.

    ``jobs`` processes, or those of a place such as a cluster, share the work. ``budget`` is in seconds for one item;
    ``output`` is a folder for check.jsonl and check.json. ``claims`` and ``words`` choose claims, as ``claims_among``;
    ``first`` ends it at the first verdict that is not as expected. Raises NothingMatchedError.
    """
    found = catalogue(*names)
    chosen = select(found, names, broken=True)
    journal = Path(output) / "check.jsonl" if output else None
    return run_checks(
        chosen,
        catalogue=found.entries,
        broken=found.broken,
        full=full,
        jobs=jobs,
        budget=budget,
        journal=journal,
        only=claims_among(chosen, claims, words),
        first=first,
        progress=progress,
    )


def select(found: Catalogue, names: tuple[str, ...], *, broken: bool = False) -> tuple:
    """The entries that the names choose: ids, papers, or files.

    Raises TheoremFileError for a file that raised when it was read, unless ``broken`` ones are passed over.
    """
    for file in found.broken:
        if file.origin in names and not broken:
            raise TheoremFileError(f"the theorem file raised {file}")
    ids = [n for n in names if not n.endswith(".py")]
    from_files = tuple(e for e in found.entries if e.origin in names)
    return from_files + (found.select(ids) if ids or not names else ())
