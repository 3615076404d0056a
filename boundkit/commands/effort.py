"""What a command may take, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

INTERRUPTED = 130


@dataclass(frozen=True)
class Effort:
    """What each of several pieces of work may take: processes, seconds, about how many GiB."""

    jobs: int = 1
    budget: float | None = None
    memory: float = 4.0


@dataclass(frozen=True)
class Found:
    """The document of what was found, and the exit code."""

    document: dict[str, Any]
    exit_code: int
