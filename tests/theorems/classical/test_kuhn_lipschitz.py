"""Kuhn interpolation of Lipschitz functions: sharp constants, and how sharp each step is."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from boundkit.theorems.classical import (
    kuhn_lipschitz,
    kuhn_lipschitz_proofs,
)
from entries import derived, entry_of, holds_and_no_more, must_prove_only, outcome_of
from flint import fmpq
from sympy import Rational

from boundkit.constructions.kuhn import sup_distance
from boundkit.evidence import attained
from boundkit.evidence.budget import Budget
from boundkit.evidence.item import Context
from boundkit.statements import real
from boundkit.verdict import Verdict

ENTRY = entry_of(kuhn_lipschitz)
THEOREM = ENTRY.theorem


def test_proofs_and_controls():
    for item in THEOREM.evidence:
        if item.kind in ("proof", "derives", "too_strong", "fails_without") and "5*Lip" not in item.name:
            assert outcome_of(ENTRY, item.name).as_expected, item.name


@pytest.mark.parametrize(("D", "constant"), [(1, "1/2"), (2, "4/7"), (3, "5/8"), (4, "11/17"), (7, "55/80")])
def test_sharp_constants(D, constant):
    value = kuhn_lipschitz.THEOREM.evaluate("sharp", Lip=1, h=1, D=D)
    assert fmpq(*map(int, value.exact.split("/"))) == fmpq(*map(int, constant.split("/")))
    assert value.number.upper < kuhn_lipschitz.THEOREM.evaluate("upper", Lip=1, h=1).number.lower


def test_the_share_of_a_cell_holds_and_no_more():
    y = real("y", "share", least=0, at_most=1)
    holds_and_no_more(lambda c: 2 * y * (1 - y) <= Rational(c) / 2)


def test_the_claims_are_derived():
    verdict, scope, _, premises = derived(ENTRY, "sharp")
    assert (verdict, scope) == (Verdict.DERIVED, "all")
    assert [bool(premise.tested_by) for premise in premises if premise.relation] == [True] * 4
    verdict, scope, _, (ends, _) = derived(ENTRY, "line")
    assert (verdict, scope, bool(ends.tested_by)) == (Verdict.DERIVED, "all", True)
    assert derived(ENTRY, "upper")[:2] == (Verdict.CERTIFIED, "all, assuming the claim sharp")


def test_gaps_that_are_not_the_weights_break_a_premise(monkeypatch):
    true = kuhn_lipschitz_proofs.worst_gaps
    monkeypatch.setattr(kuhn_lipschitz_proofs, "worst_gaps", lambda fit: ([2 * g for g in true(fit)[0]], true(fit)[1]))
    (proof,) = (item for item in THEOREM.evidence if (item.claim, item.kind) == ("sharp", "proof"))
    few = attained("sharp", kuhn_lipschitz.worst_distance, D=2, N=1)
    found = proof.run(replace(THEOREM, evidence=(few, proof)), Context(False, Budget(60)))
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "Sum" in found.witness["premise"]


@pytest.mark.heavy
@pytest.mark.parametrize("of", ["upper", "line", "sharp"])
def test_a_slightly_stronger_claim_is_not_proved(of):
    must_prove_only(ENTRY, of, Rational(99, 100) * THEOREM.claim(of).expression)


@pytest.mark.parametrize("D", range(1, 6))
def test_the_gaps_of_the_worst_place_attain_the_largest_mean_distance(D):
    fit = kuhn_lipschitz.worst_distance(D, 1).object if D < 4 else SimpleNamespace(target=sup_distance([0] * D))
    gaps, upper = kuhn_lipschitz_proofs.worst_gaps(fit)
    runs = gaps[:upper], gaps[: upper - D - 2 : -1]
    mean = sum(gap * (1 - sum(run[: k + 1])) for run in runs for k, gap in enumerate(run))
    assert sum(gaps) == 1
    assert mean == kuhn_lipschitz.largest_mean_distance(D)
