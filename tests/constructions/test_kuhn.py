"""The Kuhn triangulation, its hats and interpolants, against direct formulas and search over all simplices."""

from itertools import product
from math import ceil, factorial, log2
from random import Random

import pytest
from flint import fmpq, fmpq_mat

from boundkit.constructions.kuhn import (
    hat,
    interpolant,
    interpolate,
    nodes,
    simplices,
    sup_distance,
    worst_place,
)
from boundkit.errors import DomainError, ShapeError

GRIDS = [(1, 1), (1, 5), (2, 1), (2, 3), (3, 1), (3, 2), (4, 1)]


def random_point(draw, D, low=0, high=1, denominator=24):
    return [fmpq(draw.randint(low * denominator, high * denominator), denominator) for _ in range(D)]


def barycentric_interpolation(values, D, N, point):
    """The interpolant by solving for the weights on every simplex and keeping the one with no negative weight."""
    heights = dict(zip(nodes(D, N), values, strict=True))
    for simplex in simplices(D, N):
        system = fmpq_mat([[1, *vertex] for vertex in simplex]).transpose()
        weights = system.solve(fmpq_mat(D + 1, 1, [1, *point])).entries()
        if min(weights) >= 0:
            return sum((w * heights[v] for w, v in zip(weights, simplex, strict=True)), fmpq(0))
    raise AssertionError("no simplex holds the point")


@pytest.mark.parametrize(("D", "N"), GRIDS)
def test_simplices_fill_the_cube(D, N):
    cells = list(simplices(D, N))
    assert len(cells) == len(set(cells)) == N**D * factorial(D)
    volumes = [abs(fmpq_mat([[1, *vertex] for vertex in cell]).det()) / factorial(D) for cell in cells]
    assert set(volumes) == {fmpq(1, N**D * factorial(D))}
    assert {vertex for cell in cells for vertex in cell} == set(nodes(D, N))


@pytest.mark.parametrize("D", [1, 2, 3, 4])
def test_hat_is_one_at_the_origin_and_zero_at_other_integers(D):
    bump = hat(D)
    for place in product((-2, -1, 0, 1, 2), repeat=D):
        assert bump(place) == [int(not any(place))]
    assert len(bump.widths) == 2 + ceil(log2(D))


@pytest.mark.parametrize("D", [1, 2, 3, 4, 5])
def test_hat_agrees_with_its_formula(D):
    draw = Random(D)
    for _ in range(60):
        x = random_point(draw, D, -2, 2)
        assert hat(D)(x) == [max(0, 1 + min(0, *x) - max(0, *x))]


@pytest.mark.parametrize(("D", "N"), GRIDS)
def test_network_evaluator_and_search_agree(D, N):
    draw = Random(f"{D} {N}")
    values = [fmpq(draw.randint(-50, 50), 7) for _ in nodes(D, N)]
    network = interpolant(values, D, N)
    for _ in range(25):
        x = random_point(draw, D)
        assert network(x) == [interpolate(values, D, N, x)] == [barycentric_interpolation(values, D, N, x)]


@pytest.mark.parametrize(("D", "N"), GRIDS)
def test_values_at_the_nodes_are_kept(D, N):
    values = [fmpq(i * i % 11, 3) for i, _ in enumerate(nodes(D, N))]
    network = interpolant(values, D, N)
    for node, value in zip(nodes(D, N), values, strict=True):
        assert network(node) == [value] == [interpolate(values, D, N, node)]


def test_affine_functions_are_reproduced():
    def f(x):
        return 3 * x[0] - x[1] / 2 + 5 * x[2] + fmpq(1, 7)

    network = interpolant([f(node) for node in nodes(3, 2)], 3, 2)
    draw = Random(0)
    for _ in range(20):
        x = random_point(draw, 3)
        assert network(x) == [f(x)]


def test_one_wrong_value_is_seen_at_its_node_only():
    values = [fmpq(0)] * 9
    changed = [*values[:4], fmpq(1), *values[5:]]
    assert interpolant(changed, 2, 2)(["1/2", "1/2"]) == [1]
    assert [node for node in nodes(2, 2) if interpolant(changed, 2, 2)(node) != [0]] == [(fmpq(1, 2), fmpq(1, 2))]


@pytest.mark.parametrize("D", [1, 2, 3, 4, 5])
def test_distance_network(D):
    draw = Random(D)
    centre = random_point(draw, D)
    for _ in range(20):
        x = random_point(draw, D, -1, 2)
        assert sup_distance(centre)(x) == [max(abs(a - b) for a, b in zip(x, centre, strict=True))]


def test_worst_places():
    assert worst_place(1) == (fmpq(1, 2),)
    assert worst_place(2) == (fmpq(4, 7), fmpq(2, 7))
    for D in range(1, 9):
        place = worst_place(D)
        assert len(place) == D
        assert sorted(place, reverse=True) == list(place)
        assert 0 < place[-1] <= place[0] < 1


@pytest.mark.parametrize(
    "call", [lambda: nodes(0, 1), lambda: nodes(1, 0), lambda: list(simplices(0, 3)), lambda: hat(0)]
)
def test_empty_grids_are_refused(call):
    with pytest.raises(ShapeError):
        call()


def test_wrong_shapes_are_refused():
    with pytest.raises(ShapeError, match="4 nodes, but 3 values"):
        interpolant([0, 0, 0], 2, 1)
    with pytest.raises(ShapeError, match="takes 2 inputs"):
        interpolate([0] * 4, 2, 1, [0])
    with pytest.raises(DomainError, match="outside"):
        interpolate([0] * 4, 2, 1, [0, "3/2"])
