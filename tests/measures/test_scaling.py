"""Sizes of least risk: exact where rational, enclosed elsewhere, at an end where the slope keeps its sign."""

from math import exp, log
from random import Random

import pytest
from flint import fmpq
from scipy.optimize import brentq, minimize_scalar

from boundkit.errors import UndecidedError
from boundkit.measures import scaling
from boundkit.measures.scaling import log_tradeoff, tradeoff


@pytest.mark.parametrize(
    ("size", "p", "power", "rise"),
    [(fmpq(7), 1, fmpq(7), 1), (fmpq(22, 7), 2, fmpq(22, 7) ** 2, 2), (fmpq(4), fmpq(1, 2), fmpq(2), 1),
     (fmpq(9), fmpq(3, 2), fmpq(27), 2)],
)  # fmt: skip
def test_a_rational_best_size_is_found_exactly(size, p, power, rise):
    law = tradeoff(rise * power * size**rise / p, p, 1, rise)
    assert law.best_size.exact
    assert law.best_size.lower == size
    assert law.least_risk.exact
    assert law.least_risk.lower == (fmpq(rise) / p + 1) * size**rise


@pytest.mark.parametrize("seed", range(8))
def test_the_enclosures_agree_with_a_numeric_minimisation(seed):
    draw = Random(seed)
    a, b = draw.randint(10, 999), fmpq(draw.randint(1, 99), draw.randint(100, 999))
    p, rise = fmpq(draw.randint(1, 7), draw.randint(1, 4)), draw.randint(1, 2)
    law = tradeoff(a, p, b, rise)
    found = minimize_scalar(lambda u: a * exp(-float(p) * u) + float(b) * exp(rise * u), bounds=(0, 20),
                            method="bounded", options={"xatol": 1e-10})  # fmt: skip
    assert float(law.best_size.lower) == pytest.approx(exp(found.x), rel=1e-6)
    assert float(law.least_risk.lower) == pytest.approx(found.fun, rel=1e-9)
    assert law.least_risk.upper - law.least_risk.lower < law.least_risk.lower / 10**15
    assert law.best_size.upper - law.best_size.lower < law.best_size.lower / 10**15


def test_ends_of_the_range():
    assert tradeoff("1/10", 1, 1, 1).bracket() == (1, 1)
    assert tradeoff(8, 1, 1, 1, most=2).bracket() == (2, 2)
    assert tradeoff(8, 1, 1, 1, most=2).least_risk.lower == 6
    assert tradeoff(4, 1, 1, 1, most=2).bracket() == (2, 2)


@pytest.mark.parametrize("seed", range(8))
def test_the_last_local_minimum_with_a_logarithm_agrees_with_a_numeric_minimisation(seed):
    draw = Random(seed)
    a, b = fmpq(draw.randint(1, 99), 100), fmpq(draw.randint(1, 99), draw.randint(1, 9))
    p, most = fmpq(draw.randint(1, 7), draw.randint(1, 4)), 10 ** draw.randint(6, 12)
    law = log_tradeoff(a, p, b, most)
    place = law.best_samples

    def slope(u):  # of the risk at exp(u) samples, in floating point, over its scale
        return float(p * a / (b * most)) * exp((float(p) + 2) * u - float(p) * log(most)) - 2 * u + 1

    top = log(most)
    turn = (log(2 / (float(p * a / (b * most)) * (float(p) + 2))) + float(p) * top) / (float(p) + 2)
    expected = exp(brentq(slope, turn, top, xtol=1e-14)) if turn < top and slope(top) > 0 else most
    assert float(place.lower) == pytest.approx(expected, rel=1e-9)


def test_ends_of_the_range_with_a_logarithm():
    assert log_tradeoff("0.00304", 1, "3.168", "1247/3").best_samples.lower == fmpq(1247, 3)
    assert log_tradeoff(1000, 1, 1, 10).bracket() == (1, 1)
    assert log_tradeoff(1, 2, 1, 1).bracket() == (1, 1)
    assert log_tradeoff(1, 2, 1, 10).least_risk.lower == fmpq(1, 100)


def test_a_slope_that_is_not_told_from_0_says_so(monkeypatch):
    monkeypatch.setattr(scaling, "_SLOPE_PRECISIONS", (2,))
    with pytest.raises(UndecidedError, match="too near 0"):
        log_tradeoff(1, 1, 1, 10).falls_at(fmpq(16487, 10000))
