"""Learning of constants: values, verdicts, controls; the best number of experts over all m."""

from dataclasses import replace

import pytest
from boundkit.theorems.dar2025 import learning
from boundkit.theorems.dar2025.learning import C, P, V, a, c, d, distance, i, learnt, m, n, s2
from entries import alone, check_evidence, derived, entry_of, evidence_of, must_prove_only
from sympy import Eq, Sum

from boundkit.measures.learning import best_cubes, best_number
from boundkit.verdict import Verdict

ENTRY = entry_of(learning)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize(
    ("claim", "premises", "tested"),
    [("test_error", 4, 4), ("optimal_experts", 2, 0),
     *(pytest.param(*row, marks=pytest.mark.heavy)
       for row in (("in_a_cell", 4, 4), ("unbiased", 4, 4), ("training_error", 6, 6)))],
)  # fmt: skip
def test_claims_are_derived(claim, premises, tested):
    verdict, _, assumed, trusted = derived(ENTRY, claim)
    assert (verdict, assumed) == (Verdict.DERIVED, ())
    found = [premise for premise in trusted if premise.relation]
    assert (len(found), sum(bool(premise.tested_by) for premise in found)) == (premises, tested)


def test_one_cell_without_bias():
    """One cell and one sample: the noise twice."""
    assert THEOREM.claim("test_error").evaluate(P="1", C="0", V="1", a=5, n=1, m=1).exact == "2"


@pytest.mark.parametrize(
    ("n", "closed", "best"),
    [(10**2, 7.1, 7), (10**3, 15.3, 15), (10**4, 33.0, 33), (10**5, 71.1, 71),
     pytest.param(10**6, 153.3, 153, marks=pytest.mark.heavy)],
)  # fmt: skip
def test_the_closed_form_beside_the_best_number_over_all_m(n, closed, best):
    """beta = x^2, s2 = 1/25, boundaries (i/m)^(3/5), for which c = 9/125."""
    claimed = THEOREM.claim("optimal_experts").evaluate(c="9/125", n=n, d=1, s2="1/25")
    assert float(claimed) == pytest.approx(closed, abs=0.05)
    assert best_number(2, "3/5", n, "1/25").m == best


def test_in_two_dimensions_the_leading_constant_is_that_of_the_segmentation():
    """x_1 + x_2 on squares, 10^4 samples, s2 = 1/20: c = 1/6. The constant of the published bound is twice as much."""
    closed = [float(THEOREM.claim("optimal_experts").evaluate(c=c, n=10**4, d=2, s2="1/20")) for c in ("1/6", "1/3")]
    assert closed == pytest.approx([182.6, 258.2], abs=0.05)
    best = best_cubes(2, 10**4, "1/20")
    assert (best.m, best.exists) == (169, True)


@pytest.mark.parametrize(
    ("claim", "formula"),
    [
        pytest.param("in_a_cell", learnt, marks=pytest.mark.heavy),
        ("unbiased", C + (a - C) * (1 - P) ** n),
        pytest.param("training_error", Sum(V * (P - 1 / n), (i, 1, m)), marks=pytest.mark.heavy),
        ("optimal_experts", (c * n / (d * s2)) ** (d / (d + 2))),
    ],
)
def test_a_wrong_formula_is_not_proved(claim, formula):
    must_prove_only(ENTRY, claim, formula)


def test_the_simulation_tells_a_formula_without_empty_cells():
    """At about as many cells as samples; sampling refutes nothing, so it says that it does not agree."""
    wrong = replace(THEOREM.claim("in_a_cell"), statement=Eq(distance, learnt))
    item = next(item for item in THEOREM.evidence if item.name == "simulated cells")
    assert alone(ENTRY, THEOREM.claim("in_a_cell"), item, given=THEOREM.given) == [Verdict.SUPPORTED]
    assert alone(ENTRY, wrong, item, given=THEOREM.given) == [Verdict.INCONCLUSIVE]
