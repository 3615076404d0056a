"""mayaki2026.generalization: parts put together, the mixed substitution refused, and what it would have claimed."""

from dataclasses import replace

import pytest
from boundkit.theorems.mayaki2026 import generalization
from boundkit.theorems.mayaki2026.covering_number import E
from boundkit.theorems.mayaki2026.generalization import STATEMENT, constants_on_cells
from entries import check_evidence, derived, entry_of, evidence_of
from sympy import Rational

from boundkit.calculus.solving.inversion import solve
from boundkit.errors import ProofError
from boundkit.evidence import proof
from boundkit.proofs import lemma
from boundkit.verdict import Verdict

ENTRY = entry_of(generalization)
TRAP = {"n": 10**5, "L": 1, "T": 1, "E": 10**5, "k": 1, "S": 1, "B": 1, "Lambda": 1, "F0": 1, "a": 0}


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize(("claim", "parts"), [("risk", 2), ("partition", 2), ("routing_share", 0)])
def test_claims_are_put_together_from_their_parts(claim, parts):
    verdict, _, assumed, _ = derived(ENTRY, claim)
    assert verdict is Verdict.DERIVED
    assert len(assumed) == parts


def test_the_mixed_substitution_is_below_the_risk():
    """10^5 cells of one constant each, 10^5 samples: 0.0207 against 0.140 and 0.109; the repaired bound is above."""
    claimed = float(STATEMENT.claim("risk").evaluate(**TRAP))
    assert claimed == pytest.approx(0.0207, abs=5e-5)
    risks = [float(constants_on_cells(10**5, 10**5, 1, *f0).object.risk.lower) for f0 in ((0, 0), ("1/2", "1/2"))]
    assert risks == pytest.approx([0.140, 0.109], abs=5e-4)
    values = {name: value for name, value in TRAP.items() if name in ("n", "B", "Lambda", "F0", "a")}
    assert float(STATEMENT.claim("partition").evaluate(S_total=10**5, **values)) > max(risks) > claimed


def test_the_mixed_substitution_is_refused_by_name():
    """The bound for fixed patterns, claimed for experts that the input chooses: the hypotheses clash."""
    mixed = replace(STATEMENT.claim("risk"), name="mixed", given=STATEMENT.claim("partition").given)

    @proof("mixed")
    def substituted():
        return lemma(STATEMENT, "risk")

    with pytest.raises(ProofError, match="uses the hypotheses fixed_pattern, under which the claim mixed is not made"):
        substituted.fact(replace(STATEMENT, claims=(*STATEMENT.claims, mixed)))


def test_the_number_of_experts_at_which_routing_is_half():
    """S log 10^4 = log E at S = 1: E = 10^4."""
    share = STATEMENT.claim("routing_share").right_hand_side
    at = {"S": 1, "L": 1, "T": 1, "k": 1, "B": 1, "Lambda": 1, "F0": 1, "n": 10**4}
    assert "10000" in str(solve(share >= Rational(1, 2), E, values=at))
