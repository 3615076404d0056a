"""Mean squared errors on the circle against closed forms and midpoint sums."""

import numpy as np
import pytest
import sympy
from flint import fmpq

from boundkit.constructions.arcs import embedding
from boundkit.measures.circle_mean_square import circle_mean_square
from boundkit.measures.manifolds import CircleMixture
from boundkit.networks import ReLUNetwork

x, y = sympy.symbols("x y", real=True)


def test_closed_forms():
    """The mean of x^2 is 1/2; of (sigma(x) - x)^2, which is x^2 on a half of the circle, 1/4."""
    zero = circle_mean_square(sympy.Lambda((x, y), x + y), ReLUNetwork.affine([[0, 1]], [0]))
    assert zero.lower <= fmpq(1, 2) <= zero.upper
    half = circle_mean_square(sympy.Lambda((x, y), x), ReLUNetwork.of([[[1, 0]], [[1]]], [[0], [0]]))
    assert float(half.upper) == pytest.approx(0.25, rel=1e-9)
    constant = circle_mean_square(sympy.Lambda((x, y), 1), ReLUNetwork.affine([[0, 0]], [3]))
    assert float(constant.upper) == pytest.approx(4, rel=1e-9)


@pytest.mark.parametrize("fitted", [False, True])
def test_a_mixture_against_a_sum(fitted):
    mixture = CircleMixture(sympy.Lambda((x, y), sympy.exp(x) * y), 3, 2, embedding(2), fitted=fitted)
    angles = (np.arange(3000) + 0.5) * 2 * np.pi / 3000
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    seen = points @ np.array([[1, 0], [0, -1]])
    off = np.exp(points[:, 0]) * points[:, 1] - mixture.program.floats(seen)[:, 0]
    assert float(mixture.mean_square.upper) == pytest.approx(np.mean(off**2), rel=1e-4)
    assert np.mean(off**2) < float(mixture.error.upper) ** 2
