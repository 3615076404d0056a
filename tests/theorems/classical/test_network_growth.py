"""The growth of one network: counts of parameters, the product over layers, controls."""

import math

import pytest
from boundkit.theorems.classical import network_growth
from entries import (
    check_evidence,
    derived,
    entry_of,
    evidence_of,
    must_prove_only,
    value,
)
from sympy import Rational, log

from boundkit.arithmetic.ball import enclosure, exact_or_ball
from boundkit.calculus.inequalities.judgement import certify
from boundkit.errors import DomainError
from boundkit.formulas.evaluation import expand
from boundkit.statements import positive
from boundkit.verdict import Verdict

ENTRY = entry_of(network_growth)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_both_are_derived():
    verdict, scope, rests_on, premises = derived(ENTRY, "growth")
    assert (verdict, scope) == (Verdict.DERIVED, "all, assuming classical.sign_patterns: upper")
    assert list(map(str, rests_on)) == ["classical.sign_patterns:upper"]
    own = [premise for premise in premises if premise.relation and "of classical." not in premise.relation]
    assert len(own) == 5
    assert sum(bool(premise.tested_by) for premise in own) == 2
    verdict, scope, _, premises = derived(ENTRY, "vc")
    assert (verdict, scope) == (Verdict.DERIVED, "all, assuming the claim growth")
    assert len([premise for premise in premises if premise.relation]) == 3


@pytest.mark.parametrize(
    ("D", "J", "W", "parameters", "total", "R"),
    [(2, 1, 8, 33, 57, 10), (5, 0, 1, 6, 6, 1), (3, 2, 4, 41, 93, 15), (1, 1, 1, 4, 6, 3), (2, 3, 5, 81, 216, 34)],
)
def test_parameter_counts(D, J, W, parameters, total, R):
    at = {"D": D, "J": J, "W": W}
    defined = (network_growth.W_last, network_growth.W_bar, network_growth.R)
    for expected, expression in zip((parameters, total, R), map(expand, defined), strict=True):
        assert exact_or_ball(expression, {s.name: at[s.name] for s in expression.free_symbols}) == expected
    counted = network_growth.Networks(D, (W,) * J).cumulative_parameters
    assert (counted[-1], sum(counted)) == (parameters, total)
    units = [*[W] * J, 1]
    assert sum(i * k for i, k in enumerate(units, 1)) == R


def test_the_growth_bound_is_the_product_over_layers():
    D, J, W, N = 3, 2, 4, 100
    expected = 1.0
    counts = network_growth.Networks(D, (W,) * J).cumulative_parameters
    for i, (units, count) in enumerate(zip([W, W, 1], counts, strict=True), 1):
        expected *= 2 * (2 * math.e * N * units * i / count) ** count
    found = value("network_growth", "growth", D=D, J=J, W=W, N=N)
    assert math.log(float(found)) == pytest.approx(math.log(expected))
    log2 = enclosure(expand(network_growth.log2_growth(network_growth.N)), {"D": D, "J": J, "W": W, "N": N})
    assert float(log2.lower) == pytest.approx(math.log2(expected))


def test_the_vc_bound_needs_two_hidden_units():
    assert float(value("network_growth", "vc", D=1, J=1, W=2)) > 0
    with pytest.raises(DomainError):
        value("network_growth", "vc", D=1, J=1, W=1)


def test_networks_are_counted_beyond_saturation():
    bound = network_growth.THEOREM.claim("growth")
    assert bound.evaluate(D=1, J=2, W=2, N=600).number.upper < 2**600


def test_the_tangent_of_the_logarithm_is_no_smaller_than_it_must_be():
    b = positive("b", "a factor")
    assert certify(log(b) <= b - 1).holds
    assert certify(log(b) <= b - Rational(101, 100)).witness == {"b": 1}


@pytest.mark.heavy
def test_a_wrong_formula_breaks_its_derivation():
    must_prove_only(ENTRY, "growth", network_growth.growth(network_growth.N, constant=2))
    must_prove_only(ENTRY, "vc", network_growth.vc_bound / 2)
