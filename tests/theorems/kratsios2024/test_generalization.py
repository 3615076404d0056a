"""From how many examples on the bound says something, and how loose it is on a line."""

import pytest
from boundkit.theorems.kratsios2024 import generalization
from entries import check_evidence, derived, entry_of, evidence_of
from flint import fmpq

from boundkit.measures.coin_labels import CoinLabels
from boundkit.verdict import Verdict

ENTRY = entry_of(generalization)
THEOREM = ENTRY.theorem


@pytest.mark.heavy
@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_constants_are_derived():
    assert derived(ENTRY, "constants")[0] is Verdict.DERIVED


def bound(claim, **at):
    return THEOREM.claim(claim).evaluate(eta="1/20", **at).number


@pytest.mark.parametrize(
    ("shape", "first"),
    [
        ((1, 2, 0, 1), 433),
        ((10, 8, 2, 32), 2843511),
        ((64, 64, 4, 256), 6734381755),
        ((4096, 128, 2, 14336), 13910761325549),
    ],
)
def test_where_it_stops_to_be_vacuous(shape, first):
    """At real sizes it says nothing about samples that anybody has."""
    at = dict(zip("DEJW", shape, strict=True))
    assert bound("gap", n=first - 1, **at).lower > 1 >= bound("gap", n=first, **at).upper
    assert f"{first} " in THEOREM.notes


def test_constants_on_a_line():
    assert bound("constants", n=75, E=2).lower > 1 >= bound("constants", n=76, E=2).upper
    loose = bound("constants", n=2000, E=2)
    true = CoinLabels(2, 2000, fmpq(1, 20)).gap()
    assert 4 * true.upper < loose.lower < 12 * true.lower
