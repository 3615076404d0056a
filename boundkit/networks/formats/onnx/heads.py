"""What classifiers put behind their scores: softmax, sigmoid, arg max, labels."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

HEADS = {"ArgMax", "LogSoftmax", "Sigmoid", "Softmax"}
_BEHIND = HEADS | {
    "ArrayFeatureExtractor", "Cast", "Concat", "Constant", "Flatten", "Gather", "Identity", "Reshape", "Squeeze", "Sub",
    "Unsqueeze", "ZipMap",
}  # fmt: skip
"""Operators that make probabilities and labels of what a head puts out, and no further layers."""
_DOMAINS = ("", "ai.onnx", "ai.onnx.ml")


class Head(NamedTuple):
    """The tensor that heads take, and the nodes that are heads."""

    source: str
    nodes: tuple[Any, ...]


def without_head(outputs: Sequence[str], makers: Mapping[str, Any], inputs: Collection[str]) -> Head | None:
    """The heads through which all outputs depend on the inputs, where they take one tensor.

    None where an output depends on an input in another way, or a layer stands behind a head.
    """
    seen: set[str] = set()
    heads: dict[str, Any] = {}
    open_names = list(outputs)
    while open_names:
        name = open_names.pop()
        maker = makers.get(name)
        if name in inputs:
            return None
        if name in seen or maker is None:
            continue
        seen.add(name)
        if maker.domain not in _DOMAINS:
            return None
        if maker.op_type in HEADS and not _behind_a_head(maker, makers):
            heads[maker.output[0]] = maker
        elif maker.op_type in _BEHIND:
            open_names += maker.input
        else:
            return None
    sources = {head.input[0] for head in heads.values() if head.input}
    return Head(sources.pop(), tuple(heads.values())) if len(sources) == 1 else None


def _behind_a_head(node: Any, makers: Mapping[str, Any]) -> bool:
    """Whether another head stands before the node, with nothing but labels and probabilities between."""
    seen: set[str] = set()
    open_names = list(node.input)
    while open_names:
        name = open_names.pop()
        maker = makers.get(name)
        if name in seen or maker is None:
            continue
        seen.add(name)
        if maker.op_type in HEADS:
            return True
        if maker.op_type in _BEHIND:
            open_names += maker.input
    return False
