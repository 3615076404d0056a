"""Constants on convex cells: values, verdicts, controls, exactness on the line."""

from dataclasses import replace

import pytest
from boundkit.theorems.sharper import convex_cells
from boundkit.theorems.sharper.convex_cells import G, N, d, eps, kappa, m, sup
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only
from sympy import Integer

from boundkit.checking.falsifier import Attack, falsify
from boundkit.verdict import Verdict

ENTRY = entry_of(convex_cells)
THEOREM = ENTRY.theorem


LONG = "proof: convex_in_the_volume"
BUILDERS = "trees of linear gates", "linear gates", "linear gates in two layers", "polygons cut by random lines"


@pytest.mark.parametrize("index", evidence_of(ENTRY, without=(LONG,)))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize(
    ("claim", "premises", "rests_on"),
    [
        ("key_lemma", 3, ()),
        ("sup_lower", 3, ("sharper.convex_cells:key_lemma",)),
        pytest.param("mse_lower", 6, ("sharper.convex_cells:key_lemma",), marks=pytest.mark.heavy),
        ("sup_upper", 3, ()),
        ("smooth_upper", 3, ()),
    ],
)
def test_claims_are_derived(claim, premises, rests_on):
    verdict, _, assumed, trusted = derived(ENTRY, claim)
    assert (verdict, tuple(map(str, assumed))) == (Verdict.DERIVED, rests_on)
    assert len([premise for premise in trusted if premise.relation]) == premises


def test_equal_slabs_of_the_line_attain_both_bounds():
    at_one = {claim: THEOREM.claim(claim).expression.xreplace({d: Integer(1)}) for claim in ("sup_lower", "mse_lower")}
    assert at_one == {"sup_lower": 1 / (2 * m), "mse_lower": 1 / (12 * m**2)}


@pytest.mark.parametrize(("claim", "at", "value"), [
    ("key_lemma", {"d": 2, "eps": "1/2"}, 4 / 3),
    ("sup_lower", {"d": 2, "m": 1}, 0.4127409061),
    ("mse_lower", {"d": 2, "m": 1}, 0.0288900531),
    ("sup_upper", {"d": 2, "G": 4, "N": 4}, 25 / 128),
    ("smooth_upper", {"d": 2, "G": 4, "N": 4, "L1": 3, "M": 2}, 1 / 8),
])  # fmt: skip
def test_values(claim, at, value):
    assert float(THEOREM.claim(claim).evaluate(**at)) == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize(
    ("claim", "formula"),
    [
        ("key_lemma", 2 / (d + 1) * kappa * (2 * eps) ** ((d + 2) / 2)),
        ("sup_lower", ((d + 1) / (2 * kappa * m)) ** (2 / d) / 2),
        ("sup_upper", (1 + (d - 1) / G) / (2 * N) + (d - 1) / (8 * G**2)),
    ],
)
def test_a_wrong_formula_is_not_proved(claim, formula):
    must_prove_only(ENTRY, claim, formula)


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("claim", "said", "least"), [("sup_lower", "sup error", 0.4), ("mse_lower", "squared error", 1)]
)
def test_a_search_over_gates_does_not_beat_the_bounds_and_tells_how_close_it_came(claim, said, least):
    found = falsify(THEOREM, THEOREM.claim(claim), Attack(evaluations=150, seconds=10))
    tried = {one.builder: one for one in found.tried}
    assert found.survived
    for builder in BUILDERS:
        one = tried[f"{said} on {builder}"]
        assert one.measured > 5
        assert one.least_slack > least


def test_without_the_constant_gates_are_found_that_beat_the_bound():
    """A control of the search: half as much again as the least error that it found."""
    claim = THEOREM.claim("sup_lower")
    changed = replace(claim, statement=sup >= 3 * claim.expression)
    assert falsify(THEOREM, changed, Attack(evaluations=60)).verdict is Verdict.REFUTED
