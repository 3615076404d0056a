"""The graph of realised routes: exact measures, against counting and evaluation."""

from itertools import product

import networkx as nx
import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from boundkit.constructions.digits import digits, equal_parts_gate, tents
from boundkit.errors import ShapeError
from boundkit.networks import Affine, LinearGate, ReLUNetwork, stack
from boundkit.routing import routing_graph


def measures(graph, depth):
    return {route: graph.nodes[route]["measure"] for route in graph if len(route) == depth}


@pytest.mark.parametrize(("E", "L"), [(1, 1), (1, 3), (2, 1), (2, 4), (3, 3), (7, 2)])
@pytest.mark.parametrize("build", [digits, tents])
def test_digits_share_the_interval_equally(build, E, L):
    graph = routing_graph(build(E, L))
    for depth in range(L + 1):
        assert measures(graph, depth) == dict.fromkeys(product(range(E), repeat=depth), fmpq(1, E**depth))
    assert nx.is_arborescence(graph)
    assert {data["expert"] for _, _, data in graph.edges(data=True)} == set(range(E))
    assert all(end[:-1] == start and end[-1] == data["expert"] for start, end, data in graph.edges(data=True))


small = st.integers(-2, 2)
bent = st.tuples(small, small, small).map(lambda t: ReLUNetwork.of([[[t[0]], [1]], [[1, t[1]]]], [[t[2], 0], [0]]))
straight = st.tuples(small, small).map(lambda t: ReLUNetwork.affine([[t[0]]], [t[1]]))


@st.composite
def mixtures(draw):
    layers = []
    for size in draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)):
        rows = [[draw(small)] for _ in range(size)]
        bent = st.tuples(small, small, small).map(
            lambda t: ReLUNetwork.of([[[t[0]], [1]], [[1, t[1]]]], [[t[2], 0], [0]])
        )
        straight = st.tuples(small, small).map(lambda t: ReLUNetwork.affine([[t[0]]], [t[1]]))
        layers.append((LinearGate(rows, [draw(small) for _ in rows]), [draw(st.one_of(bent, straight)) for _ in rows]))
    return stack(*layers)


@given(mixtures(), st.integers(1, 10**9))
def test_measures_are_those_of_the_inputs(mixture, seed):
    """Every level adds up to the length of the box; a point's route is a path; children add up to their parent."""
    graph = routing_graph(mixture, (-1, 2))
    for depth in range(len(mixture.layers) + 1):
        assert sum(measures(graph, depth).values(), fmpq(0)) == 3
    for node in graph:
        children = list(graph.successors(node))
        assert graph.nodes[node]["measure"] > 0
        assert not children or sum(graph.nodes[c]["measure"] for c in children) == graph.nodes[node]["measure"]
    for step in range(20):
        assert mixture.route([fmpq(3 * ((seed * (step + 1)) % 999_999_937) + 1, 999_999_937) - 1]) in graph


def test_the_box_may_be_any_interval():
    graph = routing_graph(stack((equal_parts_gate(4), [Affine([[1]], [0])] * 4)), ("3/8", "7/8"))
    assert measures(graph, 1) == {(1,): fmpq(1, 8), (2,): fmpq(1, 4), (3,): fmpq(1, 8)}


def test_experts_that_serve_no_open_set_are_left_out():
    gate = LinearGate([[0], [0], [0]], [0, 1, 1])
    assert list(routing_graph(stack((gate, [Affine([[1]], [0])] * 3)))) == [(), (1,)]


def test_hidden_units_do_not_count_as_experts():
    """A unit's on/off pattern stands between the layers; only the experts make the route."""
    bent = ReLUNetwork.of([[[1], [1]], [[1, 1]]], [["-1/3", "-2/3"], [0]])
    graph = routing_graph(stack((equal_parts_gate(1), [bent]), (equal_parts_gate(1), [bent])))
    assert list(graph) == [(), (0,), (0, 0)]
    assert measures(graph, 2) == {(0, 0): 1}


def test_one_input_only():
    gate = LinearGate([[1, 0]], [0])
    with pytest.raises(ShapeError, match="exact measures need one input; the mixture has 2"):
        routing_graph(stack((gate, [Affine([[1, 0]], [0])])))
