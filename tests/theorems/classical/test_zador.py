"""The least second moment: evidence, moments of cells, values of the bounds, controls."""

from dataclasses import replace
from math import pi, sqrt

import pytest
from boundkit.theorems.classical import (
    zador,
)
from entries import (
    derived,
    entry_of,
    evidence_of,
    holds_and_no_more,
    must_break_by,
    must_prove_only,
)
from flint import fmpq
from sympy import Rational

import boundkit
from boundkit.checking.workers import run_item
from boundkit.verdict import Verdict

ENTRY = entry_of(zador)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_of_the_second_moments(index):
    result = run_item(ENTRY, index, False, 60)
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
    entry = replace(ENTRY, theorem=replace(zador.THEOREM, evidence=(evidence,)))
    assert run_item(entry, 0, False, 60).verdict is Verdict.INCONCLUSIVE


def test_a_ball_lies_below_random_points_and_no_more():
    lower, upper = (THEOREM.claim(name).expression for name in ("lower", "upper"))
    holds_and_no_more(lambda c: lower <= c * upper, Rational(1, 7))


@pytest.mark.parametrize(
    ("of", "steps", "factor"),
    [
        ("lower", zador.interval_is_a_ball, Rational(101, 100)),
        ("upper", zador.random_points, Rational(99, 100)),
        ("upper", zador.above_the_ball, Rational(1, 7)),
    ],
)
def test_a_slightly_stronger_claim_breaks_its_derivation(of, steps, factor):
    must_break_by(THEOREM.claim(of), steps, factor)


@pytest.mark.parametrize(("of", "factor"), [("lower", Rational(101, 100)), ("upper", Rational(99, 100))])
def test_each_bound_is_derived_from_two_premises_and_no_stronger_one(of, factor):
    verdict, scope, _, premises = derived(ENTRY, of)
    assert (verdict, len([premise for premise in premises if premise.relation])) == (Verdict.DERIVED, 2)
    assert scope.startswith("all")
    must_prove_only(ENTRY, of, factor * THEOREM.claim(of).expression)


def test_moments_of_cells_at_the_volume_of_the_unit_ball():
    assert float(zador.second_moment_at_ball_volume(zador.cube(1))) == pytest.approx(2 / 3)  # of [-1, 1]
    assert float(zador.second_moment_at_ball_volume(zador.cube(2))) == pytest.approx(pi**2 / 6)
    assert float(zador.hexagon().object.volume) == pytest.approx(3 * sqrt(3) / 2)
