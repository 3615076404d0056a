"""Exact risks of least squares over constants, against sampling and by hand."""

import math

import numpy as np
import pytest
from flint import fmpq

from boundkit.measures.least_squares import Interval, OnCells, Pair


@pytest.mark.parametrize("values", [Interval(fmpq(1)), Interval(fmpq(3)), Pair(fmpq(2))], ids=["1", "3", "pair"])
@pytest.mark.parametrize(("n", "cells"), [(1, 1), (5, 1), (6, 4), (30, 7)])
def test_risks_are_those_of_samples(values, n, cells):
    mean, top = fmpq(1, 3), float(int(values.reach))
    thing = OnCells(values, n, cells, mean, fmpq(1, 5))
    draw = np.random.default_rng(n + cells)
    counts = draw.binomial(n, 1 / cells, 100_000)
    averages = 1 / 3 + draw.standard_normal(counts.size) / np.sqrt(np.maximum(counts, 1))
    fits = np.where(averages > top / 2, top, 0) if isinstance(values, Pair) else np.clip(averages, 0, top)
    squares = (np.where(counts == 0, 0.2, fits) - 1 / 3) ** 2
    spread = 4 * squares.std() / math.sqrt(counts.size)
    assert float(thing.risk.lower) == pytest.approx(squares.mean(), abs=spread + 1e-12)


def test_what_is_known_by_hand():
    wide = OnCells(Interval(fmpq(10**6)), 4, 1, fmpq(5 * 10**5), fmpq(0)).risk
    assert wide.lower <= fmpq(1, 4) <= wide.upper  # without clipping the risk is 1/n
    assert float(OnCells(Pair(fmpq(1)), 1, 1, fmpq(1, 2), fmpq(0)).risk.lower) == pytest.approx(0.25)


def test_covers():
    assert OnCells(Interval(fmpq(1)), 1, 3, fmpq(0), fmpq(0)).entropy("1/20") == fmpq(691, 100)  # 3 log 10
    assert OnCells(Pair(fmpq(1)), 1, 1, fmpq(0), fmpq(0)).entropy(1) == fmpq(11, 10)
