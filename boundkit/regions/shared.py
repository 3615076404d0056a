"""Exact cell splitting over several processes: each takes cells of the first layer and splits them further."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from boundkit.crews.crew import Place
from boundkit.networks.program import PiecewiseAffine
from boundkit.regions.cells import Cell, Region, continued, first_parts, uncut
from boundkit.regions.jobs import shared
from boundkit.regions.polytope import unwatched


def split_shared(
    program: PiecewiseAffine, cell: Cell, place: Place, watch: Callable[[], None] = unwatched
) -> Iterator[Region]:
    """The regions of ``cells.split``, in the same order, from the processes of a place.

    At most four cells of the first layer per process are under way, so that memory stays bounded by their regions.
    ``watch`` is called now and then and may raise to end it; then, as on Ctrl-C, the processes end at once.
    """
    parts, rest = first_parts(program.steps, uncut(program, cell))
    for regions in shared(partial(_Splitting, rest), parts, place, watch, own=_Splitting(rest, watch)):
        yield from regions


class _Splitting:
    """Takes a cell of the first layer as a task and gives its regions."""

    def __init__(self, rest: tuple[Any, ...], watch: Callable[[], None] = unwatched) -> None:
        self._rest, self._watch = rest, watch

    def __call__(self, part: Region) -> tuple[list[Region], None]:
        found = []
        for region in continued(self._rest, part):
            self._watch()
            found.append(region)
        return found, None

    def divided(self, part: Region) -> list[Region]:
        return [part]
