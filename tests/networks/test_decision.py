"""The decision of a classifier: its regions, classes and their shares, against what scikit-learn predicts."""

import warnings

import numpy as np
import pytest
from flint import fmpq
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from boundkit.networks import ReLUNetwork, decision, from_scikit
from boundkit.regions import count
from boundkit.routing import Routing

POINTS = np.random.default_rng(0).normal(size=(200, 2))
CLASSES = np.digitize(POINTS[:, 0] * POINTS[:, 1], [-0.3, 0.3])


@pytest.mark.parametrize("targets", [CLASSES, CLASSES == 1], ids=["three", "two"])
def test_the_decision_is_what_is_predicted(targets):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = make_pipeline(StandardScaler(), MLPClassifier(hidden_layer_sizes=(8,), max_iter=200, random_state=0))
        model.fit(POINTS, targets)
    program = from_scikit(model)
    decided = decision(program)
    assert (decided.floats(POINTS)[:, 0] == model.predict(POINTS)).all()
    found = count(decided, (-3, 3))
    grid = np.random.default_rng(1).uniform(-3, 3, (4000, 2))
    assert set(model.predict(grid)) <= set(range(found.affine_pieces))
    assert found.activation_regions >= count(program, (-3, 3)).activation_regions
    assert found.affine_pieces <= found.connected_pieces <= found.activation_regions


def test_sets_of_one_class():
    """|x| - 1 on [-3, 3]: one class in the middle, the other on both sides."""
    wedge = ReLUNetwork.of([[[1], [-1]], [[1, 1]]], [[0, 0], [-1]])
    found = count(decision(wedge), (-3, 3))
    assert (found.affine_pieces, found.connected_pieces) == (2, 3)
    (last,) = Routing.of(decision(wedge), (-3, 3)).layers
    assert last.loads == (fmpq(1, 3), fmpq(2, 3))


def test_ties_go_to_the_lowest_class():
    same = ReLUNetwork.affine([[1], [1]], [0, 0])
    assert decision(same)([5]) == [0]
    assert decision(ReLUNetwork.affine([[1]], [0]))([0]) == [0]
    assert decision(ReLUNetwork.affine([[1]], [0]))([fmpq(1, 9)]) == [1]
