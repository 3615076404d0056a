"""Polytopes cut by half-spaces, against exact enumeration of all vertices; intervals against polytopes."""

from itertools import combinations, product

import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from boundkit.arithmetic.rational import matrix
from boundkit.errors import MalformedInputError, ShapeError, UnboundedDomainError
from boundkit.networks import Affine
from boundkit.regions.interval import Interval
from boundkit.regions.polytope import Polytope

small = st.integers(-3, 3)


def cuts(dimension, most):
    rows = st.tuples(st.lists(small, min_size=dimension, max_size=dimension), st.fractions(-2, 2, max_denominator=3))
    return st.lists(rows, max_size=most)


def vertices_by_brute_force(half_spaces, dimension):
    """All solutions of ``dimension`` equations that satisfy every inequality <w, x> + b >= 0."""
    found = set()
    for chosen in combinations(half_spaces, dimension):
        system = matrix([weight for weight, _ in chosen])
        if system.det() != 0:
            point = system.solve(fmpq_mat(dimension, 1, [-bias for _, bias in chosen])).entries()
            if all(sum(w * x for w, x in zip(weight, point, strict=True)) + bias >= 0 for weight, bias in half_spaces):
                found.add(tuple(map(str, point)))
    return found


def box_sides(dimension):
    for axis, sign in product(range(dimension), (1, -1)):
        yield [sign * int(j == axis) for j in range(dimension)], fmpq(1)


def affine(cut):
    return Affine([cut[0]], [cut[1]])


@pytest.mark.parametrize("dimension", [1, 2, 3, 4])
@settings(max_examples=40)
@given(data=st.data())
def test_vertices_are_those_of_brute_force(dimension, data):
    half_spaces = list(box_sides(dimension))
    polytope = Polytope.box([-1] * dimension, [1] * dimension)
    for weight, bias in data.draw(cuts(dimension, 5)):
        part = polytope.above(Affine([weight], [bias]))
        bias = fmpq(bias.numerator, bias.denominator)
        beyond = vertices_by_brute_force([*half_spaces, (weight, bias)], dimension)
        if part is None:
            assert all(sum(w * fmpq(*_pair(x)) for w, x in zip(weight, v, strict=True)) + bias == 0 for v in beyond)
            continue
        half_spaces.append((weight, bias))
        polytope = part
        assert {tuple(map(str, row)) for row in polytope.vertices} == beyond
        assert len(beyond) == len(polytope.vertices)
        assert polytope.above(affine((weight, bias))) is polytope


def _pair(text):
    top, _, bottom = text.partition("/")
    return int(top), int(bottom or 1)


@settings(max_examples=40)
@given(cuts(3, 5))
def test_euler(rows):
    polytope = Polytope.box([-1] * 3, [1] * 3)
    for cut in rows:
        polytope = polytope.above(affine(cut)) or polytope
    count = len(polytope.vertices)
    edges = sum(
        polytope._is_edge(i, j, polytope.facets[i] & polytope.facets[j]) for i, j in combinations(range(count), 2)
    )
    on = [[i for i, mask in enumerate(polytope.facets) if mask >> bit & 1] for bit in range(polytope.facet_count)]
    faces = sum(matrix([[1, *polytope.vertices[i]] for i in members]).rank() == 3 for members in on if len(members) > 2)
    assert count - edges + faces == 2


def test_a_polygon_with_many_sides_and_many_lost_facets():
    """Tangents to a circle at 80 rational points, from coarse to fine: each new corner cuts old ones off."""
    polygon = Polytope.box([-2, -2], [2, 2])
    half_spaces = [([1, 0], fmpq(2)), ([-1, 0], fmpq(2)), ([0, 1], fmpq(2)), ([0, -1], fmpq(2))]
    for step in range(80):
        t = fmpq((step * 31) % 80 - 40, 11)
        point = [(1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)]
        half_spaces.append(([-point[0], -point[1]], fmpq(1)))
        polygon = polygon.above(affine(half_spaces[-1]))
    assert {tuple(map(str, row)) for row in polygon.vertices} == vertices_by_brute_force(half_spaces, 2)
    assert polygon.facet_count <= 84
    assert all(mask.bit_count() == 2 for mask in polygon.facets)


def test_parts_without_interior_are_none():
    box = Polytope.box([0, 0], [1, 1])
    assert box.above(Affine([[-1, 0]], [0])) is None  # only an edge is left
    assert box.above(Affine([[-1, -1]], [0])) is None  # only a corner
    assert box.above(Affine([[0, 0]], [-1])) is None
    assert box.above(Affine([[0, 0]], [1])) is box
    sliver = box.above(Affine([[-1, 0]], ["1e-300"]))
    assert sliver.range(Affine([[1, 0]], [0])) == (0, fmpq(1, fmpq(10) ** 300))


def test_values_and_centre():
    box = Polytope.box(["-1/2", 0], ["1/2", 3])
    assert box.range(Affine([[2, 1]], [1])) == (0, 5)
    assert box.centre() == [0, fmpq(3, 2)]
    assert sorted(row[0] for row in box.values(Affine([[2, 1], [0, 0]], [1, 7])).tolist()) == [0, 2, 3, 5]


@pytest.mark.parametrize(
    ("lower", "upper", "error", "message"),
    [
        ([], [], ShapeError, "two corners of one dimension"),
        ([0], [1, 1], ShapeError, "got 1 and 2"),
        ([0, 1], [1, 1], UnboundedDomainError, "empty or flat along axis 1: 1 .. 1; give lower < upper"),
        ([1], [0], UnboundedDomainError, "axis 0: 1 .. 0"),
        ([0], [float("inf")], MalformedInputError, "not a finite rational"),
    ],
)
def test_boxes_that_are_refused(lower, upper, error, message):
    with pytest.raises(error, match=message):
        Polytope.box(lower, upper)


@given(cuts(1, 4))
def test_intervals_are_polytopes_of_dimension_one(rows):
    interval, polytope = Interval(fmpq(-1), fmpq(1)), Polytope.box([-1], [1])
    probe = Affine([[-3], [2], [0]], ["1/2", 0, 5])
    for cut in rows:
        parts = interval.above(affine(cut)), polytope.above(affine(cut))
        assert (parts[0] is None) == (parts[1] is None)
        if None not in parts:
            interval, polytope = parts
    assert interval.centre() == polytope.centre()
    assert interval.range(affine(([-2], 1))) == polytope.range(affine(([-2], 1)))
    assert interval.range(affine(([0], 1))) == (1, 1)
    key = lambda row: row[1]  # noqa: E731
    assert sorted(interval.values(probe).tolist(), key=key) == sorted(polytope.values(probe).tolist(), key=key)
