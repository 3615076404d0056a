"""The exact VC dimension on a line: values, verdicts, controls, and the general bounds beside it."""

import pytest
from boundkit.theorems.kratsios2024 import vc_dimension
from boundkit.theorems.sharper import vc_on_a_line
from boundkit.theorems.sharper.vc_on_a_line import E, W
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only
from flint import fmpq

from boundkit.measures.line_classes import MixturesOnLine
from boundkit.verdict import Verdict

ENTRY = entry_of(vc_on_a_line)
THEOREM = ENTRY.theorem
TRANSLATE = "kratsios2024.vc_dimension:lower_translate"


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize("claim", THEOREM.claim_names)
def test_claims_are_derived_from_three_premises_of_which_two_are_tried(claim):
    verdict, _, assumed, premises = derived(ENTRY, claim)
    assert (verdict, tuple(map(str, assumed))) == (Verdict.DERIVED, (TRANSLATE,))
    assert [bool(premise.tested_by) for premise in premises if premise.relation] == [True, True, False]


def value(claim, **at):
    return int(THEOREM.claim(claim).evaluate(**at).exact)


def test_values():
    assert value("constant", E=4) == 4
    assert value("affine", E=4) == 8
    assert [value("narrow", E=1, W=W) for W in (1, 2)] == [2, 3]
    assert [value("one_layer", E=1, W=W) for W in (3, 4)] == [5, 6]
    assert value("one_layer", E=2, W=3) == value("prelu", E=2, W=3) == 10


@pytest.mark.parametrize(
    ("W", "a", "number"), [(1, "-1/2", 3), (2, "1/2", 4), (1, "-1", 3), (2, "-1", 3), (3, "-1", 5), (4, "-1", 5)]
)
def test_slopes_of_prelu(W, a, number):
    found = MixturesOnLine(1, W, fmpq(*map(int, a.split("/")))).vc_dimension()
    assert (found.lower, found.upper) == (number, number)


@pytest.mark.parametrize("E", [2, 3, 4])
def test_general_bounds_lie_around_it(E):
    general = vc_dimension.STATEMENT
    for units in (3, 6):
        at = {"D": 1, "E": E, "W": units}
        exact = value("one_layer", E=E, W=units)
        assert int(general.claim("lower_bumps").evaluate(**at).exact) <= exact
        solved, closed = (general.claim(name).evaluate(**at, J=1).number for name in ("upper_solved", "upper_closed"))
        assert exact <= solved.upper <= closed.upper


MUTANTS = {
    "constant: one point more": ("constant", E + 1),
    "affine: an expert less": ("affine", 2 * E - 2),
    "one_layer: a piece less": ("one_layer", E * (W + 1)),
    "narrow: a piece more": ("narrow", E * (W + 2)),
    "prelu: gates for nothing": ("prelu", E * (W + 1) + 1),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_formula_is_not_proved(name):
    must_prove_only(ENTRY, *MUTANTS[name])
