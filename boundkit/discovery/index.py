"""A summary of the catalogue, kept in the user's cache so that ``boundkit list`` needs no sympy."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from boundkit.discovery.locate import located
from boundkit.seal import is_sealed, sealed
from boundkit.version import __version__
from boundkit.whole_file import put

_NAME = "index.json"


def cache_folder() -> Path | None:
    """Where boundkit keeps what it can compute again; None for a user without a home.

    XDG_CACHE_HOME names the folder around it; as its specification demands, a relative path there counts for nothing.
    """
    named = os.environ.get("XDG_CACHE_HOME", "")
    try:
        return Path(named if os.path.isabs(named) else Path.home() / ".cache") / "boundkit"
    except RuntimeError:
        return None


def summaries() -> list[dict[str, Any]]:
    """One summary per theorem: id, title, paper, claims, symbols. Read from the cache while no theorem file changed."""
    return [{key: value for key, value in row.items() if key != "origin"} for row in _rows()]


def origin_of(id: str) -> str | None:
    """The module that holds the theorem of that id, or None."""
    return next((row["origin"] for row in _rows() if row["id"] == id), None)


def _rows() -> list[dict[str, Any]]:
    stamp = [
        __version__,
        [[name, str(path), path.stat().st_mtime_ns, path.stat().st_size] for name, path in located().items()],
    ]
    folder = cache_folder()
    stored = _stored(folder)
    if stored is not None and stored["stamp"] == stamp:
        found: list[dict[str, Any]] = stored["results"]
        return found
    results, complete = _read_catalogue()
    if complete and folder is not None:
        with suppress(OSError):  # a cache that cannot be written costs time, nothing else
            folder.mkdir(parents=True, exist_ok=True)
            put(folder / _NAME, json.dumps(sealed({"stamp": stamp, "results": results})).encode())
    return results


def _stored(folder: Path | None) -> dict[str, Any] | None:
    """What was kept, as it was written, or None."""
    try:
        document = json.loads((folder / _NAME).read_text(encoding="utf-8")) if folder is not None else {}
        return document if is_sealed(document) else None
    except (OSError, ValueError, AttributeError, RecursionError):
        return None


def _read_catalogue() -> tuple[list[dict[str, Any]], bool]:
    from boundkit.discovery.discover import discover

    catalogue = discover()
    rows = [{**summary(entry.theorem), "origin": entry.origin} for entry in catalogue.entries]
    return rows, not catalogue.broken


def summary(theorem: Any) -> dict[str, Any]:
    """The JSON of one line of ``boundkit list``."""
    functions = dict.fromkeys(name for claim in theorem.claims for name in claim.functions)
    return {
        "id": theorem.id,
        "title": theorem.title,
        "paper": theorem.paper,
        "claims": list(theorem.claim_names),
        "symbols": [*theorem.symbols, *functions],
    }
