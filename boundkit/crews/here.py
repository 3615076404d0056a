"""Processes of this machine."""

from __future__ import annotations

import pickle
import warnings
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from types import MappingProxyType
from typing import Any

from boundkit.crews.crew import ATTEMPTS, Crew, Lost, Place
from boundkit.crews.hand import DIED, RAISED, READY, WARNED, Hand, ending, told
from boundkit.errors import BoundkitWarning, WorkerError

_SHARE = 0.2  # seconds


@dataclass(frozen=True)
class Here(Place):
    """This process alone for one job, or so many processes beside it."""

    jobs: int = 1

    @property
    def processes(self) -> int:
        return self.jobs

    @property
    def beside(self) -> int:
        return self.jobs

    @property
    def share(self) -> float:
        return _SHARE

    @property
    def is_alone(self) -> bool:
        return self.jobs == 1

    def crew(
        self,
        make: Callable[[], Callable[..., Any]],
        most: int | None = None,
        ahead: int = 1,
        files: Mapping[str, bytes] = MappingProxyType({}),
    ) -> Crew:
        return _Pool(make, min(self.jobs, most or self.jobs), ahead)


ALONE = Here()


def place_of(jobs: int | Place) -> Place:
    """A number of processes of this machine as a place; a place as it is."""
    return jobs if isinstance(jobs, Place) else Here(jobs)


class _Seat:
    """A place in the pool: its process, once there is a call for it, and the calls that it holds, the oldest first."""

    def __init__(self) -> None:
        self.hand: Hand | None = None
        self.kind: Any = None
        self.calls: deque[tuple[int, bytes]] = deque()


class _Pool(Crew):
    """Processes that begin when there is a call for them. Calls of one kind go to one process where it is free."""

    def __init__(self, make: Callable[[], Callable[..., Any]], processes: int, ahead: int) -> None:
        self._make, self._ahead = pickle.dumps(make), ahead
        self._seats = [_Seat() for _ in range(processes)]
        self._deaths: Counter[int] = Counter()
        self._stillborn = 0
        self._warned: set[str] = set()

    def has_room(self) -> bool:
        return len(self._free().calls) < self._ahead

    def preferred(self, kinds: Sequence[Any]) -> int:
        """One of the kind of the last call of the process that is free, else one of no other process's kind."""
        seat = self._free()
        taken = {other.kind for other in self._seats if other is not seat}
        return min(range(len(kinds)), key=lambda place: (kinds[place] != seat.kind, kinds[place] in taken))

    def give(self, number: int, call: tuple, kind: Any = None) -> None:
        seat = self._free()
        seat.kind = kind
        self._hand_out(seat, number, pickle.dumps(call))

    def heard(self, seconds: float | None = None) -> list[tuple[int, Any]]:
        found: list[tuple[int, Any]] = []
        while not found:
            ready = set(wait([seat.hand.connection for seat in self._seats if seat.hand], seconds))
            for seat in self._seats:
                if seat.hand is not None and seat.hand.connection in ready:
                    found += self._read(seat, seat.hand)
            if seconds is not None:
                break
        return found

    def close(self) -> None:
        hands = [seat.hand for seat in self._seats if seat.hand is not None]
        for hand in hands:
            hand.dismiss()
        for hand in hands:
            hand.stop()

    def _free(self) -> _Seat:
        return min(self._seats, key=lambda seat: len(seat.calls))

    def _hand_out(self, seat: _Seat, number: int, call: bytes) -> None:
        seat.hand = seat.hand or Hand(self._make)
        seat.calls.append((number, call))
        seat.hand.give(call)

    def _read(self, seat: _Seat, hand: Hand) -> list[tuple[int, Any]]:
        begun = hand.started
        kind, content = told(hand.hear())
        if kind == DIED:
            return self._bury(seat, content, begun)
        self._stillborn = 0
        if kind == RAISED:
            raise content
        if kind == WARNED:
            self._warn(content)
        if kind in (READY, WARNED):
            return []
        return [(seat.calls.popleft()[0], content)]

    def _bury(self, seat: _Seat, code: int | None, begun: bool) -> list[tuple[int, Any]]:
        """What the death of a process comes to; its calls go to another process, unless the first one kills it again.

        Raises WorkerError when it ended before it began.
        """
        calls, seat.hand, seat.calls = seat.calls, None, deque()
        lost: list[tuple[int, Any]] = []
        if begun and calls:
            first = calls[0][0]
            self._deaths[first] += 1
            if self._deaths[first] == ATTEMPTS:
                lost, _ = [(first, Lost(ending(code)))], calls.popleft()
        elif not begun:
            self._require_birth(code)
        for number, call in calls:
            self._hand_out(seat, number, call)
        return lost

    def _require_birth(self, code: int | None) -> None:
        if code is None or code >= 0:
            raise WorkerError(
                f"a process to share the work {ending(code)} before it began; in a script, start the work below "
                "if __name__ == '__main__':, or with one job"
            )
        self._stillborn += 1
        if self._stillborn > ATTEMPTS * len(self._seats):
            raise WorkerError(f"one after the other, each process to share the work {ending(code)} before it began")

    def _warn(self, text: str) -> None:
        if text not in self._warned:
            self._warned.add(text)
            warnings.warn(text, BoundkitWarning, stacklevel=2)
