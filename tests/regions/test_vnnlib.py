"""VNN-LIB files: boxes, half-spaces, what speaks of outputs, and what is refused."""

import pytest
from flint import fmpq

from boundkit.errors import MalformedInputError, UnsupportedError
from boundkit.regions.flats import HalfSpaces
from boundkit.regions.vnnlib import read_vnnlib

HEAD = "; two inputs\n(declare-const X_0 Real)\n(declare-const X_1 Real)(declare-const Y_0 Real)\n"
BOX = "(assert (>= X_0 -0.5)) (assert (<= X_0 1e-1)) (assert (and (>= X_1 0.0) (<= X_1 2)))"


def test_a_box():
    box, left = read_vnnlib(HEAD + BOX)
    assert (box, left) == (([fmpq(-1, 2), 0], [fmpq(1, 10), 2]), 0)


@pytest.mark.parametrize(
    ("constraint", "upper"),
    [
        ("(<= X_0 0)", 0),
        ("(< X_0 0)", 0),
        ("(>= 0.05 X_0)", fmpq(1, 20)),
        ("(<= (* 4 X_0) 0.2)", fmpq(1, 20)),
        ("(<= (+ X_0 X_0) (/ 1 10))", fmpq(1, 20)),
        ("(<= (- X_0 1) (- 1))", 0),
        ("(<= X_0 7)", fmpq(1, 10)),
        ("(or (<= X_0 0))", 0),
    ],
)
def test_bounds_are_tightened(constraint, upper):
    (_, high), _ = read_vnnlib(f"{HEAD}{BOX}(assert {constraint})")
    assert high[0] == upper


def test_what_stands_after_the_end_is_left_out():
    assert read_vnnlib(f"{HEAD}{BOX}(exit)(assert (<= X_0 0))") == read_vnnlib(HEAD + BOX)


def test_outputs_are_left_aside():
    text = HEAD + BOX + "(assert (or (and (<= Y_0 1)) (and (>= Y_0 2)))) (assert (<= Y_0 X_0))"
    assert read_vnnlib(text)[1] == 2


def test_half_spaces():
    sides, _ = read_vnnlib(HEAD + BOX + "(assert (<= (+ X_0 (* -2 X_1)) (- 3 X_1)))")
    assert isinstance(sides, HalfSpaces)
    assert (sides.normals[-1], sides.offsets[-1]) == ([1, -1], 3)
    assert len(sides.normals) == 5


def test_an_equality_is_two_inequalities():
    (low, high), _ = read_vnnlib(HEAD + BOX + "(assert (= X_1 1))")
    assert low[1] == high[1] == 1


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("", MalformedInputError, "declares 0 inputs"),
        (HEAD + BOX + ")", MalformedInputError, "closed that was not opened"),
        (HEAD + BOX + "(assert", MalformedInputError, "cut short"),
        (HEAD + "(assert (<= X_7 1))", MalformedInputError, "'X_7' is no number"),
        (HEAD + "(assert (<= (* X_0 X_1) 1))", UnsupportedError, "no linear term"),
        (HEAD + "(assert (<= (/ X_0 0) 1))", UnsupportedError, "divides by zero"),
        (HEAD + "(assert (<= (sin X_0) 1))", UnsupportedError, "no linear term"),
        (HEAD + "(assert (or (<= X_0 1) (>= X_0 2)))", UnsupportedError, "a choice"),
        (HEAD + "(assert (not (<= X_0 1)))", MalformedInputError, "is no constraint"),
        (HEAD + BOX + "(assert (or))", MalformedInputError, "is no constraint"),
        ("(declare-const X_0 Int) (declare-const X_1 Real)" + BOX, MalformedInputError, "X_0 Int.* is no command"),
        (HEAD + "(fetch X_0)", MalformedInputError, "is no command"),
        ("(declare-const X_99999999 Real)", MalformedInputError, "declares 100000000 inputs"),
        ("hello", MalformedInputError, "is no command"),
        (HEAD + "(assert " + "(and " * 5000, MalformedInputError, "more than 200 deep"),
    ],
)
def test_refusals(text, error, words):
    with pytest.raises(error, match=words):
        read_vnnlib(text)
