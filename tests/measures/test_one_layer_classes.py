"""Balls for bounded networks of one hidden layer: what cannot be fewer, what does, and the networks behind both."""

from itertools import product

import pytest
from flint import fmpq

from boundkit.constructions.parametrised import difference
from boundkit.measures.distances import sup_norm
from boundkit.measures.one_layer_classes import BumpClass, one_layer


def test_choices_one_after_the_other_lie_in_no_common_ball():
    found = one_layer(2, 1, "1/6")
    spread = lambda reach, count: [reach * fmpq(2 * i + 1 - count, count - 1) for i in range(count)]  # noqa: E731
    reach = fmpq(1, 2)
    choices = list(product(spread(fmpq(1), found.constants_apart), *[spread(reach, found.slopes_apart)] * 2))
    assert len(choices) == 6 * 3 * 3
    members = []
    for c, *rises in choices:
        units = []
        for j, rise in enumerate(rises):
            w, b, _ = found.kink(fmpq(j, 2))
            units.append((w, b, rise / reach))
        members.append(found.network(units, c))
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
