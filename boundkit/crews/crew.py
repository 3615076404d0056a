"""What a crew is: processes that carry out calls, each of which may die, and the places where crews work."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Self

ATTEMPTS = 2


@dataclass(frozen=True)
class Lost:
    """In place of the value of a call whose process died every time: how it died, and how often."""

    died: str
    times: int = ATTEMPTS

    @property
    def reason(self) -> str:
        return f"its process {self.died}, {self.times} times"


class Crew(ABC):
    """Processes, each of which makes its own function and calls it with what it is given.

    A call whose process dies runs again in another one; when that one dies too its value is ``Lost``. Leaving a crew
    ends all that its processes do.
    """

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def has_room(self) -> bool:
        """Whether a process can begin with a further call soon."""

    def preferred(self, kinds: Sequence[Any]) -> int:
        """Which call, by the place of its kind among these, fits best to the process that is free."""
        return 0

    @abstractmethod
    def give(self, number: int, call: tuple, kind: Any = None) -> None:
        """Hand out a call. Raises WorkerError where no process can be started."""

    @abstractmethod
    def heard(self, seconds: float | None = None) -> list[tuple[int, Any]]:
        """Numbers of calls with their values, waited for so long at most; None for until there is something.

        Raises what a call raised, and WorkerError where processes do not begin or cannot be reached any more.
        """

    @abstractmethod
    def close(self) -> None:
        """End all processes, whatever they do."""


class Place(ABC):
    """Where calls run."""

    @property
    @abstractmethod
    def processes(self) -> int:
        """How many calls run at a time; 1 for this process alone."""

    @property
    @abstractmethod
    def beside(self) -> int:
        """How many of these processes share the memory of this machine."""

    @property
    @abstractmethod
    def share(self) -> float:
        """The seconds that a share of some work may take, for handing it out to cost little."""

    @property
    def is_alone(self) -> bool:
        """Whether calls run in this process, without a crew."""
        return False

    @abstractmethod
    def crew(
        self,
        make: Callable[[], Callable[..., Any]],
        most: int | None = None,
        ahead: int = 1,
        files: Mapping[str, bytes] = MappingProxyType({}),
    ) -> Crew:
        """A crew, each process of which calls what ``make`` makes there; not more than ``most`` processes.

        Of local processes each takes ``ahead`` calls at a time, the first of which it carries out. ``files``, by
        absolute paths, are sent to those on other machines (``sent.lies_at``).
        """
