"""A mixture that sees its input through a chart that is off."""

from flint import fmpq

from boundkit.constructions.kuhn import sup_distance
from boundkit.measures.charted import Charted


def test_the_network_is_the_mixture_at_the_place_that_the_chart_sees():
    target = sup_distance([fmpq(1, 3)])
    found = Charted(target, 2, 3, fmpq(1, 10), {"Lip": fmpq(1)})
    for place in (fmpq(0), fmpq(1, 7), fmpq(5, 9), fmpq(19, 20)):
        seen = min(fmpq(1), place + fmpq(1, 10))
        assert found.network([place]) == found.mixture.program([seen])


def test_the_error_is_that_of_a_fine_grid():
    target = sup_distance([fmpq(4, 7)])
    found = Charted(target, 5, 3, fmpq(1, 9), {"Lip": fmpq(1)})
    steps = 9 * 7 * 15
    errors = (abs(target([fmpq(i, steps)])[0] - found.network([fmpq(i, steps)])[0]) for i in range(steps + 1))
    assert found.error.lower == found.error.upper == max(errors)
