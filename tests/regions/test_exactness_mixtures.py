"""The region counts of mixtures are exact: E^L of everything, random gates against an oracle, top-k cells by hand."""

from itertools import product
from random import Random

import pytest
from exactness_oracle import agreed, check_partition, realised
from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.constructions.digits import digits, tents
from boundkit.constructions.digits import product as product_of_gates
from boundkit.networks import (
    Affine,
    Fork,
    LinearGate,
    MixtureLayer,
    Program,
    ReLUNetwork,
    TreeGate,
    nearest_prototype,
    residual,
    stack,
)
from boundkit.regions import count, regions


def mixture_counts(program, domain):
    found = count(program, domain)
    return found.activation_regions, found.affine_pieces, found.connected_pieces, found.routing_cells, found.guarantee


@pytest.mark.parametrize(("experts", "layers"), [(1, 1), (1, 3), (2, 1), (2, 7), (3, 4), (5, 3), (7, 2), (40, 1)])
@pytest.mark.parametrize("build", [digits, tents], ids=lambda build: build.__name__)
def test_digits_and_tents_have_E_to_the_L_of_everything(build, experts, layers):
    assert mixture_counts(build(experts, layers), (0, 1)) == (*[experts**layers] * 4, "exact")


@pytest.mark.parametrize(("experts", "layers"), [(1, 2), (2, 1), (5, 1), (2, 2), (5, 2), (2, 3), (3, 3), (2, 4)])
def test_products_have_E_to_the_L_of_everything(experts, layers):
    """Slopes E^l i, so that no two sets of experts add up to one map."""
    program = product_of_gates(experts, layers, slope=lambda layer, expert: experts**layer * expert)
    assert mixture_counts(program, (0, 1)) == (*[experts**layers] * 4, "exact")


TINY = fmpq(1, 10**30)
GRID = ((0, 1), (1, 0), (0, 0), (1, 1), ("1/2", "1/2"))


@pytest.mark.parametrize(
    ("prototypes", "cells"),
    [
        (GRID, 5),
        (GRID[:4], 4),
        (((0, 0), (0, 0), (1, 1)), 2),
        (((-5, -5), (0, 0), (9, 9)), 1),
        (((0, 0), (1, 0), ("1/2", "1e-30")), 3),
    ],
    ids=["corners and middle", "corners", "a prototype twice", "prototypes far away", "three nearly on a line"],
)
def test_nearest_prototypes(prototypes, cells):
    maps = [Affine([[i, 1]], [i * i]) for i in range(len(prototypes))]
    program = stack((nearest_prototype(prototypes), maps))
    assert agreed(program, (0, 1)) == {"cell splitting", "cell walk"}
    assert count(program, (0, 1)).routing_cells == cells
    check_partition(program, (0, 1))


def small_layer(draw, inputs, outputs, experts, top=1, units=0):
    """A linear gate and experts with integer weights, and dyadic biases, drawn at random."""

    def affine(size, columns):
        return Affine(
            [[draw.randint(-3, 3) for _ in range(columns)] for _ in range(size)],
            [fmpq(draw.randint(-6, 6), 4) for _ in range(size)],
        )

    gate = affine(experts, inputs)
    networks = [
        ReLUNetwork((affine(units, inputs), affine(outputs, units))) if units else affine(outputs, inputs)
        for _ in range(experts)
    ]
    return LinearGate(gate.weight, gate.bias, top), networks


TREE = TreeGate(Fork(Affine([[1, -1]], ["1/4"]), Fork(Affine([[2, 1]], [0]), 0, 1), 2))
NESTED = {
    "top two of three in top two of three": lambda draw: small_layer(draw, 2, 2, 3, top=2),
    "tree in top two of three": lambda draw: (TREE, small_layer(draw, 2, 2, 3)[1]),
    "all of two in top two of three": lambda draw: small_layer(draw, 2, 2, 2, top=2, units=1),
}


@pytest.mark.parametrize("kind", NESTED)
def test_gates_of_every_kind_stand_in_the_experts_of_a_top_k_gate(kind):
    """Counts, maps and outputs agree, also beside values that pass unchanged as in a residual block."""
    draw = Random(f"nested {kind}")
    (outer,), (layer,) = stack(small_layer(draw, 2, 2, 3, top=2)).layers, stack(NESTED[kind](draw)).layers
    inner = Program((MixtureLayer(layer.gate, layer.experts, fmpq(1, 3)),))
    program = stack((outer.gate, (inner, *outer.experts[1:])))
    for each in (program, residual(inner)):
        assert count(each, (-1, 1)).guarantee == "exact"
        found = check_partition(each, (-1, 1))
        assert len(found) >= 2
        assert all(region.affine(point) == each(point) for region in found for point in [region.interior_point])
    assert set(realised(program, (-1, 1))) == {region.pattern for region in regions(program, (-1, 1))}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("inputs", "layers"),
    [
        (1, [(3, 1, 2), (3, 1, 1)]),
        (2, [(4, 1, 0), (3, 1, 0)]),
        (2, [(3, 1, 2)]),
        (2, [(3, 1, 0), (2, 1, 2)]),
        (2, [(4, 2, 0)]),
        (2, [(3, 2, 1)]),
        (3, [(5, 3, 0)]),
    ],
    ids=[
        "networks on a line",
        "deep",
        "networks",
        "deep with networks",
        "top 2",
        "top 2 of networks",
        "top 3 in space",
    ],
)
def test_random_mixtures(inputs, layers, seed):
    """(experts, served, hidden units of an expert) in every layer."""
    draw = Random(seed)
    program = stack(*[small_layer(draw, inputs, inputs, *layer) for layer in layers])
    agreed(program)
    truth = realised(program)
    found = count(program)
    assert found.affine_pieces == len({entries for _, entries in truth.values()})
    routes = {program.route(point) for point, _ in truth.values()}
    assert found.routing_cells == len(routes)
    assert {region.route for region in regions(program)} == routes
    check_partition(program, (-1, 1))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("experts", "top"), [(4, 1), (4, 2), (5, 3), (6, 2)])
def test_top_k_cells_seen_from_a_grid(experts, top, seed):
    """No point of a fine grid with an odd denominator is served by a set that is no routing cell."""
    gate, _ = small_layer(Random(seed), 2, 1, experts, top)
    program = stack((gate, [Affine([[i, 1]], [0]) for i in range(experts)]))
    routes = {region.route for region in regions(program)}
    side = [fmpq(2 * i - 46, 47) for i in range(47)]
    seen = {program.route((x + fmpq(1, 1009), y + fmpq(1, 2003))) for x, y in product(side, side)}
    assert seen <= routes
    assert count(program).routing_cells == len(routes)


@pytest.mark.parametrize(
    ("scores", "top", "cells"),
    [
        ([(0, 0), (1, 0)], 1, {0: 1, 1: 1}),
        ([(0, 0), (1, 0), (-1, 0)], 2, {(0, 1): 1, (0, 2): 1}),
        ([(0, 0), (1, 0), (2, 0)], 2, {(0, 1): 1, (1, 2): 1}),
        ([(0, 0), (1, 0), (2, "-1/2"), (-1, 0)], 2, {(0, 3): 1, (0, 1): "1/4", (1, 2): "3/4"}),
        ([(0, 0), (0, 0), (0, 0)], 2, {(0, 1): 2}),
        ([(1, 0), (1, 0), (0, 0)], 1, {0: 1, 2: 1}),
        ([(0, 0), (1, 0), (1, "-1e-30")], 2, {(0, 1): 1 + TINY, (1, 2): 1 - TINY}),
        ([(2, 0), (1, 0), (0, 0), (-1, 0)], 4, {(0, 1, 2, 3): 2}),
    ],
    ids=["two halves", "a peak", "a fan", "four lines", "all equal", "one twice", "parallel by 1e-30", "all serve"],
)
def test_top_k_cells_on_an_interval(scores, top, cells):
    """Slopes and offsets of the scores on (-1, 1), and the lengths of the cells, by hand."""
    gate = LinearGate([[slope] for slope, _ in scores], [offset for _, offset in scores], top)
    program = stack((gate, [Affine([[i]], [0]) for i in range(len(scores))]))
    found = {region.route[0]: region.volume for region in regions(program)}
    assert found == {route: rational(length) for route, length in cells.items()}
    assert count(program).routing_cells == len(cells)


@pytest.mark.parametrize("seed", range(3))
def test_tree_gates(seed):
    draw = Random(seed)

    def ask():
        return Affine([[draw.randint(-2, 2), draw.randint(-2, 2)]], [draw.randint(-1, 1)])

    gate = TreeGate(Fork(ask(), Fork(ask(), 0, Fork(ask(), 1, 2)), Fork(ask(), 3, 4)))
    _, experts = small_layer(draw, 2, 2, 5, units=2)
    program = stack(
        (gate, experts), (LinearGate([[1, 0], [0, 1]], [0, 0]), [Affine([[1, 0]], [0]), Affine([[0, 2]], [0])])
    )
    agreed(program)
    check_partition(program, (-1, 1))
