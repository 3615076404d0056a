"""Random training sets beside the exact formula, and cells chosen on the samples beside all cells."""

from itertools import combinations

import numpy as np
import pytest
from flint import fmpq

from boundkit.errors import DomainError
from boundkit.measures.learning import PowerCells, mean_inverse
from boundkit.measures.line_points import LinePoints
from boundkit.measures.training_sets import (
    Mean,
    TrainingSets,
    divisions,
    expected_error,
    mean_inverses,
    optimism,
    training_sets,
)

CELLS = PowerCells(2, fmpq(3, 5), 7, fmpq(1, 25), fmpq(0))


@pytest.mark.parametrize("n", [1, 5, 64, 199, 201, 10**6])
def test_means_of_many_probabilities_are_those_in_balls(n):
    p = np.array([1e-9, 0.3 / n, min(1, 39 / n), min(1, 41 / n), 0.2, 0.5, 0.999, 1])
    exact = [float(mean_inverse(n, fmpq(*each.as_integer_ratio()))) for each in p.tolist()]
    assert mean_inverses(n, p) == pytest.approx(exact, rel=1e-10)


@pytest.mark.parametrize(("n", "p"), [(0, 0.5), (3, -0.1), (3, 1.5)])
def test_what_is_no_probability_is_refused(n, p):
    with pytest.raises(DomainError, match="E\\[1/J\\]"):
        mean_inverses(n, [p])


def test_the_formula_in_floats_is_that_in_balls():
    p, c, v = (np.array([float(entry) for entry in column]) for column in zip(*CELLS.cells, strict=True))
    assert expected_error(10, p, c, v, 0) == pytest.approx(float(CELLS.test_error(10)), rel=1e-12)


def test_z_scores_of_all_cells_are_in_the_band_and_without_empty_cells_far_from_it():
    """10^4 training sets of about as many samples as cells; the control leaves (1 - p)^n out."""
    cells, n = PowerCells(2, fmpq(3, 5), 12, fmpq(1, 25), fmpq(0)), 12
    distances = training_sets(cells, n, 10_000, 3).distances
    scores, control = [], []
    for index, (p, c, v) in enumerate(cells.cells):
        found, learnt = Mean.of(distances[:, index]), float(v * mean_inverse(n, p))
        scores.append(found.score(learnt + float(c * c * (1 - p) ** n)))
        control.append(found.score(learnt))
    reach = Mean(0.0, 1.0).interval(0.999, 12)[1]
    assert reach == pytest.approx(3.93, abs=0.01)
    assert max(map(abs, scores)) < reach
    assert max(control) > 50


def test_errors_on_the_samples_and_on_new_points():
    sets = training_sets(CELLS, 20, 4_000, 1)
    assert sets is training_sets(CELLS, 20, 4_000, 1)
    low, high = Mean.of(sets.test_errors).interval(0.999)
    assert low < float(CELLS.test_error(20)) < high
    expected = sum(float(v * (p - (1 - (1 - p) ** 20) / 20)) for p, _, v in CELLS.cells)
    low, high = Mean.of(sets.training_errors).interval(0.999)
    assert low < expected < high


def test_errors_of_one_set_by_hand():
    """One cell: the constant is the mean, and errs on the samples by their variance."""
    sets = TrainingSets(PowerCells(2, fmpq(1), 1, fmpq(1, 25), fmpq(0)), 5, 3, 0)
    x = np.random.default_rng(0).uniform(size=(3, 5))
    counts, sums, squares = sets._sums
    assert counts.ravel().tolist() == [5, 5, 5]
    assert x.shape == (3, 5)
    assert sets.constants[:, 0] == pytest.approx(sums[:, 0] / 5)
    assert sets.training_errors == pytest.approx(squares[:, 0] / 5 - sets.constants[:, 0] ** 2)


def test_the_best_runs_are_the_best_of_all():
    y = np.random.default_rng(2).standard_normal(8)

    def error(cuts):
        return sum(((run - run.mean()) ** 2).sum() for run in np.split(y, cuts))

    one, three, all_of_them = divisions(LinePoints.of(y), [1, 3, 20])
    assert one == (0, 8)
    assert three == (0, *min(combinations(range(1, 8), 2), key=error), 8)
    assert all_of_them == tuple(range(9))


def test_cells_chosen_on_the_samples_are_worse_than_the_formula_says_and_fixed_ones_are_not():
    chosen, fixed = (optimism(CELLS, 60, 150, 7, chosen=which) for which in (True, False))
    assert chosen.beyond.interval()[0] > 0.002
    assert fixed.beyond.interval()[0] < 0 < fixed.beyond.interval()[1]
    assert chosen.training.value < fixed.training.value
    assert chosen.optimism.interval()[0] > fixed.optimism.interval()[1]


@pytest.mark.parametrize(("n", "sets"), [(6, 10), (60, 1)])
def test_too_few_samples_or_sets_are_refused(n, sets):
    with pytest.raises(DomainError, match="as many samples"):
        optimism(CELLS, n, sets, 0)
