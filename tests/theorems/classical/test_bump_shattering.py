"""Points that bumps shatter: values, hypotheses, and controls."""

import pytest
from boundkit.theorems.classical import bump_shattering
from entries import check_evidence, check_headlines, entry_of, evidence_of, must_break, value

from boundkit.statements.shape import misfits

ENTRY = entry_of(bump_shattering)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize(
    "index", evidence_of(ENTRY, ("12 and 16 points, every labelling", "many_points", "random_points"))
)
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_headlines_say_what_they_assume():
    check_headlines(ENTRY, {})


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
    assert bump_shattering.is_in_general_position(none)
    assert bump_shattering.shattered_together(none).lower == 0


MUTANTS = {
    "a point more": (bump_shattering.bumps_and_groups, "lower",
                     bump_shattering.shattered(bump_shattering.D, bump_shattering.W) + 1),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_formula_breaks_its_derivation(name):
    steps, of, formula = MUTANTS[name]
    must_break(THEOREM.claim(of), steps, formula)
