"""The hidden units of a ReLU network at points: on which side of zero each one is, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flint import fmpq, fmpq_mat

from boundkit.networks.relu import ReLUNetwork


class Units(NamedTuple):
    """Bit masks of the hidden units above and below zero at each point, and the outputs there, one row a point."""

    ups: list[int]
    downs: list[int]
    outputs: list[list[fmpq]]

    def bend_between(self, columns: Sequence[int]) -> bool:
        """Whether a unit is above zero at one of these points and below it at another."""
        return bool(union(self.ups[column] for column in columns) & union(self.downs[column] for column in columns))


def units_at(network: ReLUNetwork, points: Sequence[Sequence[fmpq]]) -> Units:
    """The units at the points, shape (points, inputs).

    >>> units_at(ReLUNetwork.of([[[1], [-1]], [[1, 1]]], [[0, 0], [0]]), [[fmpq(2)], [fmpq(-3)]])
    Units(ups=[1, 2], downs=[2, 1], outputs=[[2], [3]])
    """
    ups, downs = [0] * len(points), [0] * len(points)
    state = fmpq_mat([list(point) for point in points]).transpose()
    unit = 0
    for layer in network.layers:
        state = layer.weight * state + layer.bias * fmpq_mat(1, len(points), [1] * len(points))
        if layer is network.layers[-1]:
            break
        for row in range(layer.outputs):
            for column in range(len(points)):
                if state[row, column] > 0:
                    ups[column] |= 1 << unit
                elif state[row, column] < 0:
                    downs[column] |= 1 << unit
                    state[row, column] = 0
            unit += 1
    return Units(ups, downs, state.transpose().tolist())


def union(masks: Iterable[int]) -> int:
    result = 0
    for mask in masks:
        result |= mask
    return result
