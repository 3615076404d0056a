"""kratsios2024.vc_dimension: the note's values, both readings, certificates, and what must fail."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from boundkit.theorems.classical import log_solve, network_growth
from boundkit.theorems.kratsios2024 import vc_dimension as vc
from entries import breaks, changed, check_evidence, entry_of, evidence_of, holds_and_no_more, outcomes
from flint import arb, fmpq
from sympy import Integer, LessThan, Max, Min, Rational, sympify

import boundkit
from boundkit.calculus.inequalities.steps import nonnegative
from boundkit.checking.headlines import headline
from boundkit.errors import DomainError, NotEvaluableError
from boundkit.formulas.evaluation import expand
from boundkit.statements import natural
from boundkit.statements.relation import soft_o
from boundkit.verdict import Verdict

SLOW = ("solved_is_monotone", "12 and 16 points, every labelling")
ENTRY = entry_of(vc)
THEOREM = ENTRY.theorem


def results_of(claim):
    return outcomes(ENTRY, claim, SLOW)


@pytest.mark.parametrize("index", evidence_of(ENTRY, SLOW))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


# values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("D", "E", "J", "W", "closed", "solved"), [(2, 4, 1, 8, 2880.8, 2568), (8, 8, 2, 32, 404929.2, 351548)]
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
    hyperplanes = math.log2(sum(math.comb(N * E * (E - 1) // 2, j) for j in range((D + 1) * (E - 1) + 1)))
    return min(polynomial, hyperplanes) + E * expert


@pytest.mark.parametrize("at", [(1, 2, 0, 1), (2, 4, 1, 8), (3, 3, 2, 5), (5, 2, 0, 9), (1, 5, 3, 2)])
def test_the_solution_against_a_scan(at):
    solved = int(THEOREM.evaluate("upper_solved", **dict(zip("DEJW", at, strict=True))).exact)
    assert solved <= log2_pi(solved, *at)
    assert not any(log2_pi(N, *at) >= N for N in range(solved + 1, solved + 200))


def test_routing_factors_of_the_note():
    """n = 7 points in the plane: regions and sign patterns for two and three experts."""
    for experts, regions, polynomials in ((2, 64, 2.6e5), (3, 82160, 6.1e9)):
        sums, _ = expand(vc.rho).args
        pieces = [math.exp2(float(vc.figure(part, {"D": 2, "E": experts, "N": 7}).lower)) for part in (sums, _)]
        assert min(pieces) == pytest.approx(regions)
        assert max(pieces) == pytest.approx(polynomials, rel=0.02)


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


def test_the_reading_as_width_is_refuted_with_a_certificate():
    (result,) = results_of("published_width")
    assert result.verdict is Verdict.REFUTED
    certificate = result.witness["steps"][-1]
    points = [point for group in certificate["groups of points"] for point in group]
    assert len(points) == 16
    assert len(certificate["prototypes"]) == 2
    assert len(certificate["networks"]) == 1 + 2**8


def test_the_certificate_can_be_followed_by_hand():
    """Signs recomputed from the witness alone, for all labellings of both groups."""
    (result,) = results_of("published_width")
    certificate = result.witness["steps"][-1]
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


def test_the_reading_as_parameters_follows_from_the_explicit_bound():
    verdict, scope, *_ = headline(results_of("published_parameters"))
    assert verdict is Verdict.CERTIFIED
    assert scope == "all, assuming the claim upper_closed"


@pytest.mark.parametrize(
    ("claim", "named"),
    [
        ("growth", ("classical.sign_patterns: upper", "classical.network_growth: growth")),
        ("upper_closed", ("the claim growth", "classical.log_solve: upper")),
        ("upper_solved", ("the claim growth", "classical.zaslavsky: upper")),
        ("lower_bumps", ("the claim lower_translate", "classical.bump_shattering: lower")),
        ("exact_constant_1d", ("the claim lower_translate", "classical.convex_routing_cells: upper")),
    ],
)
def test_claims_name_what_they_assume(claim, named):
    verdict, scope, *_ = headline(results_of(claim))
    assert verdict is Verdict.CERTIFIED
    assert all(name in scope for name in named)


def test_the_width_certificate_names_the_copies():
    (result,) = results_of("published_width")
    assert result.scope_text.endswith("assuming the claim lower_bumps")


# objects ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("E", [1, 2, 3, 4])
def test_exact_dimensions_on_a_line(E):
    constants = vc.Mixtures(1, E, constant=True).vc_dimension()
    assert constants.lower == constants.upper == E
    affine = vc.Mixtures(1, E).vc_dimension()
    assert affine.lower == affine.upper == 2 * E


def test_all_labellings_by_whole_mixtures():
    """Two experts of three units in the plane: 8 points, 2^8 labellings, each by its own mixture."""
    mixtures = vc.Mixtures(2, 2, 3)
    for labels in vc.labellings(8):
        mixture = mixtures.copies.mixture(labels)
        assert [mixture(point)[0] > 0 for point in mixtures.copies.points] == list(labels)
    assert mixtures.shattered() == 8


def test_experts_that_miss_a_labelling_shatter_nothing(monkeypatch):
    mixtures = vc.Mixtures(2, 2, 3)
    honest = mixtures.copies.original.member
    object.__setattr__(mixtures.copies.original, "member", lambda labels: honest((True,) * len(labels)))
    assert mixtures.shattered() == 0


def test_prototypes_in_the_wrong_place_shatter_nothing():
    mixtures = vc.Mixtures(1, 2, 3)
    copies = mixtures.copies
    copies.__dict__["prototypes"] = tuple(reversed(copies.prototypes))
    assert mixtures.shattered() == 0


def test_sines_shatter_by_balls_and_by_phases():
    for count in (1, 12, 13, 300):
        shattered = vc.SineMixtures(1, count).shattered()
        assert shattered.lower == shattered.upper == count
    labels = (True, False, False, True, False)
    signs = [vc.SineMixtures(1, 5).member(labels)(point)[0] > 0 for point in vc.SineMixtures(1, 5).points]
    assert signs == list(labels)


@pytest.mark.parametrize("first", [0, 2])
@pytest.mark.parametrize("count", [1, 5, 20])
def test_even_frequencies_shatter_less(first, count):
    sines = vc.SineMixtures(1, count, first)
    assert not sines.turned_by_own_label(0)
    assert sines.shattered().lower == 0
    assert sines.shattered().upper == count - 1


@pytest.mark.parametrize("count", [5, 20])
def test_a_member_that_is_not_the_sine_of_the_phases_shatters_nothing(monkeypatch, count):
    """Many points are held against the members in balls too, not by their phases alone."""
    monkeypatch.setattr(vc.SineMixtures, "member", lambda self, labels: lambda point: [arb(1)])
    assert vc.SineMixtures(1, count).shattered().lower == 0


def test_patterns_on_a_line_lie_between_groups_and_changes():
    found = vc.Mixtures(1, 2, N=60).sign_patterns()
    assert (found.lower, found.upper) == (60**2, 2 * sum(math.comb(59, j) for j in range(4)))
    single = vc.Mixtures(1, 1, N=9).sign_patterns()
    assert single.lower == single.upper == 18
    assert vc.Mixtures(1, 2, 3, N=3).sign_patterns().lower == 1  # more points are shattered than there are


def test_growth_is_checked_beyond_saturation():
    """A bound that is below 2^N is one that a wrong count of patterns could break."""
    bound = THEOREM.claim("growth")
    assert bound.evaluate(D=1, E=4, J=0, W=1, N=256).number.upper < 2**256
    assert bound.evaluate(D=1, E=3, J=1, W=3, N=1000).number.upper < 2**1000


# controls --------------------------------------------------------------------------------------------------------


def test_the_conditions_fail_for_one_affine_expert():
    base = expand(vc.r).subs(vc.E, 1) / vc.TWO_E
    assert nonnegative("r >= 8 e", vc.both_depths(base - 4)[0]).holds is False


def test_a_closed_form_that_is_too_small_is_noticed(monkeypatch):
    monkeypatch.setattr(vc, "closed", vc.closed / 2)
    assert any(step.holds is False for step in vc.closed_above_solved())


def test_a_smaller_growth_rate_is_noticed(monkeypatch):
    monkeypatch.setattr(vc, "bumps", vc.bumps / vc.D)
    assert fails(vc.width_is_not_enough, "published_width")


def test_a_lower_bound_above_the_upper_one_is_noticed(monkeypatch):
    monkeypatch.setattr(vc, "bumps", 100 * vc.D**2 * vc.E**2 * vc.W**3)
    assert any(step.holds is False for step in vc.closed_above_lower_bounds())
    assert any(step.holds is False for step in vc.solved_above_lower_bounds())


def fails(steps, name, formula=None):
    """Whether the derivation of a claim fails, with another formula in place of the claim's."""
    claim = THEOREM.claim(name)
    if formula is not None and name.startswith("published"):
        claim = replace(claim, statement=soft_o(vc.vc, formula))
    elif formula is not None:
        claim = changed(claim, formula)
    return breaks(steps, claim)


def solved_with(rho=vc.rho, gamma=vc.gamma, closed=vc.closed):
    return vc.GreatestInteger(rho + vc.E * gamma, vc.N, closed)


def rho_in(dimension):
    return Min(vc.by_polynomials, vc.log2(vc.zaslavsky.all_regions(vc.comparisons, dimension)))


flat_gamma = network_growth.log2_factor(vc.N, vc.J + 1, 1, network_growth.W_last)

MUTANTS = {
    "order: E in place of D E": (vc.parameters_are_enough, "published_parameters", vc.E * Max(vc.E, vc.J * vc.P)),
    "order: J is missing": (vc.parameters_are_enough, "published_parameters", vc.E * Max(vc.D * vc.E, vc.P)),
    "order: an E is missing": (vc.parameters_are_enough, "published_parameters", Max(vc.D * vc.E, vc.J * vc.P)),
    "order above the bumps": (vc.consistent_with_bumps, "published_parameters", Max(vc.D * vc.E, vc.J * vc.P) / 9),
    "width: an order that is large enough": (vc.width_is_not_enough, "published_width", vc.D**2 * vc.E**2 * vc.W),
    "growth: half the experts": (vc.routing_and_experts, "growth", vc.routings * vc.g ** (vc.E / 2)),
    "growth: no routing": (vc.routing_and_experts, "growth", vc.g**vc.E),
    "closed: no factors 2": (vc.closed_form, "upper_closed", log_solve.solution(vc.r, vc.w, 0)),
    "closed: fewer parameters": (vc.closed_form, "upper_closed", log_solve.solution(vc.r, vc.w / 2, 1)),
    "solved: half of gamma": (vc.below_the_solution, "upper_solved", solved_with(gamma=vc.gamma / 2)),
    "solved: no hidden layers": (vc.below_the_solution, "upper_solved", solved_with(gamma=flat_gamma)),
    "solved: one score parameter": (vc.below_the_solution, "upper_solved", solved_with(rho=rho_in(Integer(1)))),
    "solved: from below": (vc.below_the_solution, "upper_solved", solved_with(closed=vc.closed / 2)),
    "one expert: half": (vc.without_routing, "single_expert", network_growth.vc_bound / 2),
    "translated: a point more": (vc.far_apart, "lower_translate", vc.E * vc.v + 1),
    "bumps: a point more": (vc.copies_of_bumps, "lower_bumps", vc.bumps + 1),
    "affine: a point more": (vc.copies_of_simplices, "lower_affine", vc.simplices + 1),
    "constants: a point more": (vc.too_many_changes, "exact_constant_1d", vc.E + 1),
    "constants: a point less": (vc.too_many_changes, "exact_constant_1d", vc.E - 1),
    "sines: a point more": (vc.sines_shatter, "sine_experts", vc.n + 1),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_formula_breaks_its_derivation(name):
    assert fails(*MUTANTS[name])


def test_the_logarithm_of_the_growth_is_tied_to_the_growth(monkeypatch):
    monkeypatch.setattr(network_growth, "log2_growth", lambda N: flat_gamma.subs(vc.N, N))
    assert any(step.holds is not True for step in network_growth.logarithm())


@pytest.mark.parametrize("part", ["comparisons", "routings", "by_polynomials"])
def test_a_wrong_part_of_the_routing_is_noticed(monkeypatch, part):
    monkeypatch.setattr(vc, part, getattr(vc, part) / 2)
    assert fails(vc.below_the_solution, "upper_solved")


@pytest.mark.parametrize("part", ["w", "r"])
def test_a_wrong_count_of_parameters_is_noticed(monkeypatch, part):
    """Also when the claim is made from it."""
    monkeypatch.setattr(vc, part, getattr(vc, part) / 2)
    formula = log_solve.solution(vc.r, vc.w, 1 + vc.E * (vc.J + 1))
    assert fails(vc.closed_form, "upper_closed", formula)


def test_bumps_need_a_slope_other_than_one():
    """A PReLU of slope 1 is the identity, and affine experts on a line shatter 2 points, not 4."""
    assert "other than 1" in vc.relu.text
    assert all(step.holds for step in vc.bumps_of_prelu())
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
    sides = (network_growth.both_depths(side)[0].subs(vc.E, several) for side in map(sympify, (small, large)))
    return LessThan(*sides, evaluate=False)


@pytest.mark.parametrize(
    ("small", "large", "factor"),
    [(16, vc.r, Rational(73, 100)), (1 + vc.E * (vc.J + 1), vc.w, Rational(49, 100))],  # r is 8 e at least
    ids=["r >= 16", "w >= 1 + E (J + 1)"],
)
def test_a_condition_holds_and_a_stronger_one_fails(small, large, factor):
    holds_and_no_more(lambda c: without_hidden_layer(small, c * large), factor)
