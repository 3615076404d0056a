"""Sign patterns of polynomials: values, and comparisons of prototypes."""

import math

import pytest
from boundkit.theorems.classical import sign_patterns
from entries import (
    check_evidence,
    check_headlines,
    entry_of,
    evidence_of,
    value,
)
from flint import fmpq

ENTRY = entry_of(sign_patterns)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY, ("nearest_prototype_comparisons",)))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_headlines_say_what_they_assume():
    check_headlines(ENTRY, {"upper": "anthony1999"})


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
