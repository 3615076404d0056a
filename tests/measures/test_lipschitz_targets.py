"""Every target is Lipschitz by a bound that two points nearly attain or that derivatives certify."""

import pytest
from flint import fmpq

from boundkit.measures import lipschitz_targets as targets
from boundkit.measures.smoothness import lipschitz_bound


@pytest.mark.parametrize(
    ("target", "bounds"),
    [
        (targets.affine, ["1", "3", "6"]),
        (targets.triple_distance, ["3", "3", "3"]),
        (targets.largest_coordinate, ["1", "1", "1"]),
        (targets.distance_to_a_cube, ["1", "1", "1"]),
    ],
)
def test_exact_constants(target, bounds):
    assert [str(lipschitz_bound(target(D))) for D in (1, 2, 3)] == bounds


@pytest.mark.parametrize(("target", "most"), [(targets.quadratic, 3), (targets.euclidean_distance, 2)])
def test_constants_by_derivatives(target, most):
    assert all(0 < lipschitz_bound(target(D)) < most for D in (1, 2))


def test_products_of_sines():
    assert fmpq(1) <= lipschitz_bound(targets.product_of_sines(1)) < fmpq(103, 100)
    assert lipschitz_bound(targets.product_of_sines(2)) < 3
