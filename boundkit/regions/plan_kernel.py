"""Compiled part of the plan: bounds of slopes, and units that are multiples of one another."""

from __future__ import annotations

from typing import Any

import numpy as np

from boundkit.regions.kernel_cache import kernel

SLACK = 1 + 1e-6
SMALLEST = 1e-300
_TINY = 1e-9


@kernel()
def _length(row: Any) -> Any:
    """An upper bound of the 2-norm, without overflow or underflow."""
    scale, total = SMALLEST, 0.0
    for j in range(len(row)):
        scale = max(scale, abs(row[j]))
    for j in range(len(row)):
        total += (row[j] / scale) * (row[j] / scale)
    return scale * np.sqrt(total) * SLACK + SMALLEST


@kernel()
def sizes(weight: Any, bias: Any) -> Any:
    """An upper bound of the sums of the sizes of a row's weights, the largest weight, and the largest bias, in size."""
    row_sum = largest = constant = 0.0
    for i in range(weight.shape[0]):
        total = 0.0
        for j in range(weight.shape[1]):
            total += abs(weight[i, j])
            largest = max(largest, abs(weight[i, j]))
        row_sum = max(row_sum, total)
        constant = max(constant, abs(bias[i]))
    return row_sum * SLACK, largest, constant


@kernel()
def mapped(weight: Any, low: Any, high: Any, norm: float) -> Any:
    """Bounds of all products of the weight with matrices between ``low`` and ``high`` of at most this spectral norm.

    The ends between which their entries lie, and bounds of the 2-norms of their rows.
    """
    below, above = np.zeros((weight.shape[0], low.shape[1])), np.zeros((weight.shape[0], low.shape[1]))
    steepest, spare = np.empty(weight.shape[0]), np.empty(low.shape[1])
    for i in range(weight.shape[0]):
        spare[:] = 0.0
        for j in range(weight.shape[1]):
            factor = weight[i, j]
            for k in range(low.shape[1]):
                one, other = factor * low[j, k], factor * high[j, k]
                below[i, k] += min(one, other)
                above[i, k] += max(one, other)
                spare[k] += max(abs(one), abs(other))
        for k in range(low.shape[1]):
            below[i, k] -= _TINY * spare[k] + SMALLEST
            above[i, k] += _TINY * spare[k] + SMALLEST
            spare[k] = max(abs(below[i, k]), abs(above[i, k]))
        steepest[i] = np.minimum(_length(spare), _length(weight[i]) * norm) * SLACK + SMALLEST
    return below, above, steepest


@kernel()
def bent(low: Any, high: Any, steepest: Any, slopes: Any, on: Any, off: Any) -> Any:
    """The same after a rectifier with these slopes, for units that are somewhere ``on``, somewhere ``off``."""
    below, above, steeper = np.full(low.shape, np.inf), np.full(low.shape, -np.inf), np.empty(len(slopes))
    for i in range(low.shape[0]):
        steeper[i] = steepest[i] * max(abs(slopes[i]), 1.0) * SLACK
        for k in range(low.shape[1]):
            if on[i]:
                below[i, k], above[i, k] = low[i, k], high[i, k]
            if off[i]:
                one, other = slopes[i] * low[i, k], slopes[i] * high[i, k]
                below[i, k] = min(below[i, k], one, other)
                above[i, k] = max(above[i, k], one, other)
    return below, above, steeper


@kernel()
def nearly_proportional(weight: Any, bias: Any, bends: Any) -> Any:
    """Pairs of bending units whose rows nearly are multiples of one another, with their first input that has a weight.

    Triples (first, second, input) in order of the second, and with them which bending units have no weights.
    """
    units, inputs = weight.shape
    pivots, constant = np.full(units, inputs, np.int64), np.zeros(units, np.bool_)
    pairs = np.empty((16, 3), np.int64)
    found = 0
    for second in range(units):
        for j in range(inputs):
            if weight[second, j] != 0.0:
                pivots[second] = j
                break
        pivot = pivots[second]
        constant[second] = pivot == inputs and bends[second]
        if pivot == inputs or not bends[second]:
            continue
        for first in range(second):
            if pivots[first] != pivot or not bends[first]:
                continue
            factor = weight[second, pivot] / weight[first, pivot]
            near = _near(factor * bias[first], bias[second])
            for j in range(pivot, inputs):
                if not near:
                    break
                near = _near(factor * weight[first, j], weight[second, j])
            if near:
                if found == pairs.shape[0]:
                    wider = np.empty((2 * found, 3), np.int64)
                    wider[:found] = pairs
                    pairs = wider
                pairs[found, 0], pairs[found, 1], pairs[found, 2] = first, second, pivot
                found += 1
    return pairs[:found], constant


@kernel(inline="always")
def _near(one: Any, other: Any) -> Any:
    return abs(one - other) <= _TINY * abs(other)


@kernel()
def followers(bends: Any, leaders: Any, factors: Any) -> Any:
    """The bending units that lead, and what follows each: ``cuts``, ``above``, ``below``, ``always`` of a ``Bend``.

    With them the most units that one leads, and the largest factor, in size.
    """
    units = len(bends)
    words = (units + 63) >> 6
    above, below = np.zeros((units, words), np.uint64), np.zeros((units, words), np.uint64)
    always, cuts, led = np.zeros(words, np.uint64), np.zeros(units, np.bool_), np.zeros(units, np.int64)
    largest = 0.0
    for unit in range(units):
        bit = np.uint64(1) << np.uint64(unit & 63)
        cuts[unit] = bends[unit] and leaders[unit] == unit
        largest = max(largest, abs(factors[unit]))
        if leaders[unit] >= 0:
            led[leaders[unit]] += 1
        if not bends[unit]:
            continue
        if leaders[unit] < 0:
            if factors[unit] > 0.0:
                always[unit >> 6] |= bit
        elif factors[unit] > 0.0:
            above[leaders[unit], unit >> 6] |= bit
        else:
            below[leaders[unit], unit >> 6] |= bit
    return cuts, above, below, always, led.max(), largest
