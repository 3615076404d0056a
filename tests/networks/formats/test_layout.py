"""Programs as named arrays, and npz files of them: exact round trips and what is refused."""

import numpy as np
import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from boundkit.errors import BoundkitError, MalformedInputError, ShapeError, UnsupportedError
from boundkit.networks import (
    Affine,
    Fork,
    LinearGate,
    Mixture,
    MixtureLayer,
    Program,
    Rectifier,
    ReLUNetwork,
    TreeGate,
    chain,
    from_arrays,
    load,
    prelu_network,
    residual,
    save,
    stack,
    to_arrays,
)
from boundkit.networks.formats.layout import DEEPEST

HAT = ReLUNetwork.of([[[1], [1]], [[1, -2]]], [[0, -0.5], [0]])
THIRD = Affine([["1/3"]], ["-2/7"])
TREE = TreeGate(Fork(Affine([[1, 0]], ["1/3"]), Fork(Affine([[0, 1]], [0]), 2, 0), 1))


def plane(a, b):
    return Affine([[a, b], [b, a]], [a, 0])


def described(step):
    """Everything that a step is, for comparison: gates compare by identity."""
    if not isinstance(step, MixtureLayer):
        return step
    gate = step.gate
    rule = (gate.scores, gate.top) if isinstance(gate, LinearGate) else gate
    return rule, step.weight, [list(map(described, expert.steps)) for expert in step.experts]


def same(first, second):
    return type(first) is type(second) and list(map(described, first.steps)) == list(map(described, second.steps))


PROGRAMS = {
    "dense": HAT,
    "affine": ReLUNetwork((THIRD,)),
    "prelu": prelu_network([[[1], [2]], [[1, 1]], [[3]]], [[0, 0], [1], [0]], [["1/10", 0], 1.5]),
    "relu last": Program((plane(1, 2), Rectifier.relu(2))),
    "affine twice": Program((THIRD, THIRD, Rectifier.relu(1), THIRD)),
    "rectifier first": Program((Rectifier.of([0, 2]), plane(1, 0), Rectifier.of([1, 1]), Rectifier.relu(2))),
    "residual": residual(Program((plane(1, 2), Rectifier.relu(2), plane(3, 4)))),
    "huge": ReLUNetwork.of([[[1e308, 5e-324]]], [[2**-1074]]),
    "top two": stack((LinearGate([[1], ["1/3"], [0]], [0, 0, 0], top=2), [THIRD, HAT, HAT])),
    "average": Mixture((MixtureLayer(LinearGate([[1], [2]], [0, 0], top=2), (HAT, HAT), fmpq(1, 3)),)),
    "tree": stack((TREE, [plane(1, 0), plane(0, 1), plane(1, 1)])),
    "nested": stack((LinearGate([[1], [0]], [0, 0]), [stack((LinearGate([[2]], [0]), [HAT])), HAT])),
    "mixed": chain(HAT, stack((LinearGate([[1], [0]], [0, 0]), [THIRD, HAT])), HAT),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_npz_gives_back_the_same_steps(name, tmp_path):
    program = PROGRAMS[name]
    save(program, tmp_path / "net.npz")
    assert same(load(tmp_path / "net.npz"), program)
    assert same(from_arrays(to_arrays(program)), program)


@pytest.mark.parametrize("name", PROGRAMS)
def test_npz_is_plain_for_numpy(name, tmp_path):
    path = tmp_path / "net.npz"
    save(PROGRAMS[name], path)
    first = path.read_bytes()
    save(PROGRAMS[name], path)
    assert path.read_bytes() == first
    with np.load(path, allow_pickle=False) as file:
        assert {key: file[key].shape for key in file} == {k: v.shape for k, v in to_arrays(PROGRAMS[name]).items()}


def test_names_of_the_arrays():
    assert sorted(to_arrays(HAT)) == ["W0", "W1", "b0", "b1"]
    assert sorted(to_arrays(PROGRAMS["affine twice"])) == ["W0", "W1", "W2", "b0", "b1", "b2", "slopes0"]
    mixed = to_arrays(PROGRAMS["mixed"])
    assert {"layer0.W1", "layer1.gate.W", "layer1.expert0.b0", "layer1.expert1.W1", "layer2.b0"} <= set(mixed)
    assert to_arrays(ReLUNetwork((THIRD,)))["W0"].tolist() == [[b"1/3"]]
    tree = to_arrays(PROGRAMS["tree"])
    assert (tree["layer0.gate.below"].tolist(), tree["layer0.gate.above"].tolist()) == ([1, -3], [-2, -1])


floats = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.tuples(floats, floats), min_size=1, max_size=4), st.lists(floats, min_size=4, max_size=4))
def test_random_networks_round_trip(rows, biases):
    network = ReLUNetwork((Affine(np.array(rows), np.array(biases[: len(rows)])), Affine([[1] * len(rows)], ["1/3"])))
    assert from_arrays(to_arrays(network)) == network


@pytest.mark.parametrize("kind", ["f2", "f4", ">f4", ">f8", "f8"])
def test_every_float_is_exact(kind, tmp_path):
    weight = np.array([[0.1, -1 / 3], [7.0, 6e-5]]).astype(kind)
    with (tmp_path / "net.npz").open("wb") as file:
        np.savez_compressed(file, W0=np.asfortranarray(weight), b0=np.zeros(2, "f4"))
    (affine,) = load(tmp_path / "net.npz").steps
    expected = [[fmpq(*float(entry).as_integer_ratio()) for entry in row] for row in weight]
    assert affine.weight.tolist() == expected


def test_integers_are_numbers():
    huge = 2**63 - 1
    assert from_arrays({"W0": np.array([[huge]]), "b0": np.array([3], np.uint8)})([1]) == [huge + 3]


def test_slopes():
    arrays = {"W0": np.array([[1.0], [1.0]]), "b0": np.zeros(2), "W1": np.array([[1.0, 1.0]]), "b1": np.zeros(1)}
    assert from_arrays(arrays)([-1]) == [0]
    assert from_arrays({**arrays, "slopes0": np.array(0.25)})([-1]) == [fmpq(-1, 2)]
    assert from_arrays({**arrays, "slopes0": np.array([0.25, 0])})([-1]) == [fmpq(-1, 4)]
    assert len(from_arrays({**arrays, "slopes0": np.array(1.0)}).steps) == 2
    assert from_arrays({**arrays, "slopes1": np.array([0.0])})([-1]) == [0]


ONE = {"W0": np.eye(1), "b0": np.zeros(1)}
GATE = {"layer0.gate.W": np.eye(2), "layer0.gate.b": np.zeros(2)}
EXPERTS = {f"layer0.expert{i}.{n}": a for i in range(2) for n, a in (("W0", np.eye(2)), ("b0", np.zeros(2)))}


def fork(below, above, forks=2):
    return {
        "layer0.gate.W": np.ones((forks, 2)),
        "layer0.gate.b": np.zeros(forks),
        "layer0.gate.below": np.array(below),
        "layer0.gate.above": np.array(above),
        **EXPERTS,
    }


@pytest.mark.parametrize(
    ("arrays", "error", "words"),
    [
        ({}, MalformedInputError, "no array W0"),
        ({"W0": np.eye(1)}, MalformedInputError, "array b0 is missing"),
        ({"b0": np.zeros(1)}, MalformedInputError, "array W0 is missing"),
        ({**ONE, "W2": np.eye(1), "b2": np.zeros(1)}, MalformedInputError, "array W1 is missing"),
        ({**ONE, "W999999999": np.eye(1)}, MalformedInputError, "not all before it"),
        ({**ONE, "slopes0": np.eye(1)}, ShapeError, r"slopes0 has shape \(1, 1\)"),
        ({**ONE, "slopes0": np.zeros(2)}, ShapeError, "layer 1 takes 2"),
        ({**ONE, "slopes0": np.array([np.inf])}, MalformedInputError, "slopes0: inf"),
        ({"slopes0": np.array(0.5)}, ShapeError, "one slope per unit"),
        ({**ONE, "gradient": np.eye(1)}, MalformedInputError, "unknown name gradient"),
        ({**ONE, "W00": np.eye(1)}, MalformedInputError, "unknown name W00"),
        ({**ONE, "W\x1b[2J": np.eye(1)}, MalformedInputError, r"unknown name 'W\\x1b\[2J'"),
        ({**ONE, "W0.W0": np.eye(1)}, MalformedInputError, "share a name"),
        ({"W0.W0": np.eye(1), **ONE}, MalformedInputError, "share a name"),
        ({"W0": np.eye(2), "b0": np.zeros(3)}, ShapeError, "W0 and b0: the weight has 2 rows and the bias 3"),
        ({"W0": np.zeros(2), "b0": np.zeros(2)}, ShapeError, r"W0 has shape \(2,\)"),
        ({"W0": np.zeros((2, 0)), "b0": np.zeros(2)}, ShapeError, "neither empty"),
        ({"W0": np.array([[np.nan]]), "b0": np.zeros(1)}, MalformedInputError, "W0 and b0: .*NaN or infinite"),
        ({"W0": np.array([[-np.inf]], "f2"), "b0": np.zeros(1)}, MalformedInputError, "NaN or infinite"),
        ({**ONE, "W1": np.ones((1, 2)), "b1": np.zeros(1)}, ShapeError, "layer 1 takes 2 inputs"),
        ({"W0": np.array([["1/3"]]), "b0": np.zeros(1)}, MalformedInputError, "W0 has numbers of type <U3"),
        ({"W0": np.array([[b"1e9"]]), "b0": np.zeros(1)}, MalformedInputError, "must be an integer or p/q"),
        ({"W0": np.array([[b"1/0"]]), "b0": np.zeros(1)}, MalformedInputError, "divides by zero"),
        ({"W0": np.ma.array(np.eye(1), mask=True), "b0": np.zeros(1)}, MalformedInputError, "W0 has masked entries"),
        ({"W0": np.array([[1j]]), "b0": np.zeros(1)}, MalformedInputError, "type complex128"),
        ({"W0": np.array([[True]]), "b0": np.zeros(1)}, MalformedInputError, "type bool"),
        ({"W0": np.array([[ONE]]), "b0": np.zeros(1)}, MalformedInputError, "type object"),
        ({**GATE, "layer0.expert1.W0": np.eye(2)}, MalformedInputError, "layer0.expert0 is missing"),
        ({**GATE, "layer0.expert0": np.eye(2)}, MalformedInputError, "should be a group of arrays"),
        (GATE, ShapeError, "scores 2 experts but 0 are given"),
        ({**GATE, **EXPERTS, "layer0.gate.top": np.array(3)}, ShapeError, "layer0.gate: top = 3 of 2 experts"),
        ({**GATE, **EXPERTS, "layer0.gate.top": np.array(1.5)}, MalformedInputError, "must be an integer"),
        ({**GATE, **EXPERTS, "layer0.weight": np.zeros(2)}, ShapeError, r"must have shape \(\)"),
        ({**GATE, **EXPERTS, "layer2.W0": np.eye(2)}, MalformedInputError, "layer1 is missing"),
        ({**GATE, **EXPERTS, "W0": np.eye(2)}, MalformedInputError, "unknown name W0"),
        ({**GATE, **EXPERTS, "layer0.gate.rule": np.eye(2)}, MalformedInputError, "unknown name layer0.gate.rule"),
        ({**EXPERTS, "layer0.gate": np.eye(2)}, MalformedInputError, "should be a group"),
        (fork([1, -1], [-2, 0]), MalformedInputError, "every fork but the root as one child"),
        (fork([0, -1], [-1, -2]), MalformedInputError, "every fork but the root as one child"),
        (fork([2, -1, 1], [-2, -1, -1], forks=3), MalformedInputError, "must stand before its children"),
        (fork([1, -1], [-2, -2]), ShapeError, "every index from 0 on"),
        (fork([1, -1], [-2]), MalformedInputError, "one entry per row"),
        ({"a." * 200 + "W0": np.eye(1)}, ShapeError, "nested more than"),
    ],
)
def test_refused_arrays(arrays, error, words):
    with pytest.raises(error, match=words):
        from_arrays(arrays)


def test_too_many_entries():
    with pytest.raises(MalformedInputError, match="134217736 entries"):
        from_arrays({"W0": np.broadcast_to(np.int8(1), (2**12, 2**12)), "b0": np.broadcast_to(np.int8(1), (1,))})


def test_what_has_no_place_in_a_file():
    class Coin:
        inputs, experts = 1, 1

    class Sine:
        inputs = outputs = 1

    with pytest.raises(UnsupportedError, match="gate of type Coin"):
        to_arrays(stack((Coin(), [THIRD])))
    with pytest.raises(UnsupportedError, match="step of type Sine"):
        to_arrays(Program((Sine(),)))


def nested_mixtures(depth):
    program = HAT
    for _ in range(depth):
        program = stack((LinearGate([[1]], [0]), [program]))
    return program


def test_depth_is_limited_the_same_way_in_both_directions():
    deepest = nested_mixtures(DEEPEST)
    assert same(from_arrays(to_arrays(deepest)), deepest)
    with pytest.raises(ShapeError, match="nested more than"):
        to_arrays(nested_mixtures(DEEPEST + 1))
    root = 0
    for expert in range(1, DEEPEST + 2):
        root = Fork(Affine([[1]], [expert]), root, expert)
    with pytest.raises(ShapeError, match="nested more than"):
        to_arrays(stack((TreeGate(root), [THIRD] * (DEEPEST + 2))))
    inner = root.below
    gate = TreeGate(inner)
    arrays = to_arrays(stack((gate, [THIRD] * (DEEPEST + 1))))
    assert from_arrays(arrays).steps[0].gate == gate


def test_errors_name_the_file(tmp_path):
    path = tmp_path / "net.npz"
    np.savez(path, W0=np.eye(2), b0=np.array([np.nan, 0]))
    with pytest.raises(BoundkitError, match=r"net\.npz: W0 and b0: a weight or bias is NaN"):
        load(path)
