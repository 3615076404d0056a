"""mayaki2026.generalization: parts put together, the mixed substitution refused, and what it would have claimed."""

import re
from dataclasses import replace
from math import log

import pytest
from boundkit.theorems.mayaki2026 import approximation, covering_number, generalization
from boundkit.theorems.mayaki2026.covering_number import E, R, k
from boundkit.theorems.mayaki2026.generalization import STATEMENT, a, active, bound, constants_on_cells, risk
from boundkit.theorems.mayaki2026.generalization_proofs import of_fixed_patterns
from entries import check_evidence, derived, entry_of, evidence_of, outcome_of
from flint import fmpq
from sympy import Le, Rational, binomial

from boundkit.calculus.solving.inversion import solve
from boundkit.errors import ProofError, StatementError
from boundkit.evidence import proof
from boundkit.measures.simulated_squares import DrawnCells, mean_risk
from boundkit.proofs import HOLE, algebra, apply, chain, lemma, other
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


CLASH = (
    r"fixed_pattern \(one routing pattern .*\) and input_dependent_routing \(an input goes to .*\) clash; take "
    r"the claim `partition` of mayaki2026\.generalization"
)


def with_mixed(**changes):
    """The bound for fixed patterns with the error of E cells in the place of a."""
    at_cells = {a: Rational(3, 4) * approximation.Lip / (approximation.G * approximation.N)}
    own = STATEMENT.claim("risk")
    mixed = replace(own, name="mixed", statement=risk <= own.expression.subs(at_cells), **changes)
    given = tuple(dict.fromkeys((*STATEMENT.given, *(mixed.given or ()))))
    return replace(STATEMENT, claims=(*STATEMENT.claims, mixed), given=given)


def test_a_claim_under_both_hypotheses_is_refused_by_name():
    cells = approximation.STATEMENT.claim("lipschitz")
    both = (*STATEMENT.claim("risk").given, approximation.input_dependent_routing)
    with pytest.raises(StatementError, match=CLASH):
        with_mixed(given=both)
    assert approximation.input_dependent_routing in approximation.STATEMENT.hypotheses_of(cells)


@pytest.mark.parametrize("given", ["risk", "partition"])
def test_the_mixed_substitution_is_refused_by_name(given):
    """The error of E cells, put into the bound for fixed patterns: the hypotheses of the two lemmas clash."""
    theorem = with_mixed(given=STATEMENT.claim(given).given)

    @proof("mixed", assuming=("mayaki2026.approximation:lipschitz", "mayaki2026.generalization:risk"))
    def substituted():
        cells = lemma(approximation.STATEMENT, "lipschitz", other("the best mixture on cells", a))
        rest = STATEMENT.claim("risk").expression - 4 * a**2
        some = algebra(Le(1, binomial(E, k), evaluate=False))
        return chain(lemma(STATEMENT, "risk"), apply(4 * HOLE**2 + rest, cells, by=[some]))

    with pytest.raises(ProofError, match=CLASH):
        substituted.fact(theorem)


def test_the_repaired_bound_takes_the_error_of_cells():
    """The same proof with all parameters in place of the active ones is one."""
    own = STATEMENT.claim("partition")
    error = Rational(3, 4) * approximation.Lip / (approximation.G * approximation.N)
    repaired = replace(own, name="repaired", statement=risk <= own.expression.subs({a: error}))

    @proof("repaired", assuming=("mayaki2026.approximation:lipschitz", "mayaki2026.generalization:partition"))
    def substituted():
        cells = lemma(approximation.STATEMENT, "lipschitz", other("the best mixture on cells", a))
        return chain(lemma(STATEMENT, "partition"), apply(4 * HOLE**2 + own.expression - 4 * a**2, cells))

    assert substituted.fact(replace(STATEMENT, claims=(*STATEMENT.claims, repaired)))


def test_a_changed_part_changes_the_whole(monkeypatch):
    part = covering_number.STATEMENT
    doubled = replace(part.claim("fixed_pattern"), statement=covering_number.entropy <= 2 * covering_number.A + R)
    claims = tuple(doubled if claim.name == "fixed_pattern" else claim for claim in part.claims)
    monkeypatch.setattr(covering_number, "STATEMENT", replace(part, claims=claims))
    with pytest.raises(ProofError, match="the proof shows"):
        of_fixed_patterns.fact(STATEMENT)
    changed = replace(STATEMENT.claim("risk"), statement=risk <= bound(2 * active + R))
    rest = tuple(claim for claim in STATEMENT.claims if claim.name != "risk")
    assert of_fixed_patterns.fact(replace(STATEMENT, claims=(changed, *rest)))


def test_each_term_is_evaluated_apart():
    terms = {str(short): float(value) for short, value in STATEMENT.claim("risk").terms(**TRAP)}
    whole = sum(value for name, value in terms.items() if name.startswith("r_"))
    assert whole == pytest.approx(float(STATEMENT.claim("risk").evaluate(**TRAP)))
    assert terms["r_routing"] == pytest.approx(72 * log(10**5) / 10**5)
    small = {str(short): float(value) for short, value in STATEMENT.claim("risk").terms(**TRAP | {"n": 1, "E": 1})}
    assert (small["r_estimation"], small["r_routing"]) == (pytest.approx(72 * log(3)), 0)


def test_the_trap_with_a_drawn_regression_function():
    low, high = mean_risk(DrawnCells(fmpq(1), 10**5, 10**5, 1), 3, 2)
    assert 0.0207 < 0.14 < low < 0.149 < high < 0.155


def test_how_loose_the_simulated_bounds_are_is_told():
    for name in ("simulation on affine_sieve", "simulation on drawn_cells"):
        found = outcome_of(ENTRY, name)
        assert found.verdict is Verdict.SUPPORTED
        assert "99% intervals" in found.scope_text
        assert re.search(r"ratio 0\.0\d+", found.detail)


def test_the_number_of_experts_at_which_routing_is_half():
    """S log 10^4 = log E at S = 1: E = 10^4."""
    share = STATEMENT.claim("routing_share").right_hand_side
    at = {"S": 1, "L": 1, "T": 1, "k": 1, "B": 1, "Lambda": 1, "F0": 1, "n": 10**4}
    assert "10000" in str(solve(share >= Rational(1, 2), E, values=at))
