"""What a person sees of a check: evidence, witnesses, headlines, the summary."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from boundkit.checking.report import Report
from boundkit.export.terminal import coloured, console
from boundkit.streams import one_line, printable
from boundkit.verdict import Verdict

_LONGEST_WITNESS = 200

_CONTROLS = ("fails_without", "too_strong", "too_small")  # what they refute is not the claim


def print_report(report: Report) -> None:
    """The table of evidence, the witnesses of refutations, the headline of every claim, the summary."""
    out = console()
    if report.results:
        _print_evidence(out, report)
    if report.claims:
        _print_headlines(out, report)
    for broken in report.broken:
        out.print(f"[bold red]broken[/] {escape(one_line(str(broken)))}", soft_wrap=True)
        _print_frames(out, broken.traceback)
    out.print(_summary(report), soft_wrap=True)


def _print_evidence(out: Console, report: Report) -> None:
    evidence = Table("claim", "kind", "evidence", "verdict", "scope", "seconds", box=None, pad_edge=False)
    provisos = _provisos(report)
    for result in report.results:
        concerned = result.verdict is Verdict.REFUTED and result.kind not in _CONTROLS
        proviso = provisos[result.id, result.claim] if concerned else ""
        evidence.add_row(
            f"{result.id} [bold]{result.claim}[/]",
            result.kind,
            escape(result.evidence),
            coloured(result.verdict, f"{result.verdict} {proviso}".strip())
            + ("" if result.as_expected else f" [bold red](expected {result.expected})[/]"),
            escape(result.scope_text),
            f"{result.seconds:.2f}",
        )
    out.print(evidence)
    _print_witnesses(out, report)
    _print_unexpected(out, report)
    out.print()


def _print_headlines(out: Console, report: Report) -> None:
    headlines = Table("claim", "headline", "scope", "status", box=None, pad_edge=False)
    for headline in report.claims:
        headlines.add_row(
            f"{headline.id} [bold]{headline.claim}[/]",
            coloured(headline.headline, headline.verdict),
            escape(headline.scope),
            escape(headline.origin),
        )
    out.print(headlines)
    out.print()


def _summary(report: Report) -> str:
    """How many checks came to what, and how many theorem files could not be read."""
    parts = []
    if report.results:
        wrong = sum(not result.as_expected for result in report.results)
        counts = ", ".join(f"{count} {verdict}" for verdict, count in report.summary.items() if count)
        as_expected = f"{wrong} not as expected" if wrong else "all as expected"
        parts.append(f"{len(report.results)} checks: {counts}; {as_expected}")
    if report.broken:
        files = "1 theorem file" if len(report.broken) == 1 else f"{len(report.broken)} theorem files"
        parts.append(f"{files} could not be read")
    return "; ".join(parts) or "nothing was checked"


def _print_frames(out: Console, frames: Sequence[str]) -> None:
    for frame in frames:
        out.print(f"    {printable(frame)}", markup=False, soft_wrap=True)


def _print_witnesses(out: Console, report: Report) -> None:
    refuted = [result for result in report.results if result.verdict is Verdict.REFUTED]
    provisos = _provisos(report)
    if refuted:
        out.print("\nWitnesses (whole in the JSON):")
    for result in refuted:
        text = json.dumps(result.witness, ensure_ascii=False)
        shown = text if len(text) <= _LONGEST_WITNESS else text[:_LONGEST_WITNESS] + " .."
        concerns = f" ({provisos[result.id, result.claim]})" if provisos[result.id, result.claim] else ""
        out.print(
            f"  {result.id} {result.claim}{concerns}, {result.evidence}: {result.detail}", markup=False, soft_wrap=True
        )
        out.print(f"    {shown}", markup=False, soft_wrap=True)


def _provisos(report: Report) -> dict[tuple[str, str], str]:
    return {(headline.id, headline.claim): headline.proviso for headline in report.claims}


def _print_unexpected(out: Console, report: Report) -> None:
    wrong = [result for result in report.results if not result.as_expected]
    if wrong:
        out.print("\n[bold red]Not as the theorem files expect:[/]")
    for result in wrong:
        line = f"  {result.id} {result.claim}, {result.evidence}: {result.verdict}, expected {result.expected}"
        out.print(f"{line}; {result.detail}", markup=False, soft_wrap=True)
        if result.verdict is Verdict.ERROR:
            _print_frames(out, result.witness["traceback"])
