"""kratsios2024.vc_dimension: the note's values, both readings, certificates, and what must fail."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from boundkit.theorems.classical import log_solve, network_growth
from boundkit.theorems.kratsios2024 import vc_dimension as vc
from boundkit.theorems.kratsios2024 import vc_dimension_proofs as proofs
from boundkit.theorems.kratsios2024 import vc_dimension_upper_proofs as upper_proofs
from entries import breaks, changed, check_evidence, entry_of, evidence_of, holds_and_no_more, must_prove_only, outcomes
from flint import fmpq
from sympy import Integer, LessThan, Max, Min, Rational, sympify

import boundkit
from boundkit.arithmetic.nodes import GreatestInteger
from boundkit.calculus.inequalities.steps import nonnegative
from boundkit.errors import DomainError, NotEvaluableError, ProofError
from boundkit.evidence.budget import Budget
from boundkit.evidence.item import Context
from boundkit.evidence.witness import describe
from boundkit.formulas.evaluation import expand
from boundkit.proofs.conclusion import require_claim
from boundkit.statements import natural
from boundkit.statements.relation import soft_o
from boundkit.verdict import Verdict

SLOW = ("solved_is_monotone", "proof: no_more_than_the_greatest", "12 and 16 points, every labelling")
ENTRY = entry_of(vc)
THEOREM = ENTRY.theorem


def results_of(claim):
    return outcomes(ENTRY, claim, SLOW)


@pytest.mark.parametrize("index", evidence_of(ENTRY, SLOW))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


# values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("D", "E", "J", "W", "closed", "solved"), [(2, 4, 1, 8, 2880.8, 2556), (8, 8, 2, 32, 404929.2, 351530)]
)
def test_the_values_of_the_note(D, E, J, W, closed, solved):
    theorem = boundkit.theorem("kratsios2024.vc_dimension")
    assert float(theorem.evaluate("upper_closed", D=D, E=E, J=J, W=W)) == pytest.approx(closed, abs=0.05)
    assert theorem.evaluate("upper_solved", D=D, E=E, J=J, W=W).exact == str(solved)


def log2_pi(N, D, E, J, W):
    """The growth bound in floating point, from the counts of a network's layers."""
    widths = [D, *[W] * J, 1]
    counts, total = [], 0
    for p, q in pairwise(widths):
        total += (p + 1) * q
        counts.append(total)
    layers = zip(widths[1:], counts, strict=True)
    expert = sum(1 + c * math.log2(2 * math.e * N * i * k / c) for i, (k, c) in enumerate(layers, 1))
    polynomial = 1 + D * E * math.log2(2 * math.e * N * (E - 1) / D)
    ties = 1 + math.log2(sum(math.comb(N * E * (E - 1) // 2 - 1, j) for j in range((D + 1) * (E - 1))))
    return min(polynomial, ties, N * math.log2(E)) + E * expert


@pytest.mark.parametrize("at", [(1, 2, 0, 1), (2, 4, 1, 8), (3, 3, 2, 5), (5, 2, 0, 9), (1, 5, 3, 2)])
def test_the_solution_against_a_scan(at):
    solved = int(THEOREM.evaluate("upper_solved", **dict(zip("DEJW", at, strict=True))).exact)
    assert solved <= log2_pi(solved, *at)
    assert not any(log2_pi(N, *at) >= N for N in range(solved + 1, solved + 200))


def test_routing_factors_of_the_note():
    """n = 7 points in the plane: regions of ties, all sequences of experts, and sign patterns of polynomials."""
    for experts, ties, polynomials in ((2, 44, 2.6e5), (3, 43400, 6.1e9)):
        factors = (vc.by_ties, vc.N * vc.log2(vc.E), vc.by_polynomials)
        at = {"D": 2, "E": experts, "N": 7}
        found = [math.exp2(float(proofs.figure(part, at).lower)) for part in factors]
        assert found == pytest.approx([ties, experts**7, polynomials], rel=0.02)
        assert math.exp2(float(proofs.figure(vc.rho, at).lower)) == pytest.approx(min(found))


def test_large_sizes_have_values():
    at = {"D": 4096, "E": 128, "J": 2, "W": 14336}
    solved, closed = (float(THEOREM.evaluate(claim, **at)) for claim in ("upper_solved", "upper_closed"))
    assert 1.8e12 < solved < closed < 2.3e12


def test_width_plays_no_part_for_affine_experts():
    values = {THEOREM.evaluate(claim, D=3, E=2, J=0, W=W).enclosure[0] for W in (1, 2, 50)
              for claim in ("upper_closed",)}  # fmt: skip
    assert len(values) == 1


def test_lower_bounds():
    assert THEOREM.evaluate("lower_bumps", D=2, E=2, W=6).exact == "16"
    assert THEOREM.evaluate("lower_bumps", D=2, E=2, W=2).exact == "0"
    assert THEOREM.evaluate("lower_affine", D=3, E=4).exact == "16"


def test_what_is_refused():
    with pytest.raises(DomainError, match="E >= 2"):
        THEOREM.evaluate("upper_closed", D=1, E=1, J=1, W=1)
    with pytest.raises(DomainError):
        THEOREM.evaluate("upper_solved", D=1, E=2, J=-1, W=1)
    with pytest.raises(NotEvaluableError, match="upper_closed"):
        THEOREM.evaluate("published_width", D=1, E=2, J=1, W=1)


def test_one_expert_has_the_bound_of_one_network():
    single = THEOREM.evaluate("single_expert", D=2, E=1, J=2, W=3)
    assert single.enclosure == boundkit.theorem("classical.network_growth").evaluate("vc", D=2, J=2, W=3).enclosure


# readings --------------------------------------------------------------------------------------------------------


def sixteen_points():
    """16 points in the plane with all 2^16 labellings by two experts of width 6; E max(D E, J W) = 12 there."""
    mixtures = vc.Mixtures(D=2, E=2, W=6)
    assert mixtures.shattered() == 16
    return describe(mixtures.witness())


def test_the_reading_as_width_is_refuted_with_a_certificate():
    (result,) = results_of("published_width")
    assert result.verdict is Verdict.REFUTED
    assert result.witness["bound"] == "2*D**2*E**2/3"
    (objects,) = (premise for premise in result.premises if "there are objects" in premise.relation)
    assert objects.tested_by
    certificate = sixteen_points()
    points = [point for group in certificate["groups of points"] for point in group]
    assert len(points) == 16
    assert len(certificate["prototypes"]) == 2
    assert len(certificate["networks"]) == 1 + 2**8


def test_the_certificate_can_be_followed_by_hand():
    """Signs recomputed from the witness alone, for all labellings of both groups."""
    certificate = sixteen_points()
    first, second = ([[fmpq(int(x)) for x in point] for point in group] for group in certificate["groups of points"])
    shift = [b - a for a, b in zip(first[0], second[0], strict=True)]
    assert [[x + s for x, s in zip(point, shift, strict=True)] for point in first] == second
    for labels, bumps in certificate["networks"].items():
        if labels == "rule":
            continue
        planes = [[fmpq(*map(int, entry.split("/"))) for entry in bump.replace(";", ",").split(", ")]
                  for bump in bumps.strip("()").split(") (") if bump]  # fmt: skip
        smaller = "+" if 2 * labels.count("+") <= len(labels) else "-"
        for label, (x, y) in zip(labels, first, strict=True):
            total = sum((max(fmpq(0), d - abs(a * x + b * y + c)) / d for a, b, c, d in planes), fmpq(0))
            assert (total - fmpq(1, 2) > 0) == (label == smaller)


PROVED_FROM = {
    "growth": ("classical.sign_patterns:upper", "classical.network_growth:growth"),
    "published_parameters": ("kratsios2024.vc_dimension:upper_closed",),
    "upper_closed": ("kratsios2024.vc_dimension:growth",),
    "upper_solved": (
        "classical.network_growth:growth",
        "classical.sign_patterns:upper",
        "kratsios2024.routing_growth:upper",
        "kratsios2024.vc_dimension:upper_closed",
    ),
    "single_expert": ("classical.network_growth:vc",),
    "lower_translate": (),
    "lower_bumps": ("classical.bump_shattering:lower", "kratsios2024.vc_dimension:lower_translate"),
    "lower_affine": ("kratsios2024.vc_dimension:lower_translate",),
    "exact_constant_1d": ("classical.convex_routing_cells:upper", "kratsios2024.vc_dimension:lower_translate"),
    "sine_experts": (),
}


def is_of_a_lemma(premise):
    """Whether it says that something is what another claim speaks of."""
    return any(f" of {used}" in premise.relation for claim in PROVED_FROM.values() for used in claim)


@pytest.mark.parametrize(
    "claim", [pytest.param(claim, marks=[pytest.mark.heavy] * (claim == "upper_solved")) for claim in PROVED_FROM]
)
def test_claims_are_proved_and_name_what_they_rest_on(claim):
    (result,) = (each for each in outcomes(ENTRY, claim, SLOW[:1]) if each.scope.whole)
    assert result.verdict is Verdict.DERIVED
    assert sorted(map(str, result.scope.assumes)) == sorted(PROVED_FROM[claim])
    own = [premise for premise in result.premises if premise.relation and not is_of_a_lemma(premise)]
    assert len(own) <= 3


def test_the_width_certificate_names_the_copies():
    (result,) = results_of("published_width")
    assert result.scope_text.endswith("assuming the claim lower_bumps")


def test_growth_is_checked_beyond_saturation():
    """A bound that is below 2^N is one that a wrong count of patterns could break."""
    bound = THEOREM.claim("growth")
    assert bound.evaluate(D=1, E=4, J=0, W=1, N=256).number.upper < 2**256
    assert bound.evaluate(D=1, E=3, J=1, W=3, N=1000).number.upper < 2**1000


# controls --------------------------------------------------------------------------------------------------------


def test_the_conditions_fail_for_one_affine_expert():
    base = expand(vc.r).subs(vc.E, 1) / vc.TWO_E
    assert nonnegative("r >= 8 e", proofs.both_depths(base - 4)[0]).holds is False


def test_a_closed_form_that_is_too_small_is_noticed(monkeypatch):
    monkeypatch.setattr(proofs, "closed", vc.closed / 2)
    assert any(step.holds is False for step in proofs.closed_above_solved())


def test_an_order_that_is_large_enough_is_not_refuted():
    (item,) = (item for item in THEOREM.evidence if item.kind == "refuted_by")
    claim = replace(THEOREM.claim("published_width"), statement=soft_o(vc.vc, vc.D**2 * vc.E**2 * vc.W))
    others = (each for each in THEOREM.claims if each.name != "published_width")
    theorem = replace(THEOREM, claims=(claim, *others), evidence=())
    assert item.run(theorem, Context(False, Budget(10))).verdict is Verdict.INCONCLUSIVE


def test_a_lower_bound_above_the_upper_one_is_noticed(monkeypatch):
    monkeypatch.setattr(proofs, "bumps", 100 * vc.D**2 * vc.E**2 * vc.W**3)
    assert any(step.holds is False for step in proofs.closed_above_lower_bounds())
    assert any(step.holds is False for step in proofs.solved_above_lower_bounds())


def fails(steps, name, formula=None):
    """Whether the derivation of a claim fails, with another formula in place of the claim's."""
    claim = THEOREM.claim(name)
    if formula is not None and name.startswith("published"):
        claim = replace(claim, statement=soft_o(vc.vc, formula))
    elif formula is not None:
        claim = changed(claim, formula)
    return breaks(steps, claim)


def solved_with(rho=vc.rho, gamma=vc.gamma, closed=vc.closed):
    return GreatestInteger(rho + vc.E * gamma, vc.N, closed)


def rho_in(dimension):
    return Min(vc.by_polynomials, vc.log2(vc.central(vc.comparisons, dimension)), vc.N * vc.log2(vc.E))


flat_gamma = network_growth.log2_factor(vc.N, vc.J + 1, 1, network_growth.W_last)

MUTANTS = {
    "order above the bumps": (proofs.consistent_with_bumps, "published_parameters", Max(vc.D * vc.E, vc.J * vc.P) / 9),
}  # fmt: skip


SMALLER_SOLUTIONS = {
    "half of gamma": solved_with(gamma=vc.gamma / 2),
    "no hidden layers": solved_with(gamma=flat_gamma),
    "one score parameter": solved_with(rho=rho_in(Integer(1))),
    "from below": solved_with(closed=vc.closed / 2),
}


@pytest.mark.heavy
def test_no_smaller_solution_is_proved():
    (item,) = (item for item in THEOREM.evidence if (item.claim, item.kind) == ("upper_solved", "proof"))
    shown = item.facts(THEOREM)
    for formula in SMALLER_SOLUTIONS.values():
        with pytest.raises(ProofError, match="the proof shows"):
            require_claim(shown, THEOREM, changed(THEOREM.claim("upper_solved"), formula))


SMALLER_ORDERS = {
    "E in place of D E": vc.E * Max(vc.E, vc.J * vc.P),
    "J is missing": vc.E * Max(vc.D * vc.E, vc.P),
    "an E is missing": Max(vc.D * vc.E, vc.J * vc.P),
}


@pytest.mark.heavy
@pytest.mark.parametrize("name", SMALLER_ORDERS)
def test_no_smaller_order_is_proved(monkeypatch, name):
    """Neither as it stands nor when the proof itself aims at it."""
    (item,) = (item for item in THEOREM.evidence if (item.claim, item.kind) == ("published_parameters", "proof"))
    claim = replace(THEOREM.claim("published_parameters"), statement=soft_o(vc.vc, SMALLER_ORDERS[name]))
    claims = tuple(claim if each.name == claim.name else each for each in THEOREM.claims)
    theorem = replace(THEOREM, claims=claims, evidence=())
    with pytest.raises(ProofError, match="the proof shows"):
        item.facts(theorem)
    monkeypatch.setattr(upper_proofs, "STATEMENT", theorem)
    with pytest.raises(ProofError, match="is not V <="):
        item.facts(theorem)


STRONGER = {
    "growth": vc.routings * vc.g ** (vc.E / 2),
    "upper_closed": log_solve.solution(vc.r, vc.w, 0),
    "single_expert": network_growth.vc_bound / 2,
    "lower_translate": vc.E * vc.v + 1,
    "lower_bumps": proofs.bumps + 1,
    "lower_affine": proofs.simplices + 1,
    "exact_constant_1d": vc.E + 1,
    "sine_experts": vc.n + 1,
}


@pytest.mark.heavy
@pytest.mark.parametrize("name", STRONGER)
def test_a_proof_proves_no_other_formula(name):
    must_prove_only(ENTRY, name, STRONGER[name])


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_formula_breaks_its_derivation(name):
    assert fails(*MUTANTS[name])


def test_bumps_need_a_slope_other_than_one():
    """A PReLU of slope 1 is the identity, and affine experts on a line shatter 2 points, not 4."""
    assert "other than 1" in vc.relu.text
    assert all(step.holds for step in proofs.bumps_of_prelu())
    assert vc.Mixtures(1, 1).vc_dimension().upper == 2 < int(THEOREM.evaluate("lower_bumps", D=1, E=1, W=6).exact)


@pytest.mark.parametrize(("points", "expected"), [(2, True), (3, False)])
def test_the_number_of_points_is_tied_to_the_experts(points, expected):
    assert vc.shatter.met_by(vc.Mixtures(1, 2), {"v": points}) is expected


def test_points_beyond_what_is_known_are_passed_over():
    assert vc.shatter.met_by(vc.Mixtures(2, 2, 3), {"v": 5}) is None


# steps ---------------------------------------------------------------------------------------------------------------


def without_hidden_layer(small, large):
    """An inequality at J = 0, for two experts and more."""
    several = natural("E", "experts", least=2)
    sides = (proofs.both_depths(side)[0].subs(vc.E, several) for side in map(sympify, (small, large)))
    return LessThan(*sides, evaluate=False)


@pytest.mark.parametrize(
    ("small", "large", "factor"),
    [(16, vc.r, Rational(73, 100)), (1 + vc.E * (vc.J + 1), vc.w, Rational(49, 100))],  # r is 8 e at least
    ids=["r >= 16", "w >= 1 + E (J + 1)"],
)
def test_a_condition_holds_and_a_stronger_one_fails(small, large, factor):
    holds_and_no_more(lambda c: without_hidden_layer(small, c * large), factor)
