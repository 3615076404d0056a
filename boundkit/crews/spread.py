"""Calls spread over a place; each of their processes may die: the loss is one call, and it is known which."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar

from boundkit.crews.crew import Place

_Function = TypeVar("_Function")


def spread(
    function: Callable[..., Any],
    calls: Sequence[tuple],
    place: Place,
    files: Mapping[str, bytes] = MappingProxyType({}),
) -> Iterator[tuple[int, Any]]:
    """The values of ``function(*call)`` with the number of the call, as they come; ``Lost`` for one that kills.

    Calls of one first argument go to one process where the others have work, so that what it loads for them and
    remembers serves them all. A call whose process dies runs once more; a process that is killed before it begins is
    replaced. What several processes warn of is told once. Raises what a call raises, and WorkerError when the
    processes do not start. ``files`` are what processes on other machines need (``Place.crew``).
    """
    waiting, under_way = list(range(len(calls))), 0
    with place.crew(partial(_itself, function), most=len(calls), files=files) as crew:
        while waiting or under_way:
            while waiting and crew.has_room():
                number = waiting.pop(crew.preferred([calls[each][:1] for each in waiting]))
                crew.give(number, calls[number], calls[number][:1])
                under_way += 1
            for number, value in crew.heard():
                under_way -= 1
                yield number, value


def _itself(function: _Function) -> _Function:
    return function
