"""Realised routes: exact measures and loads, against hand-made cases, counting, evaluation and flow."""

from dataclasses import FrozenInstanceError
from itertools import product as every
from math import log

import networkx as nx
import numpy as np
import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from boundkit.arithmetic.rational import rational
from boundkit.constructions.digits import digits, equal_parts_gate, product, tents
from boundkit.errors import ShapeError, UnboundedDomainError
from boundkit.networks import (
    Affine,
    Fork,
    LinearGate,
    Program,
    ReLUNetwork,
    TreeGate,
    nearest_prototype,
    stack,
)
from boundkit.regions import EVERYWHERE, Polytope, count, halfspaces
from boundkit.routing import Routing, entropy, routing_graph


def measures(graph, depth):
    return {route: graph.nodes[route]["measure"] for route in graph if len(route) == depth}


def loads(routing):
    return {layer.place: layer.loads for layer in routing.layers}


def fractions(*values):
    return tuple(rational(value) for value in values)


def shares(graph):
    return {edge: data["share"] for edge, data in graph.edges.items()}


# the tree of prefixes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("E", "L"), [(1, 1), (1, 3), (2, 1), (2, 4), (3, 3), (7, 2)])
@pytest.mark.parametrize("build", [digits, tents])
def test_digits_share_the_interval_equally(build, E, L):
    graph = routing_graph(build(E, L))
    for depth in range(L + 1):
        assert measures(graph, depth) == dict.fromkeys(every(range(E), repeat=depth), fmpq(1, E**depth))
    assert nx.is_arborescence(graph)
    assert {data["expert"] for _, _, data in graph.edges(data=True)} == set(range(E))
    assert all(end[:-1] == start and end[-1] == data["expert"] for start, end, data in graph.edges(data=True))


@pytest.mark.parametrize(("build", "E", "L"), [(digits, 3, 4), (tents, 4, 3), (product, 3, 2), (product, 2, 3)])
def test_constructions_realise_every_route(build, E, L):
    """E^L paths and cells of equal measure; every expert has load 1/E and the entropy of every layer is log E."""
    routing = Routing.of(build(E, L), (0, 1))
    assert routing.paths == routing.possible == routing.cells == E**L
    assert dict(routing.realised) == dict.fromkeys(every(range(E), repeat=L), fmpq(1, E**L))
    assert loads(routing) == dict.fromkeys(range(L), (fmpq(1, E),) * E)
    graph = routing.expert_graph()
    steps = every(range(L - 1), range(E), range(E))
    assert shares(graph) == {((layer, i), (layer + 1, j)): fmpq(1, E**2) for layer, i, j in steps}
    assert routing.dead == ()


small = st.integers(-2, 2)


@st.composite
def mixtures(draw, inputs=1, top=1):
    layers = []
    for size in draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)):
        gate = LinearGate(
            [[draw(small) for _ in range(inputs)] for _ in range(size)],
            [draw(small) for _ in range(size)],
            min(top, size),
        )
        layers.append((gate, [draw(experts(inputs)) for _ in range(size)]))
    return stack(*layers)


@st.composite
def experts(draw, inputs):
    def numbers(count):
        return [draw(small) for _ in range(count)]

    units = draw(st.integers(0, 2))
    if units == 0:
        return ReLUNetwork.affine([numbers(inputs) for _ in range(inputs)], numbers(inputs))
    return ReLUNetwork.of(
        [[numbers(inputs) for _ in range(units)], [numbers(units) for _ in range(inputs)]],
        [numbers(units), numbers(inputs)],
    )


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
    mixture = stack((gate, [Affine([[1]], [0])] * 3))
    assert list(routing_graph(mixture)) == [(), (1,)]
    routing = Routing.of(mixture)
    assert routing.dead == ((0, 0), (0, 2))
    assert routing.layers[0].dead == (0, 2)
    assert loads(routing) == {0: fractions(0, 1, 0)}
    assert list(routing.expert_graph()) == [(0, 0), (0, 1), (0, 2)]


def test_hidden_units_do_not_count_as_experts():
    """A unit's on/off pattern stands between the layers; only the experts make the route."""
    bent = ReLUNetwork.of([[[1], [1]], [[1, 1]]], [["-1/3", "-2/3"], [0]])
    mixture = stack((equal_parts_gate(1), [bent]), (equal_parts_gate(1), [bent]))
    graph = routing_graph(mixture)
    assert list(graph) == [(), (0,), (0, 0)]
    assert measures(graph, 2) == {(0, 0): 1}
    assert Routing.of(mixture).cells == 1


# loads ------------------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(st.data(), st.sampled_from([(1, 1), (1, 2), (2, 1), (2, 2)]))
def test_what_flows_in_flows_out(data, shape):
    """Loads of a layer add up to k; with top-1, an expert's load is what its edges bring and what they take away."""
    inputs, top = shape
    mixture = data.draw(mixtures(inputs, top))
    routing, graph = Routing.of(mixture, (-1, 2)), Routing.of(mixture, (-1, 2)).expert_graph()
    assert routing.volume == fmpq(3) ** inputs == sum((measure for _, measure in routing.realised), fmpq(0))
    assert routing.paths == count(mixture, (-1, 2)).routing_cells <= min(routing.possible, routing.cells)
    assert nx.is_directed_acyclic_graph(graph)
    served = [layer.gate.top for layer in mixture.layers]
    for layer, k in zip(routing.layers, served, strict=True):
        assert sum(layer.loads, fmpq(0)) == k
    for (place, expert), node in graph.nodes.items():
        assert node["load"] == routing.layers[place].loads[expert] == node["measure"] / routing.volume
        before = sum((d["share"] for _, _, d in graph.in_edges((place, expert), data=True)), fmpq(0))
        after = sum((d["share"] for _, _, d in graph.out_edges((place, expert), data=True)), fmpq(0))
        assert before == (node["load"] * served[place - 1] if place else 0)
        assert after == (node["load"] * served[place + 1] if place + 1 < len(served) else 0)


@settings(max_examples=30)
@given(mixtures(2), st.integers(1, 10**9))
def test_points_of_the_plane_take_realised_routes(mixture, seed):
    realised = dict(Routing.of(mixture, (-1, 2)).realised)
    for step in range(20):
        draws = ((seed * (step + 1) * factor) % 999_999_937 for factor in (1, 31))
        assert mixture.route([fmpq(3 * draw + 1, 999_999_937) - 1 for draw in draws]) in realised


def test_two_of_three_experts():
    """Scores x, 0, -x on [-1, 1], the two best: the middle expert always serves."""
    pairs = LinearGate([[1], [0], [-1]], [0, 0, 0], top=2)
    halves = TreeGate(Fork(Affine([[1]], [0]), 0, 1))
    mixture = stack((pairs, [Affine([["1/2"]], [0])] * 3), (halves, [Affine([[1]], [0])] * 2))
    routing = Routing.of(mixture, (-1, 1))
    assert dict(routing.realised) == {((1, 2), 0): 1, ((0, 1), 1): 1}
    assert (routing.paths, routing.possible, routing.cells) == (2, 6, 2)
    assert loads(routing) == {0: fractions("1/2", 1, "1/2"), 1: fractions("1/2", "1/2")}
    assert shares(routing.expert_graph()) == {
        ((0, 0), (1, 1)): fmpq(1, 2),
        ((0, 1), (1, 0)): fmpq(1, 2),
        ((0, 1), (1, 1)): fmpq(1, 2),
        ((0, 2), (1, 0)): fmpq(1, 2),
    }
    assert routing.route_graph().edges[(), ((0, 1),)]["expert"] == (0, 1)


def test_prototypes_in_the_square():
    gate = nearest_prototype([[0, 0], [1, 0], [0, 1], [1, 1], ["1/2", "1/2"]])
    routing = Routing.of(stack((gate, [Affine([[1, 0]], [i]) for i in range(5)])), (0, 1))
    assert loads(routing) == {0: fractions("1/8", "1/8", "1/8", "1/8", "1/2")}


def test_a_tree_in_space():
    """x > 0 or not, then x + y + z > 3/2 or not: the last corner of a unit cube is a tetrahedron of 1/6 (3/2)^3."""
    tree = TreeGate(Fork(Affine([[1, 0, 0]], [0]), 0, Fork(Affine([[1, 1, 1]], ["-3/2"]), 1, 2)))
    routing = Routing.of(stack((tree, [Affine([[1, 1, 1]], [i]) for i in range(3)])), ((-1, 0, 0), (1, 1, 1)))
    assert loads(routing) == {0: fractions("1/2", "1/4", "1/4")}
    assert routing.volume == 2
    assert (routing.paths, routing.possible) == (3, 3)


def test_duplicate_experts_stay_apart_but_equal_scores_do_not():
    """Experts 0 and 1 have one map and different scores; expert 2 repeats the scores of expert 1 and is never first."""
    gate = LinearGate([[0], [1], [1]], [0, 0, 0])
    routing = Routing.of(stack((gate, [Affine([[1]], [0])] * 3)), (-1, 1))
    assert loads(routing) == {0: fractions("1/2", "1/2", 0)}
    assert (routing.paths, routing.cells, routing.dead) == (2, 2, ((0, 2),))


def test_cells_are_the_connected_pieces_of_a_route():
    """|x| < 1/2 is one piece made of two regions, |x| > 1/2 falls apart."""
    size = ReLUNetwork.of([[[1], [-1]], [[1, 1]]], [[0, 0], [0]])
    mixture = stack((equal_parts_gate(1), [size]), (equal_parts_gate(2), [Affine([[1]], [0])] * 2))
    routing = Routing.of(mixture, (-1, 1))
    assert dict(routing.realised) == {(0, 0): 1, (0, 1): 1}
    assert (routing.paths, routing.cells) == (2, 3)


def test_a_triangle_as_domain():
    triangle = halfspaces([[-1, 0], [0, -1], [1, 1]], [0, 0, 1])
    routing = Routing.of(stack((equal_parts_gate(2, inputs=2), [Affine([[1, 1]], [0])] * 2)), triangle)
    assert routing.volume == fmpq(1, 2)
    assert loads(routing) == {0: fractions("3/4", "1/4")}
    assert dict(routing.realised) == {(0,): fmpq(3, 8), (1,): fmpq(1, 8)}


def test_floats_are_exact_numbers():
    draw = np.random.default_rng(3)
    gates = [LinearGate(draw.normal(size=(3, 2)), draw.normal(size=3)) for _ in range(2)]
    maps = [Affine(draw.normal(size=(2, 2)), draw.normal(size=2)) for _ in range(6)]
    routing = Routing.of(stack((gates[0], maps[:3]), (gates[1], maps[3:])), (-1, 1))
    assert sum((measure for _, measure in routing.realised), fmpq(0)) == 4
    assert all(sum(layer.loads, fmpq(0)) == 1 for layer in routing.layers)
    assert max(measure.q.bit_length() for _, measure in routing.realised) > 53


# mixtures inside of experts ---------------------------------------------------------------------------------------


def test_a_mixture_inside_an_expert():
    """On (0, 1/2) thirds of (0, 1) serve inside expert 0, the third of them never; then halves of the values."""
    inner = digits(3, 1)
    program = stack((equal_parts_gate(2), [inner, Affine([[1]], [0])]), (equal_parts_gate(2), [Affine([[1]], [0])] * 2))
    routing = Routing.of(program)
    sixth = fmpq(1, 6)
    assert dict(routing.realised) == {(0, 0, 0): sixth, (0, 0, 1): sixth, (0, 1, 0): sixth, (1, 1): fmpq(1, 2)}
    assert (routing.paths, routing.possible, routing.cells) == (4, 8, 4)
    inside = (0, 0, 0)
    assert loads(routing) == {
        0: fractions("1/2", "1/2"),
        inside: fractions("1/3", "1/6", 0),
        1: fractions("1/3", "2/3"),
    }
    assert shares(routing.expert_graph()) == {
        ((0, 0), (inside, 0)): fmpq(1, 3),
        ((0, 0), (inside, 1)): sixth,
        ((inside, 0), (1, 0)): sixth,
        ((inside, 0), (1, 1)): sixth,
        ((inside, 1), (1, 0)): sixth,
        ((0, 1), (1, 1)): fmpq(1, 2),
    }
    assert [(layer.layer.name, layer.layer.column) for layer in routing.layers] == [("0", 0), ("0.0.0", 1), ("1", 2)]
    assert routing.dead == ((inside, 2),)


def test_mixtures_inside_several_experts_that_serve_together():
    """Both experts serve; the route holds the inner expert of the first, then that of the second."""
    gate = LinearGate([[0], [0]], [0, 0], top=2)
    program = stack((gate, [digits(2, 1), digits(3, 1)]), (equal_parts_gate(1), [Affine([[1]], [0])]))
    routing = Routing.of(program)
    assert dict(routing.realised) == {
        ((0, 1), 0, 0, 0): fmpq(1, 3),
        ((0, 1), 0, 1, 0): fmpq(1, 6),
        ((0, 1), 1, 1, 0): fmpq(1, 6),
        ((0, 1), 1, 2, 0): fmpq(1, 3),
    }
    assert loads(routing)[0, 0, 0] == fractions("1/2", "1/2")
    assert loads(routing)[0, 1, 0] == fractions("1/3", "1/3", "1/3")
    graph = routing.expert_graph()
    assert set(graph.successors((0, 1))) == {((0, 1, 0), expert) for expert in range(3)}
    assert set(graph.predecessors((1, 0))) == {((0, e, 0), i) for e in range(2) for i in range(2 + e)}
    assert program.route(["1/4"]) == ((0, 1), 0, 0, 0)


def test_a_layer_that_no_input_reaches():
    gate = LinearGate([[0], [0]], [1, 0])
    routing = Routing.of(stack((gate, [Affine([[1]], [0]), digits(2, 1)])))
    reached, lost = routing.layers
    assert reached.entropy.exact
    assert reached.entropy.lower == 0
    assert lost.entropy is None
    assert lost.dead == (0, 1)


def test_a_network_has_one_route():
    routing = Routing.of(ReLUNetwork.of([[[1, 2]], [[1]]], [["-1/3"], [0]]))
    assert (routing.realised, routing.layers, routing.possible, routing.cells) == ((((), 1),), (), 1, 1)
    assert list(routing.route_graph()) == [()]
    assert not routing.expert_graph()


# entropy ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [2, 3, 8, 100])
def test_equal_loads_have_the_entropy_log_of_their_number(size):
    found = entropy([fmpq(2, 7)] * size + [fmpq(0)])
    with ctx.workprec(200):
        assert arb(found.lower).exp() <= size <= arb(found.upper).exp()
    assert found.rigorous
    assert found.upper - found.lower < fmpq(1, 2**100)


def test_entropy_by_hand():
    found = entropy(fractions("1/2", 1, "1/2"))  # 1/2 log 2 + 2/4 log 4
    assert float(str(found.decimals(17)[0])) == pytest.approx(1.5 * log(2), abs=1e-15)
    assert entropy(fractions(0, "1/3")).exact


@given(st.lists(st.fractions(0, 1, max_denominator=50), min_size=1, max_size=6).filter(any), st.integers(1, 9))
def test_entropy_has_no_order_and_no_scale(values, scale):
    shuffled = entropy([scale * rational(value) for value in reversed(values)])
    found = entropy([rational(value) for value in values])
    assert found.lower <= shuffled.upper
    assert shuffled.lower <= found.upper
    assert found.lower >= -fmpq(1, 2**100)
    assert float(found.lower.p) / float(found.lower.q) <= log(len(values)) + 1e-12


# what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("build", [Routing.of, routing_graph])
@pytest.mark.parametrize(
    ("box", "error", "message"),
    [
        (EVERYWHERE, UnboundedDomainError, "give a box or a bounded polytope"),
        (Polytope.orthant([1]), UnboundedDomainError, "give a box or a bounded polytope"),
        ((1, 1), UnboundedDomainError, "empty or flat along axis 0"),
        ((0, 0, 1), ShapeError, "is no box"),
        (((0, 0), (1, 1)), ShapeError, "the network takes 1 inputs"),
    ],
)
def test_domains_that_are_refused(build, box, error, message):
    with pytest.raises(error, match=message):
        build(digits(2, 1), box)


def test_a_routing_cannot_be_changed():
    routing = Routing.of(Program(digits(2, 2).steps))
    with pytest.raises(FrozenInstanceError):
        routing.cells = 5
