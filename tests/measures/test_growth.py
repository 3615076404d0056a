"""Growth functions against Cover's numbers, arrangements and brute force."""

from itertools import combinations, pairwise, product
from math import comb
from random import Random

import pytest
from flint import arb, fmpq

from boundkit.constructions.bumps import Bumps, TranslatedCopies, simplex
from boundkit.errors import DomainError
from boundkit.measures.growth import (
    affine_dichotomies,
    face_points,
    fewest_intervals,
    labellings,
    labellings_on_line,
    realises,
    served_apart,
    sign_vectors,
    unrealised,
    vc_dimension_on_line,
)
from boundkit.networks import LinearGate, ReLUNetwork
from boundkit.regions.arrangement import regions_of_arrangement


def random_forms(count, dimension, seed, size=50):
    draw = Random(seed)
    return [[draw.randint(-size, size) for _ in range(dimension + 1)] for _ in range(count)]


# shattering ------------------------------------------------------------------------------------------------------


def test_a_zero_realises_neither_label():
    line = ReLUNetwork.affine([[1]], [0])
    assert realises(line, [[1], [-1]], (True, False))
    assert not realises(line, [[0]], (True,))
    assert not realises(line, [[0]], (False,))
    assert realises(line, [], ())


def test_networks_in_one_batch_agree_with_one_point_at_a_time():
    weights = [[1, -2], [3, 1], [0, 1]], [[1, 1, -4], [2, 0, 1]], [[1, -1]]
    network = ReLUNetwork.of(weights, [[0, 1, 2], [1, -3], [-1]])
    points = [[x, y] for x in range(-3, 4) for y in range(-3, 4)]
    labels = tuple(network(point)[0] > 0 for point in points)
    strict = [index for index, point in enumerate(points) if network(point)[0] != 0]
    assert any(labels)
    assert realises(network, [points[k] for k in strict], tuple(labels[k] for k in strict))
    assert not realises(network, [points[strict[0]]], (not labels[strict[0]],))


def test_a_ball_that_meets_zero_realises_nothing():
    for label in (True, False):
        assert not realises(lambda point: [arb(0, 1)], [[0]], (label,))
    assert realises(lambda point: [arb(2, 1)], [[0]], (True,))


def test_the_first_labelling_that_fails_is_named():
    constant = lambda labels: ReLUNetwork.affine([[0]], [1 if sum(labels) else -1])  # noqa: E731
    assert unrealised([[0], [1]], constant) == (False, True)
    assert unrealised([[0], [1]], constant, chosen=[(True, True), (False, False)]) is None
    bumps = Bumps(2, 3)
    assert unrealised(bumps.points, bumps.member) is None


def test_a_bump_network_of_another_labelling_is_caught():
    bumps = Bumps(2, 3)
    wrong = lambda labels: bumps.member((*labels[:-1], not labels[-1]))  # noqa: E731
    assert unrealised(bumps.points, wrong) is not None


def test_ties_and_strangers_are_not_served_apart():
    copies = TranslatedCopies(simplex(2), 3)
    assert served_apart(copies.gate, copies.groups)
    assert not served_apart(copies.gate, copies.groups[::-1])
    assert not served_apart(LinearGate([[0], [0]], [0, 0]), [[[1]], []])


# labellings on a line --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("changes", [0, 1, 2])
def test_fewest_intervals_against_all_cuts(changes):
    for labels in labellings(7):
        flips = [k for k in range(1, 7) if labels[k] != labels[k - 1]]

        def allowed(cuts, labels=labels, flips=flips):
            ends = [0, *cuts, 7]
            return all(sum(a < k < b for k in flips) <= changes for a, b in pairwise(ends))

        least = min(size + 1 for size in range(7) for cuts in combinations(range(1, 7), size) if allowed(cuts))
        assert fewest_intervals(labels, changes) == least


@pytest.mark.parametrize("cells", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("changes", [0, 1])
def test_labellings_on_a_line_have_few_changes(cells, changes):
    for count in range(1, 9):
        served = [labels for labels in labellings(count) if fewest_intervals(labels, changes) <= cells]
        assert labellings_on_line(count, cells, changes) == len(served)
    assert vc_dimension_on_line(cells, changes) == cells * (changes + 1)


def test_the_line_refuses_negative_numbers():
    with pytest.raises(DomainError, match="both are >= 0"):
        vc_dimension_on_line(-1, 0)


def test_nearest_prototypes_on_a_line_realise_what_intervals_allow():
    """Three prototypes and constants, by trying all prototypes on a fine grid."""
    points = [0, 1, 2, 3]
    found = set()
    for prototypes in combinations(range(-2, 12), 3):
        nearest = [min(range(3), key=lambda e: abs(2 * x - prototypes[e])) for x in points]
        found |= {tuple(values[e] for e in nearest) for values in product((False, True), repeat=3)}
    assert found == {labels for labels in labellings(4) if fewest_intervals(labels, 0) <= 3}


def test_labellings_of_no_points_and_of_many():
    assert labellings_on_line(0, 2, 1) == 1
    assert labellings_on_line(1000, 1, 0) == 2
    assert labellings_on_line(10, 10, 3) == 2**10


# dichotomies -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "D", "expected"), [(7, 2, 44), (1, 1, 2), (4, 2, 14), (5, 4, 32), (6, 3, 52)])
def test_cover_s_numbers(n, D, expected):
    points = [[t**k for k in range(1, D + 1)] for t in range(n)]
    assert affine_dichotomies(points) == expected == 2 * sum(comb(n - 1, j) for j in range(D + 1))


def test_dichotomies_of_special_points():
    assert affine_dichotomies([]) == 1
    assert affine_dichotomies([[0, 0], [1, 1], [2, 2]]) == 6  # three on a line
    assert affine_dichotomies([[3, 4], [3, 4]]) == 2  # the same point twice
    assert affine_dichotomies([[0, 0], [0, 1], [1, 0], [1, 1]]) == 14  # all but the two of exclusive or


# sign vectors ----------------------------------------------------------------------------------------------------


def test_sign_vectors_on_a_line_against_many_samples():
    draw = Random(3)
    for _ in range(20):
        roots = [[draw.randint(-4, 4) for _ in range(draw.randint(1, 3))] for _ in range(3)]
        samples = [fmpq(k, 4) for k in range(-24, 25)]
        seen = set()
        for x in samples:
            values = []
            for row in roots:
                value = fmpq(1)
                for root in row:
                    value *= x - root
                values.append(value > 0)
            seen.add(tuple(values))
        assert sign_vectors([[(1, -root) for root in row] for row in roots], 1) == len(seen)


def test_a_square_vanishes_on_a_face_only():
    assert sign_vectors([[(1, 0), (1, 0)]], 1) == 2
    assert sign_vectors([[(1, 0, 0), (1, 0, 0)], [(0, 1, 0), (0, 1, 0)]], 2) == 4


def test_sign_vectors_of_affine_forms_are_regions():
    for dimension in (1, 2, 3):
        forms = random_forms(4, dimension, 5)
        assert sign_vectors([[form] for form in forms], dimension) == regions_of_arrangement(forms, dimension)


def test_constant_factors_and_no_polynomials():
    assert sign_vectors([], 2) == 1
    assert sign_vectors([[(0, 0, 3)], [(0, 0, -3)], [(0, 0, 0)]], 2) == 1


def test_two_crossing_lines_have_nine_faces():
    forms = [(1, 0, 0), (1, 1, -3)]
    signs = lambda form, x: (v > 0) - (v < 0) if (v := form[0] * x[0] + form[1] * x[1] + form[2]) else 0  # noqa: E731
    assert len({tuple(signs(form, point) for form in forms) for point in face_points(forms, 2)}) == 9
