"""Scaling laws: verdicts, premises, values, and where the printed optimum is none."""

import pytest
from boundkit.theorems.mayaki2026 import scaling_laws
from boundkit.theorems.mayaki2026.scaling_laws import C, a, b, beta, c, d, n, of_log
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only
from flint import arb, fmpq
from sympy import LambertW, Rational, exp, log

from boundkit.arithmetic.enclosure import enclose
from boundkit.arithmetic.nodes import LowerLambertW
from boundkit.calculus.growth import along, growth
from boundkit.errors import DomainError
from boundkit.verdict import Verdict

ENTRY = entry_of(scaling_laws)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


TRIED = ("log_form_one_active",)  # on objects alone


@pytest.mark.parametrize("claim", [claim.name for claim in THEOREM.claims if claim.name not in TRIED])
def test_claims_are_derived_and_their_premises_tried(claim):
    verdict, _, assumed, premises = derived(ENTRY, claim)
    assert (verdict, assumed) == (Verdict.DERIVED, ())
    assert 0 < len([premise for premise in premises if premise.relation]) <= 3


def test_the_factor_2_of_the_best_size_is_needed():
    must_prove_only(ENTRY, "optimal_active", (beta * a * n / (d * b)) ** (d / (2 * beta + d)))
    must_prove_only(ENTRY, "compute_rate", (a + b) * (C / c) ** (-2 * beta / (2 * beta + d)))


def test_the_lower_branch_is_needed():
    must_prove_only(ENTRY, "log_form", of_log / exp(Rational(1, 2)))
    must_prove_only(ENTRY, "log_form", of_log.replace(LowerLambertW, LambertW))


def test_the_branch_ends_where_the_slope_vanishes_twice():
    """At K = 2 exp(-(p+4)/2)/(p+2): a little below it the risk still falls somewhere, a little above nowhere."""
    at = {"b": 2, "beta": 1, "d": 1, "c": 1, "C": 10}
    edge = enclose(arb(-3).exp() * 500).lower  # of a, with p = 2: K = a/1000
    below, above = edge * fmpq(9999, 10000), edge * fmpq(10001, 10000)
    assert value("log_form_no_branch", a=str(above), **at) == "1"
    assert scaling_laws.log_law(a=above, **at).best_samples.upper == 1
    place = THEOREM.claim("log_form").evaluate(a=str(below), **at).number
    measured = scaling_laws.log_law(a=below, **at).best_samples
    assert fmpq(21, 10) < measured.lower < measured.upper < fmpq(22, 10)  # close to exp(3/4)
    assert abs(place.lower - measured.lower) < measured.lower / 10**9
    for name, a_value in (("log_form", above), ("log_form_no_branch", below)):
        with pytest.raises(DomainError, match="is claimed for"):
            THEOREM.claim(name).evaluate(a=str(a_value), **at)


def test_a_minimum_with_less_than_one_active_parameter_is_at_the_end():
    at = {"a": "0.00304", "b": "3.168", "beta": 1, "d": 2, "c": 6, "C": 2494}
    with pytest.raises(DomainError, match="is claimed for"):
        THEOREM.claim("log_form").evaluate(**at)
    assert value("log_form_one_active", **at) == "1247/3"


def value(claim, **at):
    return THEOREM.claim(claim).evaluate(**at).exact


@pytest.mark.parametrize(
    ("claim", "scale", "exponent"),
    [("risk_at_fixed_samples", n, "-1/2"), ("risk_at_fixed_compute", C, "-1/3"), ("optimal_active", n, "1/2"),
     ("compute_active", C, "1/3"), ("log_form", C, "2/3")],
)  # fmt: skip
def test_exponents_are_exact_limits(claim, scale, exponent):
    """-2 beta/(2 beta + d) and so on at beta = 1, d = 2; log(n) in the risk changes none of them."""
    at = {beta: Rational(1), d: Rational(2), a: Rational(3), b: Rational(1, 2), c: Rational(6)}
    formula = THEOREM.claim(claim).expression.xreplace(at)
    assert str(growth(log(formula) / log(scale), along(scale))) == exponent


def test_values():
    assert value("optimal_active", a=4, b=1, beta=1, d=2, n=100) == "20"
    assert value("risk_at_fixed_samples", a=4, b=1, beta=1, d=2, n=100) == "2/5"
    assert value("compute_active", a=4, b=1, beta=1, d=2, c=6, C=24000) == "20"
    assert value("risk_at_fixed_compute", a=4, b=1, beta=1, d=2, c=6, C=24000) == "3/10"
