"""Asymptotic claims against explicit bounds: implied, consistent, refuted, controls, refusals, honest scopes."""

from dataclasses import replace

import pytest
from sympy import Rational, log, sqrt

from boundkit.errors import StatementError
from boundkit.evidence import along, consistent_with, implied_by, refuted_by, too_small
from boundkit.evidence.budget import Budget
from boundkit.evidence.item import Context
from boundkit.statements import (
    ASYMPTOTIC,
    LOWER,
    UPPER,
    Claim,
    Theorem,
    big_o,
    cite,
    hypothesis,
    natural,
    positive,
    quantity,
    soft_o,
)
from boundkit.verdict import Verdict

CERTIFIED, REFUTED, SUPPORTED, INCONCLUSIVE, VACUOUS, *_ = Verdict

E, L = natural("E", "experts"), natural("L", "layers")
a, x, i = positive("a", "a parameter"), positive("x", "a size"), natural("i", "a shift", least=-5)
count = quantity("N", "pieces", measure=lambda thing: thing)
other = quantity("M", "cells", measure=lambda thing: thing)


def is_tame(thing):
    return True


def is_wild(thing):
    return not is_tame(thing)


tame, wild = hypothesis("it is tame")(is_tame), hypothesis("it is wild")(is_wild)

THEOREM = Theorem(
    id="test.growth",
    title="Growth",
    source=cite("wang2025", "a test"),
    given=(tame, wild),
    claims=(
        Claim("one", ASYMPTOTIC, big_o(count, E**2), given=()),
        Claim("two", ASYMPTOTIC, soft_o(count, E * L), given=()),
        Claim("in_a_real", ASYMPTOTIC, big_o(count, x), given=()),
        Claim("of_any_sign", ASYMPTOTIC, big_o(count, i**2), given=()),
        Claim("near", ASYMPTOTIC, big_o(count, E), where=(E <= 100,), given=()),
        Claim("deep", ASYMPTOTIC, big_o(count, E), where=(L >= 2,), given=()),
        Claim("below_zero", ASYMPTOTIC, big_o(count, -(E**3)), given=()),
        Claim("upper", UPPER, count <= 3 * E**2 + E, given=()),
        Claim("narrow", UPPER, count <= E, where=(L >= 2,), given=(tame,), on="a tree"),
        Claim("with_log", UPPER, count <= E * L * log(E + L), given=()),
        Claim("lower", LOWER, count >= E * (L - 1), given=()),
        Claim("lower_deep", LOWER, count >= E, where=(L >= 2,), given=()),
        Claim("negative", LOWER, count >= -(E**3), given=()),
        Claim("five", UPPER, count <= 5 * E**2, given=()),
        Claim("scaled", UPPER, count <= a * E**2, given=()),
        Claim("size", UPPER, count <= x, given=()),
        Claim("shifted", UPPER, count <= i**2, given=()),
        Claim("cubic", LOWER, count >= E**3 / 9, given=()),
        Claim("quadratic", LOWER, count >= E**2, given=()),
        Claim("small_only", UPPER, count <= E, where=(E <= 100,), given=()),
        Claim("foreign", UPPER, other <= E, given=()),
        Claim("linear", ASYMPTOTIC, big_o(count, E), given=()),
        Claim("of_tame", ASYMPTOTIC, big_o(count, E), given=(tame,)),
        Claim("of_wild", LOWER, count >= E**2, given=(wild,)),
        Claim("of_few_layers", LOWER, count >= E**2, where=(L <= 1,), given=()),
    ),
)  # fmt: skip


def run(item):
    return item.run(THEOREM, Context(False, Budget(60)))


def scope_of(finding):
    return finding.scope.text(THEOREM.id)


def test_a_ray_is_not_the_whole_claim():
    finding = run(implied_by("one", "upper", along(E)))
    assert (finding.verdict, scope_of(finding)) == (CERTIFIED, "along E -> oo, assuming the claim upper")


def test_a_ray_is_not_the_whole_claim_in_two_symbols():
    finding = run(implied_by("two", "with_log", along(E), along(E, L)))
    assert finding.verdict is CERTIFIED
    assert scope_of(finding) == "along E -> oo; along E = t, L = t, t -> oo, assuming the claim with_log"


def test_a_narrower_bound_says_so():
    finding = run(implied_by("one", "narrow", along(E)))
    assert finding.verdict is CERTIFIED
    assert scope_of(finding).startswith("along E -> oo, on a tree, given is_tame, where L >= 2, assuming")


def test_what_else_a_claim_needs_is_named():
    finding = run(implied_by("one", "five", along(E), stated=("a lemma",)))
    assert (finding.verdict, scope_of(finding)) == (CERTIFIED, "along E -> oo, assuming the claim five, a lemma")


@pytest.mark.parametrize(
    ("claim", "bound", "words"),
    [
        ("of_tame", "of_wild", "asks for is_tame, of_wild for is_wild"),
        ("deep", "of_few_layers", "asks for L >= 2, of_few_layers for L <= 1"),
    ],
)
def test_a_lower_bound_of_other_objects_refutes_nothing(claim, bound, words):
    finding = run(refuted_by(claim, bound, along(E)))
    assert (finding.verdict, words in finding.detail) == (INCONCLUSIVE, True)


@pytest.mark.parametrize("bound", ["quadratic", "of_few_layers", "of_wild"])
def test_a_lower_bound_of_some_or_of_more_objects_refutes(bound):
    """Of all objects where the claim is of some, or of some where it is of all."""
    claim = "of_tame" if bound == "quadratic" else "linear"
    assert run(refuted_by(claim, bound, along(E))).verdict is REFUTED


def test_a_bound_that_is_no_claim_is_an_assumption_and_never_the_whole_claim():
    finding = run(implied_by("one", count <= 5 * E**2, along(E), stated=("a lemma",)))
    assert finding.verdict is CERTIFIED
    assert scope_of(finding) == "along E -> oo, assuming N <= 5*E**2, a lemma"
    assert not finding.scope.whole


@pytest.mark.parametrize(
    "item",
    [
        refuted_by("one", count >= E**3 / 9, along(E)),
        consistent_with("one", count >= E**3 / 9, along(E)),
        too_small("one", big_o(count, E), count >= E**3 / 9, along(E)),
    ],
    ids=lambda item: item.kind,
)
def test_an_assumed_lower_bound_refutes_nothing(item):
    finding = run(item)
    assert (finding.verdict, scope_of(finding)) == (INCONCLUSIVE, "along E -> oo, assuming N >= E**3/9")
    assert "an assumed bound refutes nothing; make it a claim" in finding.detail


@pytest.mark.parametrize(
    ("claim", "bound", "ray"),
    [
        ("one", "scaled", along(E)),
        ("in_a_real", "size", along(x)),
        ("in_a_real", "size", along({x: -1})),
        ("of_any_sign", "shifted", along(i)),
    ],
    ids=("another symbol in the bound", "a real symbol", "towards 0", "an integer of any sign"),
)
def test_a_ray_that_is_not_all_is_named(claim, bound, ray):
    finding = run(implied_by(claim, bound, ray))
    assert (finding.verdict, scope_of(finding)) == (CERTIFIED, f"{ray}, assuming the claim {bound}")


def test_an_implication_that_fails_breaks_the_step_alone():
    finding = run(implied_by("one", count <= E**2 * log(E), along(E)))
    assert (finding.verdict, scope_of(finding)) == (REFUTED, "this step")
    assert finding.witness == {
        "ray": "along E -> oo", "bound": "E**2*log(E)", "order": "E**2", "limit of bound/order": "oo",
    }  # fmt: skip


def test_lower_bounds_refute_or_are_consistent():
    assert run(refuted_by("one", "cubic", along(E))).verdict is REFUTED
    assert run(consistent_with("one", "cubic", along(E))).verdict is REFUTED
    finding = run(consistent_with("two", "lower", along(L), along(E, L)))
    assert finding.verdict is CERTIFIED
    assert scope_of(finding).endswith("not outgrown by lower")
    assert run(refuted_by("two", "lower", along(L))).verdict is INCONCLUSIVE


def test_a_negative_lower_bound_refutes_nothing():
    assert run(refuted_by("one", "negative", along(E))).verdict is INCONCLUSIVE


@pytest.mark.parametrize(
    ("order", "bound", "ray", "scope"),
    [
        (soft_o(count, sqrt(E * L)), "lower", along(E, L), "along E = t, L = t, t -> oo, assuming the claim lower"),
        (soft_o(count, E), "with_log", along(L), "this step"),
    ],
)
def test_controls(order, bound, ray, scope):
    finding = run(too_small("two", order, bound, ray))
    assert (finding.verdict, scope_of(finding)) == (REFUTED, scope)


def test_a_control_that_is_no_control():
    assert run(too_small("two", soft_o(count, E**2 * L), "lower", along(E, L))).verdict is INCONCLUSIVE
    for order in (soft_o(count, E * L), soft_o(other, E)):
        with pytest.raises(StatementError, match="is no control"):
            run(too_small("two", order, "lower", along(E, L)))


def test_a_control_that_shows_the_claim_to_be_too_small():
    finding = run(too_small("one", big_o(count, E ** Rational(5, 2)), "cubic", along(E)))
    assert (finding.verdict, finding.breaks_claim) == (REFUTED, True)
    assert finding.detail == "the claim itself fails: along E -> oo: E**3/9 outgrows E**2"


def test_an_upper_bound_beyond_the_claim_tells_nothing_about_a_smaller_order():
    finding = run(too_small("in_a_real", big_o(count, sqrt(x)), count <= x**2, along(x)))
    assert (finding.verdict, finding.breaks_claim) == (INCONCLUSIVE, False)
    assert "the bound outgrows the claimed order too" in finding.detail


def test_what_is_not_known_stays_open():
    finding = run(consistent_with("two", "lower", along(E)))
    assert finding.verdict is INCONCLUSIVE
    assert "the sign of L - 1" in finding.detail


def test_a_bound_that_is_not_claimed_far_out():
    assert run(implied_by("one", "small_only", along(E))).verdict is VACUOUS


def test_a_claim_that_is_not_made_far_out_is_neither_certified_nor_refuted():
    for item in (implied_by("near", count <= E, along(E)), refuted_by("near", count >= E**2, along(E))):
        finding = run(item)
        assert (finding.verdict, finding.detail) == (VACUOUS, "near is not claimed there")


@pytest.mark.parametrize(
    ("item", "verdict"),
    [
        (implied_by("deep", count <= E, along(E)), CERTIFIED),
        (refuted_by("deep", "quadratic", along(E)), REFUTED),
        (consistent_with("deep", count >= E, along(E)), CERTIFIED),
    ],
    ids=("implied", "refuted", "consistent"),
)
def test_conditions_of_the_claim_on_parameters_are_in_the_scope(item, verdict):
    finding = run(item)
    assert finding.verdict is verdict
    assert scope_of(finding).startswith("along E -> oo, where L >= 2")


def test_conditions_of_a_lower_bound_are_in_the_scope():
    finding = run(consistent_with("one", "lower_deep", along(E)))
    assert (finding.verdict, scope_of(finding)) == (
        CERTIFIED,
        "along E -> oo, where L >= 2: not outgrown by lower_deep",
    )


@pytest.mark.parametrize("word", [implied_by, consistent_with])
def test_an_order_below_zero_is_none(word):
    bound = count <= E if word is implied_by else count >= E
    finding = run(word("below_zero", bound, along(E)))
    assert finding.verdict is INCONCLUSIVE
    assert "the order grows like -E**3 < 0" in finding.detail


BAD = {
    "no ray": (implied_by("one", "upper"), "has no ray"),
    "another quantity": (implied_by("one", "foreign", along(E)), "same quantity"),
    "the wrong sense": (implied_by("one", "lower", along(E)), "needs a bound that is upper or exact"),
    "not asymptotic": (implied_by("upper", "upper", along(E)), "not asymptotic"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_evidence(name):
    item, message = BAD[name]
    with pytest.raises(StatementError, match=message):
        run(item)


def test_items_fit_into_a_theorem():
    items = (implied_by("one", "upper", along(E)), too_small("one", big_o(count, E), "upper", along(E)))
    assert [item.supports for item in replace(THEOREM, evidence=items).evidence] == [True, False]
