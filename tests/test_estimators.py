"""Experts as a scikit-learn regressor: scikit-learn's own checks, and what is reported beside what is measured."""

import subprocess
import sys

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_diabetes
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score
from sklearn.utils.estimator_checks import parametrize_with_checks

from boundkit.errors import DomainError, MalformedInputError
from boundkit.estimators import ZeroComputeExperts

BOTH = pytest.mark.parametrize("segmentation", ["density", pytest.param("exact", marks=pytest.mark.heavy)])


def drawn(n, f, features=1, seed=0):
    draw = np.random.default_rng(seed)
    X = draw.uniform(size=(n, features))
    return X, f(X) + 0.2 * draw.standard_normal(n)


def squared(X):
    return X[:, 0] ** 2


@pytest.mark.heavy
@parametrize_with_checks([ZeroComputeExperts(), ZeroComputeExperts(segmentation="exact"), ZeroComputeExperts(4)])
def test_the_checks_of_scikit_learn(estimator, check):
    check(estimator)


@BOTH
def test_the_predicted_error_is_that_on_new_points(segmentation):
    """Of x^2 with noise 1/25 at n = 1000 the best error is 0.04094, with 15 experts."""
    model = ZeroComputeExperts(segmentation=segmentation).fit(*drawn(1000, squared))
    X, _ = drawn(5_000, squared, seed=9)
    test = 0.04 + ((model.predict(X) - squared(X)) ** 2).mean()
    assert test == pytest.approx(0.0412, abs=0.0006)
    assert 13 <= model.n_experts_ <= 17
    assert model.predicted_error_ == model.predicted_errors_[model.n_experts_ - 1] == model.predicted_errors_.min()
    assert model.predicted_error_ == pytest.approx(0.041, abs=0.004)
    assert model.cross_validated_error_ == pytest.approx(model.predicted_error_, abs=0.001)
    assert model.cross_validated_errors_.shape == model.predicted_errors_.shape
    assert model.noise_ == pytest.approx(0.04, abs=0.004)


def test_the_cross_validated_errors_are_those_of_fits_without_the_rows():
    X, y = drawn(60, squared)
    model = ZeroComputeExperts(cv=3).fit(X, y)
    folds = KFold(3, shuffle=True, random_state=0)
    four = -cross_val_score(ZeroComputeExperts(4, cv=None), X, y, cv=folds, scoring="neg_mean_squared_error")
    whole = -cross_val_score(ZeroComputeExperts(cv=None), X, y, cv=folds, scoring="neg_mean_squared_error")
    assert model.cross_validated_errors_[3] == pytest.approx(four.mean())
    assert model.cross_validated_error_ == pytest.approx(whole.mean())


def test_slabs_lie_across_the_linear_predictor():
    X, y = drawn(500, lambda X: 2 * X[:, 0] - X[:, 1], features=3)
    model = ZeroComputeExperts(6).fit(X, y)
    assert model.direction_ == pytest.approx([2, -1, 0], abs=0.15)
    cell = np.searchsorted(model.thresholds_, X @ model.direction_, side="right")
    assert model.experts_ == pytest.approx([y[cell == own].mean() for own in range(6)])
    assert model.predict(X) == pytest.approx(model.experts_[cell])


def test_experts_without_samples_answer_with_the_mean():
    model = ZeroComputeExperts(9, cv=None).fit([[0], [0], [1]], [1, 2, 6])
    assert len(model.experts_) == model.n_experts_ == 9
    assert sorted(set(model.experts_)) == [1.5, 3, 6]
    assert model.predict([[-5], [0], [1], [7]]).tolist() == [1.5, 1.5, 6, 6]
    assert np.isnan(model.cross_validated_error_)


@BOTH
def test_units_do_not_matter(segmentation):
    X, y = drawn(200, squared)
    one, other = ZeroComputeExperts(segmentation=segmentation), ZeroComputeExperts(segmentation=segmentation)
    one.fit(X, y)
    other.fit(X * 1e-12 + 5e-12, y * 1e9 + 1e14)
    assert one.n_experts_ == other.n_experts_
    assert other.predict(X * 1e-12 + 5e-12) == pytest.approx(one.predict(X) * 1e9 + 1e14)
    for figure in ("predicted_error_", "cross_validated_error_", "noise_"):
        assert getattr(other, figure) == pytest.approx(1e18 * getattr(one, figure), rel=1e-3)


def test_it_is_searched_like_others():
    search = GridSearchCV(ZeroComputeExperts(cv=None), {"n_experts": [1, 8]}, cv=3).fit(*drawn(200, squared))
    assert search.best_params_ == {"n_experts": 8}
    assert clone(search.best_estimator_).n_experts == 8


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        ({"n_experts": 0}, DomainError, "n_experts = 0; take a whole number"),
        ({"n_experts": 2.5}, DomainError, "n_experts = 2.5"),
        ({"n_experts": "best"}, MalformedInputError, "not 'best'"),
        ({"segmentation": "uniform"}, MalformedInputError, "allowed: density, exact"),
        ({"cv": 1}, DomainError, "cv = 1; take at least 2"),
    ],
)
def test_bad_input(asked, error, message):
    with pytest.raises(error, match=message):
        ZeroComputeExperts(**asked).fit(*drawn(20, squared))


@pytest.mark.parametrize(("features", "at", "by"), [(1, 1, 1e160), (2, 0, 1e160)])
def test_numbers_whose_squares_are_no_floats_are_refused(features, at, by):
    given = list(drawn(20, squared, features))
    given[at] = given[at] * by
    with pytest.raises(DomainError, match="in larger units"):
        ZeroComputeExperts(2).fit(*given)


@pytest.mark.parametrize("x", [1e15 + np.arange(12) / 8, 1e308 * np.linspace(-1.7, 1.7, 12)], ids=["near", "huge"])
def test_a_place_is_served_by_the_expert_that_learnt_it(x):
    """Also where no float lies between two places, and where their sum is none."""
    y = np.arange(12.0)
    model = ZeroComputeExperts(12, segmentation="exact", cv=None).fit(x[:, None], y)
    cells = np.searchsorted(model.thresholds_, x, side="right")
    assert model.predict(x[:, None]) == pytest.approx([y[cells == cell].mean() for cell in cells])


def test_without_scikit_learn_the_extra_is_named():
    code = "import sys; sys.modules['sklearn'] = None; import boundkit.estimators"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "MissingExtraError" in done.stderr
    assert "pip install 'boundkit[sklearn]'" in done.stderr


@pytest.mark.heavy
@pytest.mark.parametrize(("columns", "best", "error", "loss"), [(slice(None), 10, 2955, 0.02), ([2], 7, 4043, 0.05)])
def test_on_real_data_the_predicted_number_costs_little(columns, best, error, loss):
    """Diabetes, all features and bmi alone: over ten cross-validations the best number errs so much less at most."""
    data = load_diabetes()
    X, y = data.data[:, columns], data.target
    model = ZeroComputeExperts().fit(X, y)
    assert model.n_experts_ == best
    assert model.predicted_error_ == pytest.approx(error, abs=1)
    orders = [np.random.default_rng(seed).permutation(len(y)) for seed in range(10)]
    again = [ZeroComputeExperts(cv=10).fit(X[order], y[order]) for order in orders]
    errors = np.mean([each.cross_validated_errors_ for each in again], axis=0)
    assert errors[best - 1] < (1 + loss) * errors.min()
    assert errors[0] > 1.4 * errors.min()
    assert np.mean([each.cross_validated_error_ for each in again]) > model.predicted_error_
