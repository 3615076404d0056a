"""Comparisons as ``boundkit compare`` tells them: the JSON, and what a person reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flint import fmpq

from boundkit.calculus.solving.planes import EQUAL, UNKNOWN, Plane
from boundkit.commands.compare import SideBySide
from boundkit.export.solution import exact_or_ends
from boundkit.formulas.text import plain


def comparison_document(sides: SideBySide) -> dict[str, Any]:
    """The JSON of ``boundkit compare``."""
    if sides.plane is not None:
        return {"bounds": list(sides.labels), "plane": _plane_document(sides.plane)}
    assert sides.comparison is not None
    found = sides.comparison
    return {
        "left": sides.labels[0],
        "right": sides.labels[1],
        "verdict": found.verdict,
        "strict": found.strict,
        "how": found.how,
        "ratio": exact_or_ends(found.ratio),
        "crossings": [
            {
                "symbol": crossing.symbol,
                "below": exact_or_ends(crossing.below),
                "above": exact_or_ends(crossing.above),
                "before": crossing.before,
                "after": crossing.after,
            }
            for crossing in found.crossings
        ],
        "ratio_limit": {
            limit.ray: {
                "limit": plain(limit.limit) if limit.limit is not None else None,
                "relation": limit.relation,
                "how": limit.reason,
            }
            for limit in found.limits
        },
    }


def _plane_document(made: Plane) -> dict[str, Any]:
    names = {EQUAL: "equal", UNKNOWN: None}
    return {
        "columns": {made.names[0]: _texts(made.columns)},
        "rows": {made.names[1]: _texts(made.rows)},
        "smallest": [[names.get(which, which) for which in row] for row in made.smallest],
    }


def comparison_text(sides: SideBySide) -> str:
    """What a person reads."""
    if sides.plane is not None:
        return "\n".join(_counts(sides.labels, sides.plane))
    assert sides.comparison is not None
    found = sides.comparison
    lines = [f"left:  {sides.labels[0]}", f"right: {sides.labels[1]}", f"{found.verdict}: {found.how}"]
    lines += [f"left/right = {found.ratio}"] if found.ratio is not None else []
    lines += [str(crossing) for crossing in found.crossings]
    lines += [_limit_text(limit) for limit in found.limits]
    return "\n".join(lines)


def _counts(labels: Sequence[str], made: Plane) -> list[str]:
    total = len(made.columns) * len(made.rows)
    names: Mapping[int, str] = dict(enumerate(labels)) | {
        EQUAL: "exactly equal",
        UNKNOWN: "no bound, or undecided",
    }
    counts = {name: made.count(which) for which, name in names.items()}
    return [f"smallest at {count} of {total} points: {name}" for name, count in counts.items() if count]


def _texts(values: Sequence[fmpq]) -> list[str]:
    return [str(value) for value in values]


def _limit_text(limit: Any) -> str:
    shown = "no limit" if limit.limit is None else f"left/right -> {plain(limit.limit)}"
    return f"{limit.ray}: {shown}" + (f" ({limit.reason})" if limit.reason else "")
