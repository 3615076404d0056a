"""Sign patterns of polynomials: values, and comparisons of prototypes."""

import math

import pytest
from boundkit.theorems.classical import sign_patterns
from entries import (
    check_evidence,
    derived,
    entry_of,
    evidence_of,
    must_prove_only,
    value,
)
from flint import fmpq
from sympy import Rational

from boundkit.errors import DomainError
from boundkit.verdict import Verdict

ENTRY = entry_of(sign_patterns)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY, ("nearest_prototype_comparisons",)))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_the_claim_is_derived_from_components():
    verdict, scope, rests_on, premises = derived(ENTRY, "upper")
    assert (verdict, scope, rests_on) == (Verdict.DERIVED, "all", ())
    assert [premise.text.split()[-1] for premise in premises if premise.relation] == ["position", "Thom)"]


@pytest.mark.parametrize("factor", [Rational(1, 2), Rational(99, 100)])
def test_a_stronger_claim_is_not_proved(factor):
    must_prove_only(ENTRY, "upper", factor * THEOREM.claim("upper").right_hand_side)


@pytest.mark.parametrize("p", [6, 7])
def test_with_fewer_polynomials_than_variables_the_bound_is_broken(p):
    """x_1 > 0 takes two values, in however many variables."""
    one = sign_patterns.Polynomials((((1, *[0] * p),),), p)
    assert THEOREM.claim("upper").quantity.measure(one) == 2 > THEOREM.claim("upper").bound(m=1, q=1, p=p)
    with pytest.raises(DomainError):
        value("sign_patterns", "upper", m=1, q=1, p=p)


def test_sign_pattern_values():
    assert float(value("sign_patterns", "upper", m=7, q=2, p=4)) == pytest.approx(2 * (2 * math.e * 7 * 2 / 4) ** 4)


def test_comparisons_are_products_of_two_forms():
    family = sign_patterns.nearest_prototype_comparisons(3, 2).object
    prototypes = [fmpq(1, 2), fmpq(-2), fmpq(7, 3)]
    values = []
    for factors in family.factors:
        one, other = (sum(a * x for a, x in zip(form, [*prototypes, 1], strict=True)) for form in factors)
        values.append(one * other)
    pairs = [(0, 1), (0, 2), (1, 2)]
    assert values == [(x - prototypes[a]) ** 2 - (x - prototypes[b]) ** 2 for x in range(2) for a, b in pairs]
