"""The inequalities between formulas that proofs display: certified as they stand, refuted when a little stronger."""

from dataclasses import replace
from functools import cache
from math import sqrt

import pytest
from boundkit.theorems.classical import (
    binomial_entropy,
    kuhn_c2,
    kuhn_lipschitz,
    log_solve,
    network_growth,
    panter_dite,
    zador,
)
from boundkit.theorems.dar2025 import one_dimensional
from boundkit.theorems.kratsios2024 import vc_dimension
from boundkit.theorems.mayaki2026 import covering_number
from boundkit.theorems.wang2025 import dense_baseline
from flint import fmpq
from sympy import LessThan, Rational, binomial, exp, log, sympify

import boundkit
from boundkit.calculus.inequalities.judgement import certify
from boundkit.checking.workers import run_item
from boundkit.discovery.discover import load
from boundkit.statements import natural, positive, real
from boundkit.verdict import Verdict

r, y = real("r", "factor in the base", least=16), real("y", "share", least=0, at_most=1)
s, A, density = positive("s", "root of the weight"), positive("A", "its integral"), positive("l", "density")
E, k = binomial_entropy.E, binomial_entropy.k
lower, upper = (zador.THEOREM.claim(name).expression for name in ("lower", "upper"))


def worst_of_log_solve(c):
    """2^y >= r (y + 1) at y = c log2(2 r log2 r)."""
    exponent = c * log_solve.log2(2 * r * log_solve.log2(r))
    return log_solve.log2(r * (exponent + 1)) <= exponent


def without_hidden_layer(small, large):
    """An inequality of kratsios2024.vc_dimension at J = 0, for two experts and more."""
    several = natural("E", "experts", least=2)
    sides = (network_growth.both_depths(side)[0].subs(vc_dimension.E, several) for side in map(sympify, (small, large)))
    return LessThan(*sides, evaluate=False)


STEPS = {
    "C(E, k) <= (e E / k)^k": lambda c: binomial(E, k) <= (c * exp(1) * E / k) ** k,
    "2^y >= r (y + 1)": worst_of_log_solve,
    "2 r log2 r >= 2^7": lambda c: LessThan(7, c * log_solve.log2(2 * r * log_solve.log2(r)), evaluate=False),
    "2 log2 r <= r/2": lambda c: 2 * log_solve.log2(r) <= c * r / 2,
    "Hoelder": lambda c: 3 * A**2 * s <= c * (s**3 / density**2 + 2 * A**3 * density),
    "share of a Lipschitz cell": lambda c: 2 * y * (1 - y) <= Rational(c) / 2,
    "share of a smooth cell": lambda c: y * (1 - y) <= Rational(c) / 4,
    "r >= 16": lambda c: without_hidden_layer(16, c * vc_dimension.r),
    "w >= 1 + E (J + 1)": lambda c: without_hidden_layer(1 + vc_dimension.E * (vc_dimension.J + 1), c * vc_dimension.w),
    "a ball and random points": lambda c: lower <= c * upper,
}  # fmt: skip
LOOSE = {  # the other steps are sharp somewhere, or in a limit
    "r >= 16": Rational(73, 100),  # r is 8 e at least
    "w >= 1 + E (J + 1)": Rational(49, 100),
    "a ball and random points": Rational(1, 7),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_holds_and_a_stronger_one_fails(name):
    assert certify(STEPS[name](1)).verdict is Verdict.CERTIFIED
    stronger = certify(STEPS[name](LOOSE.get(name, Rational(99, 100))))
    assert stronger.verdict is Verdict.REFUTED
    assert stronger.witness


def test_the_tangent_of_the_logarithm_is_no_smaller_than_it_must_be():
    b = positive("b", "a factor")
    assert certify(log(b) <= b - 1).holds
    assert certify(log(b) <= b - Rational(101, 100)).witness == {"b": 1}


MUTANTS = {
    "binomial_entropy": (binomial_entropy, "upper", binomial_entropy.every_choice, Rational(99, 100)),
    "log_solve": (log_solve, "upper", log_solve.beyond_the_solution, Rational(99, 100)),
    "kuhn_lipschitz": (kuhn_lipschitz, "upper", kuhn_lipschitz.three_quarters, Rational(99, 100)),
    "kuhn_lipschitz on a line": (kuhn_lipschitz, "line", kuhn_lipschitz.line_is_the_case_one, Rational(99, 100)),
    "kuhn_c2": (kuhn_c2, "upper", kuhn_c2.second_moment_of_the_vertices, Rational(99, 100)),
    "ball": (zador, "lower", zador.ball_is_best, Rational(101, 100)),
    "interval": (zador, "lower", zador.interval_is_a_ball, Rational(101, 100)),
    "random points": (zador, "upper", zador.random_points, Rational(99, 100)),
    "sandwich": (zador, "upper", zador.above_the_ball, Rational(1, 7)),
    "simplified": (covering_number, "fixed_pattern_simplified", covering_number.overhead_of_k_experts,
                   Rational(99, 100)),
    "spline": (dense_baseline, "upper_lipschitz", dense_baseline.lipschitz_on_a_line, Rational(99, 100)),
    "smooth spline": (dense_baseline, "upper_smooth", dense_baseline.smooth_on_a_line, Rational(99, 100)),
    "square": (dense_baseline, "lower_square", dense_baseline.one_interval_is_long, Rational(101, 100)),
    "Kuhn": (dense_baseline, "upper_kuhn_lipschitz", dense_baseline.coarser_than_three_quarters, Rational(74, 100)),
    "smooth Kuhn": (dense_baseline, "upper_kuhn_smooth", dense_baseline.mesh_of_the_grid, Rational(99, 100)),
    "density": (one_dimensional, "optimal_density", one_dimensional.tangent_at_the_best_density, Rational(101, 100)),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_a_slightly_stronger_claim_breaks_its_derivation(name):
    module, of, steps, factor = MUTANTS[name]
    claim = module.THEOREM.claim(of)
    assert all(step.holds for step in steps(claim))
    stronger = replace(claim, statement=claim.statement.func(claim.quantity, factor * claim.right_hand_side))
    assert next(step for step in steps(stronger) if step.holds is not True).holds is False


def test_hoelder_is_one_of_the_steps_of_the_minimum():
    texts = {step.text for step in panter_dite.hoelder()}
    assert any(text.startswith("it is never negative") for text in texts)


# the least second moment -----------------------------------------------------------------------------------------


@cache
def zador_entry():
    (entry,) = load("boundkit.theorems.classical.zador")
    return entry


@pytest.mark.parametrize("index", range(len(zador.THEOREM.evidence)), ids=lambda i: zador.THEOREM.evidence[i].name)
def test_evidence_of_the_second_moments(index):
    result = run_item(zador_entry(), index, False, 60)
    assert result.as_expected, result


def test_moments_of_cells():
    assert zador.cube(1).moment() == zador.cube(5).moment() == fmpq(1, 12)
    assert float(zador.hexagon().object.moment()) == pytest.approx(5 / (36 * sqrt(3)), rel=1e-15)
    assert float(zador.triangle().object.moment()) == pytest.approx(1 / (6 * sqrt(3)), rel=1e-15)
    assert float(zador.cuboid((1, 2)).object.moment()) == pytest.approx((1 + 4) / 24 / 2, rel=1e-15)


def test_values_of_the_bounds():
    bounds = boundkit.theorem("classical.zador")
    assert float(bounds.evaluate("lower", d=1)) == pytest.approx(1 / 12, rel=1e-14)
    assert float(bounds.evaluate("upper", d=1)) == pytest.approx(1 / 2, rel=1e-14)
    assert float(bounds.evaluate("lower", d=2)) == pytest.approx(0.0795774715459, rel=1e-11)
    assert float(bounds.evaluate("upper", d=2)) == pytest.approx(0.159154943091895, rel=1e-11)
    assert [float(bounds.evaluate("upper", d=n)) > 1 / 12 for n in (6, 7)] == [True, False]


def test_cubes_are_not_the_best_cells_in_seven_dimensions():
    evidence = zador.instances("upper", zador.cube, d=7)
    entry = replace(zador_entry(), theorem=replace(zador.THEOREM, evidence=(evidence,)))
    assert run_item(entry, 0, False, 60).verdict is Verdict.INCONCLUSIVE
