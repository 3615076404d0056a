"""Kuhn interpolation of Lipschitz functions: sharp constants, and how sharp each step is."""

import pytest
from boundkit.theorems.classical import (
    kuhn_lipschitz,
)
from entries import entry_of, holds_and_no_more, must_break_by, outcome_of
from flint import fmpq
from sympy import Rational

from boundkit.statements import real

ENTRY = entry_of(kuhn_lipschitz)
THEOREM = ENTRY.theorem


def test_derivations_and_controls():
    for item in THEOREM.evidence:
        if item.kind in ("derives", "too_strong", "fails_without") and "5*Lip" not in item.name:
            assert outcome_of(ENTRY, item.name).as_expected, item.name


@pytest.mark.parametrize(("D", "constant"), [(1, "1/2"), (2, "4/7"), (3, "5/8"), (4, "11/17"), (7, "55/80")])
def test_sharp_constants(D, constant):
    value = kuhn_lipschitz.THEOREM.evaluate("sharp", Lip=1, h=1, D=D)
    assert fmpq(*map(int, value.exact.split("/"))) == fmpq(*map(int, constant.split("/")))
    assert value.number.upper < kuhn_lipschitz.THEOREM.evaluate("upper", Lip=1, h=1).number.lower


def test_the_share_of_a_cell_holds_and_no_more():
    y = real("y", "share", least=0, at_most=1)
    holds_and_no_more(lambda c: 2 * y * (1 - y) <= Rational(c) / 2)


@pytest.mark.parametrize(
    ("of", "steps", "factor"),
    [
        ("upper", kuhn_lipschitz.three_quarters, Rational(99, 100)),
        ("line", kuhn_lipschitz.line_is_the_case_one, Rational(99, 100)),
    ],
)
def test_a_slightly_stronger_claim_breaks_its_derivation(of, steps, factor):
    must_break_by(THEOREM.claim(of), steps, factor)
