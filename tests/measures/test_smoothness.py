"""Lipschitz and curvature constants of targets: bounds just above the truth, or none."""

import pytest
import sympy
from sympy import Abs, Lambda, Max, Piecewise, exp, sin, sqrt

from boundkit.constructions.kuhn import sup_distance
from boundkit.measures import smoothness
from boundkit.measures.approximation import spline_approximation
from boundkit.measures.smoothness import curvature_bound, lipschitz_bound
from boundkit.networks import ReLUNetwork

x, y, z = sympy.symbols("x y z", real=True)


def test_constants_of_rational_quadratics_are_exact():
    f = Lambda((x, y), x**2 + x * y - y)
    assert lipschitz_bound(f) == 3 + 1
    assert curvature_bound(f) == 3


@pytest.mark.parametrize(
    ("f", "Lip", "M"), [(sin(3 * x), 3, 9), (exp(x), 2.718281828, 2.718281828), (1 / (1 + x**2), 0.6495190, 2)]
)
def test_constants_lie_just_above_the_truth(f, Lip, M):
    for bound, truth in ((lipschitz_bound(Lambda(x, f)), Lip), (curvature_bound(Lambda(x, f)), M)):
        assert truth <= float(bound) <= 1.021 * truth


def test_constants_of_networks():
    assert lipschitz_bound(sup_distance(["1/3", "1/4"])) == 1
    assert lipschitz_bound(ReLUNetwork.affine([[2, -3]], [1])) == 5
    assert curvature_bound(ReLUNetwork.affine([[2, -3]], [1])) == 0
    assert curvature_bound(sup_distance(["1/3"])) is None


@pytest.mark.parametrize("f", [Abs(x - sympy.Rational(1, 3)), Max(x, 1 - x), Piecewise((x, x < 1), (1, True))])
def test_no_curvature_for_kinks(f):
    assert curvature_bound(Lambda(x, f)) is None


def test_no_curvature_for_a_kink_in_disguise():
    """The second derivative of sqrt((t - 1/2)^2) simplifies to 0, though |t - 1/2| has a kink."""
    t = sympy.Symbol("t")
    disguised = Lambda(t, sqrt((2 * t - 1) ** 2))
    assert curvature_bound(disguised) is None
    assert lipschitz_bound(disguised) is None


def test_no_lipschitz_constant_for_the_root():
    assert lipschitz_bound(Lambda(x, sqrt(x))) is None
    assert lipschitz_bound(Lambda(x, sqrt(x + 1))) is not None


def test_claimed_constants_are_checked():
    fit = spline_approximation(Lambda(x, x**2), 2, Lip=2, M=2)
    assert smoothness.is_lipschitz(fit)
    assert smoothness.has_bounded_hessian(fit)
    low = spline_approximation(Lambda(x, x**2), 2, Lip="19/10", M=1)
    assert not smoothness.is_lipschitz(low)
    assert not smoothness.has_bounded_hessian(low)
