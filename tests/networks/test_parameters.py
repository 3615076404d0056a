"""Parameters of a program and of its worst input: against counts by hand, and against sampled inputs."""

from random import Random

import pytest
from flint import fmpq
from routed import nested, pairs

from boundkit.constructions.digits import digits
from boundkit.constructions.gaussian import gaussian_network
from boundkit.constructions.kuhn import interpolant
from boundkit.networks import Affine, Fork, TreeGate, nearest_prototype, stack
from boundkit.networks.parameters import most_parameters, parameters_along, total_parameters
from boundkit.routing import Routing


def line(slope, offset):
    return Affine([[slope]], [offset])


def by_tree():
    """Expert 0 below 0; else expert 1 below 1 and expert 2, which is a constant, above it."""
    tree = TreeGate(Fork(line(1, 0), 0, Fork(line(1, -1), 1, 2)))
    return stack((tree, [line(1, 0), line(2, 3), line(0, 5)]))


def test_a_network_is_all_active():
    network = gaussian_network("2-3-1")
    assert total_parameters(network) == most_parameters(network).active == most_parameters(network).loaded == 13
    assert most_parameters(network).routing == 0


def test_a_tree_is_read_along_the_way():
    mixture = by_tree()
    assert total_parameters(mixture) == (1 + 2) + (1 + 2 + 1)
    ways = [parameters_along(mixture, mixture.route([x])) for x in (-1, fmpq(1, 2), 2)]
    assert [(own.active, own.routing, own.loaded) for own in ways] == [(1, 1, 2), (2, 3, 5), (1, 3, 4)]
    most = most_parameters(mixture)
    assert (most.active, most.routing, most.loaded) == (2, 3, 5)
    assert Routing.of(mixture, (-2, "-1")).parameters.loaded == 2


def test_linear_gates_are_read_whole():
    """Prototypes 0 and 1: scores 0 and 2 x - 1."""
    mixture = stack((nearest_prototype([[0], [1]]), [line(1, 1), line(0, 1)]))
    own = parameters_along(mixture, (1,))
    assert (own.active, own.routing) == (1, 2)


@pytest.mark.parametrize("make", [nested, pairs, by_tree, lambda: digits(3, 3)])
def test_no_input_needs_more_than_the_worst(make):
    program, draw = make(), Random(3)
    worst, allowed = Routing.of(program).parameters, most_parameters(program)
    seen = [
        parameters_along(
            program, program.route([fmpq(draw.randint(1, 10**6 - 1), 10**6) for _ in range(program.inputs)])
        )
        for _ in range(200)
    ]
    for name in ("active", "routing", "loaded"):
        sampled = max(getattr(own, name) for own in seen)
        assert sampled == getattr(worst, name) <= getattr(allowed, name)
    assert allowed.loaded <= allowed.active + allowed.routing <= total_parameters(program)


def test_experts_of_a_grid():
    """Two cells of [0, 1], each a Kuhn interpolant with as many parameters."""
    expert = interpolant([1, 2, 3], 1, 2)
    mixture = stack((nearest_prototype([["1/4"], ["3/4"]]), [expert, expert]))
    assert most_parameters(mixture).active == expert.parameters == 22
    assert total_parameters(mixture) == 2 * 22 + 4
