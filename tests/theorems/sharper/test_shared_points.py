"""Experts that share the points: values beside kratsios2024.vc_dimension, verdicts, controls."""

import pytest
from boundkit.theorems.kratsios2024 import vc_dimension
from boundkit.theorems.sharper import shared_points
from entries import changed, check_evidence, derived, entry_of, evidence_of
from sympy import Integer

from boundkit.errors import DomainError, ProofError
from boundkit.formulas.evaluation import expand
from boundkit.proofs.conclusion import require_claim
from boundkit.verdict import Verdict

ENTRY = entry_of(shared_points)
THEOREM = ENTRY.theorem


PROOFS = ("points_that_are_shared", "no_more_than_the_greatest", "all_at_their_mean")


@pytest.mark.parametrize("index", evidence_of(ENTRY, without=tuple(f"proof: {name}" for name in PROOFS)))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


LEMMAS = {
    "upper_closed": (),
    "upper_solved": (
        "sharper.shared_points:upper_closed",
        "classical.sign_patterns:upper",
        "kratsios2024.routing_growth:upper",
    ),
    "upper_central": ("kratsios2024.routing_growth:upper",),
}


@pytest.mark.heavy
@pytest.mark.parametrize("name", LEMMAS)
def test_the_bounds_are_derived_from_three_premises_of_their_own(name):
    verdict, scope, assumed, premises = derived(ENTRY, name)
    assert verdict is Verdict.DERIVED
    assert scope.startswith("all")
    assert set(map(str, assumed)) == set(LEMMAS[name])
    own = [p for p in premises if p.relation and not any(f" of {used}" in p.relation for used in LEMMAS[name])]
    assert len(own) == 3


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
@pytest.mark.parametrize("name", LEMMAS)
def test_another_formula_is_not_proved(name):
    """With one coordinate, and without hidden layers: both only lessen the bounds."""
    claim = THEOREM.claim(name)
    (item,) = (item for item in THEOREM.evidence if (item.claim, item.kind) == (name, "proof"))
    shown = item.facts(THEOREM)
    require_claim(shown, THEOREM, claim)
    for symbol, value in ((shared_points.D, 1), (shared_points.J, 0)):
        smaller = changed(claim, expand(claim.expression).xreplace({symbol: Integer(value)}))
        with pytest.raises(ProofError, match="the proof shows"):
            require_claim(shown, THEOREM, smaller)
