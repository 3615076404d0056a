"""Oscillations and variations of polygons, prisms and boxes: by hand, beside each other, beside the ends of a grid."""

from itertools import product

import pytest
from flint import fmpq

from boundkit.errors import ShapeError
from boundkit.measures.convex_cells import (
    Boxes,
    LevelSets,
    Polygon,
    Polygons,
    PrismSlabs,
    Strip,
    guillotine,
    inscribed_cap,
    random_polygon,
)


def test_a_triangle_by_hand():
    """The corners (0, 0), (1, 0), (0, 1): beta runs from 0 to 1; its integral is 1/6 + 1/12."""
    triangle = Polygon(((0, 0), (1, 0), (0, 1)))
    assert (triangle.area, triangle.oscillation) == (fmpq(1, 2), 1)
    squares = fmpq(1, 12) + 2 * fmpq(1, 60) + fmpq(1, 30)  # of x^2, 2 x y^2 and y^4
    assert triangle.variation == squares - 2 * fmpq(1, 4) ** 2


def test_the_least_value_may_lie_inside_an_edge():
    """On the edge from (1, -1) to (0, 1/2), beta is least at y = 1/3."""
    cell = Polygon(((1, -1), (2, 0), (0, "1/2")))
    least = min(fmpq(1) - t + (fmpq(-1) + t * fmpq(3, 2)) ** 2 for t in (fmpq(k, 9) for k in range(10)))
    assert cell.oscillation == 2 - least


def test_cuts_keep_the_area():
    first, second = Polygon(((0, 0), (1, 0), (1, 1), (0, 1))).cut((1, 2), 1)
    assert first.area + second.area == 1
    assert first.area == fmpq(1, 4)
    assert Polygon(((0, 0), (1, 0), (0, 1))).cut((1, 0), 2)[1] is None


@pytest.mark.parametrize(("G", "N"), [(1, 2), (2, 3), (3, 4), (4, 4)])
def test_polygons_of_prisms_fill_the_square_and_agree_with_the_formula(G, N):
    prisms = PrismSlabs(2, G, N)
    cells = prisms.polygons()
    assert len(cells.cells) == G * N
    assert sum((cell.area for cell in cells.cells), fmpq(0)) == 1
    assert prisms.sup.lower <= cells.sup <= prisms.sup.upper


def test_boxes_are_polygons():
    whole = Polygons(tuple(
        Polygon((((fmpq(i, 3)), fmpq(j, 2)), (fmpq(i + 1, 3), fmpq(j, 2)), (fmpq(i + 1, 3), fmpq(j + 1, 2)),
                 (fmpq(i, 3), fmpq(j + 1, 2)))) for i, j in product(range(3), range(2))
    ))  # fmt: skip
    assert (Boxes((3, 2)).sup, Boxes((3, 2)).mse) == (whole.sup, whole.mse)


def test_guillotine_partitions_fill_the_square():
    cells = guillotine(7, 1).cells
    assert len(cells) == 7
    assert sum((cell.area for cell in cells), fmpq(0)) == 1


def test_level_sets_beat_every_power_of_convex_cells():
    assert LevelSets(2, 100).sup == fmpq(1, 100)
    assert LevelSets(2, 100).mse.upper == fmpq(1, 10**4)


def test_wrong_shapes_are_refused():
    with pytest.raises(ShapeError, match="3 corners"):
        Polygon(((0, 0), (1, 1)))
    with pytest.raises(ShapeError, match="d = 3"):
        PrismSlabs(3, 2, 2).polygons()


def test_the_best_prisms_of_a_number_of_cells():
    best = PrismSlabs.of_least_error(2, 64)
    assert (best.G, best.N) == (4, 16)
    assert all(best.sup.upper <= PrismSlabs(2, G, 64 // G).sup.upper for G in (1, 2, 4, 8, 16, 32, 64))
    assert PrismSlabs.of_least_error(3, 12) in (PrismSlabs(3, 1, 12), PrismSlabs(3, 2, 3))


def test_inscribed_caps_grow_to_the_cap():
    areas = [inscribed_cap(corners).area for corners in (2, 4, 8)]
    assert areas == sorted(areas)
    assert areas[-1] < fmpq(4, 3)
    assert inscribed_cap(4).oscillation == 1


def test_random_polygons_are_the_same_each_time():
    assert random_polygon(5, 1) == random_polygon(5, 1) != random_polygon(5, 2)


def test_a_strip_by_hand():
    """In the plane its length is width^2 for x_2 from width to 1, and less before."""
    area = Strip(2, fmpq(1, 10)).area
    assert area.lower == fmpq(4, 10) * fmpq(1, 100) < fmpq(9, 10) * fmpq(1, 100) < area.upper
