"""A fitted scaling law as a text and as a document."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from boundkit.commands.fit import COUNTS, UNDECIDED, Fit
from boundkit.export.tables import Table
from boundkit.measures.law_fit import Fitted


def fit_document(found: Fit) -> dict[str, Any]:
    """What a script reads; a number that float64 has no room for is null."""
    return {
        "parameters": _numbers(found.parameters),
        "intervals": {name: ends and [_number(end) for end in ends] for name, ends in found.intervals.items()},
        "explains": found.explains,
        "counted": found.counted,
        "difference": {"mean": found.difference.difference, "interval": list(found.difference.interval)},
        "level": found.level, "draws": found.draws, "seed": found.seed, "runs": len(found.runs),
        "laws": {count: _law(found.laws[count]) for count in COUNTS},
        "published": [_law(each) for each in found.published],
        "passed_over": dict(found.passed_over),
    }  # fmt: skip


def _law(fitted: Fitted) -> dict[str, Any]:
    law = fitted.problem.law
    return {
        "name": law.name, "formula": law.formula, "source": law.source, "known": law.known,
        "parameters": _numbers(fitted.parameters), "undetermined": list(fitted.undetermined),
        "error": fitted.error, "cross_validated": fitted.cross_validated,
    }  # fmt: skip


def _numbers(parameters: Mapping[str, float]) -> dict[str, float | None]:
    return {name: _number(value) for name, value in parameters.items()}


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def fit_text(found: Fit) -> str:
    """The law with its intervals, what explains the loss and by how much, and the published forms below."""
    return "\n".join([_parameters(found), _verdict(found), "", _laws(found)])


def _parameters(found: Fit) -> str:
    law = found.laws[found.counted].problem.law
    level = f"{100 * found.level:g}% interval"
    rows = []
    for name, value in found.parameters.items():
        ends = found.intervals[name]
        said = "not determined by these runs" if name in found.laws[found.counted].undetermined else "-"
        rows.append((name, _short(value), said if ends is None else " to ".join(map(_short, ends))))
    caption = f"loss = {law.formula}, A the {found.counted} parameters, n the {found.runs.data}; {len(found.runs)} runs"
    note = f"fitted to log(loss); intervals from {found.draws} draws of the bootstrap, seed {found.seed}"
    if not any(found.intervals.values()):
        note = f"no intervals: {found.draws} draws were made, which is too few; give more time with --budget"
    table = Table(caption, ("parameter", "estimate", level), (0.2, 0.3, 0.5), tuple(rows), (note,))
    return f"{caption}\n\n{table.render('markdown')}"


def _verdict(found: Fit) -> str:
    low, high = map(_short, found.difference.interval)
    errors = {count: found.laws[count].cross_validated for count in COUNTS}
    said = ", ".join(f"{_short(100 * error)}% with the {count}" for count, error in errors.items())
    gap = f"{100 * found.level:g}% interval of the difference of the squares {low} to {high}"
    if found.explains == UNDECIDED:
        return f"undecided: these runs do not tell which parameters explain the loss better\n({said}; {gap})"
    other = next(count for count in COUNTS if count != found.explains)
    more = "not 0, as it is with these"
    if errors[found.explains] > 0:
        more = f"{_short(errors[other] / errors[found.explains])} times as large"
    return (
        f"{found.explains}: the {found.explains} parameters explain the loss better; with the {other} ones the error "
        f"of a run that is left out is {more}\n({said}; {gap})"
    )


def _laws(found: Fit) -> str:
    rows, notes = [], ["the error is the root mean square of log(loss) less that of the law"]
    for fitted in (*found.laws.values(), *found.published):
        law = fitted.problem.law
        told = ", ".join(f"{name} = {_short(value)}" for name, value in fitted.parameters.items())
        shown = (_short(fitted.error), _short(fitted.cross_validated))
        rows.append((law.name, law.formula, *shown, told))
        if fitted.undetermined:
            notes.append(f"{law.name}: these runs do not tell {', '.join(fitted.undetermined)} apart")
    sources = {each.problem.law.source: each.problem.law for each in found.published}
    notes += [f"{law.name.split(',')[0]}: {source} ({law.known})" for source, law in sources.items()]
    notes += [f"{name} is passed over: {reason}" for name, reason in found.passed_over.items()]
    heads = ("law", "loss", "error", "left out", "parameters")
    widths = (0.15, 0.3, 0.1, 0.1, 0.35)
    return Table("Laws fitted to the same runs", heads, widths, tuple(rows), tuple(notes)).render("markdown")


def _short(value: float) -> str:
    return f"{value:.4g}" if math.isfinite(value) else "beyond float64"
