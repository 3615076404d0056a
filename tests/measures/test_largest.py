"""Best-first branch and bound against a function whose largest size is known."""

import pytest
from flint import fmpq

from boundkit.errors import BudgetExhaustedError
from boundkit.measures import largest as module
from boundkit.measures.largest import Bounds, halves, largest
from boundkit.measures.mesh import Piece
from boundkit.networks import Affine

ZERO = Affine([[0]], [0])
WHOLE = Piece(((fmpq(0),), (fmpq(1),)), ZERO)


def parabola(part):
    """x (1 - x), with slope 1 at most."""
    (low,), (high,) = part.vertices
    middle = (low + high) / 2
    value = middle * (1 - middle)
    return Bounds(value, (middle,), value + (high - low) / 2)


@pytest.mark.parametrize("tolerance", [fmpq(1, 10), fmpq(1, 1000)])
def test_the_supremum_is_enclosed_to_the_width_that_is_asked_for(tolerance):
    thirds = [Piece(((fmpq(k, 3),), (fmpq(k + 1, 3),)), ZERO) for k in range(3)]
    found = largest(thirds, parabola, tolerance)
    assert found.settled
    assert found.lower <= fmpq(1, 4) <= found.upper <= found.lower * (1 + tolerance)
    assert found.place[0] * (1 - found.place[0]) == found.lower


def test_pieces_without_a_bound_are_cut_first():
    def bounds(part):
        low, place, high, _ = parabola(part)
        return Bounds(low, place, None if part.vertices[1][0] - part.vertices[0][0] > fmpq(1, 4) else high)

    assert largest([WHOLE], bounds, fmpq(1, 10)).settled


def test_no_bound_is_none(monkeypatch):
    monkeypatch.setattr(module, "_MOST_SPLITS", 50)
    found = largest([WHOLE], lambda part: Bounds(fmpq(0), None, None), fmpq(0))
    assert (found.lower, found.upper, found.place, found.settled) == (0, None, None, False)


def test_pieces_that_were_not_seen_may_hold_more():
    def ended():
        yield WHOLE
        raise BudgetExhaustedError("ended")

    found = largest(ended(), parabola, fmpq(1))
    assert (found.lower, found.upper, found.settled) == (fmpq(1, 4), None, False)


def test_nothing_is_zero():
    assert largest([], parabola, fmpq(0)).enclosure.exact


def test_halves_share_the_longest_edge():
    corners = ((fmpq(0), fmpq(0)), (fmpq(4), fmpq(0)), (fmpq(0), fmpq(1)))
    parts = [part.vertices for part in halves(Piece(corners, Affine([[0, 0]], [0])))]
    assert all((fmpq(2), fmpq(1, 2)) in part for part in parts)
