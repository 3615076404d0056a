"""The cells of routing gates: brute force on a line and in the plane, values, controls."""

from itertools import combinations, pairwise
from math import comb
from random import Random

import pytest
from boundkit.theorems.wang2025 import routing_cells
from boundkit.theorems.wang2025.routing_cells import (
    MEASURED,
    ManyGates,
    in_the_plane,
    random_gates,
)
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only
from flint import fmpq

import boundkit
from boundkit.constructions.prototypes import Prototypes, Scores, chosen_cells
from boundkit.errors import DomainError
from boundkit.networks import nearest_prototype
from boundkit.verdict import Verdict

ENTRY = entry_of(routing_cells)
THEOREM = ENTRY.theorem


def value(claim, **at):
    return int(boundkit.theorem("wang2025.routing_cells").evaluate(claim, **at).exact)


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize(
    ("claim", "tried", "rests_on"),
    [
        ("cells", [False, True, False], ("classical.convex_routing_cells:upper", "classical.zaslavsky:upper")),
        ("line", [True, True, True], ()),
        ("plane", [True, True, True, True, True], ()),
        ("all_sizes", [True, True], ()),
    ],
)
def test_claims_are_derived_and_their_premises_tried(claim, tried, rests_on):
    verdict, _, assumed, premises = derived(ENTRY, claim)
    assert (verdict, tuple(map(str, assumed))) == (Verdict.DERIVED, rests_on)
    assert [bool(premise.tested_by) for premise in premises if premise.relation] == tried


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
        assert chosen_cells(gate) == len(sets_on_a_line(gate))


@pytest.mark.parametrize(("E", "k"), [(3, 2), (4, 2), (5, 3)])
def test_cells_in_the_plane_against_points_beside_all_corners(E, k):
    for seed in range(3):
        gate = random_gates(2, E, k, seed).gate
        assert chosen_cells(gate) == len(sets_in_the_plane(gate)) <= value("cells", D=2, E=E, k=k)


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


E, k = routing_cells.E, routing_cells.k


CELLS, LEE = (THEOREM.claim(name) for name in ("cells", "plane"))
MUTANTS = {
    "cells: an expert less": ("cells", CELLS.bound(E=E - 1)),
    "cells: a dimension less": ("cells", CELLS.bound(D=routing_cells.D - 1)),
    "line: one window more": ("line", E - k + 2),
    "all_sizes: another set is missed": ("all_sizes", 2**E - 4),
    "plane: no unbounded cells": ("plane", routing_cells.LEE),
    "plane: k for k^2": ("plane", LEE.expression + k**2 - k),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_formula_is_not_proved(name):
    must_prove_only(ENTRY, *MUTANTS[name])


def test_all_pairs_of_four_experts_in_the_plane_but_never_all_sets():
    """C(4, 2) cells for two experts with D = 2 < E - 1; over all sizes one set is missed, and none with D = 3."""
    gate = random_gates(2, 4, 2, 2)
    assert gate.cells() == comb(4, 2)
    assert gate.cells_of_all_sizes() == 2**4 - 3 == value("all_sizes", D=2, E=4)
    assert routing_cells.one_input_more(4).object.cells_of_all_sizes() == 2**4 - 2
    with pytest.raises(DomainError):
        value("all_sizes", D=3, E=4)


@pytest.mark.heavy
@pytest.mark.parametrize("k", [2, 8, 31])
def test_sixty_four_experts(k):
    case = in_the_plane(64, k, 0)
    assert routing_cells.general.met_by(case.object, {})
    assert case.object.cells() == value("plane", D=2, E=64, k=k, u=case.values["u"])
    assert routing_cells.on_a_line(64, k, 0).object.cells() == 65 - k
    assert 2 < random_gates(2, 64, k, 0).cells() <= value("cells", D=2, E=64, k=k)
