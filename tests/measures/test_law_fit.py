"""Fits of laws: exact data give the law back, intervals cover at their rate, and what cannot be told is not."""

import numpy as np
import pytest
from drawn_runs import TRUTH, drawn_runs
from scipy.stats import binom

from boundkit.errors import DomainError
from boundkit.measures.empirical_laws import PUBLISHED, scaling_law
from boundkit.measures.law_fit import Fitted, contrast
from boundkit.measures.runs import read_runs


def fitted(columns, law=None, counted="active"):
    runs = read_runs(columns)
    return Fitted.of(law or scaling_law(counted), runs.logs(), runs.loss)


@pytest.mark.parametrize("counted", ["active", "total"])
def test_a_law_without_noise_is_found(counted):
    found = fitted(drawn_runs(2, counted, noise=0), counted=counted)
    assert found.parameters == pytest.approx(TRUTH, rel=1e-6)
    assert found.error < 1e-9
    assert found.undetermined == ()


def known(law, values):
    """Runs whose loss is that of a law at these parameters."""
    columns = drawn_runs(3, runs=80)
    columns["granularity"], columns["experts"] = np.tile([1, 2, 4, 8], 20), np.tile([2, 4, 8, 16, 32], 16)
    runs = read_runs(columns)
    own = Fitted.of(law, runs.logs(), runs.loss)
    theta = np.array([np.log(values[n]) if n in law.coefficients else values[n] for n in law.parameters])
    return columns | {"loss": np.exp(own.problem.predicted(theta))}


VALUES = {
    "hoffmann2022, active": {"E": 1.69, "A": 406.4, "B": 410.7, "alpha": 0.34, "beta": 0.28},
    "hoffmann2022, total": {"E": 1.69, "A": 406.4, "B": 410.7, "alpha": 0.34, "beta": 0.28},
    "krajewski2024": {"c": 0.47, "g": 2.1, "a": 18.1, "b": 30.8, "gamma": 0.58, "alpha": 0.115, "beta": 0.147},
    "clark2022": {"exp(d)": 30.0, "a": -0.1, "b": -0.2, "c": 0.008},
}


@pytest.mark.parametrize("law", [law for law in PUBLISHED if law.name in VALUES], ids=lambda law: law.name)
def test_published_forms_predict_their_own_losses(law):
    columns = known(law, VALUES[law.name])
    found = fitted(columns, law)
    assert found.error < 1e-4
    if law.name != "krajewski2024":  # of which small exponents leave the parameters all but open
        assert found.parameters == pytest.approx(VALUES[law.name], rel=0.02)


def test_the_jacobian_is_that_of_the_prediction():
    for law in (scaling_law("total"), *PUBLISHED[:2], PUBLISHED[-1]):
        problem = fitted(drawn_runs(4, runs=12), law).problem
        theta, step = np.linspace(-0.5, 0.3, len(law.parameters)), 1e-6
        for place, column in enumerate(problem.jacobian(theta).T):
            moved = step * (np.arange(len(theta)) == place)
            slope = (problem.predicted(theta + moved) - problem.predicted(theta - moved)) / (2 * step)
            assert column == pytest.approx(slope, rel=1e-5, abs=1e-8)


def test_a_residual_of_a_run_that_is_left_out_is_that_of_a_fit_without_it():
    columns = drawn_runs(5, noise=0.01)
    whole = fitted(columns)
    for place in (0, 7, 15):
        rest = fitted({name: np.delete(column, place) for name, column in columns.items()})
        there = rest.problem.__class__.of(rest.problem.law, read_runs(columns).logs(), np.array(columns["loss"]))
        error = there.target[place] - there.predicted(rest.theta)[place]
        assert whole.left_out[place] == pytest.approx(error, abs=0.1 * whole.error)


def test_samples_in_proportion_to_parameters_do_not_tell_b_from_the_floor():
    columns = drawn_runs(6, runs=16, ratios=(2, 4))
    columns["tokens"] = 20 * columns["active"]
    found = fitted(columns)
    assert set(found.undetermined) == {"floor", "b"}
    drawn, _ = found.drawn(100, np.random.default_rng(1))
    intervals = found.intervals(drawn, 0.95)
    assert intervals["floor"] is intervals["b"] is None
    assert intervals["beta/d"][0] < TRUTH["beta/d"] < intervals["beta/d"][1]


def test_as_many_parameters_as_runs_leave_no_error():
    with pytest.raises(DomainError, match="leave no error"):
        fitted(drawn_runs(7, runs=9), PUBLISHED[-1])


def decision(columns, level=0.95):
    return contrast(fitted(columns), fitted(columns, counted="total"), level, np.random.default_rng(1)).sign


@pytest.mark.parametrize(
    ("columns", "sign"),
    [
        (drawn_runs(8, "active", noise=0.02), 1),
        (drawn_runs(8, "total", noise=0.02), -1),
        (drawn_runs(8, "active", ratios=(1,)), 0),
        (drawn_runs(8, "active", ratios=(4,)), 0),
        (drawn_runs(8, "active", ratios=(1, 2), noise=1.5), 0),
    ],
    ids=["active", "total", "dense", "one ratio", "noise"],
)
def test_active_total_or_undecided(columns, sign):
    assert decision(columns) == sign


@pytest.mark.heavy
def test_intervals_cover_at_their_rate():
    """At 90%, of 80 tables: a count that is likelier than one in a thousand, for each parameter."""
    tables, level = 80, 0.9
    hits = dict.fromkeys(TRUTH, 0)
    for seed in range(tables):
        found = fitted(drawn_runs(1000 + seed))
        intervals = found.intervals(found.drawn(120, np.random.default_rng(seed))[0], level)
        for name, (low, high) in intervals.items():
            hits[name] += low <= TRUTH[name] <= high
    for name, count in hits.items():
        assert binom.cdf(count, tables, level) > 1e-3, (name, count)
        assert binom.sf(count - 1, tables, level) > 1e-3, (name, count)


@pytest.mark.heavy
def test_a_wrong_decision_is_as_rare_as_the_level_says():
    """Where the two sides are alike, with half of the noise drawn for each, hardly one table in twenty is decided."""
    tables, level = 60, 0.95
    decided = 0
    for seed in range(tables):
        columns = drawn_runs(seed, "between", runs=30, noise=0.3, ratios=(1, 2, 4))
        decided += decision(columns, level) != 0
    assert binom.sf(decided - 1, tables, 1 - level) > 1e-3, decided
