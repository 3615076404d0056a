"""The engines that count regions. Each says what it supports, and why not; ``ENGINES`` is the order of choice.

An engine may find out only on its way that it cannot count a program: then its answer is the reason, and the next
engine counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from flint import fmpq

from boundkit.crews.crew import Place
from boundkit.errors import BudgetExhaustedError
from boundkit.networks.affine import Affine
from boundkit.networks.program import PiecewiseAffine, Rectifier, is_mixture
from boundkit.regions.cells import Cell, Region, split
from boundkit.regions.domain import (
    EVERYWHERE,
    BoundedDomain,
    Domain,
    Everywhere,
    cell_of,
    corners,
    on_what_is_read,
    orthants,
)
from boundkit.regions.dual import connected_pieces
from boundkit.regions.engine import Answer, Compiled, Engine
from boundkit.regions.found import Count, Pieces
from boundkit.regions.interval import Interval
from boundkit.regions.limit import ENDED, MANY_CORNERS, Limit
from boundkit.regions.polytope import Polytope

if TYPE_CHECKING:
    from boundkit.regions.lattice import Lattice
    from boundkit.regions.walk import Walk

_Made = TypeVar("_Made")
_FEW_UNITS = 8
_MOST_INPUTS = 10
_SAMPLING_SECONDS = 10.0
_FACE = 200


_MIXTURE = Answer("the program has a mixture layer, which may jump where its gate changes its mind")
_UNBOUNDED = Answer("the domain is unbounded")
_TOO_FINE = Answer("float64 is too coarse to tell apart what must be told apart")


class CellSplitting(Engine):
    """Rational arithmetic throughout: any program, any domain, one region after the other.

    All of R^d is cut into orthants of what the first map reads; beyond ten dimensions ten seconds are the budget.
    """

    name = "cell splitting"

    def supports(self, program: PiecewiseAffine, domain: Domain) -> Answer:
        return Answer()

    def suits(self, program: PiecewiseAffine, domain: Domain) -> bool:
        if is_mixture(program) or _units(program) > _FEW_UNITS:
            return False
        return isinstance(domain, Everywhere) or program.inputs <= _MOST_INPUTS or self._fits(program, domain)

    def _fits(self, program: PiecewiseAffine, domain: BoundedDomain) -> bool:
        return isinstance(domain, Polytope | Interval) or self.limit.has_room_for_box(program.inputs)

    def _count(self, program: PiecewiseAffine, domain: Domain) -> Count:
        """Count one region after the other; on several cells a region is known by its pattern."""
        limit, several = self.limit, isinstance(domain, Everywhere)
        if several:
            program = on_what_is_read(program)
            if program.inputs > _MOST_INPUTS:
                limit.at_most(_SAMPLING_SECONDS)
        cells = self._cells(program, domain)
        patterns: set[Any] = set()
        maps: set[Affine] = set()
        routes: set[Any] = set()
        total, found, size = 0, 0, 200.0 * (1 + program.outputs * (program.inputs + 1))
        for cell in cells():
            for region in self.regions(program, cell):
                total += 1
                maps.add(region.affine)
                routes.add(region.route)
                if several:
                    patterns.add(region.pattern)
                found = len(patterns) if several else total
                if not limit.allows(found, size, found):
                    return limit.lower_bound()

        def connected() -> int:
            return connected_pieces(region for cell in cells() for region in split(program, cell))

        return self._exact(found, lambda: (len(maps), found if len(maps) == found else connected(), len(routes)))

    def _cells(self, program: PiecewiseAffine, domain: Domain) -> Callable[[], Iterator[Cell]]:
        if isinstance(domain, Everywhere):
            return lambda: orthants(program.inputs, self.limit.watch)
        cell = bounded_cell(program.inputs, domain, self.limit)
        return lambda: iter([cell])

    def regions(self, program: PiecewiseAffine, cell: Cell) -> Iterator[Region]:
        """The regions one at a time, from several processes where there is a place for them."""
        if self.place.is_alone:
            return split(program, cell)
        from boundkit.regions.shared import split_shared

        return split_shared(program, cell, self.place, self.limit.watch)


class CellWalk(Compiled):
    """One cell after the other, compiled: programs with gates, or without, in any position.

    All of R^d is seen as boxes, in homogeneous coordinates, in which a region is known by its pattern.
    """

    name = "cell walk"

    def supports(self, program: PiecewiseAffine, domain: Domain) -> Answer:
        return _within_inputs(on_what_is_read(program) if isinstance(domain, Everywhere) else program)

    def suits(self, program: PiecewiseAffine, domain: Domain) -> bool:
        return is_mixture(program) or isinstance(domain, Everywhere) or not self.place.is_alone

    def _count(self, program: PiecewiseAffine, domain: Domain) -> Count | Answer:
        if isinstance(domain, Everywhere):
            return self._count_everywhere(program)
        cell = bounded_cell(program.inputs, domain, self.limit)
        walk = self._tried(lambda: self._followed(self._walking(program, cell)(self._goes_on)))
        if isinstance(walk, Answer):
            return walk
        if not walk.complete:
            self._goes_on(walk.count, 0)
            return self.limit.lower_bound()
        return self._exact(walk.count, lambda: self._pieces(program, cell))

    def _followed(self, walk: Walk) -> Walk:
        walk.follow()
        return walk

    def _count_everywhere(self, program: PiecewiseAffine) -> Count | Answer:
        def walking(form: PiecewiseAffine, box: Domain) -> Walk:
            return self._walking(form, bounded_cell(form.inputs, box, self.limit))(self._goes_on, listed=True)

        def patterns() -> int | None:
            from boundkit.regions.projective import patterns

            return patterns(on_what_is_read(program), walking, self.limit.allows)

        found = self._tried(patterns)
        if found is None or isinstance(found, Answer):
            return self.limit.lower_bound() if found is None else found
        return self._exact(found, lambda: CellSplitting(self.limit)._count(program, EVERYWHERE).pieces)

    def regions(self, program: PiecewiseAffine, cell: Cell) -> Iterator[Region] | Answer:
        """The regions, a batch at a time; memory is that of the cells that wait. Raises BudgetExhaustedError."""
        walk = self._tried(lambda: self._walking(program, cell)(self._goes_on, listed=True))
        return walk if isinstance(walk, Answer) else self._listed(walk)

    def _listed(self, walk: Walk) -> Iterator[Region]:
        yield from walk.regions()
        if not walk.complete:
            raise BudgetExhaustedError(ENDED)

    def _tried(self, make: Callable[[], _Made]) -> _Made | Answer:
        """What is made, or why there is no walk."""
        self._get_ready()
        from boundkit.regions import walk

        try:
            return make()
        except walk.TooFineError:
            return _TOO_FINE
        except walk.UnknownGateError as error:
            return Answer(str(error))

    def _load(self) -> None:
        from boundkit.regions import walk

        walk.load_kernels()

    def _goes_on(self, found: int, size: int) -> bool:
        return self.limit.allows(found, certain=found) and self.limit.has_room(size)

    def _pieces(self, program: PiecewiseAffine, cell: Cell) -> Pieces:
        from boundkit.regions.walk_pieces import walked_pieces

        return walked_pieces(self._walking(program, cell), lambda found, size: self.limit.check(1, size))

    def _walking(self, program: PiecewiseAffine, cell: Cell) -> Callable[..., Walk]:
        if not self.place.is_alone:
            from boundkit.regions.walk_shared import SharedWalk

            return partial(SharedWalk, program, cell, place=self.place)
        from boundkit.regions.walk import Walk

        return partial(Walk, program, cell)


class Skeleton(Compiled):
    """Vertices and edges alone, compiled: rectifiers on a box, in general position."""

    name = "skeleton"

    def supports(self, program: PiecewiseAffine, domain: Domain) -> Answer:
        if is_mixture(program):
            return _MIXTURE
        if isinstance(domain, Everywhere | Polytope | Interval):
            return Answer("the domain is not a box given by its corners")
        return _within_inputs(program)

    def suits(self, program: PiecewiseAffine, domain: Domain) -> bool:
        return True

    def _load(self) -> None:
        from boundkit.regions import skeleton

        skeleton.load_kernels()

    def _count(self, program: PiecewiseAffine, domain: Domain) -> Count | Answer:
        self._get_ready()
        from boundkit.regions import skeleton

        lower, upper = corners(program.inputs, domain)  # type: ignore[arg-type]
        size = skeleton.bytes_per_vertex(program)

        def goes_on(vertices: int, certain: int) -> bool:
            return self.limit.allows(vertices, size, certain)

        try:
            if self.place.is_alone:
                found = skeleton.count_regions(program, lower, upper, goes_on)
            else:
                found = self._shared(program, lower, upper, goes_on)
        except skeleton.NotInGeneralPositionError:
            return Answer("the hyperplanes are not in general position, or float64 cannot tell")
        except skeleton.StoppedError:
            return self.limit.lower_bound()
        return self._exact(found, lambda: self._pieces(program, domain))

    def _shared(
        self, program: PiecewiseAffine, lower: list[fmpq], upper: list[fmpq], goes_on: Callable[[int, int], bool]
    ) -> int:
        from boundkit.regions.skeleton_shared import count_shared

        def watch(certain: int) -> bool:
            return self.limit.allows(certain, certain=certain)

        return count_shared(program, lower, upper, self.place, goes_on, watch, self.limit.room)

    def _pieces(self, program: PiecewiseAffine, domain: Domain) -> Pieces:
        """Pieces need the cells, which a skeleton does not have."""
        cell = bounded_cell(program.inputs, domain, self.limit)
        others = FaceLattice(self.limit), CellSplitting(self.limit)
        return next(found for engine in others if isinstance(found := engine.count(program, cell), Count)).pieces


class FaceLattice(Compiled):
    """Faces of all dimensions, compiled: rectifiers on a bounded polytope, in any position."""

    name = "face lattice"

    def supports(self, program: PiecewiseAffine, domain: Domain) -> Answer:
        if is_mixture(program):
            return _MIXTURE
        return _UNBOUNDED if isinstance(domain, Everywhere) else _within_inputs(program)

    def suits(self, program: PiecewiseAffine, domain: Domain) -> bool:
        return True

    def _count(self, program: PiecewiseAffine, domain: Domain) -> Count | Answer:
        lattice = self._lattice(program, bounded_cell(program.inputs, domain, self.limit))
        if lattice is None:
            return _TOO_FINE
        if not lattice.complete:
            return self.limit.lower_bound()
        return self._exact(len(lattice.cells), lambda: self._pieces(lattice))

    def regions(self, program: PiecewiseAffine, cell: Cell) -> Iterator[Region] | Answer:
        """The regions, once all are known. Raises BudgetExhaustedError."""
        lattice = self._lattice(program, cell)
        if lattice is None:
            return _TOO_FINE
        if not lattice.complete:
            raise BudgetExhaustedError(ENDED)
        return lattice.regions()

    def _load(self) -> None:
        from boundkit.regions import lattice

        lattice.load_kernels()

    def _lattice(self, program: PiecewiseAffine, cell: Cell) -> Lattice | None:
        """The complex of the units inserted until the limit ends it, None where float64 is too coarse."""
        self._get_ready()
        from boundkit.regions import lattice

        try:
            return lattice.Lattice(program, cell, lambda faces, certain: self.limit.allows(faces, _FACE, certain))
        except lattice.TooFineError:
            return None

    def _pieces(self, lattice: Lattice) -> Pieces:
        with self.limit.loading():
            from boundkit.regions.pieces import connected, map_labels
        labels = map_labels(lattice, self.limit.check)
        return len(set(labels.tolist())), connected(lattice, labels, self.limit.check), 1


class Sampling(Compiled):
    """Regions met at random points, a certified lower bound: rectifiers in dimensions where no complex fits."""

    name = "sampling"
    guarantee = "lower bound"

    def supports(self, program: PiecewiseAffine, domain: Domain) -> Answer:
        if is_mixture(program):
            return _MIXTURE
        return _UNBOUNDED if isinstance(domain, Everywhere) else Answer()

    def suits(self, program: PiecewiseAffine, domain: Domain) -> bool:
        return program.inputs > _MOST_INPUTS

    def _load(self) -> None:
        from boundkit.regions.plan import load_kernels

        load_kernels()

    def _count(self, program: PiecewiseAffine, domain: Domain) -> Count:
        assert not isinstance(domain, Everywhere)
        limit = self.limit
        limit.at_most(_SAMPLING_SECONDS)
        self._get_ready()
        from boundkit.regions.sampling import regions_met

        watched = domain.watched(limit.watch) if isinstance(domain, Polytope) else domain
        regions_met(program, watched, lambda met: limit.allows(met, certain=met))
        return limit.lower_bound()


_Kind = TypeVar("_Kind", bound=Engine)
ENGINES: tuple[type[Engine], ...] = (CellSplitting, Skeleton, CellWalk, FaceLattice, Sampling)


def first_count(program: PiecewiseAffine, domain: Domain, limit: Limit, place: Place) -> Count:
    """The count of the first engine that has one, those that suit the program before the others."""
    for engine in _in_order([kind(limit, place) for kind in ENGINES], program, domain):
        found = engine.count(program, domain)
        if isinstance(found, Count):
            return found
    raise AssertionError("cell splitting counts every program")


def first_enumeration(program: PiecewiseAffine, cell: Cell, limit: Limit, place: Place) -> Iterator[Region]:
    """The regions of the first engine that lists them."""
    splitting = CellSplitting(limit, place)
    if program.inputs > 1 or is_mixture(program):
        listing: list[CellSplitting | CellWalk | FaceLattice]
        listing = [splitting, CellWalk(limit, place), FaceLattice(limit)]
        for engine in _in_order(listing, program, cell):
            limit.engine = engine.name
            found = engine.regions(program, cell)
            if not isinstance(found, Answer):
                return found
    return splitting.regions(program, cell)


def bounded_cell(inputs: int, box: Domain, limit: Limit) -> Cell:
    """A bounded domain as a cell that is cut within a limit. Raises the errors of ``cell_of``, BudgetExhaustedError."""
    if not isinstance(box, Polytope | Interval | Everywhere):
        corners(inputs, box)
        if not limit.has_room_for_box(inputs):
            raise BudgetExhaustedError(MANY_CORNERS.format(inputs))
    return cell_of(inputs, box, limit.watch)


def _in_order(engines: Sequence[_Kind], program: PiecewiseAffine, domain: Domain) -> Iterator[_Kind]:
    """Those that support the program, first the ones that suit it; no engine is asked before its turn."""
    others = []
    for engine in engines:
        if engine.supports(program, domain):
            if engine.suits(program, domain):
                yield engine
            else:
                others.append(engine)
    yield from others


def _units(program: PiecewiseAffine) -> int:
    return sum(len(step.kinks) for step in program.steps if isinstance(step, Rectifier))


def _within_inputs(program: PiecewiseAffine) -> Answer:
    if program.inputs <= _MOST_INPUTS:
        return Answer()
    return Answer(f"a complex in {program.inputs} dimensions does not fit; {_MOST_INPUTS} are the most")
