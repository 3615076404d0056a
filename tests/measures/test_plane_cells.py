"""Polynomials on polygons, against boxes, symbolic integration, and known second moments."""

import pytest
import sympy
from flint import arb, fmpq

from boundkit.errors import ShapeError
from boundkit.measures.box_cells import BoxCells
from boundkit.measures.convex_cells import UNIT_SQUARE, Polygon, Polygons
from boundkit.measures.plane_cells import PlaneCells, hexagons, moments, normalised_moment
from boundkit.measures.voronoi import lloyd

BETAS = ({(1, 0): 1}, {(2, 0): 1, (0, 2): 1}, {(1, 1): 1}, {(3, 0): 1, (1, 2): "1/2", (0, 1): -2})


def boxes(rows, columns):
    cells = []
    for i in range(columns):
        for j in range(rows):
            left, right, low, high = fmpq(i, columns), fmpq(i + 1, columns), fmpq(j, rows), fmpq(j + 1, rows)
            cells.append(Polygon(((left, low), (right, low), (right, high), (left, high))))
    return Polygons(tuple(cells))


@pytest.mark.parametrize("terms", BETAS)
@pytest.mark.parametrize("counts", [(1, 1), (2, 3), (3, 3)])
def test_boxes_agree_with_boxes(terms, counts):
    known, found = BoxCells.of(terms, counts), PlaneCells.of(terms, boxes(counts[1], counts[0]))
    assert found.excess == known.excess
    assert found.leading == known.leading
    assert found.published == known.published
    assert found.reach == known.reach
    assert found.volume == known.volume
    assert known.sharpened - fmpq(1, 10**30) < found.sharpened <= known.sharpened


def test_moments_of_a_triangle_by_symbolic_integration():
    x, y = sympy.symbols("x y")
    corners = [(fmpq(0), fmpq(0)), (fmpq(2), fmpq(0)), (fmpq(2), fmpq(1))]
    for (i, j), value in moments(corners, 4).items():
        expected = sympy.integrate(x**i * y**j, (y, 0, x / 2), (x, 0, 2))
        assert value == fmpq(int(expected.p), int(expected.q))


def test_second_moments_of_lattices_are_the_known_ones():
    """5/(36 sqrt 3) for hexagons, 1/12 for squares, exactly; the rational hexagons are near."""
    half = sympy.Rational(1, 2)
    rise = sympy.sqrt(3) / 2
    regular = [(1, 0), (half, rise), (-half, rise), (-1, 0), (-half, -rise), (half, -rise)]
    corners = [(sympy.sympify(a), sympy.sympify(b)) for a, b in regular]
    assert sympy.simplify(normalised_moment(corners) - 5 / (36 * sympy.sqrt(3))) == 0
    assert sympy.simplify(normalised_moment(corners[:3] + corners[4:]) - 5 / (36 * sympy.sqrt(3))) != 0
    whole = next(cell for cell in hexagons(6).cells if len(cell.corners) == 6 and cell.area == fmpq(97, 112 * 36))
    near = normalised_moment(whole.corners) * 36 * arb(3).sqrt() / 5
    assert 1 < near < 1 + fmpq(1, 10**6)
    assert normalised_moment(boxes(1, 1).cells[0].corners) == fmpq(1, 12)


@pytest.mark.parametrize("cells", [hexagons(1), hexagons(7), lloyd(9)])
def test_round_cells_fill_the_square(cells):
    assert sum((cell.area for cell in cells.cells), fmpq(0)) == 1
    assert all(0 <= entry <= 1 for cell in cells.cells for corner in cell.corners for entry in corner)


def test_the_largest_eigenvalue_of_two_triangles():
    """Halves of the square along x = y: the legs have the variance 1/18 and the covariance +-1/36, on the area 1/2."""
    halves = Polygons(tuple(part for part in UNIT_SQUARE.cut((1, -1), 0)))
    cells = PlaneCells.of({(1, 0): 1}, halves)
    assert cells.published == 2 * cells.leading == fmpq(1, 9)
    assert 0 <= fmpq(1, 18) + fmpq(1, 36) - cells.sharpened < fmpq(1, 2**100)
    assert cells.excess == cells.leading == fmpq(1, 18)
    assert cells.gap == 0


def test_hexagons_are_better_than_squares_for_a_round_gradient():
    """By area: 5/(36 sqrt 3) beside 1/12."""
    of = PlaneCells.of({(2, 0): 1, (0, 2): 1}, hexagons(20))
    squares = BoxCells.of({(2, 0): 1, (0, 2): 1}, (21, 21))
    assert of.leading / of.volume < squares.leading / squares.volume
    assert abs(of.published / of.leading - 2) < fmpq(1, 50)
    assert of.leading <= of.sharpened < of.published


def test_what_is_no_polynomial_of_two_variables_is_refused():
    with pytest.raises(ShapeError, match="two exponents"):
        PlaneCells.of({(1,): 1}, hexagons(1))
