"""``boundkit check``: the evidence of what was named, with its journal in the folder of -o or in the cache."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from boundkit.api import catalogue, select
from boundkit.checking.report import Report, Result
from boundkit.checking.runner import check as run
from boundkit.checking.selection import claims_among
from boundkit.commands.effort import Listener
from boundkit.commands.files import journal_of
from boundkit.crews.crew import Place
from boundkit.statements.reference import ClaimId
from boundkit.whole_file import require_folder


@dataclass(frozen=True)
class Checked:
    """The report, and the journal that holds what is finished; None where no place for one was left."""

    report: Report
    journal: Path | None
    meanings: Mapping[ClaimId, str] = field(default_factory=dict)
    """What the quantities of the claims are."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is said beside the report: notes, why it stopped, and how it goes on."""
        report = self.report
        notes = [text for text in (*report.notes, report.stopped) if text]
        if report.interrupted and self.journal is not None:
            notes.append(f"interrupted; continue with: boundkit check --resume {self.journal}")
        return tuple(notes)


def check(
    names: Sequence[str],
    progress: Listener,
    *,
    full: bool = False,
    jobs: int | Place | None = None,
    budget: float | None = None,
    resume: Path | None = None,
    output: Path | None = None,
    claims: Sequence[str] = (),
    words: str = "",
    first: bool = False,
) -> Checked:
    """Run all evidence of the results that are named; of all results for none.

    ``claims`` and ``words`` choose claims of theirs; ``first`` ends it at the first result that is not as expected.
    Raises NothingMatchedError, and as ``runner.check``.
    """
    if output is not None:
        require_folder(output)
    found = catalogue(*names)
    entries = select(found, tuple(names), broken=True)
    only = claims_among(entries, claims, words)
    journal = journal_of(output)
    report = run(
        entries,
        catalogue=found.entries,
        broken=found.broken,
        full=full,
        jobs=jobs or os.cpu_count() or 1,
        budget=budget,
        journal=journal,
        certificates=output / "certificates" if output else None,
        resume=resume,
        only=only,
        first=first,
        progress=lambda result, done, total: progress(done, total, latest(result)),
    )
    meanings = {
        ClaimId(entry.theorem.id, claim.name): f"{claim.quantity}: {claim.quantity.meaning}"
        for entry in entries
        for claim in entry.theorem.claims
    }
    return Checked(report, journal, meanings)


def latest(result: Result | None) -> str:
    """What is said of a check under way: the item that ended last."""
    return "checking" if result is None else f"checking, {result.id} {result.verdict}"
