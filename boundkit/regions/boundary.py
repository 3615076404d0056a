"""Where a classifier changes its mind: the flat pieces between its classes, their number and their size, exactly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isqrt, prod

from flint import arb, ctx, fmpq, fmpq_mat, fmpz

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.crews.crew import Place
from boundkit.crews.here import place_of
from boundkit.errors import UnboundedDomainError
from boundkit.networks.decision import decision
from boundkit.networks.program import PiecewiseAffine
from boundkit.regions.cells import Cell, Region
from boundkit.regions.count import enumerated
from boundkit.regions.domain import Domain, Everywhere
from boundkit.regions.dual import shared_facets
from boundkit.regions.engines import bounded_cell
from boundkit.regions.interval import Interval
from boundkit.regions.limit import Limit
from boundkit.regions.polytope import Polytope, hyperplane

_BITS = 128
_FACTORED = 64  # bits
_BYTES_PER_REGION = 4000
Row = Sequence[fmpq]


@dataclass(frozen=True)
class Roots:
    """A sum of coefficients times square roots of different natural numbers, exactly: ``terms`` has the coefficients.

    Numbers below 2^64 have no square factor; longer ones are no squares.

    >>> print(Roots.of([(fmpq(1), fmpq(1, 4)), (fmpq(3), fmpq(2)), (fmpq(1), fmpq(2))]))
    1/2 + 4*sqrt(2)
    """

    terms: dict[int, fmpq]

    @classmethod
    def of(cls, products: Iterable[tuple[fmpq, fmpq]]) -> Roots:
        """The sum of coefficients times square roots of positive rationals."""
        listed: dict[int, list[fmpq]] = defaultdict(list)
        for coefficient, square in products:
            root, radicand = _taken_out(int(square.p * square.q))
            listed[radicand].append(coefficient * root / square.q)
        return cls({radicand: _sum(own) for radicand, own in sorted(listed.items())})

    def __str__(self) -> str:
        terms = [str(own) if radicand == 1 else f"{own}*sqrt({radicand})" for radicand, own in self.terms.items()]
        return " + ".join(terms) or "0"

    @property
    def value(self) -> Enclosure:
        """The sum: exact where it has no root, else an enclosure."""
        if self.terms.keys() <= {1}:
            return enclose(self.terms.get(1, fmpq(0)))
        with ctx.workprec(_BITS):
            return enclose(sum((arb(own) * arb(radicand).sqrt() for radicand, own in self.terms.items()), arb(0)))


def _taken_out(number: int) -> tuple[int, int]:
    """A natural number as root^2 times the rest, which has no square factor, or is long and no square."""
    root = isqrt(number)
    if root * root == number:
        return root, 1
    if number.bit_length() > _FACTORED:
        return 1, number
    root = prod(int(prime) ** (times // 2) for prime, times in fmpz(number).factor())
    return root, number // (root * root)


def _sum(values: Sequence[fmpq]) -> fmpq:
    """The sum, of neighbours first: denominators grow with the terms, so no long number meets every term."""
    while len(values) > 1:
        values = [sum(values[start : start + 2], fmpq(0)) for start in range(0, len(values), 2)]
    return values[0] if values else fmpq(0)


@dataclass(frozen=True)
class Wall:
    """What lies between two classes, the lower first: its number of flat ``pieces``, and its size."""

    classes: tuple[int, int]
    pieces: int
    size: Roots

    @property
    def measure(self) -> Enclosure:
        """Of d - 1 dimensions: length in the plane, area in space; on a line the number of points."""
        return self.size.value


@dataclass(frozen=True)
class Boundary:
    """The boundary of a decision in the interior of a domain of d dimensions, and the volumes of the classes.

    ``dimension`` is d. ``volumes[c]`` is the exact volume of the inputs of class c, 0 for one that no open set of
    inputs has. ``walls`` are the pairs of classes that meet in d - 1 dimensions. ``facets`` counts the pieces that two
    regions of the decision share and that lie between different classes; ``pieces`` joins those of them that lie in one
    hyperplane, have the same class on the same side, and are connected through d - 2 dimensions: the maximal flat
    pieces.
    """

    dimension: int
    volumes: tuple[fmpq, ...]
    walls: tuple[Wall, ...]
    facets: int

    @property
    def pieces(self) -> int:
        return sum(wall.pieces for wall in self.walls)

    @property
    def size(self) -> Roots:
        """The sum of the walls' sizes."""
        products = ((own, fmpq(radicand)) for wall in self.walls for radicand, own in wall.size.terms.items())
        return Roots.of(products)

    @property
    def measure(self) -> Enclosure:
        """The sum of the walls' measures."""
        return self.size.value


def decision_boundary(
    program: PiecewiseAffine,
    box: Domain = (-1, 1),
    *,
    jobs: int | Place = 1,
    budget: float | None = None,
    memory: float = 4.0,
    progress: Callable[[int], None] | None = None,
) -> Boundary:
    """The boundary between the classes of a classifier, ``boundkit.networks.decision``, in a bounded domain; exact.

    A class is the largest output, the lowest of several; of one output z it is 1 where z > 0 and 0 elsewhere. Where a
    mixture jumps from one class to another at a gate, that is boundary too; a set without volume on which outputs tie
    inside one class is none. ``box``, ``jobs``, ``budget``, ``memory`` and ``progress`` as by
    ``boundkit.regions.count``. Raises ShapeError or UnboundedDomainError for a domain that does not fit, and
    BudgetExhaustedError.

    >>> from boundkit.networks import ReLUNetwork
    >>> diamond = ReLUNetwork.of([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]], [[0] * 4, [-1]])
    >>> found = decision_boundary(diamond, (-2, 2))
    >>> found.pieces, str(found.size), found.volumes
    (4, '4*sqrt(2)', (2, 14))
    """
    return between_classes(decision(program), box, jobs=jobs, budget=budget, memory=memory, progress=progress)


def between_classes(
    decided: PiecewiseAffine,
    box: Domain,
    *,
    jobs: int | Place = 1,
    budget: float | None = None,
    memory: float = 4.0,
    progress: Callable[[int], None] | None = None,
) -> Boundary:
    """The same of a program that is a decision, such as ``decision`` of a network restricted to a plane."""
    limit = Limit(budget, memory, progress)
    cell = None if isinstance(box, Everywhere) else bounded_cell(decided.inputs, box, limit)
    if cell is None or not cell.bounded:
        raise UnboundedDomainError("a boundary is measured on a bounded domain; give a box or a bounded polytope")
    found = list(enumerated(decided, cell, limit, place_of(jobs), size=_BYTES_PER_REGION))
    parts: list[list[fmpq]] = [[] for _ in range(decided.steps[-1].gate.experts)]
    for region in found:
        parts[_class_of(region)].append(region.volume)
    volumes = tuple(map(_sum, parts))
    if _sum(volumes) != cell.volume:
        raise AssertionError("the regions of an enumeration fill its domain")
    return _bounded_by(cell.dimension, volumes, list(_facets(found, limit)))


def _class_of(region: Region) -> int:
    return int(region.route[-1])


@dataclass(frozen=True)
class _Facet:
    """A piece of the boundary: its hyperplane, the classes above and below, and itself in d - 1 coordinates."""

    plane: tuple[fmpq, ...]
    classes: tuple[int, int]
    cell: Cell | None


def _facets(regions: Sequence[Region], limit: Limit) -> Iterable[_Facet]:
    for number, (one, other, rows) in enumerate(shared_facets([(region.polytope, 0) for region in regions])):
        limit.check(len(regions) + number)
        first, second = regions[one], regions[other]
        if _class_of(first) != _class_of(second):
            yield _facet(first, second, rows)


def _facet(first: Region, second: Region, rows: Sequence[Row]) -> _Facet:
    plane = hyperplane(rows)
    leading = next(weight for weight in plane[1:] if weight != 0)
    plane = [entry if leading > 0 else -entry for entry in plane]
    above, below = (first, second) if _value(plane, [fmpq(1), *first.interior_point]) > 0 else (second, first)
    pivot = next(axis for axis, weight in enumerate(plane) if axis and abs(weight) == 1)
    kept = [[entry for axis, entry in enumerate(row) if axis != pivot] for row in rows]
    sides = [[side.bias[0, 0], *side.weight.entries()] for side in (*first.facets, *second.facets)]
    return _Facet(tuple(plane), (_class_of(above), _class_of(below)), _cell(kept, rows, sides))


def _cell(kept: list[list[fmpq]], rows: Sequence[Row], sides: Sequence[Row]) -> Cell | None:
    """The corners that are kept as a cell, whose facets are among the sides; None for a single point."""
    if len(kept[0]) == 1:
        return None
    if len(kept[0]) == 2:
        low, high = sorted(row[1] for row in kept)
        return Interval(low, high)
    masks = [sum(1 << bit for bit, side in enumerate(sides) if _value(side, row) == 0) for row in rows]
    return Polytope(fmpq_mat(kept), masks, len(sides))


def _value(functional: Row, row: Row) -> fmpq:
    return sum((a * b for a, b in zip(functional, row, strict=True)), fmpq(0))


def _bounded_by(dimension: int, volumes: tuple[fmpq, ...], facets: Sequence[_Facet]) -> Boundary:
    grouped: dict[tuple[int, int], list[_Facet]] = defaultdict(list)
    for facet in facets:
        low, high = sorted(facet.classes)
        grouped[low, high].append(facet)
    walls = tuple(Wall(pair, _pieces(own), Roots.of(map(_size, own))) for pair, own in sorted(grouped.items()))
    return Boundary(dimension, volumes, walls, len(facets))


def _pieces(facets: Sequence[_Facet]) -> int:
    """The connected sets of facets that lie in one hyperplane and have the same class on the same side."""
    import networkx as nx

    cells = [(facet.cell, (facet.plane, facet.classes)) for facet in facets if facet.cell is not None]
    graph = nx.empty_graph(len(facets))
    graph.add_edges_from((one, other) for one, other, _ in shared_facets(cells))
    return int(nx.number_connected_components(graph))


def _size(facet: _Facet) -> tuple[fmpq, fmpq]:
    """The size of a facet as a rational times the square root of one: what it is without the axis of weight 1."""
    size = facet.cell.volume if facet.cell is not None else fmpq(1)
    return size, sum((weight * weight for weight in facet.plane[1:]), fmpq(0))
