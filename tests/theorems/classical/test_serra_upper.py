"""The bound on regions by units that are off: its index set written out, widths, controls."""

from itertools import product
from math import comb, prod

import pytest
from boundkit.theorems.classical import montufar_upper, serra_upper, zaslavsky
from entries import (
    check_evidence,
    derived,
    entry_of,
    evidence_of,
    must_break,
    must_prove_only,
    report_of,
    whole,
)
from shapes import SHAPES, of_shape

from boundkit.errors import DomainError, MalformedInputError
from boundkit.verdict import Verdict

ENTRY = entry_of(serra_upper)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_every_claim_is_controlled():
    for claim in THEOREM.claims:
        kinds = [item.kind for item in THEOREM.evidence if item.claim == claim.name]
        assert "too_strong" in kinds


def test_values_of_three_and_three_units_on_two_inputs():
    assert whole("montufar_upper", D=2, J=2, n="3,3") == 49
    assert whole("serra_upper", D=2, J=2, n="3,3") == 7 + 21 + 12 == 40
    assert whole("zaslavsky", "regions", m=4, d=2) == 11
    assert whole("zaslavsky", "bounded", m=4, d=2) == 3
    assert whole("montufar_lower", "published", D=2, J=3, n="4,4,3") == 4 * 4 * 7


@pytest.mark.parametrize(("D", "n"), SHAPES)
def test_serra_s_sum_over_its_index_set(D, n):
    total = 0
    for off in product(*(range(units + 1) for units in n)):
        left = [D, *(units - j for units, j in zip(n, off, strict=True))]
        total += prod(map(comb, n, off)) * all(j <= min(left[: layer + 1]) for layer, j in enumerate(off))
    assert of_shape("serra_upper", D, n) == total == serra_upper.Shape(D, n).sum_over_indices()
    assert total <= of_shape("montufar_upper", D, n)
    if len(n) == 1:
        assert total == whole("zaslavsky", "regions", m=n[0], d=D)


def test_widths_by_formula_and_by_list():
    assert whole("serra_upper", D=2, J=3, n="3") == whole("serra_upper", D=2, J=3, n="3,3,3")
    assert whole("line", J=3, n="2*l + 1") == 4 * 6 * 8
    assert whole("montufar_upper", D=2, J=0, n="3") == 1


@pytest.mark.parametrize(
    ("n", "error", "message"),
    [
        ("3,0", DomainError, "whole number >= 1"),
        ("5/2", DomainError, "whole number >= 1"),
        ("3 - 2*l", DomainError, "no case"),
        ("3,3,", MalformedInputError, "not a formula"),
        ("x", MalformedInputError, "not allowed in a formula"),
    ],
)
def test_widths_that_are_refused(n, error, message):
    with pytest.raises(error, match=message):
        whole("serra_upper", D=2, J=2, n=n)


def test_a_list_of_widths_that_is_too_short():
    with pytest.raises(DomainError, match="may be too short"):
        whole("serra_upper", D=2, J=3, n="3,3")


D, width = montufar_upper.D, montufar_upper.width


MUTANTS = {
    "a dimension less": (serra_upper.most_units_on, "upper", serra_upper.by_units_off(D - 1)),
    "one layer, a dimension less": (
        serra_upper.one_layer_is_zaslavsky, "one_layer", zaslavsky.all_regions(width(1), D - 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_formula_breaks_its_derivation(name):
    steps, of, formula = MUTANTS[name]
    must_break(THEOREM.claim(of), steps, formula)


def test_the_comparison_with_montufar_is_derived_and_nothing_stronger():
    verdict, scope, rests_on, premises = derived(ENTRY, "below_montufar")
    assert (verdict, scope, rests_on) == (Verdict.DERIVED, "all", ())
    assert [bool(premise.tested_by) for premise in premises if premise.relation] == [True, True, True, True]
    must_prove_only(ENTRY, "below_montufar", montufar_upper.by_least_width(D - 1))


@pytest.mark.parametrize("claim", ["upper", "one_layer"])
def test_what_is_derived_in_part_is_supported(claim):
    (headline,) = [found for found in report_of(ENTRY).claims if found.claim == claim]
    assert headline.headline == "SUPPORTED"
