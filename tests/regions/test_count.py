"""Region counts of arrangements of the literature, against areas, independent sampling and invariances."""

import inspect
import sys
from itertools import combinations, pairwise, permutations
from math import atan2, comb, factorial
from random import Random

import numpy as np
import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from boundkit import regions
from boundkit.arithmetic.rational import rational, to_fraction
from boundkit.constructions.digits import equal_parts_gate
from boundkit.errors import MalformedInputError, ShapeError, UnboundedDomainError
from boundkit.networks import Affine, LinearGate, Mixture, ReLUNetwork, nearest_prototype, stack
from boundkit.regions.cells import split
from boundkit.regions.interval import Interval
from boundkit.regions.lattice import Lattice


def count(program, box=(-1, 1)):
    return regions.count(program, box).activation_regions


def counts(program, box=(-1, 1)):
    found = regions.count(program, box)
    return found.activation_regions, found.affine_pieces, found.connected_pieces, found.guarantee


def one_layer(rows, biases):
    return ReLUNetwork.of([rows, [[1] * len(rows)]], [biases, [0]])


# known counts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("dimension", "units"), [(1, 9), (2, 1), (2, 8), (3, 6), (4, 5), (3, 2)])
def test_zaslavsky_in_general_position(dimension, units):
    """m hyperplanes in general position cut R^d into sum_(i <= d) C(m, i) regions."""
    draw = Random(dimension * 100 + units)
    rows = [[draw.randint(-999, 999) for _ in range(dimension)] for _ in range(units)]
    biases = [draw.randint(-999, 999) for _ in range(units)]
    assert count(one_layer(rows, biases), (-(10**12), 10**12)) == sum(comb(units, i) for i in range(dimension + 1))


@pytest.mark.parametrize(("dimension", "units"), [(2, 7), (3, 5), (4, 5)])
def test_hyperplanes_through_one_point(dimension, units):
    draw = Random(units)
    rows = [[draw.randint(-99, 99) for _ in range(dimension)] for _ in range(units)]
    assert count(one_layer(rows, [0] * units)) == 2 * sum(comb(units - 1, i) for i in range(dimension))


def differences(n, offsets):
    pairs = list(combinations(range(n), 2))
    rows = [[int(c == i) - int(c == j) for c in range(n)] for i, j in pairs for _ in offsets]
    return one_layer(rows, [-offset for _ in pairs for offset in offsets])


@pytest.mark.parametrize(
    ("n", "offsets", "expected"),
    [
        (3, (0,), factorial(3)),
        (4, (0,), factorial(4)),
        (3, (0, 1), 4**2),
        (4, (0, 1), 5**3),
        (3, (-1, 0, 1), 6 * 5),
        (4, (-1, 0, 1), 24 * 14),
        (3, (1,), 7),
        (4, (1,), 36),
    ],
    ids=["braid 3", "braid 4", "Shi 3", "Shi 4", "Catalan 3", "Catalan 4", "Linial 3", "Linial 4"],
)
def test_arrangements_of_the_literature(n, offsets, expected):
    """x_i - x_j = c: n!, (n + 1)^(n - 1), n! C_n, and Linial's 1, 2, 7, 36; none is in general position."""
    assert count(differences(n, offsets), (-100, 100)) == expected


def test_reflections_of_type_b():
    axes = [[int(column == axis) for column in range(3)] for axis in range(3)]
    rows = [[a + sign * b for a, b in zip(*pair, strict=True)] for pair in combinations(axes, 2) for sign in (1, -1)]
    rows += axes
    assert count(one_layer(rows, [0] * len(rows))) == 2**3 * factorial(3)


@pytest.mark.parametrize("depth", range(1, 8))
def test_tents_fold_into_powers_of_two(depth):
    tent = [[[2], [4]], [[1, -1]]], [[0, -2], [0]]
    weights, biases = [tent[0][0]], [tent[1][0]]
    for _ in range(depth - 1):
        weights.append([[2, -2], [4, -4]])
        biases.append([0, -2])
    network = ReLUNetwork.of([*weights, tent[0][1]], [*biases, tent[1][1]])
    assert regions.count(network, (0, 1)).affine_pieces == 2**depth


# no tolerances ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gap", ["1e-8", "1e-20", "1e-300"])
@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_a_thin_strip_is_a_region(gap, dimension):
    row = [1] + [0] * (dimension - 1)
    assert count(one_layer([row, row], [0, "-" + gap])) == 3
    assert count(one_layer([row, row], [0, 0])) == 2
    gate = LinearGate([[0] * dimension, row, [2, *row[1:]]], [0, 0, "-" + gap])
    assert count(stack((gate, [Affine([row], [i]) for i in range(3)]))) == 3


def test_a_corner_of_size_1e_100_is_a_region():
    assert count(one_layer([[1, 1]], ["-2"])) == 1  # the line touches the corner (1, 1)
    assert count(one_layer([[1, 1]], [-2 + fmpq(1, fmpq(10) ** 100)])) == 2


def test_neighbouring_doubles_are_two_lines():
    weight = np.array([[1.0], [np.nextafter(1.0, 2.0)]])
    assert count(ReLUNetwork.of([weight, [[1, 1]]], [[-0.5, -0.5], [0]])) == 3


# regions as a partition -------------------------------------------------------------------------------------------


def patterns_at(program, point):
    """The pattern at a point, by evaluation; a unit that is zero is off."""
    values, pattern = [rational(entry) for entry in point], []
    for layer in program.layers if isinstance(program, Mixture) else (program,):
        network = layer
        if isinstance(program, Mixture):
            scores = layer.gate.scores(values)
            chosen = min(i for i, score in enumerate(scores) if score == max(scores))
            pattern.append(chosen)
            network = layer.experts[chosen]
        for affine in network.layers[:-1]:
            values = affine(values)
            pattern.append(tuple(value > 0 for value in values))
            values = [max(value, fmpq(0)) for value in values]
        values = network.layers[-1](values)
    return tuple(pattern), values


def size(cell):
    """Length or area, exactly; the corners are put in order by their angles around the centre."""
    if cell.dimension == 1:
        return cell.upper - cell.lower
    centre = cell.centre()
    corners = [[a - c for a, c in zip(row, centre, strict=True)] for row in cell.vertices]
    corners.sort(key=lambda row: atan2(*map(float, map(to_fraction, row))))
    turns = zip(corners, [*corners[1:], corners[0]], strict=True)
    return abs(sum((a[0] * b[1] - a[1] * b[0] for a, b in turns), fmpq(0))) / 2


def check_partition(program, box, seed):
    found = list(regions.regions(program, box))
    patterns = {region.pattern for region in found}
    assert len(patterns) == len(found)
    width = rational(box[1]) - rational(box[0])
    if program.inputs <= 2:
        assert sum((size(region.polytope) for region in found), fmpq(0)) == width**program.inputs
    for region in found:
        centre = region.polytope.centre()
        assert patterns_at(program, centre) == (region.pattern, region.affine(centre))
    draw = Random(seed)
    for _ in range(60):
        point = [
            rational(box[0]) + width * fmpq(draw.randrange(10**15) * 2 + 1, 2 * 10**15) for _ in range(program.inputs)
        ]
        assert patterns_at(program, point)[0] in patterns


def small_network(draw, shape):
    def numbers(size):
        return [draw(st.integers(-2, 2)) for _ in range(size)]

    weights = [[numbers(inputs) for _ in range(outputs)] for inputs, outputs in pairwise(shape)]
    return ReLUNetwork.of(weights, [numbers(outputs) for outputs in shape[1:]])


@st.composite
def networks(draw, inputs=(1, 2)):
    hidden = draw(st.lists(st.integers(1, 4), max_size=3))
    return small_network(draw, [draw(st.sampled_from(inputs)), *hidden, 1])


@st.composite
def mixtures(draw):
    inputs = draw(st.integers(1, 2))
    layers = []
    for experts in draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)):
        scores = small_network(draw, [inputs, experts]).layers[0]
        hidden = draw(st.lists(st.sampled_from([(), (1,), (2,)]), min_size=experts, max_size=experts))
        networks = [small_network(draw, [inputs, *widths, inputs]) for widths in hidden]
        layers.append((LinearGate(scores.weight, scores.bias), networks))
    return stack(*layers)


@settings(max_examples=60)
@given(networks(), st.integers(0, 99))
def test_regions_of_networks_fill_the_box(network, seed):
    """The areas add up exactly, every centre has its region's pattern, and random points fall into known patterns."""
    check_partition(network, (-1, 2), seed)


@settings(max_examples=100)
@given(mixtures(), st.integers(0, 99))
def test_regions_of_mixtures_fill_the_box(mixture, seed):
    """Small integers make dead experts, equal rows and scores that tie on open sets."""
    check_partition(mixture, (-1, 2), seed)


def test_prototypes_fill_the_square():
    gate = nearest_prototype([[0, 0], [1, 0], [0, 1], [1, 1], ["1/2", "1/2"]])
    mixture = stack((gate, [Affine([[i, 1]], [i]) for i in range(5)]))
    check_partition(mixture, (0, 1), 5)
    assert {region.pattern[0]: size(region.polytope) for region in regions.regions(mixture, (0, 1))} == {
        **dict.fromkeys(range(4), fmpq(1, 8)),
        4: fmpq(1, 2),
    }


@pytest.mark.parametrize("first", [0, 1])
def test_an_expert_whose_constant_output_ties_the_next_gate(first):
    """The whole interval sits on the threshold: the tie goes to the lower index, as it does at a point."""
    constant = LinearGate([[0]], [0]), [Affine([[0]], ["1/2"])]
    rows = [[0], [1]], [0, "-1/2"]
    gate = LinearGate(*rows) if first == 0 else LinearGate(rows[0][::-1], rows[1][::-1])
    mixture = stack(constant, (gate, [Affine([[1]], [7]), Affine([[1]], [9])]))
    (region,) = regions.regions(mixture, (0, 1))
    assert region.pattern == (0, 0) == (0, mixture.route(["1/3"])[1])
    assert region.affine(["1/3"]) == mixture(["1/3"]) == [fmpq(15, 2)]


def test_a_dead_unit_that_ties_a_middle_expert():
    """Three scores meet in one point, and the slope between the others has the lowest index."""
    gate = LinearGate([[1], [0], [2]], [0, 0, 0])
    mixture = stack((LinearGate([[0]], [0]), [Affine([[0]], [0])]), (gate, [Affine([[0]], [i]) for i in range(3)]))
    assert [region.pattern for region in regions.regions(mixture)] == [(0, 0)]


def test_affine_pieces_are_maps_not_sets():
    assert regions.count(ReLUNetwork.of([[[1], [1]], [[1, -1]]], [[0, 0], [0]])).affine_pieces == 1
    hat = ReLUNetwork.of([[[1], [1], [1]], [[1, -2, 1]]], [["1/2", 0, "-1/2"], [0]])
    found = regions.count(hat)
    assert (found.activation_regions, found.affine_pieces) == (4, 3)  # zero on both sides


# invariances ------------------------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(st.data())
def test_permutations_and_positive_scales_of_units_change_nothing(data):
    entry = st.integers(-3, 3)
    weights = [[[data.draw(entry) for _ in range(a)] for _ in range(b)] for a, b in ((2, 3), (3, 3), (3, 1))]
    biases = [[data.draw(entry) for _ in range(b)] for b in (3, 3, 1)]
    before = counts(ReLUNetwork.of(weights, biases))
    for layer in (0, 1):
        order = data.draw(st.permutations(range(3)))
        scales = [fmpq(data.draw(st.integers(1, 5)), 3) for _ in range(3)]
        weights[layer] = [[scales[i] * w for w in weights[layer][i]] for i in order]
        biases[layer] = [scales[i] * biases[layer][i] for i in order]
        weights[layer + 1] = [[row[i] / scales[i] for i in order] for row in weights[layer + 1]]
    after = counts(ReLUNetwork.of(weights, biases))
    assert before == after


@settings(max_examples=30)
@given(networks(inputs=(2,)), st.sampled_from(list(permutations((0, 1)))), st.integers(1, 7), st.integers(-5, 5))
def test_the_box_may_be_moved_stretched_and_turned(network, axes, stretch, shift):
    """x -> the network at (x - shift) / stretch, axes swapped, on the image of the box."""
    turn = Affine(
        [[fmpq(int(axis == column), stretch) for column in range(2)] for axis in axes], [fmpq(-shift, stretch)] * 2
    )
    moved = ReLUNetwork((network.layers[0].after(turn), *network.layers[1:]))
    box = (-stretch + shift, stretch + shift)
    assert counts(moved, box) == counts(network, (-1, 1))


def test_boxes():
    network = one_layer([[1, 0], [0, 1]], [0, 0])
    boxes = [(-1, 1), ((-1, 0), (1, 1)), ([0, 0], [1, "1/2"]), ("-1/2", 1)]
    assert [count(network, box) for box in boxes] == [4, 2, 1, 4]


@pytest.mark.parametrize(
    ("box", "error", "message"),
    [
        ((0, 0), UnboundedDomainError, "empty or flat along axis 0"),
        ((1, -1), UnboundedDomainError, "give lower < upper"),
        (((0, 0), (1, 0)), UnboundedDomainError, "axis 1"),
        ((0, float("inf")), MalformedInputError, "not a finite rational"),
        (((0,), (1,)), ShapeError, "the network takes 2 inputs; the box has 1 and 1"),
        (((0, 0, 0), (1, 1)), ShapeError, "the box has 3 and 2"),
    ],
)
def test_boxes_that_are_refused(box, error, message):
    with pytest.raises(error, match=message):
        count(one_layer([[1, 0]], [0]), box)


def test_the_smallest_networks():
    assert count(ReLUNetwork.affine([[1]], [0])) == 1
    assert count(ReLUNetwork.of([[[0]], [[0]]], [[0], [0]])) == 1
    assert count(ReLUNetwork.of([[[0]], [[0]]], [[5], [0]])) == 1
    assert count(stack((equal_parts_gate(1), [Affine([[0]], [0])]))) == 1
    assert [region.pattern for region in regions.regions(ReLUNetwork.of([[[0], [0]], [[1, 1]]], [[0, 1], [0]]))] == [
        ((False, True),)
    ]


def test_a_network_of_more_layers_than_python_recurses():
    network = ReLUNetwork.of([[[1]]] * 102, [["1/3"], *[[0]] * 101])
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 150)
    try:
        lattice = Lattice(network, Interval(fmpq(-1), fmpq(1)))
        maps = [lattice.affine(position) for position in range(2)]
        split_one_by_one = list(split(network, Interval(fmpq(-1), fmpq(1))))
    finally:
        sys.setrecursionlimit(limit)
    assert sorted(own([1])[0] for own in maps) == [0, fmpq(4, 3)]
    assert len(split_one_by_one) == 2
