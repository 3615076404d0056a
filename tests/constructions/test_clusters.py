"""Clusters near a sphere: shattered by nearest prototypes, and what a wrong place would spoil."""

import pytest

from boundkit.constructions.clusters import Clusters, sphere_points
from boundkit.errors import DomainError
from boundkit.measures.growth import unrealised


@pytest.mark.parametrize(("D", "E"), [(2, 1), (2, 2), (2, 4), (3, 3)])
def test_every_labelling_is_realised(D, E):
    clusters = Clusters(D, E)
    assert len(set(clusters.points)) == D * (E - 1) + 1
    assert unrealised(clusters.points, clusters.mixture) is None


@pytest.mark.heavy
@pytest.mark.parametrize(("D", "E"), [(2, 5), (2, 6), (3, 4), (4, 3), (5, 3)])
def test_every_labelling_of_more_points_is_realised(D, E):
    clusters = Clusters(D, E)
    assert unrealised(clusters.points, clusters.mixture) is None


def test_half_spaces_cut_off_what_they_should():
    clusters = Clusters(3, 4)
    normal, offset = clusters.half_space(1, (True, False, True))
    above = [sum(a * x for a, x in zip(normal, point, strict=True)) + offset > 0 for point in clusters.points]
    assert above == [False] * 4 + [True, False, True] + [False] * 3


def test_points_of_the_sphere():
    points = sphere_points(5, 3)
    assert len(set(points)) == 5
    assert all(sum(x * x for x in point) == 1 for point in points)
    with pytest.raises(DomainError, match="D >= 2"):
        sphere_points(2, 1)
