"""Shapes from the config.json of a Hugging Face model.

The fields of mixtral, phimoe, gpt_oss, olmoe, qwen2_moe, qwen3_moe, deepseek_v2, deepseek_v3, kimi_k2, dbrx, jamba and
llama4 are known. Another type is read as the one whose names of fields it has, and that is said.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from boundkit.errors import MalformedInputError
from boundkit.models.shape import Model

_INNER = ("text_config", "llm_config", "language_config")
_NO_COUNT = {"experts_per_token", "moe_loss_weight", "moe_jitter_eps", "moe_normalize_expert_weights"}
_OF_EXPERTS = ("expert", "moe", "shared")
_OF_THE_WHOLE = ("tie_word_embeddings", "vocab_size")  # fields that may stand outside of the language part
_MOST_LAYERS = 100_000
_NOT_THERE = object()


def read_config(path: Path) -> Model:
    """The shape that a config.json tells; what it leaves open is in ``remarks``, by the name of the field.

    Raises FileAccessError when it cannot be read, MalformedInputError when it is no JSON of a model with experts, or
    lacks a field without which it has no shape; the message names the field.
    """
    from boundkit.networks.formats.files import read_bytes

    try:
        document = json.loads(read_bytes(path).decode("utf-8"))
    except (ValueError, RecursionError):
        raise MalformedInputError(f"{path} is no JSON; give the config.json of a Hugging Face model") from None
    if not isinstance(document, dict):
        raise MalformedInputError(f"{path} is no JSON object; give the config.json of a Hugging Face model")
    fields = _Fields(path, document)
    family = _family(fields)
    name = path.parent.name if path.name == "config.json" and path.parent.name else path.stem
    return replace(family.shape(fields), name=name, remarks=fields.told())


@dataclass
class _Fields:
    """The fields of a file, by dotted names, which of them were looked at, and what is to be said."""

    path: Path
    values: dict[str, Any]
    seen: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    outside: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str) -> Any:
        """Its value, or _NOT_THERE."""
        self.seen.add(name)
        own = name in self.values or name not in _OF_THE_WHOLE
        found: Any = self.values if own else self.outside
        for part in name.split("."):
            if not isinstance(found, dict) or part not in found:
                return _NOT_THERE
            found = found[part]
        return found

    def wrong(self, name: str, wanted: str) -> MalformedInputError:
        value = self.get(name)
        was = "is not in the file" if value is _NOT_THERE else f"is {json.dumps(value)[:40]}"
        return MalformedInputError(f"{self.path}: {name} {was}; {wanted}")

    def whole(self, name: str, least: int = 1) -> int:
        """A whole number. Raises MalformedInputError for anything else."""
        value = self.get(name)
        if not _is_whole(value) or value < least:
            raise self.wrong(name, f"a whole number >= {least} is needed")
        return int(value)

    def places(self, name: str, layers: int) -> list[int] | None:
        """A list of layers, None where the field is not there or null. Raises MalformedInputError for anything else."""
        value = self.get(name)
        if value in (_NOT_THERE, None):
            return None
        if not isinstance(value, list) or not all(_is_whole(place) and 0 <= place < layers for place in value):
            raise self.wrong(name, f"a list of layers from 0 to {layers - 1} is needed")
        return value

    def known(self, name: str, least: int = 1) -> int | None:
        """A whole number, or None where the field is not there or null, which is said."""
        if self.get(name) in (_NOT_THERE, None):
            self.unknown.append(name)
            return None
        return self.whole(name, least)

    def taken(self, name: str, default: int, least: int = 0) -> int:
        """A whole number, or a default where the field is not there or null, which is said."""
        if self.get(name) in (_NOT_THERE, None):
            self.said.append(f"{name} is {self._absent(name)} and taken as {default}")
            return default
        return self.whole(name, least)

    def _absent(self, name: str) -> str:
        return "null" if self.get(name) is None else "not in the file"

    def told(self) -> tuple[str, ...]:
        """What is to be said, with the fields about experts that nobody looked at."""
        seen = {part for name in self.seen for part in name.split(".")}
        inner = [self.values, *(value for value in self.values.values() if isinstance(value, dict))]
        rest = {n for fields in inner for n in fields if any(w in n for w in _OF_EXPERTS)} - seen - _NO_COUNT
        are, them = ("is", "it") if len(self.unknown) == 1 else ("are", "them")
        absent = " or ".join(dict.fromkeys(map(self._absent, self.unknown)))
        lacks = f"{', '.join(self.unknown)} {are} {absent}, so counts that need {them} are not known"
        not_read = f"not read: {', '.join(sorted(rest))}"
        return (*[lacks] * bool(self.unknown), *self.said, *[not_read] * bool(rest))


@dataclass(frozen=True)
class _Family:
    """The names of a type's fields, which layers have experts, and how wide the shared ones are together."""

    type: str
    experts: str
    width: str
    active: str = "num_experts_per_tok"
    hidden: str = "hidden_size"
    layers: str = "num_hidden_layers"
    heads: str = "num_attention_heads"
    kv_heads: str = "num_key_value_heads"
    dense_width: str = "intermediate_size"
    routed: Callable[[_Fields, int], list[int]] = lambda _, layers: list(range(layers))
    shared: Callable[[_Fields, int], int | None] = lambda *_: 0

    def shape(self, fields: _Fields) -> Model:
        layers, hidden = fields.whole(self.layers), fields.whole(self.hidden)
        if layers > _MOST_LAYERS:
            raise fields.wrong(self.layers, f"at most {_MOST_LAYERS} layers are read")
        experts, active, width = (fields.whole(name) for name in (self.experts, self.active, self.width))
        if active > experts:
            raise fields.wrong(self.active, f"no more than {self.experts} = {experts} can be active")
        routed = self.routed(fields, layers)
        if not routed:
            raise MalformedInputError(f"{fields.path}: no layer has experts; give the config.json of a model with some")
        dense = layers - len(routed)
        further = fields.get("num_nextn_predict_layers")
        if further not in (_NOT_THERE, None, 0):
            fields.said.append("num_nextn_predict_layers: layers that predict further tokens are not counted")
        return Model(
            "", str(fields.path), layers, hidden, experts, active, width,
            vocabulary=fields.known("vocab_size"),
            attention=self._attention(fields, hidden),
            dense=dense,
            dense_width=fields.known(self.dense_width) if dense else 0,
            shared=self.shared(fields, width),
            tied=_is_tied(fields),
        )  # fmt: skip

    def _attention(self, fields: _Fields, hidden: int) -> dict[str, int] | None:
        if self.type == "jamba":
            fields.said.append("layers of another kind than attention are not counted, so S_shared is not known")
            return None
        heads = fields.known(self.heads)
        if fields.get("kv_lora_rank") not in (_NOT_THERE, None):
            found = {"heads": heads, "kv_rank": fields.whole("kv_lora_rank"), "q_rank": fields.taken("q_lora_rank", 0)}
            found |= {own: fields.known(name, 0) for own, name in _LATENT.items()}
        else:
            found = {"heads": heads, "kv_heads": self._kv_heads(fields, heads), "head_dim": None}
            if heads is not None:
                found["head_dim"] = fields.taken("head_dim", hidden // heads, 1)
        known = {name: value for name, value in found.items() if value is not None}
        return known if len(known) == len(found) else None

    def _kv_heads(self, fields: _Fields, heads: int | None) -> int | None:
        """As many as heads where the field is null: that is what null means there."""
        return heads if fields.get(self.kv_heads) is None else fields.known(self.kv_heads)


_LATENT = {"nope_dim": "qk_nope_head_dim", "rope_dim": "qk_rope_head_dim", "value_dim": "v_head_dim"}


def _is_tied(fields: _Fields) -> bool:
    value = fields.get("tie_word_embeddings")
    if value in (_NOT_THERE, None):
        where = "null" if value is None else "not in the file"
        fields.said.append(f"tie_word_embeddings is {where} and taken as false")
        return False
    if not isinstance(value, bool):
        raise fields.wrong("tie_word_embeddings", "true or false is needed")
    return value


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


# which layers have experts ------------------------------------------------------------------------------------------


def _every_step(fields: _Fields, layers: int) -> list[int]:
    step, alone = fields.taken("decoder_sparse_step", 1, 1), fields.places("mlp_only_layers", layers) or []
    return [i for i in range(layers) if i not in alone and (i + 1) % step == 0]


def _after_the_first(fields: _Fields, layers: int) -> list[int]:
    first, step = fields.taken("first_k_dense_replace", 0), fields.taken("moe_layer_freq", 1, 1)
    return [i for i in range(layers) if i >= first and i % step == 0]


def _in_periods(fields: _Fields, layers: int) -> list[int]:
    period, offset = fields.whole("expert_layer_period"), fields.whole("expert_layer_offset", 0)
    return [i for i in range(layers) if i % period == offset]


def _interleaved(fields: _Fields, layers: int) -> list[int]:
    listed = fields.places("moe_layers", layers)
    if listed is not None:
        return sorted(set(listed))
    step = fields.taken("interleave_moe_layer_step", 1, 1)
    return list(range(step - 1, layers, step))


# shared experts -----------------------------------------------------------------------------------------------------


def _of_own_width(fields: _Fields, _: int) -> int | None:
    name = "shared_expert_intermediate_size"
    if fields.get("model_type") != "qwen2_moe" and fields.get(name) in (_NOT_THERE, None):
        return 0
    width = fields.known(name, 0)
    if width and fields.get("shared_expert_gate") is not False:
        fields.said.append("the gate of the shared expert, hidden_size weights in a layer, is not counted")
    return width


def _counted(fields: _Fields, width: int) -> int | None:
    if fields.get("n_shared_experts") is None:
        return 0
    number = fields.known("n_shared_experts", 0)
    return None if number is None else number * width


_LOCAL = _Family("mixtral", "num_local_experts", "intermediate_size")
_OLMOE = _Family("olmoe", "num_experts", "intermediate_size")
_QWEN = _Family("qwen3_moe", "num_experts", "moe_intermediate_size", routed=_every_step, shared=_of_own_width)
_DEEPSEEK = _Family("deepseek_v3", "n_routed_experts", "moe_intermediate_size", routed=_after_the_first,
                    shared=_counted)  # fmt: skip
_DBRX = _Family("dbrx", "ffn_config.moe_num_experts", "ffn_config.ffn_hidden_size", "ffn_config.moe_top_k", "d_model",
                "n_layers", "n_heads", "attn_config.kv_n_heads")  # fmt: skip
_LLAMA = _Family("llama4_text", "num_local_experts", "intermediate_size", dense_width="intermediate_size_mlp",
                 routed=_interleaved, shared=lambda _, width: width)  # fmt: skip
_JAMBA = _Family("jamba", "num_experts", "intermediate_size", routed=_in_periods)
_TYPES = {
    **dict.fromkeys(("mixtral", "phimoe", "gpt_oss"), _LOCAL),
    "olmoe": _OLMOE,
    **dict.fromkeys(("qwen2_moe", "qwen3_moe"), _QWEN),
    **dict.fromkeys(("deepseek_v2", "deepseek_v3", "kimi_k2"), _DEEPSEEK),
    "dbrx": _DBRX,
    "llama4_text": _LLAMA,
    "jamba": _JAMBA,
}
_MARKS = (
    (("n_routed_experts",), _DEEPSEEK),
    (("ffn_config.moe_num_experts",), _DBRX),
    (("num_local_experts", "interleave_moe_layer_step"), _LLAMA),
    (("num_local_experts",), _LOCAL),
    (("num_experts", "expert_layer_period"), _JAMBA),
    (("num_experts", "moe_intermediate_size"), _QWEN),
    (("num_experts",), _OLMOE),
)


def _family(fields: _Fields) -> _Family:
    """By its model_type, else by the names of its fields, also those of the language part of a larger model."""
    kind = fields.get("model_type")
    if isinstance(kind, str) and kind in _TYPES:
        return _TYPES[kind]
    for names, family in _MARKS:
        if all(fields.get(name) not in (_NOT_THERE, None) for name in names):
            whose = f"model_type {kind}" if isinstance(kind, str) else "without model_type"
            fields.said.append(f"{whose} is not one of those known here, and was read as {family.type}")
            return family
    for part in _INNER:
        inner = fields.get(part)
        if isinstance(inner, dict):
            fields.values, fields.outside = inner, fields.values
            fields.said.append(f"read from {part}")
            return _family(fields)
    marks = ", ".join(dict.fromkeys(names[0] for names, _ in _MARKS))
    whose = f"; its model_type is {kind}" if isinstance(kind, str) else ""
    raise MalformedInputError(f"{fields.path} has no experts in a field that is known here: {marks}{whose}")
