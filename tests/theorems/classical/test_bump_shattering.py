"""Points that bumps shatter: values, hypotheses, and controls."""

import pytest
from boundkit.theorems.classical import bump_shattering
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only, value
from sympy import floor

from boundkit.statements.shape import misfits
from boundkit.verdict import Verdict

ENTRY = entry_of(bump_shattering)
THEOREM = ENTRY.theorem
D, W, bound = bump_shattering.D, bump_shattering.W, THEOREM.claim("lower").expression


@pytest.mark.parametrize(
    "index", evidence_of(ENTRY, ("12 and 16 points, every labelling", "many_points", "random_points"))
)
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_it_is_derived_from_three_premises():
    verdict, scope, rests_on, premises = derived(ENTRY, "lower")
    assert (verdict, scope, rests_on) == (Verdict.DERIVED, "all", ())
    assert len([premise for premise in premises if premise.relation]) == 3


def test_bump_values():
    assert value("bump_shattering", "lower", D=2, W=6).exact == "8"
    assert value("bump_shattering", "lower", D=5, W=2).exact == "0"


def test_bumps_ask_for_enough_points():
    (misfit,) = misfits(bump_shattering.THEOREM, bump_shattering.THEOREM.claim("lower"), {"D": 1, "W": 6, "J": 0})
    assert misfit.hypothesis is bump_shattering.enough
    few = bump_shattering.PointSet(bump_shattering.moment_curve(2, 1), 1, 6)
    assert not bump_shattering.enough.met_by(few, {"D": 1, "W": 6})
    assert bump_shattering.enough.met_by(few, {"D": 1, "W": 3})
    assert bump_shattering.enough in bump_shattering.THEOREM.hypotheses_of(bump_shattering.THEOREM.claim("lower"))


def test_two_units_shatter_no_points():
    none = bump_shattering.on_moment_curve(3, 2)
    assert none.points == ()
    assert bump_shattering.general.met_by(none, {})
    assert bump_shattering.shattered_together(none).lower == 0


@pytest.mark.parametrize("formula", [bound + 1, 2 * (D + 1) * floor(W / 3), 2 * D * floor(W / 2)])
def test_a_wrong_formula_is_not_proved(formula):
    must_prove_only(ENTRY, "lower", formula)
