"""What ``boundkit falsify --mutants`` prints: which mutants of which claims are caught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from boundkit.checking.mutation import NOT_TIGHT, REFUTED, SURVIVED, Outcome
from boundkit.commands.falsify import Examined


def mutants_document(examined: Examined) -> dict[str, Any]:
    """The JSON of ``boundkit falsify --mutants``: the outcomes, how many of each, ``interrupted`` after Ctrl-C."""
    outcomes = examined.outcomes
    summary = dict(Counter(outcome.outcome for outcome in outcomes))
    document = {"mutants": [asdict(outcome) for outcome in outcomes], "summary": summary}
    return document | ({"interrupted": True} if examined.interrupted else {})


def mutants_text(outcomes: Sequence[Outcome]) -> str:
    """A table of counts by claim, then every survivor with its explanation."""
    lines = ["| claim | mutants | refuted | not tight | survived |", "| --- | --- | --- | --- | --- |"]
    for name in dict.fromkeys(f"{o.id}:{o.claim}" for o in outcomes):
        kinds = Counter(o.outcome for o in outcomes if f"{o.id}:{o.claim}" == name)
        lines.append(f"| {name} | {kinds.total()} | {kinds[REFUTED]} | {kinds[NOT_TIGHT]} | {kinds[SURVIVED]} |")
    survivors = [o for o in outcomes if o.outcome == SURVIVED]
    lines += ["", f"{len(survivors)} of {len(outcomes)} mutants survived."]
    lines += [f"- {o.id}:{o.claim}, {o.change}: `{o.mutant}`; {o.reason}" for o in survivors]
    return "\n".join(lines)
