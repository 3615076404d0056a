"""Two-layer networks that approximate x_1^2: their errors, exactly, and what a segment sees of them."""

import pytest
from flint import fmpq

from boundkit.measures.squares import (
    best_spline,
    lowered_spline,
    random_knots,
    random_shallow,
    spline_of_square,
    tilted_spline,
)


@pytest.mark.parametrize("m", [1, 2, 5, 8])
def test_errors_of_splines(m):
    assert spline_of_square(m).error.lower == fmpq(1, 4 * m * m)
    assert lowered_spline(m).error.lower == fmpq(1, 8 * m * m)
    assert best_spline(m).error.lower == fmpq(1, 8 * (m + 1) ** 2)
    assert best_spline(m).network.widths == (m,)


def test_random_knots_miss_by_their_longest_cell():
    fit = random_knots(4, 0)
    assert len(fit.mesh) == 4
    longest = max(end - start for (start,), (end,) in fit.mesh)
    assert fit.error.lower == longest**2 / 8


def test_a_segment_bounds_from_below_only():
    for network in (tilted_spline(2, 5, 0), random_shallow(3, 4, 1)):
        assert network.error.upper is None
        assert network.error.lower >= fmpq(1, 8 * 36)
        assert network.network.inputs == 1 + len(network.fixed)


def test_the_seen_network_is_the_network_on_the_segment():
    tilted = tilted_spline(3, 4, 1)
    for place in (fmpq(0), fmpq(2, 7), fmpq(1)):
        assert tilted.seen.network([place]) == tilted.network([place, *tilted.fixed])
