"""Minima as ``boundkit minimise`` tells them: the JSON, and what a person reads."""

from __future__ import annotations

from typing import Any

from boundkit.commands.minimise import Minimised
from boundkit.export.solution import exact_or_ends
from boundkit.formulas.text import plain


def minimum_document(found: Minimised) -> dict[str, Any]:
    """The JSON of ``boundkit minimise``; ``value`` and those of ``at`` are exact text, or two ends.

    They are null where numbers are missing, or the least value is not known; ``closed_form`` and ``closed_value`` are
    formulas. ``open_ends`` are ends of the domain towards which the formula may fall below every place.
    """
    optimum = found.optimum
    shape = {} if found.model is None else {"model": found.model.name, "note": found.model.note_on(found.values)}
    at, forms = found.at, optimum.closed_form
    return shape | {
        "id": found.theorem.id,
        "formula": found.formula,
        "over": list(found.over),
        "values": {name: str(value) for name, value in found.values.items()},
        "value": exact_or_ends(found.value),
        "at": None if at is None else {name: exact_or_ends(value) for name, value in at.items()},
        "closed_form": None if forms is None else {name: plain(form) for name, form in forms.items()},
        "closed_value": None if optimum.closed_value is None else plain(optimum.closed_value),
        "steps": [{"text": step.text, "holds": step.holds} for step in optimum.steps],
        "places": [
            {
                "at": {name: exact_or_ends(value) for name, value in place.at.items()},
                "value": exact_or_ends(place.value),
                "kind": place.kind,
            }
            for place in optimum.places
        ],
        "open_ends": list(optimum.open_ends),
        "how": optimum.how,
        "certified": found.certified,
    }


def minimum_text(found: Minimised) -> str:
    """What a person reads: the least value and where, closed forms, and what keeps it from being known."""
    optimum, at = found.optimum, found.at
    lines = []
    if found.value is not None and at is not None:
        lines.append(f"{found.value} at {', '.join(f'{name} = {value}' for name, value in at.items())}")
    elif not found.certified:
        ends = f": the formula may fall lower as {', '.join(optimum.open_ends)}" if optimum.open_ends else ""
        lines.append(f"no least value is certified{ends}")
        lines += [f"local minimum at {place}" for place in optimum.places]
    if optimum.closed_form is not None:
        lines.append(f"closed form: {', '.join(f'{name} = {plain(v)}' for name, v in optimum.closed_form.items())}")
    if optimum.closed_value is not None:
        lines.append(f"least value: {plain(optimum.closed_value)}")
    if optimum.how:
        lines.append(optimum.how)
    if found.model is not None:
        given = ", ".join(f"{name} = {value}" for name, value in found.values.items())
        lines.append(f"at {given} ({found.model.name}; {found.model.note_on(found.values)})")
    return "\n".join(lines)
