"""The one entry: activation regions and affine pieces of a network or mixture on a box, exactly."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from boundkit.arithmetic.rational import rational
from boundkit.errors import ShapeError
from boundkit.networks.gate import LinearGate
from boundkit.networks.mixture import Mixture, MixtureLayer
from boundkit.networks.relu import Affine, ReLUNetwork, identity
from boundkit.regions.interval import Interval
from boundkit.regions.polytope import Polytope

Pattern = tuple[Any, ...]
Cell = Interval | Polytope
_Lazy = Callable[[], Cell]


@dataclass(frozen=True)
class Count:
    """How many regions there are, and how sure that is.

    ``activation_regions``: nonempty open sets on which the routing and the on/off pattern of every hidden unit are
    constant. ``affine_pieces``: distinct affine maps among them. ``guarantee``: "exact".
    """

    activation_regions: int
    affine_pieces: int
    guarantee: str
    engine: str


class Region:
    """One open convex region: its pattern, its affine map, and (built when asked for) its closure."""

    __slots__ = ("_make", "affine", "pattern")

    def __init__(self, pattern: Pattern, affine: Affine, make: _Lazy) -> None:
        self.pattern = pattern
        self.affine = affine
        self._make = make

    @property
    def polytope(self) -> Cell:
        """The closure of the region."""
        return self._make()


def count(program: ReLUNetwork | Mixture, box: tuple[Any, Any] = (-1, 1)) -> Count:
    """Count the regions of ``program`` on a box, exactly.

    ``box`` is (lower, upper), two numbers or two corners. No tolerance is used: a region is counted when its interior
    is not empty. Raises ShapeError or UnboundedDomainError for a box that does not fit.

    >>> count(ReLUNetwork.of([[[1], [1]], [[1, -2]]], [[0, "-1/2"], [0]]), box=(-1, 1))
    Count(activation_regions=3, affine_pieces=3, guarantee='exact', engine='cell splitting')
    """
    maps, total = set(), 0
    for region in regions(program, box):
        total += 1
        maps.add(region.affine)
    return Count(total, len(maps), "exact", "cell splitting")


def regions(program: ReLUNetwork | Mixture, box: tuple[Any, Any] = (-1, 1)) -> Iterator[Region]:
    """Every activation region of ``program`` that meets the interior of the box, one at a time."""
    layers = program.layers if isinstance(program, Mixture) else (program,)
    cell = domain(program.inputs, box)
    pending = [(0, Region((), identity(program.inputs), partial(_same, cell)))]
    while pending:
        depth, region = pending.pop()
        if depth == len(layers):
            yield region
        else:
            pending += [(depth + 1, part) for part in reversed(list(_split(layers[depth], region)))]


def domain(inputs: int, box: tuple[Any, Any]) -> Cell:
    """The box as an interval or a polytope. Raises ShapeError or UnboundedDomainError."""
    lower, upper = (
        list(end) if isinstance(end, Sequence) and not isinstance(end, str) else [end] * inputs for end in box
    )
    if len(lower) != inputs or len(upper) != inputs:
        raise ShapeError(f"the network takes {inputs} inputs; the box has {len(lower)} and {len(upper)}")
    box_polytope = Polytope.box(lower, upper)
    return Interval(rational(lower[0]), rational(upper[0])) if inputs == 1 else box_polytope


def _split(layer: MixtureLayer | ReLUNetwork, region: Region) -> Iterator[Region]:
    """The regions into which one layer cuts a region of the layers before it."""
    cell, state = region.polytope, region.affine
    if isinstance(layer, ReLUNetwork):
        for inner, output, part in _through(layer, state, partial(_same, cell)):
            yield Region((*region.pattern, *inner), output, part)
        return
    for expert, served in _served(layer.gate, state, cell):
        for inner, output, part in _through(layer.experts[expert], state, served):
            yield Region((*region.pattern, expert, *inner), output, part)


def _through(network: ReLUNetwork, state: Affine, make: _Lazy) -> Iterator[tuple[Pattern, Affine, _Lazy]]:
    """The activation regions of one expert on a cell: (pattern, affine map, cell)."""
    if len(network.layers) == 1:
        yield (), network.layers[0].after(state), make
        return
    parts: list[tuple[Pattern, Affine, Cell]] = [((), state, make())]
    for layer in network.layers[:-1]:
        parts = [part for pattern, inner, cell in parts for part in _activations(layer.after(inner), pattern, cell)]
    for pattern, inner, cell in parts:
        yield pattern, network.layers[-1].after(inner), partial(_same, cell)


def _same(cell: Cell) -> Cell:
    return cell


def _activations(before: Affine, pattern: Pattern, cell: Cell) -> Iterator[tuple[Pattern, Affine, Cell]]:
    cells: list[tuple[tuple[bool, ...], Cell]] = [((), cell)]
    for unit in range(before.outputs):
        functional = _row(before, unit)
        cells = [((*signs, on), part) for signs, whole in cells for on, part in _sides(functional, whole)]
    for signs, part in cells:
        yield (*pattern, signs), before.masked(signs), part


def _sides(functional: Affine, cell: Cell) -> Iterator[tuple[bool, Cell]]:
    """The open parts of the cell where a unit is on and off; a unit that is zero on all of it is off."""
    if not any(cell.values(functional).entries()):
        yield False, cell
        return
    for on, side in ((True, functional), (False, Affine(-functional.weight, -functional.bias))):
        part = cell.above(side)
        if part is not None:
            yield on, part


def _served(gate: LinearGate, state: Affine, cell: Cell) -> Iterator[tuple[int, _Lazy]]:
    """The experts that serve an open part of the cell, each with that part."""
    slabs = gate.slabs
    if slabs is None:
        for expert in range(gate.experts):
            part = _where_largest(gate.scores.after(state), expert, cell)
            if part is not None:
                yield expert, partial(_same, part)
        return
    coordinate = slabs.coordinate.after(state)
    low, high = cell.range(coordinate)
    if low == high:
        yield gate.choose(state(cell.centre())), partial(_same, cell)
        return
    first, last = bisect_right(slabs.thresholds, low), bisect_left(slabs.thresholds, high)
    for index in range(first, max(first, last) + 1):
        below = slabs.thresholds[index - 1] if index > first else None
        above = slabs.thresholds[index] if index < last else None
        yield slabs.winners[index], partial(_slab, cell, coordinate, below, above)


def _slab(cell: Cell, coordinate: Affine, below: Any, above: Any) -> Cell:
    if below is not None:
        cell = _nonempty(cell.above(Affine(coordinate.weight, [coordinate.bias[0, 0] - below])))
    if above is not None:
        cell = _nonempty(cell.above(Affine(-coordinate.weight, [above - coordinate.bias[0, 0]])))
    return cell


def _nonempty(cell: Cell | None) -> Cell:
    if cell is None:
        raise AssertionError("a slab between two thresholds inside the range of the coordinate has an interior")
    return cell


def _where_largest(scores: Affine, expert: int, cell: Cell) -> Cell | None:
    """The part of the cell where ``expert`` wins: cut by the strongest rival at a vertex until none is left."""
    part: Cell | None = cell
    while part is not None:
        values = part.values(scores).tolist()
        rival = _strongest_rival(values, expert)
        if rival is None:
            return _without_ties(scores, expert, part)
        part = part.above(_difference(scores, expert, rival))
    return None


def _strongest_rival(values: list[list[Any]], expert: int) -> int | None:
    margin, rival = max((max(row) - row[expert], row.index(max(row))) for row in values)
    return rival if margin > 0 else None


def _without_ties(scores: Affine, expert: int, part: Cell) -> Cell | None:
    """``part``, unless an expert of lower index has the same score everywhere on it and takes the tie."""
    own = _row(scores, expert)
    return None if any(_row(scores, rival) == own for rival in range(expert)) else part


def _row(scores: Affine, index: int) -> Affine:
    columns = range(scores.inputs)
    return Affine([[scores.weight[index, j] for j in columns]], [scores.bias[index, 0]])


def _difference(scores: Affine, first: int, second: int) -> Affine:
    columns = range(scores.inputs)
    return Affine(
        [[scores.weight[first, j] - scores.weight[second, j] for j in columns]],
        [scores.bias[first, 0] - scores.bias[second, 0]],
    )
