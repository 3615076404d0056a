"""All checks of a selection of results: in parallel, resumable, with what is finished kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

from boundkit.checking.certificates import Certificates
from boundkit.checking.files import replaced, sole_writer
from boundkit.checking.grounds import Task, tasks_of
from boundkit.checking.headlines import joined
from boundkit.checking.journal import Journal, key, read_journal
from boundkit.checking.report import Report, Result
from boundkit.checking.waiting import without_waiting
from boundkit.checking.workers import run_items
from boundkit.crews.crew import Place
from boundkit.crews.here import place_of
from boundkit.discovery.discover import Broken, Entry
from boundkit.errors import FileAccessError, WorkerError
from boundkit.statements.reference import ClaimId

QUICK_BUDGET, FULL_BUDGET = 90.0, 900.0  # seconds for one item of evidence


def check(
    entries: Sequence[Entry],
    *,
    catalogue: Iterable[Entry] = (),
    broken: Iterable[Broken] = (),
    full: bool = False,
    jobs: int | Place = 1,
    budget: float | None = None,
    journal: Path | None = None,
    certificates: Path | None = None,
    resume: Path | None = None,
    only: Collection[ClaimId] | None = None,
    first: bool = False,
    progress: Callable[[Result | None, int, int], None] = lambda result, done, total: None,
) -> Report:
    """Run all evidence of ``entries``, and of the claims of ``catalogue`` that these rest on.

    The report is about ``entries`` alone. A claim that rests on one that is neither there nor in ``catalogue`` is not
    certified. With ``only`` it is about these claims of theirs; with ``first`` it ends at the first result that is not
    as expected.

    Each finished result is appended to ``journal`` at once (one JSON document a line), and the report is written beside
    it, with the ending .json; ``certificates`` is a folder for those of what is decided. ``resume`` names such a
    journal; results in it are taken over when nothing that they depend on has changed. Ctrl-C returns what is finished,
    and so does a journal that can no longer be written; no claim is then said to be proved whose evidence, or that of a
    claim below it, did not all run.
    Raises FileAccessError when it cannot be written from the start, or another check is writing it.
    """
    with ExitStack() as stack:
        place = stack.enter_context(sole_writer(journal)) if journal else None
        found, notes = read_journal(resume) if resume else ({}, [])
        shown = Certificates(certificates) if certificates else None
        known = {
            text: result
            for text, result in found.items()
            if not result.is_open and (shown is None or shown.has(result))
        }
        log = stack.enter_context(Journal(place, known)) if place else None
        limit = budget or (FULL_BUDGET if full else QUICK_BUDGET)
        tasks = tasks_of(entries, catalogue, only)
        report = _about(only, _run(entries, tasks, known, log, shown, full, place_of(jobs), limit, first, progress))
        report = replace(report, broken=tuple(broken), notes=(*notes, *report.notes))
        if place and not report.stopped:
            try:
                replaced(place.with_suffix(".json"), json.dumps(report.to_json(), indent=1).encode()).close()
            except FileAccessError as error:
                report = replace(report, stopped=str(error))
    return report


def _run(
    entries: Sequence[Entry],
    tasks: Sequence[Task],
    known: dict[str, Result],
    log: Journal | None,
    shown: Certificates | None,
    full: bool,
    place: Place,
    budget: float,
    first: bool,
    progress: Callable[[Result | None, int, int], None],
) -> Report:
    keys = {(entry.theorem.id, index): key(entry, index, full) for entry, index in tasks}
    finished = {place: known[text] for place, text in keys.items() if text in known}
    pending = [(entry, index) for entry, index in tasks if (entry.theorem.id, index) not in finished]
    interrupted, stopped, notes = False, "", []
    try:
        progress(None, len(finished), len(tasks))
        with closing(run_items(pending, full, place, budget, shown is not None)) as outcomes:
            for (entry, index), result in outcomes:
                if shown is not None:
                    result = shown.written(f"{result.id}.{result.claim}.{index}", result)
                finished[entry.theorem.id, index] = result
                if log is not None:
                    log.write(key(entry, index, full), result)
                progress(result, len(finished), len(tasks))
                if first and not result.as_expected and len(finished) < len(tasks):
                    notes.append(
                        f"ended at the first result that is not as expected; {len(finished)} of {len(tasks)} checks "
                        "had ended"
                    )
                    break
    except KeyboardInterrupt:
        interrupted = True
    except (FileAccessError, WorkerError) as error:
        stopped = f"{error}; {len(finished)} of {len(tasks)} checks had ended"
    ended = [finished[place] for place in keys if place in finished]
    if shown is not None and not stopped:
        try:
            shown.finish(ended)
        except FileAccessError as error:
            stopped = str(error)
    results, claims = joined(entries, ended, grounds=[entry for entry, _ in tasks])
    waiting = [(entry, index) for entry, index in tasks if (entry.theorem.id, index) not in finished]
    left = without_waiting(claims, tasks, waiting)
    return Report(results, left, interrupted=interrupted, stopped=stopped, notes=tuple(notes), complete=not waiting)


def _about(only: Collection[ClaimId] | None, report: Report) -> Report:
    """The part of a report that is about some claims."""
    if only is None:
        return report
    results = tuple(result for result in report.results if ClaimId(result.id, result.claim) in only)
    claims = tuple(headline for headline in report.claims if ClaimId(headline.id, headline.claim) in only)
    return replace(report, results=results, claims=claims)
