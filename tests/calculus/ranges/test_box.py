"""Boxes: exact ends, halves, and what is refused."""

import pytest
from flint import fmpq

from boundkit.calculus.ranges.box import Box
from boundkit.errors import (
    MalformedInputError,
)


def test_a_box_has_exact_ends():
    box = Box.of({"x": ("1/3", 0.5), "n": 4})
    assert box.ends == {"x": (fmpq(1, 3), fmpq(1, 2)), "n": (4, 4)}
    assert box.balls()["x"].contains(fmpq(1, 3))
    assert box.balls()["n"] == 4
    assert [half.ends["x"] for half in box.halves("x")] == [(fmpq(1, 3), fmpq(5, 12)), (fmpq(5, 12), fmpq(1, 2))]
    assert str(Box.of({"x": (None, 2)})) == "x in [-oo, 2]"


def test_integers_are_cut_between_whole_numbers():
    box = Box.of({"n": ("1/2", "17/3")}, integers="n")
    assert box.ends["n"] == (1, 5)
    assert [half.ends["n"] for half in box.halves("n")] == [(1, 3), (4, 5)]


@pytest.mark.parametrize("ends", [(0, None), (None, 0), (None, None), (-5, None), (7, None), (1, 10**9)], ids=str)
def test_halves_cover_and_touch(ends):
    left, right = (half.ends["y"] for half in Box.of({"y": ends}).halves("y"))
    assert left[1] == right[0]
    assert (left[0], right[1]) == Box.of({"y": ends}).ends["y"]
    assert left[0] is None or left[0] < left[1]
    assert right[1] is None or right[0] < right[1]


@pytest.mark.parametrize(
    ("ends", "integers", "says"),
    [((2, 1), "", "no number"), (("1/3", "2/3"), "y", "no integer"), ((0, float("nan")), "", "rational")],
    ids=["swapped", "between integers", "nan"],
)
def test_boxes_that_are_refused(ends, integers, says):
    with pytest.raises(MalformedInputError, match=says):
        Box.of({"y": ends}, integers)
