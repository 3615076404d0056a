"""Classes that approximate Lipschitz functions, and the worst case of methods."""

from itertools import product
from random import Random

import pytest
from flint import fmpq

from boundkit.measures.approximating import Approximating, CellConstants, KuhnInterpolants, LeastClass, Recovery


def looked_at(family, Lip, eps):
    return Approximating(family, fmpq(Lip), fmpq(*eps))


@pytest.mark.parametrize(("eps", "points"), [((1, 2), 1), ((1, 4), 2), ((1, 5), 3), ((1, 8), 4), ((3, 1), 1)])
def test_points_of_an_axis_are_more_than_twice_the_error_apart(eps, points):
    thing = looked_at(CellConstants(1, 1), 1, eps)
    assert thing.points_of_axis() == points
    assert points == 1 or fmpq(1, points - 1) > 2 * thing.eps >= fmpq(1, points)


def test_what_approximates():
    assert looked_at(CellConstants(2, 2), 1, (1, 4)).approximates()
    assert not looked_at(CellConstants(2, 2), 1, (1, 5)).approximates()
    assert looked_at(KuhnInterpolants(2, 2), 1, (2, 7)).approximates()
    assert not looked_at(KuhnInterpolants(2, 2), 1, (1, 4)).approximates()
    assert KuhnInterpolants(2, 2).vc_dimension().upper == 9


def test_the_least_class():
    for D, eps in product((1, 2), ((1, 3), (1, 4), (1, 7))):
        thing = LeastClass(D, fmpq(1), fmpq(*eps))
        assert thing.vc_dimension().exact
        assert thing.vc_dimension().upper == thing.fewest_cells() ** D


def test_integer_roots():
    assert [Recovery(n, 3, fmpq(1)).cells for n in (1, 7, 8, 26, 27, 63, 64)] == [1, 1, 2, 2, 3, 3, 4]


def test_random_nodes_leave_a_point_of_the_grid_far():
    draw = Random(0)
    for n, D in ((3, 1), (5, 2), (8, 2), (11, 3)):
        thing = Recovery(n, D, fmpq(1))
        places = [[fmpq(draw.randint(0, 30), 30) for _ in range(D)] for _ in range(n)]
        grid = list(product([fmpq(i, thing.cells) for i in range(thing.cells + 1)], repeat=D))
        far = max(min(max(abs(a - b) for a, b in zip(p, v, strict=True)) for v in places) for p in grid)
        assert far >= thing.radius().lower
