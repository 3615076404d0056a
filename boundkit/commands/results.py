"""What the table of results shows: a written check, or what is left of the last one; nothing is checked here."""

from __future__ import annotations

import json
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from boundkit.api import catalogue, select
from boundkit.checking.grounds import tasks_of
from boundkit.checking.headlines import joined
from boundkit.checking.journal import key, read_journal
from boundkit.checking.report import Headline, Report
from boundkit.checking.waiting import without_waiting
from boundkit.commands.files import journal_of
from boundkit.discovery.discover import Broken, Entry
from boundkit.errors import FileAccessError, MalformedInputError, NothingMatchedError, StatementError
from boundkit.evidence.item import Trusted
from boundkit.seal import is_sealed
from boundkit.statements.reference import ClaimId
from boundkit.statements.theorem import Theorem
from boundkit.verdict import Verdict

_ADVICE = "run boundkit check -o results, then boundkit table results --from results/check.json"


@dataclass(frozen=True)
class ResultsFound:
    """Theorems with the verdicts on their claims, a sentence about where these come from, and files that raised."""

    theorems: tuple[Theorem, ...]
    report: Report
    shown: str
    broken: tuple[Broken, ...] = ()


def results_of(names: tuple[str, ...], source: Path | None, full: bool) -> ResultsFound:
    """The verdicts of a written check, or what holds of the last one, for the results that are named.

    Raises as ``read_check``, ``WrittenCheck.still`` and ``last_check``.
    """
    found = catalogue(*names)
    entries = select(found, names)
    if source is not None:
        claims, shown = read_check(source).still([entry.theorem for entry in entries], set(found.ids))
        report = Report((), claims)
    else:
        report, shown = last_check(entries, found.entries, journal_of(None), full)
    return ResultsFound(tuple(entry.theorem for entry in entries), report, shown, tuple(found.broken))


@dataclass(frozen=True)
class WrittenCheck:
    """The document of a check.json, whole as the check wrote it, and its claims."""

    path: Path
    document: dict[str, Any]
    claims: tuple[Headline, ...]

    @property
    def day(self) -> str:
        """When the file was written."""
        return _day(self.path)

    def still(self, theorems: Sequence[Theorem], known: Set[str]) -> tuple[tuple[Headline, ...], str]:
        """The claims of the theorems that are still what was checked, and a sentence about what is shown.

        ``known`` are the ids of all results that have been read; claims of others are told. Raises NothingMatchedError
        when it has no claim of the theorems.
        """
        said = {(theorem.id, claim.name): claim.text for theorem in theorems for claim in theorem.claims}
        asked = {theorem.id for theorem in theorems}
        own = [claim for claim in self.claims if claim.id in asked]
        kept = tuple(c for c in own if (c.id, c.claim) in said and c.statement in ("", said[c.id, c.claim]))
        unknown = sorted({claim.id for claim in self.claims} - known)
        of_files = f"not in the catalogue: {', '.join(unknown)}; name the theorem file with --result FILE.py"
        name = self.path.name
        if not own:
            why = of_files if unknown else "it is about other results than those that are asked for"
            raise NothingMatchedError(f"{name} has no claim to show; {why}")
        notes = [f"verdicts of the check in {name} of {self.day}, {len(kept)} claim{'s' * (len(kept) != 1)}"]
        notes += [f"{len(own) - len(kept)} left out, which say something else now"] * (len(kept) < len(own))
        notes += ["that check did not end"] * (not self.document.get("complete", True))
        notes += [of_files] * bool(unknown and asked == known)
        return kept, "; ".join(notes)


def read_check(path: Path) -> WrittenCheck:
    """The check.json of ``boundkit check -o``. Raises FileAccessError, and MalformedInputError for another file."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        claims = tuple(_headline(row) for row in document["claims"])
        whole = is_sealed(document)
    except (OSError, UnicodeDecodeError) as error:
        raise FileAccessError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from None
    except (StatementError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise MalformedInputError(f"{path} is no check; give the check.json of boundkit check -o") from None
    if not whole:
        raise MalformedInputError(
            f"{path} is not as a check wrote it; run boundkit check -o again, and leave the file as it is"
        )
    return WrittenCheck(path, document, claims)


def last_check(
    entries: Sequence[Entry], others: Sequence[Entry], journal: Path | None, full: bool
) -> tuple[Report, str]:
    """The results of the last check that still hold, and a sentence about them. Raises NothingMatchedError for none."""
    if journal is None or not journal.is_file():
        raise NothingMatchedError(f"there is no last check to show; {_ADVICE}")
    known, notes = read_journal(journal)
    tasks = tasks_of(entries, others)
    wanted = [key(entry, index, full) for entry, index in tasks]
    found = [known[one] for one in wanted if one in known]
    results, claims = joined(entries, found, grounds=[entry for entry, _ in tasks])
    if not results:
        raise NothingMatchedError(f"the last check, of {_day(journal)}, has no result that still holds; {_ADVICE}")
    asked = sum(len(entry.theorem.evidence) for entry in entries)
    waiting = [task for task, one in zip(tasks, wanted, strict=True) if one not in known]
    below = len(waiting) - (asked - len(results))
    lacks = "".join(
        f"; {missing} {of}were not checked, or have changed since; claims that want them are left out"
        for missing, of in ((asked - len(results), ""), (below, "of the claims below "))
        if missing
    )
    unheard = {(entry.theorem.id, entry.theorem.evidence[index].claim) for entry, index in waiting}
    whole = tuple(c for c in without_waiting(claims, tasks, waiting) if (c.id, c.claim) not in unheard)
    return Report(results, whole), (
        f"verdicts of the last check, of {_day(journal)}: {len(results)} of {asked} items of evidence{lacks}"
        + "".join(f"; {note}" for note in notes)
    )


def _headline(row: dict[str, Any]) -> Headline:
    origin, proviso = row.get("origin", ""), row.get("proviso", "")
    rests_on = tuple(map(ClaimId.read, row.get("rests_on", ())))
    verdict, statement = Verdict(row["headline"]), row.get("statement", "")
    premises = tuple(Trusted(**{**p, "tested_by": tuple(p["tested_by"])}) for p in row.get("premises", ()))
    return Headline(row["id"], row["claim"], verdict, row["scope"], origin, proviso, rests_on, statement, premises,
                    tuple(row.get("open", ())))  # fmt: skip


def _day(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime).strftime("%Y-%m-%d %H:%M")
