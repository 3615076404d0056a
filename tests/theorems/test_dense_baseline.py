"""wang2025.dense_baseline and the two lemmas on Kuhn interpolation: verdicts, values, and controls."""

import pytest
import sympy
from boundkit.theorems.classical import kuhn_c2, kuhn_lipschitz
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
from flint import fmpq

from boundkit.calculus.growth.limits import limit_is
from boundkit.calculus.inequalities.steps import decided, identity
from boundkit.checking.headlines import headline
from boundkit.checking.workers import run_item
from boundkit.discovery.discover import load
from boundkit.errors import NotEvaluableError
from boundkit.evidence import derives
from boundkit.evidence.budget import Budget
from boundkit.evidence.item import Context
from boundkit.statements import Theorem
from boundkit.verdict import Verdict

SLOW = {"solids", "Lipschitz solids", "smooth solids", "surfaces", "Lipschitz surfaces", "smooth surfaces"}


def run(module, name):
    (entry,) = load(module.__name__)
    index = [item.name for item in entry.theorem.evidence].index(name)
    return run_item(entry, index, False, 60)


def names(module):
    return [item.name for item in module.THEOREM.evidence if item.name not in SLOW]


def test_claims():
    assert THEOREM.id == "wang2025.dense_baseline"
    assert THEOREM.claim_names == (
        "as_printed", "as_printed_otherwise", "without_condition", "upper_lipschitz", "upper_smooth", "lower_square",
        "upper_kuhn_lipschitz", "upper_kuhn_smooth",
    )  # fmt: skip
    assert THEOREM.origin_of(THEOREM.claim("as_printed")) == "published: wang2025, Theorem 3.1, as read"
    without = THEOREM.claim("without_condition")
    assert (without.status, THEOREM.proviso_of(without)) == ("over-reading", "as summarised")


@pytest.mark.parametrize("name", names(dense_baseline))
def test_evidence_comes_out_as_expected(name):
    assert run(dense_baseline, name).as_expected


@pytest.mark.parametrize("module", [kuhn_lipschitz, kuhn_c2], ids=["kuhn_lipschitz", "kuhn_c2"])
def test_derivations_and_controls_of_the_lemmas(module):
    for item in module.THEOREM.evidence:
        if item.kind in ("derives", "too_strong", "fails_without") and "5*Lip" not in item.name:
            assert run(module, item.name).as_expected, item.name


@pytest.mark.parametrize("claim", ["as_printed", "as_printed_otherwise"])
def test_the_theorem_as_printed_is_not_refuted(claim):
    items = [item for item in THEOREM.evidence if item.claim == claim and item.supports]
    results = [run(dense_baseline, item.name) for item in items]
    assert {r.verdict for r in results} == {Verdict.CERTIFIED, Verdict.INCONCLUSIVE}
    assert headline(results)[0] is Verdict.SUPPORTED


def test_the_rate_without_its_condition_is_refuted_and_says_where():
    derivations = [item for item in THEOREM.evidence if (item.claim, item.kind) == ("without_condition", "derives")]
    results = [run(dense_baseline, item.name) for item in derivations]
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


@pytest.mark.parametrize(("D", "constant"), [(1, "1/2"), (2, "4/7"), (3, "5/8"), (4, "11/17"), (7, "55/80")])
def test_sharp_constants(D, constant):
    value = kuhn_lipschitz.THEOREM.evaluate("sharp", Lip=1, h=1, D=D)
    assert fmpq(*map(int, value.exact.split("/"))) == fmpq(*map(int, constant.split("/")))
    assert value.number.upper < kuhn_lipschitz.THEOREM.evaluate("upper", Lip=1, h=1).number.lower


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
