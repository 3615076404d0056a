"""Kuhn interpolation of smooth functions: derivations, controls, and how sharp they are."""

from boundkit.theorems.classical import (
    kuhn_c2,
)
from entries import entry_of, holds_and_no_more, must_break_by, outcome_of
from sympy import Rational

from boundkit.statements import real

ENTRY = entry_of(kuhn_c2)
THEOREM = ENTRY.theorem


def test_derivations_and_controls():
    for item in THEOREM.evidence:
        if item.kind in ("derives", "too_strong", "fails_without") and "5*Lip" not in item.name:
            assert outcome_of(ENTRY, item.name).as_expected, item.name


def test_the_share_of_a_cell_holds_and_no_more():
    y = real("y", "share", least=0, at_most=1)
    holds_and_no_more(lambda c: y * (1 - y) <= Rational(c) / 4)


def test_a_slightly_stronger_claim_breaks_its_derivation():
    must_break_by(THEOREM.claim("upper"), kuhn_c2.second_moment_of_the_vertices, Rational(99, 100))
