"""Shapes from config.json: against the presets, field by field, and what is said of fields that are not there."""

import json
from dataclasses import replace

import pytest

from boundkit.errors import FileAccessError, MalformedInputError, UnknownNameError
from boundkit.models import model, read_config

GROUPED = {"vocab_size": 32000, "tie_word_embeddings": False}
LATENT = {"kv_lora_rank": 512, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128,
          "moe_layer_freq": 1, "tie_word_embeddings": False}  # fmt: skip
CONFIGS = {
    "mixtral-8x7b": GROUPED | {
        "model_type": "mixtral", "num_local_experts": 8, "num_experts_per_tok": 2, "intermediate_size": 14336,
        "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
    },
    "phi-3.5-moe": GROUPED | {
        "model_type": "phimoe", "num_local_experts": 16, "num_experts_per_tok": 2, "intermediate_size": 6400,
        "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
        "vocab_size": 32064,
    },
    "gpt-oss-20b": GROUPED | {
        "model_type": "gpt_oss", "num_local_experts": 32, "num_experts_per_tok": 4, "experts_per_token": 4,
        "intermediate_size": 2880, "hidden_size": 2880, "num_hidden_layers": 24, "num_attention_heads": 64,
        "num_key_value_heads": 8, "head_dim": 64, "vocab_size": 201088,
    },
    "olmoe-1b-7b": GROUPED | {
        "model_type": "olmoe", "num_experts": 64, "num_experts_per_tok": 8, "intermediate_size": 1024,
        "hidden_size": 2048, "num_hidden_layers": 16, "num_attention_heads": 16, "num_key_value_heads": None,
        "vocab_size": 50304,
    },
    "qwen1.5-moe-a2.7b": GROUPED | {
        "model_type": "qwen2_moe", "num_experts": 60, "num_experts_per_tok": 4, "moe_intermediate_size": 1408,
        "shared_expert_intermediate_size": 5632, "intermediate_size": 5632, "decoder_sparse_step": 1,
        "mlp_only_layers": [], "hidden_size": 2048, "num_hidden_layers": 24, "num_attention_heads": 16,
        "num_key_value_heads": 16, "vocab_size": 151936,
    },
    "qwen3-30b-a3b": GROUPED | {
        "model_type": "qwen3_moe", "num_experts": 128, "num_experts_per_tok": 8, "moe_intermediate_size": 768,
        "intermediate_size": 6144, "decoder_sparse_step": 1, "mlp_only_layers": [], "hidden_size": 2048,
        "num_hidden_layers": 48, "num_attention_heads": 32, "num_key_value_heads": 4, "head_dim": 128,
        "vocab_size": 151936,
    },
    "deepseek-v2-lite": LATENT | {
        "model_type": "deepseek_v2", "n_routed_experts": 64, "n_shared_experts": 2, "num_experts_per_tok": 6,
        "moe_intermediate_size": 1408, "intermediate_size": 10944, "first_k_dense_replace": 1, "hidden_size": 2048,
        "num_hidden_layers": 27, "num_attention_heads": 16, "q_lora_rank": None, "vocab_size": 102400,
    },
    "deepseek-v3": LATENT | {
        "model_type": "deepseek_v3", "n_routed_experts": 256, "n_shared_experts": 1, "num_experts_per_tok": 8,
        "moe_intermediate_size": 2048, "intermediate_size": 18432, "first_k_dense_replace": 3, "hidden_size": 7168,
        "num_hidden_layers": 61, "num_attention_heads": 128, "num_key_value_heads": 128, "q_lora_rank": 1536,
        "vocab_size": 129280, "num_nextn_predict_layers": 1,
    },
    "kimi-k2": LATENT | {
        "model_type": "kimi_k2", "n_routed_experts": 384, "n_shared_experts": 1, "num_experts_per_tok": 8,
        "moe_intermediate_size": 2048, "intermediate_size": 18432, "first_k_dense_replace": 1, "hidden_size": 7168,
        "num_hidden_layers": 61, "num_attention_heads": 64, "q_lora_rank": 1536, "vocab_size": 163840,
    },
    "dbrx": {
        "model_type": "dbrx", "d_model": 6144, "n_layers": 40, "n_heads": 48, "vocab_size": 100352,
        "tie_word_embeddings": False, "attn_config": {"kv_n_heads": 8},
        "ffn_config": {"moe_num_experts": 16, "moe_top_k": 4, "ffn_hidden_size": 10752, "moe_loss_weight": 0.05},
    },
}  # fmt: skip
LLAMA = {
    "model_type": "llama4_text", "num_local_experts": 16, "num_experts_per_tok": 1, "intermediate_size": 8192,
    "intermediate_size_mlp": 16384, "interleave_moe_layer_step": 1, "moe_layers": None, "hidden_size": 5120,
    "num_hidden_layers": 48, "num_attention_heads": 40, "num_key_value_heads": 8, "head_dim": 128, "vocab_size": 202048,
}  # fmt: skip
MIXTRAL = CONFIGS["mixtral-8x7b"]
QWEN = CONFIGS["qwen3-30b-a3b"]
DEEPSEEK = CONFIGS["deepseek-v3"]


@pytest.fixture
def read(tmp_path):
    def written(fields, **changes):
        path = tmp_path / "config.json"
        kept = {name: value for name, value in {**fields, **changes}.items() if value is not ...}
        path.write_text(json.dumps(kept), encoding="utf-8")
        return read_config(path)

    return written


@pytest.mark.parametrize("name", CONFIGS)
def test_a_config_has_the_shape_of_its_preset(read, name):
    found, preset = read(CONFIGS[name]), model(name)
    published = {"published_total": None, "published_active": None, "rounding": None}
    assert replace(found, name="", source="", remarks=()) == replace(preset, name="", source="", **published)
    assert (found.total_parameters, found.values) == (preset.total_parameters, preset.values)
    assert not any("not known" in remark or "not read" in remark for remark in found.remarks)


def test_layers_without_experts(read):
    assert read(QWEN, decoder_sparse_step=2).dense == 24
    assert read(QWEN, mlp_only_layers=[0, 47]).dense == 2
    assert read(QWEN, decoder_sparse_step=2, mlp_only_layers=[0, 1]).dense == 25
    assert read(DEEPSEEK, first_k_dense_replace=0, moe_layer_freq=2).dense == 30
    found = read(QWEN, mlp_only_layers=[5])
    assert found.dense_width == 6144
    gated = 3 * 2048 * 6144
    assert found.total_parameters - read(QWEN).total_parameters == gated - 2048 * 128 - 128 * 3 * 2048 * 768


def test_jamba_has_experts_in_every_other_layer_and_no_known_attention(read):
    found = read(MIXTRAL, model_type="jamba", num_local_experts=..., num_experts=16, expert_layer_period=2,
                 expert_layer_offset=1, attn_layer_period=8)  # fmt: skip
    assert (found.routed_layers, found.experts, found.total_parameters) == (16, 16, None)
    assert "S_shared" not in found.values
    assert any("S_shared is not known" in remark for remark in found.remarks)


def test_a_shared_expert_is_as_wide_as_the_file_says(read):
    shared = read(QWEN, model_type="qwen2_moe", shared_expert_intermediate_size=1000)
    assert shared.shared_parameters - read(QWEN).shared_parameters == 3 * 2048 * 1000
    unknown = read(QWEN, model_type="qwen2_moe")
    assert unknown.shared_parameters is unknown.total_parameters is None
    assert read(DEEPSEEK, n_shared_experts=None).shared == 0


@pytest.mark.parametrize(
    ("name", "fields", "said", "known"),
    [
        ("num_key_value_heads", MIXTRAL, "counts that need it are not known", False),
        ("vocab_size", MIXTRAL, "counts that need it are not known", False),
        ("v_head_dim", DEEPSEEK, "counts that need it are not known", False),
        ("intermediate_size", DEEPSEEK, "counts that need it are not known", False),
        ("tie_word_embeddings", MIXTRAL, "taken as false", True),
        ("first_k_dense_replace", DEEPSEEK, "taken as 0", True),
        ("decoder_sparse_step", QWEN, "taken as 1", True),
    ],
)
def test_what_is_not_known_is_said_by_the_name_of_the_field(read, name, fields, said, known):
    found = read(fields, **{name: ...})
    (remark,) = (remark for remark in found.remarks if remark.startswith(name))
    assert said in remark
    assert (found.total_parameters is not None) is known


def test_unknown_fields_are_named_together(read):
    found = read(MIXTRAL, vocab_size=..., num_attention_heads=...)
    said = "vocab_size, num_attention_heads are not in the file, so counts that need them are not known"
    assert found.remarks[0] == said


def test_another_type_is_read_by_the_names_of_its_fields(read):
    found = read(MIXTRAL, model_type="granitemoe", moe_gate_shift=2, shared_intermediate_size=64)
    assert found.values == read(MIXTRAL).values
    assert "model_type granitemoe is not one of those known here, and was read as mixtral" in found.remarks
    assert "not read: moe_gate_shift, shared_intermediate_size" in found.remarks
    inner = read({"model_type": "some_vl", "text_config": QWEN})
    assert inner.values == read(QWEN).values
    assert "read from text_config" in inner.remarks


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"num_local_experts": ...}, "num_local_experts is not in the file; a whole number >= 1 is needed"),
        ({"num_local_experts": 8.5}, "num_local_experts is 8.5"),
        ({"num_experts_per_tok": 0}, "num_experts_per_tok is 0"),
        ({"num_experts_per_tok": 9}, "no more than num_local_experts = 8 can be active"),
        ({"hidden_size": "4096"}, 'hidden_size is "4096"'),
        ({"num_hidden_layers": True}, "num_hidden_layers is true"),
        ({"num_hidden_layers": 10**12}, "num_hidden_layers is 1000000000000; at most 100000 layers are read"),
        ({"vocab_size": -1}, "vocab_size is -1"),
        ({"tie_word_embeddings": 1}, "true or false"),
        (
            {"model_type": "llama", "num_local_experts": ...},
            "no experts in a field that is known here: n_routed_experts, .*model_type is llama",
        ),
    ],
)
def test_wrong_fields_are_named(read, changes, said):
    with pytest.raises(MalformedInputError, match=said):
        read(MIXTRAL, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"mlp_only_layers": [99]},
        {"mlp_only_layers": 3},
        {"mlp_only_layers": [True]},
        {"mlp_only_layers": [0.5]},
        {"decoder_sparse_step": 99},
    ],
)
def test_layers_that_there_are_not(read, changes):
    with pytest.raises(MalformedInputError, match=r"mlp_only_layers|no layer has experts"):
        read(QWEN, **changes)


@pytest.mark.parametrize("text", ["", "[]", "{", "version https://git-lfs.github.com/spec/v1", "[" * 100_000, "\x00"])
def test_what_is_no_config(tmp_path, text):
    (path := tmp_path / "config.json").write_text(text, encoding="utf-8")
    with pytest.raises(MalformedInputError, match="no JSON"):
        read_config(path)


def test_a_model_is_found_by_name_by_file_and_by_folder(tmp_path, monkeypatch):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "config.json").write_text(json.dumps(MIXTRAL), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert model("mine") == model("mine/config.json")
    assert (model("mine").name, model("mine").values) == ("mine", model("mixtral-8x7b").values)
    for missing in ("other.json", "other/config.json"):
        with pytest.raises(FileAccessError, match="no such file"):
            model(missing)
    with pytest.raises(UnknownNameError, match=r"or give the path of a config\.json"):
        model("other")


def test_llama_4_has_a_shared_expert_and_experts_in_every_other_layer(read):
    """Scout: 109 * 10^9 parameters with its eyes, 17 active; Maverick: 400 and 17."""
    scout = read({"model_type": "llama4", "text_config": LLAMA, "tie_word_embeddings": False})
    assert (scout.shared, scout.dense) == (8192, 0)
    assert [round(n / 10**9) for n in (scout.total_parameters, scout.active_parameters)] == [108, 17]
    assert not any("tie_word" in remark or "not read" in remark for remark in scout.remarks)
    maverick = read(LLAMA, num_local_experts=128, interleave_moe_layer_step=2)
    assert (maverick.routed_layers, maverick.dense_width) == (24, 16384)
    assert [round(n / 10**9) for n in (maverick.total_parameters, maverick.active_parameters)] == [401, 17]
    assert (
        maverick.total_parameters == read(LLAMA, num_local_experts=128, moe_layers=[*range(1, 48, 2)]).total_parameters
    )
    assert read(LLAMA, model_type="llama5_text", interleave_moe_layer_step=2).dense == 24


def test_null_fields_are_said_to_be_null(read):
    found = read(MIXTRAL, tie_word_embeddings=None, vocab_size=None)
    assert "tie_word_embeddings is null and taken as false" in found.remarks
    assert "vocab_size is null, so counts that need it are not known" in found.remarks
    both = read(MIXTRAL, vocab_size=None, num_attention_heads=...).remarks[0]
    assert both == "vocab_size, num_attention_heads are null or not in the file, so counts that need them are not known"
    assert read(QWEN, mlp_only_layers=None, decoder_sparse_step=None).dense == 0
    with pytest.raises(MalformedInputError, match="num_local_experts is null; a whole number >= 1 is needed"):
        read(MIXTRAL, num_local_experts=None)


def test_fields_of_the_whole_model_stand_beside_its_language_part(read):
    inner = {name: value for name, value in QWEN.items() if name not in ("tie_word_embeddings", "vocab_size")}
    whole = {"model_type": "some_vl", "text_config": inner, "tie_word_embeddings": True, "vocab_size": 151936}
    assert read(whole).total_parameters == read(QWEN, tie_word_embeddings=True).total_parameters
    assert read(whole, vocab_size=7, text_config=QWEN).vocabulary == 151936
    assert read(whole, hidden_size=5).hidden == QWEN["hidden_size"]


def test_the_gate_of_a_shared_expert_is_said_not_to_be_counted(read):
    shared = {"model_type": "qwen2_moe", "shared_expert_intermediate_size": 1000}
    said = "the gate of the shared expert, hidden_size weights in a layer, is not counted"
    assert said in read(QWEN, **shared).remarks
    assert said not in read(QWEN, **shared, shared_expert_gate=False).remarks
    assert said not in read(QWEN).remarks
