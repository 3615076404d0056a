"""sharper.continuous_pieces: verdicts, and continuity looked at from outside."""

import pytest
from boundkit.theorems.sharper import continuous_pieces
from entries import check_evidence, derived, entry_of, evidence_of
from flint import fmpq

from boundkit.constructions.digits import continuous_product, digits, largest_jump, random_mixture, tents_beside
from boundkit.errors import UnsupportedError
from boundkit.verdict import Verdict

ENTRY = entry_of(continuous_pieces)


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize("claim", [claim.name for claim in ENTRY.theorem.claims])
def test_claims_are_derived(claim):
    assert derived(ENTRY, claim)[0] is Verdict.DERIVED


@pytest.mark.parametrize("mixture", [tents_beside(3, 3, 2), continuous_product(4, 2)], ids=["tents", "product"])
def test_the_map_does_not_jump_over_a_short_way(mixture):
    """Slopes are at most 27 in x_1 for the tents, and at most 3 in each coordinate for the product."""
    step, rest = fmpq(1, 10**9), fmpq(2, 7)
    for place in range(1, 36):
        near, far = ([fmpq(place, 36) + sign * step, rest] for sign in (-1, 1))
        assert all(abs(a - b) <= 54 * step for a, b in zip(mixture(near), mixture(far), strict=True))


def test_jumps():
    assert largest_jump(digits(3, 2)) == 1
    assert largest_jump(continuous_product(5, 3)) == 0
    with pytest.raises(UnsupportedError):
        largest_jump(random_mixture(3, 1, 2, 0))
