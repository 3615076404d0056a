"""Affine maps and ReLU networks with rational weights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flint import fmpq, fmpq_mat

from boundkit.arithmetic.rational import matrix, vector
from boundkit.errors import ShapeError


class Affine:
    """x -> A x + b with exact rational entries; A has shape (outputs, inputs). Immutable.

    >>> Affine([[2, 0]], ["1/2"])([3, 5])
    [13/2]
    """

    __slots__ = ("bias", "weight")
    weight: fmpq_mat
    bias: fmpq_mat

    def __init__(self, weight: Sequence[Iterable[Any]] | fmpq_mat, bias: Iterable[Any] | fmpq_mat) -> None:
        weight = weight if isinstance(weight, fmpq_mat) else matrix(weight)
        bias = bias if isinstance(bias, fmpq_mat) else vector(bias)
        if bias.nrows() != weight.nrows() or bias.ncols() != 1:
            raise ShapeError(
                f"the weight has {weight.nrows()} rows and the bias {bias.nrows()} entries; give one bias per row"
            )
        object.__setattr__(self, "weight", weight)
        object.__setattr__(self, "bias", bias)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("an affine map is immutable")

    @property
    def inputs(self) -> int:
        return int(self.weight.ncols())

    @property
    def outputs(self) -> int:
        return int(self.weight.nrows())

    def __call__(self, point: Iterable[Any] | fmpq_mat) -> list[fmpq]:
        """The exact value at a point with ``inputs`` coordinates."""
        column = point if isinstance(point, fmpq_mat) else vector(point)
        if column.nrows() != self.inputs:
            raise ShapeError(f"the map takes {self.inputs} inputs; the point has {column.nrows()}")
        return list((self.weight * column + self.bias).entries())

    def after(self, first: Affine) -> Affine:
        """The composition x -> self(first(x)). Raises ShapeError when the maps do not fit."""
        if first.outputs != self.inputs:
            raise ShapeError(f"the first map has {first.outputs} outputs; the second takes {self.inputs} inputs")
        return Affine(self.weight * first.weight, self.weight * first.bias + self.bias)

    def masked(self, active: Iterable[bool]) -> Affine:
        """The same map with the outputs that are not active set to zero."""
        mask = fmpq_mat(self.outputs, self.outputs)
        for row, on in enumerate(active):
            mask[row, row] = int(on)
        return Affine(mask * self.weight, mask * self.bias)

    @property
    def entries(self) -> list[fmpq]:
        """The weights row by row, then the biases."""
        return [*self.weight.entries(), *self.bias.entries()]

    @property
    def parameters(self) -> int:
        """Weights and biases that are not zero."""
        return sum(1 for entry in self.entries if entry != 0)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Affine) and self.weight == other.weight and self.bias == other.bias

    def __hash__(self) -> int:
        return hash(tuple([(int(entry.p), int(entry.q)) for entry in self.entries]))

    def __repr__(self) -> str:
        return f"Affine({self.weight.tolist()}, {self.bias.entries()})"


def require_consecutive(layers: Sequence[Any]) -> None:
    """Raise ShapeError unless there is a layer and each takes what the one before it puts out."""
    if not layers:
        raise ShapeError("at least one layer is needed")
    for number, (first, second) in enumerate(pairwise(layers)):
        if first.outputs != second.inputs:
            raise ShapeError(
                f"layer {number} has {first.outputs} outputs, layer {number + 1} takes {second.inputs} inputs"
            )


def identity(dimension: int) -> Affine:
    """The map x -> x on R^dimension."""
    return Affine([[int(i == j) for j in range(dimension)] for i in range(dimension)], [0] * dimension)


@dataclass(frozen=True)
class ReLUNetwork:
    """Affine layers with sigma(t) = max(t, 0) after every layer but the last.

    A network of one layer is affine. Raises ShapeError when consecutive layers do not fit.

    >>> hat = ReLUNetwork.of([[[1], [1]], [[1, -2]]], [[0, "-1/2"], [0]])
    >>> hat(["1/4"]), hat([1])
    ([1/4], [0])
    """

    layers: tuple[Affine, ...]

    def __post_init__(self) -> None:
        require_consecutive(self.layers)

    @classmethod
    def of(cls, weights: Sequence[Any], biases: Sequence[Any]) -> ReLUNetwork:
        """A network from nested lists (or float arrays, taken as the exact dyadic numbers they store)."""
        if len(weights) != len(biases):
            raise ShapeError(
                f"{len(weights)} weight matrices but {len(biases)} bias vectors; give one of each per layer"
            )
        return cls(tuple(Affine(list(weight), list(bias)) for weight, bias in zip(weights, biases, strict=True)))

    @classmethod
    def affine(cls, weight: Sequence[Iterable[Any]], bias: Iterable[Any]) -> ReLUNetwork:
        """A network without hidden layers."""
        return cls((Affine(weight, bias),))

    @property
    def inputs(self) -> int:
        return self.layers[0].inputs

    @property
    def outputs(self) -> int:
        return self.layers[-1].outputs

    @property
    def widths(self) -> tuple[int, ...]:
        """Numbers of units in the hidden layers."""
        return tuple(layer.outputs for layer in self.layers[:-1])

    @property
    def parameters(self) -> int:
        """Weights and biases that are not zero."""
        return sum(layer.parameters for layer in self.layers)

    def __call__(self, point: Iterable[Any]) -> list[fmpq]:
        """The exact output at a rational point."""
        values = self.layers[0](point)
        for layer in self.layers[1:]:
            values = layer([max(value, fmpq(0)) for value in values])
        return values

    def negated(self) -> ReLUNetwork:
        """The network whose output is the negative of this one's."""
        last = self.layers[-1]
        return ReLUNetwork((*self.layers[:-1], Affine(-last.weight, -last.bias)))
