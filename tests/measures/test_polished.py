"""Stationary boundaries, against the best ones for powers."""

import numpy as np
import pytest

from boundkit.constructions.segments import self_similar
from boundkit.measures.formula_regression import parts_of
from boundkit.measures.polished import stationary


@pytest.mark.parametrize(("beta", "k"), [("x", 1), ("x**2", 2), ("x**4", 4)])
@pytest.mark.parametrize("m", [2, 9, 200])
def test_for_powers_they_are_the_best(beta, k, m):
    best = np.array([int(place.p) / int(place.q) for place in self_similar(k, m)[1:-1]])
    first = best + 0.2 / m**2 * np.sin(np.arange(m - 1) + 1)
    assert np.abs(stationary(parts_of(beta), first) - best).max() < 1e-9
    assert np.abs(first - best).max() > 1e-6


def test_none_where_beta_is_constant():
    assert stationary(parts_of("0*x + 1"), np.array([0.3, 0.6])) is None
