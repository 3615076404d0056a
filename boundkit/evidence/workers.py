"""Running items of evidence, in this process or in several."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context
from typing import cast

from boundkit.discovery.blame import blame
from boundkit.discovery.discover import Entry, load
from boundkit.errors import BudgetExhaustedError, UndecidedError
from boundkit.evidence.budget import Budget
from boundkit.evidence.kinds import Context, Finding, Item, Simulates, expects_refutation
from boundkit.evidence.poison import twin_of
from boundkit.evidence.report import Result
from boundkit.evidence.witness import describe
from boundkit.verdict import Verdict


def run_item(entry: Entry, index: int, full: bool, budget: float) -> Result:
    """Run one item of evidence. One that raises is an ERROR, with the place; out of time or precision INCONCLUSIVE."""
    theorem = entry.theorem
    item = cast(Item, theorem.evidence[index])
    start = time.perf_counter()
    try:
        twin = None if isinstance(item, Simulates) else twin_of(entry, index)
        finding = item.run(theorem, Context(full, Budget(budget), twin))
        if twin is not None and twin.told:
            finding = _after_a_float(finding, twin.told)
    except (BudgetExhaustedError, UndecidedError, MemoryError) as error:
        finding = Finding(Verdict.INCONCLUSIVE, "nothing", str(error) or "the memory ended")
    except (Exception, SystemExit) as error:
        found = blame(error, entry.origin)
        place = {"file": found.file, "line": found.line, "traceback": found.traceback}
        finding = Finding(Verdict.ERROR, "nothing", f"it raised {found}", place)
    surprising = finding.breaks_claim and not expects_refutation(theorem, item.claim)
    return Result(
        theorem.id, item.claim, item.name, item.kind, finding.verdict, finding.scope, item.expects,
        finding.verdict is item.expects and finding.verdict is not Verdict.ERROR and not surprising,
        round(time.perf_counter() - start, 3), finding.detail, describe(finding.witness), finding.breaks_claim,
    )  # fmt: skip


def _after_a_float(finding: Finding, told: str) -> Finding:
    """A finding that is not exact, since a float was met on the way."""
    weaker = {Verdict.CERTIFIED: Verdict.SUPPORTED, Verdict.REFUTED: Verdict.INCONCLUSIVE}
    if finding.verdict not in weaker:
        return finding
    detail = f"not exact, since {told}: {finding.detail}"
    return Finding(weaker[finding.verdict], finding.scope, detail, finding.witness)


def run_items(
    pending: list[tuple[Entry, int]], full: bool, jobs: int, budget: float
) -> Iterator[tuple[tuple[str, int], Result]]:
    """Run items, each named by its entry and its place there, and yield results as they come."""
    if jobs == 1 or len(pending) < 2:
        for entry, index in pending:
            yield (entry.theorem.id, index), run_item(entry, index, full, budget)
        return
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_ignore_interrupt)
    try:
        futures: dict[Future[Result], tuple[str, int]] = {
            pool.submit(_work, entry.origin, entry.theorem.id, index, full, budget): (entry.theorem.id, index)
            for entry, index in pending
        }
        waiting = set(futures)
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield futures[future], future.result()
    except KeyboardInterrupt:
        for process in list(pool._processes.values()):
            process.terminate()
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _ignore_interrupt() -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _work(origin: str, id: str, index: int, full: bool, budget: float) -> Result:
    entry = next(entry for entry in load(origin) if entry.theorem.id == id)
    return run_item(entry, index, full, budget)
