"""How often data reach the experts: exact counts beside exact measures, intervals that hold them."""

import numpy as np
import pytest

from boundkit.constructions.digits import digits
from boundkit.errors import ShapeError
from boundkit.networks import LinearGate, ReLUNetwork, stack
from boundkit.routing import Observed, Routing


def test_counts_are_those_of_the_routes():
    points = np.random.default_rng(0).uniform(size=(60, 1))
    program = digits(E=3, L=2)
    observed = Observed.of(program, points.tolist())
    routes = [program.route(point) for point in points.tolist()]
    for layer in range(2):
        counted = [sum(route[layer] == expert for route in routes) for expert in range(3)]
        assert [observed.chosen.get((layer, expert), 0) for expert in range(3)] == counted
        assert sum(counted) == observed.points == 60


def test_every_expert_of_a_top_k_gate_counts():
    draw = np.random.default_rng(1)
    experts = [ReLUNetwork.affine(draw.normal(size=(1, 2)), draw.normal(size=1)) for _ in range(4)]
    program = stack((LinearGate(draw.normal(size=(4, 2)), draw.normal(size=4), 2), experts))
    observed = Observed.of(program, draw.uniform(-1, 1, (300, 2)).tolist())
    assert sum(observed.chosen.values()) == 600
    (layer,) = Routing.of(program, (-1, 1)).layers
    for expert, load in enumerate(layer.loads):
        low, high = observed.interval((0, expert))
        assert low <= float(load) <= high
        assert low <= observed.share((0, expert)) <= high


def test_refusals():
    with pytest.raises(ShapeError, match="no point was given"):
        Observed.of(digits(E=3, L=1), [])
    with pytest.raises(ShapeError, match="the point has 2"):
        Observed.of(digits(E=3, L=1), [[0, 0]])
