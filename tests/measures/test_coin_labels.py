"""The gap of coin labels against all sequences of coins, and growth functions against counting."""

from itertools import pairwise, product

import pytest
from flint import fmpq

from boundkit.measures.coin_labels import CoinLabels


def blocks(labels):
    return 1 + sum(a != b for a, b in pairwise(labels))


@pytest.mark.parametrize(("most", "points"), [(1, 1), (1, 5), (3, 2), (2, 6), (4, 6)])
def test_labellings_of_so_many_blocks(most, points):
    found = sum(blocks(labels) <= most for labels in product((0, 1), repeat=points))
    assert CoinLabels(most, 1, fmpq(1, 2)).patterns(points) == found


def true_gap(most, n, eta):
    """The least t such that the largest deviation is at most t for all but a share eta of the sequences."""
    patterns = [labels for labels in product((0, 1), repeat=n) if blocks(labels) <= most]
    gaps = sorted(
        fmpq(1, 2) - fmpq(min(sum(a != b for a, b in zip(coins, labels, strict=True)) for labels in patterns), n)
        for coins in product((0, 1), repeat=n)
    )
    allowed = (eta * 2**n).floor()
    return gaps[2**n - 1 - int(allowed)] if allowed < 2**n else gaps[0]


@pytest.mark.parametrize(("most", "n"), [(1, 7), (1, 8), (2, 8), (3, 7), (8, 8)])
@pytest.mark.parametrize("eta", ["1/100", "1/8", "1/3", "9/10"])
def test_the_gap_is_enclosed(most, n, eta):
    share = fmpq(*map(int, eta.split("/")))
    found, true = CoinLabels(most, n, share).gap(), true_gap(most, n, share)
    assert found.lower <= true <= found.upper


def test_one_draw_errs_on_all_or_none():
    assert CoinLabels(1, 1000, fmpq(1, 20), repeated=True).gap().lower == fmpq(1, 2)
