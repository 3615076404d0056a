"""Errors of means of McShane extensions, and polytopes cut into simplices."""

import pytest
import sympy
from flint import fmpq

from boundkit.arithmetic.rational import matrix
from boundkit.constructions.kuhn import sup_distance, worst_place
from boundkit.errors import NotEvaluableError
from boundkit.measures.midpoints import Midpoint, beside_kuhn, cut, mesh_of
from boundkit.regions.polytope import Polytope

x, y, z = sympy.symbols("x y z", real=True)


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


@pytest.mark.parametrize(
    ("D", "mean", "kuhn", "means", "kuhns"),
    [(1, "1/2", "1/2", 29, 14), (2, "3/7", "4/7", 89, 72), (3, "1/2", "5/8", 227, 248)],
)
def test_the_worst_for_kuhn_is_served_no_worse(D, mean, kuhn, means, kuhns):
    found = beside_kuhn(sup_distance(worst_place(D)), 1, 1)
    assert found.mean_error.exact
    assert found.kuhn_error.exact
    assert [str(found.mean_error), str(found.kuhn_error)] == [mean, kuhn]
    assert (found.mean_parameters, found.kuhn_parameters) == (means, kuhns)


@pytest.mark.parametrize("D", [1, 2, 3])
def test_the_worst_for_means_is_half_the_mesh_in_every_dimension(D):
    found = beside_kuhn(sup_distance(["1/2"] * D), 1, 1)
    assert str(found.mean_error) == "1/2"
    assert found.kuhn_error.upper <= classical_kuhn(D)


def classical_kuhn(D):
    """The Kuhn interpolant errs most at the distance to the worst place: 1/2, 4/7, 5/8."""
    return (fmpq(1, 2), fmpq(4, 7), fmpq(5, 8))[D - 1]


@pytest.mark.heavy
def test_a_polynomial_in_space():
    found = beside_kuhn(sympy.Lambda((x, y, z), x * y - z**2), 1, 4)
    assert (str(found.mean_error), str(found.kuhn_error)) == ("47/64", "1/4")
    assert found.mean_error.upper <= 2


def test_a_formula_on_a_line():
    found = Midpoint(sympy.Lambda(x, x**2), 2, 2)
    assert found.error.exact
    assert found.error.upper <= fmpq(1, 2)
    assert found.error.upper >= abs(fmpq(1, 16) - found.network(["1/4"])[0])
    with pytest.raises(NotEvaluableError, match="irrational"):
        _ = Midpoint(sympy.Lambda(x, sympy.sqrt(x)), 2, 1).network
