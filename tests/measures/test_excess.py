from itertools import pairwise
from random import Random

import pytest
import sympy
from flint import arb, ctx, fmpq, fmpq_poly
from hypothesis import given, settings
from hypothesis import strategies as st

from boundkit.arithmetic.rational import rational
from boundkit.constructions.segments import power_law, self_similar, uniform
from boundkit.errors import DomainError, ShapeError
from boundkit.measures.excess import (
    best_constants,
    block_sum,
    excess,
    high_rate_constant,
    least_constant,
    most,
    uniform_gap,
)
from boundkit.measures.grid_search import best_on_grid
from boundkit.measures.regression import Regression

LINE, SQUARE = Regression.of([0, 1]), Regression.of([0, 0, 1])
WAVY = Regression.of([0, -1, 1])  # x^2 - x, not monotone
TILTED = Regression.of([0, 1, -3, 1], ["1/2", 1])


def by_sympy(beta, p, boundaries):
    """The same error by symbolic integration, as an independent oracle."""
    x = sympy.Symbol("x")
    total = 0
    for a, b in pairwise(boundaries):
        ends = (x, sympy.Rational(str(a)), sympy.Rational(str(b)))
        mean = sympy.integrate(beta(x) * p(x), ends) / sympy.integrate(p(x), ends)
        total += sympy.integrate(sympy.expand((beta(x) - mean) ** 2 * p(x)), ends)
    return total


# excess -----------------------------------------------------------------------------------------------------------


def test_a_line_in_equal_cells_errs_by_one_over_twelve_m_squared():
    for m in (1, 2, 3, 17):
        assert excess(LINE, uniform(m)) == fmpq(1, 12 * m * m)


def test_excess_agrees_with_symbolic_integration():
    boundaries = [0, fmpq(1, 5), fmpq(1, 2), fmpq(9, 10), 1]
    expected = by_sympy(lambda x: x - 3 * x**2 + x**3, lambda x: sympy.Rational(1, 2) + x, boundaries)
    assert excess(TILTED, boundaries) == fmpq(int(expected.p), int(expected.q))


def test_irrational_boundaries_give_a_ball_around_the_exact_value():
    value = excess(SQUARE, power_law("3/5", 7))
    nearby = [fmpq(round(float(b.mid()) * 2**60), 2**60) if isinstance(b, arb) else b for b in power_law("3/5", 7)]
    assert isinstance(value, arb)
    assert value.rel_accuracy_bits() > 100
    assert abs(value - excess(SQUARE, nearby)) < arb(2) ** -50


@given(st.lists(st.integers(1, 99), min_size=1, max_size=8, unique=True), st.integers(-50, 50), st.integers(0, 8))
@settings(max_examples=60, deadline=None)
def test_moving_a_constant_by_t_costs_t_squared_times_its_probability(inner, hundredths, cell):
    boundaries = [0, *(fmpq(i, 100) for i in sorted(inner)), 1]
    cell, t = min(cell, len(inner)), fmpq(hundredths, 100)
    constants = list(best_constants(TILTED, boundaries))
    constants[cell] += t
    mass = TILTED.moments(boundaries[cell], boundaries[cell + 1])[0]
    assert excess(TILTED, boundaries, constants) == excess(TILTED, boundaries) + t * t * mass


def test_cutting_a_cell_never_raises_the_error():
    draw = Random(3)
    for _ in range(30):
        places = sorted(draw.sample(range(1, 100), 5))
        fine = [0, *(fmpq(j, 100) for j in places), 1]
        assert excess(TILTED, fine) <= excess(TILTED, [*fine[:2], *fine[3:]])


def test_a_cell_that_x_never_falls_into_costs_nothing():
    gap = Regression.piecewise([(0, "1/2", [0, 1], [2]), ("1/2", 1, [5], [0])])
    assert excess(gap, [0, "1/2", 1]) == fmpq(1, 48)
    assert best_constants(gap, [0, "1/2", 1]) == (fmpq(1, 4), 0)
    assert best_on_grid(gap, 2, 4).least.upper == fmpq(1, 192)


def test_a_break_at_an_irrational_place():
    with ctx.workprec(192):
        place = 1 / arb(2).sqrt()
    step = Regression.piecewise([(0, place, [0], [1]), (place, 1, [1], [1])])
    assert excess(step, [0, 1]).overlaps(place * (1 - place))
    assert abs(excess(step, [0, place, 1])) < arb(2) ** -150
    with pytest.raises(ShapeError, match="rational places"):
        best_on_grid(step, 2, 8)


@pytest.mark.parametrize(
    ("boundaries", "constants"),
    [([0], None), ([0, 2], None), (["1/2", 1], None), ([0, "1/2", "1/2", 1], None), ([0, 1], [1, 2])],
)
def test_bad_segmentations_are_refused(boundaries, constants):
    with pytest.raises(ShapeError):
        excess(LINE, boundaries, constants)


def test_uniform_gap_is_the_second_order_term():
    for m in (1, 3, 8):
        assert uniform_gap(SQUARE, uniform(m)) == fmpq(1, 45 * m * m)
    assert uniform_gap(LINE, uniform(5)) == 0


# the least excess on a grid ---------------------------------------------------------------------------------------


def test_values_for_the_square():
    """m^2 times the optimum: 0.07249 at m = 32, 0.07224 at 64; it exceeds 0.072 by the factor 1 + 0.217/m."""
    for m, low, high in ((32, "0.072489", "0.072490"), (64, "0.072244", "0.072245"), (1024, "0.072015", "0.072016")):
        scaled = m * m * excess(SQUARE, self_similar(2, m))
        assert rational(low) < scaled < rational(high)
        assert rational("0.2165") < m * (scaled / fmpq(9, 125) - 1) < rational("0.218")
    for m, n in ((32, 2048), (64, 2048)):
        best, continuous = best_on_grid(SQUARE, m, n).least.upper, excess(SQUARE, self_similar(2, m))
        assert continuous <= best <= continuous * rational("1.001")


def test_the_density_based_cells_are_within_one_over_m_of_the_optimum():
    """The ratio of the two errors is 1 + 0.033/m."""
    for m, least, most_ in ((32, "0.031", "0.032"), (256, "0.032", "0.034")):
        ratio = excess(SQUARE, power_law("3/5", m)) / excess(SQUARE, self_similar(2, m))
        assert rational(least) < m * (ratio - 1) < rational(most_)


# the high-rate constant -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("regression", "compander", "constant"),
    [
        (LINE, [0, 1], fmpq(1, 12)),
        (SQUARE, [0, 1], fmpq(1, 9)),
        (SQUARE, [0, 0, 1], fmpq(1, 3)),
        (SQUARE, [0, "1/2", "1/2"], fmpq(7, 36)),
        (WAVY, [0, 1], fmpq(1, 36)),
        (TILTED, [0, 1], None),
    ],
)
def test_high_rate_constants(regression, compander, constant):
    compander = fmpq_poly([rational(c) for c in compander])
    found = high_rate_constant(regression, compander)
    assert constant is None or found == constant
    errors = [
        abs(m * m * excess(regression, [compander(fmpq(i, m)) for i in range(m + 1)]) - found) for m in (8, 16, 32)
    ]
    assert errors == [0, 0, 0] or 3 < errors[0] / errors[1] < 5 > errors[1] / errors[2] > 3


@pytest.mark.parametrize("compander", [[0, 2], [1, 0], [0, 4, -3], [0], []])
def test_what_does_not_increase_from_0_to_1_is_no_compander(compander):
    with pytest.raises(DomainError, match="increase"):
        high_rate_constant(LINE, fmpq_poly(compander))


def test_a_constant_needs_no_cells():
    assert high_rate_constant(Regression.of([3]), fmpq_poly([0, 1])) == 0
    assert best_on_grid(Regression.of([3]), 3, 7).least.upper == 0


def test_block_sums_are_lower_sums():
    assert block_sum(LINE, 1) == block_sum(LINE, 5) == 1
    sums = [block_sum(SQUARE, blocks) for blocks in (1, 2, 8, 64)]
    assert sums[0] == 0
    assert sums == sorted(sums)
    # (4 x^2)^(1/3) increases, so its lower sum takes the left ends
    exact = sum((arb(fmpq(2 * j, 8)) ** arb(fmpq(2, 3)) for j in range(1, 8)), arb(0)) / 8
    assert abs(arb(sums[2]) - exact) < arb(2) ** -40
    assert sums[2] <= exact.upper()


def test_the_limit_of_the_optimum_is_enclosed():
    enclosure = least_constant(SQUARE, self_similar(2, 64), 1024)
    assert enclosure.lower < fmpq(9, 125) < enclosure.upper < fmpq(73, 1000)
    assert enclosure.lower > fmpq(71, 1000)
    exact = least_constant(LINE, uniform(3), 2)
    assert exact.lower == exact.upper == fmpq(1, 12)


def test_most_bounds_a_polynomial():
    assert most(fmpq_poly([1, -2, 3])) == 6
    assert most(fmpq_poly([])) == 0
