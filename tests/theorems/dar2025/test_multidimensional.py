"""The cube: the literal remainder is refuted, the explicit forms are derived; values and reductions."""

import pytest
from boundkit.theorems.dar2025 import multidimensional
from boundkit.theorems.dar2025.multidimensional import B, H, K, M, d, r, u, w
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only
from sympy import Integral, Rational

from boundkit.verdict import Verdict

ENTRY = entry_of(multidimensional)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize("claim", ["leading", "sharpened", "published"])
def test_explicit_forms_are_derived(claim):
    assert derived(ENTRY, claim)[0] is Verdict.DERIVED


def test_one_dimension_is_panter_and_dite():
    line = THEOREM.claim("optimised").expression.xreplace({d: Rational(1), M: Rational(1, 12)}).doit()
    assert line == Integral(w ** Rational(1, 3), (u, 0, 1)) ** 3 / 12
    assert float(THEOREM.claim("optimised").evaluate(d=1, M="1/12", w="4*u**2")) == pytest.approx(0.072, abs=1e-12)


@pytest.mark.parametrize(
    ("claim", "formula"), [("published", B), ("sharpened", K), ("leading", H * r / 4), ("sharpened", H * r / 2)]
)
def test_a_wrong_formula_is_not_proved(claim, formula):
    must_prove_only(ENTRY, claim, formula)
