"""Polygons between two envelopes of lines, against double description, which cuts by one half-plane after the other."""

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from boundkit.errors import UnboundedDomainError
from boundkit.regions.double_description import _cut_out
from boundkit.regions.flats import Flat
from boundkit.regions.polygon import polygon
from boundkit.regions.polytope import unwatched

sides = st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3), st.integers(-2, 4)).filter(lambda s: any(s[:2])))


def drawn(rows):
    return polygon([[fmpq(a), fmpq(b)] for a, b, _ in rows], [fmpq(c) for *_, c in rows])


def by_double_description(rows):
    try:
        found = _cut_out([[fmpq(c), fmpq(-a), fmpq(-b)] for a, b, c in rows], 2, unwatched)
    except UnboundedDomainError:
        return None
    return found if found is not None and found.bounded else None


@settings(max_examples=60)
@given(rows=sides)
def test_the_same_polygon_or_none(rows):
    """Small integers: many sides through one point, parallel ones, empty, flat and unbounded sets."""
    found, expected = drawn(rows), by_double_description(rows)
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        assert sorted(found.vertices, key=str) == sorted(expected.vertices, key=str)
        assert found.volume == expected.volume
        assert len(found.facet_vertices) == len(found.vertices) == len(expected.facet_vertices)
        assert all(found.facet_functional(facet)(found.centre())[0] > 0 for facet in found.facet_vertices)


@pytest.mark.parametrize("lines", [3, 500])
def test_every_tangent_of_a_circle_is_a_side(lines):
    """Tangents at rational points of the unit circle, and none of the box around them is needed."""
    angles = [fmpq(2 * number - lines + 1, lines) * 3 for number in range(lines)]
    normals = [((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)) for t in angles]
    found = drawn([(a, b, fmpq(1)) for a, b in normals])
    assert found is not None
    assert len(found.vertices) == len(found.facet_vertices) == lines


def test_a_plane_that_all_sides_of_a_box_bound():
    inputs = 60
    angles = [fmpq(number, inputs) for number in range(inputs)]
    directions = ([(1 - t * t) / (1 + t * t) for t in angles], [2 * t / (1 + t * t) for t in angles])
    part = Flat((fmpq(0),) * inputs, tuple(map(tuple, directions))).part((-1, 1))
    assert len(part.vertices) == 2 * inputs
