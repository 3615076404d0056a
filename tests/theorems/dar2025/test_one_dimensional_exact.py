"""Exact one-dimensional errors: powers, steps, evidence, and what must fail."""

import pytest
from boundkit.theorems.dar2025 import one_dimensional as module
from boundkit.theorems.dar2025 import one_dimensional_exact as exact
from boundkit.theorems.dar2025 import one_dimensional_exact_proofs as steps
from entries import (
    alone,
    changed,
    entry_of,
    proofs,
    report_of,
)
from flint import fmpq
from sampled import one_in
from sympy import Rational

from boundkit.errors import DomainError
from boundkit.evidence import derives, fails_without
from boundkit.measures.excess import excess
from boundkit.statements import LOWER, UPPER, Claim, define

ENTRY = entry_of(exact)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize(("k", "j"), [(1, 0), (2, 0), (3, 1), (6, 5)])
def test_powers(k, j):
    sides = (THEOREM.claim(f"power_{side}").evaluate(k=k, j=j, m=10).number for side in ("lower", "upper"))
    lower, upper = (side.upper for side in sides)
    assert 100 * lower == module.THEOREM.claim("minimum").evaluate(beta=f"x**{k}", p=f"{j + 1}*x**{j}").number.upper
    assert lower <= upper


def test_powers_outside_their_domain():
    for k, j in ((7, 0), (2, 2), (1, -1)):
        for claim in ("power_lower", "power_upper", "density_ratio"):
            with pytest.raises(DomainError):
                THEOREM.claim(claim).evaluate(k=k, j=j, m=1)


SLOW = {"self_similar_cells", "density-based cells over the best"}


@pytest.mark.heavy
def test_the_evidence():
    """Everything comes out as expected, and the headlines claim all only where a proof does."""
    report = report_of(ENTRY, SLOW)
    assert [(r.evidence, r.detail) for r in report.results if not r.as_expected] == []
    assert {h.claim for h in report.claims if h.headline != "DERIVED"} == {"cell_counts", "flat"}
    scopes = {h.claim: h.scope for h in report.claims}
    ours = [scopes[name] for name in ("power_lower", "power_upper", "density_ratio")]
    assert ours == ["all", "all", "all, assuming the claim power_upper, the claim power_lower"]
    assert {r.claim for r in report.results if r.verdict == "REFUTED"} == set(THEOREM.claim_names)


@pytest.mark.parametrize("name", one_in(3, [n for n in THEOREM.claim_names if n not in ("cell_counts", "flat")]))
def test_a_changed_formula_is_not_proved(name):
    claim = THEOREM.claim(name)
    assert proofs(ENTRY, claim) == ["DERIVED"]
    for factor in (2, Rational(1, 2)):
        assert "DERIVED" not in proofs(ENTRY, changed(claim, factor * claim.right_hand_side))


def test_without_a_step_equal_cells_err_by_less_than_one_over_m(monkeypatch):
    monkeypatch.setattr(steps, "with_step", lambda place: module.regression("x"))
    assert next(step.holds for step in steps.irrational_step()) is False


def test_a_wrong_cell_inequality_is_refuted(monkeypatch):
    right = exact.power_constant
    monkeypatch.setattr(steps, "power_constant", define("c_kj", "too large", right.expression * Rational(11, 10)))
    claim = Claim("power_lower", LOWER, module.e >= right / module.m**2)
    assert alone(ENTRY, claim, derives("power_lower", steps.powers_cell_by_cell)) == ["REFUTED"]


def test_a_step_at_one_half_shows_at_odd_m_only():
    for m in range(1, 12):
        thing = exact.a_rational_step(m, "1/2").object
        assert (excess(thing.regression, thing.boundaries) == fmpq(1, 12 * m * m)) == (m % 2 == 0)


def test_an_irrational_step_makes_equal_cells_err_like_one_over_m():
    scaled = [m * module.equal_cells_and_a_step(m, "1/sqrt(2)").object.excess for m in range(4, 60)]
    assert all(value > 0 for value in scaled)
    assert max(value.mid() for value in scaled) < 0.4
    assert sum(bool(value > fmpq(1, 8)) for value in scaled) > 28
    best = [m * m * exact.a_boundary_on_the_step(m, "1/sqrt(2)").excess for m in range(4, 60)]
    assert all(value < fmpq(15, 100) for value in best)


def test_a_boundary_on_the_step_is_what_the_bound_needs():
    claim = Claim(
        "step", UPPER, module.e <= 1 / (12 * (module.m - 1) ** 2), where=(module.m >= 2,), given=(module.smooth,)
    )
    kind = fails_without(module.smooth, "step", exact.a_rational_step, m=(5, 7), place="1/2")
    assert alone(ENTRY, claim, kind, given=(module.smooth,)) == ["REFUTED"]
