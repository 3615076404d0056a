from dataclasses import replace
from random import Random

import pytest
from flint import fmpq

from boundkit.constructions.digits import equal_parts_gate
from boundkit.measures import parametric
from boundkit.measures.covering import greedy_packing
from boundkit.measures.distances import uniform_distances
from boundkit.measures.parametric import FunctionClass, parameter_norm
from boundkit.networks import Affine, LinearGate, stack


def flat(value):
    return Affine([[0]], [value])


def cells(E, half=1, delta="1/4", **more):
    """Constants on E equal cells."""
    return FunctionClass(lambda _, v: stack((equal_parts_gate(E), [flat(a) for a in v])), (0,), E, half, delta, **more)


def single(expert, size, half=1, delta="1/4", box=(0, 1)):
    """One expert for every input."""
    return FunctionClass(lambda _, v: stack((LinearGate([[0]], [0]), [expert(*v)])), (0,), size, half, delta, box)


def test_samples_hold_the_corners_and_what_is_listed():
    assert cells(1).samples == ((0, (0,)), (0, (1,)), (0, (-1,)))
    assert len(cells(3).samples) == 6
    listed = ((0, (fmpq(1, 2),)),)
    assert cells(1, listed=listed).samples[-1:] == listed
    assert cells(1, listed=listed, finite=True).samples == listed


def test_routings_ignore_parameters_of_constant_experts_only():
    assert set(cells(2).routings) == {((0, (0,)), (fmpq(1, 2), (1,)))}
    assert single(lambda a: flat(a), 1).routings[0] == ((0, (0,)),)


def test_the_norm_is_read_off_the_functions():
    units = {(1, 0), (0, 1)}
    assert parameter_norm(cells(2))[0] == [[0, 1]]
    assert {tuple(map(int, row)) for row in parameter_norm(cells(2))[1]} == units
    for box, rows in (((0, 1), {(0, 1), (1, 1)}), ((-1, 1), {(-1, 1), (1, 1)})):
        affine = single(lambda a, b: Affine([[a]], [b]), 2, box=box)
        assert {tuple(map(int, row)) for row in parameter_norm(affine)[1]} == rows


def test_functions_that_are_not_linear_in_their_parameters_have_no_norm():
    assert parameter_norm(single(lambda a: flat(abs(a)), 1)) is None
    assert parameter_norm(single(lambda a, b: flat(a + b), 2)) is None
    assert parameter_norm(single(lambda a, b: flat(a * b), 2)) is None
    bound = single(lambda a: flat(abs(a)), 1).covering
    assert (bound.lower, bound.upper) == (2, None)


def test_points_far_apart_are_measured_once_for_all_radii_that_need_as_many(monkeypatch):
    measured = []
    monkeypatch.setattr(parametric, "uniform_distances", lambda *given: measured.append(1) or uniform_distances(*given))
    thing = cells(2)
    numbers = [thing.covering_at(radius).lower for radius in ("1/4", "1/3", "2/7", "3/10", "1/2")]
    assert numbers == [16, 9, 16, 16, 4]
    assert len(measured) == 1 + 3  # the samples, then four, three and two values for each constant


def test_covering_numbers_follow_the_functions_and_not_the_parameters():
    assert cells(2).covering.lower == cells(2).covering.upper == 16
    assert single(lambda a, b: flat(a), 2).covering.lower == 4  # the second parameter is idle
    assert single(lambda a, b: flat(0), 2).covering.exact
    assert single(lambda a, b: flat(0), 2).covering.lower == 1
    twice = single(lambda a: flat(2 * a), 1).covering  # a norm without a known number
    assert (twice.lower, twice.upper) == (3, None)
    assert cells(4, delta="1/10").covering == 10**4


def test_members_far_apart_are_written_where_they_are_few(monkeypatch):
    assert len(cells(2).certificate()["members"]) == 16

    def too_many(*_):
        raise AssertionError("10^16 points are built")

    monkeypatch.setattr(parametric, "box_separated", too_many)
    assert len(cells(16, delta="1/20").certificate()["members"]) == 19


def test_a_finite_class_is_searched():
    ends = ((0, (fmpq(-1),)), (0, (fmpq(1),)))
    assert cells(1, listed=ends, finite=True, delta=1).covering == 2
    assert cells(1, listed=ends, finite=True, delta=2).covering == 1
    assert cells(1, delta=1).covering.lower == 1


@pytest.mark.parametrize("delta", ["1/2", "1/3", "2/5"])
def test_small_numbers_against_dense_random_samples(delta):
    draw = Random(delta)
    thing = cells(2, delta=delta)
    points = [tuple(fmpq(draw.randint(-20, 20), 20) for _ in range(2)) for _ in range(120)]
    distances = uniform_distances([thing.realise(0, point) for point in points])
    assert len(greedy_packing(distances, 2 * fmpq(*map(int, delta.split("/"))))) <= thing.covering.lower
    assert thing.covering.exact


def test_a_cover_with_a_gap_is_no_upper_bound(monkeypatch):
    thing = cells(2, delta="1/2")
    assert thing.covering.upper == 4
    monkeypatch.setattr(parametric, "box_centres", lambda halves, delta: [(fmpq(0), fmpq(0))])
    assert replace(thing).covering.upper is None
    assert replace(thing).covering.lower == 4
