"""Classes of mixtures: dimensions on a line, labellings realised by whole mixtures, sines, what shatters nothing."""

import math

import pytest
from flint import arb

from boundkit.measures.growth import labellings
from boundkit.measures.mixture_classes import Mixtures, SineMixtures


@pytest.mark.parametrize("E", [1, 2, 3, 4])
def test_exact_dimensions_on_a_line(E):
    constants = Mixtures(1, E, constant=True).vc_dimension()
    assert constants.lower == constants.upper == E
    affine = Mixtures(1, E).vc_dimension()
    assert affine.lower == affine.upper == 2 * E


def test_all_labellings_by_whole_mixtures():
    """Two experts of three units in the plane: 8 points, 2^8 labellings, each by its own mixture."""
    mixtures = Mixtures(2, 2, 3)
    for labels in labellings(8):
        mixture = mixtures.copies.mixture(labels)
        assert [mixture(point)[0] > 0 for point in mixtures.copies.points] == list(labels)
    assert mixtures.shattered() == 8


def test_experts_that_miss_a_labelling_shatter_nothing(monkeypatch):
    mixtures = Mixtures(2, 2, 3)
    honest = mixtures.copies.original.member
    object.__setattr__(mixtures.copies.original, "member", lambda labels: honest((True,) * len(labels)))
    assert mixtures.shattered() == 0


def test_prototypes_in_the_wrong_place_shatter_nothing():
    mixtures = Mixtures(1, 2, 3)
    copies = mixtures.copies
    copies.__dict__["prototypes"] = tuple(reversed(copies.prototypes))
    assert mixtures.shattered() == 0


def test_sines_shatter_by_balls_and_by_phases():
    for count in (1, 12, 13, 300):
        shattered = SineMixtures(1, count).shattered()
        assert shattered.lower == shattered.upper == count
    labels = (True, False, False, True, False)
    signs = [SineMixtures(1, 5).member(labels)(point)[0] > 0 for point in SineMixtures(1, 5).points]
    assert signs == list(labels)


@pytest.mark.parametrize("first", [0, 2])
@pytest.mark.parametrize("count", [1, 5, 20])
def test_even_frequencies_shatter_less(first, count):
    sines = SineMixtures(1, count, first)
    assert not sines.turned_by_own_label(0)
    assert sines.shattered().lower == 0
    assert sines.shattered().upper == count - 1


@pytest.mark.parametrize("count", [5, 20])
def test_a_member_that_is_not_the_sine_of_the_phases_shatters_nothing(monkeypatch, count):
    """Many points are held against the members in balls too, not by their phases alone."""
    monkeypatch.setattr(SineMixtures, "member", lambda self, labels: lambda point: [arb(1)])
    assert SineMixtures(1, count).shattered().lower == 0


def test_patterns_on_a_line_lie_between_groups_and_changes():
    found = Mixtures(1, 2, N=60).sign_patterns()
    assert (found.lower, found.upper) == (60**2, 2 * sum(math.comb(59, j) for j in range(4)))
    single = Mixtures(1, 1, N=9).sign_patterns()
    assert single.lower == single.upper == 18
    assert Mixtures(1, 2, 3, N=3).sign_patterns().lower == 1  # more points are shattered than there are
