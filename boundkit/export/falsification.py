"""What ``boundkit falsify`` prints: how hard each claim was attacked, and what broke."""

from __future__ import annotations

from collections import Counter
from typing import Any

from boundkit.checking.falsifier import Falsification
from boundkit.commands.falsify import Attacked
from boundkit.evidence.witness import describe
from boundkit.statements.theorem import Theorem
from boundkit.verdict import Verdict

_LONGEST = 160


def falsification_document(attacked: Attacked) -> dict[str, Any]:
    """The JSON of ``boundkit falsify``; ``interrupted`` is there when Ctrl-C ended it before the last claim."""
    rows = [result.to_json() | {"nearest": describe(dict(result.nearest))} for result in attacked.results]
    summary = dict(Counter(result.verdict.value for result in attacked.results))
    return {"results": rows, "summary": summary} | ({"interrupted": True} if attacked.interrupted else {})


def falsification_text(attacked: Attacked) -> str:
    """A line for each claim, and the witness of each that broke."""
    return "\n".join(_line(result, attacked.theorems[result.id]) for result in attacked.results)


def _line(result: Falsification, theorem: Theorem) -> str:
    effort = f"{result.measured} objects measured, {result.passed_over} passed over, {result.seconds:.1f} s"
    if result.verdict is Verdict.REFUTED:
        verdict = " ".join(["REFUTED", theorem.proviso_of(theorem.claim(result.claim))]).rstrip()
        return f"{result.id} {result.claim}: {verdict}, {result.detail}\n    {_short(result.witness)}"
    if not result.measured:
        return f"{result.id} {result.claim}: not attacked, {result.detail}"
    slack = "" if result.least_slack is None else f"; least slack {result.least_slack:.3g} at {_short(result.nearest)}"
    return f"{result.id} {result.claim}: survived, {effort}{slack}"


def _short(value: Any) -> str:
    text = str(describe(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}.."
