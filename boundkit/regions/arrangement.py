"""Arrangements of hyperplanes, and the regions of one hidden layer: counted without cutting a single cell.

An affine form a_1 x_1 + .. + a_d x_d + b is the sequence (a_1, .., a_d, b) of rationals; a hyperplane is the zero set
of a form whose a is not zero. The counts go through intersections of hyperplanes only (T. Zaslavsky, Facing up to
arrangements, 1975), so they are an oracle for the engines that cut cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import combinations
from typing import Any

from flint import fmpq, fmpq_mat

from boundkit.arithmetic.rational import matrix, rational
from boundkit.errors import ShapeError, UnboundedDomainError
from boundkit.networks.affine import Affine, identity
from boundkit.networks.program import PiecewiseAffine, Rectifier
from boundkit.regions.domain import EVERYWHERE, Domain, Everywhere, cell_of
from boundkit.regions.interval import Interval

Form = tuple[fmpq, ...]


def hyperplanes(forms: Iterable[Sequence[Any]], dimension: int) -> list[Form]:
    """The hyperplanes of R^dimension among the zero sets of the forms, each once, its first nonzero entry 1.

    Raises ShapeError for a form that has not dimension + 1 entries.

    >>> hyperplanes([(2, 4, 6), (-1, -2, -3), (0, 0, 5)], 2)
    [(1, 2, 3)]
    """
    exact = [tuple(rational(entry) for entry in form) for form in forms]
    for form in exact:
        if len(form) != dimension + 1:
            raise ShapeError(f"an affine form on R^{dimension} has {dimension + 1} entries; {form!r} has {len(form)}")
    return _distinct(exact)


def _distinct(forms: Iterable[Form]) -> list[Form]:
    found: dict[Form, None] = {}
    for form in forms:
        pivot = next((entry for entry in form[:-1] if entry != 0), None)
        if pivot is not None:
            found.setdefault(tuple(entry / pivot for entry in form))
    return list(found)


def restricted(form: Form, plane: Form) -> Form:
    """The form on the hyperplane, in the coordinates other than the first that the hyperplane's form contains."""
    pivot = _pivot(plane)
    factor = fmpq(form[pivot]) / plane[pivot]
    return tuple(a - factor * b for index, (a, b) in enumerate(zip(form, plane, strict=True)) if index != pivot)


def lifted(point: Sequence[fmpq], plane: Form) -> list[fmpq]:
    """The point of the hyperplane whose coordinates, other than the one that ``restricted`` drops, are given."""
    pivot = _pivot(plane)
    rest = [*plane[:pivot], *plane[pivot + 1 :]]
    return [*point[:pivot], -fmpq(value_at(tuple(rest), point)) / plane[pivot], *point[pivot:]]


def _pivot(plane: Form) -> int:
    return next(index for index, entry in enumerate(plane[:-1]) if entry != 0)


def value_at(form: Form, point: Sequence[fmpq]) -> fmpq:
    """a_1 x_1 + .. + a_d x_d + b at a point with d coordinates."""
    return sum((a * x for a, x in zip(form, point, strict=False)), form[-1])


def vertices(forms: Sequence[Sequence[Any]], dimension: int) -> Iterator[list[fmpq]]:
    """The points where ``dimension`` of the hyperplanes meet in one point alone; a point may come more than once."""
    for chosen in combinations(hyperplanes(forms, dimension), dimension):
        normals = matrix([plane[:-1] for plane in chosen])
        if normals.det() != 0:
            yield list(normals.solve(fmpq_mat(dimension, 1, [-plane[-1] for plane in chosen])).entries())


# the characteristic polynomial -----------------------------------------------------------------------------------


def characteristic_polynomial(forms: Sequence[Sequence[Any]], dimension: int) -> list[int]:
    """Coefficients, constant term first, of the characteristic polynomial of the hyperplanes where the forms vanish.

    By deletion and restriction: chi(A) = chi(A without H) - chi(A restricted to H). Forms with a = 0 and b != 0 vanish
    nowhere and are no hyperplanes; repeated ones count once. Any arrangement may be given, parallel, repeated or
    concurrent hyperplanes included.

    >>> characteristic_polynomial([(1, 0, 0), (0, 1, 0), (1, 1, -1)], 2)
    [3, -3, 1]
    """
    return _characteristic(hyperplanes(forms, dimension), dimension)


def _characteristic(planes: list[Form], dimension: int) -> list[int]:
    if dimension == 1:
        return [-len(planes), 1]
    total = [0] * dimension + [1]
    for index, plane in enumerate(planes):
        inside = _distinct(restricted(other, plane) for other in planes[:index])
        for power, coefficient in enumerate(_characteristic(inside, dimension - 1)):
            total[power] -= coefficient
    return total


def regions_of_arrangement(forms: Sequence[Sequence[Any]], dimension: int) -> int:
    """The number of regions of R^dimension minus the hyperplanes, exactly: |chi(-1)| (Zaslavsky 1975).

    >>> regions_of_arrangement([(1, 0, 0), (0, 1, 0), (1, 1, -1)], 2)
    7
    """
    return abs(_value(characteristic_polynomial(forms, dimension), -1))


def bounded_regions_of_arrangement(forms: Sequence[Sequence[Any]], dimension: int) -> int:
    """The number of bounded regions, exactly: |chi(1)| when the normals span R^dimension, else none.

    >>> bounded_regions_of_arrangement([(1, 0, 0), (0, 1, 0), (1, 1, -1)], 2)
    1
    """
    planes = hyperplanes(forms, dimension)
    spanning = bool(planes) and matrix([plane[:-1] for plane in planes]).rank() == dimension
    return abs(_value(_characteristic(planes, dimension), 1)) if spanning else 0


def _value(coefficients: Sequence[int], at: int) -> int:
    return sum(coefficient * at**power for power, coefficient in enumerate(coefficients))


# regions that meet a domain --------------------------------------------------------------------------------------


def regions_meeting(forms: Sequence[Sequence[Any]], dimension: int, domain: Domain) -> int:
    """How many regions of the arrangement meet the interior of a box, a bounded polytope or EVERYWHERE, exactly.

    The sum of |mu(flat)| over the intersections of hyperplanes that meet the interior, mu the Moebius function of their
    poset (Zaslavsky 1975), taken hyperplane by hyperplane: the last of them adds a region for each of its own pieces.
    Raises ShapeError or UnboundedDomainError for a domain that does not fit.

    >>> regions_meeting([(1, 0, 0), (0, 1, 0), (1, 1, -1)], 2, (0, 1)), regions_meeting([(1, 0)], 1, (-1, 1))
    (2, 2)
    """
    return _meeting(hyperplanes(forms, dimension), _sides(dimension, domain))


def _meeting(planes: list[Form], sides: list[Form]) -> int:
    """The regions that meet the open polyhedron, known not to be empty, where all the sides are positive."""
    total = 1
    for index, plane in enumerate(planes):
        inside = [restricted(side, plane) for side in sides]
        if interior_point(inside, len(plane) - 2) is not None:
            total += _meeting(_distinct(restricted(other, plane) for other in planes[:index]), inside)
    return total


def _sides(dimension: int, domain: Domain) -> list[Form]:
    """Forms that are positive exactly in the interior of the domain."""
    if isinstance(domain, Everywhere):
        return []
    cell = cell_of(dimension, domain)
    if isinstance(cell, Interval):
        return [(fmpq(1), -cell.lower), (fmpq(-1), cell.upper)]
    if not cell.bounded:
        raise UnboundedDomainError("the polytope has unbounded edges; give a bounded one, a box or EVERYWHERE")
    return [tuple(cell.facet_functional(facet).entries) for facet in cell.facet_vertices]


def interior_point(sides: Sequence[Form], dimension: int) -> list[fmpq] | None:
    """A point of R^dimension where all the forms are positive, or None when there is none; exact.

    One form after the other: if the point found so far fails the next form but others do not, a segment between them
    meets its hyperplane, so such a point is looked for on the hyperplane, one dimension lower, and moved off it.

    >>> interior_point([(fmpq(1), fmpq(0)), (fmpq(-1), fmpq(1))], 1)
    [1/2]
    """
    point: list[fmpq] | None = [fmpq(0)] * dimension
    for index, side in enumerate(sides):
        assert point is not None
        value = value_at(side, point)
        if value > 0:
            continue
        if not any(side[:-1]):
            return None
        if value < 0:
            below = interior_point([restricted(other, side) for other in sides[:index]], dimension - 1)
            if below is None:
                return None
            point = lifted(below, side)
        point = _moved(point, side[:-1], sides[:index])
    return point


def _moved(point: Sequence[fmpq], direction: Sequence[fmpq], sides: Sequence[Form]) -> list[fmpq]:
    """The point moved along the direction, at most half way to where one of the sides, positive at it, vanishes."""
    step = fmpq(1)
    for side in sides:
        slope = sum((a * v for a, v in zip(side, direction, strict=False)), fmpq(0))
        if slope < 0:
            step = min(step, value_at(side, point) / (-2 * slope))
    return [x + step * v for x, v in zip(point, direction, strict=True)]


# one hidden layer ------------------------------------------------------------------------------------------------


def hidden_layer_regions(program: PiecewiseAffine, domain: Domain = EVERYWHERE) -> int:
    """The activation regions of a program with one rectifier, such as a network of one hidden layer, exactly.

    They are the regions of the arrangement of its bending units' hyperplanes that meet the interior of the domain, a
    box, a bounded polytope or (unless said otherwise) all of R^d. Raises ShapeError for any other program.

    >>> from boundkit.networks import ReLUNetwork
    >>> hidden_layer_regions(ReLUNetwork.of([[[1, 0], [0, 1], [1, 1]], [[1, 1, 1]]], [[0, 0, -1], [0]]))
    7
    """
    rectifiers = [number for number, step in enumerate(program.steps) if isinstance(step, Rectifier)]
    if len(rectifiers) != 1 or not all(isinstance(step, Affine | Rectifier) for step in program.steps):
        kinds = ", ".join(type(step).__name__ for step in program.steps)
        raise ShapeError(f"the arrangement counts one hidden layer, affine maps around one rectifier; got {kinds}")
    (number,) = rectifiers
    values = reduce(lambda first, then: then.after(first), program.steps[:number], identity(program.inputs))
    rows = [values.row(unit) for unit in program.steps[number].kinks]
    return regions_meeting([row.entries for row in rows], program.inputs, domain)
