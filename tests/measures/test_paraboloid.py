"""beta = x_1 + x_2^2 + .. on polytopes: by hand, beside polygons, and at many points."""

from itertools import combinations_with_replacement
from random import Random

import pytest
from flint import fmpq

from boundkit.measures.convex_cells import guillotine
from boundkit.measures.paraboloid import height, integrals, least, oscillation


def drawn(draw, d):
    return [fmpq(draw.randint(-6, 6), draw.randint(1, 3)) for _ in range(d)]


@pytest.mark.parametrize("cell", guillotine(6, 3).cells)
def test_edges_of_polygons_have_the_least_value(cell):
    assert oscillation(cell.corners) == cell.oscillation


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_the_least_value_is_below_all_others_and_attained_in_the_plane_of_some(d):
    """At mixtures of two and three of the points the value is no less; the tangent plane there is below all points."""
    draw = Random(d)
    for _ in range(6):
        points = [drawn(draw, d) for _ in range(d + 4)]
        found = least(points)
        mixed = [[sum(column, fmpq(0)) / 3 for column in zip(*three, strict=True)]
                 for three in combinations_with_replacement(points, 3)]  # fmt: skip
        assert found <= min(map(height, mixed))
        assert least([*points, *mixed]) == found
        assert found >= min(point[0] for point in points)


def test_the_least_value_inside_a_face_by_hand():
    """On the triangle x_1 = 1 + x_2 + x_3 over the three corners: (t, t) has 1 + 2 t + 2 t^2, least at t = -1/2."""
    corners = [[1 + y + z, y, z] for y, z in ((fmpq(-2), fmpq(-2)), (fmpq(3), fmpq(-2)), (fmpq(-2), fmpq(3)))]
    assert least(corners) == fmpq(1, 2)


def test_points_that_lie_on_one_line_along_the_first_axis():
    assert least([[fmpq(x), fmpq(2)] for x in (3, 1, 2)]) == 5
    assert least([[fmpq(0), fmpq(1)]]) == 1


@pytest.mark.parametrize("d", [1, 2, 3])
def test_moments_of_the_standard_simplex(d):
    """By Dirichlet's formula: the integral of x^k is k! / (d + k)!."""
    corners = [[fmpq(int(i == j)) for j in range(d)] for i in range(d + 1)]
    volume, first, second = integrals(corners)
    factorials = [1, 1, 2, 6, 24, 120, 720, 5040]

    def power(*k):
        return fmpq(1, factorials[d + sum(k)]) * factorials[k[0]] * (factorials[k[1]] if k[1:] else 1)

    assert volume == power(0)
    assert first == power(1) + (d - 1) * power(2)
    squares = power(2) + 2 * (d - 1) * power(1, 2) + (d - 1) * power(4) + (d - 1) * (d - 2) * power(2, 2)
    assert second == squares


def test_moments_add_up_when_a_simplex_is_cut():
    draw = Random(0)
    corners = [drawn(draw, 3) for _ in range(4)]
    middle = [(a + b) / 2 for a, b in zip(corners[0], corners[1], strict=True)]
    parts = [integrals([middle, *corners[1:]]), integrals([corners[0], middle, *corners[2:]])]
    assert integrals(corners) == tuple(map(sum, zip(*parts, strict=True)))
