"""wang2025.routing_cells and the cells of mixtures: brute force on a line and in the plane, values, controls."""

from dataclasses import replace
from itertools import combinations, pairwise
from math import comb
from random import Random

import pytest
from boundkit.theorems.wang2025 import mixture_cells, routing_cells
from boundkit.theorems.wang2025.routing_cells import (
    MEASURED,
    ManyGates,
    Prototypes,
    Scores,
    cells_of,
    in_the_plane,
    random_gates,
    unbounded_cells,
)
from flint import fmpq

import boundkit
from boundkit import regions
from boundkit.checking.headlines import headline
from boundkit.checking.workers import run_item
from boundkit.constructions.digits import folded_digits, subsets
from boundkit.discovery.discover import load
from boundkit.errors import DomainError, ShapeError
from boundkit.networks import LinearGate, nearest_prototype
from boundkit.verdict import Verdict

(ENTRY,) = load("boundkit.theorems.wang2025.routing_cells")
(MIXTURES,) = load("boundkit.theorems.wang2025.mixture_cells")


def value(claim, **at):
    return int(boundkit.theorem("wang2025.routing_cells").evaluate(claim, **at).exact)


# evidence ---------------------------------------------------------------------------------------------------------


def items(entry):
    return [pytest.param(entry, i, id=f"{e.claim}, {e.name}") for i, e in enumerate(entry.theorem.evidence)]


@pytest.mark.parametrize(("entry", "index"), items(ENTRY) + items(MIXTURES))
def test_evidence_comes_out_as_expected(entry, index):
    result = run_item(entry, index, False, 60)
    assert result.as_expected, result
    if result.verdict is Verdict.REFUTED:
        assert result.witness


@pytest.mark.parametrize("entry", [ENTRY, MIXTURES], ids=["routing_cells", "mixture_cells"])
def test_headlines_name_what_they_assume(entry):
    for claim in entry.theorem.claim_names:
        own = [i for i, e in enumerate(entry.theorem.evidence) if e.claim == claim and e.kind == "derives"]
        verdict, scope, _ = headline([run_item(entry, i, False, 60) for i in own])
        assert verdict is Verdict.CERTIFIED
        assert scope == "all" if claim == "line" else scope.startswith("all, assuming ")


# brute force ------------------------------------------------------------------------------------------------------


def sets_on_a_line(gate):
    """The chosen sets between all places where two scores tie."""
    rows = list(zip(gate.scores.weight.entries(), gate.scores.bias.entries(), strict=True))
    ties = sorted({(d - b) / (a - c) for (a, b), (c, d) in combinations(rows, 2) if a != c})
    places = [ties[0] - 1, *((low + high) / 2 for low, high in pairwise(ties)), ties[-1] + 1] if ties else [fmpq(0)]
    return {gate.chosen([x]) for x in places}


def sets_in_the_plane(gate):
    """The chosen sets at points beside every crossing of two lines of ties, in every one of many directions.

    Lines of ties that are not all parallel bound cells with corners, so no cell is missed when the directions are dense
    enough; a set that is found is certainly chosen.
    """
    rows, offsets = gate.scores.weight.tolist(), gate.scores.bias.entries()
    lines = [(p[0] - q[0], p[1] - q[1], a - b) for (p, a), (q, b) in combinations(zip(rows, offsets, strict=True), 2)]
    around = [(fmpq(x), fmpq(y)) for x in range(-20, 21) for y in (-20, 20)]
    around += [(y, x) for x, y in around]
    found = set()
    for (a, b, c), (d, e, f) in combinations(lines, 2):
        bottom = a * e - b * d
        if bottom != 0:
            x, y = (b * f - c * e) / bottom, (c * d - a * f) / bottom
            found |= {gate.chosen([x + u / 10**9, y + v / 10**9]) for u, v in around}
    return found


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_cells_on_a_line_against_all_ties(k):
    for seed in range(12):
        gate = random_gates(1, 6, k, seed).gate
        assert cells_of(gate) == len(sets_on_a_line(gate))


@pytest.mark.parametrize(("E", "k"), [(3, 2), (4, 2), (5, 3)])
def test_cells_in_the_plane_against_points_beside_all_corners(E, k):
    for seed in range(3):
        gate = random_gates(2, E, k, seed).gate
        assert cells_of(gate) == len(sets_in_the_plane(gate)) <= value("cells", D=2, E=E, k=k)


def test_ties_between_experts_go_to_the_lower_index():
    assert cells_of(LinearGate([[1], [1], [-1]], [0, 0, 0], top=1)) == 2
    assert cells_of(LinearGate([[1], [1], [-1]], [0, 0, 0], top=2)) == 2
    assert cells_of(LinearGate([[0], [0]], [0, 0], top=2)) == 1


# values -----------------------------------------------------------------------------------------------------------


def test_values_on_a_line():
    assert [value("line", D=1, E=8, k=k) for k in (2, 3, 4)] == [7, 6, 5]
    for k in (2, 3, 4):
        places = Random(k).sample(range(-100, 100), 8)
        assert Prototypes(tuple((place,) for place in places), k).cells() == 9 - k


def test_values_of_the_bound():
    assert value("cells", D=1, E=6, k=3) == 16
    assert value("cells", D=5, E=6, k=3) == comb(6, 3) == 20
    assert value("cells", D=1, E=8, k=1) == 8
    assert value("cells", D=3, E=4, k=2) == 6


def test_values_in_the_plane():
    caps = [value("plane", D=2, E=8, k=k, u=(1,) * 8) + k - 1 for k in (2, 3, 4)]
    assert caps == [21, 32, 41]
    for seed in range(3):
        case = in_the_plane(8, 4, seed)
        for k, cap in zip((2, 3, 4), caps, strict=True):
            u = case.values["u"]
            cells = Prototypes(case.object.points, k).cells()
            assert cells == cap - sum(u[: k - 1]) == value("plane", D=2, E=8, k=k, u=u)


def test_the_values_of_u_are_checked():
    with pytest.raises(DomainError, match="whole number >= 1"):
        value("plane", D=2, E=8, k=3, u="4,0")
    with pytest.raises(DomainError, match="too short"):
        value("plane", D=2, E=8, k=4, u="4,9")
    with pytest.raises(DomainError, match="k <= E - 1"):
        value("plane", D=2, E=3, k=3, u="3,3")
    with pytest.raises(DomainError, match="D = 2"):
        value("plane", D=3, E=8, k=2, u="4")
    with pytest.raises(DomainError, match="D = 1"):
        value("line", D=2, E=8, k=2)
    with pytest.raises(DomainError):
        value("cells", D=1, E=3, k=4)


@pytest.mark.parametrize("seed", range(4))
def test_unbounded_cells_against_the_gate_at_infinity(seed):
    """Far away only the slopes count: the unbounded cells are those of the same gate without offsets."""
    draw = Random(seed)
    points = [(draw.randint(-9, 9), draw.randint(-9, 9)) for _ in range(6)]
    points = list(dict.fromkeys(points))
    for order in range(1, len(points)):
        assert unbounded_cells(points, order) == cells_of(LinearGate(points, [0] * len(points), top=order))


def test_unbounded_cells_of_special_points():
    assert [unbounded_cells([(0, 0), (1, 0)], 1)] == [2]
    triangle_and_centre = [(0, 0), (6, 0), (0, 6), (1, 2)]
    assert unbounded_cells(triangle_and_centre, 1) == 3
    assert unbounded_cells([(t, t * t) for t in range(5)], 1) == 5
    assert unbounded_cells([(t, 2 * t) for t in range(5)], 2) == 2
    assert Prototypes(tuple(triangle_and_centre), 2).cells() == 9 - 3 == comb(4, 2)


@pytest.mark.parametrize(("D", "E"), [(1, 4), (1, 5)])
def test_the_measured_table_on_a_line(D, E):
    for k, most in enumerate(MEASURED[D, E], start=1):
        brute = max(len(sets_on_a_line(random_gates(D, E, k, seed).gate)) for seed in range(200))
        assert brute == most <= value("cells", D=D, E=E, k=k)
    assert ManyGates(D, E, 2, 60).cells() <= MEASURED[D, E][1]


def test_the_table_is_in_the_notes():
    assert "D = 1, E = 6: 5, 7, 7, 6, 5" in ENTRY.theorem.notes
    brute = max(len(sets_on_a_line(random_gates(1, 6, 3, seed).gate)) for seed in range(200))
    assert brute == 7 == MEASURED[1, 6][2]


@pytest.mark.heavy
@pytest.mark.parametrize(("D", "E"), list(MEASURED))
def test_the_measured_table(D, E):
    assert tuple(ManyGates(D, E, k, 200).cells() for k in range(1, E)) == MEASURED[D, E]


# hypotheses and controls ------------------------------------------------------------------------------------------


def test_general_position():
    met = lambda points: routing_cells.general.met_by(Prototypes(tuple(points), 1), {})  # noqa: E731
    assert met([(0, 0), (1, 0), (0, 1)])
    assert met([(0, 0), (1, 5)])
    assert not met([(0, 0), (1, 1), (2, 2)])
    assert not met([(0, 0), (2, 0), (0, 2), (2, 2)])
    assert met([(0, 0), (2, 0), (0, 2), (2, 3)])


def test_hypotheses_tell_gates_apart():
    assert routing_cells.distinct.met_by(Prototypes(((1,), (2,)), 1), {})
    assert not routing_cells.distinct.met_by(Prototypes(((1,), (1,)), 1), {})
    assert not routing_cells.nearest.met_by(random_gates(1, 3, 1, 0), {})
    assert not routing_cells.linear.met_by(routing_cells.scores_of_size(3).object, {})
    assert routing_cells.sized.met_by(Scores(nearest_prototype([[0], [1]])), {"D": 1})


def test_cells_of_a_gate_that_reads_sizes_by_hand():
    """Scores 0, t - 1/2, 2 t - 2 of t = |x|: expert 0 for t < 1/2, expert 1 up to 3/2, expert 2 beyond."""
    assert routing_cells.scores_of_size(3).object.cells() == 5


E, k, D, u, i = routing_cells.E, routing_cells.k, routing_cells.D, routing_cells.u, routing_cells.i
WRONG = {
    "cells: an expert more": (routing_cells.convex_sets_or_parts, "cells", routing_cells.fewest(E=E + 1)),
    "line: one window more": (routing_cells.windows_in_a_row, "line", E - k + 2),
    "plane: no unbounded cells": (routing_cells.order_by_order, "plane", routing_cells.LEE),
    "plane: k for k^2": (
        routing_cells.order_by_order, "plane", routing_cells.THEOREM.claim("plane").expression + k**2 - k),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_derivations_break_with_the_formula(name):
    steps, claim, expression = WRONG[name]
    right = routing_cells.THEOREM.claim(claim)
    wrong = replace(right, statement=right.statement.func(right.statement.lhs, expression))
    assert all(step.holds is True for step in steps(right))
    assert not all(step.holds is True for step in steps(wrong))


# cells of mixtures ------------------------------------------------------------------------------------------------


def test_bounds_of_mixtures_have_values():
    theorem = boundkit.theorem("wang2025.mixture_cells")
    assert theorem.evaluate("pieces", E=3, R=4, L=2).exact == "144"
    assert theorem.evaluate("top_k", E=8, k=2, L=3).exact == str(28**3)
    with pytest.raises(DomainError):
        theorem.evaluate("top_k", E=2, k=3, L=1)


@pytest.mark.parametrize(("E", "k", "L"), [(3, 1, 2), (3, 2, 2), (4, 2, 1), (4, 3, 1), (3, 3, 2)])
def test_all_subsets_are_routes(E, k, L):
    found = regions.count(subsets(E, k, L), (0, 1))
    assert found.activation_regions == found.routing_cells == comb(E, k) ** L
    assert subsets(E, k, L)([fmpq(1, 3)] * (L * (E - 1))) == [fmpq(1, 3)] * (L * (E - 1))


@pytest.mark.parametrize(("E", "R", "L"), [(1, 1, 1), (2, 3, 1), (2, 2, 2), (3, 2, 2), (1, 4, 3)])
def test_folded_digits_have_all_cells(E, R, L):
    mixture = folded_digits(E, R, L)
    found = regions.count(mixture, (0, 1))
    assert found.activation_regions == (E * R) ** L
    assert found.routing_cells == E**L
    assert mixture_cells.most_pieces(mixture) == R
    assert all(0 <= mixture([fmpq(step, 50)])[0] <= 1 for step in range(51))


def test_more_active_experts_than_experts():
    with pytest.raises(ShapeError, match="choose 1 to all"):
        subsets(3, 4, 1)
