"""All checks of a selection of results: in parallel, resumable, with what is finished kept."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import asdict, dataclass
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path
from typing import Any, cast

from boundkit.catalogue.discover import Broken, Entry, fingerprint, load
from boundkit.errors import FileAccessError, MalformedInputError
from boundkit.evidence.budget import Budget
from boundkit.evidence.kinds import ONE_STEP, Context, Item
from boundkit.verdict import Verdict

QUICK_BUDGET, FULL_BUDGET = 90.0, 900.0  # seconds for one item of evidence


@dataclass(frozen=True)
class Result:
    """What one item of evidence came to; the fields are the keys of the JSON."""

    id: str
    claim: str
    evidence: str
    kind: str
    verdict: Verdict
    scope: str
    expected: Verdict
    as_expected: bool
    seconds: float
    detail: str
    witness: Any = None


@dataclass(frozen=True)
class Headline:
    """The verdict on a claim, joined from its evidence, and the scope that goes with it."""

    id: str
    claim: str
    headline: Verdict
    scope: str


@dataclass(frozen=True)
class Report:
    """The outcome of a check: results in catalogue order, and the theorem files that raised."""

    results: tuple[Result, ...]
    claims: tuple[Headline, ...]
    broken: tuple[Broken, ...] = ()
    interrupted: bool = False

    @property
    def summary(self) -> dict[str, int]:
        """How many items came to each verdict."""
        counts = Counter(result.verdict.value for result in self.results)
        return {verdict.value: counts[verdict.value] for verdict in Verdict}

    @cached_property
    def exit_code(self) -> int:
        """0 all as expected; 4 when only budgets were short; 130 when interrupted; else 1."""
        wrong = [result for result in self.results if not result.as_expected]
        if self.interrupted:
            return 130
        if self.broken or any(r.verdict is not Verdict.INCONCLUSIVE or _raised(r) for r in wrong):
            return 1
        return 4 if wrong else 0

    def to_json(self) -> dict[str, Any]:
        """The document of ``boundkit check --json``."""
        return {
            "results": [asdict(result) for result in self.results],
            "claims": [asdict(claim) for claim in self.claims],
            "summary": self.summary,
            "broken": [asdict(broken) for broken in self.broken],
        }


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
    known = _read_journal(resume) if resume else {}
    keys = {(entry.theorem.id, index): _key(entry, index, full) for entry, index in tasks}
    finished: dict[tuple[str, int], Result] = {}
    interrupted = False
    with _Journal(journal) as log:
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
            for place, result in _run(pending, full, jobs, seconds):
                finished[place] = result
                log.write(keys[place], result)
                progress(result, len(finished), len(tasks))
        except KeyboardInterrupt:
            interrupted = True
    results = tuple(finished[place] for place in keys if place in finished)
    return Report(results, tuple(_headlines(entries, results)), tuple(broken), interrupted)


def run_item(entry: Entry, index: int, full: bool, budget: float) -> Result:
    """Run one item of evidence. An item that raises is INCONCLUSIVE and says what it raised."""
    theorem = entry.theorem
    item = cast(Item, theorem.evidence[index])
    start = time.perf_counter()
    try:
        finding = item.run(theorem, Context(full, Budget(budget)))
        verdict, scope, detail, witness = finding.verdict, finding.scope, finding.detail, finding.witness
    except Exception as error:
        verdict, scope, witness = Verdict.INCONCLUSIVE, "nothing", None
        detail = f"the check raised {type(error).__name__}: {error}"
    return Result(
        theorem.id, item.claim, item.name, item.kind, verdict, scope, item.expects, verdict is item.expects,
        round(time.perf_counter() - start, 3), detail, witness,
    )  # fmt: skip


def _raised(result: Result) -> bool:
    return result.scope == "nothing"


def _run(
    pending: list[tuple[Entry, int]], full: bool, jobs: int, budget: float
) -> Iterator[tuple[tuple[str, int], Result]]:
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


def _headlines(entries: Sequence[Entry], results: Sequence[Result]) -> Iterator[Headline]:
    for entry in entries:
        supporting = {item.name for item in entry.theorem.evidence if cast(Item, item).supports}
        own = [r for r in results if r.id == entry.theorem.id and r.evidence in supporting]
        found = {name: headline([r for r in own if r.claim == name]) for name in entry.theorem.claim_names}
        for name, (verdict, scope) in capped(found).items():
            yield Headline(entry.theorem.id, name, verdict, scope)


def headline(results: Sequence[Result]) -> tuple[Verdict, str]:
    """Join the supporting evidence of a claim.

    A witness against the claim refutes. A false step refutes the step alone, but leaves the claim INCONCLUSIVE. Only
    an item of scope "all" certifies, with the results that it assumes; certified instances and figures support.
    """
    refuted = [r for r in results if r.verdict is Verdict.REFUTED]
    for result in sorted(refuted, key=lambda r: r.scope == ONE_STEP):
        return (Verdict.INCONCLUSIVE, f"{ONE_STEP} of {result.evidence} is false") if result.scope == ONE_STEP else (
            Verdict.REFUTED, result.scope)  # fmt: skip
    certified = [r for r in results if r.verdict is Verdict.CERTIFIED]
    whole = sorted((r.scope for r in certified if is_whole(r.scope)), key=len)
    if whole:
        return Verdict.CERTIFIED, whole[0]
    supporting = certified + [r for r in results if r.verdict is Verdict.SUPPORTED]
    if supporting:
        return Verdict.SUPPORTED, "; ".join(dict.fromkeys(r.scope for r in supporting))
    if results and all(r.verdict is Verdict.VACUOUS for r in results):
        return Verdict.VACUOUS, "no instance met the hypotheses"
    return Verdict.INCONCLUSIVE, results[0].scope if results else "no evidence"


def is_whole(scope: str) -> bool:
    """Whether a scope is the whole claim, perhaps under named assumptions."""
    return scope == "all" or scope.startswith("all, assuming ")


def capped(found: dict[str, tuple[Verdict, str]]) -> dict[str, tuple[Verdict, str]]:
    """A claim that rests on other claims of its theorem is certified only when those are, and not in a circle."""
    sound: set[str] = set()
    while True:
        more = {
            name
            for name, (verdict, scope) in found.items()
            if verdict is Verdict.CERTIFIED and sound.issuperset(_assumed_claims(scope, found))
        }
        if more == sound:
            break
        sound = more
    return {
        name: (Verdict.SUPPORTED, f"{scope} (which is not certified)")
        if verdict is Verdict.CERTIFIED and name not in sound
        else (verdict, scope)
        for name, (verdict, scope) in found.items()
    }


def _assumed_claims(scope: str, known: Iterable[str]) -> set[str]:
    """The claims of the same theorem that a scope names: "assuming the claim a", "the claims a and b"."""
    named = re.findall(r"the claims? ([^,]*)", scope)
    return {word for text in named for word in re.findall(r"\w+", text)} & set(known)


# the journal ----------------------------------------------------------------------------------------------------


class _Journal:
    """Appends results to a file as they come; does nothing without a path."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: Any = None

    def __enter__(self) -> _Journal:
        if self._path is not None:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self._path.open("w", encoding="utf-8")
            except OSError as error:
                raise FileAccessError(f"cannot write {self._path}: {error.strerror}; choose another folder") from None
        return self

    def write(self, key: str, result: Result) -> None:
        if self._file is not None:
            self._file.write(json.dumps({"key": key, "result": asdict(result)}) + "\n")
            self._file.flush()

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()


def _key(entry: Entry, index: int, full: bool) -> str:
    return f"{entry.theorem.id} {entry.theorem.evidence[index].name} {'full' if full else 'quick'} {fingerprint(entry)}"


def _read_journal(path: Path) -> dict[str, Result]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FileAccessError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from None
    known = {}
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
            fields = record["result"]
            fields["verdict"], fields["expected"] = Verdict(fields["verdict"]), Verdict(fields["expected"])
            result = Result(**fields)
        except (ValueError, KeyError, TypeError):
            if number == len(lines):  # cut off while it was written
                break
            raise MalformedInputError(f"{path}, line {number} is no result of a check; give the file of -o") from None
        if result.as_expected or result.verdict is not Verdict.INCONCLUSIVE:
            known[record["key"]] = result
    return known
