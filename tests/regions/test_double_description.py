"""Half-spaces in few and in many dimensions: vertices against brute force, trivial rows, and what is refused."""

from itertools import product

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from test_polytope import affine, box_sides, vertices_by_brute_force

from boundkit.errors import BudgetExhaustedError, UnboundedDomainError
from boundkit.regions import Polytope, halfspaces

small = st.integers(-3, 3)


def identity(size, sign=1):
    return [[sign * int(i == j) for j in range(size)] for i in range(size)]


@pytest.mark.parametrize("dimension", [1, 2, 3])
@settings(max_examples=60)
@given(data=st.data())
def test_vertices_are_those_of_brute_force(dimension, data):
    """Rows in any order, trivial and repeated ones among them, around a box."""
    rows = st.tuples(st.lists(small, min_size=dimension, max_size=dimension), st.integers(0, 3))
    sides = [([-w for w in weight], bias) for weight, bias in [*box_sides(dimension), *data.draw(st.lists(rows))]]
    sides = data.draw(st.permutations(sides))
    moving = [([-w for w in normal], fmpq(offset)) for normal, offset in sides if any(normal)]
    expected = Polytope.box([-1] * dimension, [1] * dimension)
    for side in moving:
        expected = expected and expected.above(affine(side))
    if expected is None:
        with pytest.raises(UnboundedDomainError, match="no common interior"):
            halfspaces(*zip(*sides, strict=True))
        return
    found = halfspaces(*zip(*sides, strict=True))
    assert {tuple(map(str, row)) for row in found.vertices} == vertices_by_brute_force(moving, dimension)
    assert found.volume == expected.volume


@pytest.mark.parametrize(
    ("normals", "offsets", "vertices"),
    [
        ([*identity(12, -1), [1] * 12], [0] * 12 + [1], 13),
        ([*identity(40, -1), [1] * 40], [0] * 40 + [1], 41),
        ([*identity(9), *identity(9, -1)], [1] * 18, 512),
        (list(product((1, -1), repeat=7)), [1] * 128, 14),
    ],
    ids=["simplex", "simplex of 40", "cube", "cross-polytope"],
)
def test_many_dimensions(normals, offsets, vertices):
    assert len(halfspaces(normals, offsets).vertices) == vertices


@pytest.mark.parametrize("offset", [0, 1, fmpq(1, 3)])
def test_a_row_that_always_holds_changes_nothing(offset):
    assert halfspaces([[0, 0], [-1, 0], [0, -1], [1, 1], [0, 0]], [offset, 0, 0, 1, 0]).volume == fmpq(1, 2)


@pytest.mark.parametrize(
    ("normals", "offsets", "said"),
    [
        ([[-1, 0], [0, -1], [1, 1], [0, 0]], [0, 0, 1, -1], "half-space 3, counted from 0, is 0 x <= -1"),
        ([[0]], [fmpq(-1, 2)], "half-space 0, counted from 0, is 0 x <= -1/2"),
        ([[0]], [0], "unbounded"),
        ([[1, 0], [-1, 0]], [1, 1], "unbounded"),
        ([[1, 1], [-1, -1]], [0, -1], "no common interior"),
        ([[1, 1], [-1, -1]], [0, 0], "no common interior"),
        ([[-1, 0], [0, -1]], [0, 0], "unbounded"),
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1], [-1, -1, 0]], [0, 0, 0, 0], "no common interior"),
    ],
)
def test_what_is_refused(normals, offsets, said):
    with pytest.raises(UnboundedDomainError, match=said):
        halfspaces(normals, offsets)


def test_a_watch_ends_a_long_search():
    looks = iter(range(500))

    def watch():
        if next(looks, None) is None:
            raise BudgetExhaustedError("the time ended")

    with pytest.raises(BudgetExhaustedError):
        halfspaces([*identity(16), *identity(16, -1)], [1] * 32, watch=watch)


def test_cutting_a_cube_of_many_corners():
    """Both halves of the pairs are looked up; each part of a cube cut in the middle is a prism again."""
    cube = Polytope.box([0] * 10, [1] * 10)
    part = cube.above(affine(([-1] * 10, fmpq(1))))
    assert len(part.vertices) == 11
    half = cube.above(affine(([1] + [0] * 9, fmpq(-1, 2))))
    assert {row[0] for row in half.vertices} == {fmpq(1, 2), fmpq(1)}
    assert len(half.vertices) == 1024
