"""Level sets, cubes of many sizes, moved constants and best densities: by hand, and beside each other."""

import pytest
from flint import arb, fmpq

from boundkit.measures.box_cells import BoxCells
from boundkit.measures.high_rate import BestDensity, BestPowerDensity, CubesOfSizes, LevelSets, MovedConstants


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_one_cell_has_the_variance_of_a_sum_of_uniform_numbers(d):
    assert LevelSets(d, 1).excess == fmpq(d, 12)


def test_level_sets_of_a_sum_by_hand():
    """Two cells below and above x + y = 1: the density y on [0, 1] has the variance 1/18 given the cell."""
    assert LevelSets(2, 2).excess == fmpq(1, 18)


@pytest.mark.parametrize("d", [2, 3])
def test_level_sets_have_the_rate_of_the_line(d):
    many = LevelSets(d, 40 * d).excess * 1600
    assert fmpq(9, 10) / 12 < many <= fmpq(1, 12)


def test_cubes_of_many_sizes_fill_the_cube():
    cubes = CubesOfSizes.halved(3, 4, 7)
    assert cubes.m == 1 + 4 * 7
    assert sum((side**3 for side in cubes.sides), fmpq(0)) == 1
    assert len(set(cubes.sides)) > 1
    assert CubesOfSizes.halved(3, 0, 0).excess == fmpq(1, 12)
    one = CubesOfSizes.halved(2, 1, 0).excess
    assert one == BoxCells.of({(1, 0): 1}, (2, 2)).excess


def test_moved_constants_err_by_the_square_more():
    cells = BoxCells.of({(2, 0): 1}, (2, 3))
    moved = MovedConstants(cells, fmpq(1, 3))
    assert moved.excess - cells.excess == fmpq(1, 9)
    assert moved.gap > cells.gap


@pytest.mark.parametrize("power", [1, 2])
def test_blocks_enclose_the_best_constant(power):
    """d M (integral of u^(power d/(d + 2)))^((d + 2)/d)."""
    d, M = 2, fmpq(1, 12)
    exact = d * M * (1 / (1 + arb(power) / 2)) ** 2
    assert BestDensity(d, M, fmpq(1), power, 64).constant.contains(exact)
    assert BestDensity(d, M, fmpq(3), 0, 1).constant == d * M * 3


@pytest.mark.parametrize(("d", "power"), [(1, 3), (2, 1), (3, 4)])
def test_no_other_power_is_a_better_density(d, power):
    best, a = BestPowerDensity(d, power, fmpq(1, 3)).exponent, arb(2) / d

    def integral(s):
        return 1 / arb(s) ** a / (power + 1 - a * (arb(s) - 1))

    assert all(integral(best) < integral(best * (1 + step)) for step in (fmpq(-1, 9), fmpq(1, 9)))
    density = BestPowerDensity(d, power, fmpq(1, 3)).density
    assert arb(best * arb(fmpq(1, 3)) ** arb(best - 1)).overlaps(arb(density))
