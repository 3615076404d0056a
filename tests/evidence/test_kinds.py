"""Every kind of evidence: what makes it certify, refute, support, stay open, or find nothing."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from flint import arb, fmpq
from sympy import Eq, Rational

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.calculus.inequalities.steps import Step
from boundkit.errors import BudgetExhaustedError, DomainError, StatementError, UnknownNameError
from boundkit.evidence import (
    Case,
    at_least,
    at_most,
    attained,
    decided,
    derives,
    estimate,
    fails_without,
    identity,
    instances,
    simulates,
    too_strong,
)
from boundkit.evidence.budget import Budget
from boundkit.evidence.item import Context
from boundkit.statements import (
    ASYMPTOTIC,
    EXACT,
    LOWER,
    UPPER,
    Claim,
    Theorem,
    big_o,
    cite,
    hypothesis,
    natural,
    quantity,
)
from boundkit.verdict import Verdict

CERTIFIED, REFUTED, SUPPORTED, INCONCLUSIVE, VACUOUS, *_ = Verdict


@dataclass(frozen=True)
class Thing:
    """An object that knows what it will measure."""

    value: Any
    tame: bool | None = True


def is_tame(thing):
    return thing.tame


def has_even_E(thing, at):
    return at["E"] % 2 == 0 if "E" in at else None


E = natural("E", "experts")
L = natural("L", "layers")
pieces = quantity("N", "pieces", measure=lambda thing: thing.value)
tame = hypothesis("it is tame")(is_tame)
even = hypothesis("E is even")(has_even_E)

CLAIMS = (
    Claim("upper", UPPER, pieces <= E**2, given=(tame,)),
    Claim("lower", LOWER, pieces >= E**2, given=(tame,)),
    Claim("exact", EXACT, Eq(pieces, E**2), given=(tame,)),
    Claim("late", UPPER, pieces <= E**2, where=(E >= 3,), given=(tame,)),
    Claim("two", UPPER, pieces <= E**L, given=()),
    Claim("root", UPPER, pieces <= sympy.sqrt(E), given=()),
    Claim("tied", UPPER, pieces <= E**2, given=(even,)),
    Claim("shape", ASYMPTOTIC, big_o(pieces, E), given=()),
)
THEOREM = Theorem("paper.result", "A result", cite("someone2025", "Theorem 1"), CLAIMS, given=(tame, even))


def run(item, *, full=False, seconds=60):
    return item.run(THEOREM, Context(full, Budget(seconds)))


def scope_of(finding):
    return finding.scope.text(THEOREM.id)


def square(E):
    return Thing(E**2)


def below(E):
    return Thing(E**2 - 1)


def above(E):
    return Thing(E**2 + 1)


def wild(E):
    return Thing(E**2 + 1, tame=False)


def unknown(E):
    return Thing(E**2 + 1, tame=None)


def measuring(value):
    def build(E):
        return Thing(value)

    return build


# instances --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "build", "verdict"),
    [
        ("upper", below, CERTIFIED),
        ("upper", square, CERTIFIED),
        ("upper", above, REFUTED),
        ("upper", wild, VACUOUS),
        ("upper", unknown, VACUOUS),
        ("lower", above, CERTIFIED),
        ("lower", square, CERTIFIED),
        ("lower", below, REFUTED),
        ("exact", square, CERTIFIED),
        ("exact", below, REFUTED),
        ("exact", above, REFUTED),
        ("late", above, REFUTED),
    ],
)
def test_instances(claim, build, verdict):
    finding = run(instances(claim, build, E=range(2, 6)))
    assert finding.verdict is verdict
    assert (finding.witness is not None) == (verdict is REFUTED)


@pytest.mark.parametrize(
    ("claim", "measured", "verdict"),
    [
        ("upper", 4, CERTIFIED),
        ("upper", fmpq(9, 2), REFUTED),
        ("upper", Fraction(7, 2), CERTIFIED),
        ("upper", np.int64(4), CERTIFIED),
        ("upper", arb(15).sqrt(), CERTIFIED),
        ("upper", arb(17).sqrt(), REFUTED),
        ("upper", arb(4) + arb(0, "1e-30"), INCONCLUSIVE),
        ("upper", arb.nan(), INCONCLUSIVE),
        ("upper", at_most(4), CERTIFIED),
        ("upper", at_most(5), INCONCLUSIVE),
        ("upper", at_least(5), REFUTED),
        ("upper", at_least(4), INCONCLUSIVE),
        ("upper", Enclosure(None, None), INCONCLUSIVE),
        ("lower", at_least(4), CERTIFIED),
        ("lower", at_most(3), REFUTED),
        ("lower", at_most(4), INCONCLUSIVE),
        ("exact", arb(4), CERTIFIED),
        ("exact", arb(2).sqrt() ** 4, INCONCLUSIVE),
        ("exact", arb(2).sqrt(), REFUTED),
        ("exact", at_least(5), REFUTED),
        ("exact", at_least(4), INCONCLUSIVE),
        ("root", arb(2).sqrt(), INCONCLUSIVE),
        ("root", fmpq(141, 100), CERTIFIED),
        ("root", fmpq(142, 100), REFUTED),
        ("upper", 3.5, SUPPORTED),
        ("upper", 4.5, INCONCLUSIVE),
        ("upper", np.float64(3.5), SUPPORTED),
        ("upper", np.float32(4.5), INCONCLUSIVE),
        ("upper", sympy.Float("3.5", 50), SUPPORTED),
        ("upper", sympy.Float("4.5", 50), INCONCLUSIVE),
        ("upper", mpmath.mpf("3.5"), SUPPORTED),
        ("upper", mpmath.mpf("4.5"), INCONCLUSIVE),
        ("upper", at_most(3.5), SUPPORTED),
        ("upper", at_least(4.5), INCONCLUSIVE),
        ("upper", estimate(3.0, 0.5), SUPPORTED),
        ("upper", estimate(3.0, 1.5), INCONCLUSIVE),
        ("upper", estimate(9.0, 0.5), INCONCLUSIVE),
        ("exact", 4.0, INCONCLUSIVE),
        ("exact", 5.0, INCONCLUSIVE),
    ],
    ids=str,
)
def test_what_is_measured_decides_the_verdict(claim, measured, verdict):
    """At E = 2: no float of any library certifies or refutes, and no ball that straddles the bound does."""
    assert run(instances(claim, measuring(measured), E=2)).verdict is verdict


def test_one_open_comparison_keeps_the_whole_item_open():
    def build(E):
        return Thing(at_most(5) if E == 2 else 1)

    finding = run(instances("upper", build, E=range(1, 9)))
    assert (finding.verdict, finding.detail) == (
        INCONCLUSIVE, "1 of 8 comparisons undecided: N = [-oo, 5] at E=2, claimed <= 4",
    )  # fmt: skip


def test_one_float_keeps_the_whole_item_from_certifying():
    assert (
        run(instances("upper", lambda E: Thing(0.5 if E == 2 else 1), name="mixed", E=range(1, 9))).verdict is SUPPORTED
    )


def test_a_float_before_a_certified_witness_does_not_hide_it():
    assert run(instances("upper", lambda E: Thing(99.0 if E == 2 else E**2 + 1), name="m", E=(2, 3))).verdict is REFUTED


def test_scope_and_detail():
    finding = run(instances("upper", below, E=range(2, 6)))
    assert (scope_of(finding), finding.detail) == ("4 instances", "closest at E=5: 24 against 25 (ratio 0.96)")
    assert scope_of(run(instances("upper", below, E=2))) == "1 instance"


def test_the_witness_can_be_followed_by_hand():
    finding = run(instances("upper", lambda E: Thing(E**2 if E < 4 else E**2 + 1), name="late failure", E=range(2, 6)))
    assert (scope_of(finding), finding.detail) == ("witness at instance 3", "N = 17 at E=4, claimed 16")
    assert finding.witness == {
        "at": {"E": 4}, "measured": "N = 17", "claimed": "N <= 16", "object": "Thing(value=17, tame=True)",
    }  # fmt: skip


def test_grids():
    item = instances("two", lambda E, L, seed: Thing(0), name="grid", E=(2, 3), L=range(3), seed="ab",
                     full={"seed": range(5)}, only=lambda E, L, seed: L > 0)  # fmt: skip
    assert scope_of(run(item)) == "4 instances"
    assert scope_of(run(item, full=True)) == "20 instances"


def test_values_that_only_the_builder_knows():
    assert run(instances("two", lambda E: Case(Thing(E**3), {"L": 3}), name="case", E=2)).verdict is CERTIFIED
    assert run(instances("two", lambda E: Case(Thing(E**3), {"L": 2}), name="case", E=2)).verdict is REFUTED
    with pytest.raises(StatementError, match="evidence square gives no value for L of claim two; add it to the grid"):
        run(instances("two", square, E=2))


def test_values_must_be_exact():
    for value in (2.0, np.float64(2.0), np.int64(2)):
        with pytest.raises(StatementError, match=r"gives E the float .* write it as text"):
            run(instances("upper", measuring(1), E=value))
    with pytest.raises(DomainError, match="E = 0 is not allowed"):
        run(instances("two", lambda E, L: Thing(1), E=0, L=1))


def test_conditions_of_a_claim_sort_out_instances():
    assert run(instances("late", above, E=range(1, 3))).verdict is VACUOUS
    assert scope_of(run(instances("late", below, E=range(1, 6)))) == "3 instances"


def test_hypotheses_may_look_at_the_values():
    assert (
        scope_of(run(instances("tied", lambda E: Thing(E**2 + E % 2), name="odd ones fail", E=range(2, 8))))
        == "3 instances"
    )
    assert run(instances("tied", lambda: Case(Thing(0)), name="no E")).verdict is VACUOUS


def test_no_instance_at_all():
    for item in (instances("upper", square, E=()), instances("upper", square, E=(2,), only=lambda E: E > 2)):
        finding = run(item)
        assert (finding.verdict, scope_of(finding)) == (VACUOUS, "0 instances")


@pytest.mark.parametrize(
    "item",
    [
        instances("upper", square, E=range(1, 9)),
        attained("upper", square, E=range(1, 9)),
        fails_without(tame, "upper", wild, E=range(1, 9)),
        too_strong("upper", pieces <= E, square, E=range(1, 9)),
        derives("upper", lambda: iter([Step("it", True)]), name="proof"),
        simulates("exact", square, lambda thing, seed: estimate(1.0, 1.0), seed=1, E=range(1, 9)),
    ],
    ids=lambda item: item.kind,
)
def test_without_time_nothing_is_decided(item):
    finding = run(item, seconds=-1)
    assert finding.verdict is INCONCLUSIVE
    assert "the budget of -1 s ended; give more with --budget SECONDS" in finding.detail


def test_time_that_ends_half_way():
    budget = Budget(60)

    def build(E):
        if E == 4:
            budget._end = 0
        return Thing(0)

    finding = instances("upper", build, E=range(1, 9)).run(THEOREM, Context(False, budget))
    assert (finding.verdict, scope_of(finding)) == (INCONCLUSIVE, "4 instances")
    with pytest.raises(BudgetExhaustedError):
        budget.check()


def test_an_asymptotic_claim_has_no_value_to_hold_against():
    with pytest.raises(Exception, match="is asymptotic"):
        run(instances("shape", square, E=2))
    with pytest.raises(UnknownNameError, match="unknown claim of paper"):
        run(instances("other", square, E=2))


# attained ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "build", "verdict"),
    [
        ("upper", square, CERTIFIED),
        ("upper", below, INCONCLUSIVE),
        ("upper", above, REFUTED),
        ("lower", above, INCONCLUSIVE),
        ("lower", below, REFUTED),
        ("exact", square, CERTIFIED),
        ("exact", below, REFUTED),
        ("upper", measuring(4.0), INCONCLUSIVE),
        ("upper", measuring(arb(2).sqrt() ** 4), INCONCLUSIVE),
        ("upper", measuring(at_least(4)), INCONCLUSIVE),
        ("upper", wild, VACUOUS),
    ],
)
def test_attained(claim, build, verdict):
    """A bound that holds but is not reached is not refuted by that."""
    finding = run(attained(claim, build, E=2))
    assert finding.verdict is verdict
    assert verdict is not INCONCLUSIVE or "not reached" in finding.detail


def test_a_witness_of_attained_shows_the_relation_that_it_breaks():
    assert run(attained("upper", above, E=2)).witness["claimed"] == "N <= 4"


# fails_without ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("build", "verdict"),
    [
        (wild, REFUTED),
        (above, VACUOUS),  # it has the hypothesis that is dropped
        (unknown, VACUOUS),  # it is not known to lack it
        (lambda E: Thing(E**2, tame=False), INCONCLUSIVE),
        (lambda E: Thing(9.0, tame=False), INCONCLUSIVE),
        (lambda E: Thing(1.0, tame=False), SUPPORTED),
        (lambda E: Thing(at_least(4), tame=False), INCONCLUSIVE),
    ],
)
def test_fails_without(build, verdict):
    item = fails_without(tame, "upper", build, name="ablation", E=2)
    assert run(item).verdict is verdict
    assert item.hypotheses == (tame,)
    assert not item.supports


def test_the_other_hypotheses_still_hold():
    both = Theorem("a.b", "A result", cite("c", "d"), (Claim("upper", UPPER, pieces <= E**2),), given=(tame, even))
    item = fails_without(tame, "upper", wild, E=(1, 3))
    assert item.run(both, Context(False, Budget(60))).verdict is VACUOUS
    assert fails_without(tame, "upper", wild, E=(1, 2)).run(both, Context(False, Budget(60))).verdict is REFUTED


# too_strong -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "relation", "build", "verdict"),
    [
        ("upper", pieces <= E**2 - 1, square, REFUTED),
        ("upper", pieces <= E**2 - 1, below, CERTIFIED),
        ("upper", pieces <= E**2 - 1, above, REFUTED),
        ("lower", pieces >= E**2 + 1, square, REFUTED),
        ("exact", Eq(pieces, E**2 + 1), square, REFUTED),
        ("upper", pieces <= E, wild, VACUOUS),
        ("upper", pieces <= E, measuring(9.0), INCONCLUSIVE),
        ("late", pieces <= E, square, VACUOUS),
    ],
)
def test_too_strong(claim, relation, build, verdict):
    item = too_strong(claim, relation, build, E=2)
    assert run(item).verdict is verdict
    assert not item.supports


def test_a_control_is_not_the_claim_itself():
    """An object that refuted it would refute the claim, where no headline looks."""
    with pytest.raises(StatementError, match="is the claim upper itself; give a stronger relation"):
        run(too_strong("upper", pieces <= E**2, above, E=2))


def test_a_control_keeps_the_sense_of_its_claim():
    with pytest.raises(StatementError, match="is upper but written as N >= E"):
        run(too_strong("upper", pieces >= E, square, E=2))


SIGNS = {"upper": "<=", "lower": ">=", "exact": "="}


def test_a_control_is_about_the_quantity_of_its_claim():
    other = quantity("M", "cells", measure=lambda thing: 99)
    foreign = too_strong("upper", other <= E, square, E=2)
    message = "is about M, but the claim upper is about N; give a relation of the same quantity"
    with pytest.raises(StatementError, match=message):
        run(foreign)
    with pytest.raises(StatementError, match=message):
        replace(THEOREM, evidence=(foreign,))


@pytest.mark.parametrize(
    ("claim", "relation", "build"),
    [
        ("upper", pieces <= E**3, square),
        ("upper", pieces <= 2 * E, measuring(1)),  # equal at E = 2
        ("lower", pieces >= E, square),
        ("exact", Eq(pieces, 2 * E), square),
        ("upper", pieces <= E**3, measuring(1.0)),
    ],
)
def test_a_control_that_says_no_more_than_its_claim_is_refused(claim, relation, build):
    with pytest.raises(StatementError, match=r"says no more than the claim .* on any of its 1 objects"):
        run(too_strong(claim, relation, build, E=2))


@pytest.mark.parametrize(
    ("claim", "relation", "build"),
    [
        ("upper", pieces <= E**2 - 1, above),
        ("upper", pieces <= E**3, measuring(99)),
        ("lower", pieces >= E, measuring(1)),
        ("exact", Eq(pieces, E**2 + 1), below),
    ],
)
def test_an_object_that_refutes_the_control_and_the_claim_breaks_the_claim(claim, relation, build):
    finding = run(too_strong(claim, relation, build, E=2))
    assert (finding.verdict, finding.breaks_claim) == (REFUTED, True)
    assert finding.detail.startswith("the claim itself fails: N = ")
    assert finding.witness["claimed"] == f"N {SIGNS[claim]} 4"


def test_a_control_that_is_not_known_to_be_stronger_is_open():
    ball = natural("b", "a width")
    claim = Claim("upper", UPPER, pieces <= sympy.sqrt(2) ** ball * sympy.sqrt(2), given=())
    theorem = Theorem("a.b", "A result", cite("c", "d"), (claim,))
    item = too_strong("upper", pieces <= sympy.sqrt(2) ** ball * sympy.sqrt(2) * (1 - Rational(1, 10**60)),
                      lambda b: Thing(arb(2).sqrt() ** 2), name="control", b=1)  # fmt: skip
    assert item.run(theorem, Context(False, Budget(60))).verdict is INCONCLUSIVE


def test_a_control_may_leave_the_domain_of_its_claim():
    wide = natural("w", "a wider number", least=-9)
    item = too_strong("two", pieces <= wide, lambda w: Case(Thing(5), {"E": 0, "L": 1}), name="control", w=1)
    assert run(item).verdict is REFUTED


# derives ----------------------------------------------------------------------------------------------------------


def proof(*holds):
    return lambda: [Step(f"step {number}", value) for number, value in enumerate(holds)]


@pytest.mark.parametrize(
    ("holds", "verdict", "scope"),
    [
        ((True,), CERTIFIED, "its steps, one by one"),
        ((True, True), CERTIFIED, "its steps, one by one"),
        ((True, None, False), INCONCLUSIVE, "this step"),
        ((True, False, None), REFUTED, "this step"),
        ((sympy.false,), REFUTED, "this step"),
        ((0,), REFUTED, "this step"),
        ((np.False_,), REFUTED, "this step"),
        ((), VACUOUS, "no step"),
    ],
)
def test_derives(holds, verdict, scope):
    finding = run(derives("upper", proof(*holds), name="proof"))
    assert (finding.verdict, scope_of(finding)) == (verdict, scope)


def test_what_a_derivation_stands_on_is_printed():
    item = derives("upper", proof(True), name="p", assuming=("two", "a.lemma:upper"), stated=("b is odd",))
    assert scope_of(run(item)) == "its steps, one by one, assuming the claim two, a.lemma: upper, b is odd"
    assert scope_of(run(derives("upper", proof(True), name="p", scope="E = 2"))) == "E = 2"
    assert item.expects is CERTIFIED


def test_a_derivation_may_use_the_formula_of_its_claim():
    def formula(claim):
        yield identity("the square", claim.expression, E**2)

    assert run(derives("upper", formula)).verdict is CERTIFIED
    assert run(derives("two", formula)).verdict is REFUTED


def test_steps_carry_their_witness():
    def steps():
        yield identity("wrong", E**2, E)
        raise AssertionError("not reached")

    finding = run(derives("upper", steps))
    at = int(finding.witness["E"])
    assert finding.witness == {"step": "wrong", "E": str(at), "difference": str(at**2 - at)}
    assert at > 1
    assert run(derives("upper", lambda: [decided("no", False, at=3)], name="p")).witness == {"step": "no", "at": "3"}


# simulates --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "figure", "confirmed", "verdict"),
    [
        ("exact", estimate(4.1, 0.2), None, SUPPORTED),
        ("exact", estimate(5.0, 0.2), None, INCONCLUSIVE),
        ("exact", estimate(5.0, 0.2), 5, REFUTED),
        ("exact", estimate(5.0, 0.2), 4, CERTIFIED),
        ("exact", estimate(5.0, 0.2), 5.0, INCONCLUSIVE),
        ("exact", estimate(4.1, 0.2), 5, SUPPORTED),
        ("upper", estimate(3.0, 0.2), None, SUPPORTED),
        ("upper", estimate(4.0, 0.2), None, INCONCLUSIVE),
        ("upper", estimate(5.0, 0.2), None, INCONCLUSIVE),
        ("upper", estimate(5.0, 0.2), 5, REFUTED),
        ("lower", estimate(5.0, 0.2), None, SUPPORTED),
        ("lower", estimate(3.0, 0.2), 3, REFUTED),
    ],
)
def test_simulates(claim, figure, confirmed, verdict):
    """Sampling supports at most; a figure that contradicts needs an exact measurement to refute."""
    confirm = None if confirmed is None else lambda thing: confirmed
    finding = run(simulates(claim, square, lambda thing, seed: figure, seed=7, confirm=confirm, E=2))
    assert finding.verdict is verdict
    assert scope_of(finding).endswith(", seed 7, 99% intervals")


def test_the_seed_reaches_the_experiment():
    seen = []
    item = simulates("exact", square, lambda thing, seed: seen.append(seed) or estimate(4.0, 0.1), seed=11, E=2)
    assert run(item).verdict is SUPPORTED
    assert seen == [11]


def test_names_and_expectations():
    items = [
        instances("upper", square, E=2), attained("upper", square, E=2), fails_without(tame, "upper", wild, E=2),
        too_strong("upper", pieces <= E, square, E=2), derives("upper", proof),
        simulates("upper", square, None, seed=1),
    ]  # fmt: skip
    assert [item.name for item in items] == [
        "square", "attained by square", "without is_tame: wild", "too strong: N <= E", "proof", "simulation on square",
    ]  # fmt: skip
    assert [item.expects for item in items] == [CERTIFIED, CERTIFIED, REFUTED, REFUTED, CERTIFIED, SUPPORTED]


def unit_interval(thing, seed):
    return Enclosure(fmpq(98), fmpq(100))


def exact_point(thing, seed):
    return fmpq(99)


@pytest.mark.parametrize("experiment", [unit_interval, exact_point])
def test_an_interval_of_sampling_is_never_rigorous(experiment):
    """Whatever an experiment returns, it certifies and refutes nothing."""
    item = simulates("upper", square, experiment, seed=1, E=2)
    assert run(item).verdict is INCONCLUSIVE
    assert run(simulates("upper", square, experiment, seed=1, E=20)).verdict is SUPPORTED
    confirmed = simulates("upper", square, experiment, seed=1, confirm=lambda thing: 5, E=2)
    assert run(confirmed).verdict is REFUTED


@pytest.mark.parametrize(
    ("claim", "figure", "text"),
    [
        ("upper", estimate(9.0, 0.5), "mean N = 9, 99% interval [8.5, 9.5] (float) at E=2, bound <= 4"),
        ("lower", estimate(3.0, 0.5), "mean N = 3, 99% interval [2.5, 3.5] (float) at E=2, bound >= 4"),
        ("exact", estimate(9.0, 0.5), "mean N = 9, 99% interval [8.5, 9.5] (float) at E=2, bound = 4"),
        ("upper", at_least(9), "N = [9, oo] (float) at E=2, claimed <= 4"),
    ],
)
def test_a_simulation_that_does_not_support_says_what_it_found(claim, figure, text):
    finding = run(simulates(claim, square, lambda thing, seed: figure, seed=1, E=2))
    assert finding.verdict is INCONCLUSIVE
    assert finding.detail == f"1 of 1 comparisons undecided: {text}"
