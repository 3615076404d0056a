"""The catalogue on one page: a row a result, with how many of its claims came to which verdict."""

from __future__ import annotations

from collections.abc import Sequence

from boundkit.checking.report import Headline, Report
from boundkit.export.cells import Cell
from boundkit.export.tables import Table
from boundkit.statements.theorem import Theorem
from boundkit.verdict import Verdict

_FIRST = (Verdict.CERTIFIED, Verdict.DERIVED, Verdict.SUPPORTED)
_ORDER = (*_FIRST, *(each for each in Verdict if each not in (*_FIRST, Verdict.REFUTED)), Verdict.REFUTED)


def summary_table(theorems: Sequence[Theorem], report: Report, shown: str = "") -> Table:
    """One row a result: its title, where it stands, and the verdicts on its claims, those refuted by name."""
    rows: list[tuple[Cell, ...]] = []
    for theorem in theorems:
        own = [headline for headline in report.claims if headline.id == theorem.id]
        if own:
            rows.append((theorem.id, theorem.title, str(theorem.source), verdicts_told(own)))
    return Table(
        "Results and the verdicts on their claims",
        ("result", "title", "source", "claims"),
        (0.22, 0.32, 0.22, 0.24),
        tuple(rows),
        (shown,) if shown else (),
    )


def verdicts_told(claims: Sequence[Headline]) -> str:
    """How many claims came to each verdict.

    >>> verdicts_told([Headline("a.b", "upper", Verdict.DERIVED, "all"), Headline("a.b", "low", Verdict.REFUTED, "")])
    '1 derived, 1 refuted: low'
    """
    parts = []
    for verdict in _ORDER:
        own = [headline for headline in claims if headline.headline is verdict]
        if own:
            parts.append(f"{len(own)} {verdict.value.lower()}")
    refuted = [headline for headline in claims if headline.headline is Verdict.REFUTED]
    named = ", ".join(f"{headline.claim} {headline.proviso}".strip() for headline in refuted)
    return ", ".join(parts) + (f": {named}" if named else "")
