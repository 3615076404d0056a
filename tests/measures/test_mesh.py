"""Meshes: a target is affine on their pieces, or they are refused."""

import pytest
from flint import fmpq

from boundkit.constructions.kuhn import interpolant, nodes, simplices
from boundkit.constructions.splines import spline
from boundkit.errors import ShapeError
from boundkit.measures.mesh import affine_through, intervals, pieces
from boundkit.networks import Affine, ReLUNetwork


def test_pieces_refuse_a_network_that_bends_inside():
    bent = spline([0, 1, 0])
    with pytest.raises(ShapeError, match="not affine on the simplex"):
        pieces(bent, simplices(1, 1))
    assert len(pieces(bent, simplices(1, 2))) == 2
    with pytest.raises(ShapeError, match="one output"):
        pieces(ReLUNetwork.affine([[1], [1]], [0, 0]), simplices(1, 1))


@pytest.mark.parametrize(("D", "N"), [(1, 2), (2, 2), (3, 1), (3, 2), (4, 1)])
def test_kuhn_networks_are_affine_on_kuhn_simplices(D, N):
    values = [fmpq(i * i % 7) for i, _ in enumerate(nodes(D, N))]
    for piece in pieces(interpolant(values, D, N), simplices(D, N)):
        for vertex in piece.vertices:
            assert piece.affine(vertex) == [values[nodes(D, N).index(vertex)]]


def test_kuhn_networks_bend_between_other_cells():
    values = [0, 0, 0, 1]
    lower_left = ((fmpq(0), fmpq(0)), (fmpq(1), fmpq(0)), (fmpq(0), fmpq(1)))
    with pytest.raises(ShapeError):
        pieces(interpolant(values, 2, 1), [lower_left])


def test_intervals_of_a_network():
    assert intervals(spline([0, 1, 0, 1])) == tuple(simplices(1, 3))
    with pytest.raises(ShapeError):
        intervals(interpolant([0] * 4, 2, 1))


def test_affine_through_a_triangle():
    corners = [(fmpq(0), fmpq(0)), (fmpq(2), fmpq(0)), (fmpq(0), fmpq(3))]
    assert affine_through(corners, [fmpq(1), fmpq(5), fmpq(7)]) == Affine([[2, 2]], [1])
