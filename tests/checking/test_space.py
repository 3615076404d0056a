"""Axes: values inside the known ones, beyond them, and their neighbours, never outside the domain of a symbol."""

from random import Random

import pytest
from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.checking.space import Axis, Integers, Rationals, Seeds, Shapes, Tables, Where, axis_of
from boundkit.statements import UPPER, Claim, natural, positive, quantity

E = natural("E", "experts", at_most=9)
eps = positive("eps", "error")
CLAIM = Claim("upper", UPPER, quantity("N", "pieces", measure=len) <= E / eps)


@pytest.mark.parametrize(
    ("name", "known", "kind"),
    [
        ("E", (2, 3), Integers),
        ("eps", ("1/3", 1), Rationals),
        ("seed", (0,), Seeds),
        ("widths", ((2, 1), (3, 1)), Shapes),
        ("gate", (((0, "1/2"), (1, 0)), ((0, 0, 1),)), Tables),
        ("ragged", (((0, 1), (1,)),), Axis),
        ("named", ((("a", 1),),), Axis),
        ("form", ("round", "square"), Axis),
        ("flag", (True, False), Axis),
    ],
)
def test_what_is_known_of_the_values_tells_the_axis(name, known, kind):
    assert type(axis_of(name, known, CLAIM)) is kind


@pytest.mark.parametrize("where", Where)
def test_integers_stay_in_their_domain(where):
    axis, random = axis_of("E", (5, 8), CLAIM), Random(0)
    drawn = {axis.draw(random, where) for _ in range(200)}
    assert drawn <= set(range(1, 10))
    assert (drawn <= set(range(5, 9))) is (where is not Where.BEYOND)
    assert {value for known in drawn for value in axis.neighbours(known)} <= set(range(1, 10))


@pytest.mark.parametrize("where", Where)
def test_rationals_stay_positive(where):
    axis, random = axis_of("eps", ("1/3", 1), CLAIM), Random(0)
    drawn = [rational(axis.draw(random, where)) for _ in range(200)]
    assert all(value > 0 for value in drawn)
    inside = all(rational("1/3") <= value <= 1 for value in drawn)
    assert inside is (where is not Where.BEYOND)


def test_shapes_change_by_one_unit_or_one_layer():
    assert set(axis_of("widths", ((2, 1),), CLAIM).neighbours((2, 1))) == {(1, 1), (3, 1), (2, 2), (2, 1, 1), (2,)}


@pytest.mark.parametrize("where", Where)
def test_tables_keep_their_rows_and_the_range_of_their_numbers(where):
    known = ((0, "1/2"), (1, 0)), ((0, 0, 1),)
    axis, random = axis_of("gate", known, CLAIM), Random(0)
    drawn = {axis.draw(random, where) for _ in range(100)}
    assert {len(row) for table in drawn for row in table} == ({3} if where is Where.LOW else {2, 3})
    assert {len(table) for table in drawn} == {Where.INSIDE: {1, 2}, Where.LOW: {1}, Where.BEYOND: {2, 3}}[where]
    assert all(0 <= rational(entry) <= 1 for table in drawn for row in table for entry in row)


def test_one_number_of_a_table_moves_or_a_row_comes_or_goes():
    axis = axis_of("gate", (((0, "1/2"), (1, 0)),), CLAIM)
    near = set(axis.neighbours(((0, "1/2"), (1, 0))))
    assert {((0, "1/2"),), ((1, 0),), ((0, "1/2"), (1, 0), (1, 0)), (("1/8", "1/2"), (1, 0)),
            ((0, "33/64"), (1, 0))} <= near  # fmt: skip
    assert len(near) == 2 + 4 + 2 + 2 + 3


@pytest.mark.parametrize(("known", "kind"), [(("1",), str), (("1/2", "2"), str), ((fmpq(1), fmpq(1, 2)), fmpq)])
def test_rationals_are_written_as_the_known_ones(known, kind):
    axis, random = axis_of("eps", known, CLAIM), Random(0)
    drawn = [axis.draw(random, where) for where in Where for _ in range(50)]
    near = [value for known in drawn for value in axis.neighbours(known)]
    assert {type(value) for value in (*drawn, *near)} == {kind}
