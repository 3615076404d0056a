"""Families of segmentations and moved constants: limits, best powers, growth."""

from flint import fmpq, fmpq_poly

from boundkit.constructions.segments import uniform
from boundkit.measures.families import BestPower, Family, Moved
from boundkit.measures.regression import Regression

SQUARE = Regression.of([0, 0, 1])


def test_the_constant_of_equal_cells_for_the_square():
    assert Family(SQUARE, fmpq_poly([0, 1])).constant == fmpq(1, 9)


def test_the_best_power_for_the_square_is_five_thirds():
    """(5/3) x^(2/3) is proportional to (4 x^2)^(1/3)."""
    density = BestPower(SQUARE, fmpq(1, 8)).density
    assert density.lower == density.upper == fmpq(5, 12)


def test_a_constant_that_is_moved_by_t_costs_t_squared_times_the_mass():
    assert Moved(SQUARE, uniform(4), 1, fmpq(-1, 3)).rise == fmpq(1, 9) / 4
