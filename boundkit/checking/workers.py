"""Running items of evidence, in this process or in those of a place."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator, Sequence
from contextlib import redirect_stdout
from dataclasses import replace

from boundkit.checking.certificates import document_of
from boundkit.checking.report import Result
from boundkit.crews.crew import Lost, Place
from boundkit.crews.spread import spread
from boundkit.deadline import time_limit
from boundkit.discovery.blame import blame
from boundkit.discovery.discover import Entry
from boundkit.discovery.elsewhere import absolute, files_for, load_here
from boundkit.discovery.observed import observed, observing
from boundkit.errors import AddressSpaceError, BudgetExhaustedError, UndecidedError, WorkerError
from boundkit.evidence.budget import Budget
from boundkit.evidence.built import kept_for
from boundkit.evidence.decisive import Decisive
from boundkit.evidence.item import Context, Finding, expects_refutation
from boundkit.evidence.kinds import Simulates
from boundkit.evidence.poison import twin_of
from boundkit.evidence.proof import Proof
from boundkit.evidence.scope import NOTHING
from boundkit.evidence.whole import as_shown
from boundkit.evidence.witness import describe
from boundkit.verdict import Verdict


def run_item(entry: Entry, index: int, full: bool, budget: float, certify: bool = False) -> Result:
    """Run one item of evidence. One that raises is an ERROR, with the place; out of time or precision INCONCLUSIVE.

    With ``certify`` the result holds the certificate of what it decides.
    """
    theorem = entry.theorem
    item = theorem.evidence[index]
    start = time.perf_counter()
    decisive, shown = Decisive(item.supports) if certify else None, None
    shared = None if full else entry.origin  # the objects of full grids fill the memory
    try:
        # what a theorem file prints is no part of the report
        with redirect_stdout(sys.stderr), observing(entry.origin), kept_for(shared), time_limit(budget, quiet=True):
            twin = None if isinstance(item, Simulates | Proof) else twin_of(entry, index)
            finding = as_shown(theorem, item, item.run(theorem, Context(full, Budget(budget), twin, decisive)))
            if twin is not None and twin.told:
                finding = _after_a_float(finding, twin.told)
            if certify:
                shown = document_of(entry, index, finding, decisive)
    except (AddressSpaceError, BudgetExhaustedError, UndecidedError, MemoryError) as error:
        finding = Finding(Verdict.INCONCLUSIVE, NOTHING, str(error) or "the memory ended")
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        finding = _raised(error, entry.origin)
    return replace(_result(entry, index, finding, time.perf_counter() - start), certificate=shown)


def _raised(error: BaseException, origin: str) -> Finding:
    found = blame(error, origin)
    place = {"file": found.file, "line": found.line, "traceback": found.traceback}
    return Finding(Verdict.ERROR, NOTHING, f"it raised {found}", place)


def _result(entry: Entry, index: int, finding: Finding, seconds: float) -> Result:
    item = entry.theorem.evidence[index]
    surprising = finding.breaks_claim and not expects_refutation(entry.theorem, item.claim)
    return Result(
        entry.theorem.id, item.claim, item.name, item.kind, finding.verdict, finding.scope, item.expects,
        finding.verdict is item.expects and finding.verdict is not Verdict.ERROR and not surprising,
        round(seconds, 3), finding.detail, describe(finding.witness), finding.breaks_claim,
        finding.premises, finding.used, observed(entry.origin),
    )  # fmt: skip


def _after_a_float(finding: Finding, told: str) -> Finding:
    """A finding that is not exact, since a float was met on the way."""
    weaker = {Verdict.CERTIFIED: Verdict.SUPPORTED, Verdict.REFUTED: Verdict.INCONCLUSIVE}
    if finding.verdict not in weaker:
        return finding
    detail = f"not exact, since {told}: {finding.detail}"
    return Finding(weaker[finding.verdict], finding.scope, detail, finding.witness)


def run_items(
    pending: Sequence[tuple[Entry, int]], full: bool, place: Place, budget: float, certify: bool = False
) -> Generator[tuple[tuple[Entry, int], Result], None, None]:
    """Run items, each named by its entry and its place there, and yield results as they come.

    An item whose process dies is run again, then INCONCLUSIVE. Raises WorkerError when processes do not start.
    """
    if place.is_alone or len(pending) < 2:
        for entry, index in pending:
            yield (entry, index), run_item(entry, index, full, budget, certify)
        return
    calls = [
        (entry.origin, absolute(entry.origin), entry.theorem.id, index, full, budget, certify)
        for entry, index in pending
    ]
    files = files_for(entry.origin for entry, _ in pending)
    for number, outcome in spread(_work, calls, place, files):
        entry, index = pending[number]
        if isinstance(outcome, Finding):
            outcome = _result(entry, index, outcome, 0.0)
        elif isinstance(outcome, Lost):
            finding = Finding(Verdict.INCONCLUSIVE, NOTHING, outcome.reason)
            outcome = replace(_result(entry, index, finding, 0.0), as_expected=False)
        yield (entry, index), outcome


def _work(origin: str, path: str, id: str, index: int, full: bool, budget: float, certify: bool) -> Result | Finding:
    try:
        entry = next(entry for entry in load_here(origin, path) if entry.theorem.id == id)
    except WorkerError:
        raise
    except (Exception, SystemExit) as error:
        return _raised(error, origin)
    return _as_asked(run_item(entry, index, full, budget, certify), entry.origin, origin)


def _as_asked(result: Result, here: str, origin: str) -> Result:
    """The result with the theorem file named as in the process that asked."""
    if here == origin or not isinstance(result.witness, dict) or "traceback" not in result.witness:
        return result
    lines = [line.replace(here, origin) for line in result.witness["traceback"]]
    named = {**result.witness, "file": result.witness["file"].replace(here, origin), "traceback": lines}
    return replace(result, detail=result.detail.replace(here, origin), witness=named)
