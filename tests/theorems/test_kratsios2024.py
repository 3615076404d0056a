"""kratsios2024.vc_dimension: the note's values, both readings, certificates, and what must fail."""

import math
from functools import cache
from itertools import pairwise

import pytest
from flint import arb, fmpq

import boundkit
from boundkit.calculus.steps import nonnegative
from boundkit.catalogue.discover import load
from boundkit.errors import DomainError, NotEvaluableError
from boundkit.evidence.runner import headline, run_item
from boundkit.statements.symbols import expand
from boundkit.verdict import Verdict
from theorems.kratsios2024 import vc_dimension as vc

SLOW = ("solved_is_monotone", "12 and 16 points, every labelling")
(ENTRY,) = load("theorems.kratsios2024.vc_dimension")
THEOREM = ENTRY.theorem


def items():
    for index, item in enumerate(THEOREM.evidence):
        if item.name not in SLOW:
            yield pytest.param(index, id=f"{item.claim}, {item.name}")


@cache
def outcome(index):
    return run_item(ENTRY, index, False, 60)


def results_of(claim):
    return [outcome(index) for index, item in enumerate(THEOREM.evidence)
            if item.claim == claim and item.kind == "derives" and item.name not in SLOW]  # fmt: skip


@pytest.mark.parametrize("index", list(items()))
def test_evidence_comes_out_as_expected(index):
    assert outcome(index).as_expected, outcome(index)


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
    verdict, scope = headline(results_of("published_parameters"))
    assert verdict is Verdict.CERTIFIED
    assert scope == "all, assuming kratsios2024.vc_dimension: upper_closed"


@pytest.mark.parametrize("claim", ["upper_closed", "upper_solved", "growth"])
def test_upper_bounds_name_the_lemmas_they_assume(claim):
    verdict, scope = headline(results_of(claim))
    assert verdict is Verdict.CERTIFIED
    assert "classical.sign_patterns" in scope
    assert "classical.network_growth" in scope


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
    assert vc.SineMixtures(1, 12).shattered() == 12
    assert vc.SineMixtures(1, 300).shattered() == 300
    labels = (True, False, False, True, False)
    signs = [vc.SineMixtures(1, 5).member(labels)(point)[0] > 0 for point in vc.SineMixtures(1, 5).points]
    assert signs == list(labels)


@pytest.mark.parametrize("j", [1, 2, 5, 9])
def test_phases_are_where_the_ball_arithmetic_finds_them(j):
    low, high = vc.phase(j)
    for labels in vc.labellings(j):
        frequency = 1 + sum(2**i for i, label in enumerate(labels, 1) if not label)
        turns = fmpq(frequency, 2**j) - (0 if labels[-1] else 1)
        assert low <= turns - 2 * (turns / 2).floor() <= high
        assert bool(arb.sin_pi_fmpq(fmpq(frequency, 2**j)) > 0) is labels[-1]


# controls --------------------------------------------------------------------------------------------------------


def test_the_conditions_fail_for_one_affine_expert():
    base = expand(vc.r).subs(vc.E, 1) / vc.TWO_E
    assert nonnegative("r >= 8 e", vc.both_depths(base - 4)[0]).holds is False


def test_a_closed_form_that_is_too_small_is_noticed(monkeypatch):
    monkeypatch.setattr(vc, "closed", vc.closed / 2)
    assert any(step.holds is False for step in vc.closed_above_solved())


def test_a_smaller_growth_rate_is_noticed(monkeypatch):
    monkeypatch.setattr(vc, "bumps", vc.bumps / vc.D)
    steps = list(vc.width_is_not_enough())
    assert any(step.holds is not True for step in steps)


def test_a_lower_bound_above_the_upper_one_is_noticed(monkeypatch):
    monkeypatch.setattr(vc, "bumps", 100 * vc.D**2 * vc.E**2 * vc.W**3)
    assert any(step.holds is False for step in vc.closed_above_lower_bounds())
