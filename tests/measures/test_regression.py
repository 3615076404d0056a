"""Regression functions with densities: what is refused, and moments."""

import pytest
from flint import fmpq

from boundkit.errors import DomainError, ShapeError
from boundkit.measures.regression import Regression

LINE, SQUARE = Regression.of([0, 1]), Regression.of([0, 0, 1])
FLAT = Regression.piecewise([(0, "1/2", [0], [1]), ("1/2", 1, ["-1/2", 1], [1])])


def test_the_closed_form_of_a_cell_of_the_square():
    n, i, j = 10, 3, 7
    mass, first, second, _ = SQUARE.moments(fmpq(i, n), fmpq(j, n))
    assert 180 * n**5 * (second - first * first / mass) == 15 * (i + j) ** 2 * (j - i) ** 3 + (j - i) ** 5


def test_bad_regressions_are_refused():
    with pytest.raises(DomainError, match="must be 1"):
        Regression.of([0, 1], [2])
    for density in ([-1, 4], ["5/2", -3], ["149/50", -12, "603/50"], ["13/4", -15, "69/4"]):
        with pytest.raises(DomainError, match="which is negative at x = "):
            Regression.of([0, 1], density)
    with pytest.raises(DomainError, match="negative at x = "):
        Regression.piecewise([(0, "1/2", [0], [4, -8]), ("1/2", 1, [0], [1, -1, -1])])
    for pieces in ([], [(0, "1/2", [1], [1])], [(0, "1/2", [1], [1]), ("2/3", 1, [1], [1])]):
        with pytest.raises(ShapeError, match="cover"):
            Regression.piecewise(pieces)
    with pytest.raises(ShapeError, match="one polynomial"):
        FLAT.polynomials  # noqa: B018


@pytest.mark.parametrize("density", [[0, 2], [0, 6, -6], [3, -12, 12], [2, -2], [0, 0, 3], ["5/4", 0, "-3/4"]])
def test_a_density_may_touch_zero(density):
    assert Regression.of([0, 1], density).moments(0, 1)[0] == 1


def test_smoothness_is_judged_from_the_pieces():
    def halves(slope, start):
        return Regression.piecewise([(0, "1/2", [0, 1], [1]), ("1/2", 1, [start, slope], [1])])

    assert halves(1, 0).is_smooth
    assert halves(1, 1).is_smooth is False  # a jump
    assert halves(2, "-1/2").is_smooth is False  # a kink
