"""wang2025.dense_baseline: verdicts, values, and controls."""

import pytest
import sympy
from boundkit.theorems.wang2025 import dense_baseline
from boundkit.theorems.wang2025.dense_baseline import (
    CURVES,
    SOLIDS,
    SURFACES,
    THEOREM,
    lipschitz_spline,
    sawtooth,
    smooth_kuhn,
    smooth_spline,
)
from entries import check_evidence, entry_of, evidence_of, must_prove_only, outcome_of, outcomes
from flint import fmpq
from sympy import Rational

from boundkit.calculus.growth.limits import limit_is
from boundkit.checking.headlines import headline
from boundkit.errors import NotEvaluableError
from boundkit.measures.squares import SQUARE
from boundkit.verdict import Verdict

SLOW = {"solids", "Lipschitz solids", "smooth solids", "surfaces", "Lipschitz surfaces", "smooth surfaces"}


ENTRY = entry_of(dense_baseline)


def test_claims():
    assert THEOREM.id == "wang2025.dense_baseline"
    assert THEOREM.claim_names == (
        "as_printed", "as_printed_otherwise", "without_condition", "upper_lipschitz", "upper_smooth", "lower_square",
        "upper_kuhn_lipschitz", "upper_kuhn_smooth",
    )  # fmt: skip
    assert THEOREM.origin_of(THEOREM.claim("as_printed")) == "published: wang2025, Theorem 3.1, as read"
    without = THEOREM.claim("without_condition")
    assert (without.status, THEOREM.proviso_of(without)) == ("over-reading", "as summarised")


@pytest.mark.parametrize("index", evidence_of(ENTRY, SLOW))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize("claim", ["as_printed", "as_printed_otherwise"])
def test_the_theorem_as_printed_is_not_refuted(claim):
    items = [item for item in ENTRY.theorem.evidence if item.claim == claim and item.supports]
    results = [outcome_of(ENTRY, item.name) for item in items]
    assert {r.verdict for r in results} == {Verdict.CERTIFIED, Verdict.INCONCLUSIVE}
    assert headline(results)[0] is Verdict.SUPPORTED


def test_the_rate_without_its_condition_is_refuted_and_says_where():
    refuted = outcome_of(ENTRY, "false for K > 2D")
    assert headline([refuted])[:2] == (
        Verdict.REFUTED, "along m -> oo, K = 2*D + s, given square, assuming the claim lower_square"
    )  # fmt: skip
    assert refuted.witness["limit of bound/order"] == "oo"
    (objects,) = refuted.premises
    assert "C^K for every K" in objects.text
    assert objects.tested_by[0] == "spline_of_square"
    assert "open to us" in outcome_of(ENTRY, "open_between").detail
    assert outcome_of(ENTRY, "holds_on_the_line").scope_text == (
        "D = 1, K in {1, 2}, assuming the claim upper_lipschitz, the claim upper_smooth"
    )


def test_the_printed_rate_has_no_number():
    with pytest.raises(NotEvaluableError):
        THEOREM.evaluate("as_printed", K=3, D=1, m=4)


@pytest.mark.parametrize(
    ("claim", "values", "exact"),
    [
        ("upper_lipschitz", {"Lip": 1, "m": 8}, "1/16"),
        ("upper_smooth", {"M": 2, "m": 8}, "1/256"),
        ("lower_square", {"m": 7}, "1/512"),
        ("upper_kuhn_lipschitz", {"Lip": 3, "N": 4}, "3/4"),
        ("upper_kuhn_smooth", {"M": 1, "D": 3, "N": 2}, "3/32"),
    ],
)
def test_values(claim, values, exact):
    assert THEOREM.evaluate(claim, **values).exact == exact


def test_the_error_of_the_sawtooth():
    assert sawtooth(4).object.error.lower == fmpq(1, 2048)
    assert sawtooth(4).values == {"m": 11}


def test_the_constants_come_from_the_target():
    case = lipschitz_spline(SQUARE, 3)
    assert case.values["Lip"] == 2
    assert dense_baseline.lipschitz.holds(case.object)
    assert not dense_baseline.lipschitz.holds(lipschitz_spline(SQUARE, 3, Lip=1).object)


def test_the_witness_decides_nothing_at_twice_the_dimension():
    """The refutation needs K > 2D: its limit is finite at K = 2D."""
    m = dense_baseline.m
    assert limit_is("ratio", m**2 / (8 * (m + 1) ** 2), m, sympy.oo).holds is False
    assert limit_is("ratio", m**3 / (8 * (m + 1) ** 2), m, sympy.oo).holds is True


@pytest.mark.parametrize(
    ("claim", "rests_on"),
    [
        ("upper_lipschitz", ("classical.kuhn_lipschitz:line",)),
        ("upper_smooth", ("classical.kuhn_c2:upper",)),
        ("lower_square", ()),
        ("upper_kuhn_lipschitz", ("classical.kuhn_lipschitz:upper",)),
        ("upper_kuhn_smooth", ("classical.kuhn_c2:upper",)),
    ],
)
def test_explicit_bounds_are_derived_and_say_from_what(claim, rests_on):
    results = [r for r in outcomes(ENTRY, claim) if r.scope.whole]
    verdict, _, assumed, premises = headline(results)
    assert (verdict, tuple(map(str, assumed))) == (Verdict.DERIVED, rests_on)
    tried = [bool(premise.tested_by) for premise in premises if premise.relation]
    assert tried == ([False] if rests_on else [True] * 3)


@pytest.mark.parametrize(
    ("claim", "factor"),
    [
        ("upper_lipschitz", Rational(99, 100)),
        ("upper_smooth", Rational(99, 100)),
        ("lower_square", Rational(101, 100)),
        ("upper_kuhn_lipschitz", Rational(74, 100)),
        ("upper_kuhn_smooth", Rational(99, 100)),
    ],
)
def test_a_slightly_stronger_claim_is_not_proved(claim, factor):
    must_prove_only(ENTRY, claim, factor * THEOREM.claim(claim).right_hand_side)


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("make", "f", "size"),
    [
        (smooth_kuhn, SURFACES[1], 64),
        (smooth_kuhn, SOLIDS[0], 16),
        (smooth_spline, CURVES[0], 4096),
    ],
    ids=["D = 2, N = 64", "D = 3, N = 16", "D = 1, m = 4096"],
)
def test_large_networks_are_built_and_their_errors_certified(make, f, size):
    """Below the bound, and twice the cells an axis leave about a quarter."""
    claim = "upper_smooth" if make is smooth_spline else "upper_kuhn_smooth"
    cases = [make(f, n) for n in (size // 2, size)]
    for case, n in zip(cases, (size // 2, size), strict=True):
        bound = THEOREM.evaluate(claim, **{("m" if make is smooth_spline else "N"): n}, **case.values)
        assert 0 < case.object.error.lower <= case.object.error.upper <= fmpq(*map(int, bound.exact.split("/")))
    coarse, fine = (case.object.error for case in cases)
    assert fmpq(36, 10) < coarse.lower / fine.upper < fmpq(41, 10)
