"""Mixtures on a line: certificates for both sides against random members of the class."""

from random import Random

import pytest
from flint import fmpq

from boundkit.measures.growth import fewest_intervals, realises
from boundkit.measures.line_classes import AnchoredMixtures, MixturesOnLine
from boundkit.networks import nearest_prototype, prelu_network, stack


def drawn(E, W, a, points, number, seed=0):
    """The labellings of points that random mixtures with small integers realise."""
    draw = Random(seed)
    found = set()
    for _ in range(number):
        experts = [
            prelu_network(
                [[[draw.choice((-1, 1))] for _ in range(W)], [[draw.randint(-9, 9) for _ in range(W)]]],
                [[draw.randint(-9, 9) for _ in range(W)], [draw.randint(-9, 9)]],
                [a],
            )
            for _ in range(E)
        ]
        mixture = stack((nearest_prototype([[draw.randint(-9, 9) + fmpq(e, 9)] for e in range(E)]), experts))
        found.add(tuple(mixture([x])[0] > 0 for x in points))
    return found


@pytest.mark.parametrize(("W", "a"), [(1, 0), (2, 0), (1, "-1/2"), (2, -1)])
def test_random_experts_realise_no_more_than_is_certified(W, a):
    most = MixturesOnLine(1, W, fmpq(*map(int, str(a).split("/")))).vc_dimension()
    assert most.exact
    points = list(range(-(int(most.upper) // 2), int(most.upper) // 2 + 2))[: int(most.upper) + 1]
    assert len(drawn(1, W, a, points, 600)) < 2 ** len(points)


@pytest.mark.parametrize(("E", "W", "number"), [(3, -1, 3), (3, 0, 6), (2, 1, 4), (2, 2, 6), (2, 3, 10), (1, 5, 7)])
def test_values(E, W, number):
    assert MixturesOnLine(E, W).vc_dimension().lower == MixturesOnLine(E, W).vc_dimension().upper == number


def test_mixtures_as_a_whole_and_expert_by_expert_agree():
    for W, a in ((3, fmpq(0)), (2, fmpq(1, 2))):
        assert MixturesOnLine(2 if W == 2 else 1, W, a, whole=True).shattered() == (5 if W == 3 else 8)


def test_the_signs_that_certify_are_those_of_the_mixtures():
    mixtures, draw = MixturesOnLine(3, 3), Random(1)
    points = [point for group in mixtures.groups for point in group]
    for _ in range(20):
        labels = tuple(draw.random() < 0.5 for _ in points)
        assert realises(mixtures.mixture(labels), points, labels)


def test_a_labelling_that_experts_miss_is_found():
    class WithoutTurns(MixturesOnLine):
        def member(self, labels, shift=0):
            return super().member((labels[0],) * (len(labels) - 1) + labels[-1:], shift)

    assert WithoutTurns(2, 2, whole=True).unrealised() == (False, False, False, False, True, False)
    assert WithoutTurns(2, 2, whole=True).shattered() == 0


@pytest.mark.heavy
@pytest.mark.parametrize("E", range(1, 5))
@pytest.mark.parametrize("W", range(3, 7))
def test_every_labelling_is_realised_and_the_alternating_one_of_a_point_more_is_not(E, W):
    most = E * (W + 2)
    mixtures = MixturesOnLine(E, W, whole=most <= 16)
    assert mixtures.vc_dimension().lower == mixtures.vc_dimension().upper == most
    alternating = [place % 2 for place in range(most + 1)]
    assert fewest_intervals(alternating, mixtures.changes) == E + 1
    assert fewest_intervals(alternating[1:], mixtures.changes) == E


def test_anchored_experts_shatter_one_point_more_than_there_are_experts():
    assert [AnchoredMixtures(E).vc_dimension().upper for E in (1, 2, 3)] == [2, 3, 4]
    assert all(AnchoredMixtures(E).vc_dimension().exact for E in (1, 2, 3))


def test_witnesses_name_the_points():
    assert MixturesOnLine(2, 0).witness()["points"] == [["0", "1"], ["3", "4"]]
    assert AnchoredMixtures(2).witness()["E"] == 2
