"""What ``boundkit falsify`` prints: how hard each claim was attacked, and what broke."""

from __future__ import annotations

from collections import Counter
from typing import Any

from boundkit.checking.falsifier import Falsification, Tried
from boundkit.commands.falsify import Attacked
from boundkit.evidence.witness import describe
from boundkit.statements.theorem import Theorem
from boundkit.verdict import Verdict

_LONGEST, _NAME = 160, 60  # letters
_FEW = 10  # claims, up to which what each builder came to is told


def falsification_document(attacked: Attacked) -> dict[str, Any]:
    """The JSON of ``boundkit falsify``; ``interrupted`` is there when Ctrl-C ended it before the last claim."""
    rows = [result.to_json() | {"nearest": describe(dict(result.nearest))} for result in attacked.results]
    summary = dict(Counter(result.verdict.value for result in attacked.results))
    return {"results": rows, "summary": summary} | ({"interrupted": True} if attacked.interrupted else {})


def falsification_text(attacked: Attacked) -> str:
    """A line for each claim, the witness of each that broke, and for few claims what each builder came to."""
    lines = []
    for result in attacked.results:
        lines.append(_line(result, attacked.theorems[result.id]))
        if len(attacked.results) <= _FEW and len(result.tried) > 1:
            lines += [_of_builder(tried) for tried in result.tried if tried.measured]
    return "\n".join(lines)


def _of_builder(tried: Tried) -> str:
    return f"    {_short(tried.builder, _NAME)}: {tried.measured} objects{_slack(tried)}"


def _slack(found: Tried | Falsification) -> str:
    return "" if found.least_slack is None else f"; least slack {found.least_slack:.3g} at {_short(found.nearest)}"


def _line(result: Falsification, theorem: Theorem) -> str:
    effort = f"{result.measured} objects measured, {result.passed_over} passed over, {result.seconds:.1f} s"
    if result.verdict is Verdict.REFUTED:
        verdict = " ".join(["REFUTED", theorem.proviso_of(theorem.claim(result.claim))]).rstrip()
        return f"{result.id} {result.claim}: {verdict}, {result.detail}\n    {_short(result.witness)}"
    if not result.measured:
        return f"{result.id} {result.claim}: not attacked, {result.detail}"
    return f"{result.id} {result.claim}: survived, {effort}{_slack(result)}"


def _short(value: Any, longest: int = _LONGEST) -> str:
    text = str(describe(value))
    return text if len(text) <= longest else f"{text[:longest]}.."
