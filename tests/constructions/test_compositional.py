"""Experts that replace one coordinate of several by a function of it."""

import pytest
from flint import fmpq

from boundkit.constructions.compositional import coordinate_expert, coordinatewise
from boundkit.constructions.digits import equal_parts_gate
from boundkit.constructions.splines import spline

VALUES = [[[0, 1, 4], [2, 2, 5]], [[1, 0, 1], [0, 3, 3]]]


@pytest.mark.parametrize("point", [("1/3", "5/4"), ("7/4", "1/8"), ("1/2", "3/2")])
def test_every_coordinate_is_served_by_the_expert_of_its_cell(point):
    mixture = coordinatewise([[[fmpq(v) for v in own] for own in row] for row in VALUES])
    wanted = []
    for own, text in zip(VALUES, point, strict=True):
        place = fmpq(*map(int, text.split("/")))
        cell = int(place.floor())
        wanted += spline(own[cell])([place - cell])
    assert mixture(point) == wanted


def test_the_gate_and_what_passes():
    assert [equal_parts_gate(4, 2, 1, length=4).choose([0, fmpq(2 * k + 1, 2)]) for k in range(4)] == [0, 1, 2, 3]
    assert coordinate_expert([fmpq(0), fmpq(1)], 0, 3, 1)([-5, "1/2", 7]) == [-5, fmpq(1, 2), 7]
