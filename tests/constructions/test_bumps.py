"""Shattering networks: every labelling by hand evaluation, the bump's profile, and what is refused."""

from itertools import product
from random import Random

import pytest
from flint import fmpq

from boundkit.arithmetic.rational import in_general_position, rational
from boundkit.constructions.bumps import (
    Bumps,
    TranslatedCopies,
    height,
    hyperplane_through,
    moment_curve,
    one_point,
    simplex,
    translated,
)
from boundkit.errors import DomainError, ShapeError
from boundkit.networks import ReLUNetwork


def every_labelling(count):
    return product((False, True), repeat=count)


@pytest.mark.parametrize("D", [1, 2, 3, 4])
def test_the_moment_curve_is_in_general_position(D):
    points = moment_curve(7, D)
    assert len(set(points)) == 7
    assert in_general_position(points)


def test_no_points_and_bad_dimensions():
    assert moment_curve(0, 3) == ()
    for count, D in ((-1, 2), (3, 0)):
        with pytest.raises(DomainError, match="D >= 1"):
            moment_curve(count, D)


@pytest.mark.parametrize(("D", "size"), [(1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (3, 3), (5, 3)])
def test_hyperplanes_meet_their_group_alone(D, size):
    points = moment_curve(9, D)
    plane = hyperplane_through(points[:size], points[size:])
    assert any(plane[:-1])
    assert [height(plane, point) == 0 for point in points] == [True] * size + [False] * (9 - size)


def test_no_hyperplane_through_three_points_of_a_line_misses_the_middle_one():
    a, b, c = [(rational(t), rational(t)) for t in range(3)]
    with pytest.raises(ShapeError, match="general position"):
        hyperplane_through([a, c], [b])


@pytest.mark.parametrize(("D", "W"), [(1, 3), (1, 5), (1, 9), (2, 3), (2, 6), (3, 4), (4, 3)])
def test_bumps_realise_every_labelling_by_a_half(D, W):
    bumps = Bumps(D, W)
    assert len(bumps.points) == 2 * D * (W // 3)
    for labels in every_labelling(len(bumps.points)):
        network = bumps.member(labels)
        assert network.widths == (W,)
        assert network.inputs == D
        for point, label in zip(bumps.points, labels, strict=True):
            (value,) = network(point)
            assert value >= fmpq(1, 2) if label else value <= fmpq(-1, 2)


def test_bumps_on_given_points():
    points = [["1/3", 5], [-2, "7/2"], [0, 1], [11, -4]]
    bumps = Bumps(2, 3, points)
    assert in_general_position(bumps.points)
    for labels in every_labelling(4):
        signs = [bumps.member(labels)(point)[0] > 0 for point in points]
        assert signs == list(labels)


def test_the_profile_of_one_bump():
    bumps = Bumps(1, 3)
    network, draw = bumps.member((True, False)), Random(1)
    ((slope, offset), delta), *others = bumps.hyperplanes((True, False))
    assert not others
    for _ in range(50):
        x = fmpq(draw.randint(-90, 90), draw.randint(1, 30))
        assert network([x]) == [max(fmpq(0), delta - abs(slope * x + offset)) / delta - fmpq(1, 2)]


def test_two_units_shatter_nothing_here():
    bumps = Bumps(3, 2)
    assert bumps.points == ()
    assert bumps.member(())([1, 2, 3]) == [fmpq(-1, 2)]


def test_too_many_points_and_wrong_coordinates():
    with pytest.raises(DomainError, match="at most 4 points"):
        Bumps(2, 3, moment_curve(5, 2))
    with pytest.raises(ShapeError, match="D = 2"):
        Bumps(2, 3, [[1], [2]])


@pytest.mark.parametrize("D", [1, 2, 4])
def test_affine_maps_shatter_a_simplex(D):
    corners = simplex(D)
    assert in_general_position(corners.points)
    assert len(corners.points) == D + 1
    for labels in every_labelling(D + 1):
        assert [corners.member(labels)(p)[0] for p in corners.points] == [1 if label else -1 for label in labels]


def test_translation_moves_the_graph():
    network = ReLUNetwork.of([[[1, 2], [3, -1]], [[1, -2]]], [[1, "1/2"], [3]])
    moved = translated(network, ["1/3", -5])
    for x, y in ((0, 0), (4, -7), ("2/9", 5)):
        assert moved([rational(x) + rational("1/3"), rational(y) - 5]) == network([x, y])


@pytest.mark.parametrize(
    ("original", "E"), [(one_point(2), 5), (simplex(2), 3), (Bumps(1, 6).shattering, 2), (Bumps(2, 3).shattering, 2)]
)
def test_copies_are_shattered_by_whole_mixtures(original, E):
    copies = TranslatedCopies(original, E)
    size = len(original.points)
    assert len(set(copies.points)) == E * size
    assert {len(point) for point in copies.points} == {copies.D}
    for labels in every_labelling(E * size):
        mixture = copies.mixture(labels)
        assert [mixture(point)[0] > 0 for point in copies.points] == list(labels)
    assert [mixture.route(point) for point in copies.points] == [(e,) for e in range(E) for _ in range(size)]


def test_every_point_is_nearest_to_its_own_prototype():
    copies = TranslatedCopies(Bumps(3, 3).shattering, 4)
    for e, group in enumerate(copies.groups):
        for point in group:
            squares = [sum((x - p) ** 2 for x, p in zip(point, centre, strict=True)) for centre in copies.prototypes]
            assert squares.count(min(squares)) == 1
            assert squares.index(min(squares)) == e


def test_copies_of_nothing():
    with pytest.raises(DomainError, match="at least one"):
        TranslatedCopies(simplex(1), 0)
    with pytest.raises(DomainError, match="at least one"):
        TranslatedCopies(Bumps(1, 2).shattering, 3)
