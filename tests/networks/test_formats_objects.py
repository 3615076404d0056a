"""Networks from the objects of torch and scikit-learn, neither of which is imported."""

import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from boundkit.errors import MalformedInputError, ShapeError, UnsupportedError
from boundkit.networks import Affine, Program, Rectifier, ReLUNetwork, from_scikit, from_state_dict, prelu_network

W0, W1 = np.array([[1.0, -1], [0.1, 2]]), np.array([[3.0, 0.5]])
NETWORK = ReLUNetwork.of([W0, W1], [np.array([0.5, 0]), np.zeros(1)])


class Tensor:
    """What from_state_dict asks of a torch tensor."""

    def __init__(self, array):
        self.array = array

    def detach(self):
        return self

    def cpu(self):
        return self

    def numpy(self):
        if self.array is None:
            raise TypeError("Got unsupported ScalarType BFloat16")
        return self.array


def fitted(weights, biases, activation="relu"):
    return SimpleNamespace(activation=activation, coefs_=weights, intercepts_=biases)


@pytest.mark.parametrize(
    "names",
    [("0.", "2."), ("9.", "10."), ("net.0.", "net.1."), ("fc1.", "fc2."), ("a1.layers.3.lin.", "a1.layers.4.lin.")],
)
@pytest.mark.parametrize("wrap", [np.asarray, Tensor, np.ndarray.tolist])
def test_state_dict(names, wrap):
    first, last = names
    state = {f"{last}weight": W1, f"{first}bias": np.array([0.5, 0]), f"{first}weight": W0}
    assert from_state_dict({name: wrap(array) for name, array in state.items()}) == NETWORK


def test_state_dict_takes_float32_exactly():
    weight = np.array([[0.1]], np.float32)
    assert from_state_dict({"0.weight": weight}) == ReLUNetwork((Affine([[float(weight[0, 0])]], [0]),))


def test_slopes():
    state = {"0.weight": W0, "0.bias": np.array([0.5, 0]), "2.weight": W1}
    biases = [np.array([0.5, 0]), np.zeros(1)]
    assert from_state_dict(state, slopes="1/10") == prelu_network([W0, W1], biases, ["1/10"])
    assert from_state_dict(state, slopes=[np.array([0.25, 0])]) == prelu_network([W0, W1], biases, [[0.25, 0]])
    assert from_state_dict(state, slopes=[0]) == NETWORK
    with pytest.raises(ShapeError, match="1 hidden layers but slopes for 2"):
        from_state_dict(state, slopes=[0, 0])


@pytest.mark.parametrize(
    ("state", "error", "words"),
    [
        ({}, MalformedInputError, "the layers are named nothing"),
        ({"weight": W0}, MalformedInputError, "'weight' is not of the form <number>.weight"),
        ({0: W0}, MalformedInputError, "'0' is not of the form"),
        ({"1.running_mean": W0}, MalformedInputError, "leave other entries out"),
        ({"net.0.weight": W0, "head.0.weight": W1}, MalformedInputError, "'head.<number>', 'net.<number>'"),
        ({"0.weight": W0, "00.weight": W0}, MalformedInputError, "two entries are the weight of layer 0"),
        ({"0.weight": W0, "1.bias": W0}, MalformedInputError, "layer 1 has a bias but no weight"),
        ({"0.weight": W0, "1.weight": np.ones(2)}, ShapeError, r"layer 1 has shape \(2,\).*slopes of PReLU"),
        ({"0.weight": np.ones((1, 2, 3, 3))}, ShapeError, "only fully connected layers"),
        ({"0.weight": W0, "1.weight": W0[:, :1]}, ShapeError, "layer 1 takes 1 inputs"),
        ({"0.weight": W0, "0.bias": np.ones(3)}, ShapeError, "layer 0: the weight has 2 rows and the bias 3"),
        ({"0.weight": W0 * np.inf}, MalformedInputError, "layer 0: a weight or bias is NaN"),
        ({"0.weight": Tensor(None)}, MalformedInputError, "cannot be read as an array: .*BFloat16"),
        ({"0.weight": [[1], [2, 3]]}, MalformedInputError, "cannot be read as an array"),
        ({"0.weight": np.array([[NETWORK]])}, MalformedInputError, "numbers of type object"),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value encountered in multiply")
def test_refused_state_dicts(state, error, words):
    with pytest.raises(error, match=words):
        from_state_dict(state)


def test_scikit():
    assert from_scikit(fitted([W0.T, W1.T], [np.array([0.5, 0]), np.zeros(1)])) == NETWORK
    identity = from_scikit(fitted([W0.T, W1.T], [np.array([0.5, 0]), np.zeros(1)], "identity"))
    assert identity.steps == (NETWORK.layers[0], NETWORK.layers[1])
    assert isinstance(identity, Program)
    assert not any(isinstance(step, Rectifier) for step in identity.steps)


@pytest.mark.parametrize(
    ("model", "error", "words"),
    [
        (fitted([W0.T], [np.zeros(2)], "tanh"), UnsupportedError, "'tanh' is not .*; allowed: relu, identity"),
        (SimpleNamespace(activation="relu"), MalformedInputError, "without coefs_, intercepts_; give a fitted MLP"),
        (NETWORK, MalformedInputError, "a ReLUNetwork without activation, coefs_"),
        (fitted([W0.T], []), MalformedInputError, "1 weight matrices but 0 bias vectors"),
        (fitted([], []), MalformedInputError, "no layers"),
        (fitted([W0.T, W0[:1]], [np.zeros(2), np.zeros(2)]), ShapeError, "takes 1 inputs"),
        (fitted([W0.T], [np.zeros(3)]), ShapeError, r"coefs_\[0\] and intercepts_\[0\]: the weight has 2 rows"),
        (fitted([W0.T * np.nan], [np.zeros(2)]), MalformedInputError, r"coefs_\[0\].*NaN"),
    ],
)  # fmt: skip
def test_refused_scikit_objects(model, error, words):
    with pytest.raises(error, match=words):
        from_scikit(model)


def test_no_library_is_imported_with_the_networks():
    code = (
        "import sys, boundkit.networks; print({'onnx', 'safetensors', 'torch', 'sklearn', 'google'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"
