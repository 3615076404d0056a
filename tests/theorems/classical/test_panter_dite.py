"""The quantisation limit on a line: values, evidence, Hoelder's inequality, and what must fail."""

import pytest
import sympy
from boundkit.theorems.classical import (
    panter_dite,
    panter_dite_proofs,
)
from entries import derived, entry_of, holds_and_no_more, must_prove_only, report_of
from flint import fmpq
from sympy import Rational

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.errors import DomainError
from boundkit.formulas.evaluation import Value
from boundkit.statements import positive

ENTRY = entry_of(panter_dite)
THEOREM = ENTRY.theorem


def test_panter_and_dite():
    claim = THEOREM.claim("minimum")
    assert claim.evaluate(f="1").exact == "1/12"
    assert claim.evaluate(f="1/(2*sqrt(y))").exact == "9/125"  # the density of x^2
    assert claim.evaluate(f="3*y**2").exact == "27/500"
    with pytest.raises(DomainError, match="= 1 only"):
        claim.evaluate(f="2")


SLOW = {"random_quantizers", "best_grid_quantizers"}


@pytest.mark.heavy
def test_the_evidence():
    """Everything comes out as expected, and the headlines claim all only where a derivation does."""
    report = report_of(ENTRY, SLOW)
    assert [(r.evidence, r.detail) for r in report.results if not r.as_expected] == []
    assert {h.claim for h in report.claims if h.headline != "DERIVED"} == set()
    assert {r.claim for r in report.results if r.verdict == "REFUTED"} == set(THEOREM.claim_names)


@pytest.mark.parametrize("name", THEOREM.claim_names)
@pytest.mark.parametrize("factor", [2, Rational(1, 2)])
def test_a_changed_formula_is_not_proved(name, factor):
    must_prove_only(ENTRY, name, factor * THEOREM.claim(name).right_hand_side)


def test_parts_of_cells_and_their_weights():
    thing = panter_dite.equal_levels(2, 3).object
    assert panter_dite_proofs.parts_of(thing, 3) == [0, fmpq(1, 3), fmpq(1, 2), fmpq(2, 3), 1]
    assert [panter_dite_proofs.part_of(thing, index, 3) for index in range(1, 6)] == [
        fmpq(1, 3), fmpq(1, 6), fmpq(1, 6), fmpq(1, 3), None,
    ]  # fmt: skip


def test_the_three_premises_of_the_lower_bound_are_tried():
    premises = derived(ENTRY, "lower")[3]
    assert [bool(premise.tested_by) for premise in premises if premise.relation] == [True] * 3


def test_overlapping_balls_decide_nothing():
    bracket = Enclosure(fmpq(70, 1000), fmpq(72, 1000))

    def holds(low, high):
        claimed = Value(sympy.Integer(0), Enclosure(fmpq(low, 1000), fmpq(high, 1000)))
        return [step.holds for step in panter_dite.within("limit", bracket, claimed, 3)]

    assert holds(71, 72) == [True, True, True]
    assert holds(71, 73) == [True, None, True]
    assert holds(69, 71) == [None, True, True]
    assert holds(73, 74) == [True, False, True]


def test_hoelder_holds_and_no_more():
    s, A, density = positive("s", "root of the weight"), positive("A", "its integral"), positive("l", "density")
    holds_and_no_more(lambda c: 3 * A**2 * s <= c * (s**3 / density**2 + 2 * A**3 * density))
