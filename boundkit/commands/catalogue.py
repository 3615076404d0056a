"""``boundkit list``: the results in the catalogue, without any heavy import."""

from __future__ import annotations

from typing import Any

from boundkit.discovery.index import summaries
from boundkit.errors import NothingMatchedError


def listed(paper: str | None = None, words: str = "") -> tuple[dict[str, Any], ...]:
    """Id, title, paper, claims and symbols of every result of a paper, or of all, that holds every word.

    Words are looked for in ids, titles and names of claims; capitals do not matter. Raises NothingMatchedError.
    """
    rows = summaries()
    papers = {row["paper"] for row in rows}
    if paper is not None and paper not in papers:
        raise NothingMatchedError.among("paper", paper, papers)
    own = [row for row in rows if paper in (None, row["paper"])]
    chosen = tuple(row for row in own if all(word in _text(row) for word in words.lower().split()))
    if not chosen:
        raise NothingMatchedError(f"none of {len(own)} results holds all of {words!r} in its id, title or claims")
    return chosen


def _text(row: dict[str, Any]) -> str:
    return " ".join((row["id"], row["title"], *row["claims"])).lower()
