"""Sizes of least risk: exact where rational, enclosed elsewhere, at an end where the slope keeps its sign."""

from math import exp
from random import Random

import pytest
from flint import fmpq
from scipy.optimize import minimize_scalar

from boundkit.measures.scaling import tradeoff


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
