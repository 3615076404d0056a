"""Two-layer splines and the deep sawtooth."""

import pytest
from flint import fmpq

from boundkit.constructions.splines import sawtooth_square, spline
from boundkit.errors import DomainError, ShapeError


@pytest.mark.parametrize("m", [1, 2, 3, 10])
def test_m_units_take_m_plus_one_values(m):
    values = [fmpq((7 * j) % 5, 3) for j in range(m + 1)]
    network = spline(values)
    assert network.widths == (m,)
    assert [network([fmpq(j, m)])[0] for j in range(m + 1)] == values
    for j in range(m):
        assert network([fmpq(2 * j + 1, 2 * m)]) == [(values[j] + values[j + 1]) / 2]


def test_given_knots_and_the_constant_part():
    network = spline([2, 0, 1], ["1/4", "1/2", 1])
    assert [network([x])[0] for x in (0, "1/4", "3/8", "1/2", "3/4", 1)] == [2, 2, 1, 0, fmpq(1, 2), 1]


def test_bad_splines_are_refused():
    with pytest.raises(ShapeError, match="at least two"):
        spline([1])
    with pytest.raises(ShapeError, match="one knot per value"):
        spline([1, 2], [0, "1/2", 1])
    with pytest.raises(DomainError, match="increase"):
        spline([1, 2, 3], [0, 1, 1])


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_sawtooth_is_the_lowered_interpolant_of_the_square(n):
    network, error = sawtooth_square(n), fmpq(1, 2 * 4 ** (n + 1))
    assert sum(network.widths) == 3 * n - 1
    for i in range(2**n + 1):
        assert network([fmpq(i, 2**n)]) == [fmpq(i, 2**n) ** 2 - error]
    for i in range(2**n):
        middle = fmpq(2 * i + 1, 2 ** (n + 1))
        assert network([middle]) == [middle**2 + error]


def test_no_sawtooth_without_a_layer():
    with pytest.raises(ShapeError):
        sawtooth_square(0)
