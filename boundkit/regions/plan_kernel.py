"""Compiled part of the plan: bounds of slopes, and units that are multiples of one another."""

from __future__ import annotations

from typing import Any

import numpy as np

from boundkit.regions.kernel_cache import kernel

SLACK = 1 + 1e-6
SMALLEST = 1e-300
_TINY = 1e-9


@kernel()
def lengths(rows: Any) -> Any:
    """Upper bounds of the 2-norms of rows, without overflow or underflow."""
    found = np.empty(rows.shape[0])
    for i in range(rows.shape[0]):
        scale, total = SMALLEST, 0.0
        for j in range(rows.shape[1]):
            scale = max(scale, abs(rows[i, j]))
        for j in range(rows.shape[1]):
            total += (rows[i, j] / scale) * (rows[i, j] / scale)
        found[i] = scale * np.sqrt(total) * SLACK + SMALLEST
    return found


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
def mapped(weight: Any, low: Any, high: Any) -> Any:
    """Ends between which all products of the weight with matrices between ``low`` and ``high`` lie, entry by entry."""
    below, above = np.zeros((weight.shape[0], low.shape[1])), np.zeros((weight.shape[0], low.shape[1]))
    spare = np.empty(low.shape[1])
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
    return below, above


@kernel()
def bent(low: Any, high: Any, slopes: Any, on: Any, off: Any) -> Any:
    """The ends after a rectifier with these slopes, for units that are somewhere ``on``, somewhere ``off``."""
    below, above = np.full(low.shape, np.inf), np.full(low.shape, -np.inf)
    for i in range(low.shape[0]):
        for k in range(low.shape[1]):
            if on[i]:
                below[i, k], above[i, k] = low[i, k], high[i, k]
            if off[i]:
                one, other = slopes[i] * low[i, k], slopes[i] * high[i, k]
                below[i, k] = min(below[i, k], one, other)
                above[i, k] = max(above[i, k], one, other)
    return below, above


@kernel()
def nearly_proportional(weight: Any, bias: Any, bends: Any) -> Any:
    """Pairs (first, second) of bending units whose rows nearly are multiples of one another, in order of the second.

    With them, for every unit, its first input with a weight; as many as inputs when it has none.
    """
    units, inputs = weight.shape
    pivots = np.full(units, inputs, np.int64)
    pairs = np.empty((16, 2), np.int64)
    found = 0
    for second in range(units):
        for j in range(inputs):
            if weight[second, j] != 0.0:
                pivots[second] = j
                break
        pivot = pivots[second]
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
                    wider = np.empty((2 * found, 2), np.int64)
                    wider[:found] = pairs
                    pairs = wider
                pairs[found, 0], pairs[found, 1] = first, second
                found += 1
    return pairs[:found], pivots


@kernel(inline="always")
def _near(one: Any, other: Any) -> Any:
    return abs(one - other) <= _TINY * abs(other)


@kernel()
def followers(bends: Any, leaders: Any, factors: Any) -> Any:
    """Bit masks of the units that follow each leader with a positive, with a negative factor, and of constant ones."""
    units = len(bends)
    words = (units + 63) >> 6
    above, below = np.zeros((units, words), np.uint64), np.zeros((units, words), np.uint64)
    always = np.zeros(words, np.uint64)
    for unit in range(units):
        bit = np.uint64(1) << np.uint64(unit & 63)
        if not bends[unit]:
            continue
        if leaders[unit] < 0:
            if factors[unit] > 0.0:
                always[unit >> 6] |= bit
        elif factors[unit] > 0.0:
            above[leaders[unit], unit >> 6] |= bit
        else:
            below[leaders[unit], unit >> 6] |= bit
    return above, below, always
