"""``boundkit report``: what a site shows of a check, which runs now or was written before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from boundkit.api import catalogue, select
from boundkit.checking.report import CONTROLS, Headline, Report
from boundkit.commands.check import check
from boundkit.commands.effort import Listener
from boundkit.commands.results import read_check
from boundkit.deadline import time_limit
from boundkit.discovery.discover import Entry
from boundkit.evidence.budget import Budget
from boundkit.evidence.built import kept_for
from boundkit.evidence.item import Context
from boundkit.evidence.kinds import Instances
from boundkit.evidence.objects import Instance
from boundkit.statements.claim import Claim
from boundkit.statements.theorem import Theorem
from boundkit.verdict import Verdict

_MOST_OBJECTS = 40


@dataclass(frozen=True)
class Row:
    """One item of evidence of a check, as its JSON has it."""

    kind: str
    evidence: str
    verdict: Verdict
    expected: Verdict
    scope: str
    detail: str
    witness: Any
    stated: tuple[str, ...]
    breaks_claim: bool

    @property
    def as_expected(self) -> bool:
        return self.verdict is self.expected


@dataclass(frozen=True)
class Reported:
    """Results with the verdicts on their claims, the evidence by claim, and sentences about where these come from."""

    entries: tuple[Entry, ...]
    claims: tuple[Headline, ...]
    evidence: Mapping[tuple[str, str], tuple[Row, ...]]
    document: Mapping[str, Any]
    sentences: tuple[str, ...]
    exit_code: int = 0

    @property
    def theorems(self) -> tuple[Theorem, ...]:
        return tuple(entry.theorem for entry in self.entries)

    @property
    def report(self) -> Report:
        """The claims alone, for tables and sentences."""
        return Report((), self.claims)


def report_of(
    names: Sequence[str],
    source: Path | None,
    progress: Listener,
    *,
    full: bool = False,
    jobs: int | None = None,
    budget: float | None = None,
) -> Reported:
    """The verdicts of a written check, or of one that runs now. Raises as ``read_check`` and ``check``."""
    found = catalogue(*names)
    entries = select(found, tuple(names), broken=source is None)
    if source is not None:
        written = read_check(source)
        claims, shown = written.still([entry.theorem for entry in entries], set(found.ids))
        return Reported(entries, claims, _rows(written.document), written.document, (shown,))
    checked = check(names, progress, full=full, jobs=jobs, budget=budget)
    document = checked.report.to_json()
    claims = checked.report.claims
    return Reported(entries, claims, _rows(document), document, checked.sentences, checked.report.exit_code)


def _rows(document: Mapping[str, Any]) -> dict[tuple[str, str], tuple[Row, ...]]:
    rows: dict[tuple[str, str], tuple[Row, ...]] = {}
    for item in document["results"]:
        row = Row(
            item["kind"], item["evidence"], Verdict(item["verdict"]), Verdict(item["expected"]), item["scope"],
            item["detail"], item["witness"], tuple(item["stated"]),
            item["breaks_claim"] or (item["verdict"] == Verdict.REFUTED and item["kind"] not in CONTROLS),
        )  # fmt: skip
        key = item["id"], item["claim"]
        rows[key] = (*rows.get(key, ()), row)
    return rows


def measured_beside_claimed(theorem: Theorem, claim: Claim, seconds: float) -> tuple[Instance, ...]:
    """Objects of the evidence for a claim, held against it: no more are begun after so many seconds or a few dozen.

    One that takes ten times as long ends them; so does one whose builder raises.
    """
    found: list[Instance] = []
    with suppress(Exception), kept_for(theorem.id), time_limit(10 * seconds, quiet=True):
        context = Context(False, Budget(seconds))
        for item in theorem.evidence:
            if isinstance(item, Instances) and item.claim == claim.name:
                found.extend(islice(item.examine(theorem, context, claim), _MOST_OBJECTS - len(found)))
    return tuple(found)
