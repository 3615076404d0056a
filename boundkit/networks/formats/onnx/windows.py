"""ONNX operators of sliding windows: convolutions and pools of one input."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import fmpq

from boundkit.errors import ShapeError, UnsupportedError
from boundkit.networks.formats.onnx.arithmetic import add
from boundkit.networks.formats.onnx.expression import Graph, Tensor
from boundkit.networks.formats.onnx.rectifiers import maximum
from boundkit.networks.formats.onnx.shapes import places


@dataclass(frozen=True)
class Windows:
    """Where windows lie: ``inside[o, t]`` is the place of tap t of window o among the positions, -1 outside of them.

    ``padded[o, t]`` tells whether a tap lies among the positions or their padding; ``shape`` is that of the windows.
    """

    inside: np.ndarray
    padded: np.ndarray
    shape: tuple[int, ...]


def windows(attributes: Any, sizes: Sequence[int], kernel: Sequence[int], graph: Graph) -> Windows:
    """The windows over positions of the given sizes.

    Raises ShapeError for attributes that do not fit, UnsupportedError for those that runtimes read in several ways.
    """
    axes = len(sizes)
    strides = attributes["strides"] or (1,) * axes
    dilations = attributes["dilations"] or (1,) * axes
    spans = [(taps - 1) * step + 1 for taps, step in zip(kernel, dilations, strict=False)]
    given = attributes["pads"] or (0,) * (2 * axes)
    if not len(kernel) == len(strides) == len(dilations) == axes == len(given) / 2:
        raise ShapeError(f"kernel {list(kernel)}, strides, dilations or pads do not fit sizes {list(sizes)}")
    if min(*kernel, *strides, *dilations) < 1 or min(given) < 0:
        raise ShapeError("kernels, strides and dilations must be positive, pads not negative")
    before, after = _pads(attributes, sizes, kernel, spans)
    counts = []
    for size, span, stride, low, high in zip(sizes, spans, strides, before, after, strict=True):
        room = size + low + high - span
        if attributes["auto_pad"] == "VALID" and attributes["ceil_mode"] and room % stride:
            raise UnsupportedError("auto_pad VALID with ceil_mode has no one meaning here; give pads")
        count = (-(-room // stride) if attributes["ceil_mode"] else room // stride) + 1
        if attributes["ceil_mode"] and (count - 1) * stride >= size + low:
            count -= 1
        counts.append(count)
    if min(counts) < 1:
        raise ShapeError(f"a window of sizes {spans} does not fit into sizes {list(sizes)}")
    graph.afford(math.prod(counts) * math.prod(kernel))
    inside, padded = np.zeros((1, 1), dtype=np.int64), np.ones((1, 1), dtype=bool)
    outside = np.zeros((1, 1), dtype=bool)
    for axis, size in enumerate(sizes):
        at = np.arange(counts[axis])[:, None] * strides[axis] - before[axis]
        at = at + np.arange(kernel[axis])[None, :] * dilations[axis]
        out, among = (at < 0) | (at >= size), at < size + after[axis]
        inside = _crossed(inside * size, np.where(out, 0, at), np.add)
        outside, padded = _crossed(outside, out, np.logical_or), _crossed(padded, among, np.logical_and)
    return Windows(np.where(outside, -1, inside), padded, tuple(counts))


def _crossed(first: np.ndarray, second: np.ndarray, join: Any) -> np.ndarray:
    """Windows and taps of the axes so far with those of one more axis, both in row-major order."""
    joined = join(first[:, None, :, None], second[None, :, None, :])
    return joined.reshape(len(first) * len(second), -1)


def _pads(
    attributes: Any, sizes: Sequence[int], kernel: Sequence[int], spans: Sequence[int]
) -> tuple[Sequence[int], Sequence[int]]:
    auto, strides = attributes["auto_pad"], attributes["strides"] or (1,) * len(sizes)
    if auto in ("NOTSET", ""):
        given = attributes["pads"] or (0,) * (2 * len(sizes))
        return given[: len(sizes)], given[len(sizes) :]
    if auto == "VALID":
        return (0,) * len(sizes), (0,) * len(sizes)
    if auto not in ("SAME_UPPER", "SAME_LOWER"):
        raise UnsupportedError(f"auto_pad {auto[:40]!r}; allowed: NOTSET, VALID, SAME_UPPER, SAME_LOWER")
    totals = [
        (-(-size // stride) - 1) * stride + span - size
        for size, span, stride in zip(sizes, spans, strides, strict=True)
    ]
    if min(totals) < 0 or tuple(spans) != tuple(kernel):
        raise UnsupportedError(
            f"auto_pad {auto} with dilations or strides beyond the kernel has no one meaning; give pads"
        )
    short, long = [total // 2 for total in totals], [total - total // 2 for total in totals]
    return (short, long) if auto == "SAME_UPPER" else (long, short)


def convolution(graph: Graph, attributes: Any, x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    _require_one_input(x)
    groups, rank = attributes["group"], len(x.shape)
    if not weight.known or len(weight.shape) != rank:
        raise UnsupportedError(f"a kernel of shape {weight.shape} that must be constant with {rank} axes")
    made, channels = weight.shape[:2]
    if groups < 1 or made % groups or channels * groups != x.shape[1]:
        raise ShapeError(f"a kernel of shape {weight.shape} in {groups} groups does not fit an input {x.shape}")
    if attributes["kernel_shape"] not in ((), weight.shape[2:]):
        raise ShapeError(f"kernel_shape {attributes['kernel_shape']} of a kernel of shape {weight.shape}")
    found = windows({**attributes, "ceil_mode": 0}, x.shape[2:], weight.shape[2:], graph)
    positions, outputs = math.prod(x.shape[2:]), math.prod(found.shape)
    graph.afford(made * outputs * x.size)
    matrix = np.zeros((made, outputs, x.shape[1], positions))
    taps = weight.array.reshape(made, channels, -1)
    for row, tap in itertools.product(range(made), range(taps.shape[2])):
        hit = np.flatnonzero(found.inside[:, tap] >= 0)
        first = row // (made // groups) * channels
        for channel in range(channels):
            matrix[row, hit, first + channel, found.inside[hit, tap]] += taps[row, channel, tap]
    result = graph.applied(matrix.reshape(made * outputs, x.size), x, (1, made, *found.shape))
    if bias is None:
        return result
    if bias.shape != (made,):
        raise ShapeError(f"the bias has shape {bias.shape}; one number for each of {made} channels")
    return add(graph, {}, result, bias.reshaped((made, *(1,) * (rank - 2))))


def average_pool(graph: Graph, attributes: Any, x: Tensor) -> Tensor:
    _require_one_input(x)
    found = windows(attributes, x.shape[2:], attributes["kernel_shape"], graph)
    channels, positions, outputs = x.shape[1], math.prod(x.shape[2:]), math.prod(found.shape)
    graph.afford(channels**2 * outputs * positions)
    one = np.zeros((outputs, positions))
    rows, taps = np.nonzero(found.inside >= 0)
    one[rows, found.inside[rows, taps]] = 1.0
    total = graph.applied(np.asarray(np.kron(np.eye(channels), one), dtype=np.float64), x, (1, channels, *found.shape))
    counts = (found.padded if attributes["count_include_pad"] else found.inside >= 0).sum(axis=1)
    _require_positions(counts)
    return graph.multiplied(total, [fmpq(1, count) for count in counts.tolist()] * channels)


def max_pool(graph: Graph, attributes: Any, x: Tensor) -> Tensor:
    _require_one_input(x)
    found = windows(attributes, x.shape[2:], attributes["kernel_shape"], graph)
    _require_positions((found.inside >= 0).sum(axis=1))
    first = found.inside[np.arange(len(found.inside)), (found.inside >= 0).argmax(axis=1)]
    taken = np.where(found.inside < 0, first[:, None], found.inside)
    numbers = places((x.shape[1], math.prod(x.shape[2:])))
    shape = (1, x.shape[1], *found.shape)
    return maximum(graph, {}, *(graph.permuted(x, numbers[:, tap].ravel(), shape) for tap in taken.T))


def _require_positions(counts: np.ndarray) -> None:
    if not counts.all():
        raise ShapeError("a window lies in the padding alone")


def _require_one_input(x: Tensor) -> None:
    if len(x.shape) < 3 or x.shape[0] != 1:
        raise ShapeError(f"an input of shape {x.shape}; the shape must be (1, channels, sizes ..)")
