"""Networks of scikit-learn are what its predictions say, over every setting, or are refused."""

import warnings
from copy import copy
from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression, PoissonRegressor
from sklearn.neural_network import BernoulliRBM, MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, PolynomialFeatures, RobustScaler, StandardScaler

from boundkit.errors import MalformedInputError, ShapeError, UnsupportedError
from boundkit.networks import Program, Rectifier, ReLUNetwork, from_scikit

POINTS = np.random.default_rng(0).uniform(-1, 1, size=(40, 3))
ACTIVATIONS = ("identity", "relu", "tanh", "logistic")
TARGETS = {
    "two classes": (POINTS[:, 0] > 0) * 1,
    "named classes": np.where(POINTS[:, 0] > 0, "a", "b"),
    "three classes": (POINTS[:, 0] > 0) * 1 + (POINTS[:, 1] > 0),
    "labels": np.stack([POINTS[:, 0] > 0, POINTS[:, 1] > 0], axis=1) * 1,
    "one label": (POINTS[:, :1] > 0) * 1,
}


def fitted(kind, target, points=POINTS, **settings):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return kind(max_iter=4, random_state=0, **settings).fit(points, target)


def values(model, points=POINTS):
    network = from_scikit(model)
    return np.array([[float(entry) for entry in network(row)] for row in points])


@pytest.mark.parametrize("loss", ["squared_error", "poisson"])
@pytest.mark.parametrize("hidden", [(), (4,), (4, 3)], ids=str)
def test_regressors(loss, hidden):
    for activation, outputs in product(ACTIVATIONS, (1, 2)):
        target = np.exp(POINTS[:, :outputs]) if outputs > 1 else np.exp(POINTS[:, 0])
        model = fitted(MLPRegressor, target, loss=loss, activation=activation, hidden_layer_sizes=hidden)
        if activation in ("identity", "relu") and loss == "squared_error":
            np.testing.assert_allclose(values(model), model.predict(POINTS).reshape(len(POINTS), -1), atol=1e-12)
        else:
            with pytest.raises(UnsupportedError, match=r"'(exp|tanh|logistic)'.*; allowed: "):
                from_scikit(model)


@pytest.mark.parametrize("activation", ["identity", "relu"])
def test_the_copy_that_the_refusal_asks_for_is_the_logarithm(activation):
    model = fitted(MLPRegressor, np.exp(POINTS[:, 0]), loss="poisson", activation=activation, hidden_layer_sizes=(5,))
    with pytest.raises(UnsupportedError, match=r"'exp'.* give a copy whose out_activation_ is 'identity'"):
        from_scikit(model)
    before = copy(model)
    before.out_activation_ = "identity"
    np.testing.assert_allclose(np.exp(values(before)[:, 0]), model.predict(POINTS), rtol=1e-12)


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("activation", ["identity", "relu"])
def test_classifiers(name, activation):
    model = fitted(MLPClassifier, TARGETS[name], activation=activation, hidden_layer_sizes=(4,), solver="lbfgs")
    found, predicted = values(model), model.predict(POINTS)
    if model.out_activation_ == "softmax":
        assert (model.classes_[found.argmax(axis=1)] == predicted).all()
    elif name == "labels":
        assert ((found > 0) == predicted).all()
    else:
        assert (model.classes_[(found[:, 0] > 0) * 1] == predicted).all()
    assert model.out_activation_ == ("softmax" if name == "three classes" else "logistic")


def test_float32_weights_are_taken_exactly():
    model = fitted(MLPRegressor, POINTS[:, 0], POINTS.astype(np.float32), early_stopping=True, hidden_layer_sizes=(4,))
    assert model.coefs_[0].dtype == np.float32
    np.testing.assert_allclose(values(model)[:, 0], model.predict(POINTS.astype(np.float32)), atol=1e-6)


@pytest.mark.parametrize(
    "model",
    [
        MLPRegressor(),
        BernoulliRBM(n_components=2, n_iter=1).fit(POINTS > 0),
        LinearRegression().fit(POINTS, POINTS[:, 0]),
        LogisticRegression().fit(POINTS, TARGETS["two classes"]),
        PoissonRegressor().fit(POINTS, np.exp(POINTS[:, 0])),
    ],
    ids=lambda model: type(model).__name__,
)
def test_other_estimators_are_refused(model):
    with pytest.raises(MalformedInputError, match=r"without .*coefs_.*; give a fitted MLPRegressor or MLPClassifier"):
        from_scikit(model)


SCALERS = [
    StandardScaler(), StandardScaler(with_mean=False), StandardScaler(with_std=False),
    StandardScaler(with_mean=False, with_std=False), MinMaxScaler(feature_range=(-1, 2)), MaxAbsScaler(),
    RobustScaler(), RobustScaler(with_centering=False), RobustScaler(with_scaling=False),
    make_pipeline(StandardScaler(), MinMaxScaler()), "passthrough",
]  # fmt: skip


@pytest.mark.parametrize("scaler", SCALERS, ids=str)
def test_pipelines_of_a_scaler_and_a_network(scaler):
    network = MLPRegressor(hidden_layer_sizes=(4,), max_iter=4, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = make_pipeline(scaler, network).fit(POINTS, POINTS[:, 0])
    assert isinstance(from_scikit(model), ReLUNetwork)
    np.testing.assert_allclose(values(model)[:, 0], model.predict(POINTS), rtol=1e-9, atol=1e-12)


class Halved(StandardScaler):
    def transform(self, X, copy=None):
        return super().transform(X, copy) / 2


@pytest.mark.parametrize(
    ("scaler", "words"),
    [
        (MinMaxScaler(clip=True), "that clips; fit one with clip=False"),
        (PolynomialFeatures(1, include_bias=False), "allowed: MaxAbsScaler, MinMaxScaler"),
        (Halved(), "whose transform is not scikit-learn's"),
    ],
    ids=str,
)
def test_pipelines_that_are_refused(scaler, words):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = make_pipeline(scaler, MLPRegressor(max_iter=4, hidden_layer_sizes=(3,))).fit(POINTS, POINTS[:, 0])
    with pytest.raises(UnsupportedError, match=words):
        from_scikit(model)
    with pytest.raises(MalformedInputError, match="not fitted"):
        from_scikit(make_pipeline(StandardScaler(), model[-1]))


class Exponential(MLPRegressor):
    def predict(self, X):
        return np.exp(super().predict(X))


class Doubled(MLPRegressor):
    def _forward_pass_fast(self, X, check_input=True):
        return 2 * super()._forward_pass_fast(X, check_input)


class Reversed:
    def predict(self, X):
        return self.classes_[::-1][super().predict(X)]


class ReversedClassifier(Reversed, MLPClassifier):
    pass


class Renamed(MLPRegressor):
    def score(self, X, y):
        return 0.0


@pytest.mark.parametrize(
    ("kind", "way"),
    [(Exponential, "predict"), (Doubled, "_forward_pass_fast"), (ReversedClassifier, "predict")],
)
def test_an_estimator_that_predicts_in_its_own_way_is_refused(kind, way):
    model = fitted(kind, TARGETS["two classes"], hidden_layer_sizes=(2,))
    with pytest.raises(UnsupportedError, match=rf"{kind.__name__} whose {way} is not scikit-learn's.*SimpleNamespace"):
        from_scikit(model)
    assert from_scikit(SimpleNamespace(**vars(model))).inputs == 3


def test_what_an_object_itself_predicts_by_is_its_own_way():
    model = fitted(MLPRegressor, POINTS[:, 0], hidden_layer_sizes=(2,))
    model.predict = lambda points: points.sum(axis=1)
    with pytest.raises(UnsupportedError, match="whose predict is not scikit-learn's"):
        from_scikit(model)


def test_a_subclass_that_predicts_as_scikit_learn_does_is_read():
    model = fitted(Renamed, POINTS[:, 0], hidden_layer_sizes=(2,))
    np.testing.assert_allclose(values(model)[:, 0], model.predict(POINTS), atol=1e-12)


W0, W1 = np.array([[1.0, -1], [0.1, 2]]), np.array([[3.0, 0.5]])
NETWORK = ReLUNetwork.of([W0, W1], [np.array([0.5, 0]), np.zeros(1)])


def parts(weights, biases, activation="relu"):
    """What from_scikit asks of an estimator."""
    return SimpleNamespace(activation=activation, out_activation_="identity", coefs_=weights, intercepts_=biases)


def test_attributes_are_enough():
    assert from_scikit(parts([W0.T, W1.T], [np.array([0.5, 0]), np.zeros(1)])) == NETWORK
    identity = from_scikit(parts([W0.T, W1.T], [np.array([0.5, 0]), np.zeros(1)], "identity"))
    assert identity.steps == (NETWORK.layers[0], NETWORK.layers[1])
    assert isinstance(identity, Program)
    assert not any(isinstance(step, Rectifier) for step in identity.steps)


@pytest.mark.parametrize(
    ("model", "error", "words"),
    [
        (parts([W0.T], [np.zeros(2)], "tanh"), UnsupportedError, "'tanh' is not .*; allowed: relu, identity"),
        (SimpleNamespace(activation="relu"), MalformedInputError, "without out_activation_, coefs_, .*; give a fitted"),
        (NETWORK, MalformedInputError, "a ReLUNetwork without activation, out_activation_, coefs_"),
        (parts([W0.T], []), MalformedInputError, "1 weight matrices but 0 bias vectors"),
        (parts([], []), MalformedInputError, "no layers"),
        (parts([W0.T, W0[:1]], [np.zeros(2), np.zeros(2)]), ShapeError, "takes 1 inputs"),
        (parts([W0.T], [np.zeros(3)]), ShapeError, r"coefs_\[0\] and intercepts_\[0\]: the weight has 2 rows"),
        (parts([W0.T * np.nan], [np.zeros(2)]), MalformedInputError, r"coefs_\[0\].*NaN"),
    ],
)  # fmt: skip
def test_refused_scikit_objects(model, error, words):
    with pytest.raises(error, match=words):
        from_scikit(model)
