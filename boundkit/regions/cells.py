"""Exact cell splitting: every region of a program on a domain, one at a time, in rational arithmetic."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import Any

from flint import fmpq

from boundkit.networks.affine import Affine, identity
from boundkit.networks.gate import Fork, Gate, LinearGate, TreeGate
from boundkit.networks.program import MixtureLayer, PiecewiseAffine, Rectifier
from boundkit.regions.interval import Interval
from boundkit.regions.polytope import Polytope

Pattern = tuple[Any, ...]
Cell = Interval | Polytope
_Lazy = Callable[[], Cell]


class Region:
    """One open convex region: its pattern, its affine map, and (built when asked for) its closure.

    ``pattern`` has one entry per step that acts on the region, in order: for a rectifier the tuple of the states of its
    bending units (True where positive), for a mixture layer its expert, or the tuple of its experts if k of them serve.
    ``route`` is the pattern without the rectifiers.
    """

    __slots__ = ("_affine", "_make", "pattern", "route")

    def __init__(
        self, pattern: Pattern, route: Pattern, affine: Affine | Callable[[], Affine], make: Callable[[], Cell]
    ) -> None:
        self.pattern = pattern
        self.route = route
        self._affine = affine
        self._make = make

    @property
    def affine(self) -> Affine:
        """The program's map on the region, exactly."""
        if not isinstance(self._affine, Affine):
            self._affine = self._affine()
        return self._affine

    @property
    def polytope(self) -> Cell:
        """The closure of the region."""
        cell = self._make()
        self._make = partial(_same, cell)
        return cell

    @property
    def vertices(self) -> list[list[fmpq]]:
        """The vertices of the closure, exactly."""
        return self.polytope.vertices

    @property
    def facets(self) -> list[Affine]:
        """An affine function per facet, zero on it and positive inside; its largest weight has size 1."""
        cell = self.polytope
        return [cell.facet_functional(facet) for facet in cell.facet_vertices]

    @property
    def interior_point(self) -> list[fmpq]:
        """A point of the open region, exactly."""
        return self.polytope.centre()

    @property
    def volume(self) -> fmpq:
        """The exact volume: length in one dimension, area in two. Raises UnboundedDomainError when there are rays."""
        return self.polytope.volume


def split(program: PiecewiseAffine, cell: Cell) -> Iterator[Region]:
    """Every region of the program that meets the interior of the cell; depth first, so memory stays small."""
    return continued(program.steps, uncut(program, cell))


def uncut(program: PiecewiseAffine, cell: Cell) -> Region:
    """The cell as a region of the program's first zero steps."""
    return Region((), (), identity(program.inputs), partial(_same, cell))


def continued(steps: tuple[Any, ...], region: Region) -> Iterator[Region]:
    """The regions into which further steps cut a region."""
    under_way = [first_parts(steps, region)]
    while under_way:
        parts, rest = under_way[-1]
        part = next(parts, None)
        if part is None:
            under_way.pop()
        elif rest:
            under_way.append(first_parts(rest, part))
        else:
            yield part


def first_parts(steps: tuple[Any, ...], region: Region) -> tuple[Iterator[Region], tuple[Any, ...]]:
    """The regions into which the first step that can cut cuts a region, and the steps that come after it."""
    for number, step in enumerate(steps):
        if not isinstance(step, Affine):
            return _parts(step, region), steps[number + 1 :]
        region = Region(region.pattern, region.route, step.after(region.affine), region._make)
    return iter((region,)), ()


def _parts(step: Rectifier | MixtureLayer, region: Region) -> Iterator[Region]:
    if isinstance(step, Rectifier):
        yield from _bent(step, region)
        return
    for served, make in _routed(step.gate, region.affine, region.polytope):
        entry = served[0] if len(served) == 1 else served
        inside = Region((*region.pattern, entry), (*region.route, entry), region.affine, make)
        yield from continued(step.serving(served).steps, inside)


def _bent(step: Rectifier, region: Region) -> Iterator[Region]:
    """The regions into which the bending units of one layer cut a region."""
    values, units = region.affine, [(unit, region.affine.row(unit)) for unit in step.kinks]
    pending: list[tuple[tuple[bool, ...], Cell]] = [((), region.polytope)]
    while pending:
        signs, whole = pending.pop()
        if len(signs) < len(units):
            pending += [((*signs, on), part) for on, part in _sides(units[len(signs)][1], whole)]
            continue
        slopes = [fmpq(1)] * step.inputs
        for unit, on in zip(step.kinks, signs, strict=True):
            slopes[unit] = fmpq(1) if on else step.slopes[unit]
        yield Region((*region.pattern, signs), region.route, values.scaled(slopes), partial(_same, whole))


def _same(cell: Cell) -> Cell:
    return cell


def _sides(functional: Affine, cell: Cell) -> Iterator[tuple[bool, Cell]]:
    """The open parts of the cell where a unit is on and off; a unit that is zero on all of it is off."""
    if not any(cell.values(functional).entries()):
        yield False, cell
        return
    for on, side in ((True, functional), (False, -functional)):
        part = cell.above(side)
        if part is not None:
            yield on, part


def _routed(gate: Gate, state: Affine, cell: Cell) -> Iterator[tuple[tuple[int, ...], _Lazy]]:
    """The sets of experts that serve an open part of the cell, each with that part."""
    if isinstance(gate, TreeGate):
        yield from _leaves(gate.root, state, cell)
    elif isinstance(gate, LinearGate) and gate.top == 1 and gate.slabs is not None and cell.bounded:
        yield from _slabs(gate, state, cell)
    elif isinstance(gate, LinearGate):
        yield from _winners(gate, state, cell)
    else:
        raise TypeError(f"no rule is known for cutting a cell by a {type(gate).__name__}")


def _leaves(node: Fork | int, state: Affine, cell: Cell) -> Iterator[tuple[tuple[int, ...], _Lazy]]:
    if isinstance(node, int):
        yield (node,), partial(_same, cell)
        return
    for above, part in _sides(node.functional.after(state), cell):
        yield from _leaves(node.above if above else node.below, state, part)


def _slabs(gate: LinearGate, state: Affine, cell: Cell) -> Iterator[tuple[tuple[int, ...], _Lazy]]:
    slabs = gate.slabs
    assert slabs is not None
    coordinate = slabs.coordinate.after(state)
    low, high = cell.range(coordinate)
    if low == high:
        yield gate.chosen(state(cell.centre())), partial(_same, cell)
        return
    first, last = bisect_right(slabs.thresholds, low), bisect_left(slabs.thresholds, high)
    for index in range(first, max(first, last) + 1):
        below = slabs.thresholds[index - 1] if index > first else None
        above = slabs.thresholds[index] if index < last else None
        yield (slabs.winners[index],), partial(_slab, cell, coordinate, below, above)


def _slab(cell: Cell, coordinate: Affine, below: Any, above: Any) -> Cell:
    if below is not None:
        cell = _nonempty(cell.above(Affine(coordinate.weight, [coordinate.bias[0, 0] - below])))
    if above is not None:
        cell = _nonempty(cell.above(Affine(-coordinate.weight, [above - coordinate.bias[0, 0]])))
    return cell


def _nonempty(cell: Cell | None) -> Cell:
    if cell is None:
        raise AssertionError("a part that an expert was found to serve has an interior")
    return cell


def _winners(gate: LinearGate, state: Affine, cell: Cell) -> Iterator[tuple[tuple[int, ...], _Lazy]]:
    """The winning sets of a linear gate, found from one another across the facets of their parts of the cell."""
    scores = gate.scores.after(state)
    flat = [fmpq(0)] * scores.inputs
    pending = [winners_near(gate, scores, cell.centre(), flat)]
    found = set(pending)
    while pending:
        served = pending.pop()
        part, borders = cell, []
        for own, rival in product(served, sorted(set(range(gate.experts)) - set(served))):
            border = difference(scores, own, rival)
            if cell.above(-border) is not None:
                part = _nonempty(part.above(border))
                borders.append(border)
        for border in borders:
            centre = part.facet_centre(border)
            if centre is not None:
                beyond = winners_near(gate, scores, centre, (-border).weight.entries())
                if beyond not in found:
                    found.add(beyond)
                    pending.append(beyond)
        yield served, partial(_same, part)


def winners_near(gate: LinearGate, scores: Affine, point: list[fmpq], outward: list[fmpq]) -> tuple[int, ...]:
    """The set that serves the open set of points x + e v + e^2 (1, e, ..) for small e > 0, v the direction outward."""
    rows, values = scores.weight.tolist(), scores(point)

    def rank(index: int) -> tuple[Any, ...]:
        slope = sum((a * v for a, v in zip(rows[index], outward, strict=True)), fmpq(0))
        return (values[index], slope, *rows[index], -index)

    return tuple(sorted(sorted(range(gate.experts), key=rank, reverse=True)[: gate.top]))


def difference(scores: Affine, first: int, second: int) -> Affine:
    columns = range(scores.inputs)
    return Affine(
        [[scores.weight[first, j] - scores.weight[second, j] for j in columns]],
        [scores.bias[first, 0] - scores.bias[second, 0]],
    )
