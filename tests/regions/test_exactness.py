"""The region engines are exact on every network: published counts, degenerate families, invariances, partitions.

Sets of patterns are compared with the oracle's, not numbers, because two errors can cancel in a number.
"""

import subprocess
import sys
from itertools import combinations, pairwise, product
from math import comb
from os import environ, pathsep
from pathlib import Path
from random import Random

import networkx as nx
import numpy as np
import pytest
from exactness_oracle import ALL, agreed, check_partition, realised, value
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from sampled import one_in

from boundkit.arithmetic.rational import rational
from boundkit.constructions.digits import digits
from boundkit.constructions.gaussian import gaussian_network
from boundkit.errors import BudgetExhaustedError
from boundkit.networks import Affine, Program, Rectifier, ReLUNetwork, chain, prelu_network, residual
from boundkit.networks.affine import identity
from boundkit.regions import EVERYWHERE, count, halfspaces, regions
from boundkit.regions.arrangement import vertices
from boundkit.regions.cells import split
from boundkit.regions.domain import cell_of
from boundkit.regions.dual import connected_pieces, dual_graph, separator
from boundkit.regions.skeleton import bytes_per_vertex


def one_layer(rows, biases):
    return ReLUNetwork.of([rows, [[2**i for i in range(len(rows))]]], [biases, [0]])


def named(value):
    """A test id: the name of a function, the numbers of a shape."""
    return "-".join(map(str, value)) if isinstance(value, tuple) else getattr(value, "__name__", str(value))


def test_the_oracle_on_arrangements_that_one_can_draw():
    assert set(realised(one_layer([[1]], [0]))) == {((True,),), ((False,),)}
    assert len(realised(one_layer([[1, 0], [0, 1], [1, 1]], [0, 0, 0]))) == 6
    assert len(realised(one_layer([[1, 0], [0, 1], [1, 1]], [0, 0, "1/9"]))) == 7
    assert len(realised(one_layer([[1, 1]], [-2]))) == 1
    assert len(realised(one_layer([[1, 1]], ["-19/10"]), [([1, 1], 1), ([-1, 0], 1), ([0, -1], 1)])) == 1


# published counts -------------------------------------------------------------------------------------------------


def gaussian(seed, *shape):
    return gaussian_network("-".join(map(str, shape)), seed)


def arrays(network):
    """Weights and biases in float64, to be changed."""
    parts = [layer.rounded for layer in network.layers]
    return [part.weight.copy() for part in parts], [part.bias.copy() for part in parts]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((2, 16, 16, 1), 225),
        ((2, 32, 32, 32, 1), 1981),
        ((2, 64, 64, 64, 1), 8161),
        ((2, 128, 128, 128, 1), 33551),
        ((3, 16, 16, 1), 1429),
        ((3, 32, 32, 32, 1), 54030),
        ((4, 12, 12, 1), 1619),
        ((4, 16, 16, 16, 1), 22600),
        ((6, 8, 8, 1), 973),
        ((6, 10, 10, 1), 5845),
        pytest.param((4, 24, 24, 24, 1), 124525, marks=pytest.mark.heavy),
        pytest.param((6, 16, 16, 1), 187914, marks=pytest.mark.heavy),
        pytest.param((3, 64, 64, 64, 1), 298119, marks=pytest.mark.heavy),
        pytest.param((2, 256, 256, 256, 1), 147392, marks=pytest.mark.heavy),
    ],
    ids=named,
)
def test_random_networks_on_which_all_counters_agree(shape, expected):
    found = count(gaussian(0, *shape))
    assert (found.activation_regions, found.guarantee, found.engine) == (expected, "exact", "skeleton")


@pytest.mark.parametrize(
    "shape",
    [
        (2, 16, 16, 1),
        (3, 16, 16, 1),
        *(
            pytest.param(shape, marks=pytest.mark.heavy)
            for shape in [(4, 12, 12, 1), (2, 32, 32, 32, 1), (6, 8, 8, 1), (2, 64, 64, 64, 1)]
        ),
    ],
    ids=named,
)
def test_random_networks_have_a_map_for_every_region(shape):
    found = count(gaussian(0, *shape))
    assert found.affine_pieces == found.activation_regions


def without_biases(seed, *shape):
    weights, biases = arrays(gaussian(seed, *shape))
    return ReLUNetwork.of(weights, [0 * bias for bias in biases])


def without_first_bias(seed, *shape):
    weights, biases = arrays(gaussian(seed, *shape))
    return ReLUNetwork.of(weights, [0 * biases[0], *biases[1:]])


def small_integers(seed, *shape):
    draw = np.random.default_rng(seed)
    hidden = list(pairwise(shape[:-1]))
    weights = [draw.integers(-2, 3, (outputs, inputs)) for inputs, outputs in hidden]
    biases = [draw.integers(-1, 2, outputs) for _, outputs in hidden]
    return ReLUNetwork.of([*weights, np.ones((1, shape[-2]), int)], [*biases, [0]])


def paired_units(seed, *shape):
    weights, biases = arrays(gaussian(seed, *shape))
    half = shape[1] // 2
    weights[0][half : 2 * half], biases[0][half : 2 * half] = -weights[0][:half], -biases[0][:half]
    return ReLUNetwork.of(weights, biases)


def sparse(seed, *shape):
    weights, biases = arrays(gaussian(seed, *shape))
    for weight, least in zip(weights[:-1], (0.8, 0.35, 0.35), strict=False):
        weight[abs(weight) < least] = 0
    return ReLUNetwork.of(weights, biases)


FAMILIES = [without_biases, without_first_bias, small_integers, paired_units, sparse]


@pytest.mark.parametrize(
    ("family", "shape", "expected", "engine"),
    [
        (without_biases, (2, 16, 16, 1), 60, "face lattice"),
        (without_first_bias, (2, 12, 12, 1), 173, "face lattice"),
        (small_integers, (2, 8, 8, 1), 60, "face lattice"),
        (paired_units, (2, 12, 12, 1), 103, "skeleton"),
        (sparse, (2, 12, 12, 1), 89, "skeleton"),
    ],
    ids=named,
)
def test_degenerate_networks_on_which_other_counters_fail(family, shape, expected, engine):
    found = count(family(0, *shape))
    assert (found.activation_regions, found.guarantee, found.engine) == (expected, "exact", engine)


# degenerate families, against the oracle --------------------------------------------------------------------------


@pytest.mark.parametrize("seed", one_in(4, range(1, 11)))
@pytest.mark.parametrize("family", FAMILIES, ids=named)
def test_degenerate_families(family, seed):
    assert agreed(family(seed, 2, 6, 6, 1)) >= {"cell splitting", "face lattice"}


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(11, 21))
@pytest.mark.parametrize("family", FAMILIES, ids=named)
@pytest.mark.parametrize(
    "shape", [(2, 12, 12, 1), (2, 6, 5, 4, 1), (3, 5, 5, 1), (4, 5, 3, 1), (1, 9, 9, 1)], ids=named
)
def test_degenerate_families_at_length(family, seed, shape):
    assert agreed(family(seed, *shape)) >= {"cell splitting", "face lattice"}


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("family", FAMILIES, ids=named)
@pytest.mark.parametrize("shape", [(1, 6, 6, 1), (3, 5, 4, 1), (2, 4, 4, 3, 1)], ids=named)
def test_degenerate_families_of_other_shapes(family, seed, shape):
    assert agreed(family(seed, *shape)) >= {"cell splitting", "face lattice"}


SIMPLEX = [([-1, 0], 1), ([0, -1], 1), ([1, 1], "1/3")]
CROSS_POLYTOPE = [(signs, "4/3") for signs in product((1, -1), repeat=3)]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("family", FAMILIES, ids=named)
@pytest.mark.parametrize("domain", [SIMPLEX, CROSS_POLYTOPE], ids=["triangle", "octahedron"])
def test_degenerate_families_on_polytopes(family, seed, domain):
    """The octahedron is not simple: four facets meet in each of its vertices."""
    inputs = len(domain[0][0])
    assert agreed(family(seed, inputs, 5, 4, 1), domain) >= {"cell splitting", "face lattice"}


@pytest.mark.parametrize("seed", [3, 4])
@pytest.mark.parametrize("family", FAMILIES, ids=named)
def test_affine_and_connected_pieces(family, seed):
    """The maps are those of the oracle; the connection through facets is the exact dual graph's."""
    program = family(seed, 2, 5, 5, 1)
    found, truth = count(program), realised(program)
    assert found.affine_pieces == len({entries for _, entries in truth.values()})
    assert found.connected_pieces == connected_pieces(split(program, cell_of(2, (-1, 1))))
    assert found.routing_cells == 1


# networks made by hand --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("inputs", [1, 2, 3, 5, 8])
def test_an_affine_network_has_one_region(inputs):
    program = ReLUNetwork.affine([[1] * inputs], [3])
    found = count(program)
    counts = (found.activation_regions, found.affine_pieces, found.connected_pieces, found.routing_cells)
    assert (*counts, found.guarantee) == (1, 1, 1, 1, "exact")
    assert [region.pattern for region in regions(program)] == [()]


@pytest.mark.parametrize("bias", [-50, 0])
def test_a_dead_layer(bias):
    """The second layer is never above zero: one map, as many regions as the first layer makes."""
    weights, biases = arrays(gaussian(0, 2, 6, 6, 6, 1))
    weights[1] = -abs(weights[1])
    program = ReLUNetwork.of(weights, [biases[0], np.full(6, float(bias)), *biases[2:]])
    agreed(program)
    found, first = count(program), count(ReLUNetwork.of([weights[0], np.ones((1, 6))], [biases[0], np.zeros(1)]))
    assert found.activation_regions == first.activation_regions
    assert (found.affine_pieces, found.connected_pieces) == (1, 1)


DIAGONAL_PLANES = [[1, 1, 0], [1, -1, 0], [1, 0, 1], [1, 0, -1], [0, 1, 1], [0, 1, -1]]
FAN = [[1, -1, 0], [1, -2, 0], [2, -1, 0]]
LINES = {
    "a touched corner": ([[1, 1]], [-2], 1),
    "a corner cut off by 2^-60": ([[1, 1]], [-2 + fmpq(1, 2**60)], 2),
    "a corner missed by 2^-60": ([[1, 1]], [-2 - fmpq(1, 2**60)], 1),
    "all corners touched": ([[1, 1], [1, -1], [-1, 1], [-1, -1]], [-2] * 4, 1),
    "a facet of the square": ([[1, 0]], [-1], 1),
    "all facets of the square": ([[1, 0], [1, 0], [0, 1], [0, -3]], [-1, 1, 1, 3], 1),
    "a diagonal": ([[1, -1]], [0], 2),
    "both diagonals": ([[1, -1], [1, 1]], [0, 0], 4),
    "diagonals, axes and a touched corner": ([[1, -1], [1, 1], [1, 0], [0, 1], [2, 2]], [0, 0, 0, 0, -4], 8),
    "a touched edge of the cube": ([[1, 1, 0]], [-2], 1),
    "a touched corner of the cube": ([[1, 1, 1]], [-3], 1),
    "a facet of the cube": ([[0, 0, -2]], [2], 1),
    "a plane through two edges of the cube": ([[1, 1, 0]], [0], 2),
    "a plane through three corners of the cube": ([[1, 1, 1]], [-1], 2),
    "planes through edges of the cube": (DIAGONAL_PLANES, [0] * 6, 24),
    "a fan around an edge of the cube": (FAN, [0, -1, 1], 4),
    "a fan around an edge, cut across": ([*FAN, [0, 0, 1], [1, 1, 1]], [0, -1, 1, 0, 0], 16),
    "duplicate units": ([[1, 2], [1, 2], [1, 2]], ["1/3"] * 3, 2),
    "multiples of one unit": ([[1, 2], [3, 6], ["1/7", "2/7"]], ["1/3", 1, "1/21"], 2),
    "opposite units": ([[1, 2], [-1, -2]], ["1/3", "-1/3"], 2),
    "opposite units apart": ([[1, 2], [-1, -2]], ["1/3", "1/3"], 3),
    "constant units": ([[0, 0], [0, 0], [0, 0], [1, 1]], [1, 0, -1, 0], 2),
    "constant units alone": ([[0, 0], [0, 0], [0, 0]], [1, 0, -1], 1),
    "an interval's end": ([[1]], [1], 1),
    "duplicates on an interval": ([[1], [-2], [1]], ["1/2", -1, 0], 3),
}  # fmt: skip


@pytest.mark.parametrize("name", LINES)
def test_hyperplanes_made_by_hand(name):
    rows, biases, expected = LINES[name]
    program = one_layer(rows, biases)
    assert agreed(program) >= {"cell splitting", "face lattice"}
    assert count(program).activation_regions == expected
    assert count(with_idle_units(program)).activation_regions == expected


def with_idle_units(network):
    """The network of one hidden layer with nine units more that never bend on the domain: the fast engines count it."""
    hidden, output = network.layers
    rows = [*hidden.weight.tolist(), *[[1] * network.inputs] * 9]
    biases = [*hidden.bias.entries(), *[10**6] * 9]
    return ReLUNetwork.of([rows, [[*output.weight.entries(), *[1] * 9]]], [biases, output.bias.entries()])


def second_layer(first_rows, first_biases, rows, biases):
    return ReLUNetwork.of([first_rows, rows, [[1] * len(rows)]], [first_biases, biases, [0]])


AXES = [[1, 0], [0, 1]], [0, 0]
BENT = {
    "zero on a whole cell": (([[1, 1]], [0]), 4),
    "zero on a whole cell, twice": (([[1, 1], [-1, -1]], [0, 0]), 4),
    "through the corner of a cell": (([[1, -1]], [0]), 5),
    "along a facet of a cell": (([[1, 0]], [0]), 4),
    "touching the square's corner": (([[1, 1]], [-2]), 4),
    "cutting the square's corner": (([[1, 1]], ["-19/10"]), 5),
    "a bent line that ends where it starts": (([[-1, -1]], ["1/2"]), 7),
    "two bent lines 1e-30 apart": (([[-1, -1], [-1, -1]], ["1/2", fmpq(1, 2) + fmpq(1, 10**30)]), 10),
}


@pytest.mark.parametrize("name", BENT)
def test_bent_lines_made_by_hand(name):
    layer, expected = BENT[name]
    program = second_layer(*AXES, *layer)
    agreed(program)
    assert count(program).activation_regions == expected


@pytest.mark.parametrize("gap", ["1e-8", "1e-15", "1e-17", "1e-40", "1e-300", "1e-400"])
@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_two_parallel_hyperplanes_make_three_regions(gap, inputs):
    row = [1] + [0] * (inputs - 1)
    program = one_layer([row, row], [0, "-" + gap])
    agreed(program)
    assert count(program).activation_regions == count(with_idle_units(program)).activation_regions == 3
    strip = [region for region in regions(with_idle_units(program)) if region.pattern[0][:2] == (True, False)]
    assert [region.volume for region in strip] == [rational(gap) * 2 ** (inputs - 1)]


def test_parallel_hyperplanes_one_rounding_apart():
    weight = np.array([[1.0, 0.5]] * 2)
    bias = np.array([0.1, np.nextafter(0.1, 1.0)])
    agreed(ReLUNetwork.of([weight, np.ones((1, 2))], [bias, np.zeros(1)]))
    assert count(ReLUNetwork.of([weight, np.ones((1, 2))], [bias, np.zeros(1)])).activation_regions == 3


CONCURRENT = [["1/3", 1], [-2, "1/7"], [1, 1], [1, -3]]


@pytest.mark.parametrize("miss", ["0", "1e-15", "1e-17", "-1e-30", "1e-300", "-1e-400"])
@pytest.mark.parametrize("lines", [3, 4])
def test_lines_that_nearly_meet_in_one_point(miss, lines):
    """All but the last meet in (1/3, 1/5); a miss opens a region of its size between any two of them and the last."""
    rows = [[rational(entry) for entry in row] for row in CONCURRENT[:lines]]
    biases = [-row[0] / 3 - row[1] / 5 for row in rows]
    biases[-1] += rational(miss)
    program = one_layer(rows, biases)
    agreed(program)
    expected = 2 * lines if rational(miss) == 0 else 2 * (lines - 1) + lines
    assert count(program).activation_regions == count(with_idle_units(program)).activation_regions == expected


@pytest.mark.parametrize("miss", ["0", "1e-15", "1e-17", "1e-300"])
def test_planes_that_nearly_meet_in_one_point(miss):
    """Four planes in space: 14 regions through one point, and the simplex between them when they miss it."""
    rows = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]]
    program = one_layer(rows, [0, 0, 0, miss])
    agreed(program)
    expected = 14 if miss == "0" else 15
    assert count(program).activation_regions == count(with_idle_units(program)).activation_regions == expected


@pytest.mark.parametrize("miss", ["0", "1e-15", "1e-17", "1e-300"])
def test_a_bent_line_that_nearly_passes_where_two_lines_cross(miss):
    """The second layer's unit is relu(x) + relu(y) - relu(-x) - relu(-y) - miss = x + y - miss."""
    first = [[1, 0], [0, 1], [-1, 0], [0, -1]], [0] * 4
    program = second_layer(*first, [[1, 1, -1, -1]], ["-" + miss])
    agreed(program)
    assert count(program).activation_regions == (6 if miss == "0" else 7)


# numbers of every size --------------------------------------------------------------------------------------------


def rational_network(seed, *shape, bits=100):
    draw = Random(seed)

    def number():
        return fmpq(draw.randint(-(2**bits), 2**bits), draw.randint(2 ** (bits - 1), 2**bits))

    weights = [[[number() for _ in range(a)] for _ in range(b)] for a, b in pairwise(shape)]
    return weights, [[number() for _ in range(b)] for b in shape[1:]]


@pytest.mark.parametrize(
    ("bits", "shape"),
    [
        (70, (2, 5, 5, 1)),
        (70, (3, 5, 4, 1)),
        (300, (2, 5, 4, 1)),
        (2000, (1, 5, 4, 1)),
        pytest.param(2000, (2, 5, 5, 1), marks=pytest.mark.heavy),
        pytest.param(1000, (3, 5, 4, 1), marks=pytest.mark.heavy),
    ],
    ids=named,
)
def test_rational_weights_with_large_denominators(bits, shape):
    assert agreed(ReLUNetwork.of(*rational_network(bits, *shape, bits=bits))) == ALL


@pytest.mark.parametrize("exponent", [400, 250, 30, -30, -250, -400])
def test_weights_beyond_float64(exponent):
    """Scaling the units of a layer by a positive number of any size changes no pattern."""
    weights, biases = rational_network(7, 2, 5, 5, 1)
    before = realised(ReLUNetwork.of(weights, biases))
    scale = fmpq(10) ** exponent
    for unit in range(3):
        weights[0][unit] = [scale * entry for entry in weights[0][unit]]
        biases[0][unit] *= scale
    weights[1] = [[entry / scale if column < 3 else entry for column, entry in enumerate(row)] for row in weights[1]]
    after = ReLUNetwork.of(weights, biases)
    agreed(after, truth=before)
    assert count(after).affine_pieces == len({entries for _, entries in before.values()})


@pytest.mark.parametrize("size", ["1e400", "1e200", "1e100", "1e-100", "1e-300", "1e-310", "1e-400"])
def test_without_biases_every_box_around_zero_is_alike(size):
    program = without_biases(1, 2, 6, 6, 1)
    agreed(program, ("-" + size, size), truth=realised(program))


@pytest.mark.parametrize("corner", [10**6, 10**12, 10**17, fmpq(10) ** 40])
def test_boxes_far_from_zero(corner):
    """The unit square moved far away, the network with it."""
    weights, biases = rational_network(3, 2, 5, 5, 1, bits=20)
    before = realised(ReLUNetwork.of(weights, biases), (0, 1))
    biases[0] = [bias - corner * sum(row, fmpq(0)) for row, bias in zip(weights[0], biases[0], strict=True)]
    agreed(ReLUNetwork.of(weights, biases), (corner, corner + 1), truth=before)


def test_a_long_flat_box():
    program = gaussian(2, 2, 6, 6, 1)
    agreed(program, ((-(10**9), 0), (10**9, fmpq(1, 10**9))))


# general position: Zaslavsky and Buck ------------------------------------------------------------------------------


def generic_hyperplanes(dimension, units):
    draw = Random(dimension * 100 + units)
    rows = [[draw.randint(-999, 999) for _ in range(dimension)] for _ in range(units)]
    return one_layer(rows, [draw.randint(-999, 999) for _ in range(units)])


def reach(program):
    """A power of two such that all coordinates of all vertices of the arrangement are smaller than half of it."""
    hidden = program.layers[0]
    forms = [hidden.row(unit).entries for unit in range(hidden.outputs)]
    largest = max((abs(entry) for vertex in vertices(forms, program.inputs) for entry in vertex), default=fmpq(1))
    return 2 ** (int(largest.ceil()).bit_length() + 1)


def zaslavsky(dimension, units):
    return sum(comb(units, i) for i in range(dimension + 1))


@pytest.mark.parametrize(("dimension", "units"), [(1, 7), (2, 1), (2, 8), (3, 6), (3, 3), (4, 5), (5, 4), (6, 3)])
def test_zaslavsky_in_the_whole_space(dimension, units):
    found = count(generic_hyperplanes(dimension, units), EVERYWHERE)
    assert (found.activation_regions, found.guarantee) == (zaslavsky(dimension, units), "exact")


@pytest.mark.parametrize(("dimension", "units"), [(1, 30), (2, 30), (3, 14), (4, 12), (5, 11), (6, 10), (6, 9)])
def test_zaslavsky_in_a_box_that_holds_all_vertices(dimension, units):
    program = generic_hyperplanes(dimension, units)
    found = count(program, (-reach(program), reach(program)))
    expected = zaslavsky(dimension, units)
    assert (found.activation_regions, found.guarantee, found.engine) == (expected, "exact", "skeleton")


@pytest.mark.parametrize(
    ("dimension", "units"),
    [(1, 12), (2, 9), (3, 9), (4, 9), *(pytest.param(d, 9, marks=pytest.mark.heavy) for d in (5, 6))],
)
def test_buck_counts_vertices_and_bounded_regions(dimension, units):
    """C(m, d) vertices and C(m - 1, d) bounded regions; the box is so large that it cuts none of them."""
    program = generic_hyperplanes(dimension, units)
    size = reach(program)
    found = list(regions(program, (-size, size)))
    inner = [[vertex for vertex in region.vertices if max(map(abs, vertex)) < size] for region in found]
    assert len({tuple(vertex) for corners in inner for vertex in corners}) == comb(units, dimension)
    bounded = sum(len(corners) == len(region.vertices) for corners, region in zip(inner, found, strict=True))
    assert (len(found), bounded) == (zaslavsky(dimension, units), comb(units - 1, dimension))


@pytest.mark.parametrize(("dimension", "units"), [(2, 12), (3, 9), (4, 9), (5, 9), (6, 9)])
def test_hyperplanes_through_one_point(dimension, units):
    """Central and otherwise general: 2 sum_(i < d) C(m - 1, i) regions, and none of the skeleton's business."""
    hidden = generic_hyperplanes(dimension, units).layers[0]
    found = count(one_layer(hidden.weight.tolist(), [0] * units))
    expected = 2 * sum(comb(units - 1, i) for i in range(dimension))
    assert (found.activation_regions, found.guarantee, found.engine) == (expected, "exact", "face lattice")


# invariances ------------------------------------------------------------------------------------------------------


def counts(program):
    found = count(program)
    return found.activation_regions, found.affine_pieces, found.connected_pieces, found.guarantee


networks = st.tuples(
    st.sampled_from([*FAMILIES, gaussian]),
    st.integers(0, 10**6),
    st.sampled_from([(1, 6, 5, 1), (2, 5, 5, 2), (2, 4, 4, 3, 1), (3, 5, 4, 1)]),
).map(lambda choice: choice[0](choice[1], *choice[2]))


@settings(max_examples=15)
@given(networks, st.data())
def test_permuting_units_changes_nothing(network, data):
    layers = list(network.layers)
    for number, layer in enumerate(layers[:-1]):
        order = data.draw(st.permutations(range(layer.outputs)))
        moved = Affine(
            [[int(column == unit) for column in range(layer.outputs)] for unit in order], [0] * layer.outputs
        )
        back = Affine(moved.weight.transpose(), [0] * layer.outputs)
        layers[number] = moved.after(layers[number])
        layers[number + 1] = layers[number + 1].after(back)
    assert counts(ReLUNetwork(tuple(layers))) == counts(network)


@settings(max_examples=15)
@given(networks, st.data())
def test_scaling_a_unit_by_a_power_of_two_changes_nothing(network, data):
    layers = list(network.layers)
    for number, layer in enumerate(layers[:-1]):
        factors = [fmpq(2) ** data.draw(st.integers(-60, 60)) for _ in range(layer.outputs)]
        back = identity(layer.outputs).scaled([1 / factor for factor in factors])
        layers[number] = layers[number].scaled(factors)
        layers[number + 1] = layers[number + 1].after(back)
    assert counts(ReLUNetwork(tuple(layers))) == counts(network)


@settings(max_examples=15)
@given(networks, st.data())
def test_splitting_an_affine_layer_in_two_changes_nothing(network, data):
    """A = A2 A1 with A1 = U A and A2 the inverse of a triangular integer matrix U, on every layer."""
    steps = []
    for number, layer in enumerate(network.layers):
        size = layer.outputs
        rows = [[int(i == j) if j >= i else data.draw(st.integers(-2, 2)) for j in range(size)] for i in range(size)]
        first = Affine(rows, [data.draw(st.integers(-2, 2)) for _ in range(size)])
        inverse = first.weight.inv()
        steps += [first.after(layer), Affine(inverse, -(inverse * first.bias))]
        if number < len(network.layers) - 1:
            steps.append(Rectifier.relu(size))
    assert counts(Program(tuple(steps))) == counts(network)


# other programs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("family", [without_first_bias, small_integers], ids=named)
@pytest.mark.parametrize(
    "slopes",
    [
        ["1/10", "1/10"],
        ["-1/2", "-1/2"],
        [-1, 2],
        [[0, "1/10", 1, -1, 3], [1, 1, "1/3", 0, "-2"]],
        [1, 0],
        [fmpq(1) - fmpq(1, 10**20), 0],
    ],
    ids=["leaky", "negative", "absolute value", "mixed", "no bend in the first layer", "nearly no bend"],
)
def test_parametric_rectifiers(family, seed, slopes):
    layers = family(seed, 2, 5, 5, 1).layers
    program = prelu_network(
        [layer.weight.tolist() for layer in layers], [layer.bias.entries() for layer in layers], slopes
    )
    assert agreed(program) >= {"cell splitting", "face lattice"}


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("family", [without_first_bias, paired_units], ids=named)
def test_residual_networks(family, seed):
    """Against the oracle, and against x + block(x) evaluated from the parts at a point of every region."""
    first, second = family(seed, 2, 6, 2), family(seed + 1, 2, 4, 1)
    program = chain(residual(first), second)
    assert agreed(program) >= {"cell splitting", "face lattice"}
    for region in regions(program):
        point = region.interior_point
        after = [x + y for x, y in zip(point, first(point), strict=True)]
        expected = signs_of(first, point) + signs_of(second, after)
        assert tuple(sign for signs in region.pattern for sign in signs) == expected
        assert region.affine(point) == second(after)


def signs_of(network, point):
    return tuple(entry > 0 for entry in network.layers[0](point))


@pytest.mark.parametrize("seed", [1, 2])
def test_consecutive_affine_layers(seed):
    layers = small_integers(seed, 2, 3, 5, 3, 5, 1).layers
    steps = (*layers[:2], Rectifier.relu(5), *layers[2:4], Rectifier.relu(5), layers[4])
    assert agreed(Program(steps)) >= {"cell splitting", "face lattice"}


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("shape", [(1, 9, 1), (1, 8, 8, 1), (1, 5, 5, 5, 1)], ids=named)
def test_one_dimension(seed, shape):
    assert agreed(gaussian(seed, *shape)) == ALL


@pytest.mark.parametrize("depth", [3, 6, 9])
def test_tents_fold_the_interval(depth):
    """Each layer folds (0, 1) in two by relu(2 x), relu(4 x - 2), so that 2^depth pieces have 2^depth regions."""
    folds = ReLUNetwork.of([[[2], [4]], [[1, -1]]], [[0, -2], [0]])
    found = count(chain(*[folds] * depth), (0, 1))
    assert (found.activation_regions, found.affine_pieces, found.guarantee) == (2**depth, 2**depth, "exact")


# look-alikes of published networks --------------------------------------------------------------------------------


def min_max_lattice(maps, selections):
    """max over the selections of min over their maps, by min(a, b) = a - relu(a - b) and a = relu(a) - relu(-a).

    All sizes are powers of two. The selections repeat maps, so that hyperplanes repeat, coincide with others of later
    layers, and meet in points.
    """
    width = sum(map(len, selections))
    layers = [Affine([maps[i][:-1] for selection in selections for i in selection],
                     [maps[i][-1] for selection in selections for i in selection])]  # fmt: skip
    size, sign, length = width, 1, len(selections[0])
    while size > 1:
        if length == 1:
            sign, length = -1, size
        units, after = [], []
        for pair in range(size // 2):
            a, b = ([int(column == 2 * pair + side) for column in range(size)] for side in (0, 1))
            units += [a, [-x for x in a], [sign * (x - y) for x, y in zip(a, b, strict=True)]]
            after.append(
                [entry for other in range(size // 2) for entry in ([1, -1, -sign] if other == pair else [0] * 3)]
            )
        layers[-1] = Affine(units, [0] * len(units)).after(layers[-1])
        layers.append(Affine(after, [0] * len(after)))
        size, length = size // 2, length // 2
    return ReLUNetwork(tuple(layers))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_min_max_lattice_network(seed):
    draw = Random(seed)
    maps = [[fmpq(draw.randint(-9, 9), 8) for _ in range(3)] for _ in range(4)]
    selections = [[0, 1, 2, 1], [2, 3, 3, 0]]
    program = min_max_lattice(maps, selections)
    assert agreed(program) >= {"cell splitting", "face lattice"}
    differences = [[x - y for x, y in zip(a, b, strict=True)] for a, b in combinations(maps, 2)]
    orders = realised(one_layer([row[:-1] for row in differences], [row[-1] for row in differences]))
    winners = set()
    for point, _ in orders.values():
        heights = [value(form, point) for form in maps]
        best = max(min(heights[i] for i in selection) for selection in selections)
        winners.add(tuple(maps[heights.index(best)]))
        assert program(point) == [best]
    assert {tuple(region.affine.entries) for region in regions(program)} == winners
    assert count(program).affine_pieces == len(winners)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("inputs", [2, 3])
def test_a_network_with_the_marks_of_training(seed, inputs):
    """Float32 weights, dead and constant units, exact and nearly exact duplicates, and pruned weights."""
    weights, biases = arrays(gaussian(seed, inputs, 8, 5, 1))
    weights[0][1], biases[0][1] = weights[0][0], biases[0][0]
    weights[0][2], biases[0][2] = weights[0][0] * (1 + 2.0**-23), biases[0][0]
    biases[0][3] = -100.0
    weights[0][4] = 0.0
    weights[1][1] = 0.5 * weights[1][0]
    biases[1][1] = 0.5 * biases[1][0]
    weights[1][abs(weights[1]) < 0.2] = 0.0
    single = [[array.astype(np.float32) for array in arrays] for arrays in (weights, biases)]
    assert agreed(ReLUNetwork.of(*single)) >= {"cell splitting", "face lattice"}


# regions as a partition ------------------------------------------------------------------------------------------


def preactivations(program, point):
    values, found = list(point), []
    for step in program.steps:
        if isinstance(step, Rectifier):
            found += [values[unit] for unit in step.kinks]
        values = step(values)
    return found


def check_neighbours(program, domain, found):
    """Each facet is on the border or shared by two, whose patterns differ only in units that vanish on all of it."""
    graph, outer = dual_graph(found), cell_of(program.inputs, domain)
    assert nx.is_connected(graph)
    hull = {outer.facet_functional(facet) for facet in outer.facet_vertices}
    on_border = sum(side in hull for region in found for side in region.facets)
    assert sum(len(region.facets) for region in found) == 2 * graph.number_of_edges() + on_border
    for first, second, data in graph.edges(data=True):
        ours, theirs = ([on for signs in found[node].pattern for on in signs] for node in (first, second))
        changed = [unit for unit, (a, b) in enumerate(zip(ours, theirs, strict=True)) if a != b]
        assert changed
        for corner in data["facet"]:
            values = preactivations(program, corner)
            assert all(values[unit] == 0 for unit in changed)
        side = separator(graph, first, second)
        assert side(found[first].interior_point)[0] > 0 > side(found[second].interior_point)[0]


TRIANGLE = halfspaces(*zip(*SIMPLEX, strict=True))
OCTAHEDRON = halfspaces(*zip(*CROSS_POLYTOPE, strict=True))
PARTITIONS = {
    "square without biases": (without_biases, (2, 6, 6, 1), (-1, 1)),
    "square without first bias": (without_first_bias, (2, 7, 7, 1), (-1, 1)),
    "square with small integers": (small_integers, (2, 8, 8, 1), (-1, 1)),
    "triangle with paired units": (paired_units, (2, 8, 8, 1), TRIANGLE),
    "triangle with sparse units": (sparse, (2, 9, 9, 1), TRIANGLE),
    "octahedron without biases": (without_biases, (3, 5, 4, 1), OCTAHEDRON),
    "cube with small integers": (small_integers, (3, 5, 5, 1), (-1, 1)),
    "cuboid with paired units": (paired_units, (3, 6, 4, 1), ((-1, 0, "-1/3"), (2, "1/7", 1))),
    "interval without first bias": (without_first_bias, (1, 8, 8, 1), (-1, 1)),
}
LARGE_PARTITIONS = {
    "cube without biases": (without_biases, (4, 6, 5, 1), (-1, 1)),
    "cube with small integers": (small_integers, (4, 6, 5, 1), (-1, 1)),
    "cube with paired units": (paired_units, (4, 6, 4, 1), (-1, 1)),
    "without first bias": (without_first_bias, (3, 12, 12, 1), (-1, 1)),
}


@pytest.mark.parametrize("name", PARTITIONS)
def test_regions_fill_the_domain_facet_to_facet(name):
    family, shape, domain = PARTITIONS[name]
    program = family(5, *shape)
    check_neighbours(program, domain, check_partition(program, domain))


@pytest.mark.heavy
@pytest.mark.parametrize("name", LARGE_PARTITIONS)
def test_many_regions_fill_the_domain_facet_to_facet(name):
    family, shape, domain = LARGE_PARTITIONS[name]
    program = family(5, *shape)
    check_neighbours(program, domain, check_partition(program, domain))


@pytest.mark.parametrize("shape", [(1, 7, 7, 1), (2, 10, 10, 1), (3, 6, 5, 1), (4, 5, 4, 1)], ids=named)
def test_regions_in_general_position_differ_from_a_neighbour_in_one_unit(shape):
    program = gaussian(0, *shape)
    found = check_partition(program, (-1, 1))
    graph = dual_graph(found)
    assert nx.is_connected(graph)
    for first, second in graph.edges:
        pairs = zip(found[first].pattern, found[second].pattern, strict=True)
        assert sum(a != b for layers in pairs for a, b in zip(*layers, strict=True)) == 1


# budgets ----------------------------------------------------------------------------------------------------------


BUDGETED = {
    "skeleton": (gaussian(0, 2, 16, 16, 1), (-1, 1)),
    "face lattice": (without_first_bias(0, 2, 12, 12, 1), (-1, 1)),
    "cell walk": (digits(3, 4), (0, 1)),
    "cell splitting": (gaussian(0, 2, 6, 1), (-1, 1)),
}


@pytest.mark.parametrize("engine", BUDGETED)
@pytest.mark.parametrize("budget", [{"budget": 0}, {"memory": 0}, {"memory": 1e-6}], ids=str)
def test_a_small_budget_gives_a_lower_bound(engine, budget):
    program, domain = BUDGETED[engine]
    truth, found = count(program, domain), count(program, domain, **budget)
    assert (truth.guarantee, truth.engine) == ("exact", engine)
    assert 1 <= found.activation_regions <= truth.activation_regions
    assert found.guarantee == "lower bound"
    for pieces in ("affine_pieces", "connected_pieces", "routing_cells"):
        with pytest.raises(BudgetExhaustedError, match="give a larger budget"):
            getattr(found, pieces)


def test_memory_for_the_count_alone_leaves_the_pieces_open():
    """A face takes more than a vertex: the skeleton is done where the lattice that pieces are read from is not."""
    program, told = gaussian(0, 4, 12, 12, 1), []
    truth = count(program, progress=told.append)
    enough = 1.5 * max(told) * bytes_per_vertex(program) / 2**30
    found = count(program, memory=enough)
    assert (found.activation_regions, found.guarantee) == (truth.activation_regions, "exact")
    for pieces in ("affine_pieces", "connected_pieces", "routing_cells"):
        with pytest.raises(BudgetExhaustedError, match="give a larger"):
            getattr(found, pieces)


def test_no_time_for_the_regions():
    with pytest.raises(BudgetExhaustedError, match="give a larger"):
        list(regions(without_first_bias(0, 2, 12, 12, 1), budget=0))


def test_a_budget_holds_where_the_cube_alone_has_millions_of_faces():
    found = count(gaussian(0, 14, 9, 9, 1), budget=0.2)
    assert found.guarantee == "lower bound"
    assert 1 <= found.activation_regions < 2**18


@pytest.mark.parametrize("engine", BUDGETED)
def test_progress_is_told_and_changes_nothing(engine):
    program, domain = BUDGETED[engine]
    told = []
    found = count(program, domain, progress=told.append)
    assert told
    assert min(told) >= 0
    assert (found.activation_regions, found.engine) == (count(program, domain).activation_regions, engine)


# without the compiler ---------------------------------------------------------------------------------------------


MANY = (gaussian(0, 3, 20, 20, 1), without_biases(0, 3, 16, 16, 1))


def figures():
    """Counts by both engines, of more than 127 regions too, and a word on whether numba compiled them."""
    from numba import config

    found = []
    for shape, family in product(((1, 5, 4, 1), (2, 5, 4, 1), (3, 5, 4, 1)), (without_biases, sparse)):
        program = family(1, *shape)
        one = count(program)
        patterns = {region.pattern for region in regions(program)}
        found.append((one.engine, one.activation_regions, one.affine_pieces, one.connected_pieces, len(patterns)))
    found.append(count(without_biases(1, 2, 6, 6, 1), ("-1e200", "1e200")).activation_regions)
    found += [(one.engine, one.activation_regions) for one in map(count, MANY)]
    return bool(config.DISABLE_JIT), found


def without_the_compiler(code):
    """What a process without numba's compiler prints; a warning there is an error."""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"from test_exactness import *; {code}"],
        cwd=Path(__file__).parent,
        env={**environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
    )
    assert run.stderr == ""
    return run.stdout.strip()


def test_the_kernels_do_the_same_without_the_compiler():
    compiled, expected = figures()
    assert {engine for engine, *_ in expected[:-3]} == {"skeleton", "face lattice"}
    assert expected[-3:] == [22, ("skeleton", 2507), ("face lattice", 838)]
    assert (compiled, without_the_compiler("print(figures())")) == (False, str((True, expected)))


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("family", "shape", "expected"),
    [
        (gaussian, (3, 32, 32, 32, 1), 54030),
        (gaussian, (6, 14, 14, 1), 40780),
        (without_first_bias, (3, 27, 27, 27, 1), 33235),
    ],
    ids=named,
)
def test_no_sum_wraps_without_the_compiler(family, shape, expected):
    """Numbers of numpy keep the type of an array's entries, where numba widens them."""
    code = f"found = count({family.__name__}(0, *{shape})); print(found.activation_regions, found.guarantee)"
    assert without_the_compiler(code) == f"{expected} exact"
