"""Mixture layers of checkpoints, in the names of each family and in shards; files that lie are refused unread."""

import json
import struct
import tracemalloc

import numpy as np
import pytest

from boundkit.errors import BoundkitWarning, FileAccessError, MalformedInputError, ShapeError, UnsupportedError
from boundkit.networks.formats.checkpoint import load_layer
from boundkit.regions import count
from boundkit.regions.flats import Flat

EXPERTS, HIDDEN, WIDTH = 6, 5, 7
GATED = ("gate_proj", "up_proj", "down_proj")
FAMILIES = {
    "Mixtral": ("model.layers.{}.block_sparse_moe", "gate", "experts.{}.{}.weight", ("w1", "w3", "w2")),
    "OLMoE": ("model.layers.{}.mlp", "gate", "experts.{}.{}.weight", GATED),
    "Switch": ("encoder.block.{}.layer.1.mlp", "router.classifier", "experts.expert_{}.{}.weight", ("wi", "wo")),
    "gpt-oss": ("model.layers.{}.mlp", "router", "experts.{}.{}", ()),
}


def tensors(family, layers=2):
    draw = np.random.default_rng(0)
    prefix, gate, expert, parts = FAMILIES[family]
    found = {}
    for layer in range(layers):
        own = prefix.format(layer)
        found[f"{own}.{gate}.weight"] = draw.normal(size=(EXPERTS, HIDDEN)).astype(np.float32)
        for number in range(EXPERTS):
            for part in parts:
                shape = (HIDDEN, WIDTH) if part in ("w2", "down_proj", "wo") else (WIDTH, HIDDEN)
                found[f"{own}.{expert.format(number, part)}"] = draw.normal(size=shape).astype(np.float32)
    return found


def written(path, arrays, kind="F32", **entries):
    header, data = {}, b""
    for name, array in arrays.items():
        content = array.tobytes() if kind == "F32" else (array.view(np.uint32) >> 16).astype("<u2").tobytes()
        offsets = [len(data), len(data) + len(content)]
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": offsets, **entries}
        data += content
    text = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)
    return path


@pytest.mark.parametrize("family", FAMILIES)
def test_the_router_of_each_family(family, tmp_path):
    arrays = tensors(family)
    path = written(tmp_path / "model.safetensors", arrays)
    mixture = load_layer(path, "1", 2, router_only=True)
    prefix, name, *_ = FAMILIES[family]
    gate = arrays[f"{prefix.format(1)}.{name}.weight"]
    points = np.random.default_rng(1).normal(size=(50, HIDDEN))
    best = np.sort(np.argsort(-(points @ gate.T.astype(float)), axis=1)[:, :2], axis=1)
    assert [mixture.route(point)[0] for point in points[:5]] == [tuple(row) for row in best[:5].tolist()]
    np.testing.assert_array_equal(mixture.floats(points)[:, 0], (2.0**best).sum(axis=1))


def test_experts_with_rectifiers_become_networks(tmp_path):
    arrays = tensors("Switch")
    with pytest.warns(BoundkitWarning, match="without the probability"):
        mixture = load_layer(written(tmp_path / "model.safetensors", arrays), "0", 1)
    point = np.random.default_rng(1).normal(size=HIDDEN)
    chosen = mixture.route(point)[0]
    inner, outer = (
        arrays[f"encoder.block.0.layer.1.mlp.experts.expert_{chosen}.{part}.weight"] for part in ("wi", "wo")
    )
    wanted = outer.astype(float) @ np.maximum(inner.astype(float) @ point, 0)
    np.testing.assert_allclose(mixture.floats(point[None])[0], wanted, rtol=1e-9)


@pytest.mark.parametrize("family", ["Mixtral", "OLMoE"])
def test_gated_experts_leave_the_router_alone(family, tmp_path):
    path = written(tmp_path / "model.safetensors", tensors(family))
    with pytest.warns(BoundkitWarning, match="the router alone, since its experts multiply two branches"):
        assert load_layer(path, "0", 2).outputs == 1


def test_shards_and_bfloat16(tmp_path):
    arrays = tensors("Mixtral", layers=3)
    shards = {}
    for layer in range(3):
        own = {name: array for name, array in arrays.items() if f".{layer}.block" in name}
        written(tmp_path / f"part-{layer}.safetensors", own, kind="BF16")
        shards |= dict.fromkeys(own, f"part-{layer}.safetensors")
    index = tmp_path / "model.safetensors.index.json"
    index.write_text(json.dumps({"metadata": {}, "weight_map": shards}))
    (tmp_path / "part-0.safetensors").unlink()  # what is not needed is not opened
    scores = load_layer(index, "2", 2, router_only=True).layers[0].gate.scores
    stored = arrays["model.layers.2.block_sparse_moe.gate.weight"]
    cut = (stored.view(np.uint32) >> 16 << 16).view(np.float32)
    np.testing.assert_array_equal(scores.rounded.weight, cut.astype(float))
    with pytest.raises(FileAccessError):
        load_layer(index, "0", 2, router_only=True)
    index.write_text(json.dumps({"weight_map": dict.fromkeys(arrays, "../elsewhere.safetensors")}))
    with pytest.raises(MalformedInputError, match="outside the model"):
        load_layer(index, "2", 2)


def test_a_large_file_takes_no_more_memory_than_the_layer(tmp_path):
    arrays = tensors("Mixtral", layers=1)
    path = written(tmp_path / "model.safetensors", arrays)
    content = path.read_bytes()
    length = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8 : 8 + length])
    size = len(content) - 8 - length
    header["model.embed"] = {"dtype": "F32", "shape": [2**20, 2**12], "data_offsets": [size, size + 2**34]}
    text = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + content[8 + length :])
        file.truncate(8 + len(text) + size + 2**34)  # a sparse file of 16 GiB
    tracemalloc.start()
    load_layer(path, "0", 2, router_only=True)
    assert tracemalloc.get_traced_memory()[1] < 2**22
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"data_offsets": [0, 2**50]}, "does not fit its bytes"),
        ({"shape": [2**40, 2**40]}, "does not fit its bytes"),
        ({"shape": [-1, 5]}, "its header cannot be read"),
        ({"data_offsets": "all"}, "its header cannot be read"),
    ],
)
def test_headers_that_lie(tmp_path, entries, words):
    with pytest.raises(MalformedInputError, match=words):
        load_layer(written(tmp_path / "model.safetensors", tensors("OLMoE"), **entries), "0", 2)


def test_refusals(tmp_path):
    path = written(tmp_path / "model.safetensors", tensors("OLMoE"))
    with pytest.raises(
        MalformedInputError, match=r"'7' is no mixture layer .*; give a number, or one of model\.layers\.0\.mlp, "
    ):
        load_layer(path, "7", 2)
    with pytest.raises(ShapeError, match="allowed: 1 to 6"):
        load_layer(path, "0", 9)
    assert load_layer(path, "model.layers.1.mlp", 2, router_only=True).inputs == HIDDEN
    both = {**tensors("Switch"), **{name.replace("encoder", "decoder"): t for name, t in tensors("Switch").items()}}
    with pytest.raises(MalformedInputError, match=r"'0' stands for several layers .* or one of decoder\.block\.0"):
        load_layer(written(tmp_path / "both.safetensors", both), "0", 1)
    with pytest.raises(MalformedInputError, match="name of a router"):
        load_layer(written(tmp_path / "none.safetensors", {"a.weight": np.ones((2, 2), np.float32)}), "0", 1)
    path.write_bytes(struct.pack("<Q", 2**60) + b"{}")
    with pytest.raises(MalformedInputError, match="its header would have"):
        load_layer(path, "0", 2)


@pytest.mark.parametrize(
    ("gate", "own", "inside"),
    [
        ("mlp.router.classifier", "mlp.router.e_score_correction_bias", True),  # LongCat-Flash
        ("mlp.gate", "mlp.moe_statics.e_score_correction_bias", False),  # ERNIE 4.5
        ("block_sparse_moe.gate", "block_sparse_moe.e_score_correction_bias", False),  # MiniMax-M2
        ("mlp.gate", "mlp.gate.expert_bias", True),  # Ling
        ("mlp.gate", "mlp.expert_bias", False),
        ("mlp.router", "mlp.router.scale", True),
    ],
)
def test_numbers_beside_a_router_may_change_its_choice(gate, own, inside, tmp_path):
    arrays = {f"model.layers.0.{gate}.weight": np.ones((EXPERTS, HIDDEN), np.float32)}
    for entries, refused in ((np.ones((1, EXPERTS)), False), (np.arange(EXPERTS), True), (np.ones(2), inside)):
        arrays[f"model.layers.0.{own}"] = entries.astype(np.float32)
        path = written(tmp_path / "model.safetensors", arrays)
        if refused:
            with pytest.raises(UnsupportedError, match="may change which experts are chosen"):
                load_layer(path, "0", 2, router_only=True)
        else:
            load_layer(path, "0", 2, router_only=True)


@pytest.mark.parametrize("own", ["experts.0.bias", "shared_experts.bias", "shared_expert_gate.bias", "norm.weight"])
def test_numbers_of_other_parts_change_no_choice(own, tmp_path):
    size = EXPERTS if "expert" in own else HIDDEN
    arrays = {"model.layers.0.mlp.gate.weight": np.ones((EXPERTS, HIDDEN), np.float32)}
    arrays[f"model.layers.0.mlp.{own}"] = np.arange(size, dtype=np.float32)
    path = written(tmp_path / "model.safetensors", arrays)
    assert load_layer(path, "0", 2, router_only=True).inputs == HIDDEN


@pytest.mark.filterwarnings("ignore:.*experts are taken without the probability")
def test_experts_are_read_as_they_are_or_not_at_all(tmp_path):
    """Biases beside the matrices of an expert; a tensor and an activation that wo relu(wi x) does not have."""
    arrays = tensors("Switch", layers=1)
    expert = "encoder.block.0.layer.1.mlp.experts.expert_3"
    bias = np.arange(1, HIDDEN + 1, dtype=np.float32)
    path = written(tmp_path / "model.safetensors", {**arrays, f"{expert}.wo.bias": bias})
    assert load_layer(path, "0", 1).layers[0].experts[3]([0] * HIDDEN) == [1, 2, 3, 4, 5]
    written(path, {**arrays, f"{expert}.layer_norm.weight": bias})
    with pytest.raises(UnsupportedError, match=r"expert_3\.layer_norm\.weight is of an expert that is more than"):
        load_layer(path, "0", 1)
    written(path, arrays)
    for word in ("feed_forward_proj", "dense_act_fn"):
        (tmp_path / "config.json").write_text(json.dumps({word: "gelu"}))
        with pytest.warns(BoundkitWarning, match="the activation 'gelu'"):
            assert load_layer(path, "0", 1).layers[0].experts[0].widths == ()
        (tmp_path / "config.json").write_text(json.dumps({word: "relu"}))
        assert load_layer(path, "0", 1).layers[0].experts[0].widths == (WIDTH,)


def test_routers_of_more_than_a_thousand_experts(tmp_path):
    """The constants 2^i of the experts pass float64, and what a walk through the gate takes."""
    weight = np.zeros((1100, HIDDEN), np.float32)
    weight[[0, 400, 1099], 0] = -1, 1, 2
    path = written(tmp_path / "model.safetensors", {"model.layers.0.mlp.gate.weight": weight})
    line = Flat.through([0] * HIDDEN, [1] * HIDDEN).restricted(load_layer(path, "0", 1, router_only=True))
    found = count(line, (-1, 1))
    assert (found.activation_regions, *found.pieces) == (2, 2, 2, 2)


def test_a_choice_that_is_not_linear(tmp_path):
    arrays = tensors("OLMoE", layers=1)
    arrays["model.layers.0.mlp.gate.e_score_correction_bias"] = np.zeros(EXPERTS, np.float32)
    assert load_layer(written(tmp_path / "a.safetensors", arrays), "0", 2, router_only=True).inputs == HIDDEN
    arrays["model.layers.0.mlp.gate.e_score_correction_bias"] = np.arange(EXPERTS, dtype=np.float32)
    with pytest.raises(UnsupportedError, match="no bias of a linear gate"):
        load_layer(written(tmp_path / "b.safetensors", arrays), "0", 2)
