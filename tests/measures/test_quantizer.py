"""The best cells of points on a line, against all divisions; certificates, checked again in plain Python."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, pairwise
from random import Random

import numpy as np
import pytest
from flint import fmpq

from boundkit.arithmetic.rational import rational, to_fraction
from boundkit.errors import DomainError, ShapeError
from boundkit.measures.line_points import LinePoints
from boundkit.measures.quantizer import best_cells
from boundkit.measures.quantizer_certificate import Layered, Priced

PLATEAUS = LinePoints.of([0] * 4 + [1] * 4 + [0] * 4)


def errors(values, weights, within):
    """What every cell errs by, from the definition."""
    found = {}
    for i, j in combinations(range(len(values) + 1), 2):
        mass = sum(weights[i:j])
        mean = sum(w * y for w, y in zip(weights[i:j], values[i:j], strict=True)) / mass if mass else 0
        spread = (w * (y - mean) ** 2 for w, y in zip(weights[i:j], values[i:j], strict=True))
        found[i, j] = sum(spread) + sum(within[i:j])
    return found


def enumerated(cost, n, m):
    return min(sum(cost[cell] for cell in pairwise((0, *inner, n))) for inner in combinations(range(1, n), m - 1))


def drawn(seed):
    draw = Random(seed)
    n = draw.randint(1, 8)
    values = [Fraction(draw.randint(-20, 20), draw.choice((1, 1, 3, 7))) for _ in range(n)]
    if seed % 3:
        values.sort(reverse=seed % 3 == 2)
    weights = [Fraction(draw.randint(seed % 2, 4), draw.choice((1, 5))) for _ in range(n)]
    return values, weights, [Fraction(draw.randint(0, 4), 3) for _ in range(n)]


@pytest.mark.parametrize("seed", range(30))
def test_cells_are_the_best_of_all_and_are_known_to_be(seed):
    values, weights, within = drawn(seed)
    cost, n = errors(values, weights, within), len(values)
    points = LinePoints.of(values, weights, within)
    assert {cell: to_fraction(points.sums.cost(*cell)) for cell in cost} == cost
    for m in range(1, n + 1):
        found = best_cells(points, m)
        assert found.places[0] == 0
        assert found.places[-1] == n
        assert len(found.places) == m + 1
        assert to_fraction(found.error) == enumerated(cost, n, m)
        assert found.least.exact


def test_a_few_lines_check_a_certificate():
    """Potentials along the last starts; then every cell, since 60 points have few."""
    values = [Fraction(j * j, 7) for j in range(60)]
    found = best_cells(LinePoints.of(values), 6)
    price, before = to_fraction(found.certificate.price), found.certificate.before
    cost = errors(values, [1] * 60, [0] * 60)
    pi = [Fraction(0)]
    for j in range(1, 61):
        pi.append(pi[before[j]] + cost[before[j], j] + price)
    assert all(pi[j] - pi[i] <= error + price for (i, j), error in cost.items())
    assert pi[60] - 6 * price == to_fraction(found.error)


def test_ties_are_taken_apart():
    """At the price at which 3 cells are best, 2 and 4 are too."""
    for points in (LinePoints.of(range(4)), LinePoints.of([0, 1, 2, 3], within=[1, 1, 1, 1]), LinePoints.of([5] * 9)):
        for m in range(1, points.size + 1):
            assert best_cells(points, m).least.exact


def test_what_lies_within_points_may_be_beyond_all_floats():
    for points in (LinePoints.of([5] * 3, [10**20] * 3, [10**200, 10**300, 10**200]),
                   LinePoints.of([0, 1, 3], [10**200, 1, 1], [1, 2, fmpq(1, 10**300)])):  # fmt: skip
        for m in (1, 2, 3):
            found = best_cells(points, m)
            assert found.least.lower <= found.error == found.least.upper


def test_where_no_price_leads_to_two_cells_layers_do():
    found = best_cells(PLATEAUS, 2)
    assert isinstance(found.certificate, Layered)
    assert found.least.exact
    assert found.error == fmpq(2)


def test_floats_are_the_binary_fractions_that_they_hold():
    draw = np.random.default_rng(3)
    values, weights = np.sort(draw.normal(size=400)), draw.uniform(size=400)
    fast = best_cells(LinePoints.of(values, weights), 20)
    slow = best_cells(LinePoints.of(values.tolist(), [fmpq(*w.as_integer_ratio()) for w in weights.tolist()]), 20)
    assert fast.places == slow.places
    assert fast.least.exact
    assert fast.error != best_cells(LinePoints.of(values), 20).error


def test_digits_that_float64_has_no_room_for_decide():
    """Two neighbours share a cell: those that are closer by 2^-60."""
    tiny = fmpq(1, 1 << 60)
    assert best_cells(LinePoints.of([0, 1, 5, 6 - tiny]), 3).places == (0, 1, 2, 4)
    assert best_cells(LinePoints.of([0, 1 - tiny, 5, 6]), 3).places == (0, 2, 3, 4)


def test_neighbours_taken_together_are_points_too():
    points = LinePoints.of([0, 1, 5, 6, 7, 20, 21])
    joined = points.every(2)
    assert joined.size == 4
    assert joined.sums.cost(1, 3) == points.sums.cost(2, 6)
    assert best_cells(joined, 2).places == (0, 2, 4)


# controls ---------------------------------------------------------------------------------------------------------


def test_no_certificate_proves_too_much():
    """Whatever the price and the last starts are, the bound is none above the least error."""
    draw = Random(5)
    for ordered in (True, False):
        points = LinePoints.of(sorted(range(9)) if ordered else [4, 1, 3, 0, 2, 8, 7, 5, 6])
        for _ in range(60):
            before = sorted(draw.randint(0, 8) for _ in range(9)) if ordered else [draw.randint(0, j) for j in range(9)]
            before = np.array([0, *(min(i, j) for j, i in enumerate(before))])
            price = fmpq(draw.randint(-2, 40), draw.randint(1, 4))
            assert Priced(price, before).bound(points, 3, 40) <= best_cells(points, 3).error


def test_no_layers_prove_too_much():
    """Last starts that leave cells out are refused, any others give a bound that is none above the least error."""
    draw = Random(8)
    for points, least in (
        (PLATEAUS, fmpq(2)),
        (LinePoints.of([4, 1, 3, 0, 2]), best_cells(LinePoints.of([4, 1, 3, 0, 2]), 2).error),
    ):
        n = points.size
        for _ in range(40):
            first = [0] * (n + 1)
            last = [draw.randint(0 if draw.random() < 0.1 else 1, max(1, j - 1)) for j in range(n + 1)]
            layers = Layered(np.array([first, last]))
            if all(1 <= last[j] < j for j in range(2, n + 1)):
                assert layers.bound(points, 2, 40) <= least
            else:
                with pytest.raises(ShapeError, match="there are not"):
                    layers.bound(points, 2, 40)


def test_where_100_bits_are_too_few_the_least_error_is_known_exactly_all_the_same():
    """The errors of 9 and 10 cells are equal, since three points have no weight: the price is exactly 0."""
    fractions = "-302704/953 110771/160 86928/293 335089/238 -905369/959 -176917/675 -15749/91 -699674/805 164646/713"
    values = [rational(value) for value in [*fractions.split(), "-496105/356"]]
    weights = [fmpq(1, 3), fmpq(5, 3), 1, 0, 1, 0, 1, 1, 0, 1]
    found = best_cells(LinePoints.of(values, weights, [0, 3, 0, 0, 2, 1, 0, 0, 2, 3]), 9)
    assert found.least.exact
    assert found.error == fmpq(11)


def test_a_wrong_certificate_leaves_a_gap():
    found = best_cells(LinePoints.of([j * j for j in range(30)]), 5)
    dearer = replace(found.certificate, price=found.certificate.price * 2)
    assert dearer.bound(found.points, 5, 200) < found.error
    assert found.error - found.certificate.bound(found.points, 5, 200) < fmpq(1, 1 << 150)
    worse = replace(found, places=(0, *range(26, 30), 30))
    assert not worse.least.exact
    assert worse.least.lower <= found.error < worse.least.upper
    layers = best_cells(PLATEAUS, 2)
    assert not replace(layers, places=(0, 1, 12)).least.exact


def test_certificates_of_other_points_are_refused():
    found = best_cells(LinePoints.of(range(6)), 2)
    for before in ([0, 0, 1, 3, 3, 4, 5], [0, 0, 1, 0, 3, 4, 5]):
        with pytest.raises(ShapeError):
            Priced(found.certificate.price, np.array(before)).bound(found.points, 2, 40)
    with pytest.raises(ShapeError, match="for 2 cells"):
        best_cells(PLATEAUS, 2).certificate.bound(PLATEAUS, 3, 40)


def test_bad_points_are_refused():
    for bad in (np.array([0.0, np.nan]), np.array([0.0, np.inf])):
        with pytest.raises(DomainError, match="finite"):
            LinePoints.of(bad)
    for weights, within in (([1, -1], None), (None, [0, -1])):
        with pytest.raises(DomainError, match="negative"):
            LinePoints.of([0, 1], weights, within)
        with pytest.raises(DomainError, match="negative"):
            LinePoints.of(np.array([0.0, 1.0]), weights, within)
    for values, weights in (([], None), ([1, 2], [1])):
        with pytest.raises(ShapeError, match="as many"):
            LinePoints.of(values, weights)
    for m in (0, 3):
        with pytest.raises(DomainError, match="1 <= m <= 2"):
            best_cells(LinePoints.of([0, 1]), m)


@pytest.mark.heavy
def test_many_points_are_exact_too():
    draw = np.random.default_rng(0)
    for m in (10, 100):
        assert best_cells(LinePoints.of(np.sort(draw.normal(size=10_000))), m).least.exact
    assert best_cells(LinePoints.of(draw.normal(size=300)), 10).least.exact
