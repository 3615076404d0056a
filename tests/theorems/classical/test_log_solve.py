"""Solutions of inequalities with a logarithm: values, a scan, and how sharp each step is."""

import pytest
from boundkit.theorems.classical import log_solve
from entries import (
    check_evidence,
    derived,
    entry_of,
    evidence_of,
    holds_and_no_more,
    must_prove_only,
    value,
)
from sympy import LessThan, Rational

from boundkit.errors import DomainError
from boundkit.statements import real
from boundkit.verdict import Verdict

ENTRY = entry_of(log_solve)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_the_claim_is_derived_from_what_m_is():
    verdict, scope, rests_on, premises = derived(ENTRY, "upper")
    assert (verdict, scope, rests_on) == (Verdict.DERIVED, "all", ())
    assert [bool(premise.tested_by) for premise in premises] == [True, True]


def test_log_solve_values():
    assert value("log_solve", "upper", r=16, w=1, t=1).exact == "8"
    assert log_solve.greatest_solution(log_solve.exponents(16, 1, 1)) == 8


@pytest.mark.parametrize(("r", "w", "t", "most"), [(16, 1, 10, 18), (2, 1, 1, 4)])
def test_without_a_condition_the_bound_is_broken(r, w, t, most):
    assert log_solve.greatest_solution(log_solve.exponents(r, w, t)) == most
    assert most > THEOREM.claim("upper").bound(r=r, w=w, t=t)
    with pytest.raises(DomainError):
        value("log_solve", "upper", r=r, w=w, t=t)


@pytest.mark.parametrize(("r", "w", "t"), [(16, 1, 1), (20, 3, 2), ("33/2", 4, 0)])
def test_greatest_solution_against_a_scan(r, w, t):
    numbers = log_solve.exponents(r, w, t)
    solutions = [m for m in range(w, 400) if numbers.holds_at(m)]
    assert solutions == list(range(w, log_solve.greatest_solution(numbers) + 1))


BOUND = THEOREM.claim("upper").right_hand_side


@pytest.mark.parametrize(
    "formula",
    [
        log_solve.t + log_solve.w * log_solve.log2(log_solve.r * log_solve.log2(log_solve.r)),
        BOUND - log_solve.t,
        Rational(99, 100) * BOUND,
    ],
    ids=["1 for 2", "no offset", "a little less"],
)
def test_a_stronger_claim_is_not_proved(formula):
    must_prove_only(ENTRY, "upper", formula)


r = real("r", "factor in the base", least=16)


def worst_of_log_solve(c):
    """2^y >= r (y + 1) at y = c log2(2 r log2 r)."""
    exponent = c * log_solve.log2(2 * r * log_solve.log2(r))
    return log_solve.log2(r * (exponent + 1)) <= exponent


STEPS = {
    "2^y >= r (y + 1)": worst_of_log_solve,
    "2 r log2 r >= 2^7": lambda c: LessThan(7, c * log_solve.log2(2 * r * log_solve.log2(r)), evaluate=False),
    "2 log2 r <= r/2": lambda c: 2 * log_solve.log2(r) <= c * r / 2,
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_holds_and_a_stronger_one_fails(name):
    holds_and_no_more(STEPS[name])
