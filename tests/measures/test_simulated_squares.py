"""Simulated least squares against exact risks, and with nothing to learn."""

import numpy as np
import pytest
from flint import fmpq

from boundkit.measures.least_squares import Interval, OnCells
from boundkit.measures.simulated_squares import AffineSieve, DrawnCells, mean_risk


def test_the_risk_of_cells_is_the_exact_one():
    cells = DrawnCells(fmpq(1), 30, 4, 3)
    means = [fmpq(*float(mean).as_integer_ratio()) for mean in cells.means]
    exact = [float(OnCells(Interval(fmpq(1)), 30, 4, mean, fmpq(1, 2)).risk.lower) for mean in means]
    low, high = mean_risk(cells, 4000, 7)
    assert low < np.mean(exact) < high
    assert high - low < 0.1 * low


def test_the_sieve_finds_the_member_of_many_samples():
    sieve = AffineSieve(fmpq(1), 40_000, 4, 1, 3, fmpq(1, 100))
    assert sieve.ends == (fmpq(26, 100), fmpq(76, 100))
    assert sieve.distance == fmpq(1, 100)
    assert sieve.in_range
    assert sieve.risks(5, 0) == pytest.approx(1e-4)  # the member itself, off by 1/100 everywhere
    assert not AffineSieve(fmpq(1), 1, 4, 0, 4, fmpq(1, 100)).in_range


def test_the_sieve_against_all_members_one_by_one():
    sieve = AffineSieve(fmpq(2), 7, 3, 1, 2, fmpq(0))
    draw = np.random.default_rng(9)
    x = draw.uniform(size=(1, 7))
    y = 2 / 3 * (1 - x) + 4 / 3 * x + draw.standard_normal((1, 7))
    members = [(2 * i / 3, 2 * j / 3) for i in range(4) for j in range(4)]
    u, v = min(members, key=lambda m: ((y - m[0] * (1 - x) - m[1] * x) ** 2).sum())
    grid = np.linspace(0, 1, 10_001)
    risk = (((u - 2 / 3) * (1 - grid) + (v - 4 / 3) * grid) ** 2).mean()
    assert sieve.risks(1, 9)[0] == pytest.approx(risk, rel=1e-3)


def test_equal_seeds_draw_equal_sets():
    sieve = AffineSieve(fmpq(1), 10, 4, 1, 3, fmpq(0))
    assert (sieve.risks(20, 1) == sieve.risks(20, 1)).all()
    assert (sieve.risks(20, 1) != sieve.risks(20, 2)).any()
