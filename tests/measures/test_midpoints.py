"""Errors of means of McShane extensions, and polytopes cut into simplices."""

import pytest
import sympy
from flint import fmpq

from boundkit.arithmetic.rational import matrix
from boundkit.constructions.kuhn import sup_distance, worst_place
from boundkit.errors import NotEvaluableError
from boundkit.measures.approximation import kuhn_approximation
from boundkit.measures.midpoints import Midpoint, cut, mesh_of
from boundkit.regions.polytope import Polytope

x, y = sympy.symbols("x y", real=True)


def volume(simplex):
    first, *others = simplex
    return abs(matrix([[a - b for a, b in zip(other, first, strict=True)] for other in others]).det())


@pytest.mark.parametrize("D", [1, 2, 3])
def test_a_cube_cut_into_simplices_keeps_its_volume(D):
    parts = list(cut(Polytope.box([0] * D, [2] * D)))
    assert sum(map(volume, parts)) == 2**D * sympy.factorial(D)


def test_the_mesh_of_a_mean_makes_up_the_square():
    network = Midpoint(sympy.Lambda((x, y), x * y), 1, 2).network
    assert sum(volume(piece.vertices) for piece in mesh_of(network)) == 2
    for piece in mesh_of(network):
        centre = [sum(axis, fmpq(0)) / 3 for axis in zip(*piece.vertices, strict=True)]
        assert piece.affine(centre) == network(centre)


@pytest.mark.parametrize(("D", "kuhn"), [(1, fmpq(1, 2)), (2, fmpq(4, 7))])
def test_the_worst_for_kuhn_is_served_better(D, kuhn):
    target = sup_distance(worst_place(D))
    assert kuhn_approximation(target, 1).error.upper == kuhn
    found = Midpoint(target, 1, 1).error
    assert found.exact
    assert found.upper == (fmpq(1, 2) if D == 1 else fmpq(3, 7))


@pytest.mark.heavy
def test_the_worst_for_kuhn_in_space():
    target = sup_distance(worst_place(3))
    assert kuhn_approximation(target, 1).error.upper == fmpq(5, 8)
    assert Midpoint(target, 1, 1).error.upper == fmpq(1, 2)


def test_a_formula_on_a_line():
    found = Midpoint(sympy.Lambda(x, x**2), 2, 2)
    assert found.error.exact
    assert found.error.upper <= fmpq(1, 2)
    assert found.error.upper >= abs(fmpq(1, 16) - found.network(["1/4"])[0])
    with pytest.raises(NotEvaluableError, match="irrational"):
        _ = Midpoint(sympy.Lambda(x, sympy.sqrt(x)), 2, 1).network
