"""What a region says of itself, in every dimension; intervals and polytopes have one interface."""

import pytest
from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.constructions.digits import digits
from boundkit.networks import Affine, ReLUNetwork
from boundkit.regions import Polytope, regions
from boundkit.regions.interval import Interval


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_vertices_facets_volume_and_interior_point(dimension):
    """Three units in general position; every facet holds at least d vertices and excludes the others."""
    rows = [[(i + 2) ** j for j in range(dimension)] for i in range(3)]
    found = list(regions(ReLUNetwork.of([rows, [[1, 2, 4]]], [[0, "1/3", "-1/5"], [0]])))
    assert sum((region.volume for region in found), fmpq(0)) == 2**dimension
    for region in found:
        for side in region.facets:
            values = [side(vertex)[0] for vertex in region.vertices]
            assert min(values) == 0
            assert values.count(0) >= dimension
            assert max(map(abs, side.weight.entries())) == 1
            assert side(region.interior_point)[0] > 0


def test_a_region_is_built_once():
    (region, *_) = regions(digits(2, 2), (0, 1))
    assert region.polytope is region.polytope


def test_intervals_offer_what_polytopes_do():
    interval, polytope = Interval(fmpq(-1), rational("1/2")), Polytope.box([-1], ["1/2"])
    assert interval.rays == polytope.rays
    assert interval.facets == polytope.facets
    assert interval.facet_count == polytope.facet_count
    assert interval.bounded
    assert polytope.bounded
    assert interval.facet_vertices == polytope.facet_vertices == [(0,), (1,)]
    for facet, expected in (((0,), Affine([[1]], [1])), ((1,), Affine([[-1]], ["1/2"]))):
        assert interval.facet_functional(facet) == polytope.facet_functional(facet) == expected
    assert interval.volume == polytope.volume == rational("3/2")
    assert interval.vertices == polytope.vertices
    end = Affine([[2]], [-1])
    assert interval.facet_centre(end) == polytope.facet_centre(end) == [rational("1/2")]
