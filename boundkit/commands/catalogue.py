"""``boundkit list``: the results in the catalogue, without any heavy import."""

from __future__ import annotations

from typing import Any

from boundkit.discovery.index import summaries
from boundkit.errors import NothingMatchedError


def listed(paper: str | None = None) -> tuple[dict[str, Any], ...]:
    """Id, title, paper, claims and symbols of every result, or of those of one paper. Raises NothingMatchedError."""
    rows = summaries()
    papers = {row["paper"] for row in rows}
    if paper is not None and paper not in papers:
        raise NothingMatchedError.among("paper", paper, papers)
    return tuple(row for row in rows if paper in (None, row["paper"]))
