"""Displaced prototypes: the farthest point against a fine search, and the moves that reach farthest."""

from itertools import product

import pytest
from flint import fmpq

from boundkit.constructions.displaced import displaced, randomly_displaced, worst_displaced


def nearest(grid, point):
    squares = [sum((a - b) ** 2 for a, b in zip(p, point, strict=True)) for p in grid.prototypes]
    return [index for index, square in zip(grid.indices, squares, strict=True) if square == min(squares)]


@pytest.mark.parametrize(("D", "G", "seed"), [(1, 3, 0), (2, 2, 1), (2, 3, 2)])
def test_no_point_of_a_fine_grid_reaches_farther(D, G, seed):
    grid = randomly_displaced(D, G, fmpq(1, 4), seed)
    steps = 24 * G if D == 1 else 8 * G
    reached = [
        sum(grid.outside(index, point))
        for point in product([fmpq(k, steps) for k in range(steps + 1)], repeat=D)
        for index in nearest(grid, point)
    ]
    assert max(reached) <= grid.farthest.beyond
    assert grid.farthest.index in nearest(grid, grid.farthest.point)
    assert sum(grid.outside(grid.farthest.index, grid.farthest.point)) == grid.farthest.beyond


def test_centres_reach_nowhere():
    assert displaced(2, 3, lambda index: [fmpq(0)] * 2).farthest.beyond == 0


@pytest.mark.parametrize(("rho", "reach"), [(fmpq(26, 100), fmpq(13, 24)), (fmpq(3, 10), fmpq(3, 4))])
def test_above_the_limit_a_neighbour_that_moves_back_is_worse(rho, reach):
    grid = worst_displaced(2, 2, rho, back=True)
    assert grid.farthest.beyond / grid.h == reach == rho / (1 - 2 * rho) > 2 * rho


def test_the_neighbour_is_no_nearer():
    for seed in range(5):
        grid = randomly_displaced(2, 2, fmpq(1, 4), seed)
        assert sum(grid.nearer_along) <= 0
    assert worst_displaced(2, 2, fmpq(1, 4)).witness()["its cell"] == [0, 1]
