"""Mutants are different and stronger claims; the evidence refutes them, or shows where the bound is not tight."""

from dataclasses import dataclass
from typing import Any

import pytest
import sympy
from flint import arb
from sympy import Eq, Rational, log

from boundkit.checking.falsifier import Attack
from boundkit.checking.mutation import (
    NOT_TIGHT,
    REFUTED,
    SURVIVED,
    examine,
    examine_all,
    mutants,
    settled,
)
from boundkit.discovery.discover import discover
from boundkit.evidence import attained, derives, identity, instances
from boundkit.export.mutants import mutants_text
from boundkit.statements import ASYMPTOTIC, EXACT, LOWER, UPPER, Claim, Theorem, big_o, cite, natural, quantity


@dataclass(frozen=True)
class Thing:
    value: Any


E = natural("E", "experts")
pieces = quantity("N", "pieces", measure=lambda thing: thing.value)


def squares(E):
    return Thing(E**2)


def halves(E):
    return Thing(Rational(E**2, 2))


def rough(E):
    return Thing(arb(E**2) + arb(0, 1))


def theorem(claim, *evidence):
    return Theorem("paper.result", "A result", cite("someone2025", "Theorem 1"), (claim,), evidence=evidence)


def outcomes(claim, *evidence):
    return {o.change: o for o in examine(theorem(claim, *evidence), claim, Attack(20, seconds=20))}


def test_the_places_of_a_formula():
    found = {m.change: m.claim.expression for m in mutants(Claim("upper", UPPER, pieces <= 3 * E**2 + log(E) + 1))}
    assert found["the bound times 99/100"] == Rational(99, 100) * (3 * E**2 + log(E) + 1)
    assert found["the bound -1"] == 3 * E**2 + log(E)
    assert found["without the term log(E)"] == 3 * E**2 + 1
    assert found["3 times 99/100"] == Rational(297, 100) * E**2 + log(E) + 1
    assert found["the exponent of E**2 - 1/100"] == 3 * E ** Rational(199, 100) + log(E) + 1
    assert len(set(found.values())) == len(found)


def test_every_mutant_differs_and_keeps_sense_and_name():
    claim = Claim("upper", UPPER, pieces <= E)
    for mutant in mutants(claim):
        assert mutant.claim.expression != claim.expression
        assert (mutant.claim.name, mutant.claim.sense) == ("upper", UPPER)


def test_asymptotic_claims_have_no_mutants():
    claim = Claim("shape", ASYMPTOTIC, big_o(pieces, E))
    assert not list(mutants(claim))
    assert examine(theorem(claim), claim) == []


@pytest.mark.parametrize(
    ("claim", "weaker"),
    [
        (Claim("upper", UPPER, pieces <= E**2), "the bound times 101/100"),
        (Claim("upper", LOWER, pieces >= E**2), "the bound times 99/100"),
    ],
    ids=["upper", "lower"],
)
def test_only_stronger_mutants_count_and_a_tight_bound_refutes_them(claim, weaker):
    found = outcomes(claim, attained("upper", squares, E=(1, 2, 3)))
    assert weaker not in found
    assert len(found) == 3
    assert {o.outcome for o in found.values()} == {REFUTED}


def test_an_exact_claim_refutes_changes_in_both_directions():
    found = outcomes(Claim("upper", EXACT, Eq(pieces, E**2)), instances("upper", squares, E=(1, 2, 3)))
    assert len(found) == 6
    assert {o.outcome for o in found.values()} == {REFUTED}


def test_a_loose_bound_is_reported_with_its_ratio():
    found = outcomes(Claim("upper", UPPER, pieces <= E**2), instances("upper", halves, E=(2, 3)))
    assert found["the bound times 99/100"].outcome == NOT_TIGHT
    assert "ratio 0.505" in found["the bound times 99/100"].reason
    assert found["the bound -1"].outcome == REFUTED  # at E = 1, found beyond the grid: 1/2 > 0


def test_a_rough_measurement_lets_mutants_survive():
    def loose(E):
        return Thing(arb(E**2) - 2 + arb(0, 1.9))

    found = outcomes(Claim("upper", UPPER, pieces <= E**2), instances("upper", loose, E=(2, 3)))
    assert found["the bound -1"].outcome == SURVIVED
    assert "undecided" in found["the bound -1"].reason


def test_undecided_objects_give_no_mutants():
    assert outcomes(Claim("upper", UPPER, pieces <= E**2), instances("upper", rough, E=(2, 3))) == {}


def test_a_derivation_that_takes_the_claim_refutes_its_mutants():
    def square(claim):
        yield identity("it is E^2", claim.expression, E**2)

    loose, tied = instances("upper", halves, E=(2, 3)), derives("upper", square)
    found = outcomes(Claim("upper", UPPER, pieces <= E**2), loose, tied)
    assert {o.outcome for o in found.values()} == {REFUTED}
    assert found["the bound times 99/100"].reason.startswith("square: false")


def test_the_share_that_is_settled():
    def loose(E):
        return Thing(arb(E**2) - 2 + arb(0, 1.9))

    claim = Claim("upper", UPPER, pieces <= E**2)
    found = examine(theorem(claim, instances("upper", loose, E=(2, 3))), claim, Attack(10))
    survivors = [o for o in found if o.outcome == SURVIVED]
    assert survivors
    assert settled(found) == sympy.Rational(len(found) - len(survivors), len(found))
    assert settled([]) == 1


def test_three_results_of_the_catalogue():
    entries = discover().select(["classical.log_solve", "classical.convex_routing_cells", "wang2025.mixture_cells"])
    found = examine_all(entries, Attack(30, seconds=2))
    assert len(found) >= 10
    assert settled(found) >= sympy.Rational(95, 100), mutants_text(found)


SURVIVORS = {
    "classical.binomial_entropy": 1,
    "classical.network_growth": 13,
    "classical.panter_dite": 1,
    "dar2025.one_dimensional": 2,
    "dar2025.one_dimensional_exact": 4,
    "kratsios2024.vc_dimension": 2,
    "mayaki2026.covering_number": 1,
    "mayaki2026.entropy_lower_bound": 2,
    "sharper.entropy_of_one_layer": 12,
    "sharper.inverse_binomial": 1,
}
"""How many mutants are known to survive, of measures that are too rough to tell, at whatever pace objects are found."""


@pytest.mark.heavy
@pytest.mark.parametrize("entry", discover().entries, ids=lambda entry: entry.theorem.id)
def test_the_mutants_of_a_result_are_settled(entry):
    found = examine_all([entry], Attack(300, seconds=4))
    survivors = [outcome for outcome in found if outcome.outcome == SURVIVED]
    assert len(survivors) <= SURVIVORS.get(entry.theorem.id, 0) + len(found) // 20, mutants_text(found)


def test_what_could_not_be_tried_is_told():
    """A mutant without a value on an object, and a derivation that cannot read it, do not vanish."""

    def only_of_the_claim(claim):
        if claim.expression != log(E - 1):
            raise TypeError("written for log(E - 1)")
        yield identity("itself", claim.expression, log(E - 1))

    claim = Claim("lower", LOWER, pieces >= log(E - 1))
    found = outcomes(claim, derives("lower", only_of_the_claim), instances("lower", squares, E=(2,)))
    assert "only_of_the_claim raised TypeError: written for log(E - 1)" in found["the bound +1"].reason
    without = found["-1 -1 in E - 1"]
    assert (without.outcome, "no value at E=2" in without.reason) == (SURVIVED, True)
