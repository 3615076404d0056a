"""What classifiers put behind their scores is left off, nothing else is; what skl2onnx exports is read."""

import warnings

import numpy as np
import pytest
from onnx.reference import ReferenceEvaluator
from onnx_models import agrees, model, normal
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, RobustScaler, StandardScaler

from boundkit.errors import BoundkitWarning, MalformedInputError, UnsupportedError
from boundkit.networks import from_onnx

LAYER = ("Gemm", "x w", "z")
BINARY = [("Sigmoid", "z", "p"), ("Sub", "one p", "q"), ("Concat", "q p", "r", {"axis": 1})]
HEADS = {
    "softmax": [("Softmax", "z", "y")],
    "sigmoid": [("Sigmoid", "z", "t"), ("Identity", "t", "y")],
    "arg max": [("ArgMax", "z", "y", {"axis": 1})],
    "arg max of a softmax": [("Softmax", "z", "t"), ("ArgMax", "t", "y", {"axis": 1})],
    "both classes": [*BINARY, ("Identity", "r", "y")],
    "labels": [*BINARY, ("ArgMax", "r", "y", {"axis": 1})],
    "two heads of one tensor": [("Softmax", "z", "t"), ("Sigmoid", "z", "u"), ("Concat", "t u", "y", {"axis": 1})],
}


@pytest.mark.parametrize("name", HEADS)
def test_heads(name):
    w = normal(3, 2)
    with pytest.warns(BoundkitWarning, match="left off; the outputs are what enters there"):
        program = from_onnx(model([LAYER, *HEADS[name]], w=w, one=np.array(1.0)))
    point = np.array([[0.5, -1.0, 2.0]])
    np.testing.assert_allclose(program.floats(point), point @ w, rtol=1e-12)


@pytest.mark.parametrize(
    "behind",
    [
        [("Sigmoid", "z", "t"), ("MatMul", "t v", "y")],
        [("Softmax", "z", "t"), ("Mul", "t z", "y")],
        [("Sigmoid", "z", "t"), ("Concat", "t z", "y", {"axis": 1})],
        [("Sigmoid", "z", "t"), ("Concat", "t x", "y", {"axis": 1})],
        [("Relu", "z", "u"), ("Sigmoid", "z", "t"), ("Softmax", "u", "v2"), ("Concat", "t v2", "y", {"axis": 1})],
    ],
)
def test_layers_behind_are_not_left_off(behind):
    with pytest.raises(UnsupportedError, match=r"'(Sigmoid|Softmax)' is not supported"):
        from_onnx(model([LAYER, *behind], w=normal(3, 2), v=normal(2, 2)))


def test_a_head_of_another_domain_is_none():
    with pytest.raises(UnsupportedError, match=r"'Softmax' of domain 'my\.ops'"):
        from_onnx(model([LAYER, ("Softmax", "z", "y", {"domain": "my.ops"})], w=normal(3, 2)))


def test_a_network_without_a_head_warns_of_nothing():
    agrees(model([LAYER, ("Sub", "z c", "y")], w=normal(3, 2), c=normal(2)))


DATA = np.random.default_rng(0).normal(size=(60, 3)).astype(np.float32)
TARGETS = np.c_[DATA[:, 0] ** 2, DATA.sum(axis=1)]
CLASSES = np.digitize(DATA[:, 0], [-0.5, 0.5])
NET = {"hidden_layer_sizes": (5, 4), "max_iter": 30, "random_state": 0}
SCALERS = [StandardScaler(), MinMaxScaler(), MaxAbsScaler(), RobustScaler()]
ESTIMATORS = {
    "regressor": (MLPRegressor(**NET), TARGETS[:, 0]),
    "regressor of two": (MLPRegressor(**NET), TARGETS),
    "no hidden bend": (MLPRegressor(**{**NET, "activation": "identity"}), TARGETS),
    **{type(one).__name__: (make_pipeline(one, MLPRegressor(**NET)), TARGETS[:, 0]) for one in SCALERS},
}
CLASSIFIERS = {
    "two classes": (MLPClassifier(**NET), CLASSES == 1),
    "three classes": (MLPClassifier(**NET), CLASSES),
    "classes with names": (make_pipeline(StandardScaler(), MLPClassifier(**NET)), np.array(["a", "b", "c"])[CLASSES]),
}


def exported(estimator, targets, **options):
    from skl2onnx import to_onnx

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        fitted = estimator.fit(DATA, targets)
        return fitted, to_onnx(fitted, DATA[:1], **options)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_exported_regressors(name):
    fitted, proto = exported(*ESTIMATORS[name])
    values = from_onnx(proto).floats(DATA.astype(np.float64))
    (reference,) = ReferenceEvaluator(proto).run(None, {"X": DATA})
    np.testing.assert_allclose(values, reference.reshape(len(DATA), -1), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(values, fitted.predict(DATA).reshape(len(DATA), -1), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("zipmap", [True, False])
@pytest.mark.parametrize("name", CLASSIFIERS)
def test_exported_classifiers(name, zipmap):
    """The program gives the scores before the softmax, or before the sigmoid of two classes."""
    fitted, proto = exported(*CLASSIFIERS[name], options={"zipmap": zipmap})
    with pytest.warns(BoundkitWarning, match="left off"):
        scores = from_onnx(proto).floats(DATA.astype(np.float64))
    odds = np.exp(scores if scores.shape[1] > 1 else np.c_[np.zeros(len(DATA)), scores])
    np.testing.assert_allclose(odds / odds.sum(axis=1, keepdims=True), fitted.predict_proba(DATA), rtol=1e-4, atol=1e-5)


def test_two_outputs_without_a_common_head():
    proto = model([LAYER, ("Relu", "z", "y")], w=normal(3, 2))
    proto.graph.output.add().CopyFrom(proto.graph.output[0])
    proto.graph.output[1].name = "z"
    with pytest.raises(MalformedInputError, match=r"2 outputs \('y', 'z'\)"):
        from_onnx(proto)
