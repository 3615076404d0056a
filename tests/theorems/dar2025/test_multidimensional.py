"""The cube: the literal remainder is refuted, the explicit forms are derived; values and reductions."""

import pytest
from boundkit.theorems.dar2025 import multidimensional
from boundkit.theorems.dar2025.multidimensional import B, H, K, M, R, best_constant, d, m, r, u, w, whole
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only
from sympy import Integral, Rational, sqrt

from boundkit.verdict import Verdict

ENTRY = entry_of(multidimensional)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize(
    "index", evidence_of(ENTRY, without=("proof: balls_are_best", "proof: equality_of_the_tangent"))
)
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize(
    ("claim", "premises"),
    [("leading", 2), ("cubes", 3), ("slabs", 2), ("level_sets", 2), ("lipschitz", 2), ("optimised", 3)],
)
def test_claims_are_derived_from_few_premises(claim, premises):
    verdict, _, assumed, trusted = derived(ENTRY, claim)
    assert (verdict, tuple(assumed)) == (Verdict.DERIVED, ())
    assert len([premise for premise in trusted if premise.relation]) == premises


@pytest.mark.parametrize(
    ("claim", "rests_on"),
    [
        ("leading_upper", "dar2025.multidimensional:leading"),
        ("sharpened", "dar2025.multidimensional:leading"),
        ("published", "dar2025.multidimensional:leading"),
        pytest.param("density", "dar2025.multidimensional:optimised", marks=pytest.mark.heavy),
        pytest.param("isotropic_lower", "classical.zador:lower", marks=pytest.mark.heavy),
    ],
)
def test_explicit_forms_are_derived(claim, rests_on):
    verdict, _, assumed, _ = derived(ENTRY, claim)
    assert (verdict, tuple(map(str, assumed))) == (Verdict.DERIVED, (rests_on,))


def test_one_dimension_is_panter_and_dite():
    line = THEOREM.claim("optimised").expression.xreplace({d: Rational(1), M: Rational(1, 12)}).doit()
    assert line == Integral(w ** Rational(1, 3), (u, 0, 1)) ** 3 / 12
    assert float(THEOREM.claim("optimised").evaluate(d=1, M="1/12", w="4*u**2")) == pytest.approx(0.072, abs=1e-12)


@pytest.mark.parametrize(("claim", "at", "value"), [
    ("lipschitz", {"d": 2, "m": 4, "L": 1}, 1 / 24),
    ("isotropic_lower", {"d": 2, "m": 4}, 1 / (16 * 3.141592653589793)),
    ("level_sets", {"m": 3, "R": 2}, 1 / 9),
    ("cubes", {"d": 5}, 5),
])  # fmt: skip
def test_values(claim, at, value):
    assert float(THEOREM.claim(claim).evaluate(**at)) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(
    ("claim", "formula"),
    [
        ("published", B),
        ("sharpened", K),
        ("leading", H * r / 4),
        ("sharpened", H * r / 2),
        ("leading_upper", (sqrt(K) + H * r / 2) ** 2),
        ("cubes", d + 1),
        ("slabs", 1 / (12 * m ** (2 / d))),
        ("level_sets", R**2 / (12 * m**2)),
        ("lipschitz", m ** (-2 / d) / 12),
        pytest.param("isotropic_lower", m ** (-2 / d) / 12, marks=pytest.mark.heavy),
        ("optimised", Rational(99, 100) * best_constant),
        pytest.param("density", w ** (1 / (d + 2)) / whole, marks=pytest.mark.heavy),
    ],
)
def test_a_wrong_formula_is_not_proved(claim, formula):
    must_prove_only(ENTRY, claim, formula)
