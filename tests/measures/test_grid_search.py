"""The least excess on a grid, against all segmentations."""

from itertools import combinations

import pytest
from flint import fmpq

from boundkit.constructions.segments import uniform
from boundkit.errors import DomainError
from boundkit.measures.excess import excess
from boundkit.measures.grid_search import best_on_grid
from boundkit.measures.regression import Regression

LINE, SQUARE = Regression.of([0, 1]), Regression.of([0, 0, 1])
WAVY = Regression.of([0, -1, 1])  # x^2 - x, not monotone
TILTED = Regression.of([0, 1, -3, 1], ["1/2", 1])
FLAT = Regression.piecewise([(0, "1/2", [0], [1]), ("1/2", 1, ["-1/2", 1], [1])])
STEP = Regression.piecewise([(0, "1/3", [0, 1], [1]), ("1/3", 1, [1, 1], [1])])


def enumerated(regression, m, n):
    """The least excess by trying all segmentations."""
    return min(excess(regression, [0, *(fmpq(j, n) for j in inner), 1]) for inner in combinations(range(1, n), m - 1))


@pytest.mark.parametrize("regression", [LINE, SQUARE, WAVY, TILTED, FLAT, STEP])
@pytest.mark.parametrize(("m", "n"), [(1, 1), (1, 6), (2, 7), (3, 9), (4, 9), (6, 9), (9, 9)])
def test_search_agrees_with_enumeration(regression, m, n):
    best = best_on_grid(regression, m, n)
    least = enumerated(regression, m, n)
    assert best.least.upper == excess(regression, best.boundaries) == least
    assert best.least.exact
    assert len(best.boundaries) == m + 1


def test_where_no_price_closes_the_gap_the_layers_do():
    """Three plateaus: the least excess is not convex in m, so no price makes m = 2 the cheapest."""
    plateaus = Regression.piecewise([(0, "1/3", [0], [1]), ("1/3", "2/3", [1], [1]), ("2/3", 1, [0], [1])])
    values = [best_on_grid(plateaus, m, 12).least.upper for m in (1, 2, 3)]
    assert values[0] - values[1] < values[1] - values[2]
    assert values == [enumerated(plateaus, m, 12) for m in (1, 2, 3)]
    assert best_on_grid(plateaus, 2, 12).least.exact


def test_the_least_excess_is_known_exactly():
    for regression, m, n in ((SQUARE, 4, 64), (SQUARE, 128, 1024), (TILTED, 8, 256), (WAVY, 8, 256)):
        assert best_on_grid(regression, m, n).least.exact
    assert best_on_grid(Regression.of([0] * 6 + [1]), 8, 512).least.exact


@pytest.mark.parametrize("m", [2, 8, 32])
def test_uniform_cells_are_best_for_a_line(m):
    assert best_on_grid(LINE, m, 4 * m).boundaries == uniform(m)


def test_the_optimum_spends_no_boundary_on_a_flat_part():
    assert best_on_grid(FLAT, 2, 64).boundaries[1] > fmpq(1, 2)
    for m in (3, 9):
        assert sum(0 < b < fmpq(1, 2) for b in best_on_grid(FLAT, m, 16 * m).boundaries) == 0


def test_a_step_costs_one_boundary():
    for m in (2, 5, 11):
        assert best_on_grid(STEP, m, 36).least.upper <= fmpq(1, 12 * (m - 1) ** 2) * fmpq(11, 10)
    assert fmpq(1, 3) in best_on_grid(STEP, 5, 36).boundaries


@pytest.mark.parametrize(("m", "n"), [(0, 4), (5, 4)])
def test_more_cells_than_steps_are_refused(m, n):
    with pytest.raises(DomainError, match="1 <= m <= n"):
        best_on_grid(LINE, m, n)
