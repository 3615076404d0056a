"""Estimated regression functions: where they are known the theory's figures come out, and bad data is refused."""

from itertools import combinations

import numpy as np
import pytest
from flint import fmpq
from numpy.polynomial import Legendre

from boundkit.errors import DomainError
from boundkit.measures.learning import PowerCells
from boundkit.measures.pilot import Pilot


def square(size, noise):
    """g = u^2, known, in equal places."""
    low, high = np.arange(size) / size, (np.arange(size) + 1) / size
    g = Legendre([1 / 3, 1 / 2, 1 / 6], domain=[0, 1])
    return Pilot(low, high, np.ones(size), g(np.arange(size) / size), g, noise)


def noisy(n, f, seed=0):
    draw = np.random.default_rng(seed)
    x = draw.uniform(-3, 5, size=n)
    return x, f((x + 3) / 8) + 0.2 * draw.standard_normal(n)


def test_for_a_known_square_the_figures_are_those_of_the_theory():
    pilot = square(1000, 0.04)
    assert pilot.g(0.5) == pytest.approx(0.25)
    assert pilot.constant == pytest.approx(0.072, rel=1e-3)
    assert pilot.closed_form == pytest.approx((2 * 0.072 * 1000 / 0.04) ** (1 / 3), rel=1e-3)
    assert pilot.by_density(7) / 1000 == pytest.approx((np.arange(8) / 7) ** 0.6, abs=1e-3)


@pytest.mark.parametrize("n", [5, 100, 10_000])
def test_predicted_errors_are_those_of_the_exact_formula(n):
    pilot = square(5000, 0.04)
    found = pilot.predicted_errors([pilot.by_density(m) for m in (1, 4, 9)], n)
    exact = [PowerCells(2, fmpq(3, 5), m, fmpq(1, 25), fmpq(1, 3)).test_error(n) for m in (1, 4, 9)]
    assert found == pytest.approx([float(ball) for ball in exact], rel=1e-3)


def test_the_degree_and_the_noise_are_found():
    pilot = Pilot.of(*noisy(2000, lambda u: u**2))
    assert len(pilot.g.coef) == 3
    assert pilot.noise == pytest.approx(0.04, rel=0.1)
    u = np.linspace(0.02, 0.98, 9)
    assert pilot.g(u) == pytest.approx(u**2, abs=0.05)


def test_the_exact_division_is_the_best_of_all():
    pilot = square(9, 0.04)
    values = pilot.g(pilot.ranks)

    def error(ends):
        return sum(((run - run.mean()) ** 2).sum() for run in np.split(values, ends))

    (found,) = pilot.exact([3])
    best = min(combinations(range(1, 9), 2), key=error)
    assert found.tolist() == [0, *best, 9]


def test_more_cells_than_places_are_empty():
    two, five = square(3, 0.04).exact([2, 5])
    assert two.tolist() == [0, 2, 3]
    assert five.tolist() == [0, 1, 2, 3, 3, 3]
    assert np.isfinite(square(3, 0.04).predicted_errors([five], 3)).all()


def test_equal_places_are_one_and_their_spread_is_noise():
    pilot = Pilot.of([1, 1, 2, 2, 2], [0, 2, 5, 5, 5])
    assert pilot.low.tolist() == pilot.high.tolist() == [1, 2]
    assert (pilot.counts.tolist(), pilot.sums.tolist()) == ([2, 3], [2, 15])
    assert pilot.ranks.tolist() == pytest.approx([0.2, 0.7])
    assert pilot.g(pilot.ranks) == pytest.approx([1, 5])
    assert pilot.noise == pytest.approx(2 / 3)


def test_where_x_takes_few_values_each_gets_its_cell():
    draw = np.random.default_rng(3)
    x = draw.integers(0, 5, size=300)
    pilot = Pilot.of(x, x**2 + draw.standard_normal(300))
    errors = pilot.predicted_errors(pilot.exact(range(1, 6)), 300)
    assert errors.argmin() == 4
    assert errors.min() == pytest.approx(pilot.noise * (1 + 5 / 300), rel=0.01)
    assert pilot.by_density(9)[-1] == 5


def test_where_nothing_is_to_be_seen_one_cell_is_best():
    pilot = Pilot.of(*noisy(400, lambda u: 0 * u, seed=1))
    errors = pilot.predicted_errors([pilot.by_density(m) for m in range(1, 9)], 400)
    assert errors.argmin() == 0
    assert pilot.by_density(4).tolist() == [0, 100, 200, 300, 400]


def test_thresholds_lie_between_places_and_constants_are_means():
    pilot = Pilot.of([3, 1, 2, 2], [0, 1, 5, 4])
    assert pilot.thresholds(np.array([0, 0, 1, 2, 3, 3])).tolist() == [-np.inf, 1.5, 2.5, np.inf]
    assert pilot.constants(np.array([0, 0, 1, 2, 3, 3])).tolist() == [2.5, 1, 4.5, 0, 2.5]


def test_a_threshold_is_not_below_its_place_where_no_float_lies_between():
    x = 1 + np.arange(6) * 2.0**-52
    assert Pilot.of(x, x).thresholds(np.arange(7)).tolist() == x[1:].tolist()
    assert Pilot.of([-1.5e308, 1.5e308, 1.7e308], [0, 1, 2]).thresholds(np.arange(4)).tolist() == [0, 1.6e308]


def test_many_places_are_shared():
    x, y = noisy(5000, lambda u: u)
    pilot = Pilot.of(x, y)
    assert pilot.places <= 2048
    assert pilot.n == 5000
    assert (pilot.low <= pilot.high).all()
    assert (pilot.high[:-1] < pilot.low[1:]).all()
    first = (x >= pilot.low[0]) & (x <= pilot.high[0])
    assert (first.sum(), y[first].sum()) == (pilot.counts[0], pytest.approx(pilot.sums[0]))
    assert pilot.noise == pytest.approx(0.04, rel=0.1)


@pytest.mark.parametrize(("x", "y"), [([], []), ([1, 2], [1]), ([1, np.nan], [1, 2]), ([[1]], [[1]])])
def test_what_are_no_pairs_is_refused(x, y):
    with pytest.raises(DomainError, match="as many finite y as x"):
        Pilot.of(x, y)
