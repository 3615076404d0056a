"""Panels: polygons and borders of the exact complex fit together."""

import numpy as np
import pytest
from drawn import PROGRAMS, panel

from boundkit.arithmetic.rational import to_fraction


def perimeter(corners):
    return np.hypot(*(np.roll(corners, -1, axis=0) - corners).T).sum()


def length(ends):
    (a, b), (c, d) = ([float(to_fraction(entry)) for entry in end] for end in ends)
    return np.hypot(a - c, b - d)


@pytest.mark.parametrize("name", PROGRAMS)
def test_polygons_and_borders_fit_together(name):
    """Polygons have the exact areas of their regions; every side is a border of two regions, or of the domain."""
    drawn = panel(*PROGRAMS[name])
    for region, corners in zip(drawn.regions, drawn.polygons, strict=True):
        x, y = corners.T
        area = (x * np.roll(y, -1) - y * np.roll(x, -1)).sum() / 2
        assert area == pytest.approx(float(to_fraction(region.volume)), rel=1e-9)
    borders = sum(length(ends) for _, _, ends in drawn.borders)
    sides = sum(perimeter(corners) for corners in drawn.polygons)
    assert sides == pytest.approx(2 * borders + perimeter(drawn.outline))
