"""The one entry: regions of a program on a domain, counted or listed, exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from boundkit.crews.crew import Place
from boundkit.crews.here import ALONE, place_of
from boundkit.errors import BudgetExhaustedError, CutShortError
from boundkit.networks.program import PiecewiseAffine
from boundkit.regions.cells import Cell, Region
from boundkit.regions.domain import Domain
from boundkit.regions.engines import bounded_cell, first_count, first_enumeration
from boundkit.regions.found import Count
from boundkit.regions.limit import Limit


def count(
    program: PiecewiseAffine,
    box: Domain = (-1, 1),
    *,
    jobs: int | Place = 1,
    budget: float | None = None,
    memory: float = 4.0,
    progress: Callable[[int], None] | None = None,
    announce: Callable[[str], None] | None = None,
) -> Count:
    """Count the regions of ``program`` on a domain, exactly.

    ``box`` is (lower, upper), two numbers or two corners, or a Polytope, or EVERYWHERE. No tolerance is used: a region
    is counted when its interior is not empty. When ``budget`` seconds or about ``memory`` gibibytes do not suffice, or
    the process gets no more memory, the count is a lower bound. ``progress`` is called with the number of objects so
    far, ``announce`` with a sentence when the engine is compiled first. ``jobs`` processes, or those of a place such
    as a cluster, share what takes long, with the same result as one. Raises ShapeError or UnboundedDomainError for a
    domain that does not fit, and on Ctrl-C CutShortError with the lower bound until then.

    >>> from boundkit.networks import ReLUNetwork
    >>> count(ReLUNetwork.of([[[1], [1]], [[1, -2]]], [[0, "-1/2"], [0]]), box=(-1, 1))
    Count(activation_regions=3, guarantee='exact', engine='cell splitting')
    """
    limit = Limit(budget, memory, progress, announce)
    try:
        found = first_count(program, box, limit, place_of(jobs))
    except (BudgetExhaustedError, MemoryError):
        found = limit.lower_bound()
    except KeyboardInterrupt:
        raise CutShortError(_timed(limit.lower_bound(), limit)) from None
    return _timed(found, limit)


def _timed(found: Count, limit: Limit) -> Count:
    limit.stop()
    found.timed_by(lambda: limit.spent)
    return found


def regions(
    program: PiecewiseAffine,
    box: Domain = (-1, 1),
    *,
    jobs: int | Place = 1,
    budget: float | None = None,
    memory: float = float("inf"),
    progress: Callable[[int], None] | None = None,
    announce: Callable[[str], None] | None = None,
) -> Iterator[Region]:
    """Every activation region of ``program`` that meets the interior of a bounded domain, one at a time.

    Patterns, affine maps, vertices and volumes are exact. With one job a network without mixture layers is cut as a
    whole before the first region comes, which takes memory in proportion to the regions (see ``Lattice``); several
    processes share a walk from cell to cell, in the same order each time. ``progress`` is called with the number of
    objects so far, ``announce`` as by ``count``. Raises ShapeError or UnboundedDomainError, and BudgetExhaustedError
    when ``budget`` seconds or about ``memory`` gibibytes do not suffice.
    """
    limit = Limit(budget, memory, progress, announce)
    return enumerated(program, bounded_cell(program.inputs, box, limit), limit, place_of(jobs))


def enumerated(
    program: PiecewiseAffine, cell: Cell, limit: Limit, place: Place = ALONE, size: float = 0.0
) -> Iterator[Region]:
    """The regions of ``regions`` within a limit, of which a caller keeps ``size`` bytes each. BudgetExhaustedError."""
    for number, region in enumerate(first_enumeration(program, cell, limit, place), start=1):
        yield region
        limit.check(number, size)
