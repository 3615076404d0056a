from itertools import pairwise

import pytest
from flint import arb, ctx, fmpq

from boundkit.constructions.segments import around, by_density, companded, power_law, self_similar, uniform
from boundkit.errors import DomainError


def lengths(boundaries):
    return [b - a for a, b in pairwise(boundaries)]


def test_one_cell_is_the_whole_interval():
    assert uniform(1) == power_law(2, 1) == self_similar(3, 1) == by_density(lambda x: 1.0, 1, 1) == (0, 1)


@pytest.mark.parametrize("make", [uniform, lambda m: power_law("3/5", m), lambda m: self_similar(2, m)])
def test_no_cell_is_refused(make):
    with pytest.raises(DomainError, match="at least one cell"):
        make(0)


def test_uniform_cells_have_equal_length():
    assert set(lengths(uniform(7))) == {fmpq(1, 7)}


def test_power_law_is_exact_where_it_is_rational_and_a_ball_elsewhere():
    boundaries = power_law("3/5", 32)
    assert boundaries[1] == fmpq(1, 8)
    assert isinstance(boundaries[2], arb)
    assert boundaries[2].rel_accuracy_bits() > 150
    with ctx.workprec(192):
        assert (boundaries[2] ** 5).contains(fmpq(1, 16) ** 3)
    assert power_law(3, 4) == (0, fmpq(1, 64), fmpq(1, 8), fmpq(27, 64), 1)


def test_companded_takes_any_increasing_map():
    assert companded(lambda u: (u + u * u) / 2, 2) == (0, fmpq(3, 8), 1)


def test_by_density_gives_cells_of_equal_weight():
    boundaries = by_density(lambda x: 3 * x * x, 8, 4096)
    assert all(abs(b**3 - fmpq(i, 8)) < fmpq(1, 1000) for i, b in enumerate(boundaries))


def test_by_density_puts_no_boundary_where_the_weight_vanishes():
    boundaries = by_density(lambda x: max(0.0, x - 0.5), 16, 1024)
    assert not any(0 < b < fmpq(1, 2) for b in boundaries)


@pytest.mark.parametrize(("m", "n"), [(1, 1), (5, 5), (7, 8), (100, 101)])
def test_by_density_always_has_m_cells_on_the_grid(m, n):
    for weight in (lambda x: x**9, lambda x: (1 - x) ** 9, lambda x: 1.0):
        boundaries = by_density(weight, m, n)
        assert len(boundaries) == m + 1
        assert min(lengths(boundaries)) > 0
        assert all((b * n).q == 1 for b in boundaries)


def test_by_density_refuses_what_is_no_density():
    for weight in (lambda x: 0.0, lambda x: x - 0.5, lambda x: float("inf"), lambda x: float("nan")):
        with pytest.raises(DomainError, match="density"):
            by_density(weight, 2, 10)
    with pytest.raises(DomainError, match="n >= m"):
        by_density(lambda x: 1.0, 11, 10)


def test_self_similar_cells_are_equal_for_a_line():
    assert self_similar(1, 4) == uniform(4)


@pytest.mark.parametrize(("k", "j"), [(2, 0), (3, 1), (6, 0)])
def test_self_similar_boundaries_are_rescaled_prefixes(k, j):
    short, long = self_similar(k, 5, j), self_similar(k, 9, j)
    assert all(abs(a - b / long[5]) < fmpq(1, 2**44) for a, b in zip(short, long, strict=False))


def test_self_similar_second_ratio_for_the_square():
    boundaries = self_similar(2, 2)  # t_2/t_1 = (sqrt 17 - 1)/2
    assert abs(arb(1 / boundaries[1]) - (arb(17).sqrt() - 1) / 2) < arb(2) ** -40


def test_around_puts_a_boundary_at_the_place_and_keeps_cells_short():
    for m in range(2, 30):
        for place in (fmpq(1, 3), fmpq(99, 100), fmpq(1, 1000)):
            boundaries = around(place, m)
            assert len(boundaries) == m + 1
            assert place in boundaries
            assert min(lengths(boundaries)) > 0
            assert max(lengths(boundaries)) <= fmpq(1, m - 1)


def test_around_takes_an_irrational_place():
    place = 1 / arb(2).sqrt()
    assert place in around(place, 5)


@pytest.mark.parametrize(("place", "m"), [(fmpq(1, 2), 1), (fmpq(0), 3), (fmpq(1), 3), (fmpq(3, 2), 3)])
def test_around_refuses_one_cell_and_places_outside(place, m):
    with pytest.raises(DomainError, match="m >= 2"):
        around(place, m)


def test_around_refuses_a_ball_too_wide():
    with pytest.raises(DomainError, match="too wide"):
        around(arb(0.5, 0.2), 9)
