"""Kuhn interpolation of smooth functions: proof, controls, and how sharp they are."""

import pytest
from boundkit.theorems.classical import (
    kuhn_c2,
    kuhn_c2_proofs,
)
from entries import derived, entry_of, holds_and_no_more, must_prove_only, outcome_of
from flint import fmpq
from sympy import Rational

from boundkit.statements import real
from boundkit.verdict import Verdict

ENTRY = entry_of(kuhn_c2)
THEOREM = ENTRY.theorem


def test_proof_and_controls():
    for item in THEOREM.evidence:
        if item.kind in ("proof", "too_strong", "fails_without") and "5*Lip" not in item.name:
            assert outcome_of(ENTRY, item.name).as_expected, item.name


def test_the_share_of_a_cell_holds_and_no_more():
    y = real("y", "share", least=0, at_most=1)
    holds_and_no_more(lambda c: y * (1 - y) <= Rational(c) / 4)


def test_it_is_derived_from_two_premises_that_were_tried():
    verdict, scope, _, premises = derived(ENTRY, "upper")
    assert (verdict, scope) == (Verdict.DERIVED, "all")
    assert [bool(premise.tested_by) for premise in premises if premise.relation] == [True, True]


@pytest.mark.parametrize(("D", "N"), [(1, 3), (2, 1), (2, 2), (3, 1)])
def test_the_largest_second_moment_of_a_simplex(D, N):
    fit = kuhn_c2.paraboloid(D, N, 1).object
    assert kuhn_c2_proofs.largest_second_moment(fit) == fmpq(D, 4 * N**2)
    assert [kuhn_c2_proofs.circumcentre(fit, axis + 1) for axis in range(D + 1)] == [fmpq(1, 2)] * D + [None]


def test_a_slightly_stronger_claim_is_not_proved():
    must_prove_only(ENTRY, "upper", Rational(99, 100) * THEOREM.claim("upper").expression)
