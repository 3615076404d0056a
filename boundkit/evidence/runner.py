"""All checks of a selection of results: in parallel, resumable, with what is finished kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from boundkit.discovery.discover import Broken, Entry
from boundkit.evidence.headlines import joined
from boundkit.evidence.journal import Journal, key, read_journal
from boundkit.evidence.report import Report, Result
from boundkit.evidence.workers import run_items

QUICK_BUDGET, FULL_BUDGET = 90.0, 900.0  # seconds for one item of evidence


def check(
    entries: Sequence[Entry],
    *,
    broken: Iterable[Broken] = (),
    full: bool = False,
    jobs: int = 1,
    budget: float | None = None,
    journal: Path | None = None,
    resume: Path | None = None,
    progress: Callable[[Result | None, int, int], None] = lambda result, done, total: None,
) -> Report:
    """Run all evidence of ``entries``.

    Each finished result is appended to ``journal`` at once (one JSON document a line). ``resume`` names such a file;
    results in it whose theorem and code are unchanged are taken over. Ctrl-C returns what is finished.
    """
    seconds = budget or (FULL_BUDGET if full else QUICK_BUDGET)
    tasks = [(entry, index) for entry in entries for index in range(len(entry.theorem.evidence))]
    known = read_journal(resume) if resume else {}
    keys = {(entry.theorem.id, index): key(entry, index, full) for entry, index in tasks}
    finished: dict[tuple[str, int], Result] = {}
    interrupted = False
    with Journal(journal) as log:
        try:
            pending = []
            for entry, index in tasks:
                place = (entry.theorem.id, index)
                if keys[place] in known:
                    finished[place] = known[keys[place]]
                    log.write(keys[place], finished[place])
                else:
                    pending.append((entry, index))
            progress(None, len(finished), len(tasks))
            for place, result in run_items(pending, full, jobs, seconds):
                finished[place] = result
                log.write(keys[place], result)
                progress(result, len(finished), len(tasks))
        except KeyboardInterrupt:
            interrupted = True
    results, claims = joined(entries, [finished[place] for place in keys if place in finished])
    return Report(results, claims, tuple(broken), interrupted)
