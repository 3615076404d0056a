"""Arrangements: Whitney's theorem written out, values, the engine, degenerate cases, and one hidden layer."""

from itertools import combinations, permutations, product
from random import Random

import pytest
from flint import fmpq, fmpq_mat

from boundkit.errors import ShapeError, UnboundedDomainError
from boundkit.networks import Affine, LinearGate, Program, Rectifier, ReLUNetwork, stack
from boundkit.regions import EVERYWHERE, Polytope, count, halfspaces
from boundkit.regions.arrangement import (
    bounded_regions_of_arrangement,
    characteristic_polynomial,
    hidden_layer_regions,
    hyperplanes,
    interior_point,
    lifted,
    regions_meeting,
    regions_of_arrangement,
    restricted,
    value_at,
    vertices,
)

THIRD = fmpq(1, 3)
CUBE = [(1, 0, 0, 1), (-1, 0, 0, 1), (0, 1, 0, 1), (0, -1, 0, 1), (0, 0, 1, 1), (0, 0, -1, 1)]


def random_forms(count, dimension, seed, size=50):
    draw = Random(f"{count} {dimension} {seed} {size}")
    return [tuple(draw.randint(-size, size) for _ in range(dimension + 1)) for _ in range(count)]


def hidden_layer(forms):
    return ReLUNetwork.of([[form[:-1] for form in forms], [[1] * len(forms)]], [[form[-1] for form in forms], [0]])


# Whitney's theorem written out ------------------------------------------------------------------------------------


def central_subsets(forms):
    """Every set of hyperplanes with a common point, and its rank."""
    for size in range(len(forms) + 1):
        for chosen in combinations(forms, size):
            rank = fmpq_mat([list(form[:-1]) for form in chosen]).rank() if chosen else 0
            if not chosen or fmpq_mat([list(form) for form in chosen]).rank() == rank:
                yield chosen, rank


def whitney(forms, dimension):
    """The characteristic polynomial: a sum over all central subsets."""
    total = [0] * (dimension + 1)
    for chosen, rank in central_subsets(forms):
        total[dimension - rank] += (-1) ** len(chosen)
    return total


@pytest.mark.parametrize("size", [1, 2, 50])
@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_deletion_and_restriction_against_whitney(dimension, size):
    for seed in range(6):
        forms = [form for form in random_forms(6, dimension, seed, size) if any(form[:-1])]
        assert characteristic_polynomial(forms, dimension) == whitney(forms, dimension)


def meets_the_square(chosen, rank):
    """Whether the common points of lines meet the open square (-1, 1)^2, case by case."""
    if rank == 0:
        return True
    if rank == 1:
        a, b, c = chosen[0]
        return abs(c) < abs(a) + abs(b)
    first, second = next(pair for pair in combinations(chosen, 2) if fmpq_mat([list(f[:-1]) for f in pair]).det() != 0)
    (a, b, c), (d, e, f) = first, second
    bottom = a * e - b * d
    return all(abs(fmpq(top, bottom)) < 1 for top in (b * f - c * e, c * d - a * f))


@pytest.mark.parametrize("size", [1, 2, 5, 50])
def test_regions_of_the_square_against_whitney_s_sum_over_what_meets_it(size):
    for seed in range(15):
        forms = [form for form in random_forms(6, 2, seed, size) if any(form[:-1])]
        expected = sum((-1) ** (len(chosen) - rank) for chosen, rank in central_subsets(forms)
                       if meets_the_square(chosen, rank))  # fmt: skip
        assert regions_meeting(forms, 2, (-1, 1)) == expected


# values -----------------------------------------------------------------------------------------------------------


def test_general_position_values():
    forms = [(1, 0, 0), (0, 1, 0), (1, 1, -1), (1, -2, 5)]
    assert regions_of_arrangement(forms, 2) == 11
    assert bounded_regions_of_arrangement(forms, 2) == 3


@pytest.mark.parametrize(("m", "d", "number"), [(20, 2, 211), (16, 3, 697), (12, 6, 2510), (7, 7, 128), (1, 4, 2)])
def test_moment_hyperplanes_are_in_general_position(m, d, number):
    forms = [(*(t**power for power in range(1, d + 1)), 1) for t in range(1, m + 1)]
    assert regions_of_arrangement(forms, d) == number
    assert regions_meeting(forms, d, EVERYWHERE) == number


def test_braids():
    """x_i = x_j cut R^d into d! orders; with x_i = 0 and signs into 2^d d! signed orders."""
    for d in (2, 3, 4):
        braid = [(*((k == i) - (k == j) for k in range(d)), 0) for i, j in combinations(range(d), 2)]
        axes = [(*(int(k == i) for k in range(d)), 0) for i in range(d)]
        sums = [(*(int(k in (i, j)) for k in range(d)), 0) for i, j in combinations(range(d), 2)]
        orders = len(list(permutations(range(d))))
        assert regions_of_arrangement(braid, d) == orders
        assert regions_of_arrangement([*braid, *axes, *sums], d) == 2**d * orders
        assert regions_meeting([*braid, *axes, *sums], d, (-1, 1)) == 2**d * orders
        assert regions_meeting([*braid, *axes, *sums], d, (0, 1)) == orders
        assert bounded_regions_of_arrangement(braid, d) == 0


def test_degenerate_arrangements():
    assert regions_of_arrangement([], 3) == 1
    assert bounded_regions_of_arrangement([], 1) == 0
    assert regions_of_arrangement([(0, 0, 5)], 2) == 1  # vanishes nowhere
    assert regions_of_arrangement([(1, 0, 0), (2, 0, 0), (-1, 0, 0)], 2) == 2  # one line three times
    assert regions_of_arrangement([(1, 0, 0), (1, 0, 1), (1, 0, 2)], 2) == 4  # parallel
    assert bounded_regions_of_arrangement([(1, 0, 0), (1, 0, 1), (1, 0, 2)], 2) == 0
    assert bounded_regions_of_arrangement([(1, 0), (1, -1)], 1) == 1


@pytest.mark.parametrize("gap", [fmpq(1, 10**8), fmpq(1, 10**300)])
def test_a_thin_strip_is_a_region(gap):
    assert regions_of_arrangement([(1, 0, 0), (1, 0, gap)], 2) == 3
    assert regions_meeting([(1, 0, 0), (1, 0, gap)], 2, (-1, 1)) == 3
    assert regions_meeting([(1, 0, 1 - gap)], 2, (-1, 1)) == 2  # a strip along an edge of the square
    assert regions_meeting([(1, 0, 1)], 2, (-1, 1)) == 1


def test_what_only_touches_the_cube_cuts_nothing():
    assert regions_meeting([(1, 1, 1, 3)], 3, (-1, 1)) == 1  # a vertex
    assert regions_meeting([(1, 1, 0, 2)], 3, (-1, 1)) == 1  # an edge
    assert regions_meeting([(1, 0, 0, 1)], 3, (-1, 1)) == 1  # a facet
    assert regions_meeting([(1, 1, 1, 3 - THIRD)], 3, (-1, 1)) == 2
    assert regions_meeting([(1, 0, -1), (0, 1, -1)], 2, (-1, 1)) == 1  # two lines that cross at a corner


# the engine -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("dimension", "units"), [(1, 7), (2, 7), (3, 6), (4, 5)])
def test_against_the_region_engine(dimension, units):
    for seed, size in product(range(3), (1, 2, 30)):
        forms = random_forms(units, dimension, seed, size)
        network = hidden_layer(forms)
        assert count(network, (-1, 1)).activation_regions == hidden_layer_regions(network, (-1, 1))
        if dimension < 4:
            assert count(network, EVERYWHERE).activation_regions == hidden_layer_regions(network)
            assert hidden_layer_regions(network) == regions_of_arrangement(forms, dimension)


def test_on_polytopes_against_the_region_engine():
    triangle = halfspaces([[-1, 0], [0, -1], [1, 1]], [0, 0, 1])
    pyramid = halfspaces([[-1, 0, 1], [1, 0, 1], [0, -1, 1], [0, 1, 1], [0, 0, -1]], [1, 1, 1, 1, 0])
    for domain, seed, size in product((triangle, pyramid), range(4), (1, 4)):
        network = hidden_layer(random_forms(6, domain.dimension, seed, size))
        assert count(network, domain).activation_regions == hidden_layer_regions(network, domain)


def test_a_box_that_holds_every_vertex_meets_every_region():
    for dimension, seed in product((2, 3), range(4)):
        forms = random_forms(6, dimension, seed)
        reach = 1 + max(abs(entry) for point in vertices(forms, dimension) for entry in point)
        assert regions_meeting(forms, dimension, (-reach, reach)) == regions_of_arrangement(forms, dimension)


def test_nothing_depends_on_order_scale_or_coordinates():
    forms = random_forms(5, 3, 8, 3)
    expected = regions_meeting(forms, 3, (-1, 1))
    assert expected > 10
    assert regions_meeting(forms[::-1], 3, (-1, 1)) == expected
    assert regions_meeting([tuple(-3 * entry for entry in form) for form in forms], 3, (-1, 1)) == expected
    assert regions_meeting([(*form[2::-1], form[3]) for form in forms], 3, (-1, 1)) == expected
    stretched = [(form[0] / fmpq(5), form[1], form[2], form[3]) for form in forms]
    assert regions_meeting(stretched, 3, ((-5, -1, -1), (5, 1, 1))) == expected


# parts ------------------------------------------------------------------------------------------------------------


def test_restricting_and_lifting():
    plane, form = (fmpq(0), fmpq(2), fmpq(-1), fmpq(3)), (fmpq(1), fmpq(4), fmpq(5), fmpq(-2))
    point = [fmpq(7), fmpq(1, 2)]
    above = lifted(point, plane)
    assert value_at(plane, above) == 0
    assert value_at(form, above) == value_at(restricted(form, plane), point)


def test_an_interior_point_is_inside_or_there_is_none():
    empty = 0
    for dimension, seed in product((1, 2, 3), range(40)):
        forms = [tuple(map(fmpq, form)) for form in random_forms(4, dimension, seed, 3)]
        axes = [(*(fmpq(sign * (axis == k)) for k in range(dimension)), fmpq(1))
                for axis in range(dimension) for sign in (1, -1)]  # fmt: skip
        point = interior_point([*axes, *forms], dimension)
        part = Polytope.box([-1] * dimension, [1] * dimension)
        for form in forms:
            part = part and part.above(Affine([form[:-1]], [form[-1]]))
        assert (point is None) == (part is None)
        empty += part is None
        assert point is None or all(value_at(side, point) > 0 for side in [*axes, *forms])
    assert 20 < empty < 100


def test_interior_points_of_nothing_and_of_constants():
    assert interior_point([], 2) == [0, 0]
    assert interior_point([(fmpq(0), fmpq(0), fmpq(1))], 2) == [0, 0]
    assert interior_point([(fmpq(0), fmpq(0), fmpq(0))], 2) is None
    assert interior_point([(fmpq(1), fmpq(0)), (fmpq(-1), fmpq(0))], 1) is None
    assert interior_point([], 0) == []
    assert interior_point([(fmpq(-1),)], 0) is None


def test_hyperplanes_come_once():
    assert hyperplanes([(2, 4, 6), (-1, -2, -3), (0, 0, 5), (0, 0, 0), (0, "1/2", 1)], 2) == [(1, 2, 3), (0, 1, 2)]


def test_vertices_of_a_cube():
    corners = {tuple(map(int, point)) for point in vertices(CUBE, 3)}
    assert corners == set(product((-1, 1), repeat=3))


# one hidden layer -------------------------------------------------------------------------------------------------


def test_units_that_cut_nothing():
    rows, bias = [[1, 0], [0, 0], [0, 0], [2, 0], [-1, 0]], [0, 3, -3, 0, 0]  # dead, always on, doubled, opposite
    network = ReLUNetwork.of([rows, [[1] * 5]], [bias, [0]])
    assert hidden_layer_regions(network) == 2
    assert count(network, (-1, 1)).activation_regions == 2


def test_affine_maps_around_the_rectifier():
    first, second = Affine([[1, 1], [1, -1]], [0, 0]), Affine([[1, 1], [1, -1], [0, 1]], [0, 0, -1])
    last = Affine([[1, 1, 1]], [0])
    program = Program((first, second, Rectifier.of([0, "1/2", -1]), last, Affine([[2]], [0])))
    assert hidden_layer_regions(program) == 7  # x = 0, y = 0, x - y = 1
    assert hidden_layer_regions(program, (0, 1)) == 1
    assert hidden_layer_regions(program, (-2, 2)) == 7
    passing = Program((first, second, Rectifier.of([0, 1, 1]), last))
    assert hidden_layer_regions(passing) == 2
    assert hidden_layer_regions(Program((Rectifier.relu(3),))) == 8


@pytest.mark.parametrize(
    "program",
    [
        ReLUNetwork.affine([[1]], [0]),
        ReLUNetwork.of([[[1]], [[1]], [[1]]], [[0], [0], [0]]),
        stack((LinearGate([[0], [1]], [0, 0]), [Affine([[1]], [0])] * 2)),
    ],
    ids=["affine", "two layers", "mixture"],
)
def test_other_programs_are_refused(program):
    with pytest.raises(ShapeError, match="one hidden layer"):
        hidden_layer_regions(program)


def test_bad_input():
    with pytest.raises(ShapeError, match="3 entries"):
        regions_of_arrangement([(1, 2)], 2)
    with pytest.raises(ShapeError, match="3 entries"):
        regions_meeting([(1, 2)], 2, (-1, 1))
    with pytest.raises(ShapeError, match="2 inputs"):
        regions_meeting([], 2, ([0, 0, 0], [1, 1, 1]))
    with pytest.raises(UnboundedDomainError, match="empty or flat"):
        regions_meeting([], 2, (1, 1))
    with pytest.raises(UnboundedDomainError, match="unbounded edges"):
        regions_meeting([(1, 0, 0)], 2, Polytope.orthant((1, 1)))


def test_forms_of_integers_are_restricted_exactly():
    """A quotient of two integers of Python is a float."""
    assert restricted((1, 2, 3), (3, 1, 5)) == (fmpq(5, 3), fmpq(4, 3))
    assert lifted([fmpq(1)], (3, 1, 5)) == [-2, 1]
