"""Arcs, their knots and the gate that picks them."""

import math

import pytest
from flint import fmpq, fmpq_mat

from boundkit.constructions.arcs import (
    arc_gate,
    arc_mixture,
    dense_isometry,
    direction,
    embedding,
    equal_angles,
    equal_chords,
    interpolated,
    is_isometry,
)
from boundkit.errors import DomainError
from boundkit.networks.affine import to_float


@pytest.mark.parametrize("turn", [fmpq(k, 12) for k in range(-12, 25)])
def test_directions_lie_on_the_circle_at_their_angle(turn):
    x, y = direction(turn)
    assert x * x + y * y == 1
    angle = 2 * math.pi * to_float(turn)
    assert (to_float(x), to_float(y)) == pytest.approx((math.cos(angle), math.sin(angle)), abs=1e-15)


@pytest.mark.parametrize("E", [2, 3, 8])
def test_knots_run_over_the_arc(E):
    for knots in (equal_chords(E, 6), equal_angles(E, 6)):
        assert [-knot for knot in reversed(knots)] == knots
        assert to_float(knots[-1]) == pytest.approx(math.sin(math.pi / E))
    assert to_float(equal_angles(E, 6)[4]) == pytest.approx(math.sin(math.pi / E / 3))


@pytest.mark.parametrize("E", [3, 4, 7])
def test_the_gate_picks_the_nearest_arc_in_any_plane(E):
    plane = dense_isometry(5, 1)
    gate = arc_gate(E, plane)
    for k in range(50):
        x, y = direction(fmpq(2 * k + 1, 101))
        nearest = round(E * (2 * k + 1) / 101) % E
        assert gate.choose((plane * fmpq_mat([[x], [y]])).entries()) == nearest


def test_experts_take_the_values_of_the_target_at_their_knots():
    mixture = arc_mixture(
        interpolated(lambda place: place[0] * place[1], knots := equal_chords(4, 2), 4), knots, 4, embedding(3)
    )
    assert mixture([1, 0, 0]) == [0]
    for x, y in (direction(fmpq(1, 8) - fmpq(1, 10**6)), direction(fmpq(1, 8) + fmpq(1, 10**6))):
        assert to_float(mixture([x, 0, -y])[0]) == pytest.approx(0.5, abs=1e-5)


def test_planes():
    assert all(is_isometry(embedding(D)) and is_isometry(dense_isometry(D, 0)) for D in (2, 3, 9))
    assert not is_isometry(2 * embedding(2))
    with pytest.raises(DomainError, match="two dimensions"):
        embedding(1)
