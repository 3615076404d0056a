"""Classes of mixtures: which number of balls each needs, and at which radii."""

from itertools import pairwise

import pytest
from flint import fmpq

from boundkit.arithmetic.enclosure import enclose
from boundkit.measures import function_classes as classes
from boundkit.measures.parametric import _routing


@pytest.mark.parametrize(
    ("made", "number"),
    [
        (classes.one_constant(3, 1, "1/4"), 4),
        (classes.one_affine(2, 1, "1/4"), 16),
        (classes.one_affine(2, 1, "1/4", by_slope=True), 20),
        (classes.one_affine(1, 1, "1/4", by_slope=True, box=(-1, 1)), 40),
        (classes.few_bumps(4, 1, 1, "1/3"), 9),
        (classes.constants_on_cells(2, "3/2", "1/4"), 36),
        (classes.constants_on_cells(2, 1, "1/4", ends_alone=True), 2),
        (classes.constants_with_an_idle_one(3, 1, "1/4"), 16),
        (classes.affine_on_cells(2, 1, "1/4"), 400),
    ],
)
def test_numbers_of_balls(made, number):
    assert enclose(made.covering).lower == enclose(made.covering).upper == number


def test_a_number_at_another_radius_is_that_of_the_class_with_this_radius():
    for make in (classes.one_constant, classes.constants_on_cells):
        for radius in ("1/2", "1/5", 2):
            assert make(2, 1, "1/4").covering_at(radius) == make(2, 1, radius).covering


@pytest.mark.parametrize("made", [classes.constants_beside_thresholds(2, 1, "2/5"), classes.moved_threshold(1, "1/4")])
def test_no_finite_number_is_known_where_the_partition_moves(made):
    assert made.covering.upper is None
    assert made.covering.lower > 9


@pytest.mark.parametrize("made", [classes.moved_threshold(1, "1/4"), classes.few_bumps(4, 2, 1, "1/3")])
def test_routings_of_samples_that_share_a_gate_are_those_of_each_sample(made):
    assert made.routings == [_routing(member, made.box) for member in made.members]
    assert len(set(made.routings)) > 1


def test_parameters_of_a_class():
    assert classes.one_constant(2, 3, "1/4").largest_parameter == 3
    assert classes.constants_on_cells(2, "3/2", 1, ends_alone=True).largest_parameter == fmpq(3, 2)
    slopes = classes.one_affine(1, 1, "1/4", by_slope=True)
    assert [slopes.stretches_at_most(factor) for factor in (1, 2)] == [False, True]
    assert slopes.of_one_pattern.patterns == (0,)


@pytest.mark.parametrize("W", [1, 2])
def test_relu_experts_between_their_members_and_their_net(W):
    """The entropy of the members that are far apart grows no faster than S log(1/delta), and the net no slower."""
    numbers = [classes.one_relu_expert(2, W, 1, fmpq(1, 2**i), 4).covering for i in range(1, 4 if W == 1 else 3)]
    assert all(1 < number.lower < number.upper for number in numbers)
    for coarse, fine in pairwise(numbers):
        assert 2 <= fine.lower / coarse.lower <= 2 ** (3 * W + 1)
        assert 2 ** (2 * W + 1) * fmpq(9, 10) < fine.upper / coarse.upper <= 2 ** (3 * W + 1)
