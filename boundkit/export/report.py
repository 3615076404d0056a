"""What a person sees of a check: a line a claim, what is refuted, what follows; on request every item of evidence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import Enum
from itertools import groupby

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from boundkit.checking.report import CONTROLS, Headline, Report, Result
from boundkit.checking.witness import told
from boundkit.export.terminal import coloured, console
from boundkit.statements.reference import ClaimId
from boundkit.streams import one_line, printable
from boundkit.verdict import Verdict

_LONGEST_WITNESS, _LONGEST_STATEMENT = 300, 90  # letters
_FEW = 20  # witnesses, that are printed whole
_WIDE = 110  # columns, from which on a claim has one line


class Detail(Enum):
    """How much of a check is told: what is not as expected, a line a claim, or every item of evidence."""

    FEW = "few"
    CLAIMS = "claims"
    EVERY = "every"


def print_report(report: Report, detail: Detail = Detail.CLAIMS, meanings: Mapping[ClaimId, str] | None = None) -> None:
    """One line a claim, grouped by paper, the claims that are refuted with their witness, and what follows.

    With Detail.EVERY also the table of all items of evidence, with all witnesses; with Detail.FEW only what is not as
    expected, and the last line. ``meanings`` say what the quantities of claims are.
    """
    out = console()
    if detail is Detail.EVERY and report.results:
        _print_evidence(out, report)
        _print_witnesses(out, report)
    if detail is not Detail.FEW:
        _print_claims(out, report)
        _print_refuted(out, report, meanings or {})
    _print_unexpected(out, report)
    for broken in report.broken:
        out.print(f"[bold red]broken[/] {escape(one_line(str(broken)))}", soft_wrap=True)
        _print_frames(out, broken.traceback)
    if report.claims and detail is not Detail.FEW:
        out.print(f"\n{what_follows(report)}", soft_wrap=True)
    out.print(_summary(report), soft_wrap=True)


def _print_claims(out: Console, report: Report) -> None:
    by_claim: dict[tuple[str, str], list[Result]] = {}
    for result in report.results:
        by_claim.setdefault((result.id, result.claim), []).append(result)
    for paper, headlines in groupby(report.claims, lambda headline: headline.id.partition(".")[0]):
        rows = [_row(headline, by_claim.get((headline.id, headline.claim), [])) for headline in headlines]
        if out.width < _WIDE:
            _print_in_two_lines(out, paper, rows)
            continue
        claims = Table(paper, "verdict", "statement", "rests on", "objects", "controls", box=None, pad_edge=False)
        for row in rows:
            claims.add_row(*row)
        out.print(claims)
        out.print()


def _row(headline: Headline, own: Sequence[Result]) -> tuple[str, ...]:
    """The claim, its verdict, what it says, what it rests on, and how many objects and controls there are."""
    objects = sum(result.scope.instances or 0 for result in own if result.kind not in CONTROLS)
    controls = sum(result.kind in CONTROLS and result.as_expected for result in own)
    return (
        f"{headline.id.partition('.')[2]} [bold]{headline.claim}[/]",
        coloured(headline.headline, headline.verdict),
        escape(shortened(headline.statement, _LONGEST_STATEMENT)),
        escape(rests_on(headline)),
        str(objects or ""),
        str(controls or ""),
    )


def _print_in_two_lines(out: Console, paper: str, rows: Sequence[tuple[str, ...]]) -> None:
    """For a narrow terminal: the claim and its verdict, then what it says and what it rests on."""
    out.print(f"[bold]{paper}[/]")
    for claim, verdict, statement, grounds, objects, controls in rows:
        counts = [f"{n} {what}{'s' * (n != '1')}" for n, what in ((objects, "object"), (controls, "control")) if n]
        told = "; ".join([f"rests on {grounds}"] * bool(grounds) + counts)
        for line in (f"{claim}  {verdict}", f"    {statement}", f"    {told}"):
            if line.strip():
                out.print(line, no_wrap=True, overflow="ellipsis", crop=True)
    out.print()


def rests_on(headline: Headline) -> str:
    """The claims that a headline stands on; its scope where it is not the whole claim."""
    names = [claim.claim if claim.result == headline.id else str(claim) for claim in headline.rests_on]
    return ", ".join(names) if names or headline.scope.startswith("all") else headline.scope


def what_follows(report: Report) -> str:
    """One sentence: what a reader has to believe, and what is open."""
    counts = Counter(headline.headline for headline in report.claims)
    premises = {p for h in report.claims if h.headline is Verdict.DERIVED for p in h.premises if p.relation}
    kinds = {
        Verdict.CERTIFIED: "certified, resting on nothing but the program",
        Verdict.DERIVED: f"derived: to believe them read {len(premises)} premises (boundkit show ID --proof)",
        Verdict.REFUTED: "refuted as stated here",
        Verdict.SUPPORTED: "supported by the objects that were looked at, not proved",
    }
    parts = [f"{counts[verdict]} {words}" for verdict, words in kinds.items() if counts[verdict]]
    if rest := len(report.claims) - sum(counts[verdict] for verdict in kinds):
        parts.append(f"{rest} open")
    if unheard := sum(bool(headline.open) for headline in report.claims if headline.headline in kinds):
        parts.append(f"for {unheard} of them a check came to no answer, which might contradict it")
    return f"{len(report.claims)} claim{'s' * (len(report.claims) != 1)}: {'; '.join(parts)}."


def _print_refuted(out: Console, report: Report, meanings: Mapping[ClaimId, str]) -> None:
    refuted = [headline for headline in report.claims if headline.headline is Verdict.REFUTED]
    if refuted:
        out.print("Refuted:")
    for headline in refuted:
        own = [r for r in report.results if (r.id, r.claim) == (headline.id, headline.claim)]
        against = [r for r in own if r.verdict is Verdict.REFUTED and (r.kind not in CONTROLS or r.breaks_claim)]
        meaning = meanings.get(ClaimId(headline.id, headline.claim), "")
        detail = told(against[0], meaning) if against else headline.scope
        name = f"{headline.id} {headline.claim}, {headline.verdict}: {headline.statement}"
        out.print(f"  {name}", markup=False, soft_wrap=True)
        out.print(f"    {shortened(detail, _LONGEST_WITNESS)}", markup=False, soft_wrap=True)


def _print_evidence(out: Console, report: Report) -> None:
    evidence = Table("claim", "kind", "evidence", "verdict", "scope", "seconds", box=None, pad_edge=False)
    provisos = _provisos(report)
    for result in report.results:
        concerned = result.verdict is Verdict.REFUTED and result.kind not in CONTROLS
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
        out.print("\nWitnesses:" if len(refuted) <= _FEW else "\nWitnesses (whole in the JSON):")
    for result in refuted:
        shown = json.dumps(result.witness, ensure_ascii=False)
        if len(refuted) > _FEW:
            shown = shortened(shown, _LONGEST_WITNESS)
        concerns = f" ({provisos[result.id, result.claim]})" if provisos[result.id, result.claim] else ""
        out.print(
            f"  {result.id} {result.claim}{concerns}, {result.evidence}: {result.detail}", markup=False, soft_wrap=True
        )
        out.print(f"    {shown}", markup=False, soft_wrap=True)


def shortened(text: str, most: int) -> str:
    """A text, cut where it is longer than so many letters."""
    return text if len(text) <= most else text[:most] + " .."


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
