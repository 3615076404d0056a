"""The dual graph against hand-made arrangements, known counts of faces, and brute force over all pairs of regions."""

from itertools import combinations, pairwise, product
from math import comb
from random import Random

import networkx as nx
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from boundkit.arithmetic.rational import matrix, rational
from boundkit.constructions.digits import digits, tents
from boundkit.errors import UnboundedDomainError
from boundkit.networks import Affine, Fork, LinearGate, ReLUNetwork, TreeGate, nearest_prototype, stack
from boundkit.regions import Polytope, regions
from boundkit.regions.cells import split
from boundkit.regions.dual import components, connected_pieces, dual_graph, separator

small = st.integers(-2, 2)


def one_layer(rows, biases):
    return ReLUNetwork.of([rows, [[2**i for i in range(len(rows))]]], [biases, [0]])


def by_pattern(graph):
    """The pairs of patterns that are joined, each with the vertices of what they share."""
    patterns = nx.get_node_attributes(graph, "region")
    return {
        frozenset((patterns[a].pattern, patterns[b].pattern)): frozenset(data["facet"])
        for a, b, data in graph.edges(data=True)
    }


def points(*rows):
    return frozenset(tuple(rational(entry) for entry in row) for row in rows)


# brute force ------------------------------------------------------------------------------------------------------


def common_vertices(first, second):
    """The vertices of what two regions share: all points on d sides that no side excludes."""
    sides = {side.row(0) for region in (first, second) for side in region.facets}
    size, found = first.affine.inputs, set()
    for chosen in combinations(sides, size):
        system = fmpq_mat([side.weight.entries() for side in chosen])
        if system.det() != 0:
            point = system.solve(fmpq_mat(size, 1, [-side.bias[0, 0] for side in chosen])).entries()
            if all(side(point)[0] >= 0 for side in sides):
                found.add(tuple(point))
    return frozenset(found)


def meetings(found):
    """Every pair of regions whose common vertices span d - 1 dimensions, with these vertices."""
    joined = {}
    for (i, first), (j, second) in combinations(enumerate(found), 2):
        shared = common_vertices(first, second)
        if shared and matrix([[1, *point] for point in shared]).rank() == first.affine.inputs:
            joined[i, j] = shared
    return joined


def check_against_brute_force(program, box=(-1, 2)):
    found = list(regions(program, box))
    graph, expected = dual_graph(found), meetings(found)
    edges = {tuple(sorted(edge)): frozenset(graph.edges[edge]["facet"]) for edge in graph.edges}
    assert edges == expected
    for (i, j), data in graph.edges.items():
        assert data["same_map"] == (found[i].affine == found[j].affine)
        side = separator(graph, i, j)
        assert side == -separator(graph, j, i)
        assert side(found[i].interior_point)[0] > 0 > side(found[j].interior_point)[0]
        assert all(side(point) == [0] for point in data["facet"])
    alike = nx.Graph([(i, j) for i, j in expected if found[i].affine == found[j].affine])
    alike.add_nodes_from(range(len(found)))
    assert connected_pieces(found) == nx.number_connected_components(alike)


def small_network(draw, shape):
    rows = [[[draw(small) for _ in range(a)] for _ in range(b)] for a, b in pairwise(shape)]
    return ReLUNetwork.of(rows, [[draw(small) for _ in range(b)] for b in shape[1:]])


def small_mixture(draw, inputs):
    layers = []
    for size in draw(st.lists(st.integers(2, 3), min_size=1, max_size=2)):
        scores = small_network(draw, [inputs, size]).layers[0]
        units = draw(st.lists(st.integers(0, 2), min_size=size, max_size=size))
        experts = [small_network(draw, [inputs, *([unit] if unit else []), inputs]) for unit in units]
        layers.append((LinearGate(scores.weight, scores.bias, draw(st.integers(1, size))), experts))
    return stack(*layers)


@settings(max_examples=100)
@given(st.data(), st.sampled_from([(1, 3, 2, 1), (2, 3, 1), (2, 2, 2, 1), (3, 2, 1)]))
def test_networks(data, shape):
    """Small integers make dead, equal and opposite units, and regions that touch in corners only."""
    check_against_brute_force(small_network(data.draw, shape))


@settings(max_examples=100)
@given(st.data(), st.sampled_from([1, 2, 2]))
def test_mixtures(data, inputs):
    """Cells of different experts meet in parts of facets."""
    check_against_brute_force(small_mixture(data.draw, inputs))


@pytest.mark.heavy
@settings(max_examples=40)
@given(st.data())
def test_mixtures_in_space(data):
    check_against_brute_force(small_mixture(data.draw, 3))


def test_prototypes_in_the_square():
    gate = nearest_prototype([[0, 0], [1, 0], [0, 1], [1, 1], ["1/2", "1/2"]])
    check_against_brute_force(stack((gate, [Affine([[i % 2, 1]], [0]) for i in range(5)])), (0, 1))


# known graphs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dimension", [1, 2, 3, 4])
def test_the_orthants_make_a_hypercube(dimension):
    rows = [[int(i == j) for j in range(dimension)] for i in range(dimension)]
    graph = dual_graph(regions(one_layer(rows, [0] * dimension)))
    expected = {
        frozenset(((a,), (b,)))
        for a, b in combinations(product((False, True), repeat=dimension), 2)
        if sum(x != y for x, y in zip(a, b, strict=True)) == 1
    }
    assert set(by_pattern(graph)) == expected
    assert graph.number_of_nodes() == 2**dimension
    assert not any(data["same_map"] for _, _, data in graph.edges(data=True))


@pytest.mark.parametrize(("dimension", "units"), [(1, 6), (2, 6), (3, 5), (4, 5)])
def test_hyperplanes_in_general_position(dimension, units):
    """Each of m hyperplanes is cut by the others into sum_(i < d) C(m - 1, i) faces, and each face is one edge."""
    draw = Random(dimension + units)
    rows = [[draw.randint(-99, 99) for _ in range(dimension)] for _ in range(units)]
    network = one_layer(rows, [draw.randint(-99, 99) for _ in range(units)])
    graph = dual_graph(regions(network, (-(10**9), 10**9)))
    assert graph.number_of_nodes() == sum(comb(units, i) for i in range(dimension + 1))
    assert graph.number_of_edges() == units * sum(comb(units - 1, i) for i in range(dimension))
    assert nx.is_bipartite(graph)


@pytest.mark.parametrize("build", [digits, tents])
def test_regions_of_an_interval_make_a_path(build):
    graph = dual_graph(regions(build(3, 2), (0, 1)))
    ends = [node for node, degree in graph.degree if degree == 1]
    order = nx.shortest_path(graph, *ends)
    middles = [graph.nodes[node]["region"].interior_point[0] for node in order]
    assert sorted(middles) in (middles, middles[::-1])
    assert len(order) == 9
    assert {data["facet"] for _, _, data in graph.edges(data=True)} == {((fmpq(i, 9),),) for i in range(1, 9)}


# facets that overlap in part --------------------------------------------------------------------------------------


def two_halves(left, right):
    """One expert for x <= 0 and one for x > 0, each a network of its own."""
    size = left.inputs
    return stack((TreeGate(Fork(Affine([[1] + [0] * (size - 1)], [0]), 0, 1)), [left, right]))


def bent_at(*units):
    """A network of units (weights, bias)."""
    return one_layer([weights for weights, _ in units], [bias for _, bias in units])


def test_segments_that_overlap_in_part():
    """The left half is cut at y = 0, the right half at y = 1/2."""
    graph = dual_graph(regions(two_halves(bent_at(([0, 1], 0)), bent_at(([0, 1], "-1/2")))))
    below, above = (False,), (True,)
    assert by_pattern(graph) == {
        frozenset(((0, below), (0, above))): points((-1, 0), (0, 0)),
        frozenset(((1, below), (1, above))): points((0, "1/2"), (1, "1/2")),
        frozenset(((0, below), (1, below))): points((0, -1), (0, 0)),
        frozenset(((0, above), (1, below))): points((0, 0), (0, "1/2")),
        frozenset(((0, above), (1, above))): points((0, "1/2"), (0, 1)),
    }


def test_corners_that_touch_do_not_join():
    """Both halves are cut at y = 0: across the gate, the regions that meet in the origin alone are no neighbours."""
    graph = dual_graph(regions(two_halves(bent_at(([0, 1], 0)), bent_at(([0, 1], 0)))))
    assert graph.number_of_edges() == 4
    assert frozenset(((0, (False,)), (1, (True,)))) not in by_pattern(graph)


def test_squares_that_overlap_in_part():
    """In space, the left half is cut at y = 0 and the right one at z = 0: any two of them share a square."""
    graph = dual_graph(regions(two_halves(bent_at(([0, 1, 0], 0)), bent_at(([0, 0, 1], 0)))))
    shared = by_pattern(graph)
    for left, right in product((False, True), repeat=2):
        ys, zs = (0, 2 * left - 1), (0, 2 * right - 1)
        square = points(*((0, y, z) for y, z in product(ys, zs)))
        assert shared[frozenset(((0, (left,)), (1, (right,))))] == square
    assert graph.number_of_edges() == 6


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("signs", list(product((1, -1), repeat=2)))
def test_triangles_whose_boxes_overlap_but_not_they(signs, swapped):
    """On the gate, y < z of the left expert meets y > z > 0 of the right one in an edge only; also mirrored."""

    def turned(y, z):
        pair = [y * signs[0], z * signs[1]]
        return [0, *(pair[::-1] if swapped else pair)]

    left, right = bent_at((turned(1, -1), 0)), bent_at((turned(1, -1), 0), (turned(0, 1), 0))
    shared = by_pattern(dual_graph(regions(two_halves(left, right))))
    assert frozenset(((0, (False,)), (1, (True, True)))) not in shared
    corners = points(turned(0, 0), turned(1, 0), turned(1, 1))
    assert shared[frozenset(((0, (True,)), (1, (True, True))))] == corners
    assert len(shared) == 1 + 4 + 4


def test_a_slanted_gate():
    """The plane of the gate is no coordinate plane, and its first weight is not the largest."""
    gate = TreeGate(Fork(Affine([[1, -2, 3]], ["1/7"]), 0, 1))
    program = stack((gate, [bent_at(([1, 1, 0], 0)), bent_at(([0, 1, 1], "1/3"), ([1, 0, -1], 0))]))
    check_against_brute_force(program)


# connected pieces -------------------------------------------------------------------------------------------------


def test_regions_with_one_map_that_touch_are_one_piece():
    cancelled = ReLUNetwork.of([[[1], [1]], [[1, -1]]], [[0, 0], [0]])
    assert connected_pieces(regions(cancelled)) == 1


def test_regions_with_one_map_apart_are_two_pieces():
    hat = ReLUNetwork.of([[[1], [1], [1]], [[1, -2, 1]]], [["1/2", 0, "-1/2"], [0]])
    assert connected_pieces(regions(hat)) == 4  # zero on the left and on the right


def test_regions_with_one_map_that_meet_in_a_corner_are_two_pieces():
    quadrants = TreeGate(Fork(Affine([[1, 0]], [0]), *(Fork(Affine([[0, 1]], [0]), i, i + 1) for i in (0, 2))))
    maps = [Affine([[0, 0]], [value]) for value in (7, 1, 2, 7)]
    found = list(regions(stack((quadrants, maps))))
    assert connected_pieces(found) == 4
    assert components(found, lambda region: region.affine.bias[0, 0] > 3) == 4
    assert components(found, lambda region: 0) == 1


def test_duplicate_experts_join_over_parts_of_facets():
    """The right expert repeats the left one's upper map: the piece reaches through the gate."""
    left = bent_at(([0, 1], 0))
    program = two_halves(left, ReLUNetwork.affine([[0, 1]], [0]))
    assert len(list(regions(program))) == 3
    assert connected_pieces(regions(program)) == 2


def test_no_regions():
    assert connected_pieces([]) == 0
    assert dual_graph([]).number_of_nodes() == 0


# unbounded regions ------------------------------------------------------------------------------------------------


def orthant_regions(program):
    return [
        region
        for signs in product((1, -1), repeat=program.inputs)
        for region in split(program, Polytope.orthant(signs))
    ]


@settings(max_examples=30)
@given(st.data(), st.sampled_from([1, 2, 2]))
def test_unbounded_pieces_are_those_of_a_huge_box_in_orthants(data, inputs):
    """Every vertex of these arrangements lies deep inside the box, so cutting at its sides changes no component."""
    gate = LinearGate(
        [[data.draw(small) for _ in range(inputs)] for _ in range(3)], [data.draw(small) for _ in range(3)]
    )
    program = stack((gate, [small_network(data.draw, [inputs, 2, 1]) for _ in range(3)]))
    size = 10**6
    boxes = [
        region
        for signs in product((1, -1), repeat=inputs)
        for region in regions(program, ([min(0, s * size) for s in signs], [max(0, s * size) for s in signs]))
    ]
    unbounded = orthant_regions(program)
    assert len(unbounded) == len(boxes)
    assert connected_pieces(unbounded) == connected_pieces(boxes)
    by_route = [components(found, lambda region: region.route) for found in (unbounded, boxes)]
    assert by_route[0] == by_route[1]


@pytest.mark.parametrize("up", [1, -1])
@pytest.mark.parametrize(
    ("left", "right", "base", "expected"),
    [(1, 2, 5, 3), (0, 1, 5, 2), (1, 0, 5, 2), (0, 0, 5, 1), (1, 1, 6, 3), (1, 1, 7, 4)],
)
def test_quarter_planes_that_overlap_in_part(left, right, base, expected, up):
    """Constant 5 up to y = 0 on the left, and ``base`` up to y = 1 on the right, with the given slopes above.

    With base 6 both upper maps are 5 + y: the upper pieces join over the half-line that they share.
    """
    bent = [
        ReLUNetwork.of([[[0, up]], [[left]]], [[0], [5]]),
        ReLUNetwork.of([[[0, up]], [[right]]], [[-1], [base]]),
    ]
    found = orthant_regions(two_halves(*bent))
    assert len(found) == 5
    assert connected_pieces(found) == expected


@pytest.mark.parametrize("up", [1, -1])
def test_a_half_line_and_a_segment_that_overlap(up):
    """Constant 5 above y = 0 on the left and up to y = 1 on the right: these two share the segment between alone."""
    left = ReLUNetwork.of([[[0, -up]], [[1]]], [[0], [5]])
    right = ReLUNetwork.of([[[0, up]], [[1]]], [[-1], [5]])
    assert connected_pieces(orthant_regions(two_halves(left, right))) == 3


def test_a_dual_graph_of_unbounded_regions_is_refused():
    with pytest.raises(UnboundedDomainError, match="count on a box or a bounded polytope"):
        dual_graph(orthant_regions(bent_at(([1, -1], 0))))
