"""wang2025.dense_baseline: verdicts, values, and controls."""

import pytest
import sympy
from boundkit.theorems.wang2025 import dense_baseline
from boundkit.theorems.wang2025.dense_baseline import (
    THEOREM,
    best_spline,
    lipschitz_spline,
    lowered_spline,
    random_shallow,
    sawtooth,
    spline_of_square,
    tilted_spline,
)
from entries import check_evidence, entry_of, evidence_of, must_break_by, outcome_of
from flint import fmpq
from sympy import Rational

from boundkit.calculus.growth.limits import limit_is
from boundkit.calculus.inequalities.steps import decided, identity
from boundkit.checking.headlines import headline
from boundkit.errors import NotEvaluableError
from boundkit.evidence import derives
from boundkit.evidence.budget import Budget
from boundkit.evidence.item import Context
from boundkit.statements import Theorem
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
    items = [item for item in THEOREM.evidence if item.claim == claim and item.supports]
    results = [outcome_of(ENTRY, item.name) for item in items]
    assert {r.verdict for r in results} == {Verdict.CERTIFIED, Verdict.INCONCLUSIVE}
    assert headline(results)[0] is Verdict.SUPPORTED


def test_the_rate_without_its_condition_is_refuted_and_says_where():
    derivations = [item for item in THEOREM.evidence if (item.claim, item.kind) == ("without_condition", "derives")]
    results = [outcome_of(ENTRY, item.name) for item in derivations]
    assert [r.verdict for r in results] == [Verdict.REFUTED, Verdict.INCONCLUSIVE, Verdict.CERTIFIED]
    assert headline(results)[:2] == (Verdict.REFUTED, "all K > 2D, every D")
    assert "open to us" in results[1].detail
    assert results[2].scope_text == "D = 1, K in {1, 2}"
    steps = [step["text"] for step in results[0].witness["steps"]]
    assert any("C^K for every K" in text for text in steps)


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


def test_errors_of_the_built_networks():
    assert spline_of_square(5).error.lower == fmpq(1, 100)
    assert lowered_spline(5).error.lower == fmpq(1, 200)
    assert best_spline(5).error.lower == fmpq(1, 288)
    assert [best_spline(m).network.widths for m in (1, 4)] == [(1,), (4,)]
    assert sawtooth(4).object.error.lower == fmpq(1, 2048)
    assert sawtooth(4).values == {"m": 11}


def test_a_segment_bounds_from_below_only():
    for network in (tilted_spline(2, 5, 0), random_shallow(3, 4, 1)):
        assert network.error.upper is None
        assert network.error.lower >= fmpq(1, 8 * 36)


def test_the_constants_come_from_the_target():
    case = lipschitz_spline(dense_baseline.SQUARE, 3)
    assert case.values["Lip"] == 2
    assert dense_baseline.lipschitz.holds(case.object)
    assert not dense_baseline.lipschitz.holds(lipschitz_spline(dense_baseline.SQUARE, 3, Lip=1).object)


def test_the_witness_decides_nothing_at_twice_the_dimension():
    """The refutation needs K > 2D: its limit is finite at K = 2D."""
    m = dense_baseline.m
    assert limit_is("ratio", m**2 / (8 * (m + 1) ** 2), m, sympy.oo).holds is False
    assert limit_is("ratio", m**3 / (8 * (m + 1) ** 2), m, sympy.oo).holds is True


@pytest.mark.parametrize("step", [decided("1 >= 2", False), decided("open", None), identity("m = m + 1", 0, 1)])
def test_a_refutation_with_a_failed_step_refutes_nothing(step):
    broken = derives("as_printed_otherwise", lambda: [step], name="broken", shows=Verdict.REFUTED)
    theorem = Theorem(id="x.y", title="t", source=THEOREM.source, claims=(THEOREM.claim("as_printed_otherwise"),),
                      given=(dense_baseline.two_layer,), readings=THEOREM.readings[:1], evidence=(broken,))  # fmt: skip
    assert broken.run(theorem, Context(False, Budget(10))).verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("of", "steps", "factor"),
    [
        ("upper_lipschitz", dense_baseline.lipschitz_on_a_line, Rational(99, 100)),
        ("upper_smooth", dense_baseline.smooth_on_a_line, Rational(99, 100)),
        ("lower_square", dense_baseline.one_interval_is_long, Rational(101, 100)),
        ("upper_kuhn_lipschitz", dense_baseline.coarser_than_three_quarters, Rational(74, 100)),
        ("upper_kuhn_smooth", dense_baseline.mesh_of_the_grid, Rational(99, 100)),
    ],
)
def test_a_slightly_stronger_claim_breaks_its_derivation(of, steps, factor):
    must_break_by(THEOREM.claim(of), steps, factor)
