"""Mixtures on circles and tori: constants of targets, the program against its charts, and known errors."""

import pytest
import sympy
from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.constructions.arcs import embedding, random_isometry
from boundkit.measures.manifolds import CircleMixture, InBalls, TorusMixture, torus_constants

x, y, z, w = sympy.symbols("x y z w", real=True)
WAVE = sympy.Lambda((x, y), sympy.sin(5 * x) + sympy.cos(3 * y))
PRODUCT = sympy.Lambda((x, y, z, w), x * z)


def test_constants_of_the_papers_target():
    """|grad f| <= 5.468 and |Hess f| <= 25 on the circle."""
    gradient, hessian = torus_constants(WAVE)
    assert fmpq(5467, 1000) < gradient.lower <= fmpq(5469, 1000) <= gradient.upper <= fmpq(55, 10)
    assert hessian.lower <= 25 <= hessian.upper <= fmpq(251, 10)


@pytest.mark.parametrize(("E", "m", "by_angle"), [(4, 10, False), (4, 10, True), (3, 5, True)])
def test_the_error_of_a_square_is_known(E, m, by_angle):
    """x_2^2 along the tangents: a chord between two knots errs by their squared distance over 4, at E = 4."""
    square = sympy.Lambda((x, y), y**2)
    found = CircleMixture(square, E, m, embedding(2), by_angle).error
    assert isinstance(found, Enclosure)
    if E == 4 and not by_angle:
        assert found.lower <= fmpq(1, 2 * m * m) <= found.upper
        assert found.upper - found.lower < fmpq(1, 10**5)


def test_a_torus_mixture_reads_the_chart_of_its_input():
    mixture = TorusMixture(PRODUCT, 4, 2)
    point = [fmpq(3, 5), fmpq(4, 5), fmpq(-12, 13), fmpq(5, 13)]  # nearest to (0, 1) and (-1, 0)
    assert mixture.charts[mixture.program.route(point)[0]] == (1, 2)
    along = [-point[0], -point[3]]
    assert mixture.program(point) == mixture.expert((1, 2))(along)
    assert abs(mixture.program(point)[0] - point[0] * point[2]) < mixture.error.upper


def test_an_affine_torus_target_is_met_but_for_rounding():
    affine = sympy.Lambda((x, y, z, w), y)
    found = TorusMixture(affine, 4, 1).error
    assert found.upper < 1
    assert found.lower > fmpq(1, 5)  # the height of an arc of a right angle, 1 - cos(pi/4)


def test_a_random_isometry_in_balls_changes_the_error_by_less_than_its_gap():
    plane = random_isometry(5, 3)
    columns = [[plane.entries[i, axis] for i in range(5)] for axis in range(2)]
    for i, one in enumerate(columns):
        for j, two in enumerate(columns):
            assert abs(sum(a * b for a, b in zip(one, two, strict=True)) - (i == j)) < fmpq(1, 2**90)
    assert plane.entries.rank() == 2
    assert 0 < plane.gap < fmpq(1, 2**80)
    turned = InBalls(WAVE, 4, 3, plane.entries, gap=plane.gap)
    flat = CircleMixture(WAVE, 4, 3, embedding(2)).error
    assert flat.lower - fmpq(1, 2**70) < turned.error.lower < flat.lower
    assert flat.upper < turned.error.upper < flat.upper + fmpq(1, 2**70)
    assert turned.isometric
    assert turned.program.inputs == 5


@pytest.mark.heavy
def test_three_circles():
    """A cubic on the torus in R^6: 27 experts of one cell."""
    x1, x2, x3, x4, x5, x6 = sympy.symbols("x1:7", real=True)
    found = TorusMixture(sympy.Lambda((x1, x2, x3, x4, x5, x6), x1 * x3 + x2 * x5 * x6), 3, 1).error
    assert 1 < found.lower <= found.upper < fmpq(13, 10)
