"""Places where a sign changes, between rationals or exactly."""

from flint import fmpq

from boundkit.measures.bisection import sign_change


def root_of(square):
    return lambda t: int(t * t < square) - int(t * t > square)


def test_a_place_is_exact_where_halves_meet_it_and_enclosed_elsewhere():
    assert sign_change(root_of(fmpq(49, 16)), fmpq(0), fmpq(1), 20) == (fmpq(7, 4), fmpq(7, 4))
    assert sign_change(root_of(16), fmpq(0), fmpq(1), 20) == (4, 4)
    low, high = sign_change(root_of(1000), fmpq(1), fmpq(2), 30)
    assert low**2 < 1000 < high**2
    assert high - low == fmpq(16, 2**30)
