"""Routing patterns: values of the bounds, counts by exhaustion, controls."""

from math import comb

import pytest
from boundkit.theorems.kratsios2024 import routing_growth
from boundkit.theorems.kratsios2024.routing_growth import D, E, blocks, central, i, n, ties
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only
from sympy import Min, Sum

from boundkit.measures.routing_patterns import LinearRouting, PrototypesOnLine
from boundkit.statements.inversion import solve_claim
from boundkit.verdict import Verdict

ENTRY = entry_of(routing_growth)
THEOREM = ENTRY.theorem


def value(claim, **at):
    return int(THEOREM.claim(claim).evaluate(**at).exact)


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize(
    ("claim", "rests_on"),
    [
        ("upper", ("classical.zaslavsky:upper",)),
        ("upper_top_k", ("classical.zaslavsky:upper",)),
        ("cover", ("classical.zaslavsky:regions",)),
        ("line", ()),
    ],
)
def test_claims_are_derived_and_their_premises_tried(claim, rests_on):
    verdict, _, assumed, premises = derived(ENTRY, claim)
    assert (verdict, tuple(map(str, assumed))) == (Verdict.DERIVED, rests_on)
    own = [premise for premise in premises if " N " in f" {premise.relation} "]
    assert own
    assert all(premise.tested_by for premise in own)


def test_values():
    assert value("upper", n=7, D=2, E=2) == value("cover", n=7, D=2) == 44
    assert value("upper", n=7, D=2, E=3) == 3**7
    assert 2 * sum(comb(7 * 3 - 1, j) for j in range(6)) == 43400
    assert [value("line", n=n, E=3) for n in (5, 6, 7)] == [63, 93, 129]
    assert value("line", n=5, E=4) == 292


@pytest.mark.parametrize(
    ("D", "E", "first"), [(2, 3, 13), (2, 4, 21), (2, 8, 50), pytest.param(10, 8, 191, marks=pytest.mark.heavy)]
)
def test_from_where_on_the_bound_is_below_all_sequences(D, E, first):
    found = solve_claim(THEOREM, "upper < E**n", "n", {"D": D, "E": E}, want="least")
    assert (found.value.lower, found.value.upper, found.certified) == (first, first, True)


def test_prototypes_realise_fewer_patterns_than_gates_from_five_on():
    equispaced = tuple((t,) for t in range(9))
    assert PrototypesOnLine(equispaced, 5).cuts(5) == 69
    assert PrototypesOnLine(equispaced, 4).patterns() == value("line", n=9, E=4)
    assert PrototypesOnLine(tuple((4**t,) for t in range(7)), 5).patterns() == value("line", n=7, E=5)


@pytest.mark.heavy
def test_thirteen_points_and_five_prototypes():
    assert PrototypesOnLine(tuple((t,) for t in range(13)), 5).cuts(5) == 465
    assert PrototypesOnLine(tuple((4**t,) for t in range(13)), 5).cuts(5) == 495


SEVEN = {
    765: ((-17, 14), (-33, 11), (20, 28), (-9, 27), (7, -2), (20, 40), (24, 45)),
    777: ((49, 27), (-33, 13), (-26, -14), (-50, -33), (-14, 2), (5, -3), (-48, 7)),
    759: ((28, -35), (-47, -35), (-24, 50), (-6, -50), (-31, -44), (30, -39), (-34, -50)),
    561: ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 0)),
}


@pytest.mark.heavy
@pytest.mark.parametrize("count", SEVEN)
def test_seven_points_of_the_plane_and_three_experts(count):
    """The count depends on the points, and is 3 mod 6: experts may be renumbered, and three alone serve everything."""
    assert LinearRouting(SEVEN[count], 3).patterns() == count
    assert count % 6 == 3
    assert count <= value("upper", n=7, D=2, E=3)
    assert f"{count} for {', '.join(map(str, SEVEN[count]))}" in THEOREM.notes


def test_hypotheses_tell_routings_apart():
    general = routing_growth.general
    assert general.met_by(LinearRouting(((0, 0), (1, 0), (0, 1)), 2), {})
    assert general.met_by(LinearRouting(((0, 0), (5, 5)), 2), {})
    assert not general.met_by(LinearRouting(((0, 0), (1, 1), (2, 2)), 2), {})
    assert not general.met_by(LinearRouting(((0, 0), (0, 0)), 2), {})
    assert not routing_growth.free.met_by(routing_growth.prototypes(3, 2).object, {})
    assert not routing_growth.linear.met_by(routing_growth.quadratic(3, 2).object, {})


MUTANTS = {
    "upper: a dimension less": ("upper", Min(E**n, central(ties, D * (E - 1)))),
    "upper: a hyperplane less": ("upper", Min(E**n, central(ties - 1, (D + 1) * (E - 1)))),
    "upper_top_k: one expert": ("upper_top_k", Min(E**n, central(ties, (D + 1) * (E - 1)))),
    "cover: a dimension more": ("cover", central(n, D + 2)),
    "line: all runs but the last": ("line", Sum(blocks(i), (i, 1, Min(n, E) - 1))),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_formula_is_not_proved(name):
    must_prove_only(ENTRY, *MUTANTS[name])


def test_the_quantity_counts_patterns():
    assert routing_growth.patterns.measure(LinearRouting(((0,), (1,)), 2)) == 4
