"""Solutions as ``boundkit solve`` tells them: the JSON, and what a person reads."""

from __future__ import annotations

from typing import Any

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.commands.solve import Solved
from boundkit.formulas.text import plain


def solution_document(solved: Solved) -> dict[str, Any]:
    """The JSON of ``boundkit solve``; ``value`` is exact text, or two ends, or null when there is no such value."""
    solution = solved.solution
    shape = {} if solved.model is None else {"model": solved.model.name, "note": solved.model.note_on(solved.values)}
    return shape | {
        "values": {name: str(value) for name, value in solved.values.items()},
        "symbol": solution.symbol,
        "kind": solution.kind,
        "value": exact_or_ends(solution.value),
        "relation": solution.relation,
        "closed_form": plain(solution.closed_form) if solution.closed_form is not None else None,
        "solutions": [
            {"from": exact_or_ends(run.low), "to": exact_or_ends(run.high), "first_included": not run.opens}
            for run in solution.branches
        ],
        "beside": [
            {
                "at": str(beside.at),
                "left": exact_or_ends(beside.left),
                "right": exact_or_ends(beside.right),
                "holds": beside.holds,
            }
            for beside in solution.neighbours
        ],
        "how": solution.how,
        "certified": solution.certified,
    }


def solution_text(solved: Solved) -> str:
    """What a person reads: the value, a closed form, where the relation holds, and the values beside the threshold."""
    solution = solved.solution
    lines = [str(solution)]
    if solved.model is not None:
        given = ", ".join(f"{name} = {value}" for name, value in solved.values.items())
        lines.append(f"at {given} ({solved.model.name}; {solved.model.note_on(solved.values)})")
    if solution.closed_form is not None:
        lines.append(f"closed form: {plain(solution.closed_form)}")
    return "\n".join([*lines, *map(str, solution.neighbours)])


def exact_or_ends(value: Enclosure | None) -> Any:
    """An exact value as text, or the two ends of an enclosure, or null."""
    if value is None:
        return None
    return str(value.lower) if value.exact else value.decimals()
