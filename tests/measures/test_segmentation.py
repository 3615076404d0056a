"""Best segmentations against brute force."""

from itertools import combinations, pairwise
from random import Random

import pytest
from flint import fmpq

from boundkit.errors import DomainError, ShapeError
from boundkit.measures.segmentation import affine_error, best_segmentation, best_square_error, square_error


def error_by_triples(points, values):
    """The best affine error on a finite set is that of its worst three points (de la Vallee Poussin)."""
    graph = list(zip(map(fmpq, points), map(fmpq, values), strict=True))
    worst = fmpq(0)
    for (a, f), (b, g), (c, h) in combinations(graph, 3):
        worst = max(worst, abs(g - f - (h - f) * (b - a) / (c - a)) / 2)
    return worst


def all_segmentations(points, values, p):
    size = len(points)
    for runs in range(1, p + 1):
        for starts in combinations(range(1, size), runs - 1):
            ends = [0, *starts, size]
            yield max(error_by_triples(points[a:b], values[a:b]) for a, b in pairwise(ends))


def random_values(seed, size=9):
    draw = Random(seed)
    return [fmpq(draw.randint(-20, 20), draw.randint(1, 5)) for _ in range(size)]


@pytest.mark.parametrize("seed", range(12))
def test_affine_error_against_all_triples(seed):
    values = random_values(seed)
    points = sorted(Random(seed).sample(range(100), len(values)))
    assert affine_error(points, values) == error_by_triples(points, values)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("p", [1, 2, 3, 8, 20])
def test_segmentation_against_all_divisions(seed, p):
    values = random_values(seed, 8)
    points = list(range(8))
    least, starts = best_segmentation(points, values, p)
    assert least == min(all_segmentations(points, values, p))
    assert len(starts) <= p
    ends = [*starts, 8]
    assert max(error_by_triples(points[a:b], values[a:b]) for a, b in pairwise(ends)) == least


@pytest.mark.parametrize("p", [1, 2, 3, 4, 6])
def test_the_grid_reaches_the_closed_form_for_the_square(p):
    points = [fmpq(i, 24) for i in range(25)]
    assert best_segmentation(points, [x**2 for x in points], p)[0] == best_square_error(p) == fmpq(1, 8 * p**2)


def test_other_grids_stay_below_the_closed_form():
    for size in (7, 10, 18):
        points = [fmpq(i, size) for i in range(size + 1)]
        for p in (1, 2, 3, 5):
            assert best_segmentation(points, [x**2 for x in points], p)[0] <= best_square_error(p)


def test_equal_lengths_are_best_for_the_square():
    draw = Random(1)
    for p in (1, 2, 5):
        assert square_error([fmpq(i, p) for i in range(p + 1)]) == best_square_error(p)
        for _ in range(20):
            breaks = sorted(fmpq(draw.randint(1, 99), 100) for _ in range(p - 1))
            assert square_error([0, *breaks, 1]) >= best_square_error(p)


def test_small_sets():
    assert affine_error([3], [5]) == affine_error([0, 1], [4, -4]) == 0
    assert best_segmentation([0], [1], 1) == (0, (0,))


def test_bad_input():
    with pytest.raises(ShapeError):
        affine_error([0, 1], [1])
    with pytest.raises(ShapeError):
        affine_error([], [])
    with pytest.raises(DomainError, match="ascend"):
        affine_error([0, 0], [1, 2])
    with pytest.raises(DomainError):
        best_segmentation([0, 1], [0, 1], 0)
    with pytest.raises(DomainError):
        best_square_error(0)
    with pytest.raises(DomainError):
        square_error([0, 1, "1/2"])
    with pytest.raises(DomainError):
        square_error([0])
