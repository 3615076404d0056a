"""A summary of the catalogue, kept in the user's cache so that ``boundkit list`` needs no sympy."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from boundkit.discovery.locate import located
from boundkit.version import __version__


def cache_folder() -> Path:
    """Where boundkit keeps what it can compute again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "boundkit"


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
    path = cache_folder() / "index.json"
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["stamp"] == stamp:
            return stored["results"]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    results, complete = _read_catalogue()
    if complete:
        _store(path, {"stamp": stamp, "results": results})
    return results


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


def _store(path: Path, document: dict[str, Any]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(document), encoding="utf-8")
        fresh.replace(path)
    except OSError:
        pass  # a cache that cannot be written costs time, nothing else
