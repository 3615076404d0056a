"""Classes of ReLU networks: their parameters, their sign patterns and VC dimension where these are known."""

import pytest

from boundkit.constructions.bumps import moment_curve
from boundkit.errors import ShapeError
from boundkit.measures.network_classes import Networks


@pytest.mark.parametrize(("D", "widths", "counts"), [(5, (), [6]), (2, (8,), [24, 33]), (3, (4, 4), [16, 36, 41])])
def test_parameters_up_to_each_layer(D, widths, counts):
    assert Networks(D, widths).cumulative_parameters == counts


def test_affine_maps_realise_the_dichotomies_of_cover():
    """2 (C(N-1, 0) + .. + C(N-1, D)) labellings of N points in general position."""
    assert Networks(2, (), moment_curve(5, 2)).sign_patterns() == 2 * (1 + 4 + 6)


def test_a_network_on_a_line_changes_sign_at_most_once_a_piece():
    bound = Networks(1, (1,), moment_curve(4, 1)).sign_patterns()
    assert bound.lower is None
    assert bound.upper == 2 * (1 + 3 + 3)  # at most two changes between four points


def test_bumps_shatter_and_pieces_bound():
    known = Networks(1, (6,)).vc_dimension()
    assert (known.lower, known.upper) == (4, 8)
    assert Networks(2, (2, 2)).vc_dimension().lower is None
    assert Networks(2, (6,)).vc_dimension().upper is None


def test_what_is_not_counted():
    with pytest.raises(ShapeError, match="2 inputs"):
        Networks(2, (3,), moment_curve(4, 2)).sign_patterns()
