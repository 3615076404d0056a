"""The skeleton engine shared by processes: each counts in cells of a few hyperplanes of the first layer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flint import fmpq

from boundkit.crews.crew import Place
from boundkit.networks.program import PiecewiseAffine
from boundkit.regions.jobs import shared
from boundkit.regions.skeleton import Check, Signs, StoppedError, bytes_per_vertex, count_regions, first_cells

_FEW = 1 << 17  # vertices
_CELLS = 8  # for each process


def count_shared(
    program: PiecewiseAffine, lower: list[fmpq], upper: list[fmpq], place: Place, check: Check,
    watch: Callable[[int], bool], room: float,
) -> int:  # fmt: skip
    """As ``count_regions``, which is called alone first; by the processes of a place where there are many vertices.

    ``watch`` is called with the number of certain regions and says whether to go on; the processes that share
    this machine take about ``room`` bytes, others as much each. Raises StoppedError with a lower bound, and
    NotInGeneralPositionError.
    """
    try:
        return count_regions(program, lower, upper, lambda live, certain: live < _FEW and check(live, certain))
    except StoppedError as stopped:
        if not watch(stopped.found):
            raise
    cells = first_cells(program, lower, upper, _CELLS * place.processes)
    certain = len(cells)

    def look() -> None:
        if not watch(certain):
            raise StoppedError(certain)

    make = partial(_CountWithin, program, lower, upper, room / max(1, place.beside))
    for found, complete in shared(make, cells, place, look, ordered=False):
        certain += found - 1
        if not complete:
            raise StoppedError(certain)
    return certain


class _CountWithin:
    """Takes a cell as a task and gives the number of its regions, and whether there are no more."""

    def __init__(self, program: PiecewiseAffine, lower: list[fmpq], upper: list[fmpq], room: float) -> None:
        self._program, self._lower, self._upper = program, lower, upper
        self._most = room / bytes_per_vertex(program)

    def __call__(self, within: Signs) -> tuple[tuple[int, bool], None]:
        try:
            return (self._count(within), True), None
        except StoppedError as stopped:
            return (stopped.found, False), None

    def _count(self, within: Signs) -> int:
        return count_regions(self._program, self._lower, self._upper, lambda live, _: live < self._most, within)

    def divided(self, within: Signs) -> list[Signs]:
        return [within]
