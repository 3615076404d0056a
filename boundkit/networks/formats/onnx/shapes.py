"""Axes, shapes and constant integers of operators."""

from __future__ import annotations

import numpy as np

from boundkit.errors import ShapeError, UnsupportedError
from boundkit.networks.formats.onnx.expression import Shape, Tensor

_END = 2**53
"""Beyond all axes; integers of models that are larger stand for it."""


def common_shape(*tensors: Tensor) -> Shape:
    """The shape to which all broadcast. Raises ShapeError when they do not fit."""
    try:
        return np.broadcast_shapes(*(tensor.shape for tensor in tensors))
    except ValueError:
        shapes = " and ".join(str(tensor.shape) for tensor in tensors)
        raise ShapeError(f"shapes {shapes} do not fit") from None


def axis_of(axis: int, rank: int) -> int:
    """The axis counted from the front. Raises ShapeError when there is none."""
    if not -rank <= axis < rank:
        raise ShapeError(f"axis {axis} of a tensor with {rank} axes; allowed: {-rank} to {rank - 1}")
    return axis % rank


def axes_of(axes: list[int], rank: int) -> list[int]:
    """Axes counted from the front, in order. Raises ShapeError for one that is missing or stands twice."""
    found = sorted(axis_of(axis, rank) for axis in axes)
    if len(set(found)) < len(found):
        raise ShapeError(f"axes {axes} of a tensor with {rank} axes name one twice")
    return found


def integers(tensor: Tensor, what: str) -> list[int]:
    """The entries of a constant list of integers. Raises UnsupportedError for anything else."""
    if not tensor.known or len(tensor.shape) > 1 or (tensor.constant != np.floor(tensor.constant)).any():
        raise UnsupportedError(f"{what} is no constant list of integers")
    return [int(min(max(entry, -_END), _END)) for entry in tensor.constant.tolist()]


def listed(tensor: Tensor | None, attribute: tuple[int, ...], what: str) -> list[int] | None:
    """Integers that newer operators take as an input and older ones as an attribute; None where neither is given."""
    if tensor is not None:
        return integers(tensor, what)
    return list(attribute) or None


def places(shape: Shape) -> np.ndarray:
    """The number of each entry of a tensor in row-major order, in the tensor's shape."""
    return np.arange(int(np.prod(shape, dtype=np.int64))).reshape(shape)
