"""Slopes that alternate: the table by hand, zeros where they are wanted, labellings."""

from itertools import pairwise, product

import pytest
from flint import fmpq

from boundkit.constructions.alternating import OneLayer, alternating_slopes
from boundkit.errors import DomainError
from boundkit.regions import EVERYWHERE, count

SLOPES = [fmpq(0), fmpq(-1), fmpq(1, 2), fmpq(-1, 2), fmpq(3), fmpq(-3), fmpq(1, 10)]


def can_alternate(W, a):
    """The table of the notes: W = 1 for a < 0, W = 2 for a other than 0 and -1, a = -1 for odd W, else W >= 3."""
    if a == -1:
        return W % 2 == 1
    return W >= 3 or (W == 1 and a < 0) or (W == 2 and a != 0)


@pytest.mark.parametrize("a", SLOPES, ids=str)
def test_the_table(a):
    assert [alternating_slopes(W, a) is not None for W in range(1, 8)] == [can_alternate(W, a) for W in range(1, 8)]


@pytest.mark.parametrize("a", SLOPES[:5], ids=str)
@pytest.mark.parametrize("W", [1, 2, 3, 4])
def test_zeros_are_where_they_are_wanted_and_nowhere_else(W, a):
    layer = OneLayer(W, a)
    zeros = [fmpq(t * t, 3) for t in range(1, layer.changes + 1)]
    for rising in (False, True):
        network = layer.with_zeros(zeros, rising)
        between = [zeros[0] - 1, *((one + two) / 2 for one, two in pairwise(zeros)), zeros[-1] + 1]
        signs = [network([x])[0] > 0 for x in between]
        assert [network([z])[0] for z in zeros] == [0] * len(zeros)
        assert signs == [(place % 2 == 1) is rising for place in range(len(between))]
        assert len(zeros) <= count(network, EVERYWHERE).connected_pieces <= W + 1


def test_every_labelling_of_the_points():
    for layer in (OneLayer(3), OneLayer(2), OneLayer(2, fmpq(1, 2)), OneLayer(1, fmpq(-1, 2)), OneLayer(4, fmpq(-1))):
        for labels in product((False, True), repeat=layer.changes + 1):
            network = layer.member(labels, shift=7)
            assert [network([7 + x])[0] > 0 for x in layer.points()] == list(labels)


def test_what_does_not_bend_is_refused():
    with pytest.raises(DomainError, match="slope other than 1"):
        alternating_slopes(3, fmpq(1))
    with pytest.raises(DomainError, match="4"):
        OneLayer(3).with_zeros([1, 2], rising=True)
