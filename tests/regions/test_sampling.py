"""The lower bound from points: never above the exact count, because every point lies in the domain, exactly."""

from itertools import product, repeat

import numpy as np
import pytest
from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.constructions.gaussian import gaussian_network
from boundkit.errors import ShapeError
from boundkit.networks import ReLUNetwork
from boundkit.regions import Polytope, count, halfspaces
from boundkit.regions.domain import cell_of
from boundkit.regions.interval import Interval
from boundkit.regions.sampling import BoxPoints, PolytopePoints, points_of, regions_met


def met(program, domain, batches=2):
    going = repeat(True, batches)
    return regions_met(program, domain, lambda _: next(going, False))


TRIANGLE = halfspaces([[-1, 0], [0, -1], [1, 1]], [1, 1, "1/3"])
OCTAHEDRON = halfspaces(list(product((1, -1), repeat=3)), ["4/3"] * 8)
THIN = halfspaces([[-1, 0], [0, -1], [1, 1]], [-(10**6), -(10**6), 2 * 10**6 + rational("1e-8")])
DOMAINS = {
    "interval": (1, Interval(fmpq(-1, 3), fmpq(1))),
    "square": (2, (-1, 1)),
    "square as a polytope": (2, Polytope.box([-1, -1], [1, 1])),
    "flat box": (2, ((-1, 0), (1, "1e-12"))),
    "box with ends that are no floats": (2, (("-1/3", "1/10"), ("1/7", "1/5"))),
    "triangle": (2, TRIANGLE),
    "octahedron": (3, OCTAHEDRON),
}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", DOMAINS)
def test_the_bound_is_nearly_and_never_above_the_count(name, seed):
    inputs, domain = DOMAINS[name]
    program = gaussian_network(f"{inputs}-5-4-1", seed)
    truth = count(program, domain).activation_regions
    assert 0.7 * truth <= met(program, domain) <= truth


def test_points_of_a_larger_domain_break_the_bound():
    """A control: the comparison above can fail."""
    program = gaussian_network("2-6-6-1")
    assert met(program, (-2, 2)) > count(program).activation_regions
    assert met(program, (-1, 1)) > count(program, TRIANGLE).activation_regions


def shifted(corner, gap):
    """A line through the middle of a box of width ``gap`` at ``corner``, and one beyond each side of it."""
    biases = [-rational(corner) - share * rational(gap) for share in (fmpq(-1), fmpq(1, 2), fmpq(2))]
    return ReLUNetwork.of([[[1]] * 3, [[1, 2, 4]]], [biases, [0]])


@pytest.mark.parametrize("corner", [10**6, rational("1000000.000000000001"), rational("1e-7") - 10**6])
@pytest.mark.parametrize("gap", ["1e-12", "1e-10", "1e-9", "1e-6"])
def test_thin_boxes(corner, gap):
    """Float64 has no point, one, a few or many in the box; only then are lines apart from one another."""
    box = corner, corner + rational(gap)
    assert count(shifted(corner, gap), box).activation_regions == 2
    assert met(shifted(corner, gap), box) == (2 if gap == "1e-6" else 1)
    points = points_of(1, box)
    assert points.usable or gap in ("1e-12", "1e-10")
    if points.usable:
        assert all(box[0] <= rational(x) <= box[1] for x in set(points.drawn(np.random.default_rng(0)).ravel()))


def outside(polytope, points):
    sides = [polytope.facet_functional(facet) for facet in polytope.facet_vertices]
    return sum(any(side(point)[0] < 0 for side in sides) for point in points.tolist())


def test_points_of_a_thin_polytope_lie_in_it():
    points = PolytopePoints(THIN)
    kept = points.drawn(np.random.default_rng(0))
    assert 100 < len(kept) < 10_000
    assert outside(THIN, kept) == 0
    assert outside(THIN, np.random.default_rng(0).dirichlet(np.ones(3), size=1000) @ points.vertices) > 10  # a control


def test_points_of_a_box_lie_in_it():
    lower, upper = [fmpq(1, 3), fmpq(-1, 10)], [fmpq(1, 3) + fmpq(1, 10**16), fmpq(1, 10)]
    points = BoxPoints(lower, upper).drawn(np.random.default_rng(0))
    assert outside(Polytope.box(lower, upper), points) == 0
    plain = np.array([[float(x.p) / float(x.q) for x in end] for end in (lower, upper)])
    assert outside(Polytope.box(lower, upper), plain) > 0  # a control: rounded to the nearest


@pytest.mark.parametrize("domain", [(-1, 1), TRIANGLE], ids=["square", "triangle"])
def test_the_same_points_every_time(domain):
    program = gaussian_network("2-9-9-1")
    assert met(program, domain, 1) == met(program, domain, 1) <= met(program, domain, 3)


@pytest.mark.parametrize("size", [fmpq(10) ** 400, fmpq(10) ** -400, fmpq(10) ** 308])
def test_boxes_at_the_ends_of_float64(size):
    """One region is certain on every domain; points that float64 does not hold add none."""
    program = gaussian_network("2-5-4-1", 1)
    assert 1 <= met(program, (-size, size)) <= count(program, (-size, size)).activation_regions


def test_no_time_and_no_fit():
    assert met(gaussian_network("2-5-4-1"), (-1, 1), 0) == 1
    with pytest.raises(ShapeError, match="the box has 3 and 3"):
        met(gaussian_network("2-5-4-1"), ((0,) * 3, (1,) * 3))
    assert met(gaussian_network("1-3-1"), cell_of(1, (-1, 1))) == count(gaussian_network("1-3-1")).activation_regions
