"""Mixture layers of model checkpoints: safetensors files, also in shards, of which only what is needed is read."""

from __future__ import annotations

import json
import math
import re
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from boundkit.errors import BoundkitError, BoundkitWarning, MalformedInputError, ShapeError, UnsupportedError
from boundkit.networks.affine import Affine, Floats
from boundkit.networks.formats.dyadic import from_bfloat16
from boundkit.networks.formats.files import inside, read_bytes, size_of
from boundkit.networks.gate import LinearGate
from boundkit.networks.mixture import Mixture, RouterAlone, stack
from boundkit.networks.relu import ReLUNetwork

_TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}
_LONGEST_HEADER = 2**27
_GATES = (  # (the name of a gate without .weight, the names of its experts' matrices)
    (re.compile(r".*\.block_sparse_moe\.gate"), ".experts.{}.w1.weight"),  # Mixtral, Phi-3.5-MoE
    (re.compile(r".*\.mlp\.gate"), ".experts.{}.gate_proj.weight"),  # OLMoE, Qwen-MoE, DeepSeek
    (re.compile(r".*\.mlp\.router\.classifier"), ".experts.expert_{}.wi.weight"),  # Switch
    (re.compile(r".*\.mlp\.router"), ".experts.gate_up_proj"),  # gpt-oss
)
_GROUPS = ("n_group", "n_groups", "num_groups", "num_expert_group", "num_expert_groups")
_OF_EXPERTS = re.compile(r"\.(experts?\.|shared_)")
_ACTIVATIONS = ("dense_act_fn", "feed_forward_proj", "activation_function", "hidden_act")
_GATED = "its experts multiply two branches (SwiGLU and kin) and are not piecewise affine"


@dataclass(frozen=True)
class Stored:
    """Where a tensor lies: its file, the first byte of its numbers, their type and shape."""

    file: Path
    start: int
    kind: str
    shape: tuple[int, ...]


def load_layer(path: str | Path, layer: str, top: int, *, router_only: bool = False) -> Mixture:
    """The mixture layer of a checkpoint: its gate, and its experts where they are affine or ReLU, exactly as stored.

    ``path`` is a safetensors file or the ``.index.json`` of its shards, ``layer`` the number of a layer or what the
    names of its tensors begin with, ``top`` how many experts serve a token. The names of Mixtral, OLMoE, Qwen-MoE,
    DeepSeek, Switch and gpt-oss are known. Where experts are of another kind, and with ``router_only``, it is a
    RouterAlone, whose expert i is the constant 2^i, so that affine pieces are sets of experts. A gate that scales what
    its experts put out is taken without the scale, which a warning says. Only the tensors of the layer are read.
    Raises FileAccessError, MalformedInputError for files that are no checkpoint or not whole, and for a layer that is
    not there (the message names those that are), UnsupportedError for gates that are not linear and for ReLU experts
    with further tensors, ShapeError.
    """
    path = Path(path)
    index = _Index.of(path)
    prefix, name, pattern = index.gate(layer)
    weight = index.floats(f"{name}.weight")
    bias = index.floats(f"{name}.bias") if f"{name}.bias" in index else np.zeros(len(weight))
    _require_linear(index, prefix, name, len(weight))
    if weight.ndim != 2 or not 1 <= top <= len(weight):
        raise ShapeError(
            f"{name}.weight of shape {weight.shape} and {top} experts a token, by --top or the config.json beside the "
            f"checkpoint; allowed: 1 to {len(weight)}"
        )
    gate = LinearGate(weight, bias, top)
    why = None if router_only else _why_not(index, prefix, pattern)
    if router_only or why is not None:
        if why is not None:
            warnings.warn(f"{prefix}: the router alone, since {why}", BoundkitWarning, stacklevel=2)
        inputs = weight.shape[1]
        nothing = Affine(np.zeros((1, inputs)), [0]).weight
        experts = [ReLUNetwork((Affine(nothing, [1 << i]),)) for i in range(gate.experts)]
        return RouterAlone(stack((gate, experts)).layers)
    warnings.warn(
        f"{prefix}: experts are taken without the probability by which the layer scales them",
        BoundkitWarning,
        stacklevel=2,
    )
    return stack((gate, [_expert(index, prefix + pattern.format(number)) for number in range(gate.experts)]))


def is_router(name: str) -> bool:
    """Whether a tensor has the name of a router's weight.

    >>> is_router("model.layers.3.mlp.gate.weight"), is_router("layers.0.weight")
    (True, False)
    """
    return name.endswith(".weight") and any(gate.fullmatch(name.removesuffix(".weight")) for gate, _ in _GATES)


def _why_not(index: _Index, prefix: str, pattern: str) -> str | None:
    """Why the experts of a layer do not become networks, None where they do."""
    first = prefix + pattern.format(0)
    if "wi.weight" not in pattern:
        return _GATED
    if first not in index:
        return "its experts are not stored under the names that are known"
    config = index.config()
    activation = next((config[word] for word in _ACTIVATIONS if config.get(word) is not None), "relu")
    return None if activation == "relu" else f"config.json says that its experts have the activation {activation!r:.40}"


def _expert(index: _Index, first: str) -> ReLUNetwork:
    """wo relu(wi x), with biases where they are stored. Raises UnsupportedError for an expert with further tensors."""
    own = first.removesuffix("wi.weight")
    known = [f"{own}{part}.{kind}" for kind in ("weight", "bias") for part in ("wi", "wo")]
    further = next((name for name in index.within(own) if name not in known), None)
    if further is not None:
        raise UnsupportedError(f"{further[:120]} is of an expert that is more than wo relu(wi x); give --router-only")
    weights = [index.floats(name) for name in known[:2]]
    biases = [index.floats(name) if name in index else np.zeros(len(weight))
              for name, weight in zip(known[2:], weights, strict=True)]  # fmt: skip
    return ReLUNetwork.of(weights, biases)


def _require_linear(index: _Index, prefix: str, name: str, experts: int) -> None:
    """Raise UnsupportedError where the choice of experts is more than the largest scores."""
    config = index.config()
    grouped = next((word for word in _GROUPS if _several(config.get(word))), None)
    if grouped is not None and config.get("topk_method") != "greedy":
        raise UnsupportedError(
            f"{name}: config.json says that experts are chosen by groups ({grouped} {config[grouped]}), which is not a "
            "top-k gate"
        )
    for own in index.around(prefix):
        entries = math.prod(index.stored(own).shape)
        if own in (f"{name}.weight", f"{name}.bias") or not (_is_of_router(own, name) or entries == experts):
            continue
        if entries != experts or np.ptp(index.floats(own)) > 0:
            raise UnsupportedError(
                f"{own} may change which experts are chosen, as numbers do that are added to a sigmoid of the scores, "
                "and is no weight and no bias of a linear gate"
            )


def _is_of_router(own: str, name: str) -> bool:
    """Whether a tensor is of the module with the gate of this name."""
    module = name.removesuffix(".classifier") if name.endswith(".router.classifier") else name
    return own.startswith(f"{module}.")


class _Index:
    """The tensors of a checkpoint by name; headers of shards are read when a tensor of theirs is asked for."""

    def __init__(self, files: Mapping[str, Path], opened: dict[Path, dict[str, Stored]], folder: Path) -> None:
        self._files, self._opened, self._folder = files, opened, folder

    @classmethod
    def of(cls, path: Path) -> _Index:
        if path.name.endswith(".json"):
            return cls(_shards(path), {}, path.parent)
        header = _header(path)
        return cls(dict.fromkeys(header, path), {path: header}, path.parent)

    def config(self) -> Mapping[str, Any]:
        """The config.json beside the checkpoint; empty where there is none that can be read."""
        with suppress(BoundkitError, ValueError, RecursionError):
            found = json.loads(read_bytes(self._folder / "config.json"))
            return found if isinstance(found, dict) else {}
        return {}

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def gate(self, layer: str) -> tuple[str, str, str]:
        """The prefix of a layer, its gate's name and its experts' pattern. Raises MalformedInputError."""
        found: dict[str, tuple[str, str]] = {}
        for stored in self._files:
            name = stored.removesuffix(".weight")
            if is_router(stored):
                pattern = next(names for gate, names in _GATES if gate.fullmatch(name))
                cut = ".router.classifier" if name.endswith(".router.classifier") else "." + name.rpartition(".")[2]
                found[name.removesuffix(cut)] = name, pattern
        if not found:
            raise MalformedInputError(
                "no tensor has the name of a router that is known: Mixtral, OLMoE, Qwen-MoE, DeepSeek, Switch, gpt-oss"
            )
        wanted = re.compile(rf"(^|.*\.){re.escape(layer)}\..*" if layer.isdigit() else rf"{re.escape(layer)}(\..*|$)")
        own = [prefix for prefix in found if wanted.fullmatch(_counted(prefix) if layer.isdigit() else prefix)]
        if len(own) != 1:
            names = ", ".join(sorted(own or found)[:6]) + (", .." if len(own or found) > 6 else "")
            how = "stands for several layers" if own else "is no mixture layer"
            raise MalformedInputError(f"{layer[:60]!r} {how} of the checkpoint; give a number, or one of {names}")
        return own[0], *found[own[0]]

    def around(self, prefix: str) -> list[str]:
        """The tensors of a layer that are of no expert."""
        return [name for name in self.within(f"{prefix}.") if not _OF_EXPERTS.search(name.removeprefix(prefix))]

    def within(self, start: str) -> list[str]:
        """The tensors whose names begin so."""
        return [name for name in self._files if name.startswith(start)]

    def stored(self, name: str) -> Stored:
        """Where a tensor of the checkpoint lies. Raises MalformedInputError where its shard does not have it."""
        file = self._files[name]
        if file not in self._opened:
            self._opened[file] = _header(file)
        stored = self._opened[file].get(name)
        if stored is None:
            raise MalformedInputError(f"{file.name} does not have the tensor {name[:120]!r} that the index puts there")
        return stored

    def floats(self, name: str) -> Floats:
        """The numbers of a tensor in float64, exactly."""
        if name not in self._files:
            raise MalformedInputError(f"the checkpoint has no tensor {name[:120]!r}")
        stored = self.stored(name)
        if stored.kind not in _TYPES:
            raise UnsupportedError(
                f"{name[:120]!r} has numbers of type {stored.kind[:20]}; allowed: {', '.join(_TYPES)}"
            )
        size = math.prod(stored.shape) * np.dtype(_TYPES[stored.kind]).itemsize
        content = read_bytes(stored.file, stored.start, size, largest=None)
        numbers = from_bfloat16(content) if stored.kind == "BF16" else np.frombuffer(content, _TYPES[stored.kind])
        floats = numbers.astype(np.float64).reshape(stored.shape)
        if not np.isfinite(floats).all():
            raise MalformedInputError(f"{name[:120]!r} has entries that are NaN or infinite")
        return floats


def _several(value: Any) -> bool:
    return isinstance(value, int) and value > 1


def _counted(prefix: str) -> str:
    """The numbers of a prefix, of a Switch layer that of its block alone: ``encoder.block.3.layer.1.mlp`` is 3."""
    return re.sub(r"(\.block\.\d+)\.layer\.\d+", r"\1", prefix)


def _shards(path: Path) -> dict[str, Path]:
    try:
        placed = json.loads(read_bytes(path))["weight_map"]
        names = {str(name): str(file) for name, file in placed.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise MalformedInputError(f"{path} is no index of shards; give the .safetensors.index.json") from None
    files = {file: inside(path.parent, file, f"shard {file[:80]!r}") for file in set(names.values())}
    return {name: files[file] for name, file in names.items()}


def _header(path: Path) -> dict[str, Stored]:
    """Where the tensors of a file lie. Raises MalformedInputError for a header that does not fit its file."""
    whole = size_of(path)
    length = int.from_bytes(read_bytes(path, 0, 8, largest=None), "little")
    if length > min(_LONGEST_HEADER, whole - 8):
        raise MalformedInputError(
            f"{path} is no safetensors file, from which layers come: its header would have {length} of {whole} bytes"
        )
    try:
        entries = json.loads(read_bytes(path, 8, length, largest=None))
        entries.pop("__metadata__", None)
        return {str(name): _stored(path, 8 + length, whole, entry) for name, entry in entries.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise MalformedInputError(f"{path} is no safetensors file: its header cannot be read") from None
    except BoundkitError as error:
        raise type(error)(f"{path}: {error}") from None


def _stored(path: Path, first: int, whole: int, entry: Mapping[str, Any]) -> Stored:
    kind, shape, (begin, end) = str(entry["dtype"]), tuple(entry["shape"]), entry["data_offsets"]
    if not all(isinstance(size, int) and size >= 0 for size in (*shape, begin, end)):
        raise ValueError("sizes are whole numbers")
    item = np.dtype(_TYPES[kind]).itemsize if kind in _TYPES else None
    if not begin <= end <= whole - first or (item is not None and math.prod(shape) * item != end - begin):
        raise MalformedInputError(f"a tensor of shape {list(shape)[:8]} does not fit its bytes {begin} to {end}")
    return Stored(path, first + begin, kind, shape)
