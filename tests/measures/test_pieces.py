"""Pieces and routes of small mixtures."""

from flint import fmpq

from boundkit.constructions.digits import digits, doubled_experts, product
from boundkit.measures.pieces import affine_pieces, least_measure, measures_of_routes, realised_routes


def test_digits_and_products():
    for mixture in (digits(3, 2), product(3, 2)):
        assert affine_pieces(mixture) == realised_routes(mixture) == 9
        assert measures_of_routes(mixture) == [fmpq(1, 9)] * 9
    assert affine_pieces(doubled_experts(3, 1)) == 2
    assert realised_routes(doubled_experts(3, 1)) == 3
    assert least_measure(digits(2, 5)) == fmpq(1, 32)
