"""Experts that share the points: values beside kratsios2024.vc_dimension, verdicts, controls."""

import pytest
from boundkit.theorems.kratsios2024 import vc_dimension
from boundkit.theorems.sharper import shared_points
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only

from boundkit.errors import DomainError
from boundkit.verdict import Verdict

ENTRY = entry_of(shared_points)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY, without=("proof: points_that_are_shared",)))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.heavy
def test_the_closed_bound_is_derived_from_three_premises():
    verdict, scope, assumed, premises = derived(ENTRY, "upper_closed")
    assert (verdict, scope, assumed) == (Verdict.DERIVED, "all", ())
    assert len([premise for premise in premises if premise.relation]) == 3


@pytest.mark.parametrize(
    ("at", "closed", "central", "solved"),
    [
        ((10, 8, 2, 32), 359_646, 346_099, 289_014),
        ((64, 256, 2, 128), 352_239_198, 320_400_270, 188_828_625),
        ((1, 2, 1, 3), 298, 275, 256),
    ],
)
def test_values(at, closed, central, solved):
    known = dict(zip("DEJW", at, strict=True))
    found = [THEOREM.claim(f"upper_{name}").evaluate(**known).number for name in ("closed", "central", "solved")]
    assert [int(number.lower.floor()) for number in found[:2]] == [closed, central]
    assert found[2].exact
    assert found[2].lower == solved


@pytest.mark.parametrize("at", [(1, 2, 0, 1), (2, 3, 1, 3), (10, 8, 2, 32), (3, 64, 0, 1)])
def test_sharper_than_when_each_expert_sees_all_points(at):
    known = dict(zip("DEJW", at, strict=True))
    for name in ("upper_closed", "upper_solved"):
        ours, theirs = (one.claim(name).evaluate(**known).number for one in (THEOREM, vc_dimension.STATEMENT))
        assert ours.upper < theirs.lower


def test_the_central_form_is_not_always_better():
    closed, central = (THEOREM.claim(f"upper_{name}") for name in ("closed", "central"))
    assert central.evaluate(D=1, E=512, J=0, W=1).number.lower > closed.evaluate(D=1, E=512, J=0, W=1).number.upper
    with pytest.raises(DomainError, match="E >= 2"):
        closed.evaluate(D=1, E=1, J=0, W=1)


@pytest.mark.heavy
def test_another_formula_is_not_proved():
    must_prove_only(ENTRY, "upper_closed", THEOREM.claim("upper_closed").expression.subs(shared_points.D, 1))
