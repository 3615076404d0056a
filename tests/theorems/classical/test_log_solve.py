"""Solutions of inequalities with a logarithm: values, a scan, and how sharp each step is."""

import pytest
from boundkit.theorems.classical import log_solve
from entries import (
    check_evidence,
    check_headlines,
    entry_of,
    evidence_of,
    holds_and_no_more,
    must_break,
    must_break_by,
    value,
)
from sympy import LessThan, Rational

from boundkit.statements import real

ENTRY = entry_of(log_solve)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_headlines_say_what_they_assume():
    check_headlines(ENTRY, {})


def test_log_solve_values():
    assert value("log_solve", "upper", r=16, w=1, t=10).exact == "17"
    assert value("log_solve", "upper", r=16, w=1, t=1).exact == "8"
    assert log_solve.greatest_solution(log_solve.exponents(16, 1, 10)) == 18
    assert log_solve.greatest_solution(log_solve.exponents(16, 1, 1)) == 8


@pytest.mark.parametrize(("r", "w", "t"), [(16, 1, 1), (20, 3, 2), ("33/2", 4, 0)])
def test_greatest_solution_against_a_scan(r, w, t):
    numbers = log_solve.exponents(r, w, t)
    solutions = [m for m in range(w, 400) if numbers.holds_at(m)]
    assert solutions == list(range(w, log_solve.greatest_solution(numbers) + 1))


MUTANTS = {
    "1 for 2": (log_solve.beyond_the_solution, "upper",
                log_solve.t + log_solve.w * log_solve.log2(log_solve.r * log_solve.log2(log_solve.r))),
    "no offset": (log_solve.beyond_the_solution, "upper",
                  log_solve.solution(log_solve.r, log_solve.w, log_solve.t) - log_solve.t),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_formula_breaks_its_derivation(name):
    steps, of, formula = MUTANTS[name]
    must_break(THEOREM.claim(of), steps, formula)


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


def test_a_slightly_stronger_claim_breaks_its_derivation():
    must_break_by(THEOREM.claim("upper"), log_solve.beyond_the_solution, Rational(99, 100))
