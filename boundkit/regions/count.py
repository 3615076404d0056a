"""The one entry: regions of a program on a domain, counted or listed, exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from boundkit.errors import BudgetExhaustedError, CutShortError
from boundkit.networks.affine import Affine
from boundkit.networks.program import PiecewiseAffine, Rectifier, is_mixture
from boundkit.regions.cells import Cell, Region, split
from boundkit.regions.domain import BoundedDomain, Domain, Everywhere, cell_of, corners, orthants
from boundkit.regions.interval import Interval
from boundkit.regions.limit import ENDED, Limit
from boundkit.regions.polytope import Polytope

if TYPE_CHECKING:
    from boundkit.regions.lattice import Lattice

_SMALL = 8
_MANY_INPUTS = 10
_SAMPLING_SECONDS = 10.0
_FACE = 200


class Count:
    """How many regions there are, and how sure that is.

    ``activation_regions``: nonempty open sets on which the routing and the on/off pattern of every hidden unit are
    constant. ``guarantee``: "exact", or "lower bound" when a budget ended first. ``engine``: what counted. ``seconds``:
    what counting took, without loading or compiling the engine. The further counts are made by ``pieces`` when they are
    asked for, always exactly, within what is left of the budget; a lower bound has none.
    """

    def __init__(
        self,
        activation_regions: int,
        guarantee: str,
        engine: str,
        pieces: Callable[[], tuple[int, int, int]] | None = None,
        seconds: float = 0.0,
    ) -> None:
        self.activation_regions = activation_regions
        self.guarantee = guarantee
        self.engine = engine
        self.seconds = seconds
        self._make_pieces = pieces

    @cached_property
    def _pieces(self) -> tuple[int, int, int]:
        if self._make_pieces is None:
            raise BudgetExhaustedError("the regions are not all counted, so neither are pieces; give a larger budget")
        try:
            return self._make_pieces()
        except MemoryError:
            raise BudgetExhaustedError("memory ended before all pieces were counted") from None

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


def count(
    program: PiecewiseAffine,
    box: Domain = (-1, 1),
    *,
    jobs: int = 1,
    budget: float | None = None,
    memory: float = 4.0,
    progress: Callable[[int], None] | None = None,
    announce: Callable[[str], None] | None = None,
) -> Count:
    """Count the regions of ``program`` on a domain, exactly.

    ``box`` is (lower, upper), two numbers or two corners, or a Polytope, or EVERYWHERE. No tolerance is used: a region
    is counted when its interior is not empty. When ``budget`` seconds or about ``memory`` gibibytes do not suffice, or
    the process gets no more memory, the count is a lower bound. ``progress`` is called with the number of objects so
    far, ``announce`` with a sentence when the engine is compiled first. ``jobs`` processes share exact cell splitting,
    which counts mixtures; the other engines use one. Raises ShapeError or UnboundedDomainError for a domain that does
    not fit, and on Ctrl-C CutShortError with the lower bound until then.

    >>> from boundkit.networks import ReLUNetwork
    >>> count(ReLUNetwork.of([[[1], [1]], [[1, -2]]], [[0, "-1/2"], [0]]), box=(-1, 1))
    Count(activation_regions=3, guarantee='exact', engine='cell splitting')
    """
    limit = Limit(budget, memory, progress, announce)
    try:
        found = _counted(program, box, limit, jobs)
    except (BudgetExhaustedError, MemoryError):
        found = _lower_bound(limit)
    except KeyboardInterrupt:
        raise CutShortError(_timed(_lower_bound(limit), limit)) from None
    return _timed(found, limit)


def _timed(found: Count, limit: Limit) -> Count:
    limit.stop()
    found.seconds = limit.spent
    return found


def _counted(program: PiecewiseAffine, box: Domain, limit: Limit, jobs: int) -> Count:
    if isinstance(box, Everywhere):
        return _by_splitting(program, lambda: orthants(program.inputs, limit.watch), limit, jobs, several=True)
    many, few_units = program.inputs > _MANY_INPUTS, _units(program) <= _SMALL
    fits = isinstance(box, Polytope | Interval) or limit.has_room_for_box(program.inputs)
    if not is_mixture(program) and many and not (few_units and fits):
        return _by_sampling(program, box, limit)
    if is_mixture(program) or few_units:
        cell = bounded_cell(program.inputs, box, limit)
        return _by_splitting(program, lambda: iter([cell]), limit, jobs)
    if not isinstance(box, Polytope | Interval):
        found = _by_skeleton(program, box, limit)
        if found is not None:
            return found
    cell = bounded_cell(program.inputs, box, limit)
    return _by_lattice(program, cell, limit) or _by_splitting(program, lambda: iter([cell]), limit, jobs)


def regions(
    program: PiecewiseAffine,
    box: Domain = (-1, 1),
    *,
    jobs: int = 1,
    budget: float | None = None,
    memory: float = float("inf"),
    progress: Callable[[int], None] | None = None,
    announce: Callable[[str], None] | None = None,
) -> Iterator[Region]:
    """Every activation region of ``program`` that meets the interior of a bounded domain, one at a time.

    Patterns, affine maps, vertices and volumes are exact. With one job a network without mixture layers is cut as a
    whole before the first region comes, which takes memory in proportion to the regions (see ``Lattice``); several
    processes split the cells of the first layer one after the other. ``progress`` is called with the number of objects
    so far, ``announce`` as by ``count``. Raises ShapeError or UnboundedDomainError, and BudgetExhaustedError when
    ``budget`` seconds or about ``memory`` gibibytes do not suffice.
    """
    limit = Limit(budget, memory, progress, announce)
    return enumerated(program, bounded_cell(program.inputs, box, limit), limit, jobs)


def bounded_cell(inputs: int, box: Domain, limit: Limit) -> Cell:
    """A bounded domain as a cell that is cut within a limit. Raises the errors of ``cell_of``, BudgetExhaustedError."""
    if not isinstance(box, Polytope | Interval | Everywhere):
        corners(inputs, box)
        if not limit.has_room_for_box(inputs):
            raise BudgetExhaustedError(f"the corners of a box in {inputs} dimensions take more memory than is allowed")
    return cell_of(inputs, box, limit.watch)


def enumerated(
    program: PiecewiseAffine, cell: Cell, limit: Limit, jobs: int = 1, size: float = 0.0
) -> Iterator[Region]:
    """The regions of ``regions`` within a limit, of which a caller keeps ``size`` bytes each. BudgetExhaustedError."""
    for number, region in enumerate(_enumeration(program, cell, limit, jobs), start=1):
        yield region
        limit.check(number, size)


def _enumeration(program: PiecewiseAffine, cell: Cell, limit: Limit, jobs: int) -> Iterator[Region]:
    if jobs > 1:
        from boundkit.regions.shared import split_shared

        return split_shared(program, cell, jobs, limit.watch)
    if not is_mixture(program) and _units(program) > _SMALL and 1 < program.inputs <= _MANY_INPUTS:
        lattice = _whole_lattice(program, cell, limit)
        if lattice is not None:
            return lattice.regions()
    return split(program, cell)


def _units(program: PiecewiseAffine) -> int:
    return sum(len(step.kinks) for step in program.steps if isinstance(step, Rectifier))


def _by_skeleton(program: PiecewiseAffine, box: tuple[Any, Any], limit: Limit) -> Count | None:
    with limit.loading():
        from boundkit.regions import skeleton

        skeleton.load_kernels()
    limit.engine = "skeleton"
    lower, upper = corners(program.inputs, box)
    size = skeleton.bytes_per_vertex(program)

    def goes_on(vertices: int, certain: int) -> bool:
        return limit.allows(vertices, size, certain)

    try:
        found = skeleton.count_regions(program, lower, upper, goes_on)
    except skeleton.NotInGeneralPositionError:
        return None
    except skeleton.StoppedError:
        return _lower_bound(limit)
    return Count(found, "exact", "skeleton", lambda: _lattice_pieces(program, box, limit))


def _by_lattice(program: PiecewiseAffine, cell: Cell, limit: Limit) -> Count | None:
    lattice = _lattice(program, cell, limit)
    if lattice is None:
        return None
    if not lattice.complete:
        return _lower_bound(limit)
    return Count(len(lattice.cells), "exact", "face lattice", lambda: _pieces_of(lattice, limit))


def _lattice_pieces(program: PiecewiseAffine, box: Domain, limit: Limit) -> tuple[int, int, int]:
    limit.start()
    cell = bounded_cell(program.inputs, box, limit)
    lattice = _whole_lattice(program, cell, limit)
    if lattice is None:
        return _by_splitting(program, lambda: iter([cell]), limit)._pieces
    return _pieces_of(lattice, limit)


def _whole_lattice(program: PiecewiseAffine, cell: Cell, limit: Limit) -> Lattice | None:
    """The complex of all units, None where float64 is too coarse. Raises BudgetExhaustedError."""
    lattice = _lattice(program, cell, limit)
    if lattice is not None and not lattice.complete:
        raise BudgetExhaustedError(ENDED)
    return lattice


def _lattice(program: PiecewiseAffine, cell: Cell, limit: Limit) -> Lattice | None:
    """The complex of the units inserted until the limit ends it, None where float64 is too coarse."""
    with limit.loading():
        from boundkit.regions import lattice

        lattice.load_kernels()
    limit.engine = "face lattice"
    try:
        return lattice.Lattice(program, cell, lambda faces, certain: limit.allows(faces, _FACE, certain))
    except lattice.TooFineError:
        return None


def _pieces_of(lattice: Lattice, limit: Limit) -> tuple[int, int, int]:
    from boundkit.regions.pieces import connected, map_labels

    limit.start()
    labels = map_labels(lattice, limit.check)
    return len(set(labels.tolist())), connected(lattice, labels), 1


def _by_sampling(program: PiecewiseAffine, box: BoundedDomain, limit: Limit) -> Count:
    from boundkit.regions import plan
    from boundkit.regions.sampling import regions_met

    limit.engine = "sampling"
    limit.at_most(_SAMPLING_SECONDS)
    with limit.loading():
        plan.load_kernels()
    domain = box.watched(limit.watch) if isinstance(box, Polytope) else box
    regions_met(program, domain, lambda met: limit.allows(met, certain=met))
    return _lower_bound(limit)


def _by_splitting(
    program: PiecewiseAffine,
    cells: Callable[[], Iterator[Cell]],
    limit: Limit,
    jobs: int = 1,
    *,
    several: bool = False,
) -> Count:
    """Count one region after the other; on several cells a region is known by its pattern."""
    patterns: set[Any] = set()
    maps: set[Affine] = set()
    routes: set[Any] = set()
    limit.engine = "cell splitting"
    total, found, size = 0, 0, 200.0 * (1 + program.outputs * (program.inputs + 1))
    for cell in cells():
        for region in _enumeration(program, cell, limit, jobs) if jobs > 1 else split(program, cell):
            total += 1
            maps.add(region.affine)
            routes.add(region.route)
            if several:
                patterns.add(region.pattern)
            found = len(patterns) if several else total
            if not limit.allows(found, size, found):
                return _lower_bound(limit)

    def pieces() -> tuple[int, int, int]:
        limit.start()
        return len(maps), _connected_pieces(program, cells, len(maps), found), len(routes)

    return Count(found, "exact", "cell splitting", pieces)


def _lower_bound(limit: Limit) -> Count:
    return Count(limit.certain, "lower bound", limit.engine)


def _connected_pieces(program: PiecewiseAffine, cells: Callable[[], Iterator[Cell]], maps: int, total: int) -> int:
    from boundkit.regions.dual import connected_pieces

    if maps == total:
        return maps
    return connected_pieces(region for cell in cells() for region in split(program, cell))
