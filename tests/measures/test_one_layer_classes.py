"""Balls for bounded networks of one hidden layer: what cannot be fewer, what does, and the networks behind both."""

import pytest
from flint import fmpq

from boundkit.constructions.parametrised import difference
from boundkit.measures.distances import side_values, sup_norm, uniform_distance, uniform_distances
from boundkit.measures.one_layer_classes import BumpClass, DrawnMembers, one_layer


def test_choices_one_after_the_other_lie_in_no_common_ball():
    found = one_layer(2, 1, "1/6")
    members = [found.network(*member) for member in found.spread()]
    assert len(members) == found.members_apart == 6 * 3 * 3
    apart = [sup_norm(difference(f, g)) for i, f in enumerate(members) for g in members[:i]]
    assert min(apart) > 2 * found.delta


@pytest.mark.parametrize("W", [1, 2, 3, 6])
def test_reaches_and_areas(W):
    found = one_layer(W, 2, "1/1000")
    assert found.slopes_apart == 4000 // W + (4000 % W > 0)
    assert found.area == fmpq(16, 4 * W * W)
    assert found.fewest_balls <= found.balls_of_grid
    assert found.entropy.lower < found.entropy.upper


def test_parameters_stay_in_their_bounds_and_bumps_apart():
    for B in (1, fmpq(5, 2)):
        found = BumpClass(one_layer(7, B, "1/100"), 3)
        assert (found.bumps, found.half_range) == (2, fmpq(B) ** 2 / 8)
        assert all(abs(entry) <= B for tau in (fmpq(0), fmpq(1, 2)) for entry in found.expert.kink(tau))
        assert BumpClass(one_layer(7, B, "1/100")).entropy.lower * 3 <= found.entropy.lower + fmpq(1, 10**20)


@pytest.mark.parametrize(("W", "B", "delta"), [(1, 1, "1/3"), (2, "1/2", "1/7"), (3, 2, 1), (1, 3, "1/50")])
def test_every_member_has_a_centre_within_delta(W, B, delta):
    found = one_layer(W, fmpq(B) if isinstance(B, int) else B, delta)
    members = found.members(24, 0)
    assert found.nets(members)
    far = [uniform_distance(found.network(units, c), found.centre(units, c)) for units, c in members]
    assert max(far) > found.delta / 4


def test_centres_are_as_many_as_counted():
    """All kinds of one unit, at a coarse radius: no more centres occur than the net has."""
    found = one_layer(1, 1, 2)
    assert (found.grid_of_constants, found.grid_of_units, found.grid_of_kinks) == (2, 2, 1)
    seen = {tuple(side_values([found.centre(units, c)])[0]) for units, c in found.members(200, 1)}
    assert len(seen) <= found.balls_of_grid == 2 * (1 + 4 + 4)


def test_few_members_are_built_and_held_against_each_other():
    for W, B, delta in ((1, 1, "1/4"), (2, 2, "5/7"), (3, 2, "5/7")):
        found = one_layer(W, B, delta)
        count = found.constants_apart * found.slopes_apart**W
        assert found.members_apart == len(found.spread()) == count
    cube = BumpClass(one_layer(6, 2, "1/7"))
    assert cube.experts_apart == len(cube.cube()) == cube.heights_apart**2 == 16
    distances = uniform_distances([cube.expert.network(*member) for member in cube.cube()])
    assert min(d for i, row in enumerate(distances) for d in row[:i]) > fmpq(2, 7)


def test_internal_and_external_numbers():
    found = one_layer(1, 1, "1/4").numbers
    assert found.external.lower == found.internal.lower == 16
    assert found.external.upper == one_layer(1, 1, "1/4").balls_of_grid
    assert found.internal.upper == one_layer(1, 1, "1/8").balls_of_grid > found.external.upper


def test_drawn_members_without_their_net_tell_nothing_from_above():
    drawn = DrawnMembers(1, fmpq(1), fmpq(1, 3), 0)
    assert drawn.entropy.upper is not None
    assert drawn.entropy.lower <= one_layer(1, 1, "1/3").entropy.upper

    class Wrong(DrawnMembers):
        def centre(self, units, c):
            return self.network([], c)

    assert Wrong(1, fmpq(1), fmpq(1, 3), 0).entropy.upper is None
