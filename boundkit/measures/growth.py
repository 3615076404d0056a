"""Sign patterns of classes of functions: shattering and growth functions, counted exactly.

Affine forms and hyperplanes are written as in boundkit.regions.arrangement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from math import comb
from typing import Any

from flint import fmpq, fmpq_mat

from boundkit.arithmetic.rational import matrix, rational
from boundkit.errors import DomainError
from boundkit.networks.affine import Affine
from boundkit.networks.gate import LinearGate
from boundkit.networks.relu import ReLUNetwork
from boundkit.regions.arrangement import (
    Form,
    hyperplanes,
    lifted,
    regions_of_arrangement,
    restricted,
    value_at,
    vertices,
)
from boundkit.regions.polytope import Polytope

EXHAUSTED = 12  # points up to which every labelling is tried, in bounds from above

Labels = tuple[bool, ...]

# shattering ------------------------------------------------------------------------------------------------------


def labellings(count: int) -> Iterator[Labels]:
    """All 2^count labellings of ``count`` points."""
    return product((False, True), repeat=count)


def realises(member: Any, points: Sequence[Sequence[Any]], labels: Labels) -> bool:
    """Whether a function is certainly > 0 at the points labelled True and < 0 at the others.

    ``member`` is a ReLUNetwork, or maps a point to a one-entry list of an exact number or ball; a ball that meets 0
    decides nothing and does not count. The strict signs serve both conventions for the sign of 0.

    >>> realises(ReLUNetwork.affine([[1]], ["-1/2"]), [[0], [1]], (False, True))
    True
    """
    values = _outputs(member, points) if isinstance(member, ReLUNetwork) else [member(point)[0] for point in points]
    return all(bool(value > 0 if label else value < 0) for value, label in zip(values, labels, strict=True))


def unrealised(
    points: Sequence[Sequence[Any]], member: Callable[[Labels], Any], chosen: Iterable[Labels] | None = None
) -> Labels | None:
    """The first labelling whose function ``member(labels)`` does not realise it, or None: the points are shattered.

    All 2^n labellings are tried unless ``chosen`` names some of them, which certifies nothing about the others.
    """
    for labels in labellings(len(points)) if chosen is None else chosen:
        if not realises(member(labels), points, labels):
            return labels
    return None


def served_apart(gate: LinearGate, groups: Sequence[Sequence[Sequence[Any]]]) -> bool:
    """Whether expert e has the strictly largest score at every point of group e.

    Then a mixture restricted to group e is expert e alone, and its labellings of the groups are independent.
    """
    for expert, group in enumerate(groups):
        for point in group:
            scores = gate.scores(point)
            if any(score >= scores[expert] for index, score in enumerate(scores) if index != expert):
                return False
    return True


def _outputs(network: ReLUNetwork, points: Sequence[Sequence[Any]]) -> list[fmpq]:
    """The first output at all points, one matrix product a layer."""
    if not points:
        return []
    columns = matrix(points).transpose()
    ones = fmpq_mat(1, len(points), [1] * len(points))
    for number, layer in enumerate(network.layers):
        if number:
            entries = [entry if entry > 0 else 0 for entry in columns.entries()]
            columns = fmpq_mat(columns.nrows(), columns.ncols(), entries)
        columns = layer.weight * columns + layer.bias * ones
    return columns.entries()[: len(points)]


# labellings of points on a line ----------------------------------------------------------------------------------


def fewest_intervals(labels: Sequence[Any], changes: int) -> int:
    """The least number of consecutive blocks in each of which the label changes at most ``changes`` times.

    >>> fewest_intervals((0, 1, 0, 1), 0), fewest_intervals((0, 1, 0, 1), 1), fewest_intervals((), 1)
    (4, 2, 0)
    """
    blocks, left, previous = 0, 0, None
    for label in labels:
        if blocks == 0 or (label != previous and left == 0):
            blocks, left = blocks + 1, changes
        elif label != previous:
            left -= 1
        previous = label
    return blocks


def labellings_on_line(count: int, cells: int, changes: int) -> int:
    """How many labellings of ``count`` ordered points at most ``cells`` intervals can serve, exactly.

    In each interval the label changes at most ``changes`` times, so there are at most cells (changes + 1) - 1 changes
    in all, and C(count - 1, j) places for j of them. Every mixture with interval cells, whose experts change sign that
    often at most, realises only such labellings, whatever the points are.

    >>> labellings_on_line(3, cells=1, changes=1), labellings_on_line(100, cells=2, changes=0)
    (6, 200)
    """
    if count == 0:
        return 1
    return 2 * sum(comb(count - 1, j) for j in range(cells * (changes + 1)))


def vc_dimension_on_line(cells: int, changes: int) -> int:
    """The greatest number of ordered points of which such intervals serve every labelling, by exhaustion.

    An upper bound for the VC dimension of such mixtures; exact where their networks realise all those labellings.

    >>> vc_dimension_on_line(cells=3, changes=0), vc_dimension_on_line(cells=3, changes=1)
    (3, 6)
    """
    if cells < 0 or changes < 0:
        raise DomainError(f"cells = {cells}, changes = {changes} is not allowed: both are >= 0")
    count = 0
    while all(fewest_intervals(labels, changes) <= cells for labels in labellings(count + 1)):
        count += 1
    return count


def most_shattered_on_line(cells: int, changes: int) -> int:
    """No more ordered points than these have every labelling served by such intervals.

    By exhaustion for few points; of more, the alternating labelling alone is looked at.

    >>> most_shattered_on_line(cells=3, changes=1), most_shattered_on_line(cells=10, changes=4)
    (6, 50)
    """
    most = cells * (changes + 1)
    if most < EXHAUSTED:
        return vc_dimension_on_line(cells, changes)
    alternating = [place % 2 for place in range(most + 1)]
    if fewest_intervals(alternating, changes) <= cells:
        raise AssertionError("so many alternating labels need more intervals")
    return most


# dichotomies ------------------------------------------------------------------------------------------------------


def affine_dichotomies(points: Sequence[Sequence[Any]]) -> int:
    """The number of labellings of the points by signs of affine functions, exactly.

    Every labelling is realised without zeros, hence by a region of the dual arrangement of all <a, x> + b = 0.

    >>> affine_dichotomies([[0], [1], [2]]), affine_dichotomies([[0, 0], [0, 1], [1, 0], [1, 1]])
    (6, 14)
    """
    if not points:
        return 1
    return regions_of_arrangement([(*point, 1, 0) for point in points], len(points[0]) + 1)


# sign vectors of polynomials -------------------------------------------------------------------------------------


def sign_vectors(polynomials: Sequence[Sequence[Sequence[Any]]], variables: int) -> int:
    """The number of vectors (1[P_1 > 0], .., 1[P_m > 0]) over R^variables, exactly, for products of affine forms.

    Each polynomial is the sequence of its affine factors. A vector is constant on every face, of any dimension, of the
    arrangement of all factors, so one point of each face is looked at.

    >>> sign_vectors([[(1, 0)], [(1, -1), (1, 1)]], 1)
    4
    """
    factors = [[tuple(rational(entry) for entry in form) for form in polynomial] for polynomial in polynomials]
    planes = hyperplanes([form for polynomial in factors for form in polynomial], variables)
    seen = set()
    for point in face_points(planes, variables):
        signs = (_sign(form, point) for polynomial in factors for form in polynomial)
        seen.add(tuple(_product_of(signs, len(polynomial)) > 0 for polynomial in factors))
    return len(seen)


def _product_of(signs: Iterator[int], count: int) -> int:
    result = 1
    for _ in range(count):
        result *= next(signs)
    return result


def _sign(form: Form, point: Sequence[fmpq]) -> int:
    value = value_at(form, point)
    return int(value > 0) - int(value < 0)


def face_points(forms: Sequence[Sequence[Any]], dimension: int) -> Iterator[list[fmpq]]:
    """At least one point of every face, of any dimension, of the arrangement of the forms' zero sets."""
    planes = hyperplanes(forms, dimension)
    if dimension == 0:
        yield []
        return
    yield from (cell.centre() for cell in cells_of_arrangement(planes, dimension))
    for index, plane in enumerate(planes):
        inside = [restricted(other, plane) for position, other in enumerate(planes) if position != index]
        for point in face_points(inside, dimension - 1):
            yield lifted(point, plane)


def cells_of_arrangement(forms: Sequence[Sequence[Any]], dimension: int) -> list[Polytope]:
    """The regions of the arrangement that is refined by the coordinate hyperplanes, cut off by a large box.

    With the coordinate hyperplanes every region has a vertex, and the box holds all vertices inside.
    """
    axes = [tuple(int(axis == index) for index in range(dimension + 1)) for axis in range(dimension)]
    planes = hyperplanes([*forms, *axes], dimension)
    radius = 1 + max((abs(entry) for point in vertices(planes, dimension) for entry in point), default=fmpq(0))
    cells = [Polytope.box([-radius] * dimension, [radius] * dimension)]
    for *normal, offset in planes:
        sides = Affine([normal], [offset]), Affine([[-entry for entry in normal]], [-offset])
        cells = [part for cell in cells for side in sides if (part := cell.above(side)) is not None]
    return cells
