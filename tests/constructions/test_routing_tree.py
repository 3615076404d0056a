"""Trees of prototypes against the nearest centre by brute force."""

from itertools import product
from random import Random

import pytest
from flint import fmpq

from boundkit.constructions.routing_tree import cell_of, cells, centre, follow, numbers_read, routing_tree
from boundkit.errors import ShapeError
from boundkit.networks import nearest_prototype

SIZES = [(1, 1, 2), (1, 7, 2), (1, 16, 4), (1, 23, 3), (2, 3, 2), (2, 5, 3), (3, 2, 2), (3, 3, 2)]


def halvings(G, v):
    """ceil(log_v G)."""
    number, reached = 0, 1
    while reached < G:
        number, reached = number + 1, reached * v
    return number


def leaves(tree):
    return [box for box in tree if tree.out_degree(box) == 0]


@pytest.mark.parametrize(("D", "G", "v"), SIZES)
def test_leaves_are_the_cells_and_their_centres(D, G, v):
    tree = routing_tree(D, G, v)
    assert sorted(map(cell_of, leaves(tree))) == cells(D, G)
    assert all(tree.nodes[box]["prototype"] == centre(cell_of(box), G) for box in leaves(tree))


@pytest.mark.parametrize(("D", "G", "v"), SIZES)
def test_corners_of_cells_moved_inward_reach_their_cell(D, G, v):
    tree = routing_tree(D, G, v)
    for cell, signs in product(cells(D, G), product((-1, 1), repeat=D)):
        inside = [c + sign * fmpq(999, 2000 * G) for c, sign in zip(centre(cell, G), signs, strict=True)]
        assert cell_of(follow(tree, inside)[-1]) == cell


@pytest.mark.parametrize(("D", "G", "v"), SIZES)
def test_random_points_reach_the_nearest_centre(D, G, v):
    tree, draw = routing_tree(D, G, v), Random(f"{D} {G} {v}")
    gate = nearest_prototype([centre(cell, G) for cell in cells(D, G)])
    for _ in range(60):
        point = [fmpq(draw.randint(0, 10_007), 10_007) for _ in range(D)]
        assert cells(D, G)[gate.choose(point)] == cell_of(follow(tree, point)[-1])


@pytest.mark.parametrize(("D", "G", "v"), SIZES)
def test_a_way_is_no_longer_than_it_may_be(D, G, v):
    tree = routing_tree(D, G, v)
    assert max(len(follow(tree, tree.nodes[leaf]["prototype"])) - 1 for leaf in leaves(tree)) <= D * halvings(G, v)
    most = v * D * D * halvings(G, v)
    assert numbers_read(tree) == most if v ** halvings(G, v) == G else numbers_read(tree) <= most


def test_one_cut_of_all_axes_together_would_be_too_few():
    """v = 2, D = 3, G = 3 needs 6 levels, not ceil(log_2 27) = 5."""
    tree = routing_tree(3, 3, 2)
    assert max(len(follow(tree, tree.nodes[leaf]["prototype"])) - 1 for leaf in leaves(tree)) == 6


@pytest.mark.parametrize(("D", "G", "v"), [(0, 1, 2), (1, 0, 2), (1, 2, 1)])
def test_no_tree(D, G, v):
    with pytest.raises(ShapeError, match="a routing tree needs D >= 1, G >= 1 and a valency v >= 2"):
        routing_tree(D, G, v)
