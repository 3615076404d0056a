"""Sums of local networks on a mesh, against all units at all vertices."""

from random import Random

import pytest
from flint import fmpq

from boundkit.constructions.kuhn import hats, interpolant, nodes, simplices
from boundkit.measures.local_values import local_values
from boundkit.measures.mesh import pieces
from boundkit.networks import Affine, ReLUNetwork
from boundkit.networks.parallel import Parallel


@pytest.mark.parametrize(("D", "N"), [(1, 1), (1, 7), (2, 1), (2, 3), (3, 2)])
def test_kuhn_networks_of_hats(D, N):
    draw = Random(f"{D} {N}")
    values = [fmpq(draw.randint(-50, 50), 7) for _ in nodes(D, N)]
    assert pieces(hats(values, D, N), simplices(D, N)) == pieces(interpolant(values, D, N), simplices(D, N))


def test_what_bends_inside_a_simplex_is_none():
    tent = ReLUNetwork.of([[[1], [1], [1]], [[4, -8, 4]]], [[0, "-1/4", "-1/2"], [1]])
    cells = list(simplices(1, 2))
    assert local_values(Parallel((tent, tent)), cells) == [None, [2, 2]]
    assert local_values(Parallel((tent,)), list(simplices(1, 4))) == [[1, 2], [2, 1], [1, 1], [1, 1]]


@pytest.mark.parametrize("seed", range(8))
def test_parts_of_any_kind(seed):
    """Translates of one random network, and others: on fine meshes the vertices have the values of the whole."""
    draw = Random(seed)

    def layer(outputs, inputs):
        return Affine([[draw.randint(-2, 2) for _ in range(inputs)] for _ in range(outputs)],
                      [fmpq(draw.randint(-4, 4), 2) for _ in range(outputs)])  # fmt: skip

    first, second = layer(3, 2), layer(2, 3)
    parts = []
    for k in range(4):
        moved = first.after(Affine([[1, 0], [0, 1]], [-fmpq(k, 4), fmpq(k, 8)])) if k < 3 else layer(3, 2)
        parts.append(ReLUNetwork((moved, second, layer(1, 2))))
    network, cells = Parallel(tuple(parts)), list(simplices(2, 4))
    for cell, found in zip(cells, local_values(network, cells), strict=True):
        if found is not None:
            assert found == [network(vertex)[0] for vertex in cell]
        else:
            with pytest.raises(Exception, match="not affine"):
                pieces(network.whole, [cell])


def test_a_network_that_is_off_everywhere():
    off = ReLUNetwork.of([[[1]], [[1]]], [[-9], [5]])
    assert local_values(Parallel((off, off)), list(simplices(1, 1))) == [[10, 10]]
