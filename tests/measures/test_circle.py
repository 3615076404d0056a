"""Errors on the unit circle against sampling, exact values, and the arcs that cover it."""

import math

import pytest
import sympy
from flint import arb, fmpq

from boundkit.constructions.arcs import arc_mixture, dense_isometry, embedding, equal_chords, interpolated, is_isometry
from boundkit.constructions.kuhn import interpolant, sup_distance
from boundkit.errors import ShapeError, UnsupportedError
from boundkit.measures.circle import affine_arcs, circle_error
from boundkit.measures.targets import evaluator
from boundkit.networks import Affine, LinearGate, ReLUNetwork, chain, stack
from boundkit.networks.affine import identity, to_float
from boundkit.networks.program import Program

x, y = sympy.symbols("x y", real=True)
WAVE = sympy.Lambda((x, y), sympy.sin(5 * x) + sympy.cos(3 * y))
TWO_CONSTANTS = stack((LinearGate([[1, 0], [-1, 0]], [0, 0]), [Affine([[0, 0]], [1]), Affine([[0, 0]], [-1])]))


def mixture_of(E, m, plane):
    knots = equal_chords(E, m)
    return arc_mixture(interpolated(evaluator(WAVE), knots, E), knots, E, plane)


def seen_in_the_plane(mixture, plane):
    return Program((Affine(plane, [0] * plane.nrows()), *mixture.steps))


def on_circle(program, angle):
    return program.floats([[math.cos(angle), math.sin(angle)]])[0, 0]


@pytest.mark.parametrize(("E", "m"), [(1, 3), (2, 4), (3, 1), (4, 10), (5, 7)])
def test_the_error_of_an_arc_mixture_is_the_largest_of_many_samples(E, m):
    program = seen_in_the_plane(mixture_of(E, m, embedding(2)), embedding(2))
    found = circle_error(WAVE, program)
    angles = [2 * math.pi * k / 4001 for k in range(4001)]
    sampled = max(abs(math.sin(5 * math.cos(t)) + math.cos(3 * math.sin(t)) - on_circle(program, t)) for t in angles)
    assert found.settled
    assert sampled <= to_float(found.upper) * (1 + 1e-9)
    assert sampled >= to_float(found.lower) * 0.995


def test_both_experts_count_where_the_gate_changes():
    found = circle_error(sympy.Lambda((x, y), x), TWO_CONSTANTS).enclosure
    assert found.lower <= 1 <= found.upper  # next to the point (0, 1) the constants 1 and -1 are 1 off
    assert found.upper - found.lower < fmpq(1, 500)


TIED = {"first two": ([[1, 0], [1, 0], [0, 1]], [1, 1, 0], (8, 5, 3)), "all": ([[0, 0]] * 3, [1] * 3, (3, 5, 8)),
        "last two": ([[0, 1], [2, 0], [2, 0]], [0, 1, 1], (0, 5, 8))}  # fmt: skip


@pytest.mark.parametrize(("weight", "bias", "constants"), TIED.values(), ids=TIED)
def test_of_experts_that_tie_all_along_the_first_serves(weight, bias, constants):
    program = stack((LinearGate(weight, bias), [Affine([[0, 0]], [constant]) for constant in constants]))
    found = circle_error(sympy.Lambda((x, y), x), program)
    angles = [2 * math.pi * (k + 0.5) / 4001 for k in range(4001)]
    sampled = max(abs(math.cos(t) - on_circle(program, t)) for t in angles)
    assert to_float(found.lower) * 0.99 <= sampled <= to_float(found.upper)


DENSE = chain(
    ReLUNetwork.affine([["1/2", 0], [0, "1/2"]], ["1/2", "1/2"]), interpolant([3, 1, 4, 1, 5, 9, 2, 6, 5], 2, 2)
)
PROGRAMS = {"distance": sup_distance(["1/3", "-1/7"]), "constants": TWO_CONSTANTS, "units with one kink": DENSE}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_arcs_cover_the_circle_and_agree_with_the_program(program):
    reached = fmpq(0)
    for (start, end), affine in sorted(affine_arcs(program), key=lambda found: found[0]):
        assert start <= reached
        reached = max(reached, end)
        if end - start > fmpq(1, 10**6):
            middle = to_float((start + end) / 2)
            point = [math.cos(middle), math.sin(middle)]
            assert to_float(affine([fmpq(*map(int, entry.as_integer_ratio())) for entry in point])[0]) == pytest.approx(
                on_circle(program, middle), abs=1e-12
            )
    assert arb(reached) > 2 * arb.pi()


def test_a_unit_that_touches_zero_does_not_cut():
    """sigma(x - 1) is 0 on the circle, which it touches at (1, 0)."""
    touching = ReLUNetwork.of([[[1, 0]], [[1]]], [[-1], [0]])
    assert {affine for _, affine in affine_arcs(touching)} == {Affine([[0, 0]], [0])}
    nearly = ReLUNetwork.of([[[1, 0]], [[1]]], [[fmpq(1, 2**200) - 1], [0]])
    assert Affine([[1, 0]], [fmpq(1, 2**200) - 1]) in {affine for _, affine in affine_arcs(nearly)}


@pytest.mark.parametrize("D", [2, 3, 16])
def test_a_dense_isometry_is_one_and_leaves_the_error_to_the_last_bit(D):
    plane = dense_isometry(D, 3)
    assert is_isometry(plane)
    assert D == 2 or all(entry != 0 for entry in plane.entries())
    errors = [circle_error(WAVE, seen_in_the_plane(mixture_of(3, 4, where), where)) for where in (embedding(2), plane)]
    assert errors[0].enclosure == errors[1].enclosure


def test_what_does_not_fit_is_refused():
    with pytest.raises(ShapeError, match="two inputs"):
        circle_error(WAVE, ReLUNetwork.affine([[1]], [0]))
    with pytest.raises(UnsupportedError, match="linear"):
        list(affine_arcs(stack((LinearGate([[1, 0], [0, 1]], [0, 0], top=2), [identity(2)] * 2))))
