"""Polynomials of degree 2 on polygons: beside boxes, by hand, and hexagons beside their second moment."""

import pytest
from flint import arb, fmpq

from boundkit.measures.box_cells import BoxCells
from boundkit.measures.convex_cells import UNIT_SQUARE, Polygons
from boundkit.measures.quadratic_cells import Quadratic, QuadraticCells, hexagons
from boundkit.measures.voronoi import voronoi

GRID = voronoi(tuple((fmpq(2 * i + 1, 8), fmpq(2 * j + 1, 6)) for i in range(4) for j in range(3)))


@pytest.mark.parametrize(
    ("beta", "terms"),
    [
        (Quadratic.norm(), {(2, 0): 1, (0, 2): 1}),
        (Quadratic(xy=fmpq(1)), {(1, 1): 1}),
        (Quadratic(xx=fmpq(1), xy=fmpq(-2), y=fmpq(3)), {(2, 0): 1, (1, 1): -2, (0, 1): 3}),
    ],
)
def test_polygons_that_are_boxes(beta, terms):
    cells, boxes = QuadraticCells(beta, GRID), BoxCells.of(terms, (4, 3))
    for name in ("excess", "leading", "published", "reach", "volume"):
        assert getattr(cells, name) == getattr(boxes, name)
    assert 0 <= cells.sharpened - boxes.sharpened < fmpq(1, 2**160)


def test_the_largest_eigenvalue_of_two_triangles():
    """Halves of the square along x = y: the legs have the variance 1/18 and the covariance +-1/36, on the area 1/2."""
    halves = Polygons(tuple(part for part in UNIT_SQUARE.cut((1, -1), 0)))
    cells = QuadraticCells(Quadratic(x=fmpq(1)), halves)
    assert cells.published == 2 * cells.leading == fmpq(1, 9)
    assert 0 <= cells.sharpened - fmpq(1, 18) - fmpq(1, 36) < fmpq(1, 2**160)
    assert cells.excess == cells.leading == fmpq(1, 18)
    assert cells.gap == 0


def test_hexagons_have_nearly_the_least_second_moment():
    """m times the error of |x|^2 tends to 5/(36 sqrt(3)) 8/3, less than 1/12 8/3 of squares."""
    cells = QuadraticCells(Quadratic.norm(), hexagons(8))
    limit = 5 / (36 * arb(3).sqrt()) * 8 / 3
    assert abs(cells.excess * cells.m / limit - 1) < 0.04
    assert sum((cell.area for cell in cells.partition.cells), fmpq(0)) == 1
    assert fmpq(19, 10) < cells.published / cells.leading < fmpq(21, 10)
