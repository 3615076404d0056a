"""The classical lemmas of the VC bounds: values, controls, and the exact arithmetic that they ask for."""

import math
from dataclasses import replace
from functools import cache
from random import Random

import pytest
import sympy
from boundkit.theorems.classical import bump_shattering, log_solve, network_growth, sign_patterns, zaslavsky
from boundkit.theorems.classical import convex_routing_cells as cells
from flint import arb, fmpq

import boundkit
from boundkit.arithmetic.ball import enclosure, exact_or_ball
from boundkit.checking.headlines import headline
from boundkit.checking.workers import run_item
from boundkit.discovery.discover import load
from boundkit.errors import DomainError
from boundkit.evidence.budget import Budget
from boundkit.evidence.item import Context
from boundkit.formulas.evaluation import expand
from boundkit.statements.shape import misfits
from boundkit.verdict import Verdict

NAMES = ("convex_routing_cells", "zaslavsky", "sign_patterns", "network_growth", "log_solve", "bump_shattering")
SLOW = ("12 and 16 points, every labelling", "nearest_prototype_comparisons", "many_points", "random_points")


def items():
    for name in NAMES:
        (entry,) = load(f"boundkit.theorems.classical.{name}")
        for index, item in enumerate(entry.theorem.evidence):
            if item.name not in SLOW:
                yield pytest.param(entry, index, id=f"{name}: {item.claim}, {item.name}")


@cache
def outcome(entry, index):
    return run_item(entry, index, False, 60)


@pytest.mark.parametrize(("entry", "index"), list(items()))
def test_evidence_comes_out_as_expected(entry, index):
    result = outcome(entry, index)
    assert result.as_expected, result
    if result.verdict is Verdict.REFUTED:
        assert result.witness


@pytest.mark.parametrize("name", NAMES)
def test_headlines_say_what_they_assume(name):
    (entry,) = load(f"boundkit.theorems.classical.{name}")
    for claim in entry.theorem.claims:
        derivations = [i for i, item in enumerate(entry.theorem.evidence)
                       if item.claim == claim.name and item.kind == "derives"]  # fmt: skip
        verdict, scope, _ = headline([outcome(entry, index) for index in derivations])
        assert verdict is Verdict.CERTIFIED
        cited = {
            ("sign_patterns", "upper"): "anthony1999",
            ("network_growth", "growth"): "classical.sign_patterns: upper",
            ("network_growth", "vc"): "the claim growth",
            ("zaslavsky", "faces"): "the claim regions",
            ("zaslavsky", "bounded_faces"): "the claim bounded",
        }
        named = cited.get((name, claim.name), "deletion and restriction" if name == "zaslavsky" else None)
        assert named in scope if named else scope == "all"


# values ----------------------------------------------------------------------------------------------------------


def value(id, claim, **at):
    return boundkit.theorem(f"classical.{id}").evaluate(claim, **at)


def test_zaslavsky_values():
    assert value("zaslavsky", "regions", m=4, d=2).exact == "11"
    assert value("zaslavsky", "bounded", m=4, d=2).exact == "3"
    assert value("zaslavsky", "regions", m=0, d=3).exact == "1"
    with pytest.raises(DomainError):
        value("zaslavsky", "bounded", m=0, d=1)


def test_sign_pattern_values():
    assert float(value("sign_patterns", "upper", m=7, q=2, p=4)) == pytest.approx(2 * (2 * math.e * 7 * 2 / 4) ** 4)


@pytest.mark.parametrize(
    ("D", "J", "W", "parameters", "total", "R"),
    [(2, 1, 8, 33, 57, 10), (5, 0, 1, 6, 6, 1), (3, 2, 4, 41, 93, 15), (1, 1, 1, 4, 6, 3), (2, 3, 5, 81, 216, 34)],
)
def test_parameter_counts(D, J, W, parameters, total, R):
    at = {"D": D, "J": J, "W": W}
    defined = (network_growth.W_last, network_growth.W_bar, network_growth.R)
    for expected, expression in zip((parameters, total, R), map(expand, defined), strict=True):
        assert exact_or_ball(expression, {s.name: at[s.name] for s in expression.free_symbols}) == expected
    counted = network_growth.Networks(D, (W,) * J).cumulative_parameters
    assert (counted[-1], sum(counted)) == (parameters, total)
    units = [*[W] * J, 1]
    assert sum(i * k for i, k in enumerate(units, 1)) == R


def test_the_growth_bound_is_the_product_over_layers():
    D, J, W, N = 3, 2, 4, 100
    expected = 1.0
    counts = network_growth.Networks(D, (W,) * J).cumulative_parameters
    for i, (units, count) in enumerate(zip([W, W, 1], counts, strict=True), 1):
        expected *= 2 * (2 * math.e * N * units * i / count) ** count
    found = value("network_growth", "growth", D=D, J=J, W=W, N=N)
    assert math.log(float(found)) == pytest.approx(math.log(expected))
    log2 = enclosure(expand(network_growth.log2_growth(network_growth.N)), {"D": D, "J": J, "W": W, "N": N})
    assert float(log2.lower) == pytest.approx(math.log2(expected))


def test_the_vc_bound_needs_two_hidden_units():
    assert float(value("network_growth", "vc", D=1, J=1, W=2)) > 0
    with pytest.raises(DomainError):
        value("network_growth", "vc", D=1, J=1, W=1)


def test_log_solve_values():
    assert value("log_solve", "upper", r=16, w=1, t=10).exact == "17"
    assert value("log_solve", "upper", r=16, w=1, t=1).exact == "8"
    assert log_solve.greatest_solution(log_solve.exponents(16, 1, 10)) == 18
    assert log_solve.greatest_solution(log_solve.exponents(16, 1, 1)) == 8


@pytest.mark.parametrize(("r", "w", "t"), [(16, 1, 1), (20, 3, 2), ("33/2", 4, 0)])
def test_greatest_solution_against_a_scan(r, w, t):
    numbers = log_solve.exponents(r, w, t)
    solutions = [m for m in range(w, 400) if numbers.holds_at(m)]
    assert solutions == list(range(w, log_solve.greatest_solution(numbers) + 1))


def test_bump_values():
    assert value("bump_shattering", "lower", D=2, W=6).exact == "8"
    assert value("bump_shattering", "lower", D=5, W=2).exact == "0"


# the objects -----------------------------------------------------------------------------------------------------


def test_gluing_boxes_changes_no_count():
    gate = cells.equal_parts_gate(4)
    for places in ((0, 1), (0, fmpq(1, 4), 1), (0, fmpq(1, 8), fmpq(1, 2), fmpq(7, 8), 1)):
        assert cells.connected_cells(cells.glued(gate, places)) == 4


def test_boxes_that_touch_in_a_corner_are_not_joined():
    gate = cells.LinearGate([[0, 0]], [0])
    one, other = ([fmpq(0)] * 2, [fmpq(1)] * 2, gate), ([fmpq(1)] * 2, [fmpq(2)] * 2, gate)
    assert cells.connected_cells(cells.CutCell((one, other))) == 2


def test_equal_scores_go_to_the_lower_index():
    gate = cells.LinearGate([[1], [1], [-1]], [0, 0, 0])
    assert cells.connected_cells(cells.glued(gate, (-1, 1))) == 2


def test_convexity_of_glued_boxes():
    assert cells.is_convex(cells.random_gates(3, 2, 0))
    assert not cells.is_convex(cells.horseshoe(2))


def test_general_position_is_recognised():
    assert zaslavsky.is_in_general_position(zaslavsky.moment_hyperplanes(6, 3))
    assert zaslavsky.is_in_general_position(zaslavsky.Arrangement((), 2))
    assert not zaslavsky.is_in_general_position(zaslavsky.through_one_point(3, 2))
    assert not zaslavsky.is_in_general_position(zaslavsky.parallel(2, 2))


def test_comparisons_are_products_of_two_forms():
    family = sign_patterns.nearest_prototype_comparisons(3, 2).object
    prototypes = [fmpq(1, 2), fmpq(-2), fmpq(7, 3)]
    values = []
    for factors in family.factors:
        one, other = (sum(a * x for a, x in zip(form, [*prototypes, 1], strict=True)) for form in factors)
        values.append(one * other)
    pairs = [(0, 1), (0, 2), (1, 2)]
    assert values == [(x - prototypes[a]) ** 2 - (x - prototypes[b]) ** 2 for x in range(2) for a, b in pairs]


def test_bumps_ask_for_enough_points():
    (misfit,) = misfits(bump_shattering.THEOREM, bump_shattering.THEOREM.claim("lower"), {"D": 1, "W": 6, "J": 0})
    assert misfit.hypothesis is bump_shattering.enough
    few = bump_shattering.PointSet(bump_shattering.moment_curve(2, 1), 1, 6)
    assert not bump_shattering.enough.met_by(few, {"D": 1, "W": 6})
    assert bump_shattering.enough.met_by(few, {"D": 1, "W": 3})
    assert bump_shattering.enough in bump_shattering.THEOREM.hypotheses_of(bump_shattering.THEOREM.claim("lower"))


def test_two_units_shatter_no_points():
    none = bump_shattering.on_moment_curve(3, 2)
    assert none.points == ()
    assert bump_shattering.is_in_general_position(none)
    assert bump_shattering.shattered_together(none).lower == 0


def test_a_gate_over_pairs_of_experts_is_not_top_one():
    """Seen on the gate itself: it has six scores for four experts."""
    assert not cells.top_one.met_by(cells.two_of_four(4), {"E": 4})
    assert cells.top_one.met_by(cells.equal_parts(4), {"E": 4})


def test_a_counter_of_cells_that_always_says_one_is_noticed(monkeypatch):
    (entry,) = load("boundkit.theorems.classical.convex_routing_cells")
    (index,) = [k for k, item in enumerate(entry.theorem.evidence) if item.kind == "too_strong"]
    monkeypatch.setattr(entry.theorem.claims[0].quantity, "measure", lambda cell: 1)
    finding = entry.theorem.evidence[index].run(entry.theorem, Context(False, Budget(60)))
    assert finding.verdict is not Verdict.REFUTED


def test_networks_are_counted_beyond_saturation():
    bound = network_growth.THEOREM.claim("growth")
    assert bound.evaluate(D=1, J=2, W=2, N=600).number.upper < 2**600


# mutants ---------------------------------------------------------------------------------------------------------

m, d = zaslavsky.m, zaslavsky.d
MUTANTS = {
    "log_solve: 1 for 2": (log_solve, log_solve.beyond_the_solution, "upper",
                           log_solve.t + log_solve.w * log_solve.log2(log_solve.r * log_solve.log2(log_solve.r))),
    "log_solve: no offset": (log_solve, log_solve.beyond_the_solution, "upper",
                             log_solve.solution(log_solve.r, log_solve.w, log_solve.t) - log_solve.t),
    "bumps: a point more": (bump_shattering, bump_shattering.bumps_and_groups, "lower",
                            bump_shattering.shattered(bump_shattering.D, bump_shattering.W) + 1),
    "regions: a dimension less": (zaslavsky, zaslavsky.by_deletion_and_restriction, "upper",
                                  zaslavsky.all_regions(m, d - 1)),
    "regions: a hyperplane less": (zaslavsky, zaslavsky.by_deletion_and_restriction, "regions",
                                   zaslavsky.all_regions(m - 1, d)),
    "bounded: all hyperplanes": (zaslavsky, zaslavsky.bounded_by_deletion_and_restriction, "bounded",
                                 sympy.binomial(m, d)),
    "cells: one less": (cells, cells.segments_stay_inside, "upper", cells.E - 1),
    "network: a smaller constant": (network_growth, network_growth.layer_by_layer, "growth",
                                    network_growth.growth(network_growth.N, constant=2)),
    "network: half": (network_growth, network_growth.vc_from_growth, "vc", network_growth.vc_bound / 2),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_formula_breaks_its_derivation(name):
    module, steps, of, formula = MUTANTS[name]
    claim = module.THEOREM.claim(of)
    assert all(step.holds for step in steps(claim))
    mutant = replace(claim, statement=claim.statement.func(claim.quantity, formula))
    assert any(step.holds is not True for step in steps(mutant))


# the arithmetic --------------------------------------------------------------------------------------------------

n, q, j = sympy.symbols("n q j", integer=True)
x, base = sympy.symbols("x base", positive=True)
row = sympy.Sum(sympy.binomial(n, j), (j, 0, q))


@pytest.mark.parametrize("seed", range(4))
def test_partial_binomial_sums_against_integers(seed):
    draw = Random(seed)
    for _ in range(60):
        top = draw.randint(0, 900)
        last = draw.randint(-1, top + 3)
        expected = fmpq(sum(math.comb(top, index) for index in range(last + 1)))
        found = exact_or_ball(row, {"n": top, "q": last})
        if isinstance(found, fmpq):
            assert found == expected
        else:
            assert found.contains(expected)
            assert found.rel_accuracy_bits() > 30


def test_long_binomial_sums_are_quick_and_tight():
    found = enclosure(sympy.log(row) / sympy.log(2), {"n": 10**12, "q": 10**6})
    assert 0 <= found.upper - found.lower < fmpq(1, 10**6)
    assert exact_or_ball(row, {"n": 10**6, "q": 10**6}) == fmpq(2) ** 10**6


def test_logarithms_to_a_base_are_exact_at_powers():
    to_base = 3 * sympy.log(x) / sympy.log(base)
    assert exact_or_ball(to_base, {"x": 1024, "base": 2}) == fmpq(30)
    assert exact_or_ball(to_base, {"x": "1/27", "base": 3}) == fmpq(-9)
    assert exact_or_ball(to_base, {"x": 1, "base": 7}) == 0
    near = exact_or_ball(to_base, {"x": 1023, "base": 2})
    assert isinstance(near, arb)
    assert near < 30
    with pytest.raises(DomainError):
        exact_or_ball(to_base, {"x": 2, "base": 1})
