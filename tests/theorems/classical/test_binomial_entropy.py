"""The entropy bound on subsets: its evidence, its value, and how sharp it is."""

import pytest
from boundkit.theorems.classical import (
    binomial_entropy,
)
from entries import (
    entry_of,
    holds_and_no_more,
    must_prove_only,
)
from sympy import Rational, binomial, exp

from boundkit.checking.runner import check
from boundkit.errors import DomainError

ENTRY = entry_of(binomial_entropy)
THEOREM = ENTRY.theorem


def test_binomial_entropy_holds_its_evidence():
    entry = ENTRY
    report = check([entry])
    assert all(result.as_expected for result in report.results)
    assert [(c.headline, c.scope) for c in report.claims] == [("DERIVED", "all")]
    assert float(entry.theorem.evaluate("upper", E=64, k=2)) == pytest.approx(8.931471805599453)
    with pytest.raises(DomainError):
        entry.theorem.evaluate("upper", E=2, k=3)


def test_the_step_holds_and_a_stronger_one_fails():
    E, k = binomial_entropy.E, binomial_entropy.k
    holds_and_no_more(lambda c: binomial(E, k) <= (c * exp(1) * E / k) ** k)


@pytest.mark.heavy
@pytest.mark.parametrize("factor", [Rational(99, 100), Rational(1, 2)])
def test_a_slightly_stronger_claim_is_not_proved(factor):
    must_prove_only(ENTRY, "upper", factor * THEOREM.claim("upper").right_hand_side)
