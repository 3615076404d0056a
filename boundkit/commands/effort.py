"""What a command may take, and whom it tells how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, Self

from boundkit.crews.crew import Place
from boundkit.crews.here import ALONE

INTERRUPTED, UNWRITTEN = 130, 2


@dataclass(frozen=True)
class Effort:
    """What each of several pieces of work may take: the processes of a place, seconds, about how many GiB."""

    place: Place = ALONE
    budget: float | None = None
    memory: float = 4.0


class Listener(Protocol):
    """Who is told what is under way, how much of it is done, and sentences at once."""

    def begin(self, text: str) -> Self: ...

    def __call__(self, done: int, total: int = 0, text: str | None = None) -> None: ...

    def note(self, sentence: str) -> None: ...
