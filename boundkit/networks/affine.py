"""Affine maps, exact and in float64."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import lcm
from operator import mul
from typing import Any, NamedTuple, TypeGuard

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from boundkit.arithmetic.rational import matrix, rational, vector, zeros
from boundkit.errors import MalformedInputError, ShapeError

Floats = NDArray[np.float64]
Weight = Sequence[Iterable[Any]] | fmpq_mat | NDArray
Bias = Iterable[Any] | fmpq_mat | NDArray


class Rounded(NamedTuple):
    """Weight and bias in float64, shapes (outputs, inputs) and (outputs,); ``exact`` when no entry was rounded."""

    weight: Floats
    bias: Floats
    exact: bool


class Affine:
    """x -> A x + b with exact entries; A has shape (outputs, inputs). Immutable.

    Entries are rational numbers or finite floats, each float the dyadic rational that it stores. Raises ShapeError when
    weight and bias do not fit, MalformedInputError for an entry that is no finite number.

    >>> Affine([[2, 0]], ["1/2"])([3, 5])
    [13/2]
    """

    __slots__ = ("_exact", "_rounded", "_terms", "inputs", "outputs")
    inputs: int
    outputs: int
    _exact: Any
    _rounded: Any
    _terms: Any

    def __init__(self, weight: Weight, bias: Bias) -> None:
        exact = rounded = None
        if _stores_floats(weight) and _stores_floats(bias):
            rounded = Rounded(_frozen(weight, 2), _frozen(bias, 1), True)
            shape, biases = rounded.weight.shape, len(rounded.bias)
        else:
            exact = (
                weight if isinstance(weight, fmpq_mat) else matrix(list(weight)),
                bias if isinstance(bias, fmpq_mat) else vector(bias),
            )
            shape, biases = (exact[0].nrows(), exact[0].ncols()), exact[1].nrows() * exact[1].ncols()
        if biases != shape[0]:
            raise ShapeError(f"the weight has {shape[0]} rows and the bias {biases} entries; give one bias per row")
        own = {"_exact": exact, "_rounded": rounded, "_terms": None, "outputs": shape[0], "inputs": shape[1]}
        for name, value in own.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("an affine map is immutable")

    def __reduce__(self) -> tuple[Any, ...]:
        if self._exact is None:
            return Affine, (self._rounded.weight, self._rounded.bias)
        return Affine, (self.weight.tolist(), self.bias.entries())

    @property
    def exact(self) -> tuple[fmpq_mat, fmpq_mat]:
        """Weight and bias as matrices of exact rationals, shapes (outputs, inputs) and (outputs, 1)."""
        if self._exact is None:
            weight, bias = self._rounded.weight, self._rounded.bias
            entries, biases = (
                [fmpq(*entry.as_integer_ratio()) for entry in part.ravel().tolist()] for part in (weight, bias)
            )
            exact = fmpq_mat(self.outputs, self.inputs, entries), fmpq_mat(self.outputs, 1, biases)
            object.__setattr__(self, "_exact", exact)
        return self._exact

    @property
    def weight(self) -> fmpq_mat:
        return self.exact[0]

    @property
    def bias(self) -> fmpq_mat:
        return self.exact[1]

    @property
    def rounded(self) -> Rounded:
        """The nearest float64 entries; an entry too large for float64 becomes infinite."""
        if self._rounded is None:
            nearest, exact = to_floats(self.entries)
            floats, split = np.array(nearest), self.outputs * self.inputs
            weight, bias = floats[:split].reshape(self.outputs, self.inputs), floats[split:]
            weight.flags.writeable = bias.flags.writeable = False
            object.__setattr__(self, "_rounded", Rounded(weight, bias, exact))
        return self._rounded

    def __call__(self, point: Iterable[Any] | fmpq_mat) -> list[fmpq]:
        """The exact value at a point with ``inputs`` coordinates."""
        column = point if isinstance(point, fmpq_mat) else vector(point)
        if column.nrows() != self.inputs:
            raise ShapeError(f"the map takes {self.inputs} inputs; the point has {column.nrows()}")
        if self._terms is None:
            object.__setattr__(self, "_terms", _Terms(self.weight, self.bias))
        if self._terms.rows:
            return self._terms(column.entries())
        return list((self.weight * column + self.bias).entries())

    def after(self, first: Affine) -> Affine:
        """The composition x -> self(first(x)). Raises ShapeError when the maps do not fit."""
        if first.outputs != self.inputs:
            raise ShapeError(f"the first map has {first.outputs} outputs; the second takes {self.inputs} inputs")
        return Affine(self.weight * first.weight, self.weight * first.bias + self.bias)

    def scaled(self, factors: Iterable[Any]) -> Affine:
        """The same map with output i multiplied by factors[i]."""
        weight, bias = fmpq_mat(self.weight), fmpq_mat(self.bias)
        for row, factor in zip(range(self.outputs), map(rational, factors), strict=True):
            if factor != 1:
                bias[row, 0] *= factor
                for column in range(self.inputs):
                    weight[row, column] *= factor
        return Affine(weight, bias)

    def row(self, index: int) -> Affine:
        """Output ``index`` alone."""
        columns = range(self.inputs)
        return Affine([[self.weight[index, j] for j in columns]], [self.bias[index, 0]])

    def __neg__(self) -> Affine:
        return Affine(-self.weight, -self.bias)

    @property
    def entries(self) -> list[fmpq]:
        """The weights row by row, then the biases."""
        return [*self.weight.entries(), *self.bias.entries()]

    @property
    def parameters(self) -> int:
        """Weights and biases that are not zero."""
        if self._exact is None:
            return int(np.count_nonzero(self._rounded.weight) + np.count_nonzero(self._rounded.bias))
        return sum(1 for entry in self.entries if entry != 0)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Affine) and self.weight == other.weight and self.bias == other.bias

    def __hash__(self) -> int:
        return hash(tuple([(int(entry.p), int(entry.q)) for entry in self.entries]))

    def __repr__(self) -> str:
        return f"Affine({self.weight.tolist()}, {self.bias.entries()})"


def _stores_floats(values: Any) -> TypeGuard[NDArray]:
    return isinstance(values, np.ndarray) and values.dtype in (np.float64, np.float32, np.float16)


def _frozen(values: NDArray, dimensions: int) -> Floats:
    if values.ndim != dimensions or 0 in values.shape:
        raise ShapeError(f"an array of shape {values.shape} was given; a weight has shape (outputs, inputs), "
                         "a bias (outputs,), neither empty")  # fmt: skip
    require_unmasked(values)
    if not np.isfinite(values).all():
        raise MalformedInputError("a weight or bias is NaN or infinite; all of them must be finite numbers")
    copy = np.array(values, dtype=np.float64, order="C")
    copy.flags.writeable = False
    return copy


def require_unmasked(values: Any, name: str = "an array") -> None:
    """Raise MalformedInputError for an array with masked entries, which numpy keeps below the mask."""
    if np.ma.is_masked(values):
        raise MalformedInputError(f"{name} has masked entries, which are no numbers; fill them, as with filled(0)")


class _Terms:
    """A map with few entries that are not zero, as integer rows over one denominator; no rows when it has many."""

    def __init__(self, weight: fmpq_mat, bias: fmpq_mat) -> None:
        self.rows: list[tuple[list[int], list[int], int]] = []
        if weight.ncols() < 16:
            return
        table = [[(j, entry) for j, entry in enumerate(row) if entry != 0] for row in weight.tolist()]
        if 4 * sum(map(len, table)) >= weight.nrows() * weight.ncols():
            return
        entries = [*bias.entries(), *(entry for row in table for _, entry in row)]
        self.scale = lcm(*(int(entry.q) for entry in entries))
        for row, offset in zip(table, bias.entries(), strict=True):
            factors = [int(entry * self.scale) for _, entry in row]
            self.rows.append(([j for j, _ in row], factors, int(offset * self.scale)))

    def __call__(self, entries: list[fmpq]) -> list[fmpq]:
        common = lcm(*(int(entry.q) for entry in entries))
        point = [int(entry.p) * (common // int(entry.q)) for entry in entries]
        bottom = self.scale * common
        return [
            fmpq(sum(map(mul, factors, [point[j] for j in columns]), offset * common), bottom)
            for columns, factors, offset in self.rows
        ]


def to_float(value: fmpq) -> float:
    """The nearest float64; infinite beyond its range."""
    return to_floats([value])[0][0]


def to_floats(values: Iterable[fmpq]) -> tuple[list[float], bool]:
    """The nearest float64 of each value, infinite beyond its range, and whether every value is exactly its float64.

    >>> to_floats([fmpq(1, 2), fmpq(-3)]), to_floats([fmpq(1, 3)])
    (([0.5, -3.0], True), ([0.3333333333333333], False))
    """
    floats, exact = [], True
    for value in values:
        top, bottom = int(value.p), int(value.q)
        try:
            nearest = top / bottom
            exact = exact and nearest.as_integer_ratio() == (top, bottom)
        except OverflowError:
            nearest, exact = (float("inf") if top > 0 else float("-inf")), False
        floats.append(nearest)
    return floats, exact


def require_consecutive(steps: Sequence[Any]) -> None:
    """Raise ShapeError unless there is a step and each takes what the one before it puts out."""
    if not steps:
        raise ShapeError("at least one layer is needed")
    for number, (first, second) in enumerate(pairwise(steps)):
        if first.outputs != second.inputs:
            raise ShapeError(
                f"layer {number} has {first.outputs} outputs, layer {number + 1} takes {second.inputs} inputs"
            )


def identity(dimension: int) -> Affine:
    """The map x -> x on R^dimension."""
    return Affine([[int(i == j) for j in range(dimension)] for i in range(dimension)], [0] * dimension)


def block_diagonal(*maps: Affine) -> Affine:
    """(x, y, ..) -> (first(x), second(y), ..).

    >>> block_diagonal(Affine([[2]], [1]), identity(1))([3, 4])
    [7, 4]
    """
    weight = zeros(sum(one.outputs for one in maps), sum(one.inputs for one in maps))
    top = left = 0
    for one in maps:
        for i in range(one.outputs):
            for j in range(one.inputs):
                weight[top + i, left + j] = one.weight[i, j]
        top, left = top + one.outputs, left + one.inputs
    return Affine(weight, [entry for one in maps for entry in one.bias.entries()])
