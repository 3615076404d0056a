"""What a region engine is: it says what it supports, and why not, and counts within a limit."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from boundkit.crews.crew import Place
from boundkit.crews.here import ALONE
from boundkit.networks.program import PiecewiseAffine
from boundkit.regions.domain import Domain
from boundkit.regions.found import Count, Pieces
from boundkit.regions.limit import Limit


@dataclass(frozen=True)
class Answer:
    """Yes, or no with the reason, a sentence.

    >>> bool(Answer()), bool(Answer("the domain is unbounded"))
    (True, False)
    """

    reason: str = ""

    def __bool__(self) -> bool:
        return not self.reason


class Engine(ABC):
    """What counts the activation regions of a program on a domain within a limit."""

    name: ClassVar[str]
    guarantee: ClassVar[str] = "exact"

    def __init__(self, limit: Limit, place: Place = ALONE) -> None:
        self.limit, self.place = limit, place

    @abstractmethod
    def supports(self, program: PiecewiseAffine, domain: Domain) -> Answer:
        """Whether it can count the program on the domain, as far as their kinds tell."""

    @abstractmethod
    def suits(self, program: PiecewiseAffine, domain: Domain) -> bool:
        """Whether it is a good choice for a program that it supports."""

    def count(self, program: PiecewiseAffine, domain: Domain) -> Count | Answer:
        """The count, or why there is none. Raises ShapeError, UnboundedDomainError, BudgetExhaustedError."""
        self.limit.engine = self.name
        return self._count(program, domain)

    @abstractmethod
    def _count(self, program: PiecewiseAffine, domain: Domain) -> Count | Answer: ...

    def _exact(self, regions: int, pieces: Callable[[], Pieces]) -> Count:
        def resumed() -> Pieces:
            self.limit.start()
            try:
                return pieces()
            finally:
                self.limit.stop()

        return Count(regions, "exact", self.name, resumed)


class Compiled(Engine):
    """An engine that runs on compiled code, which is loaded once in a process."""

    _ready: ClassVar[set[type[Compiled]]] = set()

    @abstractmethod
    def _load(self) -> None:
        """Load the compiled code."""

    def _get_ready(self) -> None:
        """Load the compiled code, unless it is loaded, while the clock stands. Raises AddressSpaceError."""
        if type(self) not in self._ready:
            with self.limit.loading():
                from boundkit.regions.kernels import keep_freed_memory

                self._load()
                keep_freed_memory()
            self._ready.add(type(self))
