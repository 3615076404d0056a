"""From a graph of tensors to a program.

A tensor is an affine function of some values: the input, and what rectifiers put out. Affine operations act on
that function and stay exact: where float64 does not hold the result of merging two of them, the operand becomes a value
of its own and the operations stay apart; quotients that float64 does not hold become values with rational weights. At
the end the values are computed level by level, each step of the program
carrying on those that are needed later; so branches may split and meet again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from boundkit.arithmetic.rational import rational
from boundkit.errors import MalformedInputError
from boundkit.networks.affine import Affine, Floats, to_floats
from boundkit.networks.formats.dyadic import exact_multiples, exact_product, exact_sum
from boundkit.networks.formats.layout import MOST_ENTRIES
from boundkit.networks.formats.steps import program_of
from boundkit.networks.program import PiecewiseAffine, Rectifier

Shape = tuple[int, ...]
Matrix = Floats | None
"""A matrix of coefficients, shape (entries of the tensor, entries of the value); None is the identity."""


@dataclass(eq=False)
class Tensor:
    """constant + sum of coefficients[v] value_v, entries in row-major order; without coefficients a known constant.

    ``whole`` marks constants of an integer type, whose quotients are cut to integers.
    """

    shape: Shape
    constant: Floats
    coefficients: dict[int, Matrix] = field(default_factory=dict)
    whole: bool = False

    @property
    def size(self) -> int:
        return math.prod(self.shape)

    @property
    def known(self) -> bool:
        return not self.coefficients

    @property
    def array(self) -> Floats:
        """The constant in the tensor's shape."""
        return self.constant.reshape(self.shape)

    def reshaped(self, shape: Shape) -> Tensor:
        return replace(self, shape=shape)


@dataclass(eq=False)
class Value:
    """A value computed from earlier ones: a tensor's entries times the factors, then rectified with the slopes."""

    size: int
    level: int
    source: Tensor | None
    slopes: tuple[fmpq, ...] | None = None
    factors: tuple[fmpq, ...] | None = None


class Graph:
    """Builds the tensors of one network and at the end its program.

    All operations raise MalformedInputError when the matrices of a network would have more than MOST_ENTRIES entries.
    """

    def __init__(self) -> None:
        self.values: list[Value] = []
        self._apart: dict[Tensor, Tensor] = {}
        self._entries = 0

    def input(self, shape: Shape) -> Tensor:
        return self._value(shape, 0, None)

    def constant(self, array: Floats, *, whole: bool = False) -> Tensor:
        self.afford(array.size)
        return Tensor(array.shape, array.ravel(), whole=whole)

    def rectified(self, tensor: Tensor, slopes: Sequence[fmpq]) -> Tensor:
        """The tensor through a rectifier with one slope per entry."""
        if tensor.known and not any(slopes):
            return Tensor(tensor.shape, np.maximum(tensor.constant, 0.0))
        before, joint = self._rectified_before(tensor, slopes)
        return self._value(tensor.shape, self._level(before), before, joint)

    def _rectified_before(self, tensor: Tensor, slopes: Sequence[fmpq]) -> tuple[Tensor, tuple[fmpq, ...]]:
        """One rectifier in place of two, where a rectified value is rectified again and every bend is kept."""
        apart = tensor, tuple(slopes)
        if len(tensor.coefficients) != 1 or tensor.constant.any():
            return apart
        ((number, own),) = tensor.coefficients.items()
        value = self.values[number]
        if own is not None or value.slopes is None or value.source is None:
            return apart
        joint = tuple(inner if inner < 0 else inner * outer for inner, outer in zip(value.slopes, slopes, strict=True))
        if any(one == 1 != inner for one, inner in zip(joint, value.slopes, strict=True)):
            return apart
        return value.source, joint

    def applied(self, matrix: Floats, tensor: Tensor, shape: Shape) -> Tensor:
        """matrix times the entries of the tensor."""
        try:
            return Tensor(
                shape,
                _exact(exact_product(matrix, tensor.constant[:, None]))[:, 0],
                {value: self._product(matrix, own) for value, own in tensor.coefficients.items()},
            )
        except _RoundedError:
            return Tensor(shape, np.zeros(len(matrix)), {self._alone(tensor): matrix})

    def scaled(self, tensor: Tensor, factors: float | Floats) -> Tensor:
        """Entry i times factors[i]; a number serves all entries."""
        each = np.broadcast_to(np.asarray(factors, dtype=np.float64), tensor.size)
        if (each == 1).all():
            return tensor
        try:
            scaled = {
                value: self._diagonal(each) if own is None else _multiples(own, each[:, None])
                for value, own in tensor.coefficients.items()
            }
            return Tensor(tensor.shape, _multiples(tensor.constant, each), {**scaled}, tensor.whole)
        except _RoundedError:
            return Tensor(tensor.shape, np.zeros(tensor.size), {self._alone(tensor): self._diagonal(each)})

    def multiplied(self, tensor: Tensor, factors: Sequence[fmpq]) -> Tensor:
        """Entry i times the rational factors[i]."""
        floats, exact = to_floats(factors)
        if exact and all(map(math.isfinite, floats)):
            return self.scaled(tensor, np.array(floats))
        return self._value(tensor.shape, self._level(tensor), tensor, factors=tuple(factors))

    def fixed(self, tensor: Tensor) -> list[fmpq] | None:
        """The entries of a tensor that depends on no input, also where float64 does not hold them; None for others."""
        if tensor.known:
            return [rational(entry) for entry in tensor.constant.tolist()]
        if any(self.values[value].source is None for value in tensor.coefficients):
            return None
        parts = [(self._entries_of(value), self._dense(own, tensor.size)) for value, own in tensor.coefficients.items()]
        if any(entries is None for entries, _ in parts):
            return None
        total = Affine(np.eye(tensor.size), tensor.constant)([0] * tensor.size)
        for entries, matrix in parts:
            total = [a + b for a, b in zip(total, Affine(matrix, np.zeros(tensor.size))(entries or []), strict=True)]
        return total

    def _entries_of(self, number: int) -> list[fmpq] | None:
        value = self.values[number]
        source = self.fixed(value.source) if value.source is not None else None
        if source is None:
            return None
        scaled = [entry * factor for entry, factor in zip(source, self._factors(number), strict=True)]
        return Rectifier(value.slopes)(scaled) if value.slopes is not None else scaled

    def permuted(self, tensor: Tensor, order: NDArray[np.int64], shape: Shape) -> Tensor:
        """Entry i of the result is entry order[i] of the tensor."""
        if len(order) == tensor.size and (order == np.arange(tensor.size)).all():
            return tensor.reshaped(shape)
        self.afford(len(order) * sum(self.values[value].size for value in tensor.coefficients))
        rows = {value: self._dense(own, tensor.size)[order] for value, own in tensor.coefficients.items()}
        return Tensor(shape, tensor.constant[order], {**rows}, tensor.whole)

    def stacked(self, tensors: Sequence[Tensor]) -> Tensor:
        """The entries of all the tensors, one after the other, as a vector."""
        size = sum(tensor.size for tensor in tensors)
        used = dict.fromkeys(value for tensor in tensors for value in tensor.coefficients)
        self.afford(size * (1 + sum(self.values[value].size for value in used)))
        rows = {value: np.zeros((size, self.values[value].size)) for value in used}
        top = 0
        for tensor in tensors:
            for value, own in tensor.coefficients.items():
                rows[value][top : top + tensor.size] = np.eye(tensor.size) if own is None else own
            top += tensor.size
        constant = np.concatenate([tensor.constant for tensor in tensors])
        return Tensor((size,), constant, {**rows}, all(tensor.whole for tensor in tensors))

    def broadcast(self, tensor: Tensor, shape: Shape) -> Tensor:
        if tensor.shape == shape:
            return tensor
        self.afford(math.prod(shape))
        order = np.broadcast_to(np.arange(tensor.size).reshape(tensor.shape), shape).ravel()
        return self.permuted(tensor, order, shape)

    def added(self, first: Tensor, second: Tensor) -> Tensor:
        """The sum of two tensors of one shape."""
        try:
            return self._sum(first, second)
        except _RoundedError:
            return self._sum(self._own_value(first), self._own_value(second))

    def afford(self, entries: int) -> None:
        self._entries += entries
        if self._entries > MOST_ENTRIES:
            raise MalformedInputError(
                f"the network needs matrices of more than {MOST_ENTRIES} entries in all; boundkit reads smaller ones"
            )

    def program(self, output: Tensor) -> PiecewiseAffine:
        """The program from the input to a tensor, with the values that the tensor needs and no others."""
        last_use: dict[int, int] = {}
        self._mark(output, self._level(output), last_use)
        for number in reversed(range(1, len(self.values))):
            source = self.values[number].source
            if number in last_use and source is not None:
                self._mark(source, self.values[number].level, last_use)
        levels: dict[int, list[int]] = {}
        for number in sorted(last_use):
            levels.setdefault(self.values[number].level, []).append(number)
        steps: list[Affine | Rectifier] = []
        state = [0]
        for level in range(1, self._level(output)):
            carried, new = [number for number in state if last_use.get(number, 0) > level], levels[level]
            parts = [self._read(number) for number in carried]
            parts += [source for number in new if (source := self.values[number].source) is not None]
            factors = [factor for number in carried for factor in (fmpq(1),) * self.values[number].size]
            factors += [factor for number in new for factor in self._factors(number)]
            affine = self._affine(parts, state)
            steps.append(affine.scaled(factors) if any(factor != 1 for factor in factors) else affine)
            state = [*carried, *new]
            slopes = [slope for number in state for slope in self._slopes(number, fresh=number in new)]
            if any(slope != 1 for slope in slopes):
                steps.append(Rectifier(tuple(slopes)))
        if not steps or not self._is_value(output, state):
            steps.append(self._affine([output], state))
        return program_of(steps)

    def _value(
        self,
        shape: Shape,
        level: int,
        source: Tensor | None,
        slopes: tuple[fmpq, ...] | None = None,
        factors: tuple[fmpq, ...] | None = None,
    ) -> Tensor:
        self.afford(8 * math.prod(shape))
        self.values.append(Value(math.prod(shape), level, source, slopes, factors))
        return self._read(len(self.values) - 1).reshaped(shape)

    def _read(self, number: int) -> Tensor:
        size = self.values[number].size
        return Tensor((size,), np.zeros(size), {number: None})

    def _own_value(self, tensor: Tensor) -> Tensor:
        """The tensor as a value of its own, at which merging stops."""
        if tensor not in self._apart:
            self._apart[tensor] = self._value(tensor.shape, self._level(tensor), tensor)
        return self._apart[tensor]

    def _alone(self, tensor: Tensor) -> int:
        return next(iter(self._own_value(tensor).coefficients))

    def _level(self, tensor: Tensor) -> int:
        return 1 + max((self.values[number].level for number in tensor.coefficients), default=0)

    def _mark(self, tensor: Tensor, level: int, last_use: dict[int, int]) -> None:
        for number in tensor.coefficients:
            last_use[number] = max(level, last_use.get(number, 0))

    def _product(self, matrix: Floats, own: Matrix) -> Floats:
        if own is None:
            return matrix
        self.afford(len(matrix) * own.shape[1])
        return _exact(exact_product(matrix, own))

    def _dense(self, own: Matrix, size: int) -> Floats:
        return self._identity(size) if own is None else own

    def _identity(self, size: int) -> Floats:
        self.afford(size**2)
        return np.eye(size)

    def _diagonal(self, entries: Floats) -> Floats:
        self.afford(len(entries) ** 2)
        return np.diag(entries)

    def _sum(self, first: Tensor, second: Tensor) -> Tensor:
        coefficients = dict(first.coefficients)
        for number, own in second.coefficients.items():
            if number in coefficients:
                self.afford(first.size * self.values[number].size)
                own = _exact(exact_sum(self._dense(coefficients[number], first.size), self._dense(own, first.size)))
            coefficients[number] = own
        constant = _exact(exact_sum(first.constant, second.constant))
        return Tensor(first.shape, constant, coefficients, first.whole and second.whole)

    def _slopes(self, number: int, *, fresh: bool) -> Sequence[fmpq]:
        value = self.values[number]
        return value.slopes if fresh and value.slopes is not None else (fmpq(1),) * value.size

    def _factors(self, number: int) -> Sequence[fmpq]:
        value = self.values[number]
        return value.factors if value.factors is not None else (fmpq(1),) * value.size

    def _is_value(self, tensor: Tensor, state: Sequence[int]) -> bool:
        alone = len(state) == len(tensor.coefficients) == 1
        return alone and tensor.coefficients.get(state[0], tensor.constant) is None and not tensor.constant.any()

    def _affine(self, parts: Sequence[Tensor], state: Sequence[int]) -> Affine:
        widths = [self.values[number].size for number in state]
        starts = dict(zip(state, np.cumsum([0, *widths[:-1]]).tolist(), strict=True))
        self.afford(sum(part.size for part in parts) * sum(widths))
        weight = np.zeros((sum(part.size for part in parts), sum(widths)))
        top = 0
        for part in parts:
            for number, own in part.coefficients.items():
                columns = slice(starts[number], starts[number] + self.values[number].size)
                weight[top : top + part.size, columns] = np.eye(part.size) if own is None else own
            top += part.size
        return Affine(weight, np.concatenate([part.constant for part in parts]))


class _RoundedError(Exception):
    """A merged coefficient that float64 does not hold."""


def _multiples(values: Floats, factors: Floats) -> Floats:
    return _exact(exact_multiples(values, factors))


def _exact(result: Floats | None) -> Floats:
    if result is None:
        raise _RoundedError
    return result
