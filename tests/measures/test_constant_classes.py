"""Mixtures of constants: prototypes that are free, and fixed ones."""

import pytest

from boundkit.errors import DomainError
from boundkit.measures.constant_classes import FixedPrototypes, FreePrototypes


def test_half_spaces_are_exact():
    for D in (2, 3):
        assert FreePrototypes(D, 2).vc_dimension().upper == FreePrototypes(D, 2).vc_dimension().lower == D + 1
    assert FreePrototypes(2, 1).vc_dimension().exact


def test_more_experts_are_bounded_from_below():
    found = FreePrototypes(2, 3).vc_dimension()
    assert (found.lower, found.upper) == (5, None)
    with pytest.raises(DomainError, match="16"):
        FreePrototypes(5, 5).vc_dimension()


@pytest.mark.parametrize(("D", "G"), [(1, 1), (1, 5), (2, 3), (3, 2)])
def test_fixed_prototypes_shatter_a_point_a_cell(D, G):
    assert FixedPrototypes(D, G).vc_dimension().lower == FixedPrototypes(D, G).vc_dimension().upper == G**D


def test_witnesses():
    assert FixedPrototypes(1, 2).witness() == {"prototypes": [["1/4"], ["3/4"]]}
    assert FreePrototypes(2, 1).witness() == {"points": [["0", "0"]], "E": 1}
