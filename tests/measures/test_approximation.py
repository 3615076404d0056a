"""Approximations with rounded node values."""

import sympy
from flint import fmpq
from sympy import Lambda, exp

from boundkit.constructions.kuhn import nodes, sup_distance
from boundkit.measures.approximation import kuhn_approximation, spline_approximation
from boundkit.measures.mesh import pieces
from boundkit.measures.supnorm import sup_error
from boundkit.measures.targets import sample

x, y, z = sympy.symbols("x y z", real=True)


def test_rounding_of_node_values():
    values, rounding = sample(Lambda(x, exp(x)), nodes(1, 3))
    assert 0 < rounding <= fmpq(1, 2**96)
    assert values[0] == 1
    assert sample(Lambda(x, 1 / (1 + x**2)), nodes(1, 3)) == ([1, fmpq(9, 10), fmpq(9, 13), fmpq(1, 2)], 0)
    assert sample(sup_distance([0]), nodes(1, 1)) == ([0, 1], 0)


def test_rounding_widens_the_error():
    fit = spline_approximation(Lambda(x, exp(x)), 2)
    bare = sup_error(fit.target, pieces(fit.network, fit.mesh))
    assert fit.error.lower == bare.lower - fit.rounding
    assert fit.error.upper == bare.upper + fit.rounding


def test_a_fit_that_several_claims_look_at_is_made_once():
    f = Lambda((x, y), x * y)
    fit = kuhn_approximation(f, 2, M=1)
    assert kuhn_approximation(Lambda((x, y), x * y), 2, M=1) is fit
    assert kuhn_approximation(f, 3, M=1).error != fit.error
    assert kuhn_approximation(f, 2, M=2).constants == {"M": 2}
