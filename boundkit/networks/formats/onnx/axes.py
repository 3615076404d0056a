"""ONNX operators that move, copy, join and cut entries."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from boundkit.errors import MalformedInputError, ShapeError, UnsupportedError
from boundkit.networks.formats.onnx.expression import Graph, Tensor
from boundkit.networks.formats.onnx.shapes import axes_of, axis_of, common_shape, integers, listed, places

_FLOATS = {1: np.float32, 10: np.float16, 11: np.float64}
_INTEGERS: dict[int, type[np.integer[Any]]] = {6: np.int32, 7: np.int64}
_BOOL = 9
_MOST_INTEGER = 2**53


def identity(_: Graph, __: Any, x: Tensor) -> Tensor:
    return x


def dropout(_: Graph, __: Any, x: Tensor, ratio: Tensor | None = None, training: Tensor | None = None) -> Tensor:
    if training is not None and (not training.known or training.constant.any()):
        raise UnsupportedError("the operator is in training mode; export the model for inference")
    return x


def cast(graph: Graph, attributes: Any, x: Tensor) -> Tensor:
    """Between floats the identity of real numbers; constants take the nearest number of the type."""
    kind = attributes["to"]
    if not x.known:
        if kind in _FLOATS:
            return x
        raise UnsupportedError(f"a tensor that depends on the input is cast to ONNX type {kind}; allowed: floats")
    if kind in _FLOATS:
        with np.errstate(over="ignore"):
            numbers = x.constant.astype(_FLOATS[kind]).astype(np.float64)
        if not np.isfinite(numbers).all():
            raise MalformedInputError("a constant is beyond the range of the type to which it is cast")
        return Tensor(x.shape, numbers)
    if kind == _BOOL:
        return Tensor(x.shape, (x.constant != 0).astype(np.float64), whole=True)
    if kind not in _INTEGERS:
        raise UnsupportedError(f"a cast to ONNX type {kind}")
    numbers, limits = np.trunc(x.constant), np.iinfo(_INTEGERS[kind])
    if ((numbers < limits.min) | (numbers > min(limits.max, _MOST_INTEGER))).any():
        raise UnsupportedError("a constant does not fit into the integers to which it is cast")
    return Tensor(x.shape, numbers, whole=True)


def flatten(_: Graph, attributes: Any, x: Tensor) -> Tensor:
    axis, rank = attributes["axis"], len(x.shape)
    if not -rank <= axis <= rank:
        raise ShapeError(f"axis {axis} of a tensor of shape {x.shape}; allowed: {-rank} to {rank}")
    before = x.shape[: axis + rank if axis < 0 else axis]
    return x.reshaped((math.prod(before), x.size // math.prod(before)))


def reshape(_: Graph, attributes: Any, x: Tensor, shape: Tensor) -> Tensor:
    given = integers(shape, "the new shape")
    sizes = list(given)
    if not attributes["allowzero"]:
        sizes = [x.shape[axis] if size == 0 and axis < len(x.shape) else size for axis, size in enumerate(sizes)]
    known = math.prod(size for size in sizes if size != -1)
    if sizes.count(-1) == 1 and known > 0:
        sizes[sizes.index(-1)] = x.size // known
    if min(sizes, default=1) < 1 or math.prod(sizes) != x.size:
        raise ShapeError(f"a tensor of shape {x.shape} cannot take the shape {given}")
    return x.reshaped(tuple(sizes))


def squeeze(_: Graph, attributes: Any, x: Tensor, axes: Tensor | None = None) -> Tensor:
    given = listed(axes, attributes["axes"], "the list of axes")
    ones = [axis for axis, size in enumerate(x.shape) if size == 1]
    gone = ones if given is None else axes_of(given, len(x.shape))
    if not set(gone) <= set(ones):
        raise ShapeError(f"a tensor of shape {x.shape} is squeezed along axes {gone}; only axes of size 1 can go")
    return x.reshaped(tuple(size for axis, size in enumerate(x.shape) if axis not in gone))


def unsqueeze(_: Graph, attributes: Any, x: Tensor, axes: Tensor | None = None) -> Tensor:
    given = listed(axes, attributes["axes"], "the list of axes") or []
    new = axes_of(given, len(x.shape) + len(given))
    sizes = list(x.shape)
    for axis in new:
        sizes.insert(axis, 1)
    return x.reshaped(tuple(sizes))


def transpose(graph: Graph, attributes: Any, x: Tensor) -> Tensor:
    rank = len(x.shape)
    order = attributes["perm"] or tuple(reversed(range(rank)))
    if sorted(order) != list(range(rank)):
        raise ShapeError(f"perm {list(order)} of a tensor of shape {x.shape}; every axis must stand in it once")
    return _taken(graph, x, places(x.shape).transpose(order))


def concat(graph: Graph, attributes: Any, *tensors: Tensor) -> Tensor:
    ranks = {len(tensor.shape) for tensor in tensors}
    if len(ranks) > 1 or ranks == {0}:
        raise ShapeError(f"shapes {[tensor.shape for tensor in tensors]} cannot be joined")
    axis = axis_of(attributes["axis"], ranks.pop())
    others = {tensor.shape[:axis] + tensor.shape[axis + 1 :] for tensor in tensors}
    if len(others) > 1:
        raise ShapeError(f"shapes {[tensor.shape for tensor in tensors]} cannot be joined along axis {axis}")
    starts = np.cumsum([0, *(tensor.size for tensor in tensors[:-1])]).tolist()
    numbers = [start + places(tensor.shape) for start, tensor in zip(starts, tensors, strict=True)]
    return _taken(graph, graph.stacked(tensors), np.concatenate(numbers, axis=axis))


def split(graph: Graph, attributes: Any, x: Tensor, sizes: Tensor | None = None) -> list[Tensor]:
    axis = axis_of(attributes["axis"], len(x.shape))
    parts, size = attributes["outputs"], x.shape[axis]
    given = listed(sizes, attributes["split"], "the list of sizes")
    if given is None:
        chunk = -(-size // parts)
        given = [min(chunk, size - start) for start in range(0, size, chunk)]
    if len(given) != parts or sum(given) != size or min(given) < 1:
        raise ShapeError(f"axis {axis} of size {size} cannot be split into {parts} parts of sizes {given}")
    return [
        _taken(graph, x, part) for part in np.split(places(x.shape), np.cumsum(given[:-1]).tolist(), axis=axis)
    ]  # fmt: skip


def slice_(
    graph: Graph,
    attributes: Any,
    x: Tensor,
    starts: Tensor | None = None,
    ends: Tensor | None = None,
    axes: Tensor | None = None,
    steps: Tensor | None = None,
) -> Tensor:
    first = listed(starts, attributes["starts"], "the list of starts") or []
    last = listed(ends, attributes["ends"], "the list of ends") or []
    along = listed(axes, attributes["axes"], "the list of axes") or list(range(len(first)))
    pace = [1] * len(first) if steps is None else integers(steps, "the list of steps")
    if not len(first) == len(last) == len(along) == len(pace) or 0 in pace:
        raise ShapeError(f"starts {first}, ends {last}, axes {along} and steps {pace} do not fit")
    axes_of(along, len(x.shape))
    cut = [slice(None)] * len(x.shape)
    for start, end, axis, step in zip(first, last, along, pace, strict=True):
        place = axis_of(axis, len(x.shape))
        size = x.shape[place]
        cut[place] = slice(start, None if step < 0 and end < -size else end, step)
    return _taken(graph, x, places(x.shape)[tuple(cut)])


def gather(graph: Graph, attributes: Any, x: Tensor, indices: Tensor) -> Tensor:
    axis = axis_of(attributes["axis"], len(x.shape))
    chosen = integers(indices.reshaped((indices.size,)), "the list of indices")
    size = x.shape[axis]
    if not all(-size <= index < size for index in chosen):
        raise ShapeError(f"indices {chosen[:5]} of an axis of size {size}; allowed: {-size} to {size - 1}")
    numbers = np.array(chosen, dtype=np.int64).reshape(indices.shape)
    return _taken(graph, x, np.take(places(x.shape), numbers, axis=axis, mode="wrap"))


def pad(
    graph: Graph,
    attributes: Any,
    x: Tensor,
    pads: Tensor | None = None,
    value: Tensor | None = None,
    axes: Tensor | None = None,
) -> Tensor:
    if attributes["mode"] != "constant":
        raise UnsupportedError(f"mode {attributes['mode'][:40]!r}; allowed: constant")
    rank = len(x.shape)
    sizes = listed(pads, attributes["pads"], "the list of pads") or []
    along = list(range(rank)) if axes is None else integers(axes, "the list of axes")
    axes_of(along, rank)
    if len(sizes) != 2 * len(along):
        raise ShapeError(f"pads {sizes} for {len(along)} axes; give two numbers an axis")
    fill = graph.constant(np.array([attributes["value"]])) if value is None else value
    if not fill.known or fill.size != 1:
        raise UnsupportedError("the value to fill with is no constant number")
    before, after = [0] * rank, [0] * rank
    for number, axis in enumerate(along):
        before[axis_of(axis, rank)], after[axis_of(axis, rank)] = sizes[number], sizes[number + len(along)]
    graph.afford(math.prod(size + max(a, 0) + max(b, 0) for size, a, b in zip(x.shape, before, after, strict=True)))
    wider = [(max(a, 0), max(b, 0)) for a, b in zip(before, after, strict=True)]
    numbers = np.pad(places(x.shape), wider, constant_values=x.size)
    cut = tuple(slice(max(-a, 0), size - max(-b, 0)) for size, a, b in zip(numbers.shape, before, after, strict=True))
    return _taken(graph, graph.stacked([x, fill]), numbers[cut])


def expand(graph: Graph, _: Any, x: Tensor, shape: Tensor) -> Tensor:
    wanted = Tensor(tuple(_positive(shape)), np.zeros(0))
    return graph.broadcast(x, common_shape(x, wanted))


def tile(graph: Graph, _: Any, x: Tensor, repeats: Tensor) -> Tensor:
    times = _positive(repeats)
    if len(times) != len(x.shape):
        raise ShapeError(f"repeats {times} of a tensor of shape {x.shape}; give one number an axis")
    graph.afford(x.size * math.prod(times))
    return _taken(graph, x, np.tile(places(x.shape), times))


def shape_of(graph: Graph, attributes: Any, x: Tensor) -> Tensor:
    sizes = x.shape[slice(attributes["start"], attributes["end"])]
    if not sizes:
        raise ShapeError(f"no axis of a tensor of shape {x.shape} is asked for")
    return graph.constant(np.array(sizes, dtype=np.float64), whole=True)


def constant_of_shape(graph: Graph, attributes: Any, shape: Tensor) -> Tensor:
    sizes, value = _positive(shape), attributes["value"]
    graph.afford(math.prod(sizes))
    number, whole = (0.0, False) if value is None else (float(value.constant[0]), value.whole)
    return graph.constant(np.full(sizes, number), whole=whole)


def where(graph: Graph, _: Any, condition: Tensor, a: Tensor, b: Tensor) -> Tensor:
    if not condition.known:
        raise UnsupportedError("the condition depends on the input, so the result may jump; allowed: constants")
    shape = common_shape(condition, a, b)
    yes = graph.broadcast(condition, shape).constant != 0
    both = graph.stacked([graph.broadcast(a, shape), graph.broadcast(b, shape)])
    numbers = places(shape)
    return _taken(graph, both, np.where(yes.reshape(shape), numbers, numbers + numbers.size))


def _positive(tensor: Tensor) -> list[int]:
    sizes = integers(tensor, "the list of sizes")
    if min(sizes, default=1) < 1:
        raise ShapeError(f"sizes {sizes}; all must be positive")
    return sizes


def _taken(graph: Graph, x: Tensor, numbers: np.ndarray) -> Tensor:
    """The entries of a tensor at the places that the numbers name, in the shape of the numbers."""
    if 0 in numbers.shape:
        raise ShapeError(f"the result has shape {numbers.shape}; a tensor must have an entry")
    return graph.permuted(x, numbers.ravel(), numbers.shape)
