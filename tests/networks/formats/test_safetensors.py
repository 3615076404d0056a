"""safetensors files: exact round trips, torch's names, damaged headers."""

import json
import sys

import numpy as np
import pytest
from flint import fmpq
from safetensors.numpy import save as write

from boundkit.errors import MalformedInputError, MissingExtraError, UnsupportedError
from boundkit.networks import (
    Affine,
    Fork,
    LinearGate,
    ReLUNetwork,
    TreeGate,
    load,
    prelu_network,
    save,
    stack,
    to_arrays,
)

NETWORK = ReLUNetwork.of([np.array([[0.1, 0.2], [0.3, -0.4]]), np.array([[1.0, 5e-324]])], [np.zeros(2), np.ones(1)])
TREE = TreeGate(Fork(Affine([[1, 0]], ["1/4"]), 0, 1))


def raw(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return (len(text) if length is None else length).to_bytes(8, "little") + text + data


def tensor(kind, shape, start, end):
    return {"dtype": kind, "shape": shape, "data_offsets": [start, end]}


def loaded(folder, content):
    (folder / "net.safetensors").write_bytes(content)
    return load(folder / "net.safetensors")


@pytest.mark.parametrize(
    "program",
    [
        NETWORK,
        prelu_network([[[1]], [[2]], [[3]]], [[0], [0], [1]], [0.5, ["-1/8"]]),
        stack((LinearGate([[1, 0], [0, 1]], [0, 0], top=2), [NETWORK, NETWORK])),
        stack((TREE, [NETWORK, NETWORK])),
    ],
    ids=["dense", "prelu", "top two", "tree"],
)
def test_round_trip(program, tmp_path):
    save(program, tmp_path / "net.safetensors")
    again, arrays = to_arrays(load(tmp_path / "net.safetensors")), to_arrays(program)
    assert again.keys() == arrays.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(again[name], array, strict=True)


def test_the_header_tells_the_layout(tmp_path):
    save(NETWORK, tmp_path / "net.safetensors")
    content = (tmp_path / "net.safetensors").read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    assert header["__metadata__"] == {"boundkit": "program 1"}
    with pytest.raises(MalformedInputError, match="layout 'program 2'; this boundkit reads 'program 1'"):
        loaded(tmp_path, write(to_arrays(NETWORK), metadata={"boundkit": "program 2"}))
    assert loaded(tmp_path, write(to_arrays(NETWORK), metadata={"format": "pt"})) == NETWORK
    with pytest.raises(MalformedInputError, match="unknown name 0"):
        loaded(tmp_path, write({"0.weight": np.eye(1)}, metadata={"boundkit": "program 1"}))


def test_torch_names(tmp_path):
    layers = {"net.0.weight": np.eye(2), "net.0.bias": np.ones(2), "net.10.weight": np.ones((1, 2))}
    program = loaded(tmp_path, write({**layers, "net.2.weight": np.array([[2.0, 0], [0, 3]])}))
    assert program == ReLUNetwork.of([[[1, 0], [0, 1]], [[2, 0], [0, 3]], [[1, 1]]], [[1, 1], [0, 0], [0]])


@pytest.mark.parametrize("form", ["experts.{}", "moe.experts.{}.fc", "expert_{}", "heads.{}"])
def test_parallel_experts_are_no_layers_in_series(form, tmp_path):
    content = write({f"{form.format(number)}.weight": np.eye(2, dtype="f4") for number in range(4)})
    with pytest.raises(MalformedInputError, match=r"net\.safetensors: .* may tell parts side by side"):
        loaded(tmp_path, content)


@pytest.mark.parametrize("kind", ["f2", "f4", "f8"])
def test_every_float_is_exact(kind, tmp_path):
    weight = np.array([[0.1, -1 / 3]], kind)
    program = loaded(tmp_path, write({"W0": weight, "b0": np.zeros(1, kind)}))
    assert program.steps[0].weight.entries() == [fmpq(*float(entry).as_integer_ratio()) for entry in weight[0]]


def test_bfloat16_is_exact(tmp_path):
    header = {"W0": tensor("BF16", [1, 2], 0, 4), "b0": tensor("BF16", [1], 4, 6)}
    program = loaded(tmp_path, raw(header, bytes([0xCD, 0x3D, 0xC0, 0xBF, 0x80, 0x3F])))
    assert program == ReLUNetwork((Affine([["205/2048", "-3/2"]], [1]),))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no readable safetensors file"),
        (b"\0" * 8, "no readable safetensors file"),
        (raw({}), "no array W0"),
        (raw({}, length=2**63), "no readable safetensors file"),
        (raw({}, length=3), "no readable safetensors file"),
        (raw(b"[1]"), "no readable safetensors file"),
        (raw(b"[" * 100_000), "no readable safetensors file"),
        (raw({"W0": tensor("F64", [1, 1], 0, 8)}, bytes(7)), "no readable safetensors file"),
        (raw({"W0": tensor("F64", [1, 1], 0, 8)}, bytes(9)), "no readable safetensors file"),
        (raw({"W0": tensor("F64", [2**40, 2**40], 0, 8)}, bytes(8)), "no readable safetensors file"),
        (
            raw({"W0": tensor("F64", [1, 1], 0, 8), "b0": tensor("F64", [1], 0, 8)}, bytes(8)),
            "no readable safetensors file",
        ),
        (raw({"W0": tensor("F64", [1, 1], 8, 16)}, bytes(16)), "no readable safetensors file"),
        (raw({"W0": tensor("BOOL", [1, 1], 0, 1)}, bytes(1)), "type BOOL; allowed: BF16, F64"),
        (raw({"W0": tensor("F64", [1, 1], 0, 8)}, b"\xff" * 8), "array b0 is missing"),
        (raw({"W0": tensor("F64", [1, 1], 0, 8), "b0": tensor("F64", [1], 8, 16)}, b"\xff" * 16), "NaN or infinite"),
    ],
)
def test_damaged_files(content, words, tmp_path):
    with pytest.raises(MalformedInputError, match=words):
        loaded(tmp_path, content)


def test_rationals_have_no_place(tmp_path):
    with pytest.raises(UnsupportedError, match=r"W0 has rational entries.*save as \.npz"):
        save(ReLUNetwork((Affine([["1/3"]], [0]),)), tmp_path / "net.safetensors")
    assert not (tmp_path / "net.safetensors").exists()


def test_without_the_library(tmp_path, monkeypatch):
    save(NETWORK, tmp_path / "net.safetensors")
    monkeypatch.setitem(sys.modules, "safetensors", None)
    monkeypatch.setitem(sys.modules, "safetensors.numpy", None)
    with pytest.raises(MissingExtraError, match=r"library safetensors: pip install 'boundkit\[io\]'"):
        load(tmp_path / "net.safetensors")
    with pytest.raises(MissingExtraError, match=r"pip install 'boundkit\[io\]'"):
        save(NETWORK, tmp_path / "net.safetensors")
