"""What a selection of results rests on: the evidence of other claims without which theirs says little."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from boundkit.discovery.discover import Entry
from boundkit.statements.reference import ClaimId

Task = tuple[Entry, int]


def tasks_of(
    chosen: Sequence[Entry], catalogue: Iterable[Entry], only: Collection[ClaimId] | None = None
) -> list[Task]:
    """All items of evidence of ``chosen``, then those of every claim that they rest on, however far away.

    With ``only`` the first are those of these claims.
    """
    tasks = [
        (entry, index)
        for entry in chosen
        for index, item in enumerate(entry.theorem.evidence)
        if only is None or ClaimId(entry.theorem.id, item.claim) in only
    ]
    others = {entry.theorem.id: entry for entry in (*catalogue, *chosen)}
    if only is None:
        for entry in chosen:
            del others[entry.theorem.id]
    return tasks + _below(tasks, others, set(only or ()))


def _below(tasks: Iterable[Task], others: dict[str, Entry], seen: set[ClaimId]) -> list[Task]:
    found: list[Task] = []
    waiting = list(tasks)
    while waiting:
        entry, index = waiting.pop(0)
        for claim in entry.theorem.evidence[index].assumed(entry.theorem):
            if claim.result in others and claim not in seen:
                seen.add(claim)
                ground = others[claim.result]
                items = enumerate(ground.theorem.evidence)
                more = [(ground, place) for place, item in items if item.claim == claim.claim]
                found += more
                waiting += more
    return found
