"""The one entry: regions of a program on a domain, counted or listed, exactly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from boundkit.arithmetic.rational import rational
from boundkit.errors import BudgetExhaustedError
from boundkit.networks.affine import Affine
from boundkit.networks.program import MixtureLayer, PiecewiseAffine, Rectifier
from boundkit.regions.cells import Region, split
from boundkit.regions.domain import Domain, Everywhere, cell_of, cells_of, corners
from boundkit.regions.interval import Interval
from boundkit.regions.polytope import Polytope

_SMALL = 8
_GIBIBYTE = 1 << 30


class Count:
    """How many regions there are, and how sure that is.

    ``activation_regions``: nonempty open sets on which the routing and the on/off pattern of every hidden unit are
    constant. ``guarantee``: "exact", or "lower bound" when a budget ended first. ``engine``: what counted.
    The further counts are made when they are asked for, always exactly.
    """

    def __init__(
        self, activation_regions: int, guarantee: str, engine: str, pieces: Callable[[], tuple[int, int, int]]
    ) -> None:
        self.activation_regions = activation_regions
        self.guarantee = guarantee
        self.engine = engine
        self._make_pieces = pieces

    @cached_property
    def _pieces(self) -> tuple[int, int, int]:
        if self.guarantee != "exact":
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

    def check(self) -> None:
        if not self.allows(0):
            raise BudgetExhaustedError("the budget ended before the pieces were counted; give a larger one")


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
    count is a lower bound. ``progress`` is called with the number of objects so far. ``jobs`` processes share the
    cells of a mixture. Raises ShapeError or UnboundedDomainError for a domain that does not fit.

    >>> from boundkit.networks import ReLUNetwork
    >>> count(ReLUNetwork.of([[[1], [1]], [[1, -2]]], [[0, "-1/2"], [0]]), box=(-1, 1))
    Count(activation_regions=3, guarantee='exact', engine='cell splitting')
    """
    limit = _Limit(budget, memory, progress)
    cells = cells_of(program.inputs, box)
    if not _is_plain(program) or isinstance(box, Everywhere) or _units(program) <= _SMALL:
        return _by_splitting(program, cells, limit)
    (cell,) = cells
    if isinstance(box, tuple | list):
        found = _by_skeleton(program, box, cell, limit)
        if found is not None:
            return found
    return _by_lattice(program, cell, limit) or _by_splitting(program, cells, limit)


def regions(program: PiecewiseAffine, box: Domain = (-1, 1)) -> Iterator[Region]:
    """Every activation region of ``program`` that meets the interior of the domain, one at a time.

    Patterns, affine maps, vertices and volumes are exact.
    """
    cell = cell_of(program.inputs, box)
    if _is_plain(program) and _units(program) > _SMALL and program.inputs > 1:
        from boundkit.regions.lattice import Lattice, TooFineError

        try:
            return Lattice(program, cell).regions()
        except TooFineError:
            pass
    return split(program, cell)


def _is_plain(program: PiecewiseAffine) -> bool:
    return not any(isinstance(step, MixtureLayer) for step in program.steps)


def _units(program: PiecewiseAffine) -> int:
    return sum(len(step.kinks) for step in program.steps if isinstance(step, Rectifier))


def _by_skeleton(program: PiecewiseAffine, box: Any, cell: Polytope | Interval, limit: _Limit) -> Count | None:
    from boundkit.regions.skeleton import NotInGeneralPositionError, StoppedError, bytes_per_vertex, count_regions

    lower, upper = ([rational(value) for value in corner] for corner in corners(program.inputs, box))
    size = bytes_per_vertex(program)
    try:
        found = count_regions(program, lower, upper, lambda vertices: limit.allows(vertices, size))
    except NotInGeneralPositionError:
        return None
    except StoppedError as stopped:
        return Count(stopped.found, "lower bound", "skeleton", lambda: (0, 0, 0))
    return Count(found, "exact", "skeleton", lambda: _lattice_pieces(program, cell, limit))


def _by_lattice(program: PiecewiseAffine, cell: Polytope | Interval, limit: _Limit) -> Count | None:
    from boundkit.regions.lattice import Lattice, TooFineError

    try:
        lattice = Lattice(program, cell, lambda faces: limit.allows(faces, 200))
    except TooFineError:
        return None
    guarantee = "exact" if lattice.complete else "lower bound"
    return Count(len(lattice.cells), guarantee, "face lattice", lambda: _pieces_of(lattice, limit))


def _lattice_pieces(program: PiecewiseAffine, cell: Polytope | Interval, limit: _Limit) -> tuple[int, int, int]:
    from boundkit.regions.lattice import Lattice, TooFineError

    try:
        lattice = Lattice(program, cell, lambda faces: limit.allows(faces, 200))
    except TooFineError:
        return _by_splitting(program, [cell], limit)._pieces
    if not lattice.complete:
        raise BudgetExhaustedError("the budget ended before the pieces were counted; give a larger one")
    return _pieces_of(lattice, limit)


def _pieces_of(lattice: Any, limit: _Limit) -> tuple[int, int, int]:
    from boundkit.regions.pieces import connected, map_labels

    labels = map_labels(lattice, limit.check)
    return len(set(labels.tolist())), connected(lattice, labels), 1


def _by_splitting(program: PiecewiseAffine, cells: list[Any], limit: _Limit) -> Count:
    """Count one region after the other; on several cells a region is known by its pattern."""
    patterns: set[Any] = set()
    maps: set[Affine] = set()
    routes: set[Any] = set()
    total = 0
    for cell in cells:
        for region in split(program, cell):
            total += 1
            maps.add(region.affine)
            routes.add(region.route)
            if len(cells) > 1:
                patterns.add(region.pattern)
            if not limit.allows(len(patterns) or total):
                return Count(len(patterns) or total, "lower bound", "cell splitting", lambda: (0, 0, 0))

    def pieces() -> tuple[int, int, int]:
        return len(maps), _connected_pieces(program, cells, len(maps), len(patterns) or total), len(routes)

    return Count(len(patterns) or total, "exact", "cell splitting", pieces)


def _connected_pieces(program: PiecewiseAffine, cells: list[Any], maps: int, total: int) -> int:
    from boundkit.regions.dual import connected_pieces

    if maps == total:
        return maps
    return connected_pieces(region for cell in cells for region in split(program, cell))
