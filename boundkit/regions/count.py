"""The one entry: regions of a program on a domain, counted or listed, exactly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from boundkit.errors import BudgetExhaustedError
from boundkit.networks.affine import Affine
from boundkit.networks.program import MixtureLayer, PiecewiseAffine, Rectifier
from boundkit.regions.cells import Region, split
from boundkit.regions.domain import BoundedDomain, Domain, Everywhere, cell_of, cells_of, corners
from boundkit.regions.interval import Interval
from boundkit.regions.polytope import Polytope

if TYPE_CHECKING:
    from boundkit.regions.lattice import Lattice

_SMALL = 8
_MANY_INPUTS = 10
_SAMPLING_SECONDS = 10.0
_GIBIBYTE = 1 << 30
_FACE = 200
_ENDED = "the budget ended before all regions were seen; give a larger one"


class Count:
    """How many regions there are, and how sure that is.

    ``activation_regions``: nonempty open sets on which the routing and the on/off pattern of every hidden unit are
    constant. ``guarantee``: "exact", or "lower bound" when a budget ended first. ``engine``: what counted.
    The further counts are made by ``pieces`` when they are asked for, always exactly; a lower bound has none.
    """

    def __init__(
        self,
        activation_regions: int,
        guarantee: str,
        engine: str,
        pieces: Callable[[], tuple[int, int, int]] | None = None,
    ) -> None:
        self.activation_regions = activation_regions
        self.guarantee = guarantee
        self.engine = engine
        self._make_pieces = pieces

    @cached_property
    def _pieces(self) -> tuple[int, int, int]:
        if self._make_pieces is None:
            raise BudgetExhaustedError("the regions are not all counted, so neither are pieces; give a larger budget")
        return self._make_pieces()

    @property
    def affine_pieces(self) -> int:
        """Distinct affine maps among the regions. Raises BudgetExhaustedError."""
        return self._pieces[0]

    @property
    def connected_pieces(self) -> int:
        """Connected sets of regions, joined through facets, with one affine map. Raises BudgetExhaustedError."""
        return self._pieces[1]

    @property
    def routing_cells(self) -> int:
        """Nonempty open sets on which the route is constant. Raises BudgetExhaustedError."""
        return self._pieces[2]

    def __repr__(self) -> str:
        certain = f"guarantee={self.guarantee!r}, engine={self.engine!r}"
        return f"Count(activation_regions={self.activation_regions}, {certain})"


class _Limit:
    """Time and memory that a count may take, and who wants to know how far it is."""

    def __init__(self, budget: float | None, memory: float, progress: Callable[[int], None] | None) -> None:
        self.end = None if budget is None else time.monotonic() + budget
        self.memory = memory * _GIBIBYTE
        self.progress = progress

    def allows(self, found: int, size: float = 0.0) -> bool:
        """Whether to go on after ``found`` objects of ``size`` bytes each."""
        if self.progress is not None:
            self.progress(found)
        return found * size < self.memory and (self.end is None or time.monotonic() < self.end)

    def check(self, found: int = 0) -> None:
        if not self.allows(found):
            raise BudgetExhaustedError(_ENDED)


def count(
    program: PiecewiseAffine,
    box: Domain = (-1, 1),
    *,
    jobs: int = 1,
    budget: float | None = None,
    memory: float = 4.0,
    progress: Callable[[int], None] | None = None,
) -> Count:
    """Count the regions of ``program`` on a domain, exactly.

    ``box`` is (lower, upper), two numbers or two corners, or a Polytope, or EVERYWHERE. No tolerance is used: a region
    is counted when its interior is not empty. When ``budget`` seconds or about ``memory`` gibibytes do not suffice the
    count is a lower bound. ``progress`` is called with the number of objects so far. ``jobs`` processes share exact
    cell splitting, which counts mixtures; the other engines use one. Raises ShapeError or UnboundedDomainError for a
    domain that does not fit.

    >>> from boundkit.networks import ReLUNetwork
    >>> count(ReLUNetwork.of([[[1], [1]], [[1, -2]]], [[0, "-1/2"], [0]]), box=(-1, 1))
    Count(activation_regions=3, guarantee='exact', engine='cell splitting')
    """
    limit = _Limit(budget, memory, progress)
    if not _is_plain(program) or isinstance(box, Everywhere) or _units(program) <= _SMALL:
        return _by_splitting(program, cells_of(program.inputs, box), limit, jobs)
    if program.inputs > _MANY_INPUTS:
        return _by_sampling(program, box, limit)
    if not isinstance(box, Polytope | Interval):
        found = _by_skeleton(program, box, limit)
        if found is not None:
            return found
    cell = cell_of(program.inputs, box)
    return _by_lattice(program, cell, limit) or _by_splitting(program, [cell], limit, jobs)


def regions(
    program: PiecewiseAffine,
    box: Domain = (-1, 1),
    *,
    jobs: int = 1,
    budget: float | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Region]:
    """Every activation region of ``program`` that meets the interior of a bounded domain, one at a time.

    Patterns, affine maps, vertices and volumes are exact. With one job a network without mixture layers is cut as a
    whole before the first region comes, which takes memory in proportion to the regions (see ``Lattice``); several
    processes split the cells of the first layer one after the other. Raises ShapeError or UnboundedDomainError, and
    BudgetExhaustedError when ``budget`` seconds do not suffice.
    """
    cell = cell_of(program.inputs, box)
    limit = _Limit(budget, float("inf"), progress)
    return _within(_enumeration(program, cell, limit, jobs), limit)


def _within(found: Iterator[Region], limit: _Limit) -> Iterator[Region]:
    for number, region in enumerate(found, start=1):
        yield region
        limit.check(number)


def _enumeration(program: PiecewiseAffine, cell: Polytope | Interval, limit: _Limit, jobs: int) -> Iterator[Region]:
    if jobs > 1:
        from boundkit.regions.shared import split_shared

        return split_shared(program, cell, jobs)
    if _is_plain(program) and _units(program) > _SMALL and 1 < program.inputs <= _MANY_INPUTS:
        lattice = _whole_lattice(program, cell, lambda faces: limit.allows(0))
        if lattice is not None:
            return lattice.regions()
    return split(program, cell)


def _is_plain(program: PiecewiseAffine) -> bool:
    return not any(isinstance(step, MixtureLayer) for step in program.steps)


def _units(program: PiecewiseAffine) -> int:
    return sum(len(step.kinks) for step in program.steps if isinstance(step, Rectifier))


def _by_skeleton(program: PiecewiseAffine, box: tuple[Any, Any], limit: _Limit) -> Count | None:
    from boundkit.regions.skeleton import NotInGeneralPositionError, StoppedError, bytes_per_vertex, count_regions

    lower, upper = corners(program.inputs, box)
    size = bytes_per_vertex(program)
    try:
        found = count_regions(program, lower, upper, lambda vertices: limit.allows(vertices, size))
    except NotInGeneralPositionError:
        return None
    except StoppedError as stopped:
        return _lower_bound(stopped.found, "skeleton")
    return Count(found, "exact", "skeleton", lambda: _lattice_pieces(program, cell_of(program.inputs, box), limit))


def _by_lattice(program: PiecewiseAffine, cell: Polytope | Interval, limit: _Limit) -> Count | None:
    lattice = _lattice(program, cell, lambda faces: limit.allows(faces, _FACE))
    if lattice is None:
        return None
    if not lattice.complete:
        return _lower_bound(len(lattice.cells), "face lattice")
    return Count(len(lattice.cells), "exact", "face lattice", lambda: _pieces_of(lattice, limit))


def _lattice_pieces(program: PiecewiseAffine, cell: Polytope | Interval, limit: _Limit) -> tuple[int, int, int]:
    lattice = _whole_lattice(program, cell, lambda faces: limit.allows(faces, _FACE))
    return _by_splitting(program, [cell], limit)._pieces if lattice is None else _pieces_of(lattice, limit)


def _whole_lattice(program: PiecewiseAffine, cell: Polytope | Interval, check: Callable[[int], bool]) -> Lattice | None:
    """The complex of all units, None where float64 is too coarse. Raises BudgetExhaustedError if ``check`` ends it."""
    lattice = _lattice(program, cell, check)
    if lattice is not None and not lattice.complete:
        raise BudgetExhaustedError(_ENDED)
    return lattice


def _lattice(program: PiecewiseAffine, cell: Polytope | Interval, check: Callable[[int], bool]) -> Lattice | None:
    """The complex of the units inserted until ``check`` ends it, None where float64 is too coarse."""
    from boundkit.regions.lattice import Lattice, TooFineError

    try:
        return Lattice(program, cell, check)
    except TooFineError:
        return None


def _pieces_of(lattice: Lattice, limit: _Limit) -> tuple[int, int, int]:
    from boundkit.regions.pieces import connected, map_labels

    labels = map_labels(lattice, limit.check)
    return len(set(labels.tolist())), connected(lattice, labels), 1


def _by_sampling(program: PiecewiseAffine, box: BoundedDomain, limit: _Limit) -> Count:
    from boundkit.regions.sampling import regions_met

    if limit.end is None:
        limit.end = time.monotonic() + _SAMPLING_SECONDS
    return _lower_bound(regions_met(program, box, limit.allows), "sampling")


def _by_splitting(program: PiecewiseAffine, cells: list[Any], limit: _Limit, jobs: int = 1) -> Count:
    """Count one region after the other; on several cells a region is known by its pattern."""
    patterns: set[Any] = set()
    maps: set[Affine] = set()
    routes: set[Any] = set()
    total, size = 0, 200.0 * (1 + program.outputs * (program.inputs + 1))
    for cell in cells:
        for region in _enumeration(program, cell, limit, jobs) if jobs > 1 else split(program, cell):
            total += 1
            maps.add(region.affine)
            routes.add(region.route)
            if len(cells) > 1:
                patterns.add(region.pattern)
            if not limit.allows(len(patterns) or total, size):
                return _lower_bound(len(patterns) or total, "cell splitting")

    def pieces() -> tuple[int, int, int]:
        return len(maps), _connected_pieces(program, cells, len(maps), len(patterns) or total), len(routes)

    return Count(len(patterns) or total, "exact", "cell splitting", pieces)


def _lower_bound(found: int, engine: str) -> Count:
    return Count(found, "lower bound", engine)


def _connected_pieces(program: PiecewiseAffine, cells: list[Any], maps: int, total: int) -> int:
    from boundkit.regions.dual import connected_pieces

    if maps == total:
        return maps
    return connected_pieces(region for cell in cells for region in split(program, cell))
