"""Colours: neighbours differ, hues of one size are equally light."""

from itertools import pairwise
from random import Random

import numpy as np
import pytest

from boundkit.export.palette import HUES, directions, tinted, told_apart


def grid(width, height):
    """A triangulated grid: a plane map whose faces have up to six neighbours."""
    pairs = []
    for x in range(width):
        for y in range(height):
            for dx, dy in ((1, 0), (0, 1), (1, 1)):
                if x + dx < width and y + dy < height:
                    pairs.append((x * height + y, (x + dx) * height + y + dy))
    return width * height, pairs


@pytest.mark.parametrize("colours", [6, 7])
def test_neighbours_in_a_plane_map_differ_and_all_colours_are_used_alike(colours):
    size, pairs = grid(20, 30)
    Random(1).shuffle(pairs)
    chosen = told_apart(size, pairs, colours)
    assert all(chosen[one] != chosen[other] for one, other in pairs)
    used = [chosen.count(colour) for colour in range(colours)]
    assert max(used) < 2 * min(used)


def test_a_wheel_needs_four_colours_and_gets_them():
    spokes = [(0, spoke) for spoke in range(1, 6)]
    rim = [(spoke, spoke % 5 + 1) for spoke in range(1, 6)]
    chosen = told_apart(6, spokes + rim, 4)
    assert all(chosen[one] != chosen[other] for one, other in spokes + rim)


def test_too_few_colours_still_colour_everything():
    assert sorted(told_apart(3, [(0, 1), (1, 2), (0, 2)], 2)) in ([0, 0, 1], [0, 1, 1])


def test_a_face_beside_itself_is_no_obstacle():
    assert told_apart(1, [(0, 0)], 1) == [0]


def luminance(colours):
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_hues_of_one_size_are_equally_light_and_longer_is_darker():
    angles = np.linspace(-np.pi, np.pi, 25)
    light = [luminance(directions(angles, np.full(25, size))) for size in (0.0, 0.1, 0.4, 1.0)]
    for one, other in pairwise(light):
        assert one.min() > other.max()
    assert all(np.ptp(values) < 0.12 for values in light)


def test_directions_differ_in_hue_and_no_gradient_has_none():
    right, left, up, zero = directions([0, np.pi, np.pi / 2, 0], [1, 1, 1, 0])
    assert min(np.abs(right - left).max(), np.abs(right - up).max(), np.abs(left - up).max()) > 0.25
    assert np.ptp(zero) < 1e-3
    assert (directions(0.3, 1) >= 0).all()
    assert (directions(0.3, 1) <= 1).all()


def test_tints():
    assert tinted("#000000", 0.25) == (0.25, 0.25, 0.25)
    assert len({tinted(hue, 0.3) for hue in HUES}) == len(HUES)
